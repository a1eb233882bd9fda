//! Names of places in GUM, and whether they are found.

use std::path::Path;

use anyhow::Context as _;
use detente_core::analysis::{Reader, analyse};
use detente_core::document::{Article, Document};
use detente_core::entity::place::toponyms;
use detente_data::Knowledge;

use super::Measure;

/// A document: its text and the spans of the names of places, in bytes; what lies in both kinds counts on neither side.
#[derive(Default)]
pub(super) struct Gum {
    pub(super) text: String,
    pub(super) places: Vec<(usize, usize)>,
    /// Dates: the span and the value.
    pub(super) dates: Vec<(usize, usize, String)>,
}

/// A mention that is not yet closed.
struct Open {
    id: String,
    is_place: bool,
    start: usize,
    has_name: bool,
    /// The words of the name itself, without article and attributes.
    name: Option<(usize, usize)>,
}

/// Reads the development part.
pub(super) fn read(data: &Path) -> anyhow::Result<Vec<Gum>> {
    let path = data.join("gum-free/gum-free-dev.conllu");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut docs: Vec<Gum> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut dates: Vec<(usize, String)> = Vec::new();
    for line in text.lines() {
        if line.starts_with("# newdoc") {
            docs.push(Gum::default());
            open.clear();
            dates.clear();
        }
        let Some(doc) = docs.last_mut() else { continue };
        if line.starts_with("# newpar") && !doc.text.is_empty() {
            doc.text.push_str("\n\n");
        }
        let cells: Vec<&str> = line.split('\t').collect();
        if let [id, form, _, upos, _, _, _, _, _, misc] = cells.as_slice()
            && !id.contains(['-', '.'])
        {
            word(doc, &mut open, &mut dates, form, upos, misc);
        }
    }
    Ok(docs)
}

fn word(
    doc: &mut Gum,
    open: &mut Vec<Open>,
    dates: &mut Vec<(usize, String)>,
    form: &str,
    upos: &str,
    misc: &str,
) {
    let start = doc.text.len();
    doc.text.push_str(form);
    let end = doc.text.len();
    let value = |key: &str| misc.split('|').find_map(|part| part.strip_prefix(key));
    let entity = value("Entity=").unwrap_or_default();
    begin(open, entity, start);
    for mention in open.iter_mut().filter(|_| upos == "PROPN") {
        mention.has_name = true;
        mention.name = Some((mention.name.map_or(start, |(from, _)| from), end));
    }
    finish(doc, open, entity);
    let xml = value("XML=").unwrap_or_default();
    if let Some((_, rest)) = xml.split_once("<date ") {
        let when = rest.split('"').nth(1).filter(|_| rest.starts_with("when:::")).unwrap_or_default();
        dates.push((start, when.to_owned()));
    }
    if xml.contains("</date>")
        && let Some((start, when)) = dates.pop()
    {
        doc.dates.push((start, end, when));
    }
    if value("SpaceAfter=") != Some("No") {
        doc.text.push(' ');
    }
}

/// "(7-place-new-nsnnn-cf5-4-coref-Amsterdam" opens a mention.
fn begin(open: &mut Vec<Open>, entity: &str, start: usize) {
    for part in entity.split('(').skip(1) {
        let mut fields = part.split('-');
        let id = fields.next().unwrap_or_default().to_owned();
        let is_place = fields.next() == Some("place");
        open.push(Open { id, is_place, start, has_name: false, name: None });
    }
}

/// "7)" closes a mention, and so does a parenthesis that closes a mention of one word.
fn finish(doc: &mut Gum, open: &mut Vec<Open>, entity: &str) {
    let mut pieces = entity.split(')');
    let closing = entity.matches(')').count();
    for _ in 0..closing {
        let piece = pieces.next().unwrap_or_default();
        let id = piece.rsplit('(').next().unwrap_or_default().split('-').next().unwrap_or_default();
        let Some(at) = open.iter().rposition(|mention| mention.id == id) else { continue };
        let mention = open.remove(at);
        if let Some((from, to)) =
            mention.name.filter(|_| mention.is_place && mention.has_name && mention.start <= doc.text.len())
        {
            doc.places.push((from, to));
        }
    }
}

/// Measures which names of places are found.
pub(super) fn measure(
    data: &Path,
    reader: &Reader,
    knowledge: &Knowledge,
    show: bool,
) -> anyhow::Result<Vec<Measure>> {
    let (mut both_found, mut both_wanted, mut found, mut wanted) = (0, 0, 0, 0);
    for doc in read(data)? {
        // A name inside another's ("the port of Amsterdam") is found with it.
        let inside = |a: &(usize, usize), b: &(usize, usize)| a != b && b.0 <= a.0 && a.1 <= b.1;
        let gold: Vec<_> =
            doc.places.iter().filter(|a| !doc.places.iter().any(|b| inside(b, a))).copied().collect();
        let document = Document::new(Article { text: doc.text, ..Article::default() });
        let analysis = analyse(reader, &document, None);
        let names: Vec<(usize, usize)> = toponyms(&document, &analysis, knowledge)
            .iter()
            .map(|name| analysis.bytes(name.tokens))
            .map(|span| (span.start(), span.end()))
            .collect();
        let meets = |a: &(usize, usize), b: &(usize, usize)| a.0 < b.1 && b.0 < a.1;
        let hit = |a: &&(usize, usize)| gold.iter().any(|b| meets(a, b));
        let met = |a: &&(usize, usize)| names.iter().any(|b| meets(a, b));
        (found, wanted) = (found + names.len(), wanted + gold.len());
        both_found += names.iter().filter(hit).count();
        both_wanted += gold.iter().filter(met).count();
        if show {
            let text = document.text();
            names.iter().filter(|a| !hit(a)).for_each(|(a, b)| println!("gum    extra {:?}", &text[*a..*b]));
            gold.iter().filter(|a| !met(a)).for_each(|(a, b)| println!("gum    missed {:?}", &text[*a..*b]));
        }
    }
    let (precision, recall) =
        (both_found as f64 / found.max(1) as f64, both_wanted as f64 / wanted.max(1) as f64);
    let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
    let of = format!("P {precision:.3}, R {recall:.3}, {wanted} wanted");
    Ok(vec![Measure {
        what: "finding places, GUM-free dev, F1",
        value: format!("{f1:.3}"),
        goal: "0.80",
        of,
    }])
}
