//! `cargo xtask`: what developers run and users never see: house rules, training, evaluation, benchmarks.

mod accuracy;
mod bench;
mod borders;
mod conllu;
mod corpus_words;
mod demo;
mod eval_claims;
mod eval_copies;
mod eval_crisis;
mod eval_knowledge;
mod eval_outlook;
mod eval_parties;
mod eval_relate;
mod eval_syntax;
mod eval_when_where;
mod fit;
mod gazetteer;
mod incidents;
mod python;
mod set_aside;
mod soak;
mod tidy;
mod train;

use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Developers' tasks of detente")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Check the house rules that no compiler checks (also a test)
    Tidy,
    /// Train the neural reader and put its weights in place
    Train(train::Args),
    /// Cut annotated articles into the reader's words, for training
    CorpusWords(corpus_words::Args),
    /// Measure the neural reader against treebanks and name sets, or what `knowledge` gives
    #[command(args_conflicts_with_subcommands = true)]
    Eval {
        #[command(subcommand)]
        what: Option<Eval>,
        #[command(flatten)]
        syntax: Option<eval_syntax::Args>,
    },
    /// Measure the whole reader on annotated articles, for docs/accuracy.md
    Accuracy(accuracy::Args),
    /// Measure attributions against annotated articles
    EvalClaims {
        /// Annotated articles (JSON)
        gold: Vec<PathBuf>,
    },
    /// Measure how well copies, trims, rewrites and corrections of one text are found
    EvalCopies,
    /// Measure which events of annotated articles are put with one incident
    EvalIncidents(incidents::Args),
    /// Fit the tables by which events of different articles are matched
    FitIncidents(incidents::fit::Args),
    /// Measure crises, relations, commitments and chains against annotated articles
    EvalCrisis(eval_crisis::Args),
    /// Measure the outlook on coded events, and write the record into docs/
    EvalOutlook(eval_outlook::Args),
    /// Measure dates, places and tolls against annotated articles
    EvalWhenWhere(eval_when_where::Args),
    /// Measure whom mentions mean against annotated articles
    EvalParties(eval_parties::Args),
    /// Measure types between two marked parties on the corpus's sentences
    EvalRelate(eval_relate::Args),
    /// Learn from annotated articles who plays which part in events
    Fit(fit::Args),
    /// Turn the outlines of states into the list that maps are drawn from
    Borders(borders::Args),
    /// Pack articles of the corpus for `detente serve --demo`
    Demo,
    /// Compile the lists of places into gazetteer.bin
    Gazetteer,
    /// Fill a ledger as large as years of news, and time its answers
    Soak {
        #[command(subcommand)]
        task: soak::Soak,
    },
    /// Measure speed end to end, beside spaCy on the same articles
    Bench(bench::Args),
}

#[derive(Debug, Subcommand)]
enum Eval {
    /// Measure places, times and look-ups
    Knowledge(eval_knowledge::Args),
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().task {
        Task::Tidy => tidy::run(&root()),
        Task::Train(args) => train::run(&root(), &args),
        Task::CorpusWords(args) => corpus_words::run(&args),
        Task::Eval { what: Some(Eval::Knowledge(args)), .. } => eval_knowledge::run(&root(), &args),
        Task::Eval { syntax: Some(args), .. } => eval_syntax::run(&args),
        Task::Eval { .. } => anyhow::bail!("say --data FOLDER, or knowledge"),
        Task::Accuracy(args) => accuracy::run(&root(), &args),
        Task::EvalClaims { gold } => eval_claims::run(&gold),
        Task::EvalCopies => eval_copies::run(&root()),
        Task::EvalIncidents(args) => incidents::run(&args),
        Task::FitIncidents(args) => incidents::fit::run(&root(), &args),
        Task::EvalCrisis(args) => eval_crisis::run(&args),
        Task::EvalOutlook(args) => eval_outlook::run(&root(), &args),
        Task::EvalWhenWhere(args) => eval_when_where::command(&args),
        Task::EvalParties(args) => eval_parties::run(&args),
        Task::EvalRelate(args) => eval_relate::run(&args),
        Task::Fit(args) => fit::run(&root(), &args),
        Task::Borders(args) => borders::run(&root(), &args),
        Task::Demo => demo::run(&root()),
        Task::Gazetteer => gazetteer::run(&root()),
        Task::Soak { task } => soak::run(&root(), &task),
        Task::Bench(args) => bench::run(&root(), &args),
    }
}

/// The repository.
fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_path_buf()
}
