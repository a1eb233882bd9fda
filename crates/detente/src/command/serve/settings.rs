//! What a server is told to do: by options, else by the environment, else by a file, else by default.
//!
//! In: the command line, in which the environment is already, and perhaps a file. Out: [`Settings`].
//!
//! `listen = "127.0.0.1:80"` in the file and `--listen 127.0.0.1:8080` make 8080.

use crate::args::ServeArgs;
use anyhow::Context as _;
use detente_ledger::store::{Address, Store};
use detente_serve::Log;
use etcetera::BaseStrategy as _;
use serde::Deserialize;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

/// Where the server listens where nothing else is said.
const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 4600);

/// What stands in a file of settings.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    ledger: Option<Address>,
    listen: Option<SocketAddr>,
    hosts: Option<Vec<String>>,
    read_only: Option<bool>,
    rules: Option<PathBuf>,
    log: Option<Log>,
}

/// What the server is told to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settings {
    /// The file of settings that was read.
    config: Option<PathBuf>,
    /// The ledger; none of the built-in one.
    pub(super) ledger: Option<Address>,
    pub(super) listen: SocketAddr,
    pub(super) hosts: Vec<String>,
    pub(super) read_only: bool,
    /// The file of rules; none: the usual ones.
    pub(super) rules: Option<PathBuf>,
    pub(super) log: Log,
}

impl Settings {
    /// Puts them together.
    ///
    /// # Errors
    /// Where the file cannot be read or says what no setting is, or the platform tells no data folder.
    pub(super) fn of(args: ServeArgs) -> anyhow::Result<Self> {
        let config = args.config.or_else(usual);
        let written = config.as_deref().map(read).transpose()?.unwrap_or_default();
        let ledger = match args.demo {
            true => None,
            false => Some(args.ledger.or(written.ledger).map_or_else(Store::default_address, Ok)?),
        };
        let hosts = if args.host.is_empty() { written.hosts.unwrap_or_default() } else { args.host };
        Ok(Settings {
            config,
            ledger,
            listen: args.listen.or(written.listen).unwrap_or(LISTEN),
            hosts: hosts.into_iter().filter(|host| !host.is_empty()).collect(),
            read_only: args.read_only.or(written.read_only).unwrap_or(false),
            rules: args.rules.or(written.rules),
            log: args.log.or(written.log).unwrap_or_default(),
        })
    }
}

/// The file in the folder of settings of this user, if it is there.
fn usual() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    let path = folders.config_dir().join("detente").join("serve.toml");
    path.exists().then_some(path)
}

fn read(path: &Path) -> anyhow::Result<Written> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    // The message of the parser has the line, and what was expected there.
    toml::from_str(&text).with_context(|| format!("{}: no file of settings", path.display()))
}

/// As a file of settings would have them.
impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.config {
            Some(path) => writeln!(f, "# {}", path.display())?,
            None => writeln!(f, "# no file of settings")?,
        }
        match &self.ledger {
            Some(ledger) => writeln!(f, "ledger = {ledger:?}")?,
            None => writeln!(f, "# the built-in ledger")?,
        }
        writeln!(f, "listen = \"{}\"", self.listen)?;
        writeln!(f, "hosts = {:?}", self.hosts)?;
        writeln!(f, "read-only = {}", self.read_only)?;
        match &self.rules {
            Some(path) => writeln!(f, "rules = {path:?}")?,
            None => writeln!(f, "# the usual rules")?,
        }
        writeln!(f, "log = \"{}\"", self.log)
    }
}
