//! Lines of styled words: wrapping, padding and setting blocks side by side.
//!
//! A [`Line`] knows its width without its colours, so that columns stand straight with and without them.

use crate::output::rows::clean;
use anstyle::Style;
use textwrap::core::Fragment;
use unicode_width::UnicodeWidthStr;

/// A stretch of text in one style.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) style: Style,
}

/// A line of runs.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Line(pub(crate) Vec<Run>);

/// A run in that style. What an article says cannot move the cursor, colour the rest or turn it around.
pub(crate) fn run(text: impl AsRef<str>, style: Style) -> Run {
    Run { text: clean(text.as_ref()), style }
}

/// A run without style.
pub(crate) fn plain(text: impl AsRef<str>) -> Run {
    run(text, Style::new())
}

impl Line {
    /// Columns it takes on a terminal.
    pub(crate) fn width(&self) -> usize {
        self.0.iter().map(|r| r.text.width()).sum()
    }

    /// Itself, filled with blanks to that width.
    fn padded(mut self, width: usize) -> Self {
        let lacking = width.saturating_sub(self.width());
        if lacking > 0 {
            self.0.push(plain(" ".repeat(lacking)));
        }
        self
    }

    /// Writes it with a line end; without colours, only its text and no trailing blanks.
    pub(crate) fn write(&self, out: &mut String, colour: bool) {
        let from = out.len();
        for run in &self.0 {
            if colour && run.style != Style::new() {
                let (on, off) = (run.style.render(), run.style.render_reset());
                out.push_str(&format!("{on}{}{off}", run.text));
            } else {
                out.push_str(&run.text);
            }
        }
        let kept = out[from..].trim_end().len();
        out.truncate(from + kept);
        out.push('\n');
    }
}

/// A word with the blank after it, as the wrapping algorithm wants it. `glued` words (a comma in another
/// style than the word before it) have no blank and stay with what they follow.
#[derive(Debug)]
struct Word {
    runs: Vec<Run>,
    blank: bool,
}

impl Fragment for Word {
    fn width(&self) -> f64 {
        self.runs.iter().map(|r| r.text.width()).sum::<usize>() as f64
    }
    fn whitespace_width(&self) -> f64 {
        f64::from(u8::from(self.blank))
    }
    fn penalty_width(&self) -> f64 {
        0.0
    }
}

/// Wraps runs to `width`; lines after the first are indented by `hang`.
pub(crate) fn wrap(runs: &[Run], width: usize, hang: usize) -> Vec<Line> {
    let words = words(runs, width.saturating_sub(hang).max(1));
    let widths = [width as f64, width.saturating_sub(hang).max(1) as f64];
    let lines = textwrap::wrap_algorithms::wrap_first_fit(&words, &widths);
    let mut out = Vec::with_capacity(lines.len());
    for (i, line) in lines.iter().enumerate() {
        let mut runs: Vec<Run> = Vec::new();
        if i > 0 && hang > 0 {
            runs.push(plain(" ".repeat(hang)));
        }
        for (j, word) in line.iter().enumerate() {
            if j > 0 && line[j - 1].blank {
                // The blank takes the style of the word before it, so that underlines do not break.
                match runs.last_mut() {
                    Some(last) => last.text.push(' '),
                    None => runs.push(plain(" ")),
                }
            }
            for piece in &word.runs {
                match runs.last_mut() {
                    Some(last) if last.style == piece.style => last.text.push_str(&piece.text),
                    _ => runs.push(piece.clone()),
                }
            }
        }
        out.push(Line(runs));
    }
    out
}

/// Cuts runs at white space; a word longer than `max` columns is cut into pieces.
fn words(runs: &[Run], max: usize) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for run in runs {
        for piece in run.text.split_inclusive(char::is_whitespace) {
            let word = piece.trim_end();
            let blank = word.len() < piece.len();
            if word.is_empty() {
                if let Some(last) = words.last_mut() {
                    last.blank = true;
                }
                open = false;
                continue;
            }
            let part = self::run(word, run.style);
            match words.last_mut().filter(|_| open) {
                Some(last) => {
                    last.runs.push(part);
                    last.blank = blank;
                }
                None => words.push(Word { runs: vec![part], blank }),
            }
            open = !blank;
        }
    }
    words.into_iter().flat_map(|word| cut(word, max)).collect()
}

fn cut(word: Word, max: usize) -> Vec<Word> {
    if word.width() <= max as f64 {
        return vec![word];
    }
    let mut pieces = Vec::new();
    let (mut runs, mut width) = (Vec::<Run>::new(), 0);
    for part in &word.runs {
        for c in part.text.chars() {
            let text = c.to_string();
            let wide = text.width();
            if width + wide > max && width > 0 {
                pieces.push(Word { runs: std::mem::take(&mut runs), blank: false });
                width = 0;
            }
            width += wide;
            match runs.last_mut() {
                Some(last) if last.style == part.style => last.text.push(c),
                _ => runs.push(run(text, part.style)),
            }
        }
    }
    pieces.push(Word { runs, blank: word.blank });
    pieces
}

/// Sets blocks side by side, each `width` wide, with a thin line before each.
pub(crate) fn beside(blocks: Vec<Vec<Line>>, width: usize, rule: Style) -> Vec<Line> {
    let height = blocks.iter().map(Vec::len).max().unwrap_or(0);
    let mut columns: Vec<_> = blocks.into_iter().map(Vec::into_iter).collect();
    let mut out = Vec::with_capacity(height);
    for _ in 0..height {
        let mut line = Line::default();
        for column in &mut columns {
            let cell = column.next().unwrap_or_default();
            line.0.push(run("│ ", rule));
            line.0.extend(cell.padded(width.saturating_sub(2)).0);
        }
        out.push(line);
    }
    out
}

/// Moves lines to the right.
pub(crate) fn indent(lines: Vec<Line>, by: usize) -> Vec<Line> {
    let shift = |mut line: Line| {
        line.0.insert(0, plain(" ".repeat(by)));
        line
    };
    lines.into_iter().map(shift).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[Line], expected: &str) {
        let mut out = String::new();
        for line in lines {
            line.write(&mut out, false);
        }
        assert_eq!(out, expected);
    }

    #[test]
    fn words_wrap_with_a_hanging_indent_and_long_ones_are_cut() {
        let bold = Style::new().bold();
        let runs = [run("Iran", bold), plain(", the other side, "), run("struck", bold)];
        check(&wrap(&runs, 14, 2), "Iran, the\n  other side,\n  struck\n");
        check(&wrap(&[plain("abcdefghij")], 4, 0), "abcd\nefgh\nij\n");
    }

    #[test]
    fn blocks_stand_side_by_side_whatever_their_height_and_script() {
        let blocks = vec![wrap(&[plain("伊朗 says a b")], 5, 0), wrap(&[plain("no")], 5, 0)];
        check(&beside(blocks, 8, Style::new()), "│ 伊朗  │ no\n│ says  │\n│ a b   │\n");
    }

    #[test]
    fn colours_never_change_the_text() {
        let line = Line(vec![run("a", Style::new().bold()), plain("b")]);
        let mut out = String::new();
        line.write(&mut out, true);
        assert_eq!(anstream::adapter::strip_str(&out).to_string(), "ab\n");
    }
}
