//! JSON objects that are more than articles to be read: annotations, and answers to score.
//!
//! In: files, folders (of which the `.json` files are taken), `-`. Out: one value after the other with its place,
//! whatever it holds.
//!
//! Worked example: a folder with `01.json`, one object, and `notes.txt` gives the one object at "folder/01.json";
//! `found.jsonl` gives an object a line, at "found.jsonl:1" and so on.

use crate::decode::decode;
use crate::fault::{Fault, Problem, Spot};
use crate::folder::Files;
use crate::form::Form;
use crate::item::{Position, Stamp};
use crate::json;
use crate::limits::Limits;
use crate::lines::Lines;
use crate::unpack::{fill, whole};
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// How files in folders end that are taken: beside annotations there may be anything.
const ENDINGS: &[&str] = &[".json"];

/// Where the bytes come from.
type Source = Box<dyn BufRead + Send>;

/// The JSON values of the named files and folders, in order.
pub struct Objects {
    files: Files,
    stdin: Option<Source>,
    current: Option<(Spot, Values)>,
    limits: Limits,
}

/// The values of one file.
enum Values {
    Lines(Lines<Source>),
    /// Those that are left, and how many there were.
    List(std::vec::IntoIter<Value>, usize),
}

impl Objects {
    /// Will read `paths`; `-` is `stdin`.
    pub fn new(paths: impl IntoIterator<Item = PathBuf>, stdin: impl Read + Send + 'static) -> Self {
        let files = Files::new(paths, ENDINGS);
        let stdin: Source = Box::new(BufReader::new(stdin));
        Objects { files, stdin: Some(stdin), current: None, limits: Limits::default() }
    }

    fn open(&mut self, path: &Path, spot: &Spot) -> Result<Values, Problem> {
        let mut source: Source = match spot.is_stdin() {
            true => self.stdin.take().ok_or(Problem::ReadBefore)?,
            false => Box::new(BufReader::new(File::open(path).map_err(Problem::of_io)?)),
        };
        let form = Form::of(path, fill(&mut source).map_err(Problem::of_io)?);
        if form == Form::Lines {
            return Lines::new(source, &self.limits).map(Values::Lines);
        }
        let bytes = whole(source, self.limits.json_file_bytes, self.limits.json_file_bytes)?;
        let text = decode(&bytes).map_err(Problem::NotText)?;
        Ok(match json::list(text)? {
            json::Parsed::List(list) => {
                let count = list.len();
                Values::List(list.into_iter(), count)
            }
            json::Parsed::Lines(text) => Values::Lines(Lines::of_text(text, &self.limits)),
            json::Parsed::Feed(_) => return Err(Problem::NotAnObject("a feed")),
        })
    }
}

impl Iterator for Objects {
    type Item = Result<(Spot, Value), Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((spot, values)) = &mut self.current {
                if let Some((spot, value)) = values.next(spot) {
                    return Some(match value {
                        Ok(value) => Ok((spot, value)),
                        Err(problem) => Err(fault(spot, problem)),
                    });
                }
                let (spot, is_empty) = (spot.clone(), values.were_none());
                self.current = None;
                if is_empty {
                    return Some(Err(fault(spot, Problem::Empty)));
                }
            }
            let path = match self.files.next()? {
                Ok(path) => path,
                Err((spot, problem)) => return Some(Err(fault(spot, problem))),
            };
            let spot = Spot::new(&path);
            match self.open(&path, &spot) {
                Ok(values) => self.current = Some((spot, values)),
                Err(problem) => return Some(Err(fault(spot, problem))),
            }
        }
    }
}

fn fault(spot: Spot, problem: Problem) -> Fault {
    let position = Position { file: spot.path().to_path_buf(), record: 0, stamp: Stamp::default() };
    Fault { spot, problem, hash: None, position: Box::new(position) }
}

impl Values {
    fn next(&mut self, file: &Spot) -> Option<(Spot, Result<Value, Problem>)> {
        match self {
            Values::Lines(lines) => {
                let (number, line) = lines.next_line()?;
                Some((file.line(number), line.and_then(|line| json::line(&line))))
            }
            Values::List(list, count) => {
                let value = list.next()?;
                let number = *count - list.len();
                let spot = if *count == 1 { file.clone() } else { file.item(number) };
                Some((spot, Ok(value)))
            }
        }
    }

    /// Whether the file, now at its end, held nothing.
    fn were_none(&self) -> bool {
        match self {
            Values::Lines(lines) => lines.is_empty(),
            Values::List(_, count) => *count == 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places and ids of the objects on standard input, or the error.
    #[track_caller]
    fn check(input: &'static str, expected: &[&str]) {
        let shown = Objects::new([PathBuf::from("-")], input.as_bytes()).map(|item| match item {
            Ok((spot, value)) => format!("{spot} {}", value["id"]),
            Err(error) => error.to_string(),
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn objects_come_as_lines_or_as_a_list() {
        check("{\"id\": 1}\n\n{\"id\": 2}\n", &["standard input:1 1", "standard input:3 2"]);
        check("[{\"id\": 1}, {\"id\": 2}]", &["standard input: article 1 1", "standard input: article 2 2"]);
        check("{\n\"id\": 1}", &["standard input 1"]);
    }

    #[test]
    fn what_is_none_is_an_error_of_its_own() {
        check("", &["standard input: empty: there is nothing to read"]);
        let error = "standard input:2: not JSON: expected value at column 7; the line was skipped";
        check("{\"id\": 1}\n{\"id\":}\n{\"id\": 3}", &["standard input:1 1", error, "standard input:3 3"]);
        // a bad first line once cost all the others
        let first = "standard input:1: not JSON: expected value at column 7; the line was skipped";
        check("{\"id\":}\n{\"id\": 2}", &[first, "standard input:2 2"]);
    }
}
