//! Connecting to a server, and the schema that is found or made there.

use super::super::super::address::Address;
use super::super::super::error::StoreError;
use super::super::PATIENCE;
use super::{BEGIN, encryption, fault, tables};
use postgres::config::SslMode;
use postgres::{Client, Config, NoTls};
use std::time::Duration;

/// How long a server may take to answer at first.
const KNOCK: Duration = Duration::from_secs(10);

/// How to connect, and what for.
#[derive(Clone)]
pub(super) struct Session {
    address: Address,
    config: Config,
    may_write: bool,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.address.fmt(f)
    }
}

impl Session {
    /// From an address. What it leaves out is as everywhere: this machine, this user, `PGPASSWORD`.
    pub(super) fn of(address: &Address, may_write: bool) -> Result<Self, StoreError> {
        let bad = || StoreError::NoAddress(address.clone());
        let Address::Server(server) = address else { return Err(bad()) };
        // The error would quote what may be a password.
        let mut config: Config = server.typed().parse().map_err(|_| bad())?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            config.host("localhost");
        }
        if config.get_password().is_none()
            && let Some(password) = std::env::var_os("PGPASSWORD")
        {
            config.password(password.as_encoded_bytes());
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(KNOCK);
        }
        if config.get_application_name().is_none() {
            config.application_name("detente");
        }
        Ok(Session { address: address.clone(), config, may_write })
    }

    /// Connects.
    pub(super) fn connect(&self) -> Result<Client, StoreError> {
        let told = |error| fault::told(&self.address, error);
        let connected = match self.config.get_ssl_mode() {
            SslMode::Require => {
                let refused = |said| StoreError::Unreachable { ledger: self.address.clone(), said };
                self.config.connect(encryption::connector().map_err(refused)?)
            }
            _ => self.config.connect(NoTls),
        };
        let mut client = connected.map_err(told)?;
        // Statements are many and small, which compiling them at run time only delays. A server that acknowledges commits
        // before they are on its disk is told not to; one that waits for more stays as it is.
        let settings = format!(
            "SET jit = off; SET lock_timeout = '{}s'; SET client_min_messages = warning;
             SET default_transaction_read_only = {};
             SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
            PATIENCE.as_secs(),
            if self.may_write { "off" } else { "on" },
        );
        client.batch_execute(&settings).map_err(told)?;
        Ok(client)
    }

    /// Whether there is a ledger of the known schema.
    pub(super) fn check(&self, client: &mut Client, known: i64) -> Result<(), StoreError> {
        let ledger = self.address.clone();
        match self.version(client)? {
            0 => Err(StoreError::Missing(ledger)),
            found if found > known => Err(StoreError::Newer { ledger, found, known }),
            found if found < known => Err(StoreError::Older { ledger, found }),
            _ => Ok(()),
        }
    }

    /// The schema that is there; 0 where there is nothing at all. Tables of others are refused before anything is touched.
    fn version(&self, client: &mut Client) -> Result<i64, StoreError> {
        let refused = |said: String| StoreError::Server { ledger: self.address.clone(), said };
        let mut ask = || -> Result<(Option<String>, i64, bool, String), postgres::Error> {
            let sql = "SELECT current_schema()::text, count(c.oid),
                              coalesce(bool_or(c.relname = 'ledger_schema'), false),
                              getdatabaseencoding()::text
                       FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r'
                       WHERE n.nspname = current_schema()";
            let row = client.query_one(sql, &[])?;
            Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?))
        };
        let (schema, tables, is_ledger, encoding) =
            ask().map_err(|error| fault::told(&self.address, error))?;
        if encoding != "UTF8" {
            return Err(refused(format!("the database holds texts in {encoding}, and a ledger needs UTF8")));
        }
        match (schema, tables, is_ledger) {
            (None, ..) => Err(refused("no schema of the search path is there".to_string())),
            (_, 0, _) => Ok(0),
            (_, _, false) => Err(StoreError::NotALedger(self.address.clone())),
            (_, _, true) => {
                let row = client.query_opt("SELECT version FROM ledger_schema", &[]);
                let row = row.map_err(|error| fault::told(&self.address, error))?;
                Ok(row.map(|row| row.try_get(0)).transpose()?.unwrap_or(0))
            }
        }
    }

    /// Applies what is missing, each step in a transaction of its own.
    pub(super) fn migrate(&self, client: &mut Client, migrations: &[&str]) -> Result<(), StoreError> {
        let known = migrations.len() as i64;
        let told = |error| fault::told(&self.address, error);
        loop {
            let at = self.version(client)?;
            if at > known {
                return Err(StoreError::Newer { ledger: self.address.clone(), found: at, known });
            }
            let Some(step) = usize::try_from(at).ok().and_then(|at| migrations.get(at)) else {
                return Ok(());
            };
            let lock = BEGIN.split_inclusive(';').take(2).collect::<String>();
            client.batch_execute(&lock).map_err(told)?;
            // Read again under the lock: another process may have come first.
            if self.version(client)? == at {
                let (before, after) = if at == 0 { (tables::FIRST, tables::RECOUNT) } else { ("", "") };
                let mut sql = format!("{before}{}{after}", tables::of(step)?);
                sql.push_str(&format!("\nUPDATE ledger_schema SET version = {};", at + 1));
                if let Err(error) = client.batch_execute(&sql) {
                    let _ = client.batch_execute("ROLLBACK");
                    return Err(told(error));
                }
            }
            client.batch_execute("COMMIT").map_err(told)?;
        }
    }
}
