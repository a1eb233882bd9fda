//! Says of each block what it is, and cuts it into zones.

use super::blocks::{self, Block, Stance};
use super::dateline::{self, Known, Strength};
use super::note::{At, correction, is_byline, is_signed_name, is_signoff, signoff_tail};
use super::picture::picture;
use super::shape::{ends_sentence, opens_with_any, words};
use super::{Article, Dateline, Zone, ZoneKind};
use crate::text::ByteSpan;
use detente_data::newsroom;

/// A story's head has no more lines than this.
const HEAD: usize = 14;

/// The zones of the article and its dateline.
pub(super) fn zones(article: &Article) -> (Vec<Zone>, Option<Dateline>) {
    let text = article.text.as_str();
    let known = Known { published: article.published, agency: article.agency.as_deref() };
    let blocks = blocks::split(text, |line, before| stance(line, before, &known));
    let head = Head::find(text, &blocks, &known);
    let own_agency = head.dateline.as_ref().and_then(|d| d.agency).map(|a| a.slice(text));
    let known = Known { agency: known.agency.or(own_agency), ..known };
    let mut cutter = Cutter { text, known, zones: Vec::new() };
    let tail = cutter.tail(&blocks);
    for (i, block) in blocks.iter().enumerate() {
        let rest = if head.block == Some(i) { cutter.head(&head, *block) } else { *block };
        if rest.span.is_empty() {
            continue;
        }
        if i < head.story {
            cutter.before_story(i, rest, blocks.len());
        } else if tail.signoffs.contains(&i) {
            cutter.push(ZoneKind::SignOff, rest.span);
        } else {
            cutter.story(rest, i, &tail);
        }
    }
    (cutter.zones, head.dateline)
}

fn stance(line: &str, before: usize, known: &Known<'_>) -> Stance {
    let whole = ByteSpan::new(0, line.len());
    if before < HEAD {
        if let Some((found, Strength::Strong)) = dateline::at_start(line, whole, known) {
            return if found.span == whole { Stance::Alone } else { Stance::Starts };
        }
        if is_byline(line) {
            return Stance::Alone;
        }
    }
    match correction(line) {
        Some(len) if len == line.len() && line.ends_with([')', ']']) => return Stance::Alone,
        Some(_) => return Stance::Starts,
        None => {}
    }
    if is_signoff(line, At::Anywhere, known) {
        // "(Reporting by" may run on over wrapped lines.
        return if line.starts_with('(') && !line.ends_with(')') { Stance::Starts } else { Stance::Alone };
    }
    match picture(line, known) {
        Some(p) if p.caption == p.credit => Stance::Alone,
        Some(p) if p.caption > 0 => Stance::Starts,
        _ => Stance::Plain,
    }
}

/// Where the story starts, and the dateline before it.
#[derive(Debug, Default)]
struct Head {
    dateline: Option<Dateline>,
    /// The block that holds the dateline.
    block: Option<usize>,
    /// What stands before it in its block.
    before: Option<ByteSpan>,
    /// The first block of the story.
    story: usize,
}

impl Head {
    fn find(text: &str, blocks: &[Block], known: &Known<'_>) -> Head {
        // A bare date over the story counts if no dateline with a place follows.
        let mut dated = Head::default();
        for (i, block) in blocks.iter().enumerate().take(HEAD) {
            let words = block.span.slice(text);
            if correction(words).is_some() {
                continue;
            }
            if let Some((dateline, _)) = dateline::at_start(text, block.span, known) {
                let date = dateline.date.or(dated.dateline.as_ref().and_then(|d| d.date));
                let found = Head { dateline: Some(dateline), block: Some(i), before: None, story: i };
                match found.dateline {
                    Some(dateline) if dateline.places.is_empty() && dateline.agency.is_none() => {
                        if dated.dateline.is_none() {
                            dated = Head { dateline: Some(dateline), ..found };
                        }
                        continue;
                    }
                    dateline => return Head { dateline: dateline.map(|d| Dateline { date, ..d }), ..found },
                }
            }
            let is_by = opens_with_any(words, &newsroom().byline_openings).is_some();
            if let Some((before, dateline)) = dateline::behind(text, block.span, known, is_by) {
                return Head { dateline: Some(dateline), block: Some(i), before: Some(before), story: i };
            }
            if picture(words, known).is_none() && is_story(words) {
                break;
            }
        }
        let starts_story = |b: &Block| {
            let words = b.span.slice(text);
            let end = signoff_tail(words, known).unwrap_or(words.len());
            is_story(&words[..end]) && picture(words, known).is_none()
        };
        let first = blocks.iter().take(HEAD).position(starts_story);
        // Without anything that reads as a story the text is a headline and perhaps more of them.
        let story = first.unwrap_or(blocks.len().min(HEAD));
        Head { story: story.max(dated.block.map_or(0, |b| b + 1)), ..dated }
    }
}

/// Whether a block reads as a part of the story and not as a line above it.
fn is_story(block: &str) -> bool {
    let stops = ends_sentence(block) && !(block.ends_with(['?', '!']) && words(block) < 20);
    (stops && words(block) >= 4) || words(block) > 40
}

/// The end of the article.
#[derive(Debug, Default)]
struct Tail {
    /// The blocks that are nothing but sign-off.
    signoffs: Vec<usize>,
    /// The last block of the story.
    last: Option<usize>,
}

struct Cutter<'t> {
    text: &'t str,
    known: Known<'t>,
    zones: Vec<Zone>,
}

impl<'t> Cutter<'t> {
    fn words(&self, block: Block) -> &'t str {
        block.span.slice(self.text)
    }

    /// Adds a zone without the white space around it; nothing where nothing is left.
    fn push(&mut self, kind: ZoneKind, span: ByteSpan) {
        let all = span.slice(self.text);
        let start = span.start() + (all.len() - all.trim_start().len());
        let len = all.trim().len();
        if len > 0 {
            self.zones.push(Zone { kind, span: ByteSpan::new(start, start + len) });
        }
    }

    fn tail(&self, blocks: &[Block]) -> Tail {
        let mut tail = Tail::default();
        let mut is_last = true;
        for (i, block) in blocks.iter().enumerate().rev() {
            let words = self.words(*block);
            let is_sign =
                is_signoff(words, At::End, &self.known) || (is_last && i > 1 && is_signed_name(words));
            if is_sign && i > 0 {
                tail.signoffs.push(i);
            } else if correction(words).is_none()
                && picture(words, &self.known).is_none()
                && is_story(&words[..signoff_tail(words, &self.known).unwrap_or(words.len())])
            {
                tail.last = Some(i);
                break;
            }
            is_last = false;
        }
        tail
    }

    /// The zones of the dateline's block up to the story; gives the rest.
    fn head(&mut self, head: &Head, block: Block) -> Block {
        let Some(dateline) = &head.dateline else { return block };
        if let Some(before) = head.before {
            let is_by = opens_with_any(before.slice(self.text), &newsroom().byline_openings).is_some();
            self.push(if is_by { ZoneKind::Byline } else { ZoneKind::Headline }, before);
        }
        self.push(ZoneKind::Dateline, dateline.span);
        let rest = ByteSpan::new(dateline.span.end(), block.span.end());
        let blank = rest.slice(self.text).trim().is_empty();
        Block { span: if blank { ByteSpan::new(rest.end(), rest.end()) } else { rest }, ..block }
    }

    /// A block above the story.
    fn before_story(&mut self, at: usize, block: Block, count: usize) {
        let words_of = self.words(block);
        if self.apart_from_story(block) {
            return;
        }
        let is_line = !ends_sentence(words_of) || words(words_of) <= 40;
        let kind = if is_byline(words_of) || (at > 0 && is_date_line(words_of, &self.known)) {
            ZoneKind::Byline
        } else if is_line || count == 1 {
            ZoneKind::Headline
        } else {
            ZoneKind::Paragraph
        };
        self.push(kind, block.span);
    }

    /// Corrections, pictures and notes, which can stand anywhere. Whether the block was one.
    fn apart_from_story(&mut self, block: Block) -> bool {
        let (words, start) = (self.words(block), block.span.start());
        if let Some(len) = correction(words) {
            self.push(ZoneKind::Correction, ByteSpan::new(start, start + len));
            self.push(ZoneKind::Paragraph, ByteSpan::new(start + len, block.span.end()));
            return true;
        }
        if is_signoff(words, At::Anywhere, &self.known) {
            self.push(ZoneKind::SignOff, block.span);
            return true;
        }
        let Some(picture) = picture(words, &self.known) else { return false };
        if picture.caption == picture.credit && !block.apart {
            self.make_caption_of_last();
        }
        self.push(ZoneKind::Credit, ByteSpan::new(start, start + picture.caption));
        self.push(ZoneKind::Caption, ByteSpan::new(start + picture.caption, start + picture.credit));
        self.push(ZoneKind::Credit, ByteSpan::new(start + picture.credit, block.span.end()));
        true
    }

    /// A credit on the line below a short paragraph makes that its caption.
    fn make_caption_of_last(&mut self) {
        const LONGEST: usize = 60;
        let last = self.zones.last_mut().filter(|z| z.kind == ZoneKind::Paragraph);
        if let Some(last) = last.filter(|z| words(z.span.slice(self.text)) <= LONGEST) {
            last.kind = ZoneKind::Caption;
        }
    }

    /// A block of the story.
    fn story(&mut self, block: Block, at: usize, tail: &Tail) {
        if self.apart_from_story(block) {
            return;
        }
        let words_of = self.words(block);
        let starts_story = !self.zones.iter().any(|z| z.kind == ZoneKind::Paragraph);
        if starts_story && is_byline(words_of) {
            return self.push(ZoneKind::Byline, block.span);
        }
        let cut = if tail.last == Some(at) { signoff_tail(words_of, &self.known) } else { None };
        let is_label = cut.is_none()
            && words(words_of) <= 10
            && !ends_sentence(words_of)
            && !words_of.ends_with([':', ',', ';'])
            && words_of.starts_with(|c: char| c.is_alphanumeric() && !c.is_lowercase());
        if is_label && !starts_story {
            let is_over = tail.last.is_none_or(|last| at > last);
            return self.push(if is_over { ZoneKind::Caption } else { ZoneKind::Headline }, block.span);
        }
        let end = cut.map_or(block.span.end(), |i| block.span.start() + i);
        self.push(ZoneKind::Paragraph, ByteSpan::new(block.span.start(), end));
        self.push(ZoneKind::SignOff, ByteSpan::new(end, block.span.end()));
    }
}

/// "Tuesday, November 17, 2020", "Updated 19:40 GMT"
fn is_date_line(line: &str, known: &Known<'_>) -> bool {
    let whole = ByteSpan::new(0, line.len());
    dateline::at_start(line, whole, known).is_some_and(|(found, _)| found.span == whole)
}
