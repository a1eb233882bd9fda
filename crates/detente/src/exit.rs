//! How a run ended, as a number for scripts.

use std::process::ExitCode;

/// How a run ended. Usage errors (2) are clap's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was read.
    Done,
    /// Nothing could be read, or the output could not be written.
    Failed,
    /// Some input could not be read; the rest was.
    Partly,
    /// The ledger could not be read or written.
    Ledger,
    /// Stopped by the user.
    Stopped,
}

impl Exit {
    /// By how many articles were read and how many could not be.
    pub(crate) fn of(read: usize, failed: usize) -> Self {
        match (read, failed) {
            (_, 0) => Exit::Done,
            (0, _) => Exit::Failed,
            _ => Exit::Partly,
        }
    }
}

impl Exit {
    /// The number.
    pub(crate) fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Partly => 3,
            Exit::Ledger => 4,
            Exit::Stopped => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}
