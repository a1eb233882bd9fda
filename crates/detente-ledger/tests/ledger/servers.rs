//! What only a server can do to a ledger: refuse, vanish, come back, hold other tables.

use super::stores::{On, Place, client, server};
use super::{Ledger, at, document, strike};
use detente_ledger::store::{Address, Filter, Store, StoreError};
use std::collections::BTreeSet;
use std::path::Path;

/// A ledger on the server; none where there is no server.
fn ledger() -> Option<Ledger> {
    server().map(|_| Ledger::new(On::Postgres))
}

/// Why a ledger cannot be opened.
fn refused(address: &str) -> StoreError {
    let error = Store::open(Path::new(address), "reader 1").expect_err("refused");
    assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
    error
}

/// The server, with a user and password of ours.
fn as_user(address: &str, user: &str, password: &str) -> String {
    let (scheme, rest) = address.split_once("://").expect("an address");
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    format!("{scheme}://{user}:{password}@{place}")
}

/// The user of an address, and whether it has a password.
fn typed_user(address: &str) -> (String, bool) {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let user = rest.rsplit_once('@').map_or("", |(user, _)| user);
    match user.split_once(':') {
        Some((user, _)) => (user.to_string(), true),
        None => (user.to_string(), false),
    }
}

#[test]
fn a_server_that_does_not_answer_is_one_clear_error() {
    for address in
        ["postgres://anna:s3cret@127.0.0.1:1/news", "postgres://anna:s3cret@no.such.host.invalid/news"]
    {
        let error = refused(address);
        assert!(matches!(error, StoreError::Unreachable { .. }), "{error:?}");
        assert!(error.to_string().contains("postgres://anna@"), "{error}");
    }
    let error = refused("postgres://anna:s3cret@host:port/news");
    assert!(matches!(error, StoreError::NoAddress(_)), "{error:?}");
}

#[test]
fn a_user_whom_the_server_does_not_know_is_one_clear_error() {
    let Some(ledger) = ledger() else { return };
    let error = refused(&as_user(&ledger.place.address, "nobody_of_this_name", "s3cret"));
    assert!(matches!(error, StoreError::Unwelcome { .. }), "{error:?}");
    // A server that asks for no password takes any.
    let (user, has_password) = typed_user(&ledger.place.address);
    if has_password {
        let error = refused(&as_user(&ledger.place.address, &user, "s3cret"));
        assert!(matches!(error, StoreError::Unwelcome { .. }), "{error:?}");
    }
    let (place, _) = ledger.place.address.split_once('?').expect("settings");
    let (server, _) = place.rsplit_once('/').expect("a database");
    let error = refused(&format!("{server}/no_such_database"));
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error:?}");
}

#[test]
fn a_newer_schema_and_tables_of_others_are_refused_and_left_alone() {
    let Some(ledger) = ledger() else { return };
    let address = ledger.place.address.clone();
    let set = |version| {
        ledger.place.execute(&format!("UPDATE ledger_schema SET version = {version}")).expect("done")
    };
    set(9_999);
    assert!(matches!(refused(&address), StoreError::Newer { found: 9_999, .. }));
    let read = || Store::open_to_read(Path::new(&address), false).map(drop);
    assert!(matches!(read(), Err(StoreError::Newer { .. })));

    let other = Place::new(On::Postgres);
    let read = || Store::open_to_read(Path::new(&other.address), false).map(drop);
    assert!(matches!(read(), Err(StoreError::Missing(_))));
    other.execute("CREATE TABLE article (mine TEXT)").expect("a table");
    assert!(matches!(refused(&other.address), StoreError::NotALedger(_)));
    assert!(matches!(read(), Err(StoreError::NotALedger(_))));
    assert_eq!(other.tables(), ["article"]);
    let (place, _) = other.address.split_once('?').expect("settings");
    let error = refused(&format!("{place}?options=-csearch_path%3Dno_such_schema"));
    assert!(error.to_string().contains("no schema"), "{error}");
}

#[test]
fn a_database_of_another_encoding_is_refused() {
    let Some(server) = server() else { return };
    let name = format!("test_latin_{}", std::process::id());
    let make = format!("CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    client(&server).batch_execute(&make).expect("a database");
    let (place, _) = server.rsplit_once('/').expect("a database");
    let error = refused(&format!("{place}/{name}"));
    client(&server).batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).expect("dropped");
    assert!(error.to_string().contains("LATIN1"), "{error}");
}

#[test]
fn an_interrupted_connection_costs_the_batch_that_was_under_way_and_is_made_anew() {
    let Some(mut ledger) = ledger() else { return };
    ledger.take(&strike("a", 12));
    let dump = ledger.dump();
    // All connections of this ledger but the one that asks.
    let schema = ledger.place.texts("SELECT current_schema()::text").remove(0);
    let cut = || {
        client(&ledger.place.address)
            .batch_execute(&format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE application_name = '{schema}' AND pid <> pg_backend_pid()"
            ))
            .expect("cut");
    };
    let address = format!("{}&application_name={schema}", ledger.place.address);
    let mut store = Store::open(Path::new(&address), "reader 1").expect("the same ledger");
    cut();
    assert_eq!(store.status().expect("asked again").articles, 1);
    cut();
    let batch = store.begin(at("2024-01-20T12:00:00Z")).expect("a batch on a new connection");
    drop(batch);
    let mut batch = store.begin(at("2024-01-20T12:00:00Z")).expect("a batch");
    cut();
    let lost = batch.take(&document("b", "Nothing."), None).expect_err("it is gone");
    assert!(matches!(lost, StoreError::Unreachable { .. }), "{lost:?}");
    drop(batch);
    assert_eq!(ledger.dump(), dump);
    let mut batch = store.begin(at("2024-01-20T12:00:00Z")).expect("a batch on a new connection");
    batch.take(&document("b", "Nothing."), None).expect("taken");
    batch.commit().expect("committed");
    assert_eq!(store.status().expect("a status").articles, 2);
    ledger.check_sound();
}

#[test]
fn rows_are_counted_right_after_a_batch_that_was_lost() {
    let Some(mut ledger) = ledger() else { return };
    let read = super::read(&strike("a", 1));
    for _ in 0..3 {
        let mut batch = ledger.store.begin(ledger.now).expect("a batch");
        batch.take(&strike("a", 1), Some(Ok(&read))).expect("taken");
        drop(batch);
    }
    ledger.take(&strike("b", 2));
    let status = ledger.store.status().expect("a status");
    assert_eq!((status.articles, status.revisions, status.events, status.unread), (1, 1, 1, 0));
}

#[test]
fn an_article_with_a_name_too_long_for_an_index_costs_that_article() {
    let Some(mut ledger) = ledger() else { return };
    let (odd, mut read) = (strike("odd", 1), super::read(&strike("odd", 1)));
    // No compression makes it short.
    let name: String =
        (0..4_000_u32).filter_map(|n| char::from_u32(0x4E00 + n * 2_654_435 % 20_000)).collect();
    if let Some(place) = &mut read.record.events[0].place {
        place.name = name;
        place.location = None;
    }
    let mut batch = ledger.store.begin(ledger.now).expect("a batch");
    let refused = batch.take(&odd, Some(Ok(&read))).expect_err("too long");
    assert!(matches!(refused, StoreError::TooLong(_)), "{refused:?}");
    // What went wrong in a transaction cannot be put on the disk with it.
    assert!(batch.commit().is_err());
    ledger.take(&strike("a", 12));
    assert_eq!(ledger.store.status().expect("a status").articles, 1);
    ledger.check_sound();
}

#[test]
fn an_event_that_is_told_in_more_words_than_an_index_takes_is_taken() {
    let Some(mut on_server) = ledger() else { return };
    let mut in_file = Ledger::new(On::Sqlite);
    let (long, mut read) = (strike("long", 1), super::read(&strike("long", 1)));
    // No compression makes it short.
    let words: BTreeSet<u32> = (0..2_000_u32).map(|n| n.wrapping_mul(2_654_435_761) >> 1).collect();
    read.words[0].told = words.into_iter().collect();
    for ledger in [&mut on_server, &mut in_file] {
        let mut batch = ledger.store.begin(ledger.now).expect("a batch");
        batch.take(&long, Some(Ok(&read))).expect("taken");
        batch.commit().expect("committed");
        ledger.take(&strike("short", 1));
        ledger.check_sound();
    }
    assert_eq!(on_server.dump(), in_file.dump());
    let place = Place::new(On::Postgres);
    in_file.store.backup(Address::from(Path::new(&place.address))).expect("a backup");
}

#[test]
fn a_title_with_a_letter_that_the_server_does_not_take_comes_back() {
    let Some(mut ledger) = ledger() else { return };
    let mut odd = document("nul \0 in it", "A text \0 of two halves.");
    odd.article.title = Some("Half\0and half \u{FDD0}".to_string());
    ledger.take(&odd);
    assert!(ledger.store.has(&odd, ledger.now).expect("an answer"));
    let mut rows = Vec::new();
    let take = |row| {
        rows.push(row);
        true
    };
    ledger
        .store
        .articles(&Filter { text: Some("halves".to_string()), ..Filter::default() }, take)
        .expect("rows");
    assert_eq!((&rows[0].name, &rows[0].title), (&odd.name, &odd.article.title));
    ledger.check_sound();
}

#[test]
fn both_stores_have_one_dump_and_a_backup_is_the_file_that_would_have_been() {
    let Some(mut on_server) = ledger() else { return };
    let mut in_file = Ledger::new(On::Sqlite);
    for ledger in [&mut on_server, &mut in_file] {
        ledger.take(&strike("a", 12));
        ledger.take(&document("b", "Résumé of the naïve envoy. 7 killed in the \"border clash\", it said."));
        ledger.take(&strike("a", 9));
        ledger.take(&super::withdrawal("b"));
        ledger.deliver(&[super::alerts::told("strikes")]);
    }
    assert_eq!(on_server.dump(), in_file.dump());
    let copy = on_server.place.folder.path().join("copy.db");
    on_server.store.backup(&copy).expect("a backup");
    let copied = Store::open_to_read(&copy, false).expect("the copy");
    assert_eq!(copied.verify().expect("a verdict"), []);
    assert_eq!(copied.alerts().expect("alerts"), in_file.store.alerts().expect("alerts"));
    for table in in_file.place.tables() {
        let count = |path: &Path| -> i64 {
            let file = rusqlite::Connection::open(path).expect("a file");
            file.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("a count")
        };
        assert_eq!(count(&copy), count(Path::new(&in_file.place.address)), "{table}");
    }
    // And back to a server, where it goes on.
    let place = Place::new(On::Postgres);
    let to = Address::from(Path::new(&place.address));
    copied.backup(&to).expect("a backup");
    assert!(matches!(copied.backup(&to), Err(StoreError::Exists(_))));
    on_server.store = Store::open(&to, "reader 2").expect("the ledger on the server");
    assert_eq!(on_server.dump(), in_file.dump());
    in_file.store = in_file.open("reader 2");
    for ledger in [&mut on_server, &mut in_file] {
        ledger.take(&strike("c", 5));
        ledger.deliver(&[super::alerts::told("others")]);
        ledger.check_sound();
    }
    assert_eq!(on_server.dump(), in_file.dump());
}
