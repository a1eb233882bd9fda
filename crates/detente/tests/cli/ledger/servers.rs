//! What users of a ledger on a server see: one clear error, and never a password.

use super::Ledger;
use crate::stores::{On, server};
use crate::{Ran, command};

/// Nobody listens there.
const NOBODY: &str = "postgres://anna:s3cret@127.0.0.1:1/news";

#[test]
fn a_server_that_does_not_answer_is_told_and_its_password_is_not() {
    let commands: &[&[&str]] = &[
        &["status"],
        &["events"],
        &["ingest", "-"],
        &["backup", "/nowhere/copy.db"],
        &["verify"],
        &["serve", "--listen", "127.0.0.1:0"],
    ];
    for args in commands {
        let ran: Ran = command().args(*args).args(["--ledger", NOBODY]).output().expect("it starts").into();
        assert_eq!(ran.code, Some(4), "{args:?}: {}", ran.err);
        assert!(
            ran.err.contains("postgres://anna@127.0.0.1:1/news: the server cannot be reached"),
            "{}",
            ran.err
        );
        assert!(!ran.err.contains("s3cret") && !ran.out.contains("s3cret"), "{}{}", ran.out, ran.err);
    }
}

#[test]
fn neither_help_nor_settings_show_a_password() {
    for args in [["events", "--help"], ["serve", "--help"], ["serve", "--check"], ["ingest", "--help"]] {
        let ran: Ran = command().args(args).env("DETENTE_LEDGER", NOBODY).output().expect("it starts").into();
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(!ran.err.contains("s3cret") && !ran.out.contains("s3cret"), "{args:?}: {}", ran.out);
    }
}

#[test]
fn a_password_may_stand_in_the_environment() {
    if server().is_none() {
        return;
    }
    let ledger = Ledger::new(On::Postgres);
    let (scheme, rest) = ledger.address().split_once("://").expect("an address");
    let (user, place) = rest.rsplit_once('@').expect("a user");
    let Some((user, password)) = user.split_once(':') else {
        eprintln!("skipped: the server asks for no password");
        return;
    };
    let run = |password: Option<&str>| -> Ran {
        let mut command = command();
        command.args(["ingest", "-", "--ledger"]).arg(format!("{scheme}://{user}@{place}"));
        match password {
            Some(password) => command.env("PGPASSWORD", password),
            None => command.env_remove("PGPASSWORD"),
        };
        command.write_stdin(super::wire(0..1)).output().expect("it starts").into()
    };
    assert_eq!(run(Some(password)).code, Some(0));
    for wrong in [Some("s3cret"), None] {
        let ran = run(wrong);
        assert_eq!(ran.code, Some(4), "{}", ran.err);
        assert!(ran.err.contains("does not let this user in") && !ran.err.contains("s3cret"), "{}", ran.err);
    }
}

#[test]
fn an_encrypted_way_is_taken_where_the_server_proves_who_it_is() {
    if server().is_none() {
        return;
    }
    let Some(root) = std::env::var_os("DETENTE_TEST_POSTGRES_ROOT") else {
        eprintln!("skipped: DETENTE_TEST_POSTGRES_ROOT names no certificate");
        return;
    };
    let ledger = Ledger::new(On::Postgres);
    let file = ledger.write("wire.jsonl", &super::wire(0..2));
    let address = format!("{}&sslmode=require", ledger.address());
    let run = |args: &[&str], root: Option<&std::ffi::OsStr>| -> Ran {
        let mut command = command();
        match root {
            Some(root) => command.env("PGSSLROOTCERT", root),
            None => command.env_remove("PGSSLROOTCERT"),
        };
        command.args(args).args(["--ledger", &address]).output().expect("it starts").into()
    };
    assert_eq!(run(&["ingest", &file], Some(&root)).code, Some(0));
    assert_eq!(run(&["articles", "--format", "jsonl"], Some(&root)).objects().len(), 2);
    let stranger = run(&["status"], None);
    assert_eq!(stranger.code, Some(4), "{}", stranger.err);
    assert!(stranger.err.contains("certificate"), "{}", stranger.err);
    let none = run(&["status"], Some("/nowhere/root.crt".as_ref()));
    assert!(none.code == Some(4) && none.err.contains("PGSSLROOTCERT"), "{}", none.err);
}
