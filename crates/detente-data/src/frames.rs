//! Frames: what words evoke which event, and how syntax fills its roles.
//!
//! One TOML file per frame under `frames/TYPE/name.toml`, readable and editable without Rust
//! (`frames/README.md` explains every field and shows a file to copy). This module parses and
//! validates them; `detente-core::event` matches them against trees.
//!
//! ```
//! let frames = detente_data::Frames::builtin();
//! let recall = frames.all.iter().find(|f| f.name == "recall_ambassador").unwrap();
//! assert_eq!(recall.kind, detente_data::EventType::Sanction);
//! ```

use crate::{CameoCode, EventType, Mode, RelationChange};
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::OnceLock;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/frames");

/// All frames, with the index from trigger word to pattern.
#[derive(Debug)]
pub struct Frames {
    /// The frames, by type and name.
    pub all: Vec<Frame>,
    /// Word lists shared by frames ("@envoy").
    pub classes: BTreeMap<String, BTreeSet<String>>,
    /// First word of each trigger → (frame, pattern, trigger).
    index: BTreeMap<String, Vec<Hit>>,
}

/// Where a trigger word leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Index into `Frames::all`.
    pub frame: usize,
    /// Index into `Frame::patterns`.
    pub pattern: usize,
    /// Index into `Pattern::triggers`.
    pub trigger: usize,
}

/// One kind of event.
#[derive(Debug)]
pub struct Frame {
    /// File name without its ending.
    pub name: String,
    /// PLOVER type.
    pub kind: EventType,
    /// PLOVER mode, unless `modes` finds a closer one.
    pub mode: Option<Mode>,
    /// CAMEO code.
    pub cameo: CameoCode,
    /// The change of official relations it is.
    pub relation: Option<RelationChange>,
    /// What it is, in a sentence.
    pub about: String,
    /// The wordings that evoke it.
    pub patterns: Vec<Pattern>,
    /// How syntax fills the roles.
    pub roles: Roles,
    /// Closer modes by words nearby ("drone", "artillery").
    pub modes: Vec<ModeCue>,
    /// Sentences it must find, with the parties.
    pub positive: Vec<Example>,
    /// Sentences it must not find.
    pub negative: Vec<String>,
}

/// Wordings with one condition.
#[derive(Debug)]
pub struct Pattern {
    /// Words that evoke.
    pub triggers: Vec<Trigger>,
    /// Slots that must be filled by one of these words.
    pub only: Vec<(Path, Words)>,
    /// Slots that must not be.
    pub not: Vec<(Path, Words)>,
    /// Roles of this pattern, where they differ from the frame's.
    pub roles: Option<Roles>,
    /// Mode of this pattern, where it differs.
    pub mode: Option<Mode>,
}

/// A word or words that evoke a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// Part of speech of the first word.
    pub part: Part,
    /// Lemmas; the first is the trigger, the others stand after it ("call home", "break off").
    pub words: Vec<String>,
}

/// Part of speech of a trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A verb.
    Verb,
    /// A noun.
    Noun,
    /// An adjective.
    Adjective,
}

/// Lemmas that may fill a slot; classes are spelled out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The lemmas; empty means "anything".
    pub lemmas: BTreeSet<String>,
    /// Whether any mention of a party will do ("#party").
    pub party: bool,
}

/// How syntax fills the roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roles {
    /// Where the actor stands; the first that holds a party. Symmetric frames take all.
    pub actor: Vec<Path>,
    /// Where recipients stand; all that hold a party.
    pub recipient: Vec<Path>,
    /// What must be filled for the frame to count.
    pub needs: Needs,
    /// Slots whose words are part of this event and evoke no event of their own ("agreed *to meet*").
    pub absorbs: Vec<Path>,
}

/// What must be filled by a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Needs {
    /// The actor.
    Actor,
    /// The recipient.
    Recipient,
    /// Both.
    Both,
    /// One of them.
    #[default]
    Either,
    /// Nothing: the word alone is enough ("airstrike").
    Nothing,
}

/// A slot, or a slot within the words of a slot ("object.owner": whose ambassador).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(pub Vec<Slot>);

/// A place in the syntax around a trigger, the same for active, passive and nominal wordings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// Who does it: subject, "by" phrase of a passive, subject of the light verb, controller.
    Subject,
    /// Whom or what: object, subject of a passive.
    Object,
    /// Indirect object.
    Indirect,
    /// Whose: possessive, adjective of nationality, noun modifier.
    Owner,
    /// A clause that completes it ("that ...", "to ...").
    Clause,
    /// The same, only with "to": an act not yet done.
    Infinitive,
    /// Subject of the clause in which the noun stands as "in a call", "at a meeting".
    Host,
    /// Those killed or wounded by it.
    Victim,
    /// A phrase with that preposition ("from", "in response to").
    Prep(String),
}

/// A closer mode where one of the words stands near the trigger.
#[derive(Debug)]
pub struct ModeCue {
    /// The mode.
    pub mode: Mode,
    /// CAMEO code for it.
    pub cameo: Option<CameoCode>,
    /// The words.
    pub near: BTreeSet<String>,
}

/// A sentence and what must be read from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// Codes of the actors, sorted ("?" for an actor without one).
    pub actors: Vec<String>,
    /// Codes of the recipients.
    pub recipients: Vec<String>,
}

/// What is wrong with a frame file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameError {
    /// The file.
    pub file: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.message)
    }
}

impl std::error::Error for FrameError {}

impl Frames {
    /// The frames that ship with the program. They are checked by this crate's tests, so that a file with a
    /// fault never ships; should one get through, it is left out.
    pub fn builtin() -> &'static Frames {
        static BUILTIN: OnceLock<Frames> = OnceLock::new();
        BUILTIN.get_or_init(|| Frames::parse(files()).0)
    }

    /// Parses frame files given as (path, text); returns what could be read and what could not.
    pub fn parse<'a>(files: impl Iterator<Item = (String, &'a str)>) -> (Frames, Vec<FrameError>) {
        let mut errors = Vec::new();
        let mut files: Vec<_> = files.collect();
        files.sort_unstable();
        let mut classes = BTreeMap::new();
        for (file, text) in files.iter().filter(|(f, _)| f.ends_with("classes.toml")) {
            match toml::from_str::<BTreeMap<String, BTreeSet<String>>>(text) {
                Ok(found) => classes.extend(found),
                Err(e) => errors.push(FrameError { file: file.clone(), message: e.to_string() }),
            }
        }
        let mut all = Vec::new();
        for (file, text) in files.iter().filter(|(f, _)| !f.ends_with("classes.toml")) {
            match parse_frame(file, text, &classes) {
                Ok(frame) => all.push(frame),
                Err(message) => errors.push(FrameError { file: file.clone(), message }),
            }
        }
        let index = index(&all);
        (Frames { all, classes, index }, errors)
    }

    /// Where a lemma leads, as the first word of a trigger.
    pub fn hits(&self, lemma: &str) -> &[Hit] {
        self.index.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// The first words of all triggers.
    pub fn trigger_words(&self) -> impl Iterator<Item = &str> {
        self.index.keys().map(String::as_str)
    }
}

/// The frame files compiled in, as (path, text).
pub fn files() -> impl Iterator<Item = (String, &'static str)> {
    let mut stack = vec![&FILES];
    let mut found = Vec::new();
    while let Some(dir) = stack.pop() {
        stack.extend(dir.dirs());
        found.extend(dir.files().filter_map(|f| {
            let path = f.path().to_string_lossy().into_owned();
            path.ends_with(".toml").then(|| f.contents_utf8().map(|text| (path, text))).flatten()
        }));
    }
    found.into_iter()
}

fn index(all: &[Frame]) -> BTreeMap<String, Vec<Hit>> {
    let mut index: BTreeMap<String, Vec<Hit>> = BTreeMap::new();
    for (frame, f) in all.iter().enumerate() {
        for (pattern, p) in f.patterns.iter().enumerate() {
            for (trigger, t) in p.triggers.iter().enumerate() {
                index.entry(t.words[0].clone()).or_default().push(Hit { frame, pattern, trigger });
            }
        }
    }
    index
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFrame {
    about: String,
    #[serde(rename = "type")]
    kind: String,
    mode: Option<String>,
    cameo: String,
    relation: Option<String>,
    evoke: Vec<RawPattern>,
    roles: RawRoles,
    #[serde(default)]
    modes: Vec<RawMode>,
    positive: Vec<String>,
    negative: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPattern {
    #[serde(default)]
    verb: Vec<String>,
    #[serde(default)]
    noun: Vec<String>,
    #[serde(default)]
    adjective: Vec<String>,
    #[serde(default)]
    only: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    not: BTreeMap<String, Vec<String>>,
    roles: Option<RawRoles>,
    mode: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRoles {
    #[serde(default)]
    actor: Vec<String>,
    #[serde(default)]
    recipient: Vec<String>,
    #[serde(default)]
    needs: Needs,
    #[serde(default)]
    absorbs: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMode {
    mode: String,
    cameo: Option<String>,
    near: Vec<String>,
}

type Classes = BTreeMap<String, BTreeSet<String>>;

fn parse_frame(file: &str, text: &str, classes: &Classes) -> Result<Frame, String> {
    let raw: RawFrame = toml::from_str(text).map_err(|e| e.to_string())?;
    let kind: EventType = raw.kind.parse().map_err(|_| format!("type {:?} is no PLOVER type", raw.kind))?;
    let mode_of = |name: &str| Mode::parse(kind, name).ok_or_else(|| format!("{kind} has no mode {name:?}"));
    let cameo_of = |code: &str| {
        code.parse::<CameoCode>().map_err(|_| format!("CAMEO code {code:?} is not in the table"))
    };
    let name = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".toml").to_string();
    let patterns = raw
        .evoke
        .into_iter()
        .map(|p| parse_pattern(p, classes, &mode_of))
        .collect::<Result<Vec<_>, String>>()?;
    let modes = raw
        .modes
        .into_iter()
        .map(|m| {
            let near = words(&m.near, classes)?.lemmas;
            Ok(ModeCue {
                mode: mode_of(&m.mode)?,
                cameo: m.cameo.as_deref().map(cameo_of).transpose()?,
                near,
            })
        })
        .collect::<Result<Vec<_>, String>>()?;
    if raw.positive.is_empty() || raw.negative.is_empty() {
        return Err("a frame needs at least one positive and one negative example".into());
    }
    Ok(Frame {
        name,
        kind,
        mode: raw.mode.as_deref().map(mode_of).transpose()?,
        cameo: cameo_of(&raw.cameo)?,
        relation: match raw.relation {
            Some(r) => Some(r.parse().map_err(|_| format!("relation {r:?} is not in the guide"))?),
            None => None,
        },
        about: raw.about,
        patterns,
        roles: parse_roles(raw.roles)?,
        modes,
        positive: raw.positive.iter().map(|e| parse_example(e)).collect::<Result<_, _>>()?,
        negative: raw.negative,
    })
}

fn parse_pattern(
    raw: RawPattern,
    classes: &Classes,
    mode_of: &impl Fn(&str) -> Result<Mode, String>,
) -> Result<Pattern, String> {
    let mut triggers = Vec::new();
    for (part, list) in [(Part::Verb, &raw.verb), (Part::Noun, &raw.noun), (Part::Adjective, &raw.adjective)]
    {
        for phrase in expand(list, classes)? {
            let words: Vec<String> = phrase.split_whitespace().map(str::to_string).collect();
            if words.is_empty() {
                return Err("an empty trigger".into());
            }
            triggers.push(Trigger { part, words });
        }
    }
    if triggers.is_empty() {
        return Err("an [[evoke]] without verb, noun or adjective".into());
    }
    let conditions = |map: BTreeMap<String, Vec<String>>| {
        map.into_iter()
            .map(|(slot, list)| Ok((parse_path(&slot)?, words(&list, classes)?)))
            .collect::<Result<Vec<_>, String>>()
    };
    Ok(Pattern {
        triggers,
        only: conditions(raw.only)?,
        not: conditions(raw.not)?,
        roles: raw.roles.map(parse_roles).transpose()?,
        mode: raw.mode.as_deref().map(mode_of).transpose()?,
    })
}

fn parse_roles(raw: RawRoles) -> Result<Roles, String> {
    let paths = |list: Vec<String>| list.iter().map(|p| parse_path(p)).collect::<Result<Vec<_>, _>>();
    Ok(Roles {
        actor: paths(raw.actor)?,
        recipient: paths(raw.recipient)?,
        needs: raw.needs,
        absorbs: paths(raw.absorbs)?,
    })
}

fn parse_path(text: &str) -> Result<Path, String> {
    let slots = text
        .split('.')
        .map(|part| match part.trim() {
            "" => Err(format!("slot {text:?} has an empty part")),
            "subject" => Ok(Slot::Subject),
            "object" => Ok(Slot::Object),
            "indirect" => Ok(Slot::Indirect),
            "owner" => Ok(Slot::Owner),
            "clause" => Ok(Slot::Clause),
            "infinitive" => Ok(Slot::Infinitive),
            "host" => Ok(Slot::Host),
            "victim" => Ok(Slot::Victim),
            preposition => Ok(Slot::Prep(preposition.to_string())),
        })
        .collect::<Result<Vec<_>, String>>()?;
    Ok(Path(slots))
}

/// Spells out "@class" references.
fn expand(list: &[String], classes: &Classes) -> Result<Vec<String>, String> {
    let mut out = Vec::new();
    for item in list {
        match item.strip_prefix('@') {
            None => out.push(item.clone()),
            Some(class) => {
                let words =
                    classes.get(class).ok_or_else(|| format!("class {item:?} is not in classes.toml"))?;
                out.extend(words.iter().cloned());
            }
        }
    }
    Ok(out)
}

fn words(list: &[String], classes: &Classes) -> Result<Words, String> {
    let (party, plain): (Vec<String>, Vec<String>) = list.iter().cloned().partition(|w| w == "#party");
    Ok(Words { lemmas: expand(&plain, classes)?.into_iter().collect(), party: !party.is_empty() })
}

/// "Pakistan recalled its ambassador from Tehran. | PAK > IRN"
fn parse_example(line: &str) -> Result<Example, String> {
    let (text, parties) =
        line.rsplit_once('|').ok_or_else(|| format!("example {line:?} lacks \"| ACTOR > RECIPIENT\""))?;
    let (actors, recipients) =
        parties.split_once('>').ok_or_else(|| format!("example {line:?} lacks \">\" between the parties"))?;
    let codes = |side: &str| {
        let mut codes: Vec<String> = side.split_whitespace().map(str::to_string).collect();
        codes.sort();
        codes.dedup();
        codes
    };
    Ok(Example { text: text.trim().to_string(), actors: codes(actors), recipients: codes(recipients) })
}

#[cfg(test)]
mod tests {
    use super::{Frames, files};

    #[test]
    fn every_frame_file_is_valid() {
        let (frames, errors) = Frames::parse(files());
        let list: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{}", list.join("\n"));
        assert!(frames.all.len() > 60, "{} frames", frames.all.len());
    }

    #[test]
    fn a_fault_is_named_with_its_file() {
        let text = "about='x'\ntype='ACCUSE'\nmode='phone'\ncameo='111'\npositive=['a | >']\nnegative=['b']\nevoke=[]\n[roles]\n";
        let (_, errors) = Frames::parse([("accuse/odd.toml".to_string(), text)].into_iter());
        assert_eq!(errors[0].to_string(), "accuse/odd.toml: ACCUSE has no mode \"phone\"");
    }
}
