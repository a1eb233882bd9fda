//! Cases: annotated articles as reports, with the incidents that the annotators put them with.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::Result;
use detente_core::document;
use detente_core::pipeline::Pipeline;
use detente_crisis::Report;
use detente_crisis::report::{ArticleKey, OriginKey};
use detente_data::ActorCode;
use detente_ledger::record;
use detente_ledger::report::{ArticleFacts, reports, words};
use serde::Serialize;

use super::annotated::{self, Article, Event};

/// Characters between two anchors beyond which they cannot be of one event.
const FAR: usize = 60;

/// An article.
#[derive(Debug, Serialize)]
pub struct Case {
    pub crisis: String,
    pub id: String,
    /// The annotator's events.
    pub annotated: Vec<Labelled>,
    /// The reader's.
    pub read: Vec<Labelled>,
}

/// A report with the incident that an annotator put it with.
#[derive(Debug, Clone, Serialize)]
pub struct Labelled {
    pub report: Report,
    /// None where the annotator has no such event.
    pub incident: Option<String>,
    /// The name that the article alone gives it.
    pub provisional: String,
}

/// Reads the articles.
pub fn cases(paths: &[PathBuf]) -> Result<Vec<Case>> {
    let pipeline = Pipeline::builtin()?;
    let mut all = Vec::new();
    for (key, path) in (1u64..).zip(paths) {
        all.push(case(&pipeline, annotated::read(path)?, ArticleKey(key)));
    }
    Ok(all)
}

fn case(pipeline: &Pipeline, article: Article, key: ArticleKey) -> Case {
    let reading = pipeline.read(document::Article {
        id: article.id.clone(),
        text: article.text.clone(),
        published: Some(article.published),
        agency: article.agency.clone(),
        ..document::Article::default()
    });
    let record = record::Article::of(&reading, false);
    let facts =
        ArticleFacts { key, origin: OriginKey(key), published: article.published, words: words(&reading) };
    let found = record.events.iter().zip(reports(&record, &facts));
    let pairs = align(&article, &record.events);
    let label =
        |j: usize| pairs.iter().find(|pair| pair.1 == j).map(|pair| article.events[pair.0].incident.clone());
    let read = found.enumerate().map(|(j, (event, report))| Labelled {
        report,
        incident: label(j),
        provisional: event.incident.clone(),
    });
    let read = read.collect();
    let annotated = article.reports(key, &reading).into_iter().zip(&article.events);
    let annotated = annotated.map(|(report, event)| Labelled {
        report,
        incident: Some(event.incident.clone()),
        provisional: String::new(),
    });
    Case { annotated: annotated.collect(), read, crisis: article.crisis, id: article.id }
}

/// Which found event is which annotated one, where both have one type: `detente eval` explains the rule.
fn align(article: &Article, found: &[record::Event]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (i, gold) in article.events.iter().enumerate() {
        for (j, other) in found.iter().enumerate() {
            let Some(gap) = gap(&article.text, gold, other) else { continue };
            let agree = [
                (400, gold.kind == other.kind),
                (200, gap == 0),
                (100, parties(gold) == found_parties(other)),
                (100, !codes(&gold.actors).is_disjoint(&found_codes(&other.actors))),
            ];
            let points: usize = agree.iter().filter(|(_, holds)| *holds).map(|(points, _)| points).sum();
            pairs.push((points + FAR - gap, i, j));
        }
    }
    pairs.sort_unstable_by(|a, b| b.cmp(a));
    let (mut gold_used, mut found_used) = (BTreeSet::new(), BTreeSet::new());
    pairs.retain(|(_, i, j)| {
        let is_free = !gold_used.contains(i) && !found_used.contains(j);
        if is_free {
            gold_used.insert(*i);
            found_used.insert(*j);
        }
        is_free
    });
    let pairs = pairs.into_iter().map(|(_, i, j)| (i, j));
    pairs.filter(|(i, j)| article.events[*i].kind == found[*j].kind).collect()
}

/// Characters between the nearest anchors of two events that share a paragraph.
fn gap(text: &str, gold: &Event, found: &record::Event) -> Option<usize> {
    let place = |byte: usize| text[..byte].chars().count();
    let paragraph = |at: usize| text.chars().take(at).collect::<String>().matches("\n\n").count();
    let ours = gold.anchors.iter().filter_map(|anchor| {
        let start = place(text.find(anchor)?);
        Some((start, start + anchor.chars().count()))
    });
    let ours: Vec<(usize, usize)> = ours.collect();
    let theirs: Vec<(usize, usize)> = found.anchors.iter().map(|words| (words.start, words.end)).collect();
    let pairs = || ours.iter().flat_map(|a| theirs.iter().map(move |b| (a, b)));
    let near =
        pairs().map(|(a, b)| a.0.max(b.0).saturating_sub(a.1.min(b.1))).min().filter(|gap| *gap <= FAR)?;
    pairs().any(|(a, b)| paragraph(a.0) == paragraph(b.0)).then_some(near)
}

type Codes = BTreeSet<Option<ActorCode>>;

fn codes(parties: &[annotated::Party]) -> Codes {
    parties.iter().map(|party| party.code).collect()
}

fn found_codes(parties: &[record::Party]) -> Codes {
    parties.iter().map(|party| party.code).collect()
}

fn parties(event: &Event) -> (Codes, Codes) {
    let (actors, recipients) = (codes(&event.actors), codes(&event.recipients));
    if event.kind.is_symmetric() { (&actors | &recipients, Codes::new()) } else { (actors, recipients) }
}

fn found_parties(event: &record::Event) -> (Codes, Codes) {
    let (actors, recipients) = (found_codes(&event.actors), found_codes(&event.recipients));
    if event.kind.is_symmetric() { (&actors | &recipients, Codes::new()) } else { (actors, recipients) }
}
