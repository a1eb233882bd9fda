//! Words as numbers: what stages across articles compare in place of text.

use twox_hash::XxHash3_64;

/// The lasting number of a word: the low half of its XXH3 hash. The same in every version of the program, for ledgers
/// keep it.
pub fn number(word: &str) -> u32 {
    XxHash3_64::oneshot(word.as_bytes()) as u32
}

/// The number of a word as the one that tells an event: "strike" in "the strike killed two" is both a word of the
/// sentence and the word that tells, and two tellings by the same word are likelier one.
pub fn telling_number(word: &str) -> u32 {
    XxHash3_64::oneshot_with_seed(TELLING, word.as_bytes()) as u32
}

/// Keeps the two kinds of numbers apart.
const TELLING: u64 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_last() {
        assert_eq!((number("strike"), telling_number("strike")), (2_433_979_996, 3_073_027_268));
    }
}
