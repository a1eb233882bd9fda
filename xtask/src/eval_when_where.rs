//! How well events are dated and placed, and tolls found, given where the gold articles name them.
//!
//! In: annotated articles. Out: a table on standard output. The word that heads a gold anchor stands for the trigger
//! that the event stage will find, so the figures are of time, place and casualties alone; "date as read" is that of the
//! events which the reader finds at such a word with their type, by all that dates them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use detente_core::analysis::{Analysis, Reader, Upos, analyse};
use detente_core::document::{Article, Document};
use detente_core::entity::place::Settings;
use detente_core::entity::{self};
use detente_core::event::{self, Event, Layers, Precision};
use detente_core::mention::casualty::{CasualtyKind, casualties};
use detente_core::mention::{self, Mentions, time};
use detente_core::text::{TokenId, TokenSpan};
use detente_data::{Frames, Knowledge};
use serde_json::Value;

/// What to measure.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Print each difference
    #[arg(long)]
    show: bool,
    /// Print the trees, times and quantities of the articles instead of measuring
    #[arg(long)]
    trees: bool,
    /// Annotated articles
    #[arg(required = true)]
    gold: Vec<PathBuf>,
}

/// Measures as the command line asks.
pub(crate) fn command(args: &Args) -> anyhow::Result<()> {
    let reader = Reader::builtin()?;
    if args.trees { trees(&args.gold, &reader) } else { run(&args.gold, &reader, args.show) }
}

/// Right answers out of all.
#[derive(Default)]
struct Share {
    right: usize,
    all: usize,
}

impl Share {
    fn add(&mut self, is_right: bool) {
        self.right += usize::from(is_right);
        self.all += 1;
    }
    fn show(&self) -> String {
        format!("{:.3} ({} of {})", self.right as f64 / self.all.max(1) as f64, self.right, self.all)
    }
}

#[derive(Default)]
struct Scores {
    date: Share,
    date_where_gold: Share,
    date_where_found: Share,
    read: Share,
    read_where_gold: Share,
    read_where_found: Share,
    country: Share,
    country_where_gold: Share,
    country_where_found: Share,
    tolls_found: usize,
    tolls_gold: usize,
    tolls_both: usize,
}

/// Reads the gold articles and prints the figures; `show` prints each difference too.
pub(crate) fn run(gold: &[PathBuf], reader: &Reader, show: bool) -> anyhow::Result<()> {
    let mut scores = Scores::default();
    for path in gold {
        article(&load(path)?, reader, show, &mut scores);
    }
    println!("date                  {}", scores.date.show());
    println!("  where gold has one  {}", scores.date_where_gold.show());
    println!("  where one is found  {}", scores.date_where_found.show());
    println!("date as read          {}", scores.read.show());
    println!("  where gold has one  {}", scores.read_where_gold.show());
    println!("  where one is found  {}", scores.read_where_found.show());
    println!("place country         {}", scores.country.show());
    println!("  where gold has one  {}", scores.country_where_gold.show());
    println!("  where one is found  {}", scores.country_where_found.show());
    let (both, found, all) =
        (scores.tolls_both as f64, scores.tolls_found.max(1) as f64, scores.tolls_gold.max(1) as f64);
    println!("tolls                 P {:.3}  R {:.3}", both / found, both / all);
    Ok(())
}

fn load(path: &Path) -> anyhow::Result<Value> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

/// The document of an annotated article.
pub(crate) fn document(gold: &Value) -> Document {
    let string = |key: &str| gold[key].as_str().map(str::to_owned);
    Document::new(Article {
        id: string("id").unwrap_or_default(),
        text: string("text").unwrap_or_default(),
        published: gold["published"].as_str().and_then(|d| d.parse().ok()),
        agency: string("agency"),
        ..Article::default()
    })
}

/// Prints each sentence as "word/tag/lemma/head/relation", heads counted within it, and what was found in it.
fn trees(gold: &[PathBuf], reader: &Reader) -> anyhow::Result<()> {
    for path in gold {
        let document = document(&load(path)?);
        let analysis = analyse(reader, &document, None);
        let times = time::find(&document, &analysis);
        println!("{}", path.display());
        for sentence in &analysis.sentences {
            let first = sentence.tokens.start();
            for id in sentence.tokens.ids() {
                let token = analysis.token(id);
                let head = token.head.map_or("-".to_owned(), |h| h.index().saturating_sub(first).to_string());
                let word = analysis.word(id, document.text());
                let at = id.index() - first;
                print!("{at}:{word}/{:?}/{}/{head}/{} ", token.upos, token.lemma, token.relation.as_str());
            }
            println!();
            for time in times.iter().filter(|t| sentence.tokens.contains(t.tokens)) {
                let days = time.days.map_or("no day".to_owned(), |d| format!("{} to {}", d.from, d.to));
                println!("   time {} {days}", analysis.bytes(time.tokens).slice(document.text()));
            }
        }
    }
    Ok(())
}

fn article(gold: &Value, reader: &Reader, show: bool, scores: &mut Scores) {
    let document = document(gold);
    let analysis = analyse(reader, &document, None);
    let knowledge = Knowledge::builtin();
    let mentions = mention::find(&document, &analysis, knowledge);
    let entities = entity::resolve(&document, &analysis, &mentions, knowledge);
    let settings = Settings::new(&document, &analysis, &mentions, &entities, knowledge);
    let layers =
        Layers { document: &document, analysis: &analysis, mentions: &mentions, entities: &entities };
    let read = event::find(layers, Frames::builtin(), knowledge, Precision::Balanced);
    for event in gold["events"].as_array().into_iter().flatten() {
        let triggers = triggers(event, document.text(), &analysis);
        let words =
            || triggers.iter().map(|t| analysis.word(*t, document.text())).collect::<Vec<_>>().join(" ");
        let label = format!("{} {} {}", document.article.id, event["id"], event["type"]);
        let found = triggers.iter().find_map(|t| time::of_event(&analysis, &mentions.times, *t));
        let found = found.and_then(|t| t.days).map(|d| (d.from.to_string(), d.to.to_string()));
        let date = &event["date"];
        let wanted =
            date["from"].as_str().zip(date["to"].as_str()).map(|(a, b)| (a.to_owned(), b.to_owned()));
        judge(&mut scores.date, &mut scores.date_where_gold, &mut scores.date_where_found, &found, &wanted);
        if show && found != wanted {
            println!("date    {label} [{}] gold {wanted:?} found {found:?}", words());
        }
        if let Some(told) = read_at(&read, event["type"].as_str().unwrap_or_default(), &triggers) {
            let found = told.days.map(|d| (d.from.to_string(), d.to.to_string()));
            let (all, by_gold) = (&mut scores.read, &mut scores.read_where_gold);
            judge(all, by_gold, &mut scores.read_where_found, &found, &wanted);
            if show && found != wanted {
                println!("read    {label} [{}] gold {wanted:?} found {found:?}", words());
            }
        }
        let found = triggers.iter().filter_map(|t| settings.of_event(*t)).collect::<Vec<_>>();
        let found = found.iter().find_map(|s| s.country.map(|c| (s, c)));
        let (span, found) =
            (found.map(|(s, _)| s.span.slice(document.text())), found.map(|(_, c)| c.to_string()));
        let wanted = event["place"]["country"].as_str().map(str::to_owned);
        judge(
            &mut scores.country,
            &mut scores.country_where_gold,
            &mut scores.country_where_found,
            &found,
            &wanted,
        );
        if show && found != wanted {
            println!("place   {label} [{}] gold {} found {found:?} {span:?}", words(), event["place"]);
        }
    }
    tolls(gold, &document, &analysis, &mentions, show, scores);
}

/// The event of that type that the reader finds at one of the words.
fn read_at<'e>(events: &'e [Event], kind: &str, triggers: &[TokenId]) -> Option<&'e Event> {
    let told = |e: &Event| e.tellings.iter().any(|t| triggers.iter().any(|w| t.anchor.has(*w)));
    events.iter().find(|e| e.kind.as_str() == kind && told(e))
}

fn judge<T: PartialEq>(
    all: &mut Share,
    by_gold: &mut Share,
    by_found: &mut Share,
    found: &Option<T>,
    wanted: &Option<T>,
) {
    let is_right = found == wanted;
    all.add(is_right);
    if wanted.is_some() {
        by_gold.add(is_right);
    }
    if found.is_some() {
        by_found.add(is_right);
    }
}

/// For each anchor, the word that heads it: the one whose head lies outside, a verb or noun before others.
fn triggers(event: &Value, text: &str, analysis: &Analysis) -> Vec<TokenId> {
    let anchors = event["anchors"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let head = |anchor: &str| {
        let start = text.find(anchor)?;
        let end = start + anchor.len();
        let inside = |t: &TokenId| {
            let span = analysis.token(*t).span;
            span.start() >= start && span.end() <= end
        };
        let tokens: Vec<TokenId> = TokenSpan::new(0, analysis.tokens.len()).ids().filter(inside).collect();
        let heads = tokens.iter().filter(|t| analysis.head(**t).is_none_or(|h| !tokens.contains(&h)));
        heads.copied().min_by_key(|t| match analysis.upos(*t) {
            Upos::Verb => 0,
            Upos::Noun => 1,
            _ => 2,
        })
    };
    anchors.filter_map(head).collect()
}

type Toll = (CasualtyKind, u64, Option<u64>);

/// The number pairs of an article, as a set, against those of its gold claims.
fn tolls(
    gold: &Value,
    document: &Document,
    analysis: &Analysis,
    mentions: &Mentions,
    show: bool,
    scores: &mut Scores,
) {
    let all = casualties(analysis, document.text(), &mentions.quantities);
    let found: BTreeMap<Toll, TokenId> = all.iter().map(|c| ((c.kind, c.min, c.max), c.trigger)).collect();
    let mut wanted: BTreeSet<Toll> = BTreeSet::new();
    for event in gold["events"].as_array().into_iter().flatten() {
        for claim in event["claims"].as_array().into_iter().flatten() {
            for (key, kind) in [("killed", CasualtyKind::Killed), ("injured", CasualtyKind::Injured)] {
                if let Some(min) = claim[key][0].as_u64() {
                    wanted.insert((kind, min, claim[key][1].as_u64()));
                }
            }
        }
    }
    scores.tolls_gold += wanted.len();
    scores.tolls_found += found.len();
    scores.tolls_both += wanted.iter().filter(|t| found.contains_key(t)).count();
    if show {
        let id = &document.article.id;
        for toll in wanted.iter().filter(|t| !found.contains_key(t)) {
            println!("toll    {id} missed {toll:?}");
        }
        for (toll, trigger) in found.iter().filter(|(t, _)| !wanted.contains(t)) {
            println!("toll    {id} extra {toll:?} by {:?}", analysis.word(*trigger, document.text()));
        }
    }
}
