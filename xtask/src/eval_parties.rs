//! Measures whom mentions mean against annotated articles: for each party in the gold annotation, the mention at
//! its words (the occurrence nearest to the event's anchor) should give its code and sector.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use detente_core::analysis::{Analysis, Reader, analyse};
use detente_core::document::{Article, Document};
use detente_core::entity::{self, Entities, EntityKind};
use detente_core::mention::{self, Form, Mentions};
use detente_core::text::{ByteSpan, MentionId, TokenId, TokenSpan};
use detente_data::Knowledge;
use serde::Deserialize;

#[derive(Deserialize)]
struct Gold {
    id: String,
    text: String,
    published: Option<String>,
    agency: Option<String>,
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    anchors: Vec<String>,
    actors: Vec<Party>,
    recipients: Vec<Party>,
    claims: Vec<Claim>,
}

#[derive(Deserialize)]
struct Claim {
    source: serde_json::Value,
    anchor: Option<String>,
}

#[derive(Deserialize, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Party {
    text: String,
    code: Option<String>,
    sector: String,
}

/// What the stages make of one article.
struct Read {
    document: Document,
    analysis: Analysis,
    mentions: Mentions,
    entities: Entities,
}

#[derive(Default)]
struct Tally {
    all: usize,
    found: usize,
    code: usize,
    sector: usize,
    both: usize,
}

impl Tally {
    fn print(&self, name: &str) {
        let share = |n: usize| 100.0 * n as f64 / self.all.max(1) as f64;
        println!(
            "{name:22} {:4} parties: mention {:5.1}  code {:5.1}  sector {:5.1}  both {:5.1}",
            self.all,
            share(self.found),
            share(self.code),
            share(self.sector),
            share(self.both)
        );
    }
}

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Annotated articles (JSON)
    gold: Vec<PathBuf>,
    /// Print every word with its tree, its mention and whom that means
    #[arg(long)]
    words: bool,
}

/// Prints the accuracy over the articles and every miss.
pub fn run(args: &Args) -> Result<()> {
    let reader = Reader::builtin().context("the model")?;
    let knowledge = Knowledge::builtin();
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for path in &args.gold {
        let gold: Gold = load(path)?;
        let read = read(&reader, knowledge, &gold);
        if args.words {
            words(&read);
        }
        for (role, at, party, codes) in parties(&gold) {
            let span = ByteSpan::new(at, at + party.text.len());
            let answer = mention_of(&read.analysis, &read.mentions, span);
            let tally = tallies.entry(role).or_default();
            let (code, sector) = judge(&read, answer, &party, &codes);
            tally.all += 1;
            tally.found += usize::from(answer.is_some());
            tally.code += usize::from(code);
            tally.sector += usize::from(sector);
            tally.both += usize::from(code && sector);
            if !code || !sector {
                show(&gold.id, role, &party, answer, &read);
            }
        }
    }
    for (role, tally) in &tallies {
        tally.print(role);
    }
    Ok(())
}

fn load(path: &Path) -> Result<Gold> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

fn read(reader: &Reader, knowledge: &Knowledge, gold: &Gold) -> Read {
    let document = Document::new(Article {
        id: gold.id.clone(),
        text: gold.text.clone(),
        published: gold.published.as_deref().and_then(|d| d.parse().ok()),
        agency: gold.agency.clone(),
        ..Article::default()
    });
    let analysis = analyse(reader, &document, None);
    let mentions = mention::find(&document, &analysis, knowledge);
    let entities = entity::resolve(&document, &analysis, &mentions, knowledge);
    Read { document, analysis, mentions, entities }
}

/// Each party once per place: its role, the byte of the nearest occurrence, and all codes that the same words have there
/// ("both sides").
fn parties(gold: &Gold) -> Vec<(&'static str, usize, Party, BTreeSet<Option<String>>)> {
    let mut seen: BTreeMap<(&'static str, usize, Party), ()> = BTreeMap::new();
    let mut codes: BTreeMap<(usize, String), BTreeSet<Option<String>>> = BTreeMap::new();
    for event in &gold.events {
        let anchor = event.anchors.first().and_then(|a| gold.text.find(a.as_str())).unwrap_or(0);
        let mut add = |role, anchor, party: Party| {
            let Some(at) = nearest(&gold.text, &party.text, anchor) else { return };
            codes.entry((at, party.text.clone())).or_default().insert(party.code.clone());
            seen.insert((role, at, party), ());
        };
        event.actors.iter().for_each(|p| add("actor", anchor, p.clone()));
        event.recipients.iter().for_each(|p| add("recipient", anchor, p.clone()));
        for claim in &event.claims {
            let cue = claim.anchor.as_deref().and_then(|a| gold.text.find(a)).unwrap_or(anchor);
            if let Ok(party) = serde_json::from_value::<Party>(claim.source.clone()) {
                add("source", cue, party);
            }
        }
    }
    let all = |at: usize, text: &str| codes.get(&(at, text.to_owned())).cloned().unwrap_or_default();
    seen.into_keys().map(|(role, at, p)| (role, at, p.clone(), all(at, &p.text))).collect()
}

/// The occurrence of the words, on word boundaries, nearest to a byte.
pub(crate) fn nearest(text: &str, words: &str, to: usize) -> Option<usize> {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let whole =
        |at: &usize| edge(text[..*at].chars().next_back()) && edge(text[*at + words.len()..].chars().next());
    let all = text.match_indices(words).map(|(at, _)| at);
    all.clone()
        .filter(whole)
        .min_by_key(|at| at.abs_diff(to))
        .or_else(|| all.min_by_key(|at| at.abs_diff(to)))
}

/// The mention that the words are: the one headed by their head word, else the first inside that is no modifier.
pub(crate) fn mention_of(analysis: &Analysis, mentions: &Mentions, span: ByteSpan) -> Option<MentionId> {
    let inside: Vec<TokenId> = (0..analysis.tokens.len())
        .map(TokenId::new)
        .filter(|t| span.overlaps(analysis.token(*t).span))
        .collect();
    let (first, last) = (inside.first()?, inside.last()?);
    let tokens = TokenSpan::new(first.index(), last.index() + 1);
    let head = inside.iter().find(|t| analysis.head(**t).is_none_or(|h| !tokens.has(h)))?;
    let of = |t: &TokenId| mentions.headed_by(*t);
    of(head)
        .or_else(|| inside.iter().filter_map(of).find(|m| mentions.get(*m).form != Form::Modifier))
        .or_else(|| inside.iter().find_map(of))
}

/// Whether code and sector are right. Several gold parties at the same words must all be there, and no others; words
/// that mean nobody are right where the annotation has no code.
fn judge(
    read: &Read,
    answer: Option<MentionId>,
    party: &Party,
    gold: &BTreeSet<Option<String>>,
) -> (bool, bool) {
    let entities = answer.map(|m| read.entities.of(m)).unwrap_or_default();
    let codes: BTreeSet<Option<String>> =
        entities.iter().map(|e| read.entities.get(*e).code.map(|c| c.to_string())).collect();
    let code = if codes.is_empty() { party.code.is_none() } else { codes == *gold };
    // Whether a state acts by its army is told by the event, not by the name.
    let fits = |e: &detente_core::entity::Entity| {
        e.sector.as_str() == party.sector || e.kind == EntityKind::State && party.sector == "MIL"
    };
    let sector = entities.iter().any(|e| fits(read.entities.get(*e)));
    (code, sector)
}

fn show(id: &str, role: &str, party: &Party, answer: Option<MentionId>, read: &Read) {
    let told = answer.map(|m| {
        let mention = read.mentions.get(m);
        let words = read.analysis.bytes(mention.tokens).slice(read.document.text());
        let owner = mention.owner.map(|o| read.analysis.bytes(read.mentions.get(o).tokens));
        let owner = owner.map_or("", |o| o.slice(read.document.text()));
        format!("[{words}] {:?} owner [{owner}] → {}", mention.sort, meant(read, m))
    });
    let gold = party.code.as_deref().unwrap_or("-");
    println!("{id} {role} {:?} {gold}/{}: {}", party.text, party.sector, told.unwrap_or("no mention".into()));
}

/// The entities of a mention: "IRN/GOV 0.97".
fn meant(read: &Read, mention: MentionId) -> String {
    let entities = read.entities.of(mention).iter().map(|e| {
        let e = read.entities.get(*e);
        format!("{}/{} {:.2}", e.code.map_or("-".into(), |c| c.to_string()), e.sector, e.score)
    });
    entities.collect::<Vec<_>>().join(", ")
}

/// Prints every word with its tree, its mention and whom that means.
fn words(read: &Read) {
    let text = read.document.text();
    for token in read.analysis.sentences.iter().flat_map(|s| s.tokens.ids()) {
        let word = read.analysis.token(token);
        let head = word.head.map_or("root".into(), |h| h.index().to_string());
        let told = read.mentions.headed_by(token).map(|m| {
            let mention = read.mentions.get(m);
            let shown = read.analysis.bytes(mention.tokens).slice(text);
            let owner = mention.owner.map_or("-".into(), |o| format!("#{}", o.index()));
            let same = mention.same_as.map_or("-".into(), |o| format!("#{}", o.index()));
            let (form, sort) = (mention.form, mention.sort);
            format!("#{} [{shown}] {form:?} {sort:?} of {owner} same {same} → {}", m.index(), meant(read, m))
        });
        println!(
            "{}\t{}\t{}\t{:?}\t{head}\t{}\t{}",
            token.index(),
            word.span.slice(text),
            word.lemma,
            word.upos,
            word.relation.as_str(),
            told.unwrap_or_default()
        );
    }
}
