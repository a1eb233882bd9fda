//! `detente serve`: the ledger in a browser and over HTTP.
//!
//! In: a ledger file. Out: pages made by the server, which work without a script, and an API under `/v1` with its OpenAPI
//! document. On this machine reading needs no token; a bind to other addresses is refused without one.
//!
//! | module | what |
//! |---|---|
//! | `words`, `link`, `asset` | names for codes, addresses of pages, files |
//! | `view`, `filter`, `listing`, `later`, `snapshot`, `connections`, `shelf` | what is shown, what is asked, what passes it, what takes long to compute, the ledger put together, the ledger lent, its states |
//! | `worker`, `background` | threads that last, who computes what takes long |
//! | `alerts` | what rules find, and what was delivered of it |
//! | `figure` | maps and charts as SVG |
//! | `page` | templates |
//! | `problem`, `log`, `gate` | errors; lines about answers; hosts, tokens, rates, headers |
//! | `app`, `shown`, `site`, `api`, `router`, `server` | what handlers are given, the frame of what they show, handlers and what runs them |

mod alerts;
mod api;
mod app;
mod asset;
mod background;
mod connections;
mod demo;
mod figure;
mod filter;
mod gate;
mod later;
mod link;
mod listing;
mod log;
mod page;
mod params;
mod problem;
mod router;
mod server;
mod shelf;
mod shown;
mod site;
mod snapshot;
#[cfg(test)]
#[expect(dead_code, reason = "tests of the ledger and of the program need more of it")]
#[path = "../../detente-ledger/tests/ledger/stores.rs"]
mod stores;
#[cfg(test)]
mod tests;
mod value;
mod view;
mod words;
mod worker;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use detente_crisis::alert::Rules;
use detente_ledger::store::{Address, Store, StoreError};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};

pub use alerts::usual_rules;
pub use app::Reader;
pub use demo::fill as fill_demo;
pub use gate::tokens::{Scope, TokenError, Tokens, create as create_token};
pub use log::Log;

use app::{App, Desk};
use background::Background;
use gate::Gate;
use gate::hosts::Hosts;
use gate::rate::Rates;
use shelf::Shelf;
use worker::Worker;

/// Between two looks whether another program has filled the ledger.
const LOOK: Duration = Duration::from_secs(1);
/// After a commit, for others to come: a feed brings many at once, and they are put together once.
const GATHER: Duration = Duration::from_millis(100);
/// Between two snapshots, at most: as long as the last one took, so that a stream of commits leaves the processor to requests.
const REST: Duration = Duration::from_millis(400);
/// Between two preparations, as many times as long as the last one took: who asks before that begins what he asks for.
const REST_OF_PREPARING: u32 = 4;

/// What is served and where.
pub struct Options {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Names other than localhost that the server answers to.
    pub hosts: Vec<String>,
    /// The ledger.
    pub ledger: Address,
    /// Whether nobody writes the ledger meanwhile.
    pub is_frozen: bool,
    /// Whether it is the built-in one.
    pub is_demo: bool,
    /// The tokens that are known.
    pub tokens: Tokens,
    /// What the page of alerts looks for.
    pub rules: Rules,
    /// Whether and how answers are told on standard error.
    pub log: Log,
    /// The ledger to be written and who reads what is sent; none: reading only.
    pub intake: Option<(Store, Arc<Reader>)>,
}

/// Why it cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Others could reach it without a token.
    #[error(
        "{0} can be reached from other machines: make a token first (`detente token --scope read`), or listen on 127.0.0.1"
    )]
    Open(SocketAddr),
    /// The address is taken, or not ours.
    #[error("{address}: {error}; choose another with --listen")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        error: std::io::Error,
    },
    /// The ledger cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system gives no threads.
    #[error("cannot start: {0}")]
    Runtime(std::io::Error),
}

/// Whether a server with these tokens may listen there.
///
/// # Errors
/// Where others could reach it without a token.
pub fn may_listen(address: SocketAddr, tokens: &Tokens) -> Result<(), ServeError> {
    if tokens.is_empty() && !address.ip().is_loopback() {
        return Err(ServeError::Open(address));
    }
    Ok(())
}

/// Serves until the process is told to end. `ready` is told the address.
///
/// # Errors
/// Where the bind is open to others without a token, the address is taken, or the ledger cannot be read.
pub fn serve(options: Options, ready: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    may_listen(options.listen, &options.tokens)?;
    let is_public = !options.listen.ip().is_loopback();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ServeError::Runtime)?;
    let (app, gate) = parts(options.ledger, options.is_frozen, options.is_demo, options.intake)?;
    let app = Arc::new(App { rules: Arc::new(options.rules), log: options.log, ..app });
    let gate = Gate { hosts: Hosts::new(options.hosts), tokens: options.tokens, is_public, ..gate };
    let served = runtime.block_on(async {
        let listening = |error| ServeError::Listen { address: options.listen, error };
        let listener = TcpListener::bind(options.listen).await.map_err(listening)?;
        ready(listener.local_addr().map_err(listening)?);
        tokio::spawn(follow(Arc::clone(&app)));
        tokio::spawn(prepare(Arc::clone(&app)));
        let router = router::router(Arc::clone(&app), Arc::new(gate));
        let end = async move {
            ended().await;
            app.ending.send_replace(true);
        };
        server::run(listener, router, end).await.map_err(listening)
    });
    // A request that still reads the ledger is not waited for.
    runtime.shutdown_timeout(Duration::from_millis(500));
    served
}

/// The app over a ledger, and a gate for this machine alone.
fn parts(
    ledger: Address,
    is_frozen: bool,
    is_demo: bool,
    intake: Option<(Store, Arc<Reader>)>,
) -> Result<(App, Gate), ServeError> {
    let shelf = Shelf::open(&ledger, is_frozen)?;
    let seq = shelf.present().seq.0;
    let desk = |(store, read)| -> Result<Desk, ServeError> {
        let writer = Worker::begin("writer", store).map_err(ServeError::Runtime)?;
        Ok(Desk { writer, read })
    };
    let app = App {
        shelf,
        background: Arc::new(Background::new().map_err(ServeError::Runtime)?),
        desk: intake.map(desk).transpose()?,
        grown: watch::Sender::new(seq),
        written: Notify::new(),
        ending: watch::Sender::new(false),
        answers: Default::default(),
        is_demo,
        rules: Arc::new(usual_rules()),
        log: Log::None,
        since: Timestamp::now(),
    };
    let gate =
        Gate { hosts: Hosts::new([]), tokens: Tokens::default(), is_public: false, rates: Rates::new() };
    Ok((app, gate))
}

/// Renews the snapshot after commits, our own and those of other programs, away from requests.
async fn follow(app: Arc<App>) {
    loop {
        tokio::select! {
            () = app.written.notified() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(LOOK) => {}
        }
        let began = Instant::now();
        // An error is told by the next request too; the next look may do.
        if let Ok(true) = renew(&app).await {
            tokio::time::sleep(began.elapsed().min(REST)).await;
        }
    }
}

/// Computes what is dear of a new snapshot before somebody asks for it, apart from [`follow`]: what was committed is to be in lists
/// and told to those who follow without waiting for it.
async fn prepare(app: Arc<App>) {
    let mut grown = app.grown.subscribe();
    loop {
        grown.mark_unchanged();
        let began = Instant::now();
        // What breaks is noted in the snapshot, and told to who asks for it.
        let prepared = app.ask(|app| {
            app.prepare();
            Ok(())
        });
        let _ = prepared.await;
        tokio::time::sleep(began.elapsed() * REST_OF_PREPARING).await;
        if grown.changed().await.is_err() {
            return;
        }
    }
}

/// Brings the present up to date and tells those who follow; whether there was anything new.
async fn renew(app: &Arc<App>) -> Result<bool, problem::Problem> {
    let seq = app.ask(|app| app.shelf.renew()).await?;
    Ok(app.grown.send_if_modified(|known| std::mem::replace(known, seq.0) != seq.0))
}

/// Ends at Ctrl-C or at the system's polite signal.
async fn ended() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminated) = signal(SignalKind::terminate()) else {
            let _ = tokio::signal::ctrl_c().await;
            return;
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = tokio::signal::ctrl_c().await;
}
