//! Finding known phrases in running text, in a time that does not depend on how many are known.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A quick hash for short keys that no stranger chooses (FNV-1a): the lists are hashed at every start.
#[derive(Debug)]
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
}

/// A map with that hash.
pub(crate) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Fnv>>;

/// How a word is written, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// No capital: "army", "23".
    Lower,
    /// A capital and nothing but small letters, or a single capital.
    Capital,
    /// Two or more capitals and no small letter: "NATO", "U.S.".
    Upper,
    /// Capitals inside: "McCain".
    Mixed,
}

/// One word of a phrase, freed of accents, dots and case.
#[derive(Debug, Clone)]
struct Word {
    folded: String,
    shape: Shape,
}

/// Letters that do not decompose into a plain letter and a mark.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ł' | 'Ł' => "l",
        'ı' => "i",
        'ə' | 'Ə' => "a",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ħ' | 'Ħ' => "h",
        'ŋ' | 'Ŋ' => "n",
        _ => return None,
    })
}

fn push_folded(letter: char, folded: &mut String) {
    if letter.is_ascii() {
        folded.push(letter.to_ascii_lowercase());
    } else if let Some(text) = plain(letter) {
        folded.push_str(text);
    } else {
        let letters = std::iter::once(letter).nfkd().filter(|part| !is_combining_mark(*part));
        folded.extend(letters.flat_map(char::to_lowercase));
    }
}

/// Dots vanish ("U.S." is "US"), and so do the marks and turned commas that transliterations sprinkle.
fn vanishes(letter: char) -> bool {
    letter == '.' || letter == '\u{02bf}' || letter == '\u{02be}' || is_combining_mark(letter)
}

#[derive(Default)]
struct Capitals {
    first: bool,
    upper: usize,
    lower: usize,
}

impl Capitals {
    fn see(&mut self, letter: char) {
        if letter.is_uppercase() {
            self.first |= self.upper + self.lower == 0;
            self.upper += 1;
        } else if letter.is_lowercase() {
            self.lower += 1;
        }
    }

    fn shape(&self) -> Shape {
        match (self.upper, self.lower) {
            (0, _) => Shape::Lower,
            (1, 0) => Shape::Capital,
            (_, 0) => Shape::Upper,
            (1, _) if self.first => Shape::Capital,
            _ => Shape::Mixed,
        }
    }
}

/// Calls `take` with each word of a token or phrase: "al-Qaeda" has two, "d'Ivoire" too, "-" none.
fn each_word(text: &str, mut take: impl FnMut(Word)) {
    let mut folded = String::new();
    let mut capitals = Capitals::default();
    for letter in text.chars() {
        if letter.is_alphanumeric() {
            push_folded(letter, &mut folded);
            capitals.see(letter);
        } else if !vanishes(letter) && !folded.is_empty() {
            take(Word { folded: std::mem::take(&mut folded), shape: capitals.shape() });
            capitals = Capitals::default();
        }
    }
    if !folded.is_empty() {
        take(Word { folded, shape: capitals.shape() });
    }
}

/// The form under which a name is compared: its words without accents, dots, case, joined by blanks.
///
/// ```
/// assert_eq!(detente_data::fold("Côte d’Ivoire"), "cote d ivoire");
/// assert_eq!(detente_data::fold("U.S."), "us");
/// ```
pub fn fold(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    each_word(name, |word| {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&word.folded);
    });
    key
}

/// What a word of a known name asks of the word in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// The name writes it small: any case will do ("the", "al").
    Nothing,
    /// "Turkey" is not "turkey".
    Capital,
    /// "IS" is not "Is"; longer acronyms may be written like names ("Unicef").
    Acronym,
    /// "LeT" is not "Let".
    Mixed,
}

impl Need {
    fn of(shape: Shape) -> Self {
        match shape {
            Shape::Lower => Self::Nothing,
            Shape::Capital => Self::Capital,
            Shape::Upper => Self::Acronym,
            Shape::Mixed => Self::Mixed,
        }
    }

    fn met_by(self, word: &Word) -> bool {
        let long = word.folded.len() >= 5 && !WORDLIKE.contains(&word.folded.as_str());
        match (self, word.shape) {
            (Self::Nothing, _) => true,
            (_, Shape::Lower) => false,
            (Self::Capital, _) => true,
            (Self::Acronym, Shape::Upper) | (Self::Mixed, Shape::Mixed) => true,
            (Self::Acronym, Shape::Capital) | (Self::Mixed, Shape::Upper) => long,
            _ => false,
        }
    }
}

/// Acronyms that are everyday words: in a headline in capitals they mean nothing.
const WORDLIKE: &[&str] = &[
    "aid", "app", "can", "das", "eco", "fact", "ice", "is", "it", "mac", "map", "mend", "model", "mud",
    "plan", "raw", "site", "tap", "who",
];

/// Whether a token is a word in capitals.
fn is_loud(token: Option<&&str>) -> bool {
    token.is_some_and(|token| {
        token.len() >= 3 && token.chars().any(char::is_alphabetic) && !token.chars().any(char::is_lowercase)
    })
}

#[derive(Debug)]
struct Known<T> {
    needs: Vec<Need>,
    value: T,
}

/// Known phrases, each with any number of values.
#[derive(Debug)]
pub(crate) struct PhraseIndex<T> {
    phrases: Map<String, Vec<Known<T>>>,
    /// Most words of a phrase that begins with this one.
    longest: Map<String, usize>,
}

impl<T: Copy + PartialEq> PhraseIndex<T> {
    /// An index with room for about so many phrases.
    pub(crate) fn with_room(phrases: usize) -> Self {
        let hash = BuildHasherDefault::default;
        Self {
            phrases: Map::with_capacity_and_hasher(phrases, hash()),
            longest: Map::with_capacity_and_hasher(phrases / 2, hash()),
        }
    }

    /// How many different phrases are known.
    pub(crate) fn len(&self) -> usize {
        self.phrases.len()
    }

    /// Adds a phrase. The same value under the same phrase stays one.
    pub(crate) fn add(&mut self, phrase: &str, value: T) {
        let mut key = String::with_capacity(phrase.len());
        let mut needs = Vec::new();
        let mut first = String::new();
        each_word(phrase, |word| {
            if needs.is_empty() {
                first.clone_from(&word.folded);
            } else {
                key.push(' ');
            }
            key.push_str(&word.folded);
            needs.push(Need::of(word.shape));
        });
        if needs.is_empty() {
            return;
        }
        match self.longest.get_mut(&first) {
            Some(longest) => *longest = needs.len().max(*longest),
            None => drop(self.longest.insert(first, needs.len())),
        }
        let known = self.phrases.entry(key).or_default();
        if !known.iter().any(|other| other.value == value && other.needs == needs) {
            known.push(Known { needs, value });
        }
    }

    /// The longest known phrase that begins at `at`, in tokens, and what it may stand for.
    pub(crate) fn find(&self, tokens: &[&str], at: usize) -> Option<(usize, Vec<T>)> {
        let mut words: Vec<Word> = Vec::new();
        let mut key = String::new();
        let mut limit = 0;
        let mut best = None;
        for (offset, token) in tokens.get(at..)?.iter().enumerate() {
            let before = words.len();
            each_word(token, |word| words.push(word));
            if words.len() == before {
                // A hyphen or an apostrophe may stand inside a name, other punctuation may not.
                if offset == 0 || !is_joint(token) {
                    break;
                }
                continue;
            }
            if before == 0 {
                limit = *self.longest.get(&words[0].folded)?;
                let around = [at.checked_sub(1), Some(at + 1)];
                let loud = around.into_iter().flatten().any(|near| is_loud(tokens.get(near)));
                if loud && WORDLIKE.contains(&words[0].folded.as_str()) {
                    return None;
                }
            }
            if words.len() > limit {
                break;
            }
            for word in &words[before..] {
                if !key.is_empty() {
                    key.push(' ');
                }
                key.push_str(&word.folded);
            }
            let values = self.matching(&key, &words);
            if !values.is_empty() {
                best = Some((offset + 1, values));
            }
            if words.len() == limit {
                break;
            }
        }
        best
    }

    fn matching(&self, key: &str, words: &[Word]) -> Vec<T> {
        let Some(known) = self.phrases.get(key) else { return Vec::new() };
        let mut values = Vec::new();
        for phrase in known {
            let met = phrase.needs.iter().zip(words).all(|(need, word)| need.met_by(word));
            if met && !values.contains(&phrase.value) {
                values.push(phrase.value);
            }
        }
        values
    }

    /// Everything known under a phrase, whatever its case.
    pub(crate) fn get(&self, key: &str) -> impl Iterator<Item = T> {
        self.phrases.get(key).into_iter().flatten().map(|phrase| phrase.value)
    }

    /// Phrases with what they stand for, in no order.
    #[cfg(test)]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, Vec<T>)> {
        self.phrases.iter().map(|(key, known)| (key.as_str(), known.iter().map(|one| one.value).collect()))
    }
}

fn is_joint(token: &str) -> bool {
    matches!(token, "-" | "‐" | "‑" | "–" | "'" | "’" | "‘" | "/" | "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> PhraseIndex<u32> {
        let mut index = PhraseIndex::with_room(8);
        for (phrase, value) in [
            ("al-Qaeda", 1),
            ("al-Qaeda in the Islamic Maghreb", 2),
            ("US", 3),
            ("Turkey", 4),
            ("LeT", 5),
            ("UNICEF", 6),
            ("Kurdistan Workers' Party", 7),
            ("São Tomé", 8),
        ] {
            index.add(phrase, value);
        }
        index
    }

    fn found(text: &str) -> Option<(usize, Vec<u32>)> {
        index().find(&text.split(' ').collect::<Vec<_>>(), 0)
    }

    #[test]
    fn the_longest_phrase_wins() {
        assert_eq!(found("al - Qaeda in the Islamic Maghreb said"), Some((7, vec![2])));
        assert_eq!(found("Al-Qaeda in the north"), Some((1, vec![1])));
        assert_eq!(found("Kurdistan Workers ' Party"), Some((4, vec![7])));
        assert_eq!(found("al , Qaeda"), None);
    }

    #[test]
    fn case_matters_for_names() {
        assert_eq!(found("U.S."), Some((1, vec![3])));
        assert_eq!(found("us"), None);
        assert_eq!(found("Us"), None);
        assert_eq!(found("turkey"), None);
        assert_eq!(found("TURKEY"), Some((1, vec![4])));
        assert_eq!(found("Let"), None);
        assert_eq!(found("Unicef"), Some((1, vec![6])));
        assert_eq!(found("Sao Tome"), Some((2, vec![8])));
    }

    #[test]
    fn odd_input_finds_nothing() {
        assert_eq!(found(""), None);
        assert_eq!(found("- - -"), None);
        assert_eq!(index().find(&[], 3), None);
    }
}
