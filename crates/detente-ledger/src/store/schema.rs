//! The schema: numbered migrations, applied each in a transaction of its own.
//!
//! A ledger is always of one schema or of the next, never between; one of a newer program is left alone. The migrations are
//! written for SQLite; `database::postgres` says them in PostgreSQL's words.

/// The migrations, the first at place 0. A released one is never edited; none is released yet, so what changes still changes in
/// the first, and a ledger of a program from before is refused as one of an unknown schema.
pub(crate) const MIGRATIONS: &[&str] = &[include_str!("../../migrations/0001_ledger.sql")];

#[cfg(test)]
mod tests {
    use super::super::Database;
    use super::*;
    use detente_data::{About, EventType, Stance, Status};

    #[test]
    fn every_word_of_the_closed_lists_is_a_label() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = Database::open(&folder.path().join("ledger.db").as_path().into(), MIGRATIONS);
        let file = file.expect("a ledger");
        let words = Status::ALL.iter().map(|word| word.as_str());
        let words = words.chain(EventType::ALL.iter().map(|word| word.as_str()));
        let words = words.chain(Stance::ALL.iter().map(|word| word.as_str()));
        let words = words.chain(About::ALL.iter().map(|word| word.as_str()));
        for word in words {
            let found: Option<i64> =
                file.cell("SELECT id FROM label WHERE name = ?1", &[word.into()]).expect("an answer");
            assert!(found.is_some(), "{word}");
            assert_eq!(found == Some(1), word == Status::Happened.as_str(), "{word}");
        }
    }
}
