//! SQL that is put together at run time is the one way in which typed words could become part of a question to the ledger. It is put together in
//! the places below alone, each of which was read: what stands in braces there is a word of the program's own or the number of a mark, and every
//! value is bound.
//!
//! In: source files. Out: what puts SQL together elsewhere, or in more or fewer places of a file than were read.

/// Files that put SQL together, in how many places, and why nothing from outside comes in.
const PLACES: [(&str, usize, &str); 12] = [
    ("crates/detente-ledger/src/store/coded/read.rs", 3, "one of three fixed conditions"),
    (
        "crates/detente-ledger/src/store/database/postgres/mod.rs",
        4,
        "statements of this store, with the name of a cursor, which is a number",
    ),
    (
        "crates/detente-ledger/src/store/database/postgres/session.rs",
        2,
        "settings and numbers of schemas; migrations are constants",
    ),
    (
        "crates/detente-ledger/src/store/database/postgres/words.rs",
        1,
        "the name of the tokenizer, a constant",
    ),
    (
        "crates/detente-ledger/src/store/database/sqlite.rs",
        3,
        "an alias and a mark of the program's; names of settings; a search of quoted words, which is bound itself",
    ),
    (
        "crates/detente-ledger/src/store/maintenance/copy.rs",
        2,
        "tables of a constant list and their columns, as the new ledger has them",
    ),
    ("crates/detente-ledger/src/store/maintenance/quarantine.rs", 2, "fixed parts"),
    (
        "crates/detente-ledger/src/store/query/articles.rs",
        5,
        "columns and signs, all `'static`; days, sources and words are bound",
    ),
    ("crates/detente-ledger/src/store/query/incidents.rs", 1, "the condition that `query/plan.rs` makes"),
    (
        "crates/detente-ledger/src/store/query/parts.rs",
        13,
        "tables, columns and marks, all `'static`; what is asked for is bound",
    ),
    (
        "crates/detente-ledger/src/store/query/plan.rs",
        6,
        "tables, columns and limits, all constants; what is asked for is bound",
    ),
    ("crates/detente-ledger/src/store/write.rs", 2, "a table and a column, both `'static`"),
];

/// Words of SQL that are no English in these letters.
const WORDS: [&str; 21] = [
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "CREATE",
    "DROP",
    "ALTER",
    "PRAGMA",
    "ATTACH",
    "DECLARE",
    "FETCH",
    "CLOSE",
    "WHERE",
    "EXISTS",
    "UNION",
    "RETURNING",
    "MATCH",
    "VALUES",
    "ORDER",
    "AND",
    "OR",
];

/// Calls that make one text of several.
const CALLS: [&str; 8] =
    ["format!(", "format_args!(", "write!(", "writeln!(", "concat!(", "push_str(", "join(", "+"];

/// What is wrong with a file, as `shown` from the root.
pub(super) fn built(shown: &str, text: &str) -> Option<String> {
    let is_test = shown.contains("/tests/") || shown.ends_with("tests.rs") || shown.contains("/benches/");
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    let found = if is_test { Vec::new() } else { lines_of(code) };
    let read = PLACES.iter().find(|(path, ..)| *path == shown).map_or(0, |(_, count, _)| *count);
    (found.len() != read).then(|| {
        let at: Vec<String> = found.iter().map(usize::to_string).collect();
        format!(
            "puts SQL together in {} places (lines {}), of which {read} were read: bind values as ?1, and name the rest in xtask/src/tidy/sql.rs",
            found.len(),
            at.join(", ")
        )
    })
}

/// Places of the list whose file is not there any more.
pub(super) fn gone(files: &[String]) -> impl Iterator<Item = String> + '_ {
    let is_there = |path: &str| files.iter().any(|file| file == path);
    PLACES.iter().filter(move |(path, ..)| !is_there(path)).map(|(path, ..)| (*path).to_string())
}

/// The lines on which a text with words of SQL is given to a call that puts texts together.
fn lines_of(code: &str) -> Vec<usize> {
    let mut lines = Vec::new();
    for (at, literal) in literals(code) {
        if is_sql(literal) && is_put_together(&code[..at]) {
            lines.push(code[..at].matches('\n').count() + 1);
        }
    }
    lines
}

fn is_sql(literal: &str) -> bool {
    let words = |text: &str, word: &str| text.split(|c: char| !c.is_ascii_alphabetic()).any(|w| w == word);
    let small = literal.to_lowercase();
    let has = |parts: &[&str]| parts.iter().all(|part| small.contains(part));
    WORDS.iter().any(|word| words(literal, word))
        || literal.contains(" = ?")
        || [
            ["select ", " from "],
            ["insert into ", ""],
            ["delete from ", ""],
            ["drop table ", ""],
            ["update ", " set "],
        ]
        .iter()
        .any(|parts| has(parts))
}

/// Whether the code before a text ends in a call that puts it together with others, whichever of its arguments the text is.
fn is_put_together(before: &str) -> bool {
    // A statement, an arm, a block: further back is another call.
    let statement = before.rsplit([';', '{', '}']).next().unwrap_or(before);
    let tail = statement.trim_end().trim_end_matches('&').trim_end();
    CALLS.iter().any(|call| match *call {
        "write!(" | "writeln!(" | "concat!(" => {
            statement.rfind(call).is_some_and(|at| is_open(&statement[at + call.len()..]))
        }
        call => tail.ends_with(call),
    })
}

/// Whether no bracket of the code closes more than it opens.
fn is_open(code: &str) -> bool {
    let mut depth = 0_i32;
    code.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    })
}

/// Where each literal text of the code begins, and what is in it. Comments have none.
fn literals(code: &str) -> Vec<(usize, &str)> {
    let bytes = code.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let rest = &code[at..];
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if let Some(length) = raw(rest) {
            let (hashes, start) = (length.0, length.1);
            let end = format!("\"{}", "#".repeat(hashes));
            let inside = rest[start..].find(&end).unwrap_or(rest.len() - start);
            found.push((at, &rest[start..start + inside]));
            at += start + inside + end.len();
        } else if bytes[at] == b'"' {
            let mut end = at + 1;
            while end < bytes.len() && bytes[end] != b'"' {
                end += if bytes[end] == b'\\' { 2 } else { 1 };
            }
            found.push((at, &code[at + 1..end.min(bytes.len())]));
            at = end + 1;
        } else if bytes[at] == b'\'' {
            // A letter in quotes, or the name of a life.
            let letter = rest[1..].chars().next().map_or(0, char::len_utf8);
            let is_escape = rest[1..].starts_with('\\');
            let end = if is_escape { rest[3..].find('\'').map(|e| e + 4) } else { Some(letter + 2) };
            let is_letter = end.is_some_and(|end| rest.get(end - 1..end) == Some("'"));
            at += if is_letter { end.unwrap_or(1) } else { 1 };
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// How many hashes a raw text has that begins here, and where its inside begins.
fn raw(rest: &str) -> Option<(usize, usize)> {
    let after = rest.strip_prefix('r')?;
    let hashes = after.bytes().take_while(|byte| *byte == b'#').count();
    after[hashes..].starts_with('"').then_some((hashes, hashes + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, is_found: bool) {
        assert_eq!(!lines_of(code).is_empty(), is_found, "{code}");
        assert_eq!(built("crates/detente-serve/src/new.rs", code).is_some(), is_found, "{code}");
        assert_eq!(built("crates/detente-serve/src/tests/new.rs", code), None, "{code}");
    }

    #[test]
    fn sql_that_is_put_together_is_found() {
        check("let sql = format!(\"SELECT id FROM article WHERE name = '{name}'\");", true);
        check("let sql = format!(\n    \"select id from article where name = '{}'\",\n    name\n);", true);
        check("sql.push_str(\" AND name = 'x'\");", true);
        check("sql.push_str(&format!(\" ORDER BY {key}\"));", true);
        check("write!(sql, \"DELETE FROM {table}\")?;", true);
        check("let sql = \"a\".to_string() + \" OR name = \" + name;", true);
        check("let sql = r#\"x\"#; format!(r#\"DROP TABLE \"{table}\"\"#);", true);
        check("let c = '\"'; let sql = format!(\"UPDATE {table} SET a = 1\");", true);
        check("fn f<'a>(x: &'a str) { conditions.join(\" AND \"); }", true);
    }

    #[test]
    fn what_is_no_sql_or_is_not_put_together_is_not() {
        check("store.first(\"SELECT id FROM article WHERE key = ?1\", &values)", false);
        check("format!(\"{count} articles selected from {name}\");", false);
        check("// format!(\"SELECT {x}\")\nlet x = 1;", false);
        check("let a = format!(\"{x}\"); store.first(\"SELECT 1\", &[]);", false);
        check("write!(out, \"{x}\")?; run(\"DELETE FROM x\");", false);
    }

    #[test]
    fn one_more_place_of_a_file_that_was_read_is_found() {
        for (path, count, why) in PLACES {
            let places = |count: usize| "format!(\"SELECT {x}\");\n".repeat(count);
            assert!(!why.is_empty() && built(path, &places(count)).is_none(), "{path}");
            assert!(built(path, &places(count + 1)).is_some(), "{path}");
        }
    }
}
