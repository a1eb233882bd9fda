//! Makes of an article what newsrooms make of it: a copy, a trim, a rewrite, a correction.
//!
//! "Iran struck Pakistan on Tuesday, the ministry said. Two died." may become "Two were killed. The ministry stated that
//! Iran hit Pakistan Tuesday."

/// What is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The text of the wire under another newsroom's headline, dateline and type.
    Copy,
    /// Cut from the end, as editors do for space, and here and there in the middle.
    Trim,
    /// Sentences in another order and other words.
    Rewrite,
    /// The text once more, with a note, another figure, another paragraph.
    Correction,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Copy, Kind::Trim, Kind::Rewrite, Kind::Correction];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Copy => "copy",
            Kind::Trim => "trim",
            Kind::Rewrite => "rewrite",
            Kind::Correction => "correction",
        }
    }
}

/// A text made of another.
pub struct Made(pub String);

/// Headlines that say something of most crises.
const HEADLINES: [&str; 8] = [
    "Tension grows as both sides trade blame",
    "World watches as crisis deepens",
    "Fresh setback in stand-off, officials warn",
    "Neighbours at odds: what we know so far",
    "Calls for calm go unheeded",
    "Envoys scramble to contain the row",
    "Dispute enters a new phase",
    "No end in sight, say diplomats",
];

/// Words and others for them. Whole words alone, lower case; the tense and number are kept.
const SYNONYMS: [(&str, &str); 72] = [
    ("said", "stated"),
    ("told", "informed"),
    ("killed", "slain"),
    ("wounded", "injured"),
    ("hurt", "injured"),
    ("attack", "assault"),
    ("attacks", "assaults"),
    ("attacked", "assaulted"),
    ("troops", "soldiers"),
    ("soldiers", "troops"),
    ("talks", "negotiations"),
    ("negotiations", "talks"),
    ("began", "started"),
    ("started", "began"),
    ("ended", "finished"),
    ("big", "large"),
    ("large", "big"),
    ("several", "a number of"),
    ("about", "some"),
    ("around", "about"),
    ("nearly", "almost"),
    ("almost", "nearly"),
    ("also", "likewise"),
    ("but", "yet"),
    ("while", "as"),
    ("after", "following"),
    ("before", "ahead of"),
    ("against", "versus"),
    ("because", "since"),
    ("however", "still"),
    ("condemned", "denounced"),
    ("denounced", "condemned"),
    ("demanded", "called for"),
    ("rejected", "dismissed"),
    ("dismissed", "rejected"),
    ("denied", "disputed"),
    ("accused", "blamed"),
    ("warned", "cautioned"),
    ("urged", "called on"),
    ("announced", "declared"),
    ("declared", "announced"),
    ("ordered", "instructed"),
    ("seized", "captured"),
    ("captured", "seized"),
    ("arrested", "detained"),
    ("detained", "held"),
    ("released", "freed"),
    ("freed", "released"),
    ("envoy", "emissary"),
    ("border", "frontier"),
    ("frontier", "border"),
    ("country", "nation"),
    ("government", "administration"),
    ("capital", "seat of government"),
    ("near", "close to"),
    ("near", "not far from"),
    ("people", "persons"),
    ("women", "females"),
    ("children", "minors"),
    ("police", "officers"),
    ("ship", "vessel"),
    ("vessel", "ship"),
    ("plane", "aircraft"),
    ("planes", "aircraft"),
    ("ministry", "department"),
    ("statement", "communique"),
    ("meeting", "session"),
    ("met", "held talks with"),
    ("city", "town"),
    ("since", "from"),
    ("last", "previous"),
    ("early", "in the first hours of"),
];

/// A sequence of numbers that looks random and is the same at every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn comes(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }
}

/// Makes a text of that kind; the same number, the same text.
pub fn make(kind: Kind, text: &str, number: u64) -> Made {
    let mut dice = Dice(number.wrapping_mul(0x5851_f42d_4c95_7f2d));
    let paragraphs: Vec<String> = text.split("\n\n").map(str::to_string).collect();
    let made = match kind {
        Kind::Copy => copy(paragraphs, &mut dice),
        Kind::Trim => trim(paragraphs, &mut dice),
        Kind::Rewrite => rewrite(&paragraphs, &mut dice),
        Kind::Correction => correction(paragraphs, &mut dice),
    };
    Made(made.join("\n\n"))
}

/// An article with one paragraph of background that stands in another: a story of its own all the same.
pub fn with_background(text: &str, lender: &str) -> String {
    let paragraphs: Vec<&str> = lender.split("\n\n").collect();
    let background = paragraphs.get(paragraphs.len().saturating_sub(2)).copied().unwrap_or_default();
    format!("{text}\n\n{background}")
}

fn is_headline(paragraph: &str) -> bool {
    !paragraph.trim_end().ends_with(['.', '"', '”', '\'', '’']) && paragraph.len() < 120
}

/// The text under another headline, without the dateline, in another newsroom's typing.
fn copy(mut paragraphs: Vec<String>, dice: &mut Dice) -> Vec<String> {
    paragraphs.retain(|p| !is_headline(p));
    if let Some(first) = paragraphs.first_mut()
        && let Some((_, rest)) = first.split_once(" -- ").or_else(|| first.split_once(" — "))
    {
        *first = rest.to_string();
    }
    let typed = |p: String| p.replace(['“', '”'], "\"").replace('’', "'").replace(" -- ", " – ");
    let mut made =
        vec![HEADLINES[dice.below(HEADLINES.len())].to_string(), "From our correspondents".to_string()];
    made.extend(paragraphs.into_iter().map(typed));
    made.push("With material from news agencies".to_string());
    made
}

/// The first 20 to 80 percent of the paragraphs, now and then without one of them.
fn trim(paragraphs: Vec<String>, dice: &mut Dice) -> Vec<String> {
    let keep = (paragraphs.len() * (20 + dice.below(61))).div_ceil(100).max(3);
    let mut made: Vec<String> = paragraphs.into_iter().take(keep).collect();
    if made.len() > 4 && dice.comes(50) {
        let at = 2 + dice.below(made.len() - 2);
        made.remove(at);
    }
    made
}

/// Another headline; the sentences after the first in another order, every fifth left out, most words that have others
/// replaced, small words dropped or changed, clauses turned round.
fn rewrite(paragraphs: &[String], dice: &mut Dice) -> Vec<String> {
    let body = paragraphs.iter().filter(|p| !is_headline(p));
    let mut sentences: Vec<String> = body.flat_map(|p| sentences(p)).collect();
    let fixed = 1.min(sentences.len());
    for i in fixed..sentences.len() {
        let other = (i + dice.below(5)).min(sentences.len() - 1);
        sentences.swap(i, other);
    }
    let mut made = vec![HEADLINES[dice.below(HEADLINES.len())].to_string()];
    for (at, sentence) in sentences.iter().enumerate() {
        if at > 0 && dice.comes(20) {
            continue;
        }
        made.push(reworded(&turned(sentence, dice), dice));
    }
    made.chunks(3).map(|chunk| chunk.join(" ")).collect()
}

/// Splits at full stops before a capital, which is near enough for prose.
fn sentences(paragraph: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for word in paragraph.split_whitespace() {
        let ends = |s: &String| s.len() > 40 && s.ends_with(['.', '!', '?', '"', '”']);
        if word.starts_with(char::is_uppercase) && all.last().is_some_and(ends) {
            all.push(String::new());
        }
        if let Some(last) = all.last_mut() {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    all
}

/// "It fired, the army said." to "The army said it fired."; "A, B." now and then to "B, A."
fn turned(sentence: &str, dice: &mut Dice) -> String {
    let plain = sentence.trim_end_matches('.');
    match plain.rsplit_once(", ") {
        Some((first, last)) if dice.comes(50) => format!("{} – {first}.", capital(last)),
        _ => sentence.to_string(),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn reworded(sentence: &str, dice: &mut Dice) -> String {
    let words = sentence.split(' ').filter_map(|word| other_word(word, dice));
    words.collect::<Vec<_>>().join(" ")
}

/// Another word for it, it itself, or none: articles and manner are the first to go when a desk rewrites.
fn other_word(word: &str, dice: &mut Dice) -> Option<String> {
    let choices: Vec<&str> = SYNONYMS.iter().filter(|(a, _)| *a == word).map(|(_, b)| *b).collect();
    if !choices.is_empty() && dice.comes(80) {
        return Some(choices[dice.below(choices.len())].to_string());
    }
    match word {
        "the" | "its" | "their" if dice.comes(25) => None,
        "a" | "an" if dice.comes(30) => Some("one".to_string()),
        "had" | "has" | "have" if dice.comes(40) => None,
        "on" | "in" | "at" if dice.comes(15) => Some("during".to_string()),
        "and" if dice.comes(30) => Some("as well as".to_string()),
        _ if word.ends_with("ly") && dice.comes(60) => None,
        _ => Some(word.to_string()),
    }
}

/// A note above, every third figure changed, the third paragraph replaced or the last dropped.
fn correction(mut paragraphs: Vec<String>, dice: &mut Dice) -> Vec<String> {
    for paragraph in &mut paragraphs {
        let changed = |word: &str, dice: &mut Dice| match word.parse::<u32>() {
            Ok(n) if n < 1000 && dice.comes(33) => (n + 1 + dice.below(9) as u32).to_string(),
            _ => word.to_string(),
        };
        *paragraph = paragraph.split(' ').map(|word| changed(word, dice)).collect::<Vec<_>>().join(" ");
    }
    if paragraphs.len() > 4 {
        let at = 2 + dice.below(paragraphs.len() - 3);
        paragraphs[at] =
            "The agency has since received a fuller account, which it could not check on the spot."
                .to_string();
    }
    paragraphs.insert(
        0,
        "CORRECTION: Corrects figures in the second and later paragraphs; adds comment.".to_string(),
    );
    paragraphs
}
