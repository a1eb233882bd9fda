//! What the commands that read many articles share: results written in order, faults told and counted, an exit status.

use crate::exit::Exit;
use crate::progress::Progress;
use std::io::{ErrorKind, Write};

/// What became of one article.
pub(super) type Outcome = Result<Vec<u8>, String>;

/// Without this, a caught panic would still print its own lines.
pub(super) fn quiet_panics() {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
}

/// The run as it goes.
pub(super) struct Run<W: Write> {
    out: W,
    progress: Progress,
    read: usize,
    failed: usize,
    error: Option<std::io::Error>,
}

impl<W: Write> Run<W> {
    /// A run that writes to `out`.
    pub(super) fn new(out: W) -> Self {
        Run { out, progress: Progress::new(None), read: 0, failed: 0, error: None }
    }

    /// How many came out well.
    pub(super) fn read(&self) -> usize {
        self.read
    }

    /// Takes one outcome; false once nothing more can be written.
    pub(super) fn take(&mut self, outcome: Outcome) -> bool {
        self.progress.step();
        match outcome {
            Ok(bytes) => {
                self.read += 1;
                self.write(&bytes);
            }
            Err(problem) => {
                self.failed += 1;
                self.progress.complain(&format!("detente: {problem}"));
            }
        }
        self.error.is_none()
    }

    pub(super) fn write(&mut self, bytes: &[u8]) {
        if let Err(error) = self.out.write_all(bytes) {
            self.error.get_or_insert(error);
        }
    }

    pub(super) fn end(mut self) -> anyhow::Result<Exit> {
        self.progress.finish();
        let flushed = self.out.flush();
        match self.error.map_or(flushed, Err) {
            // Whoever reads our output has seen enough (`| head`).
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(Exit::Done),
            Err(error) => return Err(anyhow::Error::new(error).context("cannot write the output")),
            Ok(()) => {}
        }
        Ok(Exit::of(self.read, self.failed))
    }
}

/// One thread a core, where nothing else is asked for.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
