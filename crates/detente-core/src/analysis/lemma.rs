//! Lemmas as edit scripts: "L:3:y" makes "countries" into "country".

/// What makes a lemma of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Script {
    /// The lemma itself, whatever the word ("were" → "be").
    Whole(String),
    /// The word recased, cut at its end and lengthened.
    Edit { case: Case, cut: usize, add: String },
}

/// How a script cases a word first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// Lower case.
    Lower,
    /// As written.
    Kept,
    /// First character upper, the rest lower.
    Title,
}

impl Script {
    /// From the model's notation, `=LEMMA` or `CASE:CUT:ADD`; what it cannot read lower-cases the word.
    pub(crate) fn parse(text: &str) -> Self {
        if let Some(whole) = text.strip_prefix('=') {
            return Script::Whole(whole.to_string());
        }
        let mut parts = text.splitn(3, ':');
        let case = match parts.next() {
            Some("K") => Case::Kept,
            Some("T") => Case::Title,
            _ => Case::Lower,
        };
        let cut = parts.next().and_then(|cut| cut.parse().ok()).unwrap_or(0);
        Script::Edit { case, cut, add: parts.next().unwrap_or_default().to_string() }
    }

    /// The lemma of `word`; a script that does not fit leaves the recased word.
    pub(crate) fn apply(&self, word: &str) -> String {
        let (case, cut, add) = match self {
            Script::Whole(lemma) => return lemma.clone(),
            Script::Edit { case, cut, add } => (*case, *cut, add),
        };
        let mut base = match case {
            Case::Lower => word.to_lowercase(),
            Case::Kept => word.to_string(),
            Case::Title => {
                let first = word.chars().next().map_or(0, char::len_utf8);
                word[..first].to_uppercase() + &word[first..].to_lowercase()
            }
        };
        let end = match cut {
            0 => base.len(),
            _ => base.char_indices().rev().nth(cut - 1).map_or(base.len() + 1, |(at, _)| at),
        };
        if end <= base.len() && (end > 0 || !add.is_empty()) {
            base.truncate(end);
            base.push_str(add);
        }
        base
    }
}

#[cfg(test)]
mod tests {
    use super::Script;

    #[test]
    fn scripts_make_lemmas() {
        let cases = [
            ("L:3:y", "Countries", "country"),
            ("L:0:", "strikes", "strikes"),
            ("K:1:", "Pakistanis", "Pakistani"),
            ("T:0:", "IRAN", "Iran"),
            ("=be", "were", "be"),
            ("L:4::", "abcde", "a:"),
            ("L:9:y", "was", "was"),
            ("L:3:", "was", "was"),
        ];
        for (script, word, lemma) in cases {
            assert_eq!(Script::parse(script).apply(word), lemma, "{script} {word}");
        }
    }
}
