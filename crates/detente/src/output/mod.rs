//! From a reading to what the user asked for: text, annotated text, JSON Lines, CSV.

mod annotated;
mod csv;
mod layers;
mod relation;
pub(crate) mod rows;
mod text;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

pub(crate) use relation::relation;

use detente_core::pipeline::Reading;
use detente_ledger::record;

/// Forms of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For a person: a timeline, with the accounts of each event side by side
    Text,
    /// The article's text with the spans of events, parties, times and places marked
    Annotated,
    /// One JSON object per article, with all fields and offsets (docs/output.md)
    Jsonl,
    /// One row per claim, with a header line
    Csv,
    /// For developers: zones, and every token with its tag and tree
    #[value(hide = true)]
    Layers,
}

/// How to print.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) format: Format,
    pub(crate) explain: bool,
    pub(crate) colour: bool,
    pub(crate) width: usize,
}

impl Style {
    /// What comes before the first article.
    pub(crate) fn header(self) -> Vec<u8> {
        if self.format == Format::Csv { csv::header() } else { Vec::new() }
    }

    /// One article.
    pub(crate) fn article(self, reading: &Reading) -> Vec<u8> {
        match self.format {
            Format::Text => {
                let look = text::Look { width: self.width, colour: self.colour, explain: self.explain };
                text::render(reading, look).into_bytes()
            }
            Format::Annotated => annotated::render(reading, self.colour).into_bytes(),
            Format::Jsonl => json_line(reading, self.explain),
            Format::Csv => csv::rows(&record::Article::of(reading, false)),
            Format::Layers => layers::render(reading).into_bytes(),
        }
    }
}

fn json_line(reading: &Reading, explain: bool) -> Vec<u8> {
    // Strings, numbers and lists only: serialising to memory has no way to fail.
    let mut line = serde_json::to_vec(&record::Article::of(reading, explain)).unwrap_or_default();
    line.push(b'\n');
    line
}
