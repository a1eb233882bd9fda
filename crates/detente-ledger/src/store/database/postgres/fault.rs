//! Errors of a server, each with what to do about it.

use super::super::super::address::Address;
use super::super::super::error::StoreError;
use postgres::Error;
use postgres::error::SqlState;

/// Whether the connection is gone.
pub(super) fn is_closed(error: &Error) -> bool {
    let codes =
        [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT];
    error.is_closed()
        || error.code().is_some_and(|code| codes.contains(code))
        || (error.code().is_none() && io(error).is_some())
}

/// What the system said, where it was the system.
fn io(error: &Error) -> Option<&std::io::Error> {
    std::error::Error::source(error).and_then(|cause| cause.downcast_ref())
}

/// Names the ledger of an error, and the kinds that a person can do something about.
pub(in super::super) fn told(address: &Address, error: Error) -> StoreError {
    let ledger = address.clone();
    let said = said(&error);
    let Some(code) = error.code() else {
        // Found on this side, when the server asks for one.
        if said.contains("password missing") {
            return StoreError::Unwelcome { ledger, said };
        }
        return StoreError::Unreachable { ledger, said };
    };
    match *code {
        SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            StoreError::Unwelcome { ledger, said }
        }
        SqlState::INVALID_CATALOG_NAME
        | SqlState::TOO_MANY_CONNECTIONS
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN => StoreError::Unreachable { ledger, said },
        SqlState::DISK_FULL => StoreError::Full(ledger),
        SqlState::READ_ONLY_SQL_TRANSACTION | SqlState::INSUFFICIENT_PRIVILEGE => {
            StoreError::Forbidden { ledger, said }
        }
        SqlState::LOCK_NOT_AVAILABLE => StoreError::Busy(ledger),
        SqlState::PROGRAM_LIMIT_EXCEEDED => StoreError::TooLong(ledger),
        // The one thing that is asked for and that a server may have been built without.
        SqlState::FEATURE_NOT_SUPPORTED if said.contains("ICU") => StoreError::NoIcu(ledger),
        SqlState::DUPLICATE_TABLE => StoreError::NotALedger(ledger),
        _ => StoreError::Server { ledger, said },
    }
}

/// The server's own words, or the system's. Neither has the password.
fn said(error: &Error) -> String {
    if let Some(told) = error.as_db_error() {
        return told.message().to_string();
    }
    match io(error) {
        Some(cause) => cause.to_string(),
        None => {
            let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
            format!(
                "{error}{}",
                cause.filter(|cause| !error.to_string().ends_with(cause)).unwrap_or_default()
            )
        }
    }
}
