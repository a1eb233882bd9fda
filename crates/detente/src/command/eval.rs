//! `detente eval`: annotated articles in, a score out.
//!
//! An annotation that cannot be scored costs one line for each of its faults and nothing else. Articles are read on
//! several threads; their scores are summed in the order of the input.

use super::run::{cores, quiet_panics};
use crate::args::{EvalArgs, EvalFormat};
use crate::eval::{self, Account, Decoded, Fault, Gold, Report, Score};
use crate::exit::Exit;
use crate::output::{Format, Style};
use crate::parallel;
use crate::progress::Progress;
use anyhow::bail;
use detente_core::document::Article;
use detente_core::pipeline::Pipeline;
use detente_ingest::Objects;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Display;
use std::io::{ErrorKind, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Scores, or only checks, what the arguments name.
pub(crate) fn run(args: EvalArgs) -> anyhow::Result<Exit> {
    if args.check {
        return check(args.gold);
    }
    let mut sums = Sums::default();
    let answers = match &args.found {
        Some(path) => answers(path, &mut sums)?,
        None => Answers::Reader(Box::new(Pipeline::builtin()?.with_precision(args.precision.into()))),
    };
    quiet_panics();
    parallel::in_order(
        args.threads.map_or_else(cores, usize::from),
        annotations(args.gold),
        |item| item.map(|gold| score(&answers, &gold)),
        |outcome| {
            sums.take(outcome);
            true
        },
    );
    sums.progress.finish();
    sums.tell_unanswered(&answers);
    if sums.score.articles > 0 {
        let report = match args.format {
            EvalFormat::Text => Report { confusion: args.confusion, misses: args.misses }.text(&sums.score),
            EvalFormat::Json => Report::json(&sums.score),
        };
        print(&report)?;
    }
    Ok(Exit::of(sums.score.articles, sums.failed))
}

/// Where the found events come from.
enum Answers {
    Reader(Box<Pipeline>),
    File(HashMap<String, Account>),
}

/// What became of one annotated article: its score with the id where nothing answered it, and a complaint where reading
/// it failed.
struct Scored {
    score: Score,
    unanswered: Option<String>,
    complaint: Option<String>,
}

/// The sums of a run.
struct Sums {
    score: Score,
    failed: usize,
    unanswered: Vec<String>,
    progress: Progress,
}

impl Default for Sums {
    fn default() -> Self {
        Sums { score: Score::default(), failed: 0, unanswered: Vec::new(), progress: Progress::new(None) }
    }
}

impl Sums {
    fn take(&mut self, outcome: Result<Scored, Vec<String>>) {
        self.progress.step();
        match outcome {
            Ok(scored) => {
                self.score.add(scored.score);
                self.unanswered.extend(scored.unanswered);
                if let Some(complaint) = scored.complaint {
                    self.fail(&[complaint]);
                }
            }
            Err(lines) => self.fail(&lines),
        }
    }

    /// One article, or one answer, is lost, for these reasons.
    fn fail(&mut self, lines: &[String]) {
        self.failed += 1;
        lines.iter().for_each(|line| self.progress.complain(&format!("detente: {line}")));
    }

    /// Says which articles count as missed because a system's output does not have them: that is more often a wrong
    /// file than a bad reader.
    fn tell_unanswered(&self, answers: &Answers) {
        let Some(first) = self.unanswered.first() else { return };
        if matches!(answers, Answers::File(_)) {
            let count = self.unanswered.len();
            eprintln!(
                "detente: annotated articles without an answer: {count} ({first:?} first); their events count as missed"
            );
        }
    }
}

/// The annotated articles; for one that cannot be scored, its faults.
fn annotations(paths: Vec<PathBuf>) -> impl Iterator<Item = Result<Gold, Vec<String>>> + Send {
    Objects::new(paths, std::io::stdin())
        .map(|item| decoded(item, "article", eval::annotation).map(|(_, gold)| gold))
}

/// The id and what it stands for, or a line for each grave fault.
fn decoded<T>(
    item: Result<(impl Display, Value), detente_ingest::Fault>,
    what: &str,
    decode: impl Fn(&Value) -> Decoded<T>,
) -> Result<(String, T), Vec<String>> {
    let (spot, value) = item.map_err(|error| vec![error.to_string()])?;
    let Decoded { id, value, faults } = decode(&value);
    let line = |fault: &Fault| format!("{spot}: {id}: {fault}; the {what} was skipped");
    let grave = || faults.iter().filter(|fault| fault.is_grave).map(line).collect();
    value.ok_or_else(grave).map(|value| (id.clone(), value))
}

/// The answers of a file, by article. What is no answer is told and counted; without any there is nothing to score.
fn answers(path: &Path, sums: &mut Sums) -> anyhow::Result<Answers> {
    let mut answers = HashMap::new();
    for item in Objects::new([path.to_path_buf()], std::io::stdin()) {
        match decoded(item, "answer", eval::answer) {
            Ok((id, account)) => {
                if answers.insert(id.clone(), account).is_some() {
                    eprintln!("detente: the id {id:?} came before; its later answer counts");
                }
            }
            Err(lines) => sums.fail(&lines),
        }
    }
    if answers.is_empty() {
        bail!("{}: no answer to score", path.display());
    }
    Ok(Answers::File(answers))
}

/// Scores one article against what was found in it.
fn score(answers: &Answers, gold: &Gold) -> Scored {
    let nothing = Account::default();
    let scored = |account: Option<&Account>, complaint| Scored {
        score: Score::of(gold, account.unwrap_or(&nothing)),
        unanswered: account.is_none().then(|| gold.id.clone()),
        complaint,
    };
    match answers {
        Answers::File(answers) => scored(answers.get(&gold.id), None),
        Answers::Reader(pipeline) => match read(pipeline, gold) {
            Ok(account) => scored(Some(&account), None),
            Err(complaint) => scored(None, Some(complaint)),
        },
    }
}

/// Reads an article of which the reader sees nothing but what its readers saw. What is scored is what `detente read
/// --format jsonl` prints.
fn read(pipeline: &Pipeline, gold: &Gold) -> Result<Account, String> {
    let article = Article {
        id: gold.id.clone(),
        text: gold.text.clone(),
        published: Some(gold.published),
        agency: gold.agency.clone(),
        ..Article::default()
    };
    let style = Style { format: Format::Jsonl, explain: false, colour: false, width: 0 };
    let line = catch_unwind(AssertUnwindSafe(|| style.article(&pipeline.read(article))));
    let value = line.ok().and_then(|line| serde_json::from_slice::<Value>(&line).ok());
    value.and_then(|value| eval::answer(&value).value).ok_or_else(|| {
        format!("{}: the reader failed on this article, so its events count as missed; please report it with its text", gold.id)
    })
}

/// `detente eval --check`: every fault on a line of its own.
fn check(paths: Vec<PathBuf>) -> anyhow::Result<Exit> {
    let (mut sound, mut faulty) = (0, 0);
    let mut lines = String::new();
    for item in Objects::new(paths, std::io::stdin()) {
        let faults: Vec<String> = match item {
            Ok((spot, value)) => {
                let Decoded { id, faults, .. } = eval::annotation(&value);
                faults.iter().map(|fault| format!("{spot}: {id}: {fault}")).collect()
            }
            Err(error) => vec![error.to_string()],
        };
        if faults.is_empty() {
            sound += 1
        } else {
            faulty += 1
        }
        faults.iter().for_each(|fault| {
            lines.push_str(fault);
            lines.push('\n');
        });
    }
    print(&lines)?;
    eprintln!("detente: {sound} sound, {faulty} with faults");
    Ok(Exit::of(sound, faulty))
}

/// Writes the report; whoever reads it may have seen enough (`| head`).
fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(anyhow::Error::new(error).context("cannot write the report"))
        }
        _ => Ok(()),
    }
}
