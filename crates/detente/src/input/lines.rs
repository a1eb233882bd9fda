//! The lines of a JSON Lines source, one at a time and none longer than the limit.

use super::Source;
use super::decode::{NotText, decode};
use super::error::Problem;
use detente_core::limits;
use std::io::{BufRead, Cursor};

/// Lines with their numbers; blank ones are passed over.
pub(super) struct Lines {
    source: Source,
    number: usize,
    is_empty: bool,
}

impl Lines {
    pub(super) fn new(mut source: Source) -> Result<Self, Problem> {
        let start = source.fill_buf().map_err(Problem::Unreadable)?;
        if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
            // A UTF-16 line end is two bytes, one of them any byte: such a file is decoded as a whole.
            let bytes = super::whole(source, limits::JSON_FILE_BYTES)?;
            return Ok(Lines::of_text(decode(&bytes).map_err(Problem::NotText)?));
        }
        if start.starts_with(b"\xef\xbb\xbf") {
            source.consume(3);
        }
        Ok(Lines { source, number: 0, is_empty: true })
    }

    pub(super) fn of_text(text: String) -> Self {
        Lines { source: Box::new(Cursor::new(text.into_bytes())), number: 0, is_empty: true }
    }

    /// Whether no line with anything in it came yet.
    pub(super) fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// The next line that is not blank, and its number from 1.
    pub(super) fn next_line(&mut self) -> Option<(usize, Result<String, Problem>)> {
        loop {
            let line = self.read_line()?;
            self.number += 1;
            let line = line.and_then(|bytes| match String::from_utf8(bytes) {
                Ok(text) => Ok(text),
                Err(error) => decode(error.as_bytes()).map_err(Problem::NotText),
            });
            if !matches!(&line, Ok(text) if text.trim().is_empty()) {
                self.is_empty = false;
                return Some((self.number, line));
            }
        }
    }

    /// The bytes up to the next line end; a line beyond the limit is passed over to its end.
    fn read_line(&mut self) -> Option<Result<Vec<u8>, Problem>> {
        let (mut line, mut is_long, mut is_any) = (Vec::new(), false, false);
        loop {
            let part = match self.source.fill_buf() {
                Ok(part) => part,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    // The source gives nothing more, so neither will this.
                    self.source = Box::new(std::io::empty());
                    return Some(Err(Problem::Unreadable(error)));
                }
            };
            if part.is_empty() {
                break;
            }
            is_any = true;
            let end = part.iter().position(|b| *b == b'\n');
            let taken = end.map_or(part.len(), |i| i + 1);
            is_long |= line.len() + taken > limits::JSON_LINE_BYTES;
            if is_long {
                line = Vec::new();
            } else {
                line.extend_from_slice(&part[..taken]);
            }
            self.source.consume(taken);
            if end.is_some() {
                break;
            }
        }
        if is_long {
            return Some(Err(Problem::TooLong { limit: limits::JSON_LINE_BYTES }));
        }
        if line.contains(&0) {
            return Some(Err(Problem::NotText(NotText::Binary)));
        }
        is_any.then_some(Ok(line))
    }
}
