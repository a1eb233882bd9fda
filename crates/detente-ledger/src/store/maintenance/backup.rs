//! A copy of a ledger while it is written: one consistent state, whole or not there at all.
//!
//! In: a file or a server. Out: either.

use super::super::{Address, Store, StoreError};
use super::copy;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

impl Store {
    /// Writes the ledger as it stands to a new file, or to a server. The writer goes on meanwhile. The copy is a ledger like
    /// any other: to restore it, put it where the ledger was, or name it with `--ledger`.
    ///
    /// # Errors
    /// Where something is there already, or it cannot be written.
    pub fn backup(&self, to: impl Into<Address>) -> Result<(), StoreError> {
        let to = to.into();
        match &to {
            Address::File(path) => self.backup_to_file(path),
            Address::Server(_) => self.named(copy::all(&self.database, &to)),
        }
    }

    fn backup_to_file(&self, to: &Path) -> Result<(), StoreError> {
        if to.exists() {
            return Err(StoreError::Exists(to.into()));
        }
        let partial = beside(to, ".partial");
        let failed = |path: &Path| {
            let path = path.to_path_buf();
            move |error| StoreError::Io { path, error }
        };
        // What an earlier backup left when it was killed.
        remove(&partial).map_err(failed(&partial))?;
        let written = match self.database.file() {
            Some(file) => file.copy_to(&partial).map_err(|error| error.at(&to.into())),
            None => self.named(copy::all(&self.database, &partial.as_path().into())),
        };
        if let Err(error) = written {
            for ending in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(beside(&partial, ending));
            }
            return Err(error);
        }
        if let Err(error) = put_in_place(&partial, to) {
            let _ = std::fs::remove_file(&partial);
            return Err(error);
        }
        Ok(())
    }
}

/// Gives a copy its name, once it is on the disk; a name that may not be there after a power cut is taken back.
fn put_in_place(partial: &Path, to: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::Io { path: to.to_path_buf(), error };
    File::open(partial).and_then(|file| file.sync_all()).map_err(failed)?;
    // Logs of another file that had this name would be taken for this one's.
    for ending in ["-wal", "-shm"] {
        remove(&beside(to, ending)).map_err(failed)?;
    }
    // A link fails where something came to be there meanwhile; a rename would overwrite it.
    match std::fs::hard_link(partial, to) {
        Ok(()) => std::fs::remove_file(partial).map_err(failed)?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(StoreError::Exists(to.into())),
        // Some file systems have no links.
        Err(_) => std::fs::rename(partial, to).map_err(failed)?,
    }
    let folder = to.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Folders can be neither opened nor synced everywhere.
    let synced = File::open(folder).map_or(Ok(()), |folder| folder.sync_all());
    match synced {
        Err(error) if !matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {
            let _ = std::fs::remove_file(to);
            Err(failed(error))
        }
        _ => Ok(()),
    }
}

/// The file of that name with an ending.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.to_path_buf().into_os_string();
    name.push(ending);
    PathBuf::from(name)
}

fn remove(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
