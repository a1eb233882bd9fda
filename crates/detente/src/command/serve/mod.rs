//! `detente serve`, `detente token`.

mod settings;

use super::alerts;
use super::run::{cores, quiet_panics};
use crate::args::{ServeArgs, TokenArgs};
use crate::exit::Exit;
use crate::intake::{desk, reader_version};
use detente_core::document::Article;
use detente_core::pipeline::Pipeline;
use detente_crisis::alert::Rules;
use detente_ledger::store::{Store, Unread};
use detente_serve::{
    Options, Reader, Scope, Tokens, create_token, fill_demo, may_listen, serve as serve_ledger, usual_rules,
};
use settings::Settings;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// That one article may take before it is set aside.
const PATIENCE: Duration = Duration::from_secs(30);

/// `detente serve`: a ledger in a browser and over HTTP.
pub(crate) fn serve(args: ServeArgs) -> anyhow::Result<Exit> {
    quiet_panics();
    let is_check = args.check;
    let settings = Settings::of(args)?;
    let rules = match settings.rules.as_deref().map(alerts::rules).transpose()? {
        None => usual_rules(),
        Some(Ok(rules)) => rules,
        Some(Err(problems)) => return alerts::tell(&problems, is_check),
    };
    let Some(ledger) = settings.ledger.clone() else {
        return if is_check { check(&settings, &Tokens::default()) } else { demo(settings, rules) };
    };
    let tokens = Tokens::load(&Tokens::path(&ledger)?)?;
    if is_check {
        return check(&settings, &tokens);
    }
    let intake = match settings.read_only {
        true => None,
        false => Some((Store::open(&ledger, &reader_version())?, reader()?)),
    };
    let options = Options {
        listen: settings.listen,
        hosts: settings.hosts,
        ledger,
        is_frozen: settings.read_only,
        is_demo: false,
        tokens,
        rules,
        log: settings.log,
        intake,
    };
    serve_ledger(options, announce)?;
    Ok(Exit::Done)
}

/// Prints the settings, and fails where the server would not start with them.
fn check(settings: &Settings, tokens: &Tokens) -> anyhow::Result<Exit> {
    print!("{settings}");
    may_listen(settings.listen, tokens)?;
    Ok(Exit::Done)
}

/// The built-in ledger, in a folder that goes away with the program.
fn demo(settings: Settings, rules: Rules) -> anyhow::Result<Exit> {
    let folder = tempfile::tempdir()?;
    let ledger = folder.path().join("demo.db");
    let began = Instant::now();
    let read = reader()?;
    let mut store = Store::open(&ledger, &reader_version())?;
    let articles = fill_demo(&mut store, read.as_ref(), cores())?;
    let mut tokens = Tokens::default();
    let token = tokens.issue(Scope::Write)?;
    eprintln!("detente: {articles} articles read in {:.1} s", began.elapsed().as_secs_f32());
    eprintln!("detente: to send articles: {token}");
    let options = Options {
        listen: settings.listen,
        hosts: settings.hosts,
        ledger: ledger.as_path().into(),
        is_frozen: false,
        is_demo: true,
        tokens,
        rules,
        log: settings.log,
        intake: Some((store, read)),
    };
    serve_ledger(options, |address| {
        announce(address);
        // What stands after # is not sent; the page puts it into the field for the token.
        eprintln!("detente: add articles at http://{address}/status#{token}");
    })?;
    Ok(Exit::Done)
}

fn announce(address: SocketAddr) {
    eprintln!("detente: http://{address}/ (Ctrl-C ends it)");
}

/// Reads an article; one that breaks the reader or takes too long is kept unread.
fn reader() -> anyhow::Result<Arc<Reader>> {
    let desk = desk(Pipeline::builtin()?, PATIENCE);
    Ok(Arc::new(move |article: Article| {
        desk.read(article).map_err(|failure| Unread {
            stage: failure.stage.to_string(),
            reason: failure.reason.to_string(),
            detail: failure.to_string(),
        })
    }))
}

/// `detente token`: a new token for a ledger's server.
pub(crate) fn token(args: &TokenArgs) -> anyhow::Result<Exit> {
    let ledger = args.ledger.clone().map_or_else(Store::default_address, Ok)?;
    println!("{}", create_token(&Tokens::path(&ledger)?, args.scope, &args.name)?);
    Ok(Exit::Done)
}
