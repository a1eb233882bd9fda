//! TOML files that users write: read, with every fault named by file, line and column.
//!
//! In: a file's name and text. Out: what it says, or [`Problem`]s. Where the form is right, all faults of meaning are found in
//! one go; a fault of the form ends the reading, for nothing after it can be trusted.
//!
//! `feeds.toml:3:8: expected an address of http or https, found "ftp://a.example"`.

use crate::Problem;
use serde::de::DeserializeOwned;
use std::fmt;
pub use toml::Spanned;

/// A file that a user wrote, and what is wrong with it so far.
///
/// ```
/// use detente_data::own_file::{OwnFile, Spanned};
/// #[derive(serde::Deserialize)]
/// struct Wish { days: Spanned<u32> }
/// let mut file = OwnFile::new("wish.toml", "# a wish\ndays = 0\n");
/// let wish: Wish = file.read().ok_or("not TOML")?;
/// file.fault(&wish.days, "expected at least one day");
/// let problems = file.sound(wish).err().ok_or("sound")?;
/// assert_eq!(problems[0].to_string(), "wish.toml:2:8: expected at least one day");
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug)]
pub struct OwnFile<'t> {
    name: &'t str,
    text: &'t str,
    problems: Vec<Problem>,
}

impl<'t> OwnFile<'t> {
    /// A file by its name, as messages have it, and its text.
    pub fn new(name: &'t str, text: &'t str) -> Self {
        Self { name, text, problems: Vec::new() }
    }

    /// What it says; none where its form is wrong, which is noted.
    pub fn read<T: DeserializeOwned>(&mut self) -> Option<T> {
        match toml::from_str(self.text) {
            Ok(value) => Some(value),
            Err(error) => {
                // The library breaks longer messages into lines; a fault is one.
                let message = error.message().trim().replace('\n', "; ");
                self.at_byte(error.span().map_or(0, |span| span.start), message);
                None
            }
        }
    }

    /// Notes a fault of a value.
    pub fn fault<T>(&mut self, at: &Spanned<T>, fault: impl fmt::Display) {
        self.at_byte(at.span().start, fault);
    }

    /// Notes a fault of the file as a whole.
    pub fn fault_of_all(&mut self, fault: impl fmt::Display) {
        self.problems.push(Problem {
            file: self.name.to_owned(),
            at: None,
            entry: String::new(),
            fault: fault.to_string(),
        });
    }

    fn at_byte(&mut self, byte: usize, fault: impl fmt::Display) {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        self.problems.push(Problem::at(self.name, line, column, fault));
    }

    /// The value, where no fault was noted.
    ///
    /// # Errors
    /// The faults, in the order of the file.
    pub fn sound<T>(mut self, value: T) -> Result<T, Vec<Problem>> {
        self.problems.sort_by_key(|problem| problem.at);
        if self.problems.is_empty() { Ok(value) } else { Err(self.problems) }
    }

    /// The faults, in the order of the file.
    pub fn problems(mut self) -> Vec<Problem> {
        self.problems.sort_by_key(|problem| problem.at);
        self.problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[serde(default)]
        entry: Vec<Spanned<Entry>>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Entry {
        name: Option<Spanned<String>>,
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut file = OwnFile::new("own.toml", text);
        if let Some(read) = file.read::<File>() {
            for entry in &read.entry {
                match &entry.get_ref().name {
                    None => file.fault(entry, "nameless"),
                    Some(name) if name.get_ref().is_empty() => file.fault(name, "empty"),
                    Some(_) => {}
                }
            }
        }
        let told: Vec<String> = file.problems().iter().map(ToString::to_string).collect();
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn faults_are_named_by_line_and_column() {
        check("[[entry]]\nname = \"a\"\n", &[]);
        check("# é\n[[entry]]\n[[entry]]\nname = \"\"\n", &["own.toml:2:1: nameless", "own.toml:4:8: empty"]);
        check("\n[[entry]]\nnmae = \"a\"\n", &["own.toml:3:1: unknown field `nmae`, expected `name`"]);
        check("[[entry]]\nname = 7\n", &["own.toml:2:8: invalid type: integer `7`, expected a string"]);
    }
}
