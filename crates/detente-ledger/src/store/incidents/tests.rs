//! A stream of real articles with hardly anything kept at hand (the bounds are small in tests) against all their reports at once.

use super::super::{Document, Filter, Outcome, Read, Store};
use super::{Bound, Keeper};
use crate::record;
use crate::report::words;
use crate::stores::{On, Place, on_both_stores};
use detente_core::document::Article;
use detente_core::pipeline::Pipeline;
use detente_crisis::fingerprint::Signature;
use detente_crisis::incident::{Incident, resolve};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;
use twox_hash::XxHash3_64;

on_both_stores!(
    t29_bit_by_bit_the_incidents_of_the_corpus_are_those_of_all_reports_at_once,
    t29_a_ledger_is_the_same_however_little_is_kept_at_hand,
    t29_a_ledger_is_the_same_whoever_of_several_writes_it,
);

/// Crises of the corpus that are read; all of them in the long form.
const CRISES: usize = 16;

/// An article of the corpus, and what the reader makes of it.
struct Model {
    article: Article,
    published: Date,
    read: Read,
}

/// Articles of some crises of the corpus, read once for all tests.
fn models() -> &'static [Model] {
    static MODELS: OnceLock<Vec<Model>> = OnceLock::new();
    MODELS.get_or_init(|| {
        let pipeline = Pipeline::builtin().expect("the reader");
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
        let mut folders: Vec<_> = std::fs::read_dir(corpus)
            .expect("the corpus")
            .map(|entry| entry.expect("an entry").path())
            .collect();
        folders.retain(|folder| folder.is_dir());
        folders.sort();
        let is_long = std::env::var_os("DETENTE_LONG").is_some_and(|value| !value.is_empty());
        let crises = if is_long { folders.len() } else { CRISES };
        folders[..crises].iter().flat_map(|folder| of_folder(&pipeline, folder)).collect()
    })
}

fn of_folder(pipeline: &Pipeline, folder: &Path) -> Vec<Model> {
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("a crisis").map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "json"));
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let value: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(file).expect("an article")).expect("JSON");
        let text = |name: &str| value[name].as_str().map(String::from);
        let (Some(body), Some(published)) = (text("text"), text("published")) else { continue };
        let published: Date = published.parse().expect("a day");
        let article = Article {
            id: text("id").expect("a name"),
            text: body,
            published: Some(published),
            agency: text("agency"),
            ..Article::default()
        };
        let reading = pipeline.read(article.clone());
        let read = Read {
            record: record::Article::of(&reading, false),
            words: words(&reading),
            signature: Signature::of(&article.text),
        };
        all.push(Model { article, published, read });
    }
    all
}

fn document(source: &str, model: &Model, days_later: i64) -> Document {
    let published = model.published.checked_add(days_later.days()).expect("a day");
    Document {
        source: source.to_string(),
        name: model.article.id.clone(),
        article: Article { published: Some(published), ..model.article.clone() },
        ..Document::default()
    }
}

/// Every article; a copy of every third some days later and of that another weeks later; some taken back at last. In an order that has
/// nothing to do with theirs.
fn stream() -> Vec<(Document, &'static Read)> {
    let mut all = Vec::new();
    for (n, model) in models().iter().enumerate() {
        all.push((document("first.example", model, 0), &model.read));
        if n % 3 == 0 {
            all.push((document("second.example", model, 12), &model.read));
            all.push((document("third.example", model, 24), &model.read));
        }
    }
    all.sort_by_key(|(document, _)| {
        XxHash3_64::oneshot(format!("{}{}", document.source, document.name).as_bytes())
    });
    let withdrawn: Vec<_> = all
        .iter()
        .step_by(7)
        .map(|(document, read)| (Document { is_withdrawal: true, ..document.clone() }, *read))
        .collect();
    all.extend(withdrawn);
    all
}

/// All incidents of a ledger, by number.
fn incidents(store: &Store) -> Vec<Incident> {
    let mut all = Vec::new();
    let take = |row: super::super::IncidentRow| {
        all.push(row.incident);
        true
    };
    store.incidents(&Filter::default(), take).expect("incidents");
    all.sort_by_key(|incident| incident.id);
    all
}

fn t29_bit_by_bit_the_incidents_of_the_corpus_are_those_of_all_reports_at_once(on: On) {
    let place = Place::new(on);
    let open = || Store::open(Path::new(&place.address), "reader 1").expect("a ledger");
    let mut store = open();
    let (mut merged, mut taken) = (0, 0);
    for (n, (document, read)) in stream().iter().enumerate() {
        if n % 40 == 39 {
            store = open();
        }
        let mut batch = store.begin("2026-11-26T12:00:00Z".parse().expect("a time")).expect("a batch");
        let outcome = batch.take(document, (!document.is_withdrawal).then_some(Ok(*read))).expect("taken");
        assert_ne!(outcome, Outcome::Replay);
        batch.commit().expect("committed");
        taken += 1;
        // Until the withdrawals come there are copies and joined reports.
        if taken == models().len() {
            merged = incidents(&store).iter().filter(|incident| incident.articles > 1).count();
        }
    }
    let found = incidents(&store);
    let reports = store.reports(&found, super::super::AsOf::Now).expect("reports");
    assert_eq!(found, resolve(&reports));
    assert!(found.len() > 100 && merged > 20, "{} incidents, {merged} of many articles", found.len());
    assert_eq!(store.verify().expect("a verdict"), []);
}

/// What is compared of the rows of incidents, beside the summaries.
const TABLES: [(&str, &str); 3] = [
    ("incident_change", "number, seq, what, other, articles"),
    ("incident_report", "incident, seq, article, number, superseded_by"),
    (
        "incident",
        "number, seq, type, status, day, day_to, articles, origins, first_reported, last_reported, disputes, superseded_by",
    ),
];

/// All that a ledger has of incidents in any commit, filled with every other article of the stream, so many in one commit, by some who
/// take turns, each of whom has so many tellings at hand at most.
fn history(on: On, tellings: &[usize], at_once: usize) -> BTreeSet<String> {
    let place = Place::new(on);
    let open = |tellings: &usize| {
        let mut store = Store::open(Path::new(&place.address), "reader 1").expect("a ledger");
        let bound = Bound { tellings: *tellings };
        store.keeper = Some(Box::new(Keeper { bound, ..Keeper::default() }));
        store
    };
    let mut stores: Vec<Store> = tellings.iter().map(open).collect();
    let every_other: Vec<_> = stream().into_iter().step_by(2).collect();
    for (turn, together) in every_other.chunks(at_once).enumerate() {
        // Now one alone for a while, now each in its turn.
        let at = XxHash3_64::oneshot(&(turn / 3).to_le_bytes()) as usize + turn % 2;
        let store = &mut stores[at % tellings.len()];
        let mut batch = store.begin("2026-11-26T12:00:00Z".parse().expect("a time")).expect("a batch");
        for (document, read) in together {
            batch.take(document, (!document.is_withdrawal).then_some(Ok(*read))).expect("taken");
        }
        batch.commit().expect("committed");
    }
    let (store, mut all) = (&stores[0], BTreeSet::new());
    for (table, columns) in TABLES {
        let count = columns.split(", ").count();
        let rows: Vec<Vec<Option<i64>>> = store
            .database
            .list(&format!("SELECT {columns} FROM {table}"), &[], |row| {
                (0..count).map(|at| row.get(at)).collect()
            })
            .expect("rows");
        all.extend(rows.iter().map(|row| format!("{table} {row:?}")));
    }
    let summaries: Vec<(i64, i64, Vec<u8>)> = store
        .database
        .list("SELECT number, seq, summary FROM incident", &[], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .expect("summaries");
    all.extend(summaries.iter().map(|row| format!("{row:?}")));
    store
        .dump(|line| {
            all.insert(line.to_string());
            true
        })
        .expect("a dump");
    all
}

fn t29_a_ledger_is_the_same_however_little_is_kept_at_hand(on: On) {
    for at_once in [1, 9] {
        let all = history(on, &[usize::MAX], at_once);
        for tellings in [0, 5, 200] {
            let found = history(on, &[tellings], at_once);
            let other = found.symmetric_difference(&all).next();
            assert_eq!(other, None, "{tellings} tellings, {at_once} articles a commit");
        }
    }
}

fn t29_a_ledger_is_the_same_whoever_of_several_writes_it(on: On) {
    for at_once in [1, 3] {
        let all = history(on, &[usize::MAX], at_once);
        let found = history(on, &[usize::MAX, 200, usize::MAX], at_once);
        assert_eq!(found.symmetric_difference(&all).next(), None, "{at_once} articles a commit");
    }
}
