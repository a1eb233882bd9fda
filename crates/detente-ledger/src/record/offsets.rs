//! Byte offsets of the core to offsets in Unicode scalar values, which is what the record counts in.
//!
//! Python, R and SQL slice strings by scalar values; bytes would make every reader in those languages
//! convert ("chargé d’affaires" is 20 bytes and 17 scalar values).

use detente_core::text::ByteSpan;

/// How many bytes lie between two noted positions; a compromise of memory and time.
const STEP: usize = 64;

/// The scalar offsets of one text.
pub struct Offsets<'t> {
    text: &'t str,
    /// Number of scalar values before byte `i * STEP`, counting those that begin there or earlier.
    before: Vec<usize>,
}

impl<'t> Offsets<'t> {
    /// Counts once through the text.
    pub fn new(text: &'t str) -> Self {
        let mut before = Vec::with_capacity(text.len() / STEP + 1);
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            before.push(count);
            count += chunk.iter().filter(|b| is_start(**b)).count();
        }
        before.push(count);
        Offsets { text, before }
    }

    /// The number of scalar values before that byte.
    pub fn at(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let step = byte / STEP;
        let rest = &self.text.as_bytes()[step * STEP..byte];
        self.before.get(step).copied().unwrap_or(0) + rest.iter().filter(|b| is_start(**b)).count()
    }

    /// Start and end of a span.
    pub fn of(&self, span: ByteSpan) -> (usize, usize) {
        (self.at(span.start()), self.at(span.end()))
    }
}

/// Whether a byte begins a scalar value in UTF-8.
fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_scalar_values() {
        let text = "é’😀a".repeat(50);
        let offsets = Offsets::new(&text);
        for (count, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(offsets.at(byte), count);
        }
        assert_eq!(offsets.at(text.len()), text.chars().count());
        assert_eq!(offsets.at(usize::MAX), text.chars().count());
    }
}
