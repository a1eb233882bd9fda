//! The lines of a JSON Lines source, one at a time and none longer than the limit.
//!
//! In: a source of bytes. Out: its lines as text, with their numbers from 1. A line that is too long or no text costs
//! itself, and is passed over without being held.
//!
//! Worked example: the lines "a", "", one of a gigabyte, and "b" give line 1, a fault for line 3, and line 4.

use crate::decode::{NotText, decode};
use crate::fault::Problem;
use crate::limits::Limits;
use crate::unpack::whole;
use std::io::{self, BufRead, Cursor};

/// Lines with their numbers; blank ones are passed over.
pub(crate) struct Lines<S> {
    source: Input<S>,
    longest: u64,
    number: usize,
    is_empty: bool,
}

/// A source, or the text it was decoded to.
enum Input<S> {
    Given(S),
    Text(Cursor<String>),
    /// It failed, and gives nothing more.
    Ended,
}

impl<S: BufRead> Input<S> {
    fn fill(&mut self) -> io::Result<&[u8]> {
        match self {
            Input::Given(source) => source.fill_buf(),
            Input::Text(text) => text.fill_buf(),
            Input::Ended => Ok(&[]),
        }
    }
    fn consume(&mut self, bytes: usize) {
        match self {
            Input::Given(source) => source.consume(bytes),
            Input::Text(text) => text.consume(bytes),
            Input::Ended => {}
        }
    }
}

impl<S: BufRead> Lines<S> {
    pub(crate) fn new(mut source: S, limits: &Limits) -> Result<Self, Problem> {
        let start = source.fill_buf().map_err(Problem::of_io)?;
        if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
            // A UTF-16 line end is two bytes, one of them any byte: such a file is decoded as a whole.
            let bytes = whole(source, limits.json_file_bytes, limits.json_file_bytes)?;
            return Ok(Lines::of_text(decode(&bytes).map_err(Problem::NotText)?, limits));
        }
        if start.starts_with(b"\xef\xbb\xbf") {
            source.consume(3);
        }
        Ok(Lines { source: Input::Given(source), longest: limits.json_line_bytes, number: 0, is_empty: true })
    }

    pub(crate) fn of_text(text: String, limits: &Limits) -> Self {
        Lines {
            source: Input::Text(Cursor::new(text)),
            longest: limits.json_line_bytes,
            number: 0,
            is_empty: true,
        }
    }

    /// Whether no line with anything in it came yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// The next line that is not blank, and its number from 1.
    pub(crate) fn next_line(&mut self) -> Option<(usize, Result<String, Problem>)> {
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
            let part = match self.source.fill() {
                Ok(part) => part,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    // The source gives nothing more, so neither will this.
                    self.source = Input::Ended;
                    return Some(Err(Problem::of_io(error)));
                }
            };
            if part.is_empty() {
                break;
            }
            is_any = true;
            let end = memchr::memchr(b'\n', part);
            let taken = end.map_or(part.len(), |i| i + 1);
            is_long |= (line.len() + taken) as u64 > self.longest;
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
            return Some(Err(Problem::TooLong { limit: self.longest }));
        }
        if line.contains(&0) {
            return Some(Err(Problem::NotText(NotText::Binary)));
        }
        is_any.then_some(Ok(line))
    }
}
