//! What `detente watch` was told to do: its file, and the rules that it names.

use super::super::{alerts, own};
use detente_crisis::alert::Rules;
use detente_data::Problem;
use detente_ingest::watch::Config;
use detente_ledger::store::{Address, Store, StoreError};
use std::path::{Path, PathBuf};

/// The ledger of who names none.
const LEDGER: &str = "DETENTE_LEDGER";

/// What is watched, and what is told of it. Paths are as this process can open them.
#[derive(Debug)]
pub(super) struct Setup {
    pub(super) config: Config,
    pub(super) alerts: Option<Alerts>,
    ledger: Option<Address>,
}

/// What is told.
#[derive(Debug)]
pub(super) struct Alerts {
    pub(super) rules: Rules,
    pub(super) webhook: Option<String>,
    pub(super) atom: Option<PathBuf>,
}

impl Setup {
    /// Reads a file and the rules that it names; or everything that is wrong with them.
    ///
    /// # Errors
    /// Where a file cannot be read at all.
    pub(super) fn read(path: &Path) -> anyhow::Result<Result<Self, Vec<Problem>>> {
        let config = match Config::parse(&path.display().to_string(), &own::text(path)?) {
            Ok(config) => config,
            Err(problems) => return Ok(Err(problems)),
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        let alerts = match &config.alerts {
            None => None,
            Some(wanted) => match alerts::rules(&folder.join(&wanted.rules))? {
                Ok(rules) => Some(Alerts {
                    rules,
                    webhook: wanted.webhook.clone(),
                    atom: wanted.atom.as_ref().map(|atom| folder.join(atom)),
                }),
                Err(problems) => return Ok(Err(problems)),
            },
        };
        let ledger = config.ledger.as_ref().map(|ledger| Address::from(ledger).within(folder));
        Ok(Ok(Setup { config, alerts, ledger }))
    }

    /// The ledger: the one that was typed, or the file's, or the environment's, or this user's.
    ///
    /// # Errors
    /// Where this user has no data folder.
    pub(super) fn ledger(&self, typed: Option<&Address>) -> Result<Address, StoreError> {
        let named = typed.cloned().or_else(|| self.ledger.clone());
        let of_environment = || std::env::var_os(LEDGER).filter(|name| !name.is_empty()).map(Address::from);
        named.or_else(of_environment).map_or_else(Store::default_address, Ok)
    }
}
