//! Through one file, whatever it holds, to its records: compression, archives and feeds are opened on the way.
//!
//! In: a file, standard input, or bytes that were fetched. Out: its [`Record`]s in order, each with the position after which
//! reading can go on. What is wrong costs the record or the member it is found in, and the rest goes on.
//!
//! Worked example: `news.tar.gz` with `a.jsonl` of two lines and `b.html` gives three records, at "news.tar.gz: a.jsonl:1",
//! "news.tar.gz: a.jsonl:2" and "news.tar.gz: b.html".
//!
//! Archives are never unpacked: each member is read as a stream, and its name is no more than a label.

mod tar;
mod warc;
mod zip;

use crate::address::Address;
use crate::fault::{ByteHash, Problem, Spot};
use crate::feed;
use crate::form::{self, Form};
use crate::item::{Position, SourceName, Stamp};
use crate::json;
use crate::limits::Limits;
use crate::lines::Lines;
use crate::record::{Content, Record, text_of};
use crate::unpack::{Budget, Packing, fill, unpack, whole};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::rc::Rc;

/// Whether to go on: whoever takes the records may have enough.
pub(crate) type Flow = ControlFlow<()>;

/// Where bytes come from.
pub(crate) type Source<'a> = Box<dyn BufRead + 'a>;

/// What is known of bytes apart from themselves.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    pub(crate) address: Option<Address>,
    pub(crate) charset: Option<String>,
    /// The feed's name, where the bytes are one.
    pub(crate) feed: Option<SourceName>,
}

/// What a stream lies in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Nest {
    pub(crate) is_packed: bool,
    pub(crate) is_member: bool,
}

/// A walk through one file.
pub(crate) struct Walk<'a> {
    pub(crate) limits: Rc<Limits>,
    pub(crate) budget: Budget,
    position: Position,
    skip: u64,
    give: &'a mut dyn FnMut(Record) -> bool,
}

impl<'a> Walk<'a> {
    /// A walk through the file of this name, giving each record to `give` until that answers false.
    pub(crate) fn new(path: &Path, limits: &Rc<Limits>, give: &'a mut dyn FnMut(Record) -> bool) -> Self {
        let position = Position { file: path.to_path_buf(), record: 0, stamp: Stamp::default() };
        Walk { limits: Rc::clone(limits), budget: Budget::new(limits), position, skip: 0, give }
    }

    /// Walks through the file. What was taken up to `before` is passed over, if the file is the same or has only grown.
    pub(crate) fn file(&mut self, before: Option<&Position>) -> Flow {
        let path = self.position.file.clone();
        let spot = Spot::new(&path);
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) => return self.fault(spot, Problem::of_io(error)),
        };
        match Stamp::of(&mut file) {
            Ok(stamp) => self.position.stamp = stamp,
            Err(error) => return self.fault(spot, Problem::of_io(error)),
        }
        if let Some(before) = before {
            match self.position.stamp.is_continued_from(&before.stamp, &mut file) {
                Ok(true) => self.skip = before.record,
                Ok(false) => {}
                Err(error) => return self.fault(spot, Problem::of_io(error)),
            }
        }
        let mut source = BufReader::with_capacity(64 * 1024, file);
        let is_zip = match fill(&mut source) {
            Ok(start) => Packing::of(start).is_none() && Form::of(&path, start) == Form::Zip,
            Err(error) => return self.fault(spot, Problem::of_io(error)),
        };
        if is_zip { zip::walk(self, &spot, source) } else { self.stream(&spot, Box::new(source)) }
    }

    /// Walks through what is piped in.
    pub(crate) fn stream(&mut self, spot: &Spot, source: Source<'_>) -> Flow {
        let path = self.position.file.clone();
        self.packed(spot, &path, source, Nest::default())
    }

    /// Walks through bytes of a known form that came from elsewhere.
    pub(crate) fn bytes(&mut self, spot: &Spot, bytes: &[u8], form: Form, known: &Known) -> Flow {
        self.plain(spot, form, Box::new(bytes), known)
    }

    /// One source, maybe compressed.
    pub(crate) fn packed(&mut self, spot: &Spot, name: &Path, mut source: Source<'_>, nest: Nest) -> Flow {
        let (packing, is_warc) = match fill(&mut source) {
            Ok(start) => (Packing::of(start), warc::is_packed(name, start)),
            Err(error) => return self.fault(spot.clone(), Problem::of_io(error)),
        };
        let Some(packing) = packing else { return self.unpacked(spot, name, source, nest) };
        if nest.is_packed && !nest.is_member {
            let problem = Problem::Unsupported { what: "compressed twice", remedy: "unpack it once" };
            return self.fault(spot.clone(), problem);
        }
        if packing == Packing::Gzip && is_warc {
            return warc::walk_packed(self, spot, source);
        }
        let budget = self.budget.clone();
        match unpack(packing, source, &budget) {
            Ok(source) => self.unpacked(spot, name, source, Nest { is_packed: true, ..nest }),
            Err(error) => self.fault(spot.clone(), Problem::of_io(error)),
        }
    }

    fn unpacked(&mut self, spot: &Spot, name: &Path, mut source: Source<'_>, nest: Nest) -> Flow {
        let form = match fill(&mut source) {
            Ok(start) if Packing::of(start).is_some() => {
                let problem = Problem::Unsupported { what: "compressed twice", remedy: "unpack it once" };
                return self.fault(spot.clone(), problem);
            }
            Ok(start) => Form::of(name, start),
            Err(error) => return self.fault(spot.clone(), Problem::of_io(error)),
        };
        match form {
            Form::Zip | Form::Tar if nest.is_member => {
                let problem =
                    Problem::Unsupported { what: "an archive in an archive", remedy: "unpack the outer one" };
                self.fault(spot.clone(), problem)
            }
            Form::Zip => {
                let what = "a zip archive, whose list of members stands at its end";
                let problem = Problem::Unsupported { what, remedy: "name it as a file, uncompressed" };
                self.fault(spot.clone(), problem)
            }
            Form::Tar => tar::walk(self, spot, source),
            Form::Warc => warc::walk(self, spot, source),
            form => self.plain(spot, form, source, &Known::default()),
        }
    }

    /// One source that is neither compressed nor an archive.
    pub(crate) fn plain(&mut self, spot: &Spot, form: Form, source: Source<'_>, known: &Known) -> Flow {
        let limits = Rc::clone(&self.limits);
        let Known { address, charset, .. } = known.clone();
        match form {
            Form::Text => {
                // UTF-16 takes two bytes where UTF-8 takes one.
                match whole(source, 2 * limits.article_bytes + 2, limits.article_bytes) {
                    Ok(bytes) => self.put(spot.clone(), Content::Text { bytes, charset, address }),
                    Err(problem) => self.fault(spot.clone(), problem),
                }
            }
            Form::Page => match whole(source, limits.html_bytes, limits.html_bytes) {
                Ok(bytes) => self.put(spot.clone(), Content::Page { bytes, charset, address }),
                Err(problem) => self.fault(spot.clone(), problem),
            },
            Form::Lines => match Lines::new(source, &limits) {
                Ok(lines) => self.lines(spot, lines),
                Err(problem) => self.fault(spot.clone(), problem),
            },
            Form::List => self.list(spot, source, known),
            Form::Feed => match whole(source, limits.feed_bytes, limits.feed_bytes) {
                Ok(bytes) => self.feed(spot, &bytes, known),
                Err(problem) => self.fault(spot.clone(), problem),
            },
            Form::Xml => {
                let what = "XML that is neither a page nor a feed";
                self.fault(spot.clone(), Problem::Unsupported { what, remedy: "convert it to JSON Lines" })
            }
            Form::Warc => warc::walk(self, spot, source),
            Form::Zip | Form::Tar => {
                let problem =
                    Problem::Unsupported { what: "an archive", remedy: "save it and name the file" };
                self.fault(spot.clone(), problem)
            }
        }
    }

    fn lines(&mut self, spot: &Spot, mut lines: Lines<Source<'_>>) -> Flow {
        while let Some((number, line)) = lines.next_line() {
            match line {
                Ok(line) => self.put(spot.line(number), Content::Line(line))?,
                Err(problem) => self.fault(spot.line(number), problem)?,
            }
        }
        if lines.is_empty() { self.fault(spot.clone(), Problem::Empty) } else { Flow::Continue(()) }
    }

    fn list(&mut self, spot: &Spot, source: Source<'_>, known: &Known) -> Flow {
        let limit = self.limits.json_file_bytes;
        let parsed = whole(source, limit, limit).and_then(|bytes| {
            let text = text_of(&bytes)?;
            json::list(text)
        });
        match parsed {
            Ok(json::Parsed::Feed(text)) => self.feed(spot, text.as_bytes(), known),
            Ok(json::Parsed::List(list)) if list.is_empty() => self.fault(spot.clone(), Problem::Empty),
            Ok(json::Parsed::List(list)) => {
                for (at, value) in list.into_iter().enumerate() {
                    self.put(spot.item(at + 1), Content::Value(Box::new(value)))?;
                }
                Flow::Continue(())
            }
            Ok(json::Parsed::Lines(text)) => {
                let limits = Rc::clone(&self.limits);
                self.lines(spot, Lines::of_text(text, &limits))
            }
            Err(problem) => self.fault(spot.clone(), problem),
        }
    }

    fn feed(&mut self, spot: &Spot, bytes: &[u8], known: &Known) -> Flow {
        let limits = Rc::clone(&self.limits);
        // The parser is not ours; what it does on odd bytes must not end the run.
        let read = catch_unwind(AssertUnwindSafe(|| {
            let label = known.charset.clone().or_else(|| xml_encoding(bytes));
            let text = crate::decode::decode_labelled(bytes, label.as_deref()).map_err(Problem::NotText)?;
            feed::read(&text, known.address.as_ref(), &limits)
        }));
        let found = match read.unwrap_or(Err(Problem::Defect)) {
            Ok(found) => found,
            Err(problem) => {
                let hash = Some(ByteHash::of(bytes));
                return self.put(spot.clone(), Content::Fault { problem, hash });
            }
        };
        let name = known.feed.clone().or_else(|| found.name.map(SourceName));
        let name = name.unwrap_or_else(|| SourceName(spot.origin()));
        if found.entries.is_empty() && known.feed.is_none() {
            return self.fault(spot.clone(), Problem::Empty);
        }
        for (at, entry) in found.entries.into_iter().enumerate() {
            let content = Content::Entry {
                feed: name.clone(),
                language: found.language.clone(),
                entry: Box::new(entry),
            };
            self.put(spot.item(at + 1), content)?;
        }
        found.cut.map_or(Flow::Continue(()), |problem| self.fault(spot.clone(), problem))
    }

    /// Gives a record, unless it was taken before.
    pub(crate) fn put(&mut self, spot: Spot, content: Content) -> Flow {
        self.position.record += 1;
        if self.position.record <= self.skip {
            return Flow::Continue(());
        }
        let record = Record { spot, position: self.position.clone(), content };
        if (self.give)(record) { Flow::Continue(()) } else { Flow::Break(()) }
    }

    /// Gives what cannot be read.
    pub(crate) fn fault(&mut self, spot: Spot, problem: Problem) -> Flow {
        self.put(spot, Content::Fault { problem, hash: None })
    }
}

/// Whether a member of an archive is read: a file of a known ending that is not hidden.
fn is_article(name: &str) -> bool {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    !last.starts_with('.') && !name.starts_with("__MACOSX/") && form::is_taken(last, form::ENDINGS)
}

/// The encoding that the first line of an XML document names.
fn xml_encoding(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let declaration = start.strip_prefix("<?xml")?.split("?>").next()?;
    let rest = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label = rest.strip_prefix(['"', '\''])?;
    label.split(['"', '\'']).next().map(str::to_owned)
}

impl Stamp {
    /// Bytes at the start of a file that tell it from another.
    pub const HEAD: u64 = 4096;

    /// What an open file is; nothing for a pipe, which cannot be taken up again.
    fn of(file: &mut File) -> io::Result<Self> {
        let data = file.metadata()?;
        if !data.is_file() {
            return Ok(Stamp::default());
        }
        let since = data.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let modified = since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or(0);
        let head = head(file, data.len())?;
        Ok(Stamp { length: data.len(), modified, head })
    }

    /// Whether the file that is `self` now is the one of an earlier stamp, or has grown out of it.
    fn is_continued_from(&self, before: &Stamp, file: &mut File) -> io::Result<bool> {
        if *before == Stamp::default() || self.length < before.length {
            return Ok(false);
        }
        if self.length == before.length {
            return Ok(self == before);
        }
        Ok(head(file, before.length)? == before.head)
    }
}

/// A fingerprint of the first bytes of a file that has, or had, this length. The file is then at its start again.
fn head(file: &mut File, length: u64) -> io::Result<u64> {
    let mut bytes = Vec::new();
    Read::by_ref(file).take(Stamp::HEAD.min(length)).read_to_end(&mut bytes)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(ByteHash::of(&bytes).short())
}
