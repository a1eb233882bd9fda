//! Cuts annotated articles into the reader's own words, for the training of the event heads.
//!
//! In: articles in the format of `corpus/README.md`. Out: one JSON line an article: its sentences with words, whether
//! white space stands before each, their offsets in Unicode scalar values, tags and heads, and its times with the days
//! that they mean. Training sees the very words that the program will see.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use detente_core::analysis::{Analysis, Reader, Sentence, analyse};
use detente_core::mention::{Time, time};
use serde_json::{Value, json};

use crate::eval_relate::MARKS;
use crate::eval_when_where;

/// What to cut.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Annotated articles (JSON), or marked sentences (JSON Lines)
    #[arg(required = true)]
    articles: Vec<PathBuf>,
    /// File that gets one line an article
    #[arg(long)]
    out: PathBuf,
}

/// Cuts as the command line asks.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    write(&args.articles, &args.out)
}

/// The files of the corpus: its articles, then its sentences.
pub(crate) fn files(corpus: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let folder = |path: &Path| -> anyhow::Result<Vec<PathBuf>> {
        let entries = std::fs::read_dir(path).with_context(|| path.display().to_string())?;
        let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
        paths.sort();
        Ok(paths)
    };
    for crisis in folder(corpus)?.into_iter().filter(|path| path.is_dir()) {
        let ends = |path: &PathBuf| path.extension().is_some_and(|e| e == "json" || e == "jsonl");
        found.extend(folder(&crisis)?.into_iter().filter(ends));
    }
    Ok(found)
}

/// Writes the words of these files to `out`.
pub(crate) fn write(articles: &[PathBuf], out: &Path) -> anyhow::Result<()> {
    let reader = Reader::builtin()?;
    let file = std::fs::File::create(out).with_context(|| out.display().to_string())?;
    let mut out = std::io::BufWriter::new(file);
    for path in articles {
        for text in load(path)? {
            writeln!(out, "{}", cut(&text, &reader))?;
        }
    }
    Ok(out.flush()?)
}

/// The article of a `.json` file; of a `.jsonl` file each line's sentence, without the marks of its source and target.
fn load(path: &Path) -> anyhow::Result<Vec<Value>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    if path.extension().is_none_or(|ending| ending != "jsonl") {
        return Ok(vec![serde_json::from_str(&text).with_context(|| path.display().to_string())?]);
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty()).enumerate();
    lines
        .map(|(at, line)| {
            let mut value: Value =
                serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), at + 1))?;
            let mut plain = value["text"].as_str().unwrap_or_default().to_owned();
            for mark in MARKS {
                plain = plain.replace(mark, "");
            }
            value["text"] = Value::String(plain);
            Ok(value)
        })
        .collect()
}

fn cut(gold: &Value, reader: &Reader) -> Value {
    let document = eval_when_where::document(gold);
    let analysis = analyse(reader, &document, None);
    // from bytes, in which the program counts, to scalar values, in which the annotation does
    let text = document.text();
    let mut scalar = vec![0usize; text.len() + 1];
    let mut seen = 0;
    for (at, c) in text.char_indices() {
        scalar[at] = seen;
        seen += 1;
        scalar[at + 1..at + c.len_utf8()].fill(seen);
    }
    scalar[text.len()] = seen;
    let times = time::find(&document, &analysis);
    let mut zone = None;
    let sentences: Vec<Value> = analysis
        .sentences
        .iter()
        .map(|sentence| {
            let opens = zone != Some(sentence.zone);
            zone = Some(sentence.zone);
            let mut row = self::sentence(&analysis, text, &scalar, *sentence, opens);
            row["times"] = self::times(&times, *sentence);
            row
        })
        .collect();
    json!({"id": gold["id"], "sents": sentences})
}

fn sentence(analysis: &Analysis, text: &str, scalar: &[usize], sentence: Sentence, opens: bool) -> Value {
    let first = sentence.tokens.start();
    let tokens = || sentence.tokens.ids().map(|id| (id, analysis.token(id)));
    let glued = |id: usize| id > 0 && analysis.tokens[id - 1].span.end() == analysis.tokens[id].span.start();
    json!({
        "new_par": opens,
        "words": tokens().map(|(_, t)| t.span.slice(text)).collect::<Vec<_>>(),
        "glued": tokens().map(|(id, _)| glued(id.index())).collect::<Vec<_>>(),
        "start": tokens().map(|(_, t)| scalar[t.span.start()]).collect::<Vec<_>>(),
        "end": tokens().map(|(_, t)| scalar[t.span.end()]).collect::<Vec<_>>(),
        "upos": tokens().map(|(_, t)| format!("{:?}", t.upos).to_uppercase()).collect::<Vec<_>>(),
        "lemmas": tokens().map(|(_, t)| t.lemma.as_str()).collect::<Vec<_>>(),
        "heads": tokens().map(|(_, t)| t.head.map_or(0, |h| h.index() + 1 - first)).collect::<Vec<_>>(),
    })
}

/// The times of a sentence: first and last word, counted within it, and the first and last day that they mean.
fn times(times: &[Time], sentence: Sentence) -> Value {
    let first = sentence.tokens.start();
    let inside = times.iter().filter(|time| time.is_point && sentence.tokens.contains(time.tokens));
    let dated = inside.filter_map(|time| {
        let days = time.days.filter(|_| !time.tokens.is_empty())?;
        let (from, to) = (days.from.to_string(), days.to.to_string());
        Some(json!([time.tokens.start() - first, time.tokens.end() - 1 - first, from, to]))
    });
    dated.collect()
}
