//! Fingerprints of texts, by which copies, trims and rewrites of one text are told from texts of their own.
//!
//! In: a text. Out: a [`Signature`] of 260 bytes, the only trace of the text that later stages see; [`Origins`] groups
//! articles by it.
//!
//! It is a MinHash over runs of three words: the share of equal places in two signatures estimates the share of runs
//! that the two texts have in common. "Iran struck Pakistan on Tuesday." has three runs, two of them also in "TEHRAN --
//! Iran struck Pakistan on Monday and Tuesday."

mod origin;

pub use origin::{Moved, Origins, WINDOW_DAYS};

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_64;

/// Number of hash functions.
const PLACES: usize = 128;
/// Words in a run.
const RUN: usize = 3;
/// Places that make a band: two texts are compared where all places of some band are equal. With 64 bands of two, one
/// pair in 50 that share a quarter of their runs goes unseen, and one in 170 that share a half of a half.
const BAND: usize = 2;
/// The share of the shorter text's runs that the other must have to be a copy; measured by `cargo xtask eval-copies`.
const SHARED: f64 = 0.4;
/// A text with fewer different runs is too short to tell: "The ministry had no comment" is nobody's copy.
const SHORTEST: u32 = 12;

/// What is kept of a text to find its copies.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Signature {
    /// Number of different runs of words.
    runs: u32,
    /// The lowest number that each hash function gives to any of them, its low half.
    lowest: Vec<u16>,
}

impl Signature {
    /// The signature of a text; none where it has too few words to be told from others.
    pub fn of(text: &str) -> Option<Self> {
        // The words in small letters with one space between them; of each its first byte and the one after its last.
        let (mut all, mut words) = (String::with_capacity(text.len()), Vec::new());
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            if !all.is_empty() {
                all.push(' ');
            }
            let start = all.len();
            if word.is_ascii() {
                all.extend(word.chars().map(|c| c.to_ascii_lowercase()));
            } else {
                all.push_str(&word.to_lowercase());
            }
            words.push((start, all.len()));
        }
        let ends = |run: &[(usize, usize)]| Some((run.first()?.0, run.last()?.1));
        let runs = words.windows(RUN).filter_map(ends);
        let mut runs: Vec<u64> =
            runs.map(|(from, to)| XxHash3_64::oneshot(&all.as_bytes()[from..to])).collect();
        runs.sort_unstable();
        runs.dedup();
        let count = u32::try_from(runs.len()).unwrap_or(u32::MAX);
        if count < SHORTEST {
            return None;
        }
        let lowest = |place: u64| {
            let least = runs.iter().map(|run| mixed(run ^ mixed(place + 1))).min().unwrap_or(0);
            (least & 0xFFFF) as u16
        };
        Some(Signature { runs: count, lowest: (0..PLACES as u64).map(lowest).collect() })
    }

    /// The share of the shorter text's runs that both have, 0 to 1, as far as the signatures tell.
    pub fn shared(&self, other: &Self) -> f64 {
        let equal = self.lowest.iter().zip(&other.lowest).filter(|(a, b)| a == b).count();
        let both = equal as f64 / PLACES as f64;
        let (ours, theirs) = (f64::from(self.runs), f64::from(other.runs));
        // |A ∩ B| = J (|A| + |B|) / (1 + J)
        (both * (ours + theirs) / (1.0 + both) / ours.min(theirs)).min(1.0)
    }

    /// Whether the two are tellings of one text: a copy, a trim, a rewrite, a correction. It takes a common band, as an
    /// index needs one to find them: no pair is linked in one order of arrival and not in another.
    pub fn is_copy_of(&self, other: &Self) -> bool {
        self.bands().zip(other.bands()).any(|(a, b)| a == b) && self.shared(other) >= SHARED
    }

    /// The keys under which an index finds texts worth comparing, one a band.
    pub fn bands(&self) -> impl Iterator<Item = Band> + '_ {
        self.lowest.chunks_exact(BAND).zip(0u8..).map(|(places, number)| {
            let value = places.iter().fold(0u32, |value, place| value << 16 | u32::from(*place));
            Band { number, value }
        })
    }
}

/// A band of a signature with the places in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Band {
    /// Which.
    pub number: u8,
    /// Its places.
    pub value: u32,
}

/// The finaliser of MurmurHash3: every bit of the input moves every bit of the output.
fn mixed(mut x: u64) -> u64 {
    x = (x ^ (x >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    x = (x ^ (x >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    x ^ (x >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(range: std::ops::Range<u32>) -> String {
        range.map(|n| format!("w{n} ")).collect()
    }

    fn check(left: &str, right: &str, expected: f64) {
        let of = |text: &str| Signature::of(text).expect("long enough");
        let shared = of(left).shared(&of(right));
        assert!((shared - expected).abs() < 0.12, "{shared} for {expected}");
    }

    #[test]
    fn the_share_is_estimated() {
        let whole = numbered(0..400);
        check(&whole, &whole, 1.0);
        check(&whole, &whole.to_uppercase().replace(' ', ", "), 1.0);
        check(&whole, &numbered(0..150), 1.0);
        check(&whole, &numbered(200..600), 0.5);
        check(&whole, &numbered(400..800), 0.0);
    }

    #[test]
    fn a_short_text_has_none() {
        assert_eq!(Signature::of("The ministry had no comment."), None);
    }

    #[test]
    fn signatures_last() {
        let signature = Signature::of(&numbered(0..20)).expect("long enough");
        assert_eq!(signature.lowest[..4], [35_825, 38_071, 60_883, 37_456]);
    }
}
