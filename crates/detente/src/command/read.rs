//! `detente read`: articles in, ledger out.
//!
//! Articles are read on several threads and written in the order of the input. What cannot be read costs
//! one line on standard error and nothing else.

use super::run::{Outcome, Run, cores, quiet_panics};
use crate::args::{Colour, ReadArgs};
use crate::exit::Exit;
use crate::intake::day_of_name;
use crate::output::Style;
use crate::parallel;
use crate::watch::Watch;
use anstream::AutoStream;
use detente_core::document::Article;
use detente_core::pipeline::Pipeline;
use detente_ingest::{Articles, Sources};
use std::io::IsTerminal;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Columns where there is no terminal to ask.
const WIDTH: usize = 100;

/// Reads what the arguments name.
pub(crate) fn run(args: ReadArgs) -> anyhow::Result<Exit> {
    let watch = args.timings.then(Watch::start);
    let mut pipeline = match super::own::load(&args.own)? {
        Some(knowledge) => Pipeline::with_knowledge(knowledge)?,
        None => Pipeline::builtin()?,
    };
    pipeline = pipeline.with_precision(args.precision.into());
    if args.thorough {
        pipeline = pipeline.thorough();
    }
    watch.iter().for_each(Watch::ready);
    let style = style(&args);
    let threads = args.threads.map_or_else(cores, usize::from);
    let items = articles(&args);
    let mut run = Run::new(std::io::stdout().lock());
    run.write(&style.header());
    quiet_panics();
    parallel::in_order(
        threads,
        items,
        |item| item.and_then(|article| read(&pipeline, style, watch.as_ref(), article)),
        |outcome| run.take(outcome),
    );
    if let Some(watch) = watch {
        eprint!("{}", watch.report(run.read()));
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

/// The articles, filled up with what the arguments say of them.
fn articles(args: &ReadArgs) -> impl Iterator<Item = Result<Article, String>> + Send + use<> {
    let (published, agency) = (args.published, args.agency.clone());
    let warn = |warning: &str| eprintln!("detente: {warning}");
    let sources = Sources::new(args.files.clone(), std::io::stdin());
    Articles::new(sources, warn).map(move |item| {
        let article = item.map_err(|e| e.to_string())?;
        Ok(Article {
            published: article.published.or(published).or_else(|| day_of_name(&article.id)),
            agency: article.agency.or_else(|| agency.clone()),
            ..article
        })
    })
}
