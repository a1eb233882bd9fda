//! Puts the event stage together: candidates, status, day, place, parties, merging, links.

use std::collections::BTreeSet;

use super::beside;
use super::cast;
use super::dating;
use super::dyad::Dyad;
use super::grammar::Grammar;
use super::learned;
use super::matching::{Candidate, Matcher};
use super::merge::{Draft, is_definite, merge, says_enough};
use super::party::Parties;
use super::same::{self, Same};
use super::status::status;
use super::told::Told;
use super::worth;
use super::{Event, EventPlace, Party, Precision, RoleFill, Status, Telling};
use crate::analysis::{Analysis, Relation, Upos};
use crate::choice::Weights;
use crate::document::{Document, ZoneKind};
use crate::entity::Entities;
use crate::entity::place::Settings;
use crate::mention::Mentions;
use crate::text::{ByteSpan, TokenId, TokenSpan};
use detente_data::frames::Frames;
use detente_data::{ActorCode, CameoCode, EventType, Knowledge, Mode, QuadClass, Sector};

/// Longest anchor in tokens, as the annotation guide has it ("2 to 12 words").
const MAX_ANCHOR: usize = 12;

/// The layers an event is read from.
#[derive(Clone, Copy)]
pub struct Layers<'a> {
    /// The article and its zones.
    pub document: &'a Document,
    /// Trees.
    pub analysis: &'a Analysis,
    /// What the text names.
    pub mentions: &'a Mentions,
    /// Whom that means.
    pub entities: &'a Entities,
}

/// Finds the events of an article, in the order of their first telling.
pub fn find(layers: Layers<'_>, frames: &Frames, knowledge: &Knowledge, precision: Precision) -> Vec<Event> {
    let mut events = undated(layers, frames, knowledge, precision, Choosing::builtin());
    dating::date(layers, dating::weights(), &mut events, &mut |_| {});
    worth::weigh(layers, worth::weights(), &mut events, &mut |_| {});
    events.retain(|event| event.score >= precision.told());
    events
}

/// The same with only the days that the tree gives and scores that are not yet weighed, all of them: to learn the weights
/// of [`dating::date`] and [`worth::weigh`].
pub fn undated(
    layers: Layers<'_>,
    frames: &Frames,
    knowledge: &Knowledge,
    precision: Precision,
    choosing: Choosing<'_>,
) -> Vec<Event> {
    let mut events = find_with(layers, frames, knowledge, precision, choosing, &mut |_| {});
    correct(layers, &mut events);
    beside::join(layers.analysis, Grammar::builtin(), events)
}

/// Weights of the choices that make events.
#[derive(Clone, Copy)]
pub struct Choosing<'a> {
    /// Which words tell of one act.
    pub same: &'a Weights,
    /// Who plays which part.
    pub cast: &'a Weights,
}

impl Choosing<'static> {
    /// Those that ship with the program.
    fn builtin() -> Self {
        Choosing { same: same::weights(), cast: cast::weights() }
    }
}

/// A choice as it was put, to learn weights from.
pub enum Choice {
    /// Which act a word tells of.
    Same(same::Case),
    /// Who plays a part.
    Cast(cast::Case),
}

/// The same with other weights, and tells each choice: to learn the weights.
pub fn find_with(
    layers: Layers<'_>,
    frames: &Frames,
    knowledge: &Knowledge,
    precision: Precision,
    choosing: Choosing<'_>,
    record: &mut dyn FnMut(Choice),
) -> Vec<Event> {
    let grammar = Grammar::builtin();
    let parties = Parties { analysis: layers.analysis, mentions: layers.mentions, entities: layers.entities };
    let matcher = Matcher { analysis: layers.analysis, text: layers.document.text(), grammar, parties };
    let candidates = learned::vote(&matcher, frames, matcher.candidates(frames), precision);
    let settings =
        Settings::new(layers.document, layers.analysis, layers.mentions, layers.entities, knowledge);
    let mut drafts = Vec::new();
    let all: BTreeSet<(TokenId, EventType)> = candidates.iter().map(|c| (c.trigger, c.kind)).collect();
    for candidate in &candidates {
        let part_of = part_of(layers.analysis, grammar, candidate, &all);
        drafts.extend(draft(layers, &settings, grammar, candidate, part_of));
    }
    let same = Same { analysis: layers.analysis, grammar, weights: choosing.same };
    let drafts = merge(drafts, &same, &mut |case| record(Choice::Same(case)));
    let unresolved: Vec<bool> = drafts.iter().map(|d| d.unresolved).collect();
    let mut events: Vec<Event> = drafts.into_iter().map(|d| d.event).collect();
    let dyad = Dyad::of(layers.mentions, layers.entities);
    borrow_recipients(layers, dyad.as_ref(), &mut events);
    super::dyad::ask_own_government(layers, &mut events, &unresolved);
    if let Some(dyad) = &dyad {
        dyad.complete(layers.analysis, layers.entities, &mut events, &unresolved);
    }
    events.retain(says_enough);
    let stage = cast::Stage::new(layers, parties, dyad.as_ref(), knowledge, &events);
    cast::cast(&stage, choosing.cast, &mut events, &mut |case| record(Choice::Cast(case)));
    events
}

/// What the learnt choice of parties cannot know.
fn correct(layers: Layers<'_>, events: &mut [Event]) {
    for event in events.iter_mut() {
        hit_abroad(event);
        if event.kind == EventType::Mobilize {
            // "moved tanks to the border": against whom is for the sentence to say, not for those around it
            let told_in = |p: &Party| {
                event.tellings.iter().any(|t| {
                    let sentence = layers.analysis.sentences[t.sentence.index()].tokens;
                    layers.analysis.bytes(sentence).overlaps(p.span)
                        && !is_ground(layers.analysis, sentence, p.span)
                })
            };
            let near: Vec<Party> = event.recipients.iter().filter(|p| told_in(p)).cloned().collect();
            event.recipients = near;
        }
    }
}

/// "Tanks rolled *into Gori*", "patrols *deep into Georgia*": where forces go is a place, and no party that they move against.
fn is_ground(a: &Analysis, sentence: TokenSpan, party: ByteSpan) -> bool {
    let words = sentence.ids().filter(|t| a.token(*t).span.overlaps(party));
    let heads = words.filter(|t| a.head(*t).is_none_or(|h| !a.token(h).span.overlaps(party)));
    let mut cases = heads.map(|t| a.case(t));
    cases.any(|case| {
        case.is_some_and(|case| matches!(case.as_str(), "into" | "in" | "off" | "through" | "inside"))
    })
}

/// "Iran fired rockets at an army base in Pakistan": who is hit abroad by a state's own forces is not that state.
fn hit_abroad(event: &mut Event) {
    let [actor] = event.actors.as_slice() else { return };
    let by_state = matches!(actor.sector, Sector::Gov | Sector::Mil | Sector::Spy);
    let (EventType::Assault, Some(own), true) = (event.kind, actor.code, by_state) else { return };
    let Some(place) = &event.place else { return };
    let Some(code) = place.country.map(ActorCode::State).filter(|c| *c != own) else { return };
    if event.recipients.iter().all(|p| p.code == Some(own)) {
        for party in &mut event.recipients {
            party.code = Some(code);
            party.score = party.score.min(place.score) * 0.6;
        }
    }
}

/// "condemned the attack" is directed at whoever attacked, "demanded an end to the shelling" at whoever
/// shelled: a recipient that the words do not name is the actor of the event they speak of.
fn borrow_recipients(layers: Layers<'_>, dyad: Option<&Dyad>, events: &mut [Event]) {
    let told = Told::new(events);
    for at in 0..events.len() {
        let event = &events[at];
        let is_aimed = matches!(event.kind, EventType::Accuse | EventType::Request | EventType::Protest);
        if !is_aimed || !event.recipients.is_empty() {
            continue;
        }
        let spoken_of = event.tellings.iter().find_map(|telling| {
            let below = told.within(layers.analysis.subtree(telling.trigger));
            let others = below.filter(|(word, _)| *word != telling.trigger).map(|(_, other)| other);
            others.filter(|other| events[*other].kind.quad_class() == QuadClass::MaterialConflict).min()
        });
        let Some(other) = spoken_of.filter(|o| *o != at) else { continue };
        // nobody is named as the attacker: in a story on two states it is the other of the one attacked
        let foe = || dyad.and_then(|d| d.foe_of(layers, &events[other]));
        let named = &events[other].actors;
        let aimed_at = if named.is_empty() { foe().into_iter().collect() } else { named.clone() };
        let borrowed: Vec<Party> = aimed_at
            .iter()
            .filter(|p| events[at].actors.iter().all(|x| x.code != p.code))
            .map(|p| Party { score: p.score * 0.8, ..p.clone() })
            .collect();
        events[at].recipients = borrowed;
    }
}

/// Words of killing tell the losses of an attack told in the same clause: they are part of it.
fn part_of(
    a: &Analysis,
    grammar: &Grammar,
    candidate: &Candidate<'_>,
    all: &BTreeSet<(TokenId, EventType)>,
) -> Option<TokenId> {
    if candidate.kind != EventType::Assault {
        return same_act_above(a, candidate, all);
    }
    let harms = matches!(candidate.frame, "kill" | "land" | "execute")
        || grammar.is_harm(&a.lemma(candidate.trigger).to_lowercase());
    let is_assault = |t: TokenId| t != candidate.trigger && all.contains(&(t, EventType::Assault));
    let trigger = candidate.trigger;
    // "killed in an airstrike", "an airstrike killed", "killed by shelling"
    let below = a
        .children_by(trigger, &[Relation::Nsubj, Relation::Obl, Relation::OblAgent, Relation::Advcl])
        .find(|c| is_assault(*c) && (harms || is_means(a, *c)));
    if below.is_some() {
        return below;
    }
    // "attacked the camp, killing ten", "an attack that killed ten", "bombings in two towns that killed ten"
    let mut above = a.head(trigger);
    for _ in 0..3 {
        let within =
            |at: TokenId| matches!(a.relation(at), Relation::Nmod | Relation::Conj | Relation::Appos);
        match above {
            Some(at) if !is_assault(at) && within(at) && a.relation(trigger) == Relation::AclRelcl => {
                above = a.head(at);
            }
            _ => break,
        }
    }
    let above = above.filter(|h| is_assault(*h));
    let hangs = matches!(
        a.relation(trigger),
        Relation::Advcl | Relation::Acl | Relation::AclRelcl | Relation::Conj | Relation::Parataxis
    );
    if harms && hangs { above } else { None }
}

/// "fell *in combat*", "hit *by shelling*": the attack in which or by which somebody is hit, as a noun.
fn is_means(a: &Analysis, noun: TokenId) -> bool {
    matches!(a.relation(noun), Relation::Obl | Relation::OblAgent)
        && a.upos(noun) == Upos::Noun
        && a.case(noun).is_some_and(|case| matches!(case.as_str(), "in" | "by" | "during" | "with"))
}

/// "hold placards *during a protest*", "convened *to review* the situation": words of one type within one
/// another's phrases tell one act. Violence is left out: "attacked in retaliation for bombings" tells two.
fn same_act_above(
    a: &Analysis,
    candidate: &Candidate<'_>,
    all: &BTreeSet<(TokenId, EventType)>,
) -> Option<TokenId> {
    let mut at = candidate.trigger;
    for _ in 0..2 {
        let within = matches!(
            a.relation(at),
            Relation::Obj
                | Relation::Obl
                | Relation::Nmod
                | Relation::Xcomp
                | Relation::Advcl
                | Relation::NsubjPass
        );
        let head = a.head(at).filter(|_| within)?;
        if all.contains(&(head, candidate.kind)) {
            return Some(head);
        }
        at = head;
    }
    None
}

fn draft(
    layers: Layers<'_>,
    settings: &Settings<'_>,
    grammar: &Grammar,
    c: &Candidate<'_>,
    part_of: Option<TokenId>,
) -> Vec<Draft> {
    let a = layers.analysis;
    let text = layers.document.text();
    let shown = status(a, grammar, text, c.trigger, c.kind);
    let zone = layers.document.zone(a.sentence_of(c.trigger).zone);
    let (kind, mode, cameo, event_status) = told_as(c, shown.status);
    let mut roles = c.roles.clone();
    roles.extend(shown.cue.map(|cue| RoleFill { role: "status", tokens: TokenSpan::of(cue), path: "cue" }));
    let telling =
        Telling { anchor: anchor(a, c), trigger: c.trigger, sentence: a.token(c.trigger).sentence, roles };
    let place = place_of(settings, text, c.trigger);
    let mut event = Event {
        kind,
        mode,
        cameo,
        tellings: vec![telling],
        actors: c.actors.clone(),
        recipients: c.recipients.clone(),
        status: event_status,
        days: dating::by_tree(layers, c.trigger),
        place,
        responds_to: Vec::new(),
        relation: c.relation.filter(|_| event_status != Status::Negated),
        commitment: None,
        frame: c.frame.to_string(),
        score: c.score,
    };
    // "bombings in two towns that killed ten": the clause hangs on the towns, which killed nobody
    let misled = part_of
        .is_some_and(|whole| a.relation(c.trigger) == Relation::AclRelcl && a.head(c.trigger) != Some(whole));
    if misled {
        event.actors.clear();
    }
    receive_by_place(&mut event);
    drop_selves(&mut event);
    part_foes(&mut event);
    fill_codes(&mut event);
    let definite = is_definite(a, &grammar.definite, c.trigger);
    let headline = zone.kind == ZoneKind::Headline;
    let lemma = a.lemma(c.trigger).to_lowercase();
    let content = c.content.map(|t| a.lemma(t).to_lowercase());
    let things = same::things(a, c.trigger);
    split(event)
        .into_iter()
        .map(|event| Draft {
            event,
            definite,
            headline,
            lemmas: vec![lemma.clone()],
            content: content.clone(),
            unresolved: c.unresolved,
            part_of,
            things: things.clone(),
        })
        .collect()
}

/// What is only threatened or declared is another type: a strike that will come is a threat, a withdrawal
/// that is announced a concession (rules of PLOVER, see the annotation guide).
fn told_as(c: &Candidate<'_>, status: Status) -> (EventType, Option<Mode>, CameoCode, Status) {
    let as_is = (c.kind, c.mode, c.cameo, status);
    let code = |text: &str, other: CameoCode| text.parse().unwrap_or(other);
    match (c.kind, status) {
        (EventType::Assault, Status::Future) if !c.actors.is_empty() => (
            EventType::Threaten,
            Mode::parse(EventType::Threaten, "violence"),
            code("138", c.cameo),
            Status::Happened,
        ),
        (EventType::Retreat, Status::Future) if !c.actors.is_empty() => {
            (EventType::Concede, None, code("087", c.cameo), Status::Happened)
        }
        _ => as_is,
    }
}

/// The words that name the event: the trigger with its nearest core words, at most twelve tokens.
fn anchor(a: &Analysis, c: &Candidate<'_>) -> TokenSpan {
    let sentence = a.sentence_of(c.trigger).tokens;
    let mut span = TokenSpan::of(c.trigger);
    let core = [
        Relation::Obj,
        Relation::NsubjPass,
        Relation::Amod,
        Relation::Compound,
        Relation::NmodPoss,
        Relation::Det,
        Relation::CompoundPrt,
        Relation::Nummod,
        Relation::Nmod,
        Relation::Obl,
        Relation::Xcomp,
        Relation::Aux,
        Relation::AuxPass,
    ];
    // "on Friday agreed": what stands before a verb as its circumstance is no part of its name
    let is_frame = |child: TokenId| {
        child < c.trigger && a.relation(child) == Relation::Obl && a.upos(c.trigger) == Upos::Verb
    };
    for child in a.children_by(c.trigger, &core).filter(|child| !is_frame(*child)) {
        let wider = span.cover(TokenSpan::of(child));
        if wider.len() <= MAX_ANCHOR {
            span = wider;
        }
    }
    if span.len() < 2 && span.end() < sentence.end() && a.upos(TokenId::new(span.end())) != Upos::Punct {
        span = TokenSpan::new(span.start(), span.end() + 1);
    }
    span
}

fn place_of(settings: &Settings<'_>, text: &str, trigger: TokenId) -> Option<EventPlace> {
    let place = settings.of_event(trigger)?;
    let name = place.span.slice(text).to_string();
    let is_state = place.country.is_some_and(|c| {
        Knowledge::builtin()
            .state(c)
            .is_some_and(|s| name.trim_start_matches("the ").eq_ignore_ascii_case(&s.name))
    });
    Some(EventPlace {
        span: place.span,
        // "its territory" is a description that may mean any of a state's places
        is_within_state: !is_state && name.starts_with(char::is_uppercase),
        country: place.country,
        score: place.score,
        name,
    })
}

/// "arrived in Yerevan": who travels to a place visits the state it lies in.
fn receive_by_place(event: &mut Event) {
    let is_visit = event.mode == Mode::parse(EventType::Consult, "visit");
    let codes: Vec<_> = event.actors.iter().filter_map(|p| p.code).collect();
    if !is_visit || !event.recipients.is_empty() || codes.len() != 1 {
        return;
    }
    let Some(place) = &event.place else { return };
    if let Some(code) = place.country.map(ActorCode::State).filter(|c| !codes.contains(c)) {
        let party = Party {
            span: place.span,
            entity: None,
            code: Some(code),
            sector: Sector::Gov,
            score: place.score * 0.6,
        };
        event.recipients.push(party);
    }
}

/// Victims of an attack on another state are not the attacker's own: "fired shells at the island, killing two
/// marines" kills marines of the island's state, whatever the article said of marines before.
fn part_foes(event: &mut Event) {
    let [actor] = event.actors.as_slice() else { return };
    let (EventType::Assault, Some(own)) = (event.kind, actor.code) else { return };
    let Some(foe) = event.recipients.iter().filter_map(|p| p.code).find(|c| *c != own) else { return };
    for party in event.recipients.iter_mut().filter(|p| p.code == Some(own)) {
        party.code = Some(foe);
        party.score *= 0.6;
    }
}

/// A government does not expel, accuse or threaten itself: "expelled its diplomats" in a story on two states
/// means the other's. The recipient is then left to what the article says elsewhere.
fn drop_selves(event: &mut Event) {
    use EventType::{Accuse, Reject, Request, Sanction, Threaten};
    let official = |p: &Party| matches!(p.sector, Sector::Gov | Sector::Mil);
    let [actor] = event.actors.as_slice() else { return };
    if matches!(event.kind, Accuse | Reject | Request | Sanction | Threaten)
        && official(actor)
        && actor.code.is_some()
    {
        let code = actor.code;
        event.recipients.retain(|p| p.code != code || !official(p));
    }
}

/// Unnamed people belong to the state in which they act or are hit.
fn fill_codes(event: &mut Event) {
    let here = event.place.as_ref().and_then(|p| p.country).map(ActorCode::State);
    let victims_state = event.recipients.iter().find_map(|p| p.code);
    let is_local = |sector: Sector| {
        !matches!(sector, Sector::Gov | Sector::Igo | Sector::Ngo | Sector::Mil | Sector::Leg | Sector::Jud)
    };
    for party in event.recipients.iter_mut().filter(|p| p.code.is_none()) {
        if let Some(code) = victims_state.or(here.filter(|_| is_local(party.sector))) {
            party.code = Some(code);
            party.score *= 0.7;
        }
    }
    let recipient_state = event.recipients.iter().find_map(|p| p.code);
    for party in event.actors.iter_mut().filter(|p| p.code.is_none() && is_local(p.sector)) {
        let guess = if event.kind == EventType::Protest { here } else { here.or(recipient_state) };
        if let Some(code) = guess {
            party.code = Some(code);
            party.score *= 0.6;
        }
    }
}

/// Each state that recalls, expels or severs does so for itself: "Kuwait and Qatar recalled their
/// ambassadors" is two events.
fn split(event: Event) -> Vec<Event> {
    let several = event.kind == EventType::Sanction
        && event.actors.len() > 1
        && event.actors.iter().all(|p| p.code.is_some() && p.sector == Sector::Gov)
        && distinct(&event.actors);
    if !several {
        return vec![event];
    }
    event.actors.iter().map(|actor| Event { actors: vec![actor.clone()], ..event.clone() }).collect()
}

fn distinct(parties: &[Party]) -> bool {
    parties.iter().enumerate().all(|(i, p)| parties[..i].iter().all(|q| q.code != p.code))
}
