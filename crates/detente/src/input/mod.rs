//! From files, folders and standard input to articles.
//!
//! In: what the command line names. Out: [`Articles`], which gives one article, or one error that names its
//! file and line, after the other, and holds no more than one of them in memory (but a `.json` file as a whole).
//! What cannot be read costs that article and never the rest.
//!
//! | what | is read as |
//! |---|---|
//! | `.txt`, `.text` | one article of plain text; its id is the file's stem |
//! | `.jsonl`, `.ndjson` | JSON Lines, an article a line |
//! | `.json` | one article, or a list of them |
//! | a folder | all such files in it and below, sorted by path; hidden ones and links to folders are left out |
//! | `-` or any other name | JSON Lines if it starts with `{`, a list if it starts with `[` and `{`, else plain text |
//!
//! Worked example: `news.jsonl` with the lines `{"id": "a", "text": "Iran struck first."}` and `{"id": "b"` gives
//! the article `a` and the error "news.jsonl:2: not JSON: EOF while parsing an object at column 10; the line was
//! skipped".

mod decode;
mod error;
mod folder;
mod json;
mod lines;
mod objects;
mod pairs;
mod published;
#[cfg(test)]
mod tests;

pub(crate) use error::InputError;
pub(crate) use objects::Objects;
pub(crate) use pairs::{Pair, Pairs};

use detente_core::document::Article;
use detente_core::limits;
use error::{Problem, Spot};
use folder::Files;
use json::Form;
use lines::Lines;
use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Where bytes come from.
type Source = Box<dyn BufRead + Send>;
/// What an article's oddities are told to.
type Warn = Box<dyn FnMut(&str) + Send>;

/// The articles of the named files and folders, in order.
pub(crate) struct Articles {
    files: Files,
    stdin: Option<Source>,
    current: Current,
    warn: Warn,
    /// How often each id came. Hashes keep millions of ids small; that two share one only renames an article.
    ids: HashMap<u64, u32>,
}

/// The file being read.
enum Current {
    None,
    Lines { spot: Spot, lines: Lines },
    List { spot: Spot, list: std::vec::IntoIter<serde_json::Value>, number: usize },
}

impl Articles {
    /// Will read `paths`; `-` is `stdin`. `warn` hears of articles that are given, but not as they came.
    pub(crate) fn new(
        paths: impl IntoIterator<Item = PathBuf>,
        stdin: impl Read + Send + 'static,
        warn: impl FnMut(&str) + Send + 'static,
    ) -> Self {
        Articles {
            files: Files::new(paths, folder::ENDINGS),
            stdin: Some(Box::new(BufReader::new(stdin))),
            current: Current::None,
            warn: Box::new(warn),
            ids: HashMap::new(),
        }
    }

    /// Opens the next file; an article if the file is one.
    fn open(&mut self, path: &Path) -> Result<Option<Article>, InputError> {
        let spot = Spot::new(path);
        let fail = |problem| Err(InputError { spot: spot.clone(), problem });
        let source = if spot.is_stdin() { Ok(self.stdin.take()) } else { open_file(path).map(Some) };
        let mut source = match source {
            Ok(Some(source)) => source,
            // Standard input named twice was read the first time.
            Ok(None) => return fail(Problem::ReadBefore),
            Err(problem) => return fail(problem),
        };
        let form = match Form::of(path, &mut source) {
            Ok(form) => form,
            Err(error) => return fail(Problem::Unreadable(error)),
        };
        match form {
            Form::Text => match text(source) {
                Ok(text) => Ok(Some(Article { id: spot.stem(), text, ..Article::default() })),
                Err(problem) => fail(problem),
            },
            Form::Lines => match Lines::new(source) {
                Ok(lines) => {
                    self.current = Current::Lines { spot, lines };
                    Ok(None)
                }
                Err(problem) => fail(problem),
            },
            Form::List => {
                let read = whole(source, limits::JSON_FILE_BYTES)
                    .and_then(|b| decode::decode(&b).map_err(Problem::NotText));
                match read.and_then(|text| json::list(&text)) {
                    Ok(json::Parsed::List(list)) => {
                        self.current = Current::List { spot, list: list.into_iter(), number: 0 };
                        Ok(None)
                    }
                    Ok(json::Parsed::Lines(text)) => {
                        self.current = Current::Lines { spot, lines: Lines::of_text(text) };
                        Ok(None)
                    }
                    Err(problem) => fail(problem),
                }
            }
        }
    }

    /// The next article of the file being read.
    fn next_of_current(&mut self) -> Option<Result<Article, InputError>> {
        match &mut self.current {
            Current::None => None,
            Current::Lines { spot, lines } => {
                let Some((number, line)) = lines.next_line() else {
                    let is_empty = lines.is_empty();
                    let spot = spot.clone();
                    self.current = Current::None;
                    return is_empty.then_some(Err(InputError { spot, problem: Problem::Empty }));
                };
                let spot = spot.line(number);
                Some(
                    line.and_then(|l| json::line(&l))
                        .and_then(|v| json::article(v, &spot))
                        .map_err(|problem| InputError { spot, problem }),
                )
            }
            Current::List { spot, list, number } => {
                let Some(value) = list.next() else {
                    let (spot, is_empty) = (spot.clone(), *number == 0);
                    self.current = Current::None;
                    return is_empty.then_some(Err(InputError { spot, problem: Problem::Empty }));
                };
                *number += 1;
                let spot = spot.item(*number);
                Some(json::article(value, &spot).map_err(|problem| InputError { spot, problem }))
            }
        }
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
    type Item = Result<Article, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.next_of_current() {
                return Some(item.map(|article| self.with_own_id(article)));
            }
            match self.files.next()? {
                Ok(path) => match self.open(&path) {
                    Ok(None) => {}
                    Ok(Some(article)) => return Some(Ok(self.with_own_id(article))),
                    Err(error) => return Some(Err(error)),
                },
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

fn open_file(path: &Path) -> Result<Source, Problem> {
    let file = File::open(path).map_err(Problem::of_io)?;
    Ok(Box::new(BufReader::with_capacity(64 * 1024, file)))
}

/// All bytes of a source that must not have more than `limit`.
fn whole(source: Source, limit: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    source.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(Problem::Unreadable)?;
    if bytes.len() > limit { Err(Problem::TooLong { limit }) } else { Ok(bytes) }
}

/// The text of a plain article.
fn text(source: Source) -> Result<String, Problem> {
    // UTF-16 takes two bytes where UTF-8 takes one.
    let bytes = whole(source, 2 * limits::ARTICLE_BYTES + 2).map_err(|problem| match problem {
        Problem::TooLong { .. } => Problem::TooLong { limit: limits::ARTICLE_BYTES },
        other => other,
    })?;
    json::check_text(decode::decode(&bytes).map_err(Problem::NotText)?)
}
