//! Where the time goes: `detente read --timings`, which `cargo xtask bench` reads.

use crate::output::Style;
use detente_core::document::Article;
use detente_core::pipeline::{Pipeline, STAGES};
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

/// Sums of time over all threads, in microseconds.
#[derive(Debug)]
pub(crate) struct Watch {
    start: Instant,
    ready: AtomicU64,
    first: AtomicU64,
    /// By stage, and last the writing of the output.
    spent: Vec<AtomicU64>,
}

impl Watch {
    /// Starts with the program.
    pub(crate) fn start() -> Self {
        let spent = (0..=STAGES.len()).map(|_| AtomicU64::new(0)).collect();
        Watch { start: Instant::now(), ready: AtomicU64::new(0), first: AtomicU64::new(u64::MAX), spent }
    }

    /// The reader is loaded.
    pub(crate) fn ready(&self) {
        self.ready.store(micros(self.start), Relaxed);
    }

    /// Reads an article and notes the time of each stage.
    pub(crate) fn read(&self, pipeline: &Pipeline, style: Style, article: Article) -> Vec<u8> {
        let mut since = Instant::now();
        let mut stage = 0;
        let mut lap = || {
            if let Some(spent) = self.spent.get(stage) {
                spent.fetch_add(micros(since), Relaxed);
            }
            stage += 1;
            since = Instant::now();
        };
        let reading = pipeline.read_observed(article, |_| lap());
        let bytes = style.article(&reading);
        lap();
        self.first.fetch_min(micros(self.start), Relaxed);
        bytes
    }

    /// A table of stages, start-up and peak memory.
    pub(crate) fn report(&self, articles: usize) -> String {
        let mut out = String::new();
        let names = STAGES.iter().map(|s| s.name).chain(["output"]);
        let total: u64 = self.spent.iter().map(|s| s.load(Relaxed)).sum();
        for (name, spent) in names.zip(&self.spent) {
            let spent = spent.load(Relaxed);
            let share = 100.0 * spent as f64 / total.max(1) as f64;
            let each = spent as f64 / 1000.0 / articles.max(1) as f64;
            // Writing to a string cannot fail.
            let _ = writeln!(out, "  {name:10} {each:8.3} ms an article {share:5.1}%");
        }
        let first = self.first.load(Relaxed);
        let first = if first == u64::MAX { 0 } else { first };
        let _ = writeln!(
            out,
            "  ready after {} ms, first article after {} ms, {articles} articles after {} ms",
            self.ready.load(Relaxed) / 1000,
            first / 1000,
            micros(self.start) / 1000
        );
        if let Some(peak) = peak_memory() {
            let _ = writeln!(out, "  peak memory {} MiB", peak / 1024);
        }
        out
    }
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}

/// Most memory this process held, in KiB, where the system tells (Linux).
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
