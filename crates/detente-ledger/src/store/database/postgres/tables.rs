//! The migrations in PostgreSQL's words, so that there is one schema and not two.
//!
//! In: a migration as it is written for SQLite. Out: the same for PostgreSQL: types, keys that count themselves, triggers that
//! refuse, the index of words. Letters are compared as in SQLite: byte by byte, or without regard to capitals.

use super::super::super::error::StoreError;
use std::fmt::Write;

/// What the first migration needs to be there. A collation that takes capitals and small letters for the same must be of ICU.
pub(super) const FIRST: &str = "
CREATE TABLE ledger_schema (version BIGINT NOT NULL);
INSERT INTO ledger_schema (version) VALUES (0);
CREATE COLLATION ledger_nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: %', TG_TABLE_NAME;
END $$;
";

/// What comes after the first migration: the counters whose last number is the number of rows, brought back to it.
pub(super) const RECOUNT: &str = "
CREATE FUNCTION ledger_recount() RETURNS void LANGUAGE sql AS $$
    SELECT setval('article_id_seq', coalesce((SELECT max(id) FROM article), 0) + 1, false);
    SELECT setval('body_id_seq', coalesce((SELECT max(id) FROM body), 0) + 1, false);
    SELECT setval('revision_id_seq', coalesce((SELECT max(id) FROM revision), 0) + 1, false);
    SELECT setval('event_id_seq', coalesce((SELECT max(id) FROM event), 0) + 1, false);
$$;
";

/// Brings every counter to the last row of its table.
pub(super) const COUNT_ON: &str = "
DO $$
DECLARE counted record;
BEGIN
    FOR counted IN SELECT table_name AS t, column_name AS c FROM information_schema.columns
                   WHERE table_schema = current_schema() AND is_identity = 'YES'
    LOOP
        EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, %L), coalesce((SELECT max(%I) FROM %I), 0) + 1, false)',
                       counted.t, counted.c, counted.c, counted.t);
    END LOOP;
END $$;
";

/// The index of words: what `words` makes of a body, and the view by which it is asked which bodies are in it.
const WORDS: &str = "
CREATE TABLE body_text (rowid BIGINT PRIMARY KEY REFERENCES body (id), words TSVECTOR NOT NULL);
CREATE INDEX body_text_words ON body_text USING gin (words);
CREATE VIEW body_text_docsize AS SELECT rowid AS id FROM body_text;
";

/// Where something came from may have a longer name than a B-tree takes.
const LONG: &str = "CREATE INDEX quarantine_by_source ON quarantine USING hash (source);\n";

/// The key of a mark, which SQLite takes at any length. What an event is told in may have more words than a B-tree takes.
const MARK_KEY: &str = ",\n    PRIMARY KEY (shelf, counted_day, article, traits)";
/// The same with a hash of the words.
const MARK: &str = "\nCREATE UNIQUE INDEX mark_once ON mark (shelf, counted_day, article, sha256(traits));";

/// A migration.
pub(super) fn of(migration: &str) -> Result<String, StoreError> {
    let mut out = String::new();
    for statement in statements(migration) {
        let words: Vec<&str> = statement.split_whitespace().take(3).collect();
        match words.as_slice() {
            ["CREATE", "TABLE", "mark"] => {
                out.push_str(&table(&statement.replace(MARK_KEY, "")));
                out.push_str(MARK);
            }
            ["CREATE", "TABLE", _] => out.push_str(&table(&statement)),
            ["CREATE", "VIRTUAL", _] => out.push_str(WORDS),
            ["CREATE", "INDEX", _] | ["INSERT", "INTO", _] => out.push_str(&statement),
            ["CREATE", "UNIQUE", _] => {
                out.push_str(
                    &statement
                        .replace("x''", "''::bytea")
                        .replace("(source,", "(hashtextextended(source, 0),"),
                );
                out.push_str(LONG);
            }
            ["CREATE", "TRIGGER", name] => out.push_str(&trigger(name, &statement)?),
            _ => return Err(StoreError::Corrupt(format!("a migration has {:?}", words.join(" ")))),
        }
        out.push('\n');
    }
    Ok(out)
}

/// The statements of a migration, without their comments.
fn statements(migration: &str) -> Vec<String> {
    let (mut all, mut open) = (Vec::new(), String::new());
    for line in migration.lines().filter(|line| !line.trim_start().starts_with("--") && !line.is_empty()) {
        open.push_str(line);
        open.push('\n');
        let is_trigger = open.starts_with("CREATE TRIGGER");
        if line.ends_with(';') && (!is_trigger || line.ends_with("END;")) {
            all.push(std::mem::take(&mut open));
        }
    }
    if !open.is_empty() {
        all.push(open);
    }
    all
}

fn table(statement: &str) -> String {
    let has_key = statement.contains("INTEGER PRIMARY KEY") || statement.contains("WITHOUT ROWID");
    let mut out = statement
        .replace(") STRICT, WITHOUT ROWID;", ");")
        .replace(") STRICT;", ");")
        .replace(" INTEGER PRIMARY KEY", " BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY")
        .replace(" INTEGER", " BIGINT")
        .replace(" REAL", " DOUBLE PRECISION")
        .replace(" BLOB", " BYTEA")
        // A hash has room for any name, a B-tree for some 2,700 bytes of it.
        .replace(
            "    name TEXT NOT NULL UNIQUE",
            "    name TEXT NOT NULL,\n    EXCLUDE USING hash (name WITH =)",
        )
        .replace(" NOT NULL COLLATE NOCASE", " COLLATE NOCASE NOT NULL")
        .replace(" TEXT COLLATE NOCASE", " WORD COLLATE ledger_nocase")
        .replace(" TEXT", " TEXT COLLATE \"C\"")
        .replace(" WORD ", " TEXT ");
    if !has_key {
        out = out.replacen("(\n", "(\n    rowid BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,\n", 1);
    }
    out
}

/// A trigger that refuses; with the first of a table against deleting goes one against emptying it.
fn trigger(name: &str, statement: &str) -> Result<String, StoreError> {
    let unread = || StoreError::Corrupt(format!("the trigger {name} is of another form"));
    let (head, _) = statement.split_once("\nBEGIN").ok_or_else(unread)?;
    let (event, condition) = match head.split_once("\nWHEN ") {
        Some((event, condition)) => (event, format!(" WHEN ({condition})")),
        None => (head, String::new()),
    };
    let mut out = format!("{event} FOR EACH ROW{condition} EXECUTE FUNCTION ledger_refuse();");
    if let Some((_, table)) = event.split_once(" BEFORE DELETE ON ") {
        let _ = write!(
            out,
            "\nCREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();"
        );
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, expected: &str) {
        let said = of(written).expect("a migration");
        assert_eq!(said.split_whitespace().collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn tables_have_the_types_keys_and_order_of_letters_of_both() {
        check(
            "-- A source.\nCREATE TABLE source (\n    id INTEGER PRIMARY KEY,\n    name TEXT NOT NULL UNIQUE\n) STRICT;\n",
            "CREATE TABLE source ( id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name TEXT COLLATE \"C\" NOT NULL, EXCLUDE USING hash (name WITH =) );",
        );
        check(
            "CREATE TABLE party (\n    party TEXT NOT NULL COLLATE NOCASE,\n    lat REAL,\n    text BLOB,\n    PRIMARY KEY (party)\n) STRICT, WITHOUT ROWID;",
            "CREATE TABLE party ( party TEXT COLLATE ledger_nocase NOT NULL, lat DOUBLE PRECISION, text BYTEA, PRIMARY KEY (party) );",
        );
        check(
            "CREATE TABLE origin (\n    seq INTEGER\n) STRICT;",
            "CREATE TABLE origin ( rowid BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, seq BIGINT );",
        );
    }

    #[test]
    fn triggers_refuse() {
        check(
            "CREATE TRIGGER e_once BEFORE UPDATE OF seq ON e\nWHEN old.seq IS NOT NULL\nBEGIN SELECT raise(ABORT, 'no: e'); END;",
            "CREATE TRIGGER e_once BEFORE UPDATE OF seq ON e FOR EACH ROW WHEN (old.seq IS NOT NULL) EXECUTE FUNCTION ledger_refuse();",
        );
        assert!(of("DROP TABLE e;").is_err());
    }
}
