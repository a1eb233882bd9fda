//! Links between events: which act the text says another one answers, avenges or was provoked by.
//!
//! In: the events of an article. Out: their `responds_to`. Rules on wording propose links (`wording`), the network points
//! from acts to their causes, and learnt weights ([`crate::choice`]) judge every pair of acts near each other by all that is
//! seen of it. "Iran summoned the envoy over the strike" links the summons to the strike; "In retaliation, the army
//! attacked" links the attack to what the other side did last. A bare allegation is a claim of what it alleges and no
//! answer to it.

mod wording;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use self::wording::{Links, is_deed, is_hostile, shares};
use super::told::Told;
use super::{Event, Status};
use crate::analysis::Analysis;
use crate::analysis::act::Role;
use crate::choice::{Signs, Weights};
use crate::text::{EventId, TokenId};
use detente_data::{Answering, EventType, Mode};

/// Two acts told farther apart than this, in sentences, are linked only where a rule says so.
const FAR: usize = 8;
/// A link counts from this chance on.
const LINKED: f32 = 0.15;

/// A pair of acts as it was judged, to learn weights from.
#[derive(Debug, Clone)]
pub struct Case {
    /// The event that may answer, by its place in the list.
    pub answer: usize,
    /// The event that may be answered.
    pub cause: usize,
    /// What is seen of the pair.
    pub signs: Signs,
    /// The chance that the one answers the other.
    pub chance: f32,
}

/// The weights that ship with the program.
pub fn weights() -> &'static Weights {
    static BUILTIN: OnceLock<Weights> = OnceLock::new();
    BUILTIN.get_or_init(|| Weights::parse(detente_data::model::response()))
}

/// Fills `responds_to` of all events.
pub fn link(analysis: &Analysis, events: &mut [Event]) {
    link_with(analysis, events, weights(), &mut |_| {});
}

/// The same with other weights, and tells each judgement: to learn the weights.
pub fn link_with(analysis: &Analysis, events: &mut [Event], weights: &Weights, record: &mut dyn FnMut(Case)) {
    let told = Told::new(events);
    let links = wording::links(analysis, events, &told);
    let judge = Judge::new(analysis, events, &told, &links);
    let mut found: Vec<(usize, usize)> = Vec::new();
    for answer in 0..events.len() {
        for cause in judge.near(answer) {
            if answer == cause || !judge.can_be_answered(answer, cause) {
                continue;
            }
            let signs = judge.signs(answer, cause);
            let chance = weights.chance(&signs);
            if chance > LINKED {
                found.push((answer, cause));
            }
            record(Case { answer, cause, signs, chance });
        }
    }
    for (answer, cause) in found {
        events[answer].responds_to.push(EventId::new(cause));
    }
}

/// What is asked of every pair is found once, so that a long article takes as long as its parts: who looks at every two of its
/// acts takes four times as long for twice the text.
struct Judge<'a> {
    analysis: &'a Analysis,
    events: &'a [Event],
    links: &'a Links,
    /// For each event how sure the network is of the surest cause of it.
    surest: Vec<f32>,
    told: &'a Told,
    /// Where the hostile acts are told first, in the order of the text.
    hostile: Vec<Option<TokenId>>,
}

impl<'a> Judge<'a> {
    fn new(analysis: &'a Analysis, events: &'a [Event], told: &'a Told, links: &'a Links) -> Self {
        let hostile = events.iter().filter(|event| is_hostile(event.kind)).map(first_told);
        let mut hostile: Vec<Option<TokenId>> = hostile.collect();
        hostile.sort_unstable();
        Judge { analysis, events, links, surest: surest(analysis, events), told, hostile }
    }

    /// The events told near an answer or linked to it by a rule, in their order.
    fn near(&self, answer: usize) -> BTreeSet<usize> {
        let linked = self.links.range((answer, 0)..(answer + 1, 0)).map(|((_, cause), _)| *cause);
        let mut near = self.told.around(self.analysis, &self.events[answer], FAR);
        near.extend(linked);
        near
    }

    fn can_be_answered(&self, answer: usize, cause: usize) -> bool {
        let (event, to) = (&self.events[answer], &self.events[cause]);
        // Talks about a strike are no answer to it, unless asked for.
        let fits = event.kind != EventType::Consult || to.kind == EventType::Request || is_deed(to.kind);
        fits && to.status != Status::Negated && event.status != Status::Negated
    }

    /// Sentences from what may be answered to the answer, where they are told nearest to each other.
    fn apart(&self, answer: usize, cause: usize) -> isize {
        let (answer, cause) = (&self.events[answer], &self.events[cause]);
        let pairs = answer.tellings.iter().flat_map(|a| cause.tellings.iter().map(move |c| (a, c)));
        let gaps = pairs.map(|(a, c)| a.sentence.index().cast_signed() - c.sentence.index().cast_signed());
        gaps.min_by_key(|gap| gap.unsigned_abs()).unwrap_or(isize::MAX)
    }

    /// Everything seen of a pair; the alternative, no link, has no signs.
    fn signs(&self, answer: usize, cause: usize) -> Signs {
        let (event, to) = (&self.events[answer], &self.events[cause]);
        let mut signs = Signs::default();
        signs.add("any".to_owned());
        signs.add(format!("kind {}", event.kind));
        signs.add(format!("kinds {} {}", event.kind, to.kind));
        if let Some(mode) = event.mode.map(Mode::as_str) {
            signs.add(format!("mode {mode}"));
        }
        signs.add(format!("status {}", event.status));
        signs.add(format!("of status {}", to.status));
        self.of_wording(answer, cause, &mut signs);
        self.of_network(answer, cause, &mut signs);
        self.of_place(answer, cause, &mut signs);
        of_parties(event, to, &mut signs);
        of_days(event, to, &mut signs);
        signs
    }

    fn of_wording(&self, answer: usize, cause: usize, signs: &mut Signs) {
        let kind = self.events[answer].kind;
        let rules = self.links.get(&(answer, cause));
        for rule in rules.into_iter().flatten() {
            signs.add(format!("by {}", rule.as_str()));
            signs.add(format!("by {} {kind}", rule.as_str()));
        }
        self.of_ways(answer, cause, signs);
        if rules.is_none() && self.links.range((answer, 0)..(answer + 1, 0)).next().is_some() {
            signs.add("by rule another".to_owned());
        }
        let words = Answering::builtin();
        for telling in &self.events[answer].tellings {
            let tokens = self.analysis.sentences[telling.sentence.index()].tokens;
            if tokens.ids().any(|id| words.answer_nouns.contains(self.analysis.lemma(id))) {
                signs.add("answer noun beside".to_owned());
                break;
            }
        }
    }

    /// How the words of the two hang together in one sentence, and the word of the answer.
    fn of_ways(&self, answer: usize, cause: usize, signs: &mut Signs) {
        let (event, to) = (&self.events[answer], &self.events[cause]);
        let pairs = event.tellings.iter().flat_map(|a| to.tellings.iter().map(move |c| (a, c)));
        let here = pairs.filter(|(a, c)| a.sentence == c.sentence && a.trigger != c.trigger);
        if let Some((_, way)) = here.map(|(a, c)| self.analysis.way(a.trigger, c.trigger)).min() {
            signs.add(format!("way {way}"));
            signs.add(format!("way {way} {}", event.kind));
        }
        if let Some(telling) = event.tellings.first() {
            let lemma = self.analysis.lemma(telling.trigger).to_lowercase();
            if is_hostile(to.kind) {
                signs.add(format!("word {lemma} after hostile"));
            }
            signs.add(format!("word {lemma}"));
        }
    }

    /// What the network says of the acts as act and cause.
    fn of_network(&self, answer: usize, cause: usize, signs: &mut Signs) {
        let seen = self.seen(answer, cause);
        signs.weigh("seen".to_owned(), seen);
        signs.weigh("seen back".to_owned(), self.seen(cause, answer));
        if seen > 0.1 && seen >= self.surest[answer] {
            signs.add("seen most".to_owned());
        }
    }

    /// How sure the network is that a word of one event points to another as its cause.
    fn seen(&self, answer: usize, cause: usize) -> f32 {
        let acts = self.events[answer].tellings.iter().filter_map(|t| self.analysis.act(t.trigger));
        let causes = acts.flat_map(|act| act.with(Role::Cause, 0.0));
        let meant =
            causes.filter(|part| self.events[cause].tellings.iter().any(|t| t.anchor.has(part.token)));
        meant.map(|part| part.score).fold(0.0, f32::max)
    }

    fn of_place(&self, answer: usize, cause: usize, signs: &mut Signs) {
        let apart = self.apart(answer, cause);
        let (event, to) = (&self.events[answer], &self.events[cause]);
        let leads = event.tellings.first().map(|t| t.trigger) < to.tellings.first().map(|t| t.trigger);
        let how_far = match apart {
            0 if leads => "here after".to_owned(),
            0 => "here before".to_owned(),
            1..=3 => format!("{apart} back"),
            -3..=-1 => format!("{} on", -apart),
            4.. => "far back".to_owned(),
            _ => "far on".to_owned(),
        };
        signs.add(format!("told {how_far} {}", event.kind));
        signs.add(format!("told {how_far}"));
        if apart >= 0 && is_hostile(to.kind) && !self.is_hostile_between(to, event) {
            signs.add("last hostile".to_owned());
        }
        if is_deed(to.kind) && to.tellings.len() > 1 {
            signs.add("told often".to_owned());
        }
    }

    fn is_hostile_between(&self, to: &Event, event: &Event) -> bool {
        let upto = self.hostile.partition_point(|at| *at <= first_told(to));
        self.hostile.get(upto).is_some_and(|at| *at < first_told(event))
    }
}

fn first_told(event: &Event) -> Option<TokenId> {
    event.tellings.first().map(|telling| telling.trigger)
}

/// For each event how sure the network is of the surest cause of it among the others.
fn surest(analysis: &Analysis, events: &[Event]) -> Vec<f32> {
    let mut named: BTreeMap<TokenId, Vec<usize>> = BTreeMap::new();
    for (at, event) in events.iter().enumerate() {
        for token in event.tellings.iter().flat_map(|telling| telling.anchor.ids()) {
            named.entry(token).or_default().push(at);
        }
    }
    let of = |answer: usize| {
        let acts = events[answer].tellings.iter().filter_map(|t| analysis.act(t.trigger));
        let causes = acts.flat_map(|act| act.with(Role::Cause, 0.0));
        let of_others = causes.filter(|part| {
            named.get(&part.token).is_some_and(|events| events.iter().any(|cause| *cause != answer))
        });
        of_others.map(|part| part.score).fold(0.0, f32::max)
    };
    (0..events.len()).map(of).collect()
}

/// Who of the two did what to whom.
fn of_parties(event: &Event, to: &Event, signs: &mut Signs) {
    let (wronged, aimed) = (shares(&to.recipients, &event.actors), shares(&to.actors, &event.recipients));
    let same = shares(&to.actors, &event.actors);
    let nobody = to.actors.is_empty() || to.recipients.is_empty();
    let sides = match (wronged, aimed, same) {
        (_, _, true) => "same actor",
        (true, true, _) => "reversed",
        (true, false, _) => "wronged",
        (false, true, _) => "aimed",
        _ if nobody => "unknown",
        _ => "others",
    };
    signs.add(format!("parties {sides}"));
    signs.add(format!("parties {sides} {}", event.kind));
    if is_hostile(to.kind) {
        signs.add(format!("parties {sides} hostile"));
    }
}

fn of_days(event: &Event, to: &Event, signs: &mut Signs) {
    let order = match (event.days, to.days) {
        (Some(a), Some(b)) if a.to < b.from => "earlier",
        (Some(a), Some(b)) if a == b => "same",
        (Some(a), Some(b)) if b.to < a.from => "later",
        (Some(_), Some(_)) => "about",
        _ => "unknown",
    };
    signs.add(format!("days {order}"));
}
