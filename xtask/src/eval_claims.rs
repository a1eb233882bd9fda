//! Measures attributions against annotated articles: is there one at the words that attribute, with its source?
//!
//! Prints how many of the annotated claims of named sources have an attribution whose cue overlaps theirs, how
//! many of those name a source of the same code and sector, and the claims missed.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use detente_core::claim::{Source, attributions, source_party};
use detente_core::document::Article;
use detente_core::pipeline::{Pipeline, Reading};
use detente_core::text::ByteSpan;
use detente_data::Reporting;
use serde_json::Value;

/// Counts over all articles.
#[derive(Default)]
struct Tally {
    gold: usize,
    anchored: usize,
    sourced: usize,
}

/// Runs the reader over the annotated articles and prints recall and misses.
pub fn run(gold: &[PathBuf]) -> Result<()> {
    let pipeline = Pipeline::builtin()?;
    let mut tally = Tally::default();
    for path in gold {
        let article: Value = serde_json::from_str(&fs::read_to_string(path)?)
            .with_context(|| format!("{} is not JSON", path.display()))?;
        let reading = pipeline.read(Article {
            id: text(&article, "id"),
            text: text(&article, "text"),
            published: article["published"].as_str().and_then(|day| day.parse().ok()),
            ..Article::default()
        });
        for event in article["events"].as_array().into_iter().flatten() {
            for claim in event["claims"].as_array().into_iter().flatten() {
                if claim["source"].is_object() {
                    check(&reading, event, claim, &mut tally);
                }
            }
        }
    }
    let of = |n: usize| 100.0 * n as f64 / tally.gold.max(1) as f64;
    println!("{} claims of named sources", tally.gold);
    println!("attribution at the anchor {} ({:.1} %)", tally.anchored, of(tally.anchored));
    println!("with that source          {} ({:.1} %)", tally.sourced, of(tally.sourced));
    Ok(())
}

fn check(reading: &Reading, event: &Value, claim: &Value, tally: &mut Tally) {
    let whole = reading.document.text();
    let anchor = claim["anchor"].as_str().unwrap_or_default();
    let Some(start) = whole.find(anchor) else { return };
    let anchor_span = ByteSpan::new(start, start + anchor.len());
    tally.gold += 1;
    let found = attributions(&reading.document, &reading.analysis, &reading.mentions, Reporting::builtin());
    let near: Vec<_> = found.iter().filter(|a| reading.analysis.bytes(a.cue).overlaps(anchor_span)).collect();
    let label = format!("{} {} {:?}", reading.document.article.id, text(event, "id"), anchor);
    if near.is_empty() {
        println!("no attribution  {label}");
        return;
    }
    tally.anchored += 1;
    let wanted = (claim["source"]["code"].as_str().map(str::to_owned), text(&claim["source"], "sector"));
    let sources: Vec<_> = near
        .iter()
        .map(|a| source_party(&reading.analysis, &reading.mentions, &reading.entities, a))
        .map(|party| (party.code.map(|code| code.to_string()), party.sector.to_string()))
        .collect();
    if sources.contains(&wanted) {
        tally.sourced += 1;
    } else {
        println!("other source    {label}: {sources:?}, gold {wanted:?}");
    }
    let key = |source: &Source| match source {
        Source::Narrator => "narrator".to_owned(),
        Source::Party(party) => party.span.slice(whole).to_owned(),
    };
    let claims: Vec<_> = reading.claims.iter().map(|claim| key(&claim.source)).collect();
    debug_assert!(claims.len() >= reading.events.len(), "every event has a claim: {claims:?}");
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_default().to_owned()
}
