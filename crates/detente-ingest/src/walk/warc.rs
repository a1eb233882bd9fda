//! Web archives (WARC), as crawls of news are kept: one record a page.
//!
//! In: a WARC stream, plain or with a gzip member a record. Out: the pages and texts in it; requests, redirects, pictures and
//! the like are passed over. A record that is broken, cut or a bomb costs itself: reading goes on at the next member, or the
//! next line that starts a record.
//!
//! Worked example: a `response` record of `https://a.example/news` that holds `HTTP/1.1 200 OK`, `Content-Type: text/html`
//! and a page gives that page with that address.

use super::{Flow, Known, Source, Walk};
use crate::address::Address;
use crate::fault::{Bomb, Problem, Spot};
use crate::form::Form;
use crate::http::{Head, body, media};
use crate::limits::Limits;
use crate::unpack::{Budget, Counted, Metered, Rewind, fill, whole};
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

/// Whether what starts like this, compressed with gzip, is a WARC.
pub(crate) fn is_packed(name: &Path, start: &[u8]) -> bool {
    let mut opening = [0; 5];
    let mut is_warc = || GzDecoder::new(start).read_exact(&mut opening).is_ok_and(|()| &opening == b"WARC/");
    start.starts_with(b"\x1f\x8b") && (Form::of(name, b"") == Form::Warc || is_warc())
}

/// Why the records of a stream ended early.
enum Stop {
    /// Whoever takes the records has enough.
    Enough,
    /// The place in the stream is lost.
    Broken(Problem),
}

/// Walks through an uncompressed WARC.
pub(crate) fn walk(walk: &mut Walk<'_>, spot: &Spot, mut source: Source<'_>) -> Flow {
    let mut number = 0;
    match records(walk, spot, &mut source, &mut number) {
        Ok(()) => {}
        Err(Stop::Enough) => return Flow::Break(()),
        Err(Stop::Broken(problem)) => return walk.fault(spot.record(number), problem),
    }
    if number == 0 { walk.fault(spot.clone(), Problem::Empty) } else { Flow::Continue(()) }
}

/// Walks through a WARC with a gzip member a record, or all of it in one.
pub(crate) fn walk_packed(walk: &mut Walk<'_>, spot: &Spot, source: Source<'_>) -> Flow {
    let (mut source, packed) = Counted::new(Rewind::new(source));
    let budget = walk.budget.clone();
    let mut number = 0;
    // After a fault, bytes that only look like a member are not worth another one.
    let mut is_lost = false;
    loop {
        match seek_member(&mut source) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return walk.fault(spot.clone(), Problem::of_io(error)),
        }
        source.inner_mut().mark();
        let decoder = GzDecoder::new(&mut source);
        let mut member =
            BufReader::with_capacity(32 * 1024, Metered::new(decoder, Rc::clone(&packed), &budget));
        if is_lost && !fill(&mut member).is_ok_and(|start| start.starts_with(b"WARC/")) {
            drop(member);
            step_back(&mut source);
            continue;
        }
        let outcome = records(walk, spot, &mut member, &mut number);
        drop(member);
        is_lost = outcome.is_err();
        match outcome {
            Ok(()) => {}
            Err(Stop::Enough) => return Flow::Break(()),
            Err(Stop::Broken(problem)) => {
                let is_end = matches!(problem, Problem::Bomb(Bomb::Archive(_)));
                walk.fault(spot.record(number), problem)?;
                if is_end {
                    return Flow::Continue(());
                }
                step_back(&mut source);
            }
        }
    }
    if number == 0 { walk.fault(spot.clone(), Problem::Empty) } else { Flow::Continue(()) }
}

/// Back to the byte after the one at which a member was thought to start: a cut member ends in the middle of the next one,
/// as far as its decoder can tell.
fn step_back(source: &mut Counted<Rewind<Source<'_>>>) {
    source.inner_mut().rewind();
    if fill(source).is_ok_and(|part| !part.is_empty()) {
        source.consume(1);
    }
}

/// Moves to the next bytes that may start a gzip member; false at the end.
fn seek_member(source: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let part = fill(source)?;
        if part.is_empty() {
            return Ok(false);
        }
        let step = match memchr::memchr(0x1f, part) {
            // The buffer may end within these three bytes.
            Some(0) if part.iter().zip([0x1f, 0x8b, 8]).all(|(byte, sign)| *byte == sign) => return Ok(true),
            Some(0) => 1,
            Some(at) => at,
            None => part.len(),
        };
        source.consume(step);
    }
}

/// Gives the records of a stream to its end.
fn records(
    walk: &mut Walk<'_>,
    spot: &Spot,
    source: &mut impl BufRead,
    number: &mut usize,
) -> Result<(), Stop> {
    let mut is_lost = false;
    loop {
        let head = next_head(source, walk.limits.header_bytes, is_lost);
        if !is_lost && !matches!(head, Ok(None)) {
            *number += 1;
        }
        let at = spot.record(*number);
        let Some(head) = head.map_err(|error| Stop::Broken(Problem::of_io(error)))? else { return Ok(()) };
        let Some(head) = RecordHead::new(&head) else {
            let message = "a record does not start as one".to_owned();
            enough(walk.fault(at, Problem::Corrupt { form: "WARC", message }))?;
            is_lost = true;
            continue;
        };
        is_lost = false;
        let mut block = source.take(head.length);
        let content = match head.content(&mut block, &walk.limits, &walk.budget) {
            Err(problem @ (Problem::Bomb(_) | Problem::Unreadable(_))) => return Err(Stop::Broken(problem)),
            other => other,
        };
        if block.limit() > walk.limits.record_bytes {
            return Err(Stop::Broken(Problem::Bomb(Bomb::Record(walk.limits.record_bytes))));
        }
        io::copy(&mut block, &mut io::sink()).map_err(|error| Stop::Broken(Problem::of_io(error)))?;
        if block.limit() > 0 {
            let message = "a record ends before its declared length".to_owned();
            return Err(Stop::Broken(Problem::Corrupt { form: "WARC", message }));
        }
        match content {
            Ok(None) => {}
            Ok(Some((form, bytes, known))) => {
                enough(walk.plain(&at, form, Box::new(bytes.as_slice()), &known))?
            }
            Err(problem) => enough(walk.fault(at, problem))?,
        }
    }
}

fn enough(flow: Flow) -> Result<(), Stop> {
    if flow.is_break() { Err(Stop::Enough) } else { Ok(()) }
}

/// The lines of the next header, without the empty one after it; none at the end. Whoever is lost passes over lines until
/// one starts a record.
fn next_head(source: &mut impl BufRead, limit: u64, is_lost: bool) -> io::Result<Option<Vec<u8>>> {
    let mut head = Vec::new();
    loop {
        let start = head.len();
        let room = limit.saturating_sub(start as u64);
        let (is_any, is_cut) = line(source, room, &mut head)?;
        let text = head[start..].trim_ascii();
        if !is_any {
            return Ok((!head.is_empty()).then_some(head));
        }
        if start == 0 && (text.is_empty() || is_lost && !text.starts_with(b"WARC/")) {
            head.clear();
        } else if text.is_empty() {
            head.truncate(start);
            return Ok(Some(head));
        } else if is_cut || start == 0 && !text.starts_with(b"WARC/") {
            // No header: the caller tells so and looks for the next one.
            return Ok(Some(Vec::new()));
        }
    }
}

/// Adds the next line to `out`, at most `room` bytes of it. Whether there was one, and whether it was cut.
fn line(source: &mut impl BufRead, room: u64, out: &mut Vec<u8>) -> io::Result<(bool, bool)> {
    let (mut is_any, mut is_cut) = (false, false);
    let mut room = usize::try_from(room).unwrap_or(usize::MAX);
    loop {
        let part = fill(source)?;
        if part.is_empty() {
            return Ok((is_any, is_cut));
        }
        is_any = true;
        let end = memchr::memchr(b'\n', part);
        let taken = end.map_or(part.len(), |at| at + 1);
        let kept = taken.min(room);
        out.extend_from_slice(&part[..kept]);
        is_cut |= kept < taken;
        room -= kept;
        source.consume(taken);
        if end.is_some() {
            return Ok((is_any, is_cut));
        }
    }
}

/// What the header of a record says.
struct RecordHead {
    kind: String,
    media: String,
    address: Option<Address>,
    length: u64,
}

impl RecordHead {
    /// Reads a header; none if it has no first line or no length.
    fn new(head: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(head);
        let mut lines = text.lines();
        lines.next().filter(|line| line.starts_with("WARC/"))?;
        let fields: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(':')).collect();
        let field = |name: &str| {
            let found = fields.iter().find(|(key, _)| key.trim().eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.trim())
        };
        Some(RecordHead {
            kind: field("WARC-Type")?.to_ascii_lowercase(),
            media: field("Content-Type").unwrap_or_default().to_ascii_lowercase(),
            // Some writers put the address in angle brackets.
            address: field("WARC-Target-URI").and_then(|uri| Address::new(uri.trim_matches(['<', '>']))),
            length: field("Content-Length")?.parse().ok()?,
        })
    }

    /// The page or text in the record; none if it holds something else.
    fn content(
        &self,
        block: &mut impl BufRead,
        limits: &Limits,
        budget: &Budget,
    ) -> Result<Option<(Form, Vec<u8>, Known)>, Problem> {
        let known = |charset| Known { address: self.address.clone(), charset, feed: None };
        match self.kind.as_str() {
            "response" if self.media.starts_with("application/http") => {
                let Some(head) = Head::read(block, limits.header_bytes).map_err(Problem::of_io)? else {
                    return Err(Problem::Corrupt { form: "HTTP response", message: "no header".to_owned() });
                };
                let Some(form) = Form::of_media(&head.media).filter(|_| head.status == 200) else {
                    return Ok(None);
                };
                let bytes = body(&head, block, form.most_bytes(limits), budget)?;
                Ok(Some((form, bytes, known(head.charset))))
            }
            "resource" | "conversion" => {
                let (media, charset) = media(&self.media);
                let Some(form) = Form::of_media(&media) else { return Ok(None) };
                let most = form.most_bytes(limits);
                Ok(Some((form, whole(block, most, most)?, known(charset))))
            }
            _ => Ok(None),
        }
    }
}
