//! The shape of a word, which the uncased encoder reads beside its pieces: capitals, digits, marks.

/// The shape of a word as written, in the order of the model's `shapes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Letters, none upper case.
    Lower,
    /// The first letter upper case, the others lower.
    Title,
    /// The same, as the window's first word with letters.
    TitleFirst,
    /// Two or more letters, all upper case.
    Upper,
    /// One letter, upper case.
    UpperOne,
    /// Any other word with letters and no digit.
    Mixed,
    /// Digits and no letter.
    Digits,
    /// Letters and digits.
    Alnum,
    /// A mark that may end a sentence.
    Stop,
    /// A quotation mark.
    Quote,
    /// Anything else.
    Other,
}

/// How many shapes there are.
const SHAPES: i32 = 11;

/// Which party of a marked pair a word belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// To neither.
    None,
    /// To who does it.
    Source,
    /// To whom it is done.
    Target,
}

impl Mark {
    /// What the mark adds to the model's number for a piece's shape: the shapes have a row for each mark.
    pub(crate) fn rows(self) -> i32 {
        self as i32 * (1 + 3 * SHAPES)
    }
}

impl Shape {
    /// The shape of `word`; `seen_letters` says whether an earlier word of the window has a letter.
    pub(crate) fn of(word: &str, seen_letters: bool) -> Self {
        let (mut upper, mut letters, mut digits) = (0, 0, 0);
        let mut first_upper = false;
        for c in word.chars() {
            if c.is_alphabetic() {
                let is_upper = c.is_uppercase();
                first_upper |= letters == 0 && is_upper;
                letters += 1;
                upper += u32::from(is_upper);
            } else if c.is_numeric() {
                digits += 1;
            }
        }
        match (letters, digits, upper) {
            (0, 0, _) => match word.chars().next() {
                Some('.' | '!' | '?' | '…') => Shape::Stop,
                Some('"' | '\'' | '`' | '‘' | '’' | '“' | '”' | '«' | '»') => Shape::Quote,
                _ => Shape::Other,
            },
            (0, ..) => Shape::Digits,
            (_, 1.., _) => Shape::Alnum,
            (_, _, 0) => Shape::Lower,
            (1, ..) => Shape::UpperOne,
            _ if upper == letters => Shape::Upper,
            (_, _, 1) if first_upper && seen_letters => Shape::Title,
            (_, _, 1) if first_upper => Shape::TitleFirst,
            _ => Shape::Mixed,
        }
    }

    /// Whether the word has a letter.
    pub(crate) fn has_letter(self) -> bool {
        !matches!(self, Shape::Digits | Shape::Stop | Shape::Quote | Shape::Other)
    }

    /// The model's number for the first piece of a word of this shape.
    pub(crate) fn first_piece(self, glued: bool) -> i32 {
        1 + 2 * self as i32 + i32::from(glued)
    }

    /// The model's number for its later pieces.
    pub(crate) fn later_piece(self) -> i32 {
        1 + 2 * SHAPES + self as i32
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;

    #[test]
    fn shapes_follow_capitals_digits_and_marks() {
        let shapes = [
            ("talks", Shape::Lower),
            ("Iran", Shape::TitleFirst),
            ("EFE", Shape::Upper),
            ("A.", Shape::UpperOne),
            ("McCain", Shape::Mixed),
            ("de-Arm", Shape::Mixed),
            ("19:30", Shape::Digits),
            ("MH17", Shape::Alnum),
            ("...", Shape::Stop),
            ("’s", Shape::Lower),
            ("“", Shape::Quote),
            ("-", Shape::Other),
        ];
        for (word, shape) in shapes {
            assert_eq!(Shape::of(word, false), shape, "{word}");
        }
        assert_eq!(Shape::of("Iran", true), Shape::Title);
    }
}
