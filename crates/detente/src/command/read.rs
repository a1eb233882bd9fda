//! `detente read`: articles in, ledger out.
//!
//! Articles are read on several threads and written in the order of the input. What cannot be read costs
//! one line on standard error and nothing else.

use crate::args::{Colour, ReadArgs};
use crate::exit::Exit;
use crate::input::Articles;
use crate::output::Style;
use crate::parallel;
use crate::progress::Progress;
use crate::watch::Watch;
use anstream::AutoStream;
use detente_core::document::Article;
use detente_core::pipeline::Pipeline;
use jiff::civil::Date;
use std::io::{ErrorKind, IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Columns where there is no terminal to ask.
const WIDTH: usize = 100;

/// What became of one article.
type Outcome = Result<Vec<u8>, String>;

/// Reads what the arguments name.
pub(crate) fn run(args: ReadArgs) -> anyhow::Result<Exit> {
    let watch = args.timings.then(Watch::start);
    let pipeline = Pipeline::builtin()?;
    watch.iter().for_each(Watch::ready);
    let style = style(&args);
    let threads = args.threads.map_or_else(cores, usize::from);
    let items = articles(&args);
    let mut run =
        Run { out: std::io::stdout().lock(), progress: Progress::new(None), read: 0, failed: 0, error: None };
    run.write(&style.header());
    quiet_panics();
    parallel::in_order(
        threads,
        items,
        |item| item.and_then(|article| read(&pipeline, style, watch.as_ref(), article)),
        |outcome| run.take(outcome),
    );
    if let Some(watch) = watch {
        eprint!("{}", watch.report(run.read));
    }
    run.end()
}

/// Reads one article. A defect of the reader costs that article, never the batch.
fn read(pipeline: &Pipeline, style: Style, watch: Option<&Watch>, article: Article) -> Outcome {
    let id = article.id.clone();
    let read = || match watch {
        Some(watch) => watch.read(pipeline, style, article),
        None => style.article(&pipeline.read(article)),
    };
    catch_unwind(AssertUnwindSafe(read))
        .map_err(|_| format!("{id}: the reader failed on this article; please report it with its text"))
}

/// Without this, a caught panic would still print its own lines.
fn quiet_panics() {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
}

/// The run as it goes.
struct Run<W: Write> {
    out: W,
    progress: Progress,
    read: usize,
    failed: usize,
    error: Option<std::io::Error>,
}

impl<W: Write> Run<W> {
    /// Takes one outcome; false once nothing more can be written.
    fn take(&mut self, outcome: Outcome) -> bool {
        self.progress.step();
        match outcome {
            Ok(bytes) => {
                self.read += 1;
                self.write(&bytes);
            }
            Err(problem) => {
                self.failed += 1;
                self.progress.complain(&format!("detente: {problem}"));
            }
        }
        self.error.is_none()
    }

    fn write(&mut self, bytes: &[u8]) {
        if let Err(error) = self.out.write_all(bytes) {
            self.error.get_or_insert(error);
        }
    }

    fn end(mut self) -> anyhow::Result<Exit> {
        self.progress.finish();
        let flushed = self.out.flush();
        match self.error.map_or(flushed, Err) {
            // Whoever reads our output has seen enough (`| head`).
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(Exit::Done),
            Err(error) => return Err(anyhow::Error::new(error).context("cannot write the output")),
            Ok(()) => {}
        }
        Ok(match (self.read, self.failed) {
            (_, 0) => Exit::Done,
            (0, _) => Exit::Failed,
            _ => Exit::Partly,
        })
    }
}

fn style(args: &ReadArgs) -> Style {
    let colour = match args.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never,
    };
    let width = args.width.map_or_else(terminal_width, usize::from);
    Style { format: args.format, explain: args.explain, colour, width }
}

/// The terminal's width, but lines of more than 100 columns are hard to follow with the eye.
fn terminal_width() -> usize {
    if !std::io::stdout().is_terminal() {
        return WIDTH;
    }
    terminal_size::terminal_size().map_or(WIDTH, |(w, _)| usize::from(w.0).min(WIDTH))
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The articles, filled up with what the arguments say of them.
fn articles(args: &ReadArgs) -> impl Iterator<Item = Result<Article, String>> + Send + use<> {
    let (published, agency) = (args.published, args.agency.clone());
    let warn = |warning: &str| eprintln!("detente: {warning}");
    Articles::new(args.files.clone(), std::io::stdin(), warn).map(move |item| {
        let article = item.map_err(|e| e.to_string())?;
        Ok(Article {
            published: article.published.or(published).or_else(|| day_of_name(&article.id)),
            agency: article.agency.or_else(|| agency.clone()),
            ..article
        })
    })
}

/// The day with which an article's name begins ("2024-01-19-efe-iran-pakistan"), as archives name their files:
/// many datelines have no year.
fn day_of_name(id: &str) -> Option<Date> {
    let (day, rest) = id.split_at_checked("2024-01-19".len())?;
    if rest.starts_with(|c: char| c.is_alphanumeric()) { None } else { day.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::day_of_name;

    #[test]
    fn archives_name_files_by_their_day() {
        assert_eq!(day_of_name("2024-01-19-efe-iran-pakistan"), "2024-01-19".parse().ok());
        for id in ["2024-01-19T00", "2024-13-19-x", "crisis/01", "", "é024-01-19"] {
            assert_eq!(day_of_name(id), None, "{id}");
        }
    }
}
