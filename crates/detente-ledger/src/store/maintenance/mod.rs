//! Looking after a ledger: what it holds, a copy of it, whether it is sound, its content in a form that two ledgers can be
//! compared by, and what waits in quarantine.

mod backup;
mod copy;
mod dump;
mod quarantine;
mod status;
mod verify;

pub use quarantine::{Quarantined, Reread};
pub use status::Status;
pub use verify::Fault;
