//! Where a ledger is: a file, or a schema of a PostgreSQL server.
//!
//! In: what a person typed. Out: an [`Address`], which never shows a password.
//!
//! `postgres://anna:secret@db.example/news` is shown as `postgres://anna@db.example/news`.

use super::codec::{hash_of, hex};
use super::error::StoreError;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

/// How addresses of servers begin.
const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];

/// Where a ledger is.
#[derive(Clone, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(from = "PathBuf")]
pub enum Address {
    /// A SQLite file.
    File(PathBuf),
    /// A PostgreSQL server.
    Server(ServerAddress),
}

/// The address of a server as it was typed, with the password that may be in it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ServerAddress(String);

impl Address {
    /// The file; none of a server.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Address::File(path) => Some(path),
            Address::Server(_) => None,
        }
    }

    /// The same, a file's name taken from a folder.
    pub fn within(&self, folder: &Path) -> Address {
        match self {
            Address::File(path) => Address::File(folder.join(path)),
            Address::Server(_) => self.clone(),
        }
    }

    /// A file that belongs to the ledger and is not in it: beside its file; of a server in this user's data folder.
    ///
    /// # Errors
    /// Where the platform tells no data folder.
    pub fn beside(&self, ending: &str) -> Result<PathBuf, StoreError> {
        let mut name = match self {
            Address::File(path) => path.clone().into_os_string(),
            Address::Server(server) => {
                let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
                let shown = server.shown();
                let name = shown.split_once("://").map_or(shown.as_str(), |(_, name)| name);
                let name: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
                let name = format!("postgres-{name}{}", server.told_apart());
                super::Store::data_folder()?.join(name).into_os_string()
            }
        };
        name.push(ending);
        Ok(PathBuf::from(name))
    }
}

impl ServerAddress {
    /// As it was typed. Not to be shown.
    pub(super) fn typed(&self) -> &str {
        &self.0
    }

    /// Without password and settings.
    fn shown(&self) -> String {
        let (scheme, rest) = self.0.split_once("://").unwrap_or(("postgres", &self.0));
        // A password may hold any letter, also those that divide an address; the last @ ends it.
        let (user, place) = match rest.rsplit_once('@') {
            Some((user, place)) => (user.split([':', '/', '?']).next().unwrap_or_default(), place),
            None => ("", rest),
        };
        let place = place.split('?').next().unwrap_or_default();
        let at = if user.is_empty() { "" } else { "@" };
        format!("{scheme}://{user}{at}{place}")
    }
}

impl ServerAddress {
    /// What tells two ledgers of one database apart: a hash of the settings, which name a schema; empty where there are none.
    fn told_apart(&self) -> String {
        let config = self.0.parse::<postgres::Config>().ok();
        let options = config.and_then(|config| config.get_options().map(str::to_string));
        options.map_or_else(String::new, |options| {
            format!("-{}", hex(&hash_of(&[Some(options.as_bytes())])[..4]))
        })
    }
}

impl From<PathBuf> for Address {
    fn from(path: PathBuf) -> Self {
        let server = path.to_str().filter(|text| SCHEMES.iter().any(|scheme| text.starts_with(scheme)));
        match server {
            Some(text) => Address::Server(ServerAddress(text.to_string())),
            None => Address::File(path),
        }
    }
}

impl From<OsString> for Address {
    fn from(typed: OsString) -> Self {
        PathBuf::from(typed).into()
    }
}

impl From<&Path> for Address {
    fn from(path: &Path) -> Self {
        path.to_path_buf().into()
    }
}

impl From<&PathBuf> for Address {
    fn from(path: &PathBuf) -> Self {
        path.clone().into()
    }
}

impl From<&Address> for Address {
    fn from(address: &Address) -> Self {
        address.clone()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::File(path) => path.display().fmt(f),
            Address::Server(server) => f.write_str(&server.shown()),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}

impl fmt::Debug for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.shown(), f)
    }
}

impl serde::Serialize for Address {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, shown: &str) {
        let address = Address::from(OsString::from(typed));
        assert_eq!(address.to_string(), shown);
        assert_eq!(format!("{address:?}"), format!("{shown:?}"));
    }

    #[test]
    fn no_password_is_shown_however_it_is_spelt() {
        check("postgres://anna:secret@db.example:5433/news", "postgres://anna@db.example:5433/news");
        check("postgresql://anna:se@c/r?et@db.example/news", "postgresql://anna@db.example/news");
        check("postgres://db.example/news?user=anna&password=secret", "postgres://db.example/news");
        check("postgres://anna@/news?host=/run/postgresql", "postgres://anna@/news");
        check("postgres.db", "postgres.db");
        check("/srv/ledger.db", "/srv/ledger.db");
    }

    #[test]
    fn what_belongs_to_a_ledger_stands_beside_it_or_in_the_folder_of_the_user() {
        let beside = |typed: &str| Address::from(Path::new(typed)).beside(".tokens").expect("a folder");
        assert_eq!(beside("/srv/l.db"), Path::new("/srv/l.db.tokens"));
        let news = beside("postgres://anna:secret@db.example/news");
        assert!(news.ends_with("detente/postgres-anna_db.example_news.tokens"), "{}", news.display());
        let other = beside("postgres://anna:secret@db.example/news?options=-csearch_path%3Dother");
        assert_ne!(other, news);
        assert!(!other.display().to_string().contains("secret"));
    }

    #[test]
    fn only_files_stand_in_folders() {
        let server = Address::from(Path::new("postgres://db.example/news"));
        assert_eq!(server.within(Path::new("/etc")), server);
        assert_eq!(
            Address::from(Path::new("l.db")).within(Path::new("/etc")).file(),
            Some(Path::new("/etc/l.db"))
        );
    }
}
