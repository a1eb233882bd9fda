//! How often events of a score are right: what a score can be trusted for.
//!
//! An event is right where `detente eval` finds it annotated with its type.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use serde_json::Value;

use super::{Scored, array, output};

/// Number of bins between 0 and 1.
const BINS: usize = 10;

/// Events of like scores.
#[derive(Debug, Default, Clone)]
pub(super) struct Bin {
    count: usize,
    right: usize,
    sum: f64,
}

impl Bin {
    fn score(&self) -> f64 {
        self.sum / self.count.max(1) as f64
    }

    fn share(&self) -> f64 {
        self.right as f64 / self.count.max(1) as f64
    }
}

/// Reads the articles and sorts their events by score.
pub(super) fn bins(program: &Path, files: &[PathBuf], scored: &[Scored]) -> anyhow::Result<Vec<Bin>> {
    let is_wrong = |miss: &&Value| matches!(miss["kind"].as_str(), Some("extra" | "mistyped"));
    let key =
        |miss: &Value| Some((miss["article"].as_str()?.to_owned(), miss["found"]["id"].as_str()?.to_owned()));
    let misses = scored.iter().flat_map(|set| array(&set.report["misses"]));
    let wrong: BTreeSet<(String, String)> = misses.filter(is_wrong).filter_map(key).collect();
    let mut bins = vec![Bin::default(); BINS];
    let read = output(Command::new(program).args(["read", "--format", "jsonl"]).args(files))?;
    for line in read.lines() {
        let article: Value = serde_json::from_str(line).context("a record is no JSON")?;
        let id = article["id"].as_str().unwrap_or_default().to_owned();
        for event in array(&article["events"]) {
            let score = event["score"].as_f64().unwrap_or_default();
            let name = event["id"].as_str().unwrap_or_default().to_owned();
            let bin = &mut bins[((score * BINS as f64) as usize).min(BINS - 1)];
            bin.count += 1;
            bin.sum += score;
            bin.right += usize::from(!wrong.contains(&(id.clone(), name)));
        }
    }
    Ok(bins)
}

/// The bins as a section of the page.
pub(super) fn table(bins: &[Bin]) -> String {
    let all: usize = bins.iter().map(|bin| bin.count).sum();
    let error: f64 =
        bins.iter().map(|b| b.count as f64 * (b.score() - b.share()).abs()).sum::<f64>() / all.max(1) as f64;
    let mut text = format!(
        "\n## What a score is worth\n\nOf the events found in both sets that are set aside, by their score: how many there are, and how many are \
         annotated with that type. Expected calibration error {error:.3} over {all} events.\n\n![share of right events by \
         score](calibration.svg)\n\n| score | events | mean score | right |\n| --- | --- | --- | --- |\n",
    );
    for (i, bin) in bins.iter().enumerate().filter(|(_, bin)| bin.count > 0) {
        let (low, high) = (i as f64 / BINS as f64, (i + 1) as f64 / BINS as f64);
        let (score, share) = (bin.score(), bin.share());
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {low:.1}-{high:.1} | {} | {score:.2} | {share:.2} |", bin.count);
    }
    text
}

/// The plot: a point for each bin, as large as the share of events in it, and the line on which scores would be true.
pub(super) fn svg(bins: &[Bin]) -> String {
    const SIDE: f64 = 320.0;
    const MARGIN: f64 = 44.0;
    let x = |v: f64| MARGIN + v * SIDE;
    let y = |v: f64| MARGIN + (1.0 - v) * SIDE;
    let size = SIDE + 2.0 * MARGIN;
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(1).max(1) as f64;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>Share of right events by score</title>\n\
         <rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/>\n\
         <rect x=\"{MARGIN}\" y=\"{MARGIN}\" width=\"{SIDE}\" height=\"{SIDE}\" fill=\"none\" stroke=\"#999\"/>\n\
         <line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"#999\" stroke-dasharray=\"4 4\"/>\n",
        x(0.0),
        y(0.0),
        x(1.0),
        y(1.0),
    );
    for tick in [0.0, 0.5, 1.0] {
        let _ = writeln!(
            text,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{tick}</text>",
            x(tick),
            y(0.0) + 18.0
        );
        let _ = writeln!(
            text,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{tick}</text>",
            x(0.0) - 6.0,
            y(tick) + 4.0
        );
    }
    for bin in bins.iter().filter(|bin| bin.count > 0) {
        let radius = 3.0 + 9.0 * (bin.count as f64 / most).sqrt();
        let (at_x, at_y) = (x(bin.score()), y(bin.share()));
        let _ = writeln!(
            text,
            "<circle cx=\"{at_x:.1}\" cy=\"{at_y:.1}\" r=\"{radius:.1}\" fill=\"#1f6f8b\" fill-opacity=\"0.75\"><title>{} events</title></circle>",
            bin.count
        );
    }
    let _ = writeln!(text, "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">score</text>", x(0.5), size - 8.0);
    let _ = writeln!(
        text,
        "<text x=\"14\" y=\"{0}\" text-anchor=\"middle\" transform=\"rotate(-90 14 {0})\">share right</text>\n</svg>",
        y(0.5)
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plot_has_a_point_for_each_bin_with_events() {
        let mut bins = vec![Bin::default(); BINS];
        bins[5] = Bin { count: 4, right: 1, sum: 2.2 };
        bins[9] = Bin { count: 100, right: 90, sum: 95.0 };
        assert_eq!(svg(&bins).matches("<circle").count(), 2);
        let table = table(&bins);
        assert!(table.contains("| 0.5-0.6 | 4 | 0.55 | 0.25 |"), "{table}");
        assert!(table.contains("error 0.060 over 104"), "{table}");
    }
}
