//! Numbers of people and things: how many, and of what.
//!
//! In: the words of each sentence, with the tree where there is one. Out: [`Quantity`]s. "killing two soldiers
//! and at least four other people" gives 2 to 2 of "soldiers" and 4 to unbounded of "people". Dates, lengths of
//! time, sums of money, percentages, calibres and names ("T-72", "Resolution 1701") are none.

use detente_data::QuantityWords;

use super::word::{self, Word, lower, number};
use super::{Quantity, time};
use crate::analysis::{Analysis, Relation, Upos};
use crate::text::{TokenId, TokenSpan};

/// The quantities of an article, in order.
pub fn find(analysis: &Analysis, text: &str) -> Vec<Quantity> {
    let mut found = Vec::new();
    for sentence in &analysis.sentences {
        let words = word::of_sentence(analysis, *sentence, text);
        let timed = time::words_of_time(&words);
        let mut at = 0;
        while at < words.len() {
            if let Some(end) = timed.iter().find(|(start, _)| *start == at).map(|(_, end)| *end) {
                at = end.max(at + 1);
                continue;
            }
            match counted(analysis, &words, at) {
                Some((quantity, end)) => {
                    found.push(quantity);
                    at = end.max(at + 1);
                }
                None => at += 1,
            }
        }
    }
    debug_assert!(found.is_sorted_by_key(|q| q.tokens.start()));
    found
}

/// Those that begin in some words: an article of numbers alone has thousands, a sentence few.
pub fn beginning_in(quantities: &[Quantity], tokens: TokenSpan) -> &[Quantity] {
    let from = quantities.partition_point(|q| q.tokens.start() < tokens.start());
    let to = quantities.partition_point(|q| q.tokens.start() < tokens.end());
    quantities.get(from..to).unwrap_or_default()
}

/// How many of `head` there are said to be: `head` is the noun counted ("soldiers") or the number itself
/// ("five" of "five of its citizens").
pub fn of<'q>(analysis: &Analysis, quantities: &'q [Quantity], head: TokenId) -> Option<&'q Quantity> {
    let is_of = |q: &&Quantity| q.unit == head || q.tokens.has(head);
    let counts = |q: &&Quantity| {
        q.tokens.ids().any(|t| {
            analysis.head(t) == Some(head) && matches!(analysis.relation(t), Relation::Nummod | Relation::Det)
        })
    };
    let here = beginning_in(quantities, analysis.sentence_of(head).tokens);
    here.iter().find(is_of).or_else(|| here.iter().find(counts))
}

/// A number with its bounds: least and most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    min: u64,
    max: Option<u64>,
}

/// What the word or words before a number make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    Above,
    AtLeast,
    AtMost,
    Below,
    Exact,
}

impl Bound {
    fn apply(self, range: Range) -> Range {
        match self {
            Bound::Above => Range { min: range.min.saturating_add(1), max: None },
            Bound::AtLeast => Range { max: None, ..range },
            // "as many as 50 were killed" says that somebody was.
            Bound::AtMost => Range { min: range.min.min(1), max: range.max },
            Bound::Below => Range { min: 0, max: range.max.map(|m| m.saturating_sub(1)) },
            Bound::Exact => range,
        }
    }
}

/// The quantity whose words start at `at`, and where they end.
fn counted(analysis: &Analysis, words: &[Word<'_>], at: usize) -> Option<(Quantity, usize)> {
    let (bounds, start) = bounds(words, at);
    let Some((range, end)) = value(words, start) else {
        return (start == at).then(|| single(analysis, words, at)).flatten();
    };
    if start == at && !may_start(analysis, words, start) || is_never(words, start, end) {
        return None;
    }
    let range = bounds.into_iter().rev().fold(range, |range, bound| bound.apply(range));
    let (range, end) = bound_after(words, range, end);
    let unit = unit(analysis, words, start, end)?;
    let is_money = QuantityWords::get().never.units.iter().any(|u| u == analysis.lemma(unit));
    if is_money {
        return None;
    }
    let tokens = TokenSpan::new(words[at].token.index(), words[end - 1].token.index() + 1);
    Some((Quantity { tokens, unit, min: range.min, max: range.max }, end))
}

/// The bounding words from `at` on ("at least", "an estimated", "more than").
fn bounds(words: &[Word<'_>], mut at: usize) -> (Vec<Bound>, usize) {
    let known = &QuantityWords::get().bounds;
    let lists = [
        (&known.above, Bound::Above),
        (&known.at_least, Bound::AtLeast),
        (&known.at_most, Bound::AtMost),
        (&known.below, Bound::Below),
        (&known.exact, Bound::Exact),
    ];
    let mut found = Vec::new();
    while let Some((length, bound)) =
        lists.iter().find_map(|(list, bound)| Some((phrase(words, at, list)?, *bound)))
    {
        found.push(bound);
        at += length;
    }
    (found, at)
}

/// How many words of the longest phrase of `list` stand at `at`.
fn phrase(words: &[Word<'_>], at: usize, list: &[String]) -> Option<usize> {
    list.iter().filter_map(|p| matches_at(words, at, p)).max()
}

fn matches_at(words: &[Word<'_>], at: usize, phrase: &str) -> Option<usize> {
    let mut length = 0;
    for part in phrase.split(' ') {
        if lower(words, at + length) != part {
            return None;
        }
        length += 1;
    }
    Some(length)
}

/// The number at `at`: "between 10 and 12", "10 to 12", "dozens of", "two hundred".
fn value(words: &[Word<'_>], at: usize) -> Option<(Range, usize)> {
    if lower(words, at) == "between" || lower(words, at) == "from" {
        let (min, mid) = number(words, at + 1)?;
        let joint = if lower(words, at) == "between" { "and" } else { "to" };
        let (max, end) =
            number(words, mid + 1).filter(|(max, _)| lower(words, mid) == joint && *max >= min)?;
        return Some((Range { min, max: Some(max) }, end));
    }
    let vague = QuantityWords::get().vague.iter();
    let vague =
        vague.filter_map(|(p, v)| Some((matches_at(words, at, p)?, v))).max_by_key(|(length, _)| *length);
    if let Some((length, values)) = vague {
        let min = *values.first()?;
        return Some((Range { min, max: values.get(1).copied() }, at + length));
    }
    let (mut min, mut end) = number(words, at)?;
    if lower(words, end) == "dozen" {
        (min, end) = (min * 12, end + 1);
    }
    let is_joint = matches!(lower(words, end), "to" | "or" | "–");
    if let Some((max, after)) = number(words, end + 1).filter(|(max, _)| is_joint && *max > min) {
        return Some((Range { min, max: Some(max) }, after));
    }
    Some((Range { min, max: Some(min) }, end))
}

/// "20 at least", "50 or more".
fn bound_after(words: &[Word<'_>], range: Range, end: usize) -> (Range, usize) {
    match phrase(words, end, &QuantityWords::get().bounds.at_least_after) {
        Some(length) => (Bound::AtLeast.apply(range), end + length),
        None => (range, end),
    }
}

/// "a soldier" is one, where the noun is one for people.
fn single(analysis: &Analysis, words: &[Word<'_>], at: usize) -> Option<(Quantity, usize)> {
    if !matches!(lower(words, at), "a" | "an") {
        return None;
    }
    let unit = unit(analysis, words, at, at + 1)?;
    let is_person = QuantityWords::get().people.nouns.iter().any(|n| n == analysis.lemma(unit));
    // "a guard post" is no guard: the noun must head its phrase and stand in the singular.
    let place = words.iter().position(|w| w.token == unit)?;
    let is_singular = words[place].lower == analysis.lemma(unit).to_lowercase();
    (is_person && is_singular && place > at)
        .then(|| (Quantity { tokens: TokenSpan::of(words[at].token), unit, min: 1, max: Some(1) }, at + 1))
}

/// Words that are numbers only in some places: "one" counts, "one another" and "no longer" do not.
fn may_start(analysis: &Analysis, words: &[Word<'_>], at: usize) -> bool {
    let next = lower(words, at + 1);
    match lower(words, at) {
        "one" => {
            analysis.upos(words[at].token) == Upos::Num
                || next == "of"
                || analysis.upos(words[at].token) == Upos::Noun
        }
        "no" => {
            let noun = words.get(at + 1).map(|w| analysis.upos(w.token));
            // "no one was hurt": the "one" may be tagged as a number
            next == "one" || matches!(noun, Some(Upos::Noun | Upos::Adj))
        }
        "both" => words.get(at + 1).is_some_and(|w| analysis.upos(w.token) == Upos::Noun),
        _ => true,
    }
}

/// Calibres, ages, percentages, names with a number.
fn is_never(words: &[Word<'_>], start: usize, end: usize) -> bool {
    let never = &QuantityWords::get().never;
    let before = if start == 0 { "" } else { lower(words, start - 1) };
    let after = lower(words, end);
    let listed = |list: &[String], word: &str| list.iter().any(|w| w == word);
    let is_figures = words[start].text.starts_with(|c: char| c.is_ascii_digit());
    let is_hyphened = after == "-" || before == "-";
    // "Article 51", "Flight 17": a capitalised name takes the figure, unless the name is a party and the figure begins
    // its object ("killed by Hamas 10 people" is not written so).
    let is_name = start > 0 && (words[start - 1].is_capital() || matches!(before, "aged" | "age" | "number"));
    let is_named = is_figures && is_name && listed(&never.before, before);
    // "Hardeep Singh Nijjar, 45, was shot dead": his age
    let is_age = start > 1 && before == "," && after == "," && words[start - 2].is_capital() && is_figures;
    is_age
        || is_hyphened
        || listed(&never.after, after)
        || is_named
        || matches!(before, "$" | "€" | "£" | "¥" | "us$")
}

/// What is counted: the noun that the number's phrase ends in, "dead" or the number itself where none follows.
fn unit(analysis: &Analysis, words: &[Word<'_>], start: usize, end: usize) -> Option<TokenId> {
    let last = words.get(end - 1)?.token;
    let of = usize::from(lower(words, end) == "of");
    let is_numeral = analysis.upos(last) == Upos::Num || number(words, start).is_some();
    // "five of its citizens": five is the head, and the five are counted; "dozens of terrorists": the terrorists are.
    if of == 1 && is_numeral {
        return Some(last);
    }
    let mut noun = None;
    for at in end + of..words.len() {
        let word = &words[at];
        let is_quote = matches!(word.text, "“" | "”" | "\"" | "‘" | "'" | "''" | "``");
        match analysis.upos(word.token) {
            Upos::Noun => noun = Some(word.token),
            Upos::Propn => noun = noun.or(Some(word.token)),
            Upos::Adj
                if noun.is_none() && is_casualty_word(&word.lower) && !continues(analysis, words, at + 1) =>
            {
                return Some(word.token);
            }
            Upos::Adj | Upos::Num | Upos::Det if noun.is_none() => {}
            Upos::Adv if noun.is_none() && matches!(word.lower.as_str(), "more" | "other" | "so" | "of") => {}
            Upos::Punct if is_quote || word.text == "-" => {}
            Upos::Pron if of == 1 && noun.is_none() => {}
            Upos::Verb
                if noun.is_none() && is_participle(&word.lower) && continues(analysis, words, at + 1) => {}
            Upos::Verb if noun.is_none() && is_casualty_word(&word.lower) => return Some(word.token),
            _ => break,
        }
        let _ = at;
    }
    Some(noun.unwrap_or(last))
}

/// "dead", "wounded" and their like, which may stand for people.
fn is_casualty_word(word: &str) -> bool {
    let known = &QuantityWords::get().casualty;
    known.dead.iter().chain(&known.hurt).any(|w| w == word)
}

/// "sleeping people", "armed men": a participle before its noun.
fn is_participle(word: &str) -> bool {
    word.ends_with("ing") || word.ends_with("ed")
}

/// Whether a noun phrase goes on at `at`.
fn continues(analysis: &Analysis, words: &[Word<'_>], at: usize) -> bool {
    words.get(at).is_some_and(|w| matches!(analysis.upos(w.token), Upos::Noun | Upos::Propn | Upos::Adj))
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::mention::word::testing::tagged;

    /// `expected`: one "words → unit min max" per quantity, "-" for no upper bound.
    fn check(text: &str, expected: &[&str]) {
        let (plain, analysis) = tagged(text);
        let shown: Vec<String> = find(&analysis, &plain)
            .iter()
            .map(|q| {
                let words = analysis.bytes(q.tokens).slice(&plain).to_string();
                let max = q.max.map_or("-".to_string(), |m| m.to_string());
                format!("{words} → {} {} {max}", analysis.word(q.unit, &plain), q.min)
            })
            .collect();
        assert_eq!(shown, expected, "{plain}");
    }

    #[test]
    fn bounds_of_numbers() {
        check("killed/VERB 10/NUM “/PUNCT northern/ADJ villagers/NOUN ”/PUNCT", &["10 → villagers 10 10"]);
        check("over/ADP a/DET hundred/NOUN people/NOUN died/VERB", &["over a hundred → people 101 -"]);
        check("more/ADJ than/ADP 6,500/NUM people/NOUN", &["more than 6,500 → people 6501 -"]);
        check("at/ADP least/ADJ four/NUM other/ADJ people/NOUN", &["at least four → people 4 -"]);
        check("about/ADV 30/NUM wounded/VERB", &["about 30 → wounded 30 30"]);
        check("some/DET 2,000/NUM refugees/NOUN", &["some 2,000 → refugees 2000 2000"]);
        check("between/ADP 10/NUM and/CCONJ 12/NUM ships/NOUN", &["between 10 and 12 → ships 10 12"]);
        check("up/ADP to/ADP 100/NUM servicemen/NOUN", &["up to 100 → servicemen 1 100"]);
        check("nearly/ADV fifty/NUM tanks/NOUN", &["nearly fifty → tanks 50 50"]);
        check("dozens/NOUN of/ADP fighters/NOUN", &["dozens → fighters 24 -"]);
        check("scores/NOUN of/ADP artillery/NOUN shells/NOUN", &["scores → shells 40 -"]);
        check("tens/NOUN of/ADP thousands/NOUN of/ADP people/NOUN", &["tens of thousands → people 20000 -"]);
        check("several/ADJ guards/NOUN", &["several → guards 3 -"]);
        check("half/DET a/DET dozen/NOUN officers/NOUN", &["half a dozen → officers 6 6"]);
        check("a/DET couple/NOUN of/ADP men/NOUN", &["a couple of → men 2 2"]);
        check("no/DET casualties/NOUN", &["no → casualties 0 0"]);
        check(
            "20/NUM at/ADP least/ADJ ,/PUNCT most/ADJ of/ADP them/PRON rebels/NOUN",
            &["20 at least → least 20 -"],
        );
    }

    #[test]
    fn what_is_counted() {
        check(
            "two/NUM soldiers/NOUN and/CCONJ a/DET civilian/NOUN",
            &["two → soldiers 2 2", "a → civilian 1 1"],
        );
        check("five/NUM of/ADP its/PRON citizens/NOUN", &["five → five 5 5"]);
        check("2,000/NUM dead/ADJ which/PRON", &["2,000 → dead 2000 2000"]);
        check("25/NUM sleeping/VERB people/NOUN", &["25 → people 25 25"]);
        check("one/NUM of/ADP them/PRON", &["one → one 1 1"]);
        check("a/DET letter/NOUN", &[]);
    }

    #[test]
    fn what_counts_nothing() {
        check("a/DET 122/NUM -/PUNCT mm/NOUN rocket/NOUN", &[]);
        check("Singh/PROPN Nijjar/PROPN ,/PUNCT 45/NUM ,/PUNCT was/AUX shot/VERB", &[]);
        check("on/ADP Aug/PROPN 7/NUM", &[]);
        check("in/ADP 1999/NUM", &[]);
        check("T/PROPN -/PUNCT 72/NUM tanks/NOUN", &[]);
        check("$/SYM 16/NUM million/NUM", &[]);
        check("16/NUM million/NUM dollars/NOUN", &[]);
        check("Resolution/PROPN 1701/NUM was/AUX", &[]);
        check("fell/VERB 20/NUM percent/NOUN", &[]);
        check("for/ADP two/NUM days/NOUN", &[]);
    }
}
