//! The index of words as SQLite makes it, for PostgreSQL.
//!
//! In: a title and a text, or terms to look for. Out: a `tsvector` or a `tsquery` of the very words that SQLite's index has: its
//! tokenizer takes them apart and takes their endings off, in memory. So both find the same, and stop words of a server's
//! dictionary play no part.
//!
//! "Missiles struck" is `'missil':1 'struck':2`.

use super::super::super::error::StoreError;
use super::super::Term;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::fmt::Write;

/// As in the migration.
pub(super) const TOKENIZER: &str = "porter unicode61 remove_diacritics 2";

/// The last place in a text that a `tsvector` tells from those after it.
const LAST: i64 = 16_383;

/// Between title and text, so that no phrase goes from the one into the other.
const GAP: i64 = 2;

/// A word of more bytes is none, and cannot be in a `tsvector`.
const LONGEST: usize = 2_000;

/// Places of one word that a `tsvector` keeps.
const PLACES: usize = 255;

/// Bytes of words and places, beyond which a `tsvector` is refused. Words of longer texts that come last in the alphabet are left out.
const MOST: usize = 1_000_000;

/// What takes texts apart.
pub(super) struct Words {
    index: Connection,
}

impl Words {
    pub(super) fn new() -> Result<Self, StoreError> {
        let index = Connection::open_in_memory()?;
        index.execute_batch(&format!(
            "CREATE VIRTUAL TABLE parts USING fts5 (title, text, content = '', tokenize = '{TOKENIZER}');
             CREATE VIRTUAL TABLE words USING fts5vocab (parts, instance);"
        ))?;
        Ok(Words { index })
    }

    /// Words with their places: in the title, then in the text.
    fn apart(&self, title: &str, text: &str) -> Result<Vec<(String, i64)>, StoreError> {
        self.index
            .prepare_cached("INSERT INTO parts (rowid, title, text) VALUES (1, ?1, ?2)")?
            .execute([title, text])?;
        let sql = "SELECT term, col = 'title', \"offset\" FROM words ORDER BY 2 DESC, 3";
        let mut statement = self.index.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let (mut all, mut start) = (Vec::new(), 1);
        for row in rows {
            let (word, is_title, place): (String, bool, i64) = row?;
            if is_title {
                all.push((word, place + 1));
                start = place + 1 + GAP;
            } else {
                all.push((word, start + place));
            }
        }
        self.index.prepare_cached("INSERT INTO parts (parts) VALUES ('delete-all')")?.execute([])?;
        Ok(all)
    }

    /// A `tsvector`.
    pub(super) fn vector(&self, title: &str, text: &str) -> Result<String, StoreError> {
        let mut places: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for (word, place) in self.apart(title, text)? {
            places.entry(word).or_default().push(place.min(LAST));
        }
        let (mut out, mut bytes) = (String::new(), 0);
        for (word, mut places) in places {
            places.dedup();
            places.truncate(PLACES);
            bytes += word.len() + 2 * places.len() + 8;
            if word.len() > LONGEST || bytes > MOST {
                continue;
            }
            let places: Vec<String> = places.iter().map(ToString::to_string).collect();
            let _ = write!(out, "{}:{} ", quoted(&word), places.join(","));
        }
        Ok(out)
    }

    /// A `tsquery` for all of some terms; one of no words finds nothing.
    pub(super) fn query(&self, terms: &[Term]) -> Result<String, StoreError> {
        let mut all = Vec::new();
        for term in terms {
            let words = self.apart("", &term.text)?;
            let star = |at: usize| if term.is_prefix && at + 1 == words.len() { ":*" } else { "" };
            let phrase: Vec<String> = words
                .iter()
                .enumerate()
                .map(|(at, (word, _))| format!("{}{}", quoted(word), star(at)))
                .collect();
            if !phrase.is_empty() {
                all.push(format!("({})", phrase.join(" <-> ")));
            }
        }
        Ok(all.join(" & "))
    }
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::super::super::super::schema::MIGRATIONS;
    use super::*;

    #[test]
    fn words_are_those_of_the_file() {
        assert!(MIGRATIONS[0].contains(&format!("tokenize = '{TOKENIZER}'")));
        let words = Words::new().expect("an index");
        let vector = words.vector("Missiles struck", "The chargé's missile, struck.").expect("a vector");
        assert_eq!(vector, "'charg':5 'missil':1,7 's':6 'struck':2,8 'the':4 ");
        assert_eq!(words.vector("", "").expect("a vector"), "");
        let terms = [("two children", false), ("kill", true), ("--", false)];
        let terms = terms.map(|(text, is_prefix)| Term { text: text.to_string(), is_prefix });
        assert_eq!(words.query(&terms).expect("a query"), "('two' <-> 'children') & ('kill':*)");
    }
}
