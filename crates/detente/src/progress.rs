//! How far a longer run is, on standard error, for people at a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Work that takes less needs no bar.
const PATIENCE: Duration = Duration::from_secs(2);

/// A bar that appears after [`PATIENCE`].
pub(crate) struct Progress {
    bar: ProgressBar,
    since: Instant,
    is_wanted: bool,
    is_shown: bool,
}

impl Progress {
    /// `total` is the number of articles where it is known beforehand.
    pub(crate) fn new(total: Option<u64>) -> Self {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        let known = "{elapsed} {wide_bar} {pos}/{len} articles, {per_sec}, {eta} left";
        let unknown = "{elapsed} {spinner} {pos} articles, {per_sec}";
        let template = if total.is_some() { known } else { unknown };
        // A template that does not parse leaves indicatif's own.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Progress { bar, since: Instant::now(), is_wanted: std::io::stderr().is_terminal(), is_shown: false }
    }

    /// One article is done.
    pub(crate) fn step(&mut self) {
        self.bar.inc(1);
        if self.is_wanted && !self.is_shown && self.since.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.is_shown = true;
        }
    }

    /// Prints a line to standard error without tearing the bar.
    pub(crate) fn complain(&self, line: &str) {
        self.bar.suspend(|| eprintln!("{line}"));
    }

    /// Wipes the bar.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
