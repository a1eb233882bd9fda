//! T28: a program that is killed while it brings a ledger to a newer schema, at each write and at each sync of the way.
//!
//! There is one schema so far; the steps after it are the test's own. A program of its own takes them, which is this test's program again.

use super::super::schema::MIGRATIONS;
use super::{Address, Database};
use std::path::Path;
use std::process::{Command, Stdio};

const NAMED: &str = "DETENTE_TEST_MIGRATED";
/// What the next two releases may do: new tables, filled from those there are; then others in their places.
const STEPS: [&str; 2] = [
    "CREATE TABLE extra (x INTEGER, y TEXT) STRICT;\nINSERT INTO extra (x, y) SELECT id, name FROM label;\n\
     CREATE INDEX extra_by_y ON extra (y);",
    "CREATE TABLE more (z TEXT) STRICT;\nINSERT INTO more (z) SELECT y || y || y FROM extra;\nDROP TABLE extra;",
];

fn newest() -> Vec<&'static str> {
    [MIGRATIONS, &STEPS].concat()
}

/// Not a test: what the program of its own does.
#[test]
#[ignore = "run by the other in a program of its own"]
fn named_file_is_migrated() {
    let Some(path) = std::env::var_os(NAMED) else { return };
    drop(Database::open(&Path::new(&path).into(), &newest()).expect("the newest schema"));
}

/// Rows that every schema has.
const LABELS: &str = "SELECT count(*) FROM label";

/// The rows of what each schema has; none where the table is not there.
fn rows(ledger: &Database, count: &str) -> Option<i64> {
    ledger.cell(count, &[]).ok().flatten()
}

/// The ledger is of one schema, wholly.
fn check(address: &Address, labels: i64, what: &str) -> i64 {
    let first = MIGRATIONS.len() as i64;
    let known = first + STEPS.len() as i64;
    // Opened for reading by the program of each release: it says which schema there is, and is content with its own alone.
    let (schema, ledger) = (first..=known)
        .find_map(|schema| Some((schema, Database::open_to_read(address, schema, false).ok()?)))
        .expect("a ledger of one of them");
    let tables =
        ["SELECT count(*) FROM extra", "SELECT count(*) FROM more"].map(|count| rows(&ledger, count));
    let expected = match schema - first {
        0 => [None, None],
        1 => [Some(labels), None],
        _ => [None, Some(labels)],
    };
    assert_eq!(tables, expected, "{what}: schema {schema}");
    assert_eq!(rows(&ledger, LABELS), Some(labels), "{what}");
    let sound: Option<String> = ledger.cell("PRAGMA integrity_check", &[]).expect("an answer");
    assert_eq!(sound.as_deref(), Some("ok"), "{what}: schema {schema}");
    schema - first
}

#[test]
fn t28_killed_at_each_step_of_a_migration_it_is_of_the_old_schema_or_of_the_new() {
    let strace = |args: &[&str]| {
        let mut command = Command::new("strace");
        command.args(args).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    if !strace(&["--version"]).status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: strace is not there");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("old.db");
    drop(Database::open(&source.as_path().into(), MIGRATIONS).expect("the old schema"));
    let labels = rows(&Database::open(&source.as_path().into(), MIGRATIONS).expect("the old schema"), LABELS);
    let labels = labels.expect("labels");
    let mut left = [0; 3];
    for call in ["pwrite64", "fsync,fdatasync"] {
        for number in 1.. {
            let what = format!("{call} {number}");
            let path = folder.path().join(format!("{}.db", what.replace([' ', ','], "-")));
            std::fs::copy(&source, &path).expect("a copy");
            let inject = format!("inject={call}:signal=KILL:when={number}");
            let mut child = strace(&["-f", "-qq", "-e", &format!("trace={call}"), "-e", &inject]);
            child.arg(std::env::current_exe().expect("this program"));
            let name = "store::database::killed::named_file_is_migrated";
            child.args(["--exact", name, "--ignored", "--test-threads=1"]).env(NAMED, &path);
            let is_through = child.status().expect("it starts").success();
            let address: Address = path.as_path().into();
            left[usize::try_from(check(&address, labels, &what)).expect("a schema")] += 1;
            // And then it goes on from there.
            drop(Database::open(&address, &newest()).expect("the newest schema"));
            assert_eq!(check(&address, labels, &what), 2, "{what}");
            if is_through {
                break;
            }
        }
    }
    eprintln!(
        "T28: killed, it was of the old schema {} times, of the next {}, of the newest {}",
        left[0], left[1], left[2]
    );
    assert!(left.iter().all(|times| *times > 0), "{left:?}");
}
