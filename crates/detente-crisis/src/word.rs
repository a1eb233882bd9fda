//! Words as numbers: what stages across articles compare in place of text.
//!
//! Numbers are the low bits of an XXH3 hash, and the same in every version of the program, for ledgers keep them. The
//! highest bit sets apart the word that tells an event: "strike" in "the strike killed two" is both a word of the
//! sentence and the word that tells.

use twox_hash::XxHash3_64;

/// Set in the number of a word that tells an event.
const TELLS: u32 = 1 << 31;

/// The number of a word.
pub fn number(word: &str) -> u32 {
    XxHash3_64::oneshot(word.as_bytes()) as u32 & !TELLS
}

/// The number of a word as the one that tells an event.
pub fn telling_number(word: &str) -> u32 {
    number(word) | TELLS
}

/// Whether it is the number of a word that tells an event.
pub fn tells(number: u32) -> bool {
    number & TELLS != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_last() {
        assert_eq!((number("strike"), telling_number("strike")), (286_496_348, 2_433_979_996));
        assert_eq!((tells(number("strike")), tells(telling_number("strike"))), (false, true));
    }
}
