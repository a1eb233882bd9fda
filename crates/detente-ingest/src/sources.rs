//! From what a command line names to items, one after the other.
//!
//! In: files, folders, `-`. Out: [`Records`], unread, or [`Items`], read; and [`Articles`] for whoever wants no more than the
//! texts. They are found on a thread of its own that runs a few records ahead.
//!
//! Worked example: `news.jsonl` with the lines `{"id": "a", "text": "Iran struck first."}` and `{"id": "b"` gives the
//! article `a` and the fault "news.jsonl:2: not JSON: EOF while parsing an object at column 10; the line was skipped".

use crate::fault::{Fault, Problem, Spot};
use crate::folder::Files;
use crate::form;
use crate::item::{Item, Kind, Position, Stamp};
use crate::limits::Limits;
use crate::record::{Content, Record};
use crate::walk::Walk;
use detente_core::document::Article;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufReader, Read};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Records between the walk and whoever takes them: each may have the size of a page.
const AHEAD: usize = 4;

/// What is to be read.
pub struct Sources {
    paths: Vec<PathBuf>,
    stdin: Box<dyn Read + Send>,
    limits: Limits,
    before: HashMap<PathBuf, Position>,
}

impl Sources {
    /// Will read `paths`; `-` is `stdin`.
    pub fn new(paths: impl IntoIterator<Item = PathBuf>, stdin: impl Read + Send + 'static) -> Self {
        let paths = paths.into_iter().collect();
        Sources { paths, stdin: Box::new(stdin), limits: Limits::default(), before: HashMap::new() }
    }

    /// With other limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Passes over what was taken before, up to and with these positions: one for each file begun or finished. A file that
    /// is another one now is read anew.
    #[must_use]
    pub fn resume(mut self, positions: impl IntoIterator<Item = Position>) -> Self {
        self.before.extend(positions.into_iter().map(|position| (position.file.clone(), position)));
        self
    }

    /// The records, unread: [`Record::read`] is the dear part and may run on other threads.
    pub fn records(self) -> Records {
        let (sender, records) = sync_channel(AHEAD);
        let walk = std::thread::Builder::new().name("sources".into()).spawn(move || self.walk(&sender));
        match walk {
            Ok(walk) => Records { records, walk: Some(walk), failed: None },
            Err(error) => Records { records, walk: None, failed: Some(fault(Problem::Unreadable(error))) },
        }
    }

    fn walk(self, sender: &SyncSender<Record>) {
        let limits = Rc::new(self.limits);
        let mut stdin = Some(self.stdin);
        // Whoever took the records has gone.
        let mut give = |record| sender.send(record).is_ok();
        for file in Files::new(self.paths, form::ENDINGS) {
            let (path, problem) = match file {
                Ok(path) => (path, None),
                Err((spot, problem)) => (spot.path().to_path_buf(), Some(problem)),
            };
            let mut walk = Walk::new(&path, &limits, &mut give);
            let spot = Spot::new(&path);
            let through = || match (problem, spot.is_stdin()) {
                (Some(problem), _) => walk.fault(spot.clone(), problem),
                (None, false) => walk.file(self.before.get(&path)),
                (None, true) => match stdin.take() {
                    Some(stdin) => walk.stream(&spot, Box::new(BufReader::with_capacity(64 * 1024, stdin))),
                    None => walk.fault(spot.clone(), Problem::ReadBefore),
                },
            };
            // Unpackers are not ours: a file on which one fails costs that file, and is named.
            let flow = catch_unwind(AssertUnwindSafe(through));
            let flow = flow.unwrap_or_else(|_| walk.fault(spot.clone(), Problem::Defect));
            if flow == ControlFlow::Break(()) {
                return;
            }
        }
    }
}

impl IntoIterator for Sources {
    type Item = Result<Item, Fault>;
    type IntoIter = Items;

    fn into_iter(self) -> Items {
        let limits = self.limits.clone();
        Items { records: self.records(), limits }
    }
}

/// What is said where the walk itself failed: of no file in particular.
fn fault(problem: Problem) -> Record {
    Record {
        spot: Spot::new(Path::new("-")),
        position: Position { file: PathBuf::from("-"), record: 0, stamp: Stamp::default() },
        content: Content::Fault { problem, hash: None },
    }
}

/// The records of all sources, in order.
pub struct Records {
    records: Receiver<Record>,
    /// The walk, until it has ended and was heard.
    walk: Option<JoinHandle<()>>,
    failed: Option<Record>,
}

impl Iterator for Records {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        self.failed.take().or_else(|| self.records.recv().ok()).or_else(|| {
            // A walk that broke off must not pass for one that came to its end.
            let broke_off = self.walk.take()?.join().is_err();
            broke_off.then(|| fault(Problem::Defect))
        })
    }
}

/// The items of all sources, in order.
pub struct Items {
    records: Records,
    limits: Limits,
}

impl Iterator for Items {
    type Item = Result<Item, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.records.next().map(|record| record.read(&self.limits))
    }
}

/// What an article's oddities are told to.
type Warn = Box<dyn FnMut(&str) + Send>;

/// The articles of all sources, each with an id of its own; for whoever reads them once and keeps nothing.
pub struct Articles {
    items: Items,
    warn: Warn,
    /// How often each id came. Hashes keep millions of ids small; that two share one only renames an article.
    ids: HashMap<u64, u32>,
}

impl Articles {
    /// The articles of `sources`. `warn` hears of those that are given, but not as they came, and of withdrawals.
    pub fn new(sources: Sources, warn: impl FnMut(&str) + Send + 'static) -> Self {
        Articles { items: sources.into_iter(), warn: Box::new(warn), ids: HashMap::new() }
    }

    /// Gives an id that came before a number, so that no two articles of a run share one.
    fn with_own_id(&mut self, mut article: Article) -> Article {
        let given = article.id.clone();
        while let Some(count) = self.ids.get_mut(&hash(&article.id)) {
            *count += 1;
            article.id = format!("{given}#{count}");
        }
        self.ids.insert(hash(&article.id), 1);
        if article.id != given {
            (self.warn)(&format!("the id {given:?} came before; this article is called {:?}", article.id));
        }
        article
    }
}

impl Iterator for Articles {
    type Item = Result<Article, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            return match self.items.next()? {
                Ok(Item { kind: Kind::Withdrawal, article, .. }) => {
                    (self.warn)(&format!(
                        "{:?} is withdrawn by its source; there is nothing to read",
                        article.id
                    ));
                    continue;
                }
                Ok(item) => Some(Ok(self.with_own_id(item.article))),
                Err(fault) => Some(Err(fault)),
            };
        }
    }
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
