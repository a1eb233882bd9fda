//! What a source gives, as a ledger takes it.
//!
//! In: a record of `detente-ingest`, whose reading (decoding, main text of a page) is dear. Out: a [`Document`] with its key,
//! or why there is none, and where the source stands after it.

use detente_core::document::Article;
use detente_ingest::{Fault, Item, Kind, Limits, Position, Record};
use detente_ledger::store::{Document, Refusal};
use jiff::civil::Date;

/// What a source gives.
#[derive(Debug)]
pub(crate) struct Incoming {
    /// A document, or why there is none.
    pub(crate) what: Result<Box<Document>, Refusal>,
    /// Where the source stands after it: source and place.
    pub(crate) position: Option<(String, String)>,
    /// Whether the reader has its language.
    pub(crate) is_to_read: bool,
}

impl Incoming {
    /// Reads a record.
    pub(crate) fn open(record: Record, limits: &Limits) -> Self {
        record.read(limits).map_or_else(Self::fault, Self::item)
    }

    /// Takes an item that was read.
    pub(crate) fn item(item: Item) -> Self {
        let is_to_read = item.language.is_read();
        let position = place(&item.position);
        let article = Article {
            published: item.article.published.or_else(|| day_of_name(&item.article.id)),
            url: item.canonical.or(item.article.url),
            ..item.article
        };
        let document = Document {
            source: item.key.source.0,
            name: item.key.name,
            article,
            author: item.author,
            published_at: item.published_at,
            updated: item.updated,
            language: item.language.code().map(String::from),
            is_withdrawal: item.kind == Kind::Withdrawal,
        };
        Incoming { what: Ok(Box::new(document)), position, is_to_read }
    }

    /// Takes what could not be read.
    pub(crate) fn fault(fault: Fault) -> Self {
        let refusal = Refusal {
            source: fault.spot.to_string(),
            stage: "input".to_string(),
            reason: fault.problem.name().to_string(),
            detail: fault.to_string(),
            hash: fault.hash.map(|hash| hash.to_string()),
        };
        Incoming { what: Err(refusal), position: place(&fault.position), is_to_read: false }
    }
}

/// A place that can be taken up again; standard input cannot.
fn place(position: &Position) -> Option<(String, String)> {
    let file = position.file.display().to_string();
    (file != "-").then(|| (file, position.to_string()))
}

/// The day with which an article's name begins ("2024-01-19-efe-iran-pakistan"), as archives name their files:
/// many datelines have no year.
pub(crate) fn day_of_name(id: &str) -> Option<Date> {
    let (day, rest) = id.split_at_checked("2024-01-19".len())?;
    if rest.starts_with(|c: char| c.is_alphanumeric()) { None } else { day.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::day_of_name;

    #[test]
    fn archives_name_files_by_their_day() {
        assert_eq!(day_of_name("2024-01-19-efe-iran-pakistan"), "2024-01-19".parse().ok());
        for id in ["2024-01-19T00", "2024-13-19-x", "crisis/01", "", "é024-01-19"] {
            assert_eq!(day_of_name(id), None, "{id}");
        }
    }
}
