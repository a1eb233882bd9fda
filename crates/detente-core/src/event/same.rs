//! Which words of an article tell of one act: an act told before, or a new one.
//!
//! In: a draft, one for each word that names an act, and the acts told before it. Out: which of them it tells of again, if
//! any, by learnt weights ([`crate::choice`]): how far parties, day, place, mode and words agree, whether the wording points
//! back, how far back the other was told, and how the two hang together in one sentence. "Iranian missile strikes", "its
//! Tuesday's cross-border attack on Pakistan" and "the attack" are one act told three times; "attacks in Syria" has another
//! recipient and is an act of its own.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::grammar::Grammar;
use super::merge::Draft;
use super::party::{compatible, same};
use super::{Event, EventPlace, Party, Status};
use crate::analysis::{Analysis, Relation, Upos};
use crate::choice::{Signs, Weights, best};
use crate::text::{TokenId, TokenSpan};
use detente_data::{EventType, QuadClass};

/// Acts told before, of one type, with which a new one is compared: the latest. No article tells so many; what is made to be slow does.
const MOST: usize = 30;
/// Words to either side of an act whose things are compared.
const THINGS: usize = 8;

/// A choice as it was put, to learn weights from.
#[derive(Debug, Clone)]
pub struct Case {
    /// The word that names the act.
    pub trigger: TokenId,
    /// Its type.
    pub kind: EventType,
    /// The options: the words that told the act before, and what is seen of them; the first is a new act, told by none.
    pub options: Vec<(Vec<TokenId>, Signs)>,
    /// Which was taken.
    pub taken: usize,
}

/// The weights that ship with the program.
pub(super) fn weights() -> &'static Weights {
    static BUILTIN: OnceLock<Weights> = OnceLock::new();
    BUILTIN.get_or_init(|| Weights::parse(detente_data::model::same()))
}

/// What acts are compared by.
pub(super) struct Same<'a> {
    /// Trees.
    pub analysis: &'a Analysis,
    /// Closed lists of words.
    pub grammar: &'a Grammar,
    /// Learnt weights.
    pub weights: &'a Weights,
}

impl Same<'_> {
    /// Which of the acts told before the draft tells of again.
    pub(super) fn told_before(
        &self,
        told: &[Draft],
        draft: &Draft,
        record: &mut dyn FnMut(Case),
    ) -> Option<usize> {
        let latest = (0..told.len()).rev().filter(|at| can_be_one(&told[*at], draft)).take(MOST);
        let latest: Vec<usize> = latest.collect();
        if latest.is_empty() {
            return None;
        }
        let new = self.signs_of_new(draft, latest.len());
        let mut open = distinct(told, latest, draft);
        open.reverse();
        let latest = open.iter().copied().max_by_key(|at| last_told(&told[*at]));
        let mut signs = vec![new];
        signs.extend(open.iter().map(|at| {
            let mut signs = self.signs(&told[*at], draft);
            if Some(*at) == latest {
                signs.add("latest".to_owned());
                signs.add(format!("latest {}", pointing(draft)));
                if let Some(loss) = self.loss(&told[*at], draft) {
                    signs.add(format!("latest loss {loss} named {}", named(&draft.event)));
                }
            }
            signs
        }));
        let chances = self.weights.chances(&signs);
        let taken = if points_at_nothing_else(draft) { best(&chances[1..])? + 1 } else { best(&chances)? };
        let trigger = draft.event.tellings.first()?.trigger;
        let words = open.iter().map(|at| {
            let tellings = &told[*at].event.tellings;
            tellings[tellings.len().saturating_sub(MOST)..].iter().map(|t| t.trigger).collect()
        });
        let options = std::iter::once(Vec::new()).chain(words).zip(signs).collect();
        record(Case { trigger, kind: draft.event.kind, options, taken });
        taken.checked_sub(1).map(|at| open[at])
    }

    /// What speaks for an act that was not told before.
    fn signs_of_new(&self, draft: &Draft, open: usize) -> Signs {
        let event = &draft.event;
        let mut signs = Signs::default();
        signs.add("new".to_owned());
        signs.add(format!("new {}", event.kind));
        signs.add(format!("new {} of {}", pointing(draft), event.kind));
        signs.add(format!("new {} {}", pointing(draft), self.form(draft)));
        signs.add(format!("new of {}", open.min(4)));
        signs.add(format!("new named {}", named(event)));
        signs.add(format!("new named {} {}", named(event), pointing(draft)));
        signs.add(format!("new days {} place {}", event.days.is_some(), event.place.is_some()));
        if let Some(lemma) = draft.lemmas.first() {
            signs.add(format!("new word {lemma}"));
        }
        if draft.part_of.is_some() {
            signs.add("new part".to_owned());
        }
        if event.kind == EventType::Assault && self.is_harm(draft) {
            signs.add(format!("new loss named {}", named(event)));
            signs.add(format!("new loss named {} of {}", named(event), open.min(2)));
        }
        signs
    }

    /// What speaks for the draft's telling of an act told before.
    fn signs(&self, old: &Draft, new: &Draft) -> Signs {
        let kind = new.event.kind;
        let mut signs = Signs::default();
        signs.add("again".to_owned());
        of_parties(&old.event, &new.event, &mut signs);
        of_setting(&old.event, &new.event, &mut signs);
        self.of_words(old, new, &mut signs);
        let apart = self.apart(&old.event, &new.event);
        signs.add(format!("apart {apart}"));
        signs.add(format!("apart {apart} {}", pointing(new)));
        signs.add(format!("apart {apart} {kind}"));
        if old.headline || new.headline {
            signs.add("headline".to_owned());
            signs.add(format!("headline {kind}"));
        }
        signs.add(format!("told {}", old.event.tellings.len().min(4)));
        self.of_tree(old, new, &mut signs);
        signs
    }

    fn of_words(&self, old: &Draft, new: &Draft, signs: &mut Signs) {
        let kind = new.event.kind;
        let class = class(kind);
        let lemma = new.lemmas.iter().any(|l| old.lemmas.contains(l));
        signs.add(format!("word same {lemma} {}", pointing(new)));
        signs.add(format!("word same {lemma} {kind}"));
        if !lemma && new.lemmas.iter().any(|l| old.lemmas.iter().any(|o| one_stem(l, o))) {
            signs.add(format!("word stem {}", pointing(new)));
            signs.add(format!("word stem {kind}"));
        }
        signs.add(format!("frame same {} {class}", old.event.frame == new.event.frame));
        let content = match (&old.content, &new.content) {
            (Some(x), Some(y)) if x == y => "same",
            (Some(_), Some(_)) => "other",
            _ => "open",
        };
        signs.add(format!("content {content} {class}"));
        signs.add(format!("forms {} {}", self.form(old), self.form(new)));
        if kind == EventType::Assault {
            let (was, is, apart) = (self.is_harm(old), self.is_harm(new), self.apart(&old.event, &new.event));
            signs.add(format!("harm {was} {is}"));
            signs.add(format!("harm {was} {is} {apart}"));
        }
        if let Some(loss) = self.loss(old, new) {
            let (actor, recipient) = (
                fit(&old.event.actors, &new.event.actors),
                fit(&old.event.recipients, &new.event.recipients),
            );
            signs.add(format!("loss {loss} named {}", named(&new.event)));
            signs.add(format!("loss {loss} actor {actor}"));
            signs.add(format!("loss {loss} recipient {recipient}"));
        }
        if let (Some(x), Some(y)) = (old.lemmas.first(), new.lemmas.first()) {
            signs.add(format!("words {x} {y}"));
        }
        signs.add(format!("frames {} {}", old.event.frame, new.event.frame));
        let shared = old.things.intersection(&new.things).count().min(3);
        signs.add(format!("things {shared}"));
        signs.add(format!("things {shared} {class}"));
        signs.add(format!("things {shared} {}", pointing(new)));
    }

    fn is_harm(&self, draft: &Draft) -> bool {
        draft.lemmas.iter().any(|lemma| self.grammar.is_harm(lemma))
    }

    /// How the losses of an attack may be told after it: "Turkish howitzers answered. Three soldiers *were killed* there, ..." Whether any
    /// were told before, and how far back it stands.
    fn loss(&self, old: &Draft, new: &Draft) -> Option<String> {
        let is_loss = new.event.kind == EventType::Assault && self.is_harm(new);
        let before = if self.is_harm(old) { "more" } else { "first" };
        is_loss.then(|| format!("{before} {}", self.apart(&old.event, &new.event)))
    }

    /// How the two hang together in one sentence: "killed *when* shells hit", "an attack *that* killed ten".
    fn of_tree(&self, old: &Draft, new: &Draft, signs: &mut Signs) {
        let kind = class(new.event.kind);
        if is_part(old, new) || is_part(new, old) {
            signs.add("part".to_owned());
            signs.add(format!("part {kind}"));
        }
        let Some(this) = new.event.tellings.first() else { return };
        let here = old.event.tellings.iter().rev().take_while(|t| t.sentence == this.sentence);
        let Some((_, way)) = here.map(|t| self.analysis.way(t.trigger, this.trigger)).min() else { return };
        signs.add(format!("way {way}"));
        signs.add(format!("way {way} {kind}"));
        let joined = self.analysis.relation(this.trigger) == Relation::Conj;
        signs.add(format!("here {kind} joined {joined} {}", self.form(new)));
    }

    /// Sentences from the nearest telling before, which is the last, in steps.
    fn apart(&self, old: &Event, new: &Event) -> &'static str {
        let Some(here) = new.tellings.first().map(|t| t.sentence.index()) else { return "far" };
        match old.tellings.last().map(|t| here.abs_diff(t.sentence.index())) {
            Some(0) => "0",
            Some(1) => "1",
            Some(2) => "2",
            Some(3..=5) => "5",
            Some(6..=10) => "10",
            _ => "far",
        }
    }

    fn form(&self, draft: &Draft) -> &'static str {
        match draft.event.tellings.first().map(|t| self.analysis.upos(t.trigger)) {
            Some(Upos::Verb) => "verb",
            Some(Upos::Noun | Upos::Propn) => "noun",
            _ => "other",
        }
    }
}

/// What stands beside the word for an act, by lemma: "camp" and "Angostura" of "the raid on the camp at Angostura".
pub(super) fn things(a: &Analysis, trigger: TokenId) -> BTreeSet<String> {
    let sentence = a.sentence_of(trigger).tokens;
    let start = trigger.index().saturating_sub(THINGS).max(sentence.start());
    let end = (trigger.index() + THINGS + 1).min(sentence.end());
    let words = TokenSpan::new(start, end).ids().filter(|t| *t != trigger);
    let nominal = words.filter(|t| matches!(a.upos(*t), Upos::Noun | Upos::Propn | Upos::Num));
    nominal.map(|t| a.lemma(t).to_lowercase()).collect()
}

/// Acts of one type of which not one alone is denied or still to come, nor one word's: "Bahrain and Sudan broke off relations"
/// tells two acts with one.
fn can_be_one(old: &Draft, new: &Draft) -> bool {
    if new.event.tellings.first().is_some_and(|t| tells(old, t.trigger)) {
        return false;
    }
    let told = |status: Status| matches!(status, Status::Happened | Status::Ongoing);
    let (a, b) = (old.event.status, new.event.status);
    let fits = a == b || told(a) == told(b) || is_part(old, new) || is_part(new, old);
    old.event.kind == new.event.kind && fits
}

/// Whether syntax makes the second a part of the first: "*expected* to *visit*", "*demonstrated* in *protest*".
fn is_part(whole: &Draft, part: &Draft) -> bool {
    part.part_of.is_some_and(|word| tells(whole, word))
}

/// Whether a word tells the act. Tellings stand in the order of the text, as drafts come.
fn tells(draft: &Draft, word: TokenId) -> bool {
    draft.event.tellings.binary_search_by_key(&word, |t| t.trigger).is_ok()
}

/// Of acts, the latest first, all but those told once of which a later one says the same: what is true of the nearer is true of them. What is
/// made to be slow says "Iran struck it" a thousand times, and each was compared with dozens before it.
fn distinct(told: &[Draft], latest: Vec<usize>, new: &Draft) -> Vec<usize> {
    let this = new.event.tellings.first().map(|t| t.sentence);
    let once = |at: usize| match told[at].event.tellings.as_slice() {
        // In the sentence of the new one, and where syntax joins the two, it is this one of them that counts.
        [telling] => Some(telling.sentence) != this && !is_part(&told[at], new) && !is_part(new, &told[at]),
        _ => false,
    };
    let mut kept: Vec<usize> = Vec::with_capacity(latest.len());
    for at in latest {
        if !(once(at) && kept.iter().any(|later| once(*later) && says_the_same(&told[at], &told[*later]))) {
            kept.push(at);
        }
    }
    kept
}

/// Whether two acts, each told once, are alike in all that is compared but where they stand.
fn says_the_same(a: &Draft, b: &Draft) -> bool {
    let parties = |x: &[Party], y: &[Party]| {
        let is_one = |(x, y): (&Party, &Party)| {
            x.entity.is_some() && (x.entity, x.code, x.sector) == (y.entity, y.code, y.sector)
        };
        x.len() == y.len() && x.iter().zip(y).all(is_one)
    };
    let place = |x: &EventPlace, y: &EventPlace| {
        (&x.name, x.country, x.is_within_state) == (&y.name, y.country, y.is_within_state)
    };
    let (x, y) = (&a.event, &b.event);
    (x.mode, x.status, x.days, a.headline) == (y.mode, y.status, y.days, b.headline)
        && x.frame == y.frame
        && parties(&x.actors, &y.actors)
        && parties(&x.recipients, &y.recipients)
        && (&a.lemmas, &a.content, &a.things) == (&b.lemmas, &b.content, &b.things)
        && match (&x.place, &y.place) {
            (Some(x), Some(y)) => place(x, y),
            (x, y) => x.is_none() && y.is_none(),
        }
}

fn last_told(draft: &Draft) -> Option<TokenId> {
    draft.event.tellings.last().map(|t| t.trigger)
}

/// Whether the wording points back, and says anything of its own.
fn pointing(draft: &Draft) -> &'static str {
    match (draft.definite, draft.headline, draft.event.actors.is_empty() && draft.event.recipients.is_empty())
    {
        (_, true, _) => "headline",
        (true, _, true) => "back bare",
        (true, _, false) => "back",
        (false, _, true) => "bare",
        (false, _, false) => "full",
    }
}

/// "It said the attack was in response to ...": definite, of nobody, and no act of speech, it can only mean one told before.
/// Annotators seldom list such words, so that nothing is learnt of them.
fn points_at_nothing_else(draft: &Draft) -> bool {
    let verbal = matches!(class(draft.event.kind), "verbal" | "joint");
    pointing(draft) == "back bare" && !verbal
}

fn named(event: &Event) -> &'static str {
    match (event.actors.is_empty(), event.recipients.is_empty()) {
        (true, true) => "nobody",
        (true, false) => "recipient",
        (false, true) => "actor",
        (false, false) => "both",
    }
}

/// Acts of speech of one type between the same parties are often two acts ("urged ... to withdraw", "urged ... to talk"),
/// two strikes told in one article are mostly one.
fn class(kind: EventType) -> &'static str {
    match (kind.is_symmetric(), kind.quad_class()) {
        (true, _) => "joint",
        (_, QuadClass::VerbalCooperation | QuadClass::VerbalConflict) => "verbal",
        (_, QuadClass::MaterialCooperation) => "help",
        (_, QuadClass::MaterialConflict) => "deed",
    }
}

fn of_parties(old: &Event, new: &Event, signs: &mut Signs) {
    let (kind, class) = (new.kind, class(new.kind));
    if kind.is_symmetric() {
        let all = |e: &Event| e.actors.iter().chain(&e.recipients).cloned().collect::<Vec<Party>>();
        let fit = together(&all(old), &all(new));
        signs.add(format!("parties {fit}"));
        signs.add(format!("parties {fit} {kind}"));
        return;
    }
    let (actor, recipient) = (fit(&old.actors, &new.actors), fit(&old.recipients, &new.recipients));
    signs.add(format!("actor {actor}"));
    signs.add(format!("recipient {recipient}"));
    signs.add(format!("actor {actor} {class}"));
    signs.add(format!("recipient {recipient} {class}"));
    signs.add(format!("parties {actor} {recipient}"));
    signs.add(format!("parties {actor} {recipient} {kind}"));
    if fit(&old.actors, &new.recipients) == "one" || fit(&old.recipients, &new.actors) == "one" {
        signs.add(format!("turned round {class}"));
    }
}

/// How far one side of two acts agrees.
fn fit(old: &[Party], new: &[Party]) -> &'static str {
    match (old.is_empty(), new.is_empty()) {
        (true, true) => return "none",
        (true, false) => return "new",
        (false, true) => return "left out",
        _ => {}
    }
    let any = |test: &dyn Fn(&Party, &Party) -> bool| old.iter().any(|x| new.iter().any(|y| test(x, y)));
    if any(&|x, y| same(x, y)) || any(&|x, y| x.code.is_some() && compatible(x, y)) {
        return "one";
    }
    if any(&|x, y| x.code.is_some() && x.code == y.code) {
        // "attacked Pakistan" and "killed two Pakistani children" meet in the state
        return "state";
    }
    if old.iter().chain(new).any(|p| p.code.is_none()) { "open" } else { "other" }
}

/// How far the parties of two acts done together agree.
fn together(old: &[Party], new: &[Party]) -> &'static str {
    let codes = |side: &[Party]| side.iter().filter_map(|p| p.code).collect::<BTreeSet<_>>();
    let (x, y) = (codes(old), codes(new));
    match (x.is_empty() || y.is_empty(), x == y) {
        (true, _) => "open",
        (_, true) if x.len() > 1 => "same",
        (_, true) => "one same",
        _ if x.is_subset(&y) || y.is_subset(&x) => "part",
        _ if x.intersection(&y).next().is_some() => "one",
        _ => "other",
    }
}

/// Day, place, mode, status.
fn of_setting(old: &Event, new: &Event, signs: &mut Signs) {
    let class = class(new.kind);
    let days = match (old.days, new.days) {
        (Some(a), Some(b)) if a == b => "same",
        (Some(a), Some(b)) if a.to < b.from || b.to < a.from => "other",
        (Some(_), Some(_)) => "within",
        (None, None) => "none",
        (Some(_), None) => "left out",
        (None, Some(_)) => "new",
    };
    let place = match (&old.place, &new.place) {
        (Some(a), Some(b)) if a.name == b.name => "same",
        (Some(a), Some(b)) => match (a.country == b.country, a.is_within_state && b.is_within_state) {
            (false, _) => "abroad",
            (true, true) => "other",
            (true, false) => "within",
        },
        (None, None) => "none",
        (Some(_), None) => "left out",
        (None, Some(_)) => "new",
    };
    let mode = match (old.mode, new.mode) {
        (Some(a), Some(b)) if a == b => "same",
        (Some(_), Some(_)) => "other",
        _ => "open",
    };
    for (name, value) in [("days", days), ("place", place), ("mode", mode)] {
        signs.add(format!("{name} {value}"));
        signs.add(format!("{name} {value} {class}"));
        signs.add(format!("{name} {value} {}", new.kind));
    }
    signs.add(format!("status same {} {class}", old.status == new.status));
}

/// Whether two words begin alike for most of the shorter one: "expel" and "expulsion", "bomb" and "bombardment".
fn one_stem(one: &str, other: &str) -> bool {
    let alike = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    alike >= 3 && alike * 5 >= one.chars().count().min(other.chars().count()) * 3
}
