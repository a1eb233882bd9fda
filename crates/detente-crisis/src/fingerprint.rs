//! Fingerprints of texts, by which copies, trims and rewrites of one text are told from texts of their own.
//!
//! In: a text, at reading time. Out: a [`Signature`] of 260 bytes, the only trace of the text that later stages see.
//! It is a MinHash over runs of three words: the share of equal places in two signatures estimates the share of runs
//! that the two texts have in common.

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_64;

/// Number of hash functions.
const PLACES: usize = 128;
/// Words in a run.
const RUN: usize = 3;

/// What is kept of a text to find its copies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Number of different runs of words.
    runs: u32,
    /// The lowest number that each hash function gives to any of them, its low half.
    lowest: Vec<u16>,
}

impl Signature {
    /// The signature of a text; none where it has fewer than three words.
    pub fn of(text: &str) -> Option<Self> {
        let words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let mut runs: Vec<u64> =
            words.windows(RUN).map(|run| XxHash3_64::oneshot(run.join(" ").as_bytes())).collect();
        runs.sort_unstable();
        runs.dedup();
        if runs.is_empty() {
            return None;
        }
        let lowest = |place: u64| {
            let least = runs.iter().map(|run| mixed(run ^ mixed(place + 1))).min().unwrap_or(0);
            (least & 0xFFFF) as u16
        };
        let lowest = (0..PLACES as u64).map(lowest).collect();
        Some(Signature { runs: u32::try_from(runs.len()).unwrap_or(u32::MAX), lowest })
    }
}

/// The finaliser of MurmurHash3: every bit of the input moves every bit of the output.
fn mixed(mut x: u64) -> u64 {
    x = (x ^ (x >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    x = (x ^ (x >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    x ^ (x >> 33)
}
