//! Tokens: 256 random bits each, shown once and kept as a hash, for reading or for writing too.
//!
//! They stand in a file beside the ledger, one a line: scope, hash, name. "write 3f9c… newsroom".

use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use detente_ledger::store::{Address, StoreError};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// What begins every token, so that a scanner for secrets can find one that leaked.
const MARK: &str = "detente_";

/// What a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Reading.
    Read,
    /// Reading, and sending articles.
    Write,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Scope::Read => "read",
            Scope::Write => "write",
        })
    }
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "read" => Ok(Scope::Read),
            "write" => Ok(Scope::Write),
            _ => Err(format!("{text:?} is no scope: read or write")),
        }
    }
}

/// Why tokens cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The file cannot be read or written.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A line is none of ours.
    #[error("{path}:{line}: expected a scope (read or write), 64 hex digits and a name")]
    Line {
        /// Which file.
        path: PathBuf,
        /// Counts from 1.
        line: usize,
    },
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {0}")]
    Random(String),
}

struct Kept {
    scope: Scope,
    hash: [u8; 32],
}

/// The tokens that are known.
#[derive(Default)]
pub struct Tokens {
    kept: Vec<Kept>,
}

impl Tokens {
    /// Where the tokens of a ledger stand.
    ///
    /// # Errors
    /// Where the ledger is on a server and this user has no data folder.
    pub fn path(ledger: &Address) -> Result<PathBuf, StoreError> {
        ledger.beside(".tokens")
    }

    /// Reads a file of tokens; none where there is no file.
    ///
    /// # Errors
    /// Where the file cannot be read or a line of it is wrong.
    pub fn load(path: &Path) -> Result<Self, TokenError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Tokens::default()),
            Err(error) => return Err(TokenError::File { path: path.to_path_buf(), error }),
        };
        let mut kept = Vec::new();
        for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'))
        {
            let wrong = || TokenError::Line { path: path.to_path_buf(), line: i + 1 };
            let mut words = line.split(' ');
            let scope = words.next().and_then(|w| w.parse().ok()).ok_or_else(wrong)?;
            let hash = words.next().and_then(unhex).ok_or_else(wrong)?;
            kept.push(Kept { scope, hash });
        }
        Ok(Tokens { kept })
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// What a token allows; nothing where it is not known. Takes the same time whichever it is.
    pub(crate) fn scope(&self, token: &str) -> Option<Scope> {
        let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let mut found = None;
        for kept in &self.kept {
            if bool::from(kept.hash.ct_eq(&hash)) {
                found = Some(kept.scope);
            }
        }
        found
    }

    /// Makes a token that lives as long as this value.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub fn issue(&mut self, scope: Scope) -> Result<String, TokenError> {
        let token = random()?;
        self.kept.push(Kept { scope, hash: Sha256::digest(token.as_bytes()).into() });
        Ok(token)
    }
}

/// Makes a token, adds its hash to the file and returns it: this is the only time it can be seen.
///
/// # Errors
/// Where the system gives no random numbers or the file cannot be written.
pub fn create(path: &Path, scope: Scope, name: &str) -> Result<String, TokenError> {
    Tokens::load(path)?;
    let token = random()?;
    let hash = Sha256::digest(token.as_bytes());
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    let file = |error| TokenError::File { path: path.to_path_buf(), error };
    // Of a ledger on a server nothing else may stand there.
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(file)?;
    }
    let mut out = std::fs::OpenOptions::new().create(true).append(true).open(path).map_err(file)?;
    out.write_all(format!("{scope} {hash} {name}\n").as_bytes())
        .and_then(|()| out.sync_all())
        .map_err(file)?;
    Ok(token)
}

fn random() -> Result<String, TokenError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|e| TokenError::Random(e.to_string()))?;
    Ok(format!("{MARK}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_hash_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ledger.db.tokens");
        let (read, write) = (create(&path, Scope::Read, "desk"), create(&path, Scope::Write, "a b"));
        let (read, write) = (read.expect("a token"), write.expect("a token"));
        let tokens = Tokens::load(&path).expect("tokens");
        assert_eq!((tokens.scope(&read), tokens.scope(&write)), (Some(Scope::Read), Some(Scope::Write)));
        assert_eq!((tokens.scope("detente_x"), tokens.scope("")), (None, None));
        let text = std::fs::read_to_string(&path).expect("the file");
        assert!(!text.contains(&read) && !text.contains(&write), "{text}");
    }

    #[test]
    fn a_wrong_line_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t");
        std::fs::write(&path, "# tokens\nadmin 00 x\n").expect("written");
        let error = Tokens::load(&path).err().expect("an error").to_string();
        assert!(error.contains(":2:"), "{error}");
    }
}
