//! The stores over which the tests of a ledger run: a file, and a schema of a PostgreSQL server.
//!
//! `DETENTE_TEST_POSTGRES=postgres://USER@HOST:PORT/DATABASE` names the server (`.ci/run` starts one); each test has a schema of its own
//! there. Without it the tests on the server are left out, and say so. Used by the tests of the program, too.

#[path = "skips.rs"]
pub(crate) mod skips;

use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// A kind of store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    Sqlite,
    Postgres,
}

/// Runs tests, functions of the store that they are about, over both.
macro_rules! on_both_stores {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[test]
            fn $test() {
                super::$test(crate::stores::On::Sqlite);
            })*
        }
        mod postgres {
            $(#[test]
            fn $test() {
                if crate::stores::server().is_some() {
                    super::$test(crate::stores::On::Postgres);
                }
            })*
        }
    };
}
pub(crate) use on_both_stores;

/// The server, where there is one.
pub(crate) fn server() -> Option<String> {
    let named = std::env::var("DETENTE_TEST_POSTGRES").ok().filter(|address| !address.is_empty());
    if named.is_none() {
        skips::skipped("postgresql", "DETENTE_TEST_POSTGRES names no server");
    }
    named
}

/// A place for one ledger, and a folder for files beside it. Both go away.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
    /// As `--ledger` has it.
    pub(crate) address: String,
    schema: Option<String>,
}

impl Place {
    pub(crate) fn new(on: On) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let folder = tempfile::tempdir().expect("a folder");
        if on == On::Sqlite {
            let address = folder.path().join("ledger.db").display().to_string();
            return Place { folder, address, schema: None };
        }
        let server = server().expect("a server");
        let schema = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        client(&server).batch_execute(&format!("CREATE SCHEMA {schema}")).expect("a schema");
        let mark = if server.contains('?') { '&' } else { '?' };
        Place {
            folder,
            address: format!("{server}{mark}options=-csearch_path%3D{schema}"),
            schema: Some(schema),
        }
    }

    /// The kind of store.
    pub(crate) fn on(&self) -> On {
        if self.schema.is_some() { On::Postgres } else { On::Sqlite }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(schema) = &self.schema else { return };
        if let Some(server) = server() {
            let _ = client(&server).batch_execute(&format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

pub(crate) fn client(address: &str) -> postgres::Client {
    postgres::Client::connect(address, postgres::NoTls).expect("the server")
}
