//! From the network's event heads to acts: which word tells what somebody does, and which words play a part in it.
//!
//! In: the scores of a window. Out: an [`Act`] for each word that may tell one. Of "Varunia closed its frontier after
//! three guards were shot", "closed" tells a COERCE of which "Varunia" is the actor, and "shot" an ASSAULT on the guards.

use detente_data::{EventType, Mode, Status};

use super::network::{Labels, Scores};
use crate::choice::softmax;
use crate::text::TokenId;

/// Below this probability that a word tells an act, nothing is kept of it.
const LEAST: f32 = 0.05;
/// Below this probability a type is not kept beside the likeliest.
const LEAST_KIND: f32 = 0.01;
/// Below this probability a word plays no part.
const LEAST_PART: f32 = 0.05;

/// What a word may tell, as the network sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// The word.
    pub token: TokenId,
    /// The likeliest type.
    pub kind: EventType,
    /// Its probability, 0 to 1.
    pub score: f32,
    /// Probability that the word tells an act of any type, 0 to 1.
    pub any: f32,
    /// Every type with its probability, as far as worth keeping.
    pub kinds: Vec<(EventType, f32)>,
    /// The likeliest mode of that type.
    pub mode: Option<Mode>,
    /// The likeliest status, and its probability.
    pub status: (Status, f32),
    /// What dates it, each with its probability; empty where the weights do not say.
    pub when: Vec<(When, f32)>,
    /// Words with a part in it, by falling probability.
    pub parts: Vec<Part>,
}

/// A word with a part in an act.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Which part.
    pub role: Role,
    /// The head of the words.
    pub token: TokenId,
    /// Probability, 0 to 1.
    pub score: f32,
}

/// The parts that words play in an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Who does it.
    Actor,
    /// To whom.
    Recipient,
    /// Where.
    Place,
    /// Who says that it happened.
    Source,
    /// Who says that it did not.
    Denier,
    /// The act that it answers.
    Cause,
    /// The time at which it happened.
    Time,
}

/// What dates an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// Nothing that the text says.
    Nothing,
    /// A time in the words around it.
    Word,
    /// It is of the day of the act told before.
    Told,
    /// It is of the day of publication, without a word that says so.
    Published,
    /// Something else.
    Other,
}

impl When {
    /// By its name beside the weights.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "none" => When::Nothing,
            "word" => When::Word,
            "told" => When::Told,
            "published" => When::Published,
            "other" => When::Other,
            _ => return None,
        })
    }
}

impl Role {
    /// By its name beside the weights.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "actor" => Role::Actor,
            "recipient" => Role::Recipient,
            "place" => Role::Place,
            "source" => Role::Source,
            "denier" => Role::Denier,
            "cause" => Role::Cause,
            "time" => Role::Time,
            _ => return None,
        })
    }
}

impl Act {
    /// The words that play a part, likeliest first, above a probability.
    pub fn with(&self, role: Role, above: f32) -> impl Iterator<Item = Part> + '_ {
        self.parts.iter().copied().filter(move |part| part.role == role && part.score > above)
    }

    /// The probability that it is dated in this way, if the weights say.
    pub fn dated(&self, when: When) -> Option<f32> {
        self.when.iter().find(|(each, _)| *each == when).map(|(_, score)| *score)
    }
}

/// The acts of the first `words` words of a window; the first of them is token `offset`.
pub(super) fn acts(scores: &Scores, labels: &Labels, words: usize, offset: usize) -> Vec<Act> {
    let (kinds, modes) = (labels.kinds.len(), labels.modes.len());
    let (of_status, of_when) = (kinds + modes + 2, kinds + modes + 2 + labels.statuses.len());
    let rows = scores.acts.chunks_exact(labels.act_width()).take(words);
    let told = rows.enumerate().filter_map(|(word, row)| {
        let chances = softmax(&row[..=kinds]);
        let any = 1.0 - chances[0];
        let kinds_of = || labels.kinds.iter().copied().zip(chances[1..].iter().copied());
        let (kind, score) = kinds_of().max_by(|a, b| a.1.total_cmp(&b.1))?;
        let statuses = softmax(&row[of_status..of_when]);
        let when = labels.when.iter().zip(softmax(&row[of_when..]));
        let status = labels.statuses.iter().copied().zip(statuses).max_by(|a, b| a.1.total_cmp(&b.1))?;
        (any >= LEAST).then(|| Act {
            token: TokenId::new(offset + word),
            kind,
            score,
            any,
            kinds: kinds_of().filter(|k| k.1 > LEAST_KIND).collect(),
            mode: best_mode(&row[kinds + 1..of_status], labels, kind),
            status,
            when: when.filter_map(|(each, score)| each.map(|each| (each, score))).collect(),
            parts: parts(scores, labels, word, words, offset),
        })
    });
    told.collect()
}

/// The likeliest mode among those of the type, and none.
pub(super) fn best_mode(row: &[f32], labels: &Labels, kind: EventType) -> Option<Mode> {
    let mut best = (row[0], None);
    for (name, score) in labels.modes.iter().zip(&row[1..]) {
        if let Some(mode) = Mode::parse(kind, name).filter(|_| *score > best.0) {
            best = (*score, Some(mode));
        }
    }
    best.1
}

/// A role's probability for each word: a product of the act's query and the word's key, with a bias for the act.
fn parts(scores: &Scores, labels: &Labels, word: usize, words: usize, offset: usize) -> Vec<Part> {
    let roles = labels.roles.len();
    let query = scores.role_queries.len() / scores.ends.len().max(1);
    let depth = (query / roles.max(1)).saturating_sub(1);
    if depth == 0 || scores.role_keys.len() != scores.ends.len() * depth {
        return Vec::new();
    }
    let scale = (depth as f32).sqrt().recip();
    let query = &scores.role_queries[word * query..(word + 1) * query];
    let mut found = Vec::new();
    for (role, query) in labels.roles.iter().zip(query.chunks_exact(depth + 1)) {
        for (other, key) in scores.role_keys.chunks_exact(depth).take(words).enumerate() {
            let product: f32 = key.iter().zip(query).map(|(a, b)| a * b).sum();
            let score = 1.0 / (1.0 + (-(product * scale + query[depth])).exp());
            if let Some(role) = role.filter(|_| score > LEAST_PART && other != word) {
                found.push(Part { role, token: TokenId::new(offset + other), score });
            }
        }
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.token.cmp(&b.token)));
    found
}
