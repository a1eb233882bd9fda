//! Measures the neural reader against treebanks: words, sentences, tags, lemmas, trees, names.
//!
//! Scores are those of the CoNLL 2018 shared task: a word counts where its characters are the gold word's, and LAS
//! compares relations without their subtypes. "raw" starts from text with paragraphs, "words" from gold words, "sents"
//! from gold words and sentences.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use detente_core::analysis::{Analysis, NameKind, Reader, analyse, analyse_words};
use detente_core::document::{Article, Document, Zone, ZoneKind};
use detente_core::text::{ByteSpan, TokenId};

use crate::conllu::{self, Doc, Paragraph};

/// What to measure.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of the treebanks (`ud-english-ewt`, `gum-free`, `uner-english-ewt`, `wikinews`)
    #[arg(long)]
    data: PathBuf,
    /// Folder of another model than the one that ships
    #[arg(long)]
    model: Option<PathBuf>,
    /// Measure speed only
    #[arg(long)]
    speed: bool,
}

/// Measures as the command line asks.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let start = Instant::now();
    let reader = match &args.model {
        Some(folder) => load(folder)?,
        None => Reader::builtin()?,
    };
    println!("reader loaded in {:.2} s", start.elapsed().as_secs_f64());
    if !args.speed {
        accuracy(&reader, &args.data)?;
    }
    speed(&reader, &args.data.join("wikinews/dev.jsonl"))
}

fn load(folder: &Path) -> anyhow::Result<Reader> {
    let bytes = |file: &str| std::fs::read(folder.join(file)).with_context(|| format!("reading {file}"));
    let text =
        |file: &str| std::fs::read_to_string(folder.join(file)).with_context(|| format!("reading {file}"));
    let (labels, vocabulary) = (text("labels.json")?, text("vocab.txt")?);
    Ok(Reader::load(bytes("reader.onnx")?, bytes("label.onnx")?, &labels, &vocabulary)?)
}

/// Prints the scores on the development sets under `data`.
fn accuracy(reader: &Reader, data: &Path) -> anyhow::Result<()> {
    let mut ewt = conllu::read(&data.join("ud-english-ewt/en_ewt-ud-dev.conllu"))?;
    conllu::add_names(&mut ewt, &data.join("uner-english-ewt/en_ewt-ud-dev.iob2"))?;
    let gum = conllu::read(&data.join("gum-free/gum-free-dev.conllu"))?;
    let news: Vec<Doc> = gum.iter().filter(|doc| doc.name.contains("_news_")).cloned().collect();
    println!("{HEADER}");
    for (name, docs) in [("EWT dev", &ewt), ("GUM-free dev", &gum), ("GUM-free dev, news", &news)] {
        for from in [From::Raw, From::Words, From::Sentences] {
            println!("{}", measure(reader, docs, from).row(name, from));
        }
    }
    Ok(())
}

const HEADER: &str = "set                  from    words  sents   UPOS  lemma    UAS    LAS  names  words/s";

/// Where reading starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Raw,
    Words,
    Sentences,
}

impl From {
    fn as_str(self) -> &'static str {
        match self {
            From::Raw => "raw",
            From::Words => "words",
            From::Sentences => "sents",
        }
    }
}

/// How often reader and treebank agree.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    right: usize,
    read: usize,
    gold: usize,
}

impl Tally {
    fn f1(self) -> f64 {
        200.0 * self.right as f64 / (self.read + self.gold).max(1) as f64
    }
}

#[derive(Debug, Default)]
struct Scores {
    words: Tally,
    sentences: Tally,
    names: Tally,
    upos: usize,
    lemma: usize,
    heads: usize,
    labelled: usize,
    seconds: f64,
}

impl Scores {
    fn row(&self, name: &str, from: From) -> String {
        let of = |right| Tally { right, ..self.words }.f1();
        format!(
            "{name:<20} {:<6} {:>6.2} {:>6.2} {:>6.2} {:>6.2} {:>6.2} {:>6.2} {:>6.2} {:>8.0}",
            from.as_str(),
            self.words.f1(),
            self.sentences.f1(),
            of(self.upos),
            of(self.lemma),
            of(self.heads),
            of(self.labelled),
            self.names.f1(),
            self.words.read as f64 / self.seconds.max(1e-9)
        )
    }
}

fn measure(reader: &Reader, docs: &[Doc], from: From) -> Scores {
    let mut scores = Scores::default();
    for doc in docs {
        let paragraphs: Vec<Vec<(&str, bool)>> = doc
            .paragraphs
            .iter()
            .map(|p| p.iter().flat_map(|s| &s.rows).map(|row| (row.form.as_str(), row.glued)).collect())
            .collect();
        let (document, gold) = lay_out(&doc.paragraphs);
        let start = Instant::now();
        let (text, analysis) = match from {
            From::Words => analyse_words(reader, &paragraphs, None),
            From::Sentences => analyse_words(reader, &paragraphs, Some(&ends(&doc.paragraphs))),
            From::Raw => (document.text().to_string(), analyse(reader, &document, None)),
        };
        scores.seconds += start.elapsed().as_secs_f64();
        compare(&text, &analysis, &doc.paragraphs, &gold, &mut scores);
    }
    scores
}

/// After how many words each sentence of each paragraph ends.
fn ends(paragraphs: &[Paragraph]) -> Vec<Vec<usize>> {
    let of = |paragraph: &Paragraph| {
        let lengths = paragraph.iter().map(|s| s.rows.iter().filter(|row| !row.form.is_empty()).count());
        let mut sum = 0;
        let ends = lengths.filter(|n| *n > 0).map(|n| {
            sum += n;
            sum
        });
        ends.collect()
    };
    paragraphs.iter().map(of).collect()
}

/// A document with one zone for each paragraph, and the span of every gold word in order.
fn lay_out(paragraphs: &[Paragraph]) -> (Document, Vec<ByteSpan>) {
    let mut text = String::new();
    let (mut zones, mut gold) = (Vec::new(), Vec::new());
    for (at, paragraph) in paragraphs.iter().enumerate() {
        if at > 0 {
            text.push_str("\n\n");
        }
        let start = text.len();
        for row in paragraph.iter().flat_map(|sentence| &sentence.rows) {
            if !row.glued && text.len() > start {
                text.push(' ');
            }
            gold.push(ByteSpan::new(text.len(), text.len() + row.form.len()));
            text.push_str(&row.form);
        }
        zones.push(Zone { kind: ZoneKind::Paragraph, span: ByteSpan::new(start, text.len()) });
    }
    let article = Article { text, ..Article::default() };
    (Document { article, zones, dateline: None, day: None }, gold)
}

fn compare(
    text: &str,
    analysis: &Analysis,
    paragraphs: &[Paragraph],
    gold: &[ByteSpan],
    scores: &mut Scores,
) {
    let read: HashMap<ByteSpan, TokenId> =
        analysis.tokens.iter().enumerate().map(|(at, token)| (token.span, TokenId::new(at))).collect();
    scores.words.read += analysis.tokens.len();
    scores.words.gold += gold.len();
    scores.sentences.read += analysis.sentences.len();
    let ends: HashMap<ByteSpan, ()> =
        analysis.sentences.iter().map(|s| (analysis.bytes(s.tokens), ())).collect();
    let mut names: BTreeMap<ByteSpan, &str> = BTreeMap::new();
    let mut named = Vec::new();
    let mut first = 0;
    for sentence in paragraphs.iter().flatten() {
        let spans = &gold[first..first + sentence.rows.len()];
        first += sentence.rows.len();
        let (Some(start), Some(end)) = (spans.first(), spans.last()) else { continue };
        scores.sentences.gold += 1;
        scores.sentences.right += usize::from(ends.contains_key(&start.cover(*end)));
        let has_names = sentence.rows.iter().any(|row| !row.name.is_empty());
        if has_names {
            named.push(start.cover(*end));
        }
        for (at, row) in sentence.rows.iter().enumerate() {
            if let Some(kind) = row.name.strip_prefix("B-") {
                let inside =
                    sentence.rows[at + 1..].iter().take_while(|row| row.name.starts_with("I-")).count();
                names.insert(spans[at].cover(spans[at + inside]), kind);
            }
            let Some(id) = read.get(&spans[at]) else { continue };
            let token = analysis.token(*id);
            scores.words.right += 1;
            scores.upos += usize::from(format!("{:?}", token.upos).to_uppercase() == row.upos);
            scores.lemma += usize::from(token.lemma == row.lemma || row.lemma == "_");
            let head = row.head.checked_sub(1).map(|head| spans[head]);
            if head == token.head.map(|head| analysis.token(head).span) {
                scores.heads += 1;
                let universal = row.relation.split(':').next().unwrap_or_default();
                scores.labelled += usize::from(token.relation.universal() == universal);
            }
        }
    }
    compare_names(analysis, &names, &named, scores);
    debug_assert!(gold.iter().all(|span| !span.slice(text).is_empty()));
}

fn compare_names(
    analysis: &Analysis,
    gold: &BTreeMap<ByteSpan, &str>,
    named: &[ByteSpan],
    scores: &mut Scores,
) {
    scores.names.gold += gold.len();
    for name in &analysis.names {
        let span = analysis.bytes(name.tokens);
        if !named.iter().any(|sentence| sentence.contains(span)) {
            continue;
        }
        scores.names.read += 1;
        let kind = match name.kind {
            NameKind::Person => "PER",
            NameKind::Location => "LOC",
            NameKind::Organisation => "ORG",
        };
        scores.names.right += usize::from(gold.get(&span) == Some(&kind));
    }
}

/// Prints how fast the reader reads news on one thread.
fn speed(reader: &Reader, path: &Path) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let mut documents = Vec::new();
    for line in text.lines() {
        let value: serde_json::Value = serde_json::from_str(line)?;
        let text = value.get("text").and_then(serde_json::Value::as_str).unwrap_or_default();
        documents.push(plain(text));
    }
    let start = Instant::now();
    let words: usize = documents.iter().map(|document| analyse(reader, document, None).tokens.len()).sum();
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{} news articles, {words} words, read whole in {seconds:.2} s on one thread: {:.0} words/s",
        documents.len(),
        words as f64 / seconds
    );
    Ok(())
}

/// A document whose every line is a paragraph.
fn plain(text: &str) -> Document {
    let mut zones = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let inner = line.trim();
        if !inner.is_empty() {
            let start = at + line.len() - line.trim_start().len();
            zones.push(Zone { kind: ZoneKind::Paragraph, span: ByteSpan::new(start, start + inner.len()) });
        }
        at += line.len();
    }
    let article = Article { text: text.to_string(), ..Article::default() };
    Document { article, zones, dateline: None, day: None }
}
