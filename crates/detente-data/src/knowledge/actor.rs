//! Known actors that are not states: organisations, armed groups, forces, parties, media, peoples.

use serde::Deserialize;

use super::problem::Problem;
use crate::closed::closed_set;
use crate::code::{ActorCode, Sector, StateCode};

pub(crate) const FILE: &str = "actors.toml";
const TEXT: &str = include_str!("../../knowledge/actors.toml");

closed_set! {
    /// What kind of thing an actor is.
    ActorKind, "kind of actor" {
        /// An organisation, council, ministry, company.
        Organisation = "organisation",
        /// An armed or criminal group, or a breakaway entity.
        Group = "group",
        /// A force or service of a state.
        Force = "force",
        /// A political party or alliance.
        Party = "party",
        /// A news agency, paper, broadcaster.
        Media = "media",
        /// An ethnic or religious people.
        People = "people",
    }
}

/// A known actor that is not a state.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The usual English name.
    pub name: String,
    /// Other names, acronyms, spellings.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The state it belongs to or mostly acts in, or IGO, NGO; none where there is no single one.
    pub code: Option<ActorCode>,
    /// Other states it acts in.
    #[serde(default)]
    pub also: Vec<StateCode>,
    /// Its sector.
    pub sector: Sector,
    /// Its kind.
    pub kind: ActorKind,
    /// First year of its activity.
    pub from: Option<i16>,
    /// Last year of its activity.
    pub to: Option<i16>,
}

impl Actor {
    /// The name and the aliases.
    pub fn all_names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }

    /// Whether it was active in a year, as far as is known.
    pub fn active_in(&self, year: i16) -> bool {
        self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }
}

#[derive(Deserialize)]
struct File {
    actor: Vec<Actor>,
}

/// Loads the built-in list, as a whole: it is sound, which a test holds.
pub(crate) fn load(problems: &mut Vec<Problem>) -> Vec<Actor> {
    let file = toml::from_str::<File>(TEXT);
    file.map_or_else(
        |error| {
            problems.push(Problem::new(FILE, "file", error));
            Vec::new()
        },
        |file| file.actor,
    )
}

/// Where an entry stands in its file, to name its values in messages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'t> {
    /// The line of its header.
    pub(crate) line: usize,
    text: &'t str,
}

impl Spot<'_> {
    /// Line and column of the value of a key; those of the header where the key is missing.
    pub(crate) fn of(&self, key: &str) -> (usize, usize) {
        let value = |line: &str| {
            let (name, value) = line.split_once('=')?;
            let blank = value.len() - value.trim_start().len();
            (name.trim() == key).then(|| name.chars().count() + 1 + blank + 1)
        };
        let mut lines = self.text.lines().zip(self.line..);
        lines.find_map(|(line, number)| Some((number, value(line)?))).unwrap_or((self.line, 1))
    }

    /// Line and column of a byte.
    fn at(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        (self.line + before.matches('\n').count(), line.chars().count() + 1)
    }
}

/// Cuts a file before each header, so that a faulty entry costs itself alone. The first piece has no header.
fn pieces(text: &str) -> impl Iterator<Item = Spot<'_>> {
    let mut starts = vec![0];
    let mut byte = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with("[[") && byte > 0 {
            starts.push(byte);
        }
        byte += line.len();
    }
    starts.push(text.len());
    let mut line = 1;
    let spots: Vec<Spot<'_>> = starts
        .windows(2)
        .map(|pair| {
            let spot = Spot { line, text: &text[pair[0]..pair[1]] };
            line += spot.text.matches('\n').count();
            spot
        })
        .collect();
    spots.into_iter()
}

/// What stands in a faulty value, for messages that only say what was expected.
fn found(piece: &str, span: Option<std::ops::Range<usize>>) -> String {
    let text = span.and_then(|span| piece.get(span)).map(str::trim).filter(|text| text.len() < 60);
    text.filter(|text| !text.is_empty()).map(|text| format!(", found {text}")).unwrap_or_default()
}

/// Puts an error of the TOML reader into one line that says what was expected.
fn wording(piece: &str, error: &toml::de::Error) -> String {
    let message = error.message().trim().replace('\n', "; ");
    let found = found(piece, error.span());
    let wanted = [
        ("sector", super::problem::one_of(Sector::ALL, Sector::as_str)),
        ("kind of actor", super::problem::one_of(ActorKind::ALL, ActorKind::as_str)),
        ("actor code", "a state code such as IRN, IGO or NGO".to_owned()),
        ("state code", "a state code such as IRN".to_owned()),
    ];
    let of = |what: &str| message.starts_with(&format!("unknown {what}"));
    if let Some((_, wanted)) = wanted.iter().find(|(what, _)| of(what)) {
        return format!("expected {wanted}{found}");
    }
    if message.starts_with("unknown variant") {
        let wanted = message.split_once("expected ").map_or("", |(_, wanted)| wanted);
        return format!("expected {}{found}", wanted.replace('`', "").replace(", ", " "));
    }
    match message.strip_prefix("missing field ") {
        Some(field) => format!("expected the key {field} in this entry"),
        None if message.contains("expected") => {
            format!("{message}{}", if message.contains("invalid type") { "" } else { &found })
        }
        None => format!("expected TOML: {message}{found}"),
    }
}

/// Reads a list in the form of `actors.toml`, each entry with where it stands.
pub(crate) fn read<'t>(file: &str, text: &'t str, problems: &mut Vec<Problem>) -> Vec<(Spot<'t>, Actor)> {
    let mut actors = Vec::new();
    for piece in pieces(text) {
        let header = piece.text.trim_start().lines().next().unwrap_or_default().trim();
        let is_entry = header.split('#').next().is_some_and(|text| text.trim() == "[[actor]]");
        let stray = piece
            .text
            .lines()
            .zip(0..)
            .find(|(line, _)| !line.trim().is_empty() && !line.trim().starts_with('#'));
        let is_meant = |line: &str| line.trim().starts_with("[[actor]]");
        if let Some((line, offset)) = stray.filter(|(line, _)| !is_entry && !is_meant(line)) {
            let fault = format!("expected [[actor]], found {:?}", line.trim());
            problems.push(Problem::at(file, piece.line + offset, 1, fault));
            continue;
        }
        match toml::from_str::<File>(piece.text) {
            Ok(entries) => actors.extend(entries.actor.into_iter().map(|actor| (piece, actor))),
            Err(_) if stray.is_none() => {}
            Err(error) => {
                let (line, column) = piece.at(error.span().map_or(0, |span| span.start));
                problems.push(Problem::at(file, line, column, wording(piece.text, &error)));
            }
        }
    }
    actors
}
