//! Who speaks: from a verb of speech to the word that names the speaker, and from there to a [`Party`].
//!
//! "The spokesman stressed that it was over, and dismissed the report": `dismissed` has no subject of its own;
//! it is the one of `stressed`.

use crate::analysis::{Analysis, Relation, Upos};
use crate::entity::{Entities, EntityKind};
use crate::event::Party;
use crate::mention::{Form, Mentions};
use crate::text::{MentionId, TokenId};
use detente_data::{Reporting, Sector};

/// How far a missing subject is looked for upward ("went on to say", "was quoted as saying").
const REACH: usize = 5;

/// The word that names who speaks by this verb.
pub(super) fn speaker(
    analysis: &Analysis,
    mentions: &Mentions,
    lexicon: &Reporting,
    verb: TokenId,
) -> Option<TokenId> {
    // A subject that stands right before the verb is believed over a tree that hangs it elsewhere.
    let found = own(analysis, verb)
        .or_else(|| beside(analysis, mentions, verb))
        .or_else(|| agent(analysis, verb, REACH))?;
    Some(owner_of_medium(analysis, lexicon, antecedent(analysis, verb, found)))
}

fn own(analysis: &Analysis, verb: TokenId) -> Option<TokenId> {
    analysis
        .children_by(verb, &[Relation::Nsubj, Relation::NsubjOuter])
        .next()
        .or_else(|| by_phrase(analysis, verb))
}

/// ", the ministry said", "”, said the ministry": the mention beside a verb without a subject of its own.
fn beside(analysis: &Analysis, mentions: &Mentions, verb: TokenId) -> Option<TokenId> {
    if is_passive(analysis, verb) || analysis.relation(verb) == Relation::Acl {
        return None;
    }
    let sentence = analysis.sentence_of(verb).tokens;
    let mut before = verb.index();
    while before > sentence.start() {
        let at = TokenId::new(before - 1);
        let skipped = matches!(analysis.upos(at), Upos::Adv | Upos::Aux);
        if !skipped {
            break;
        }
        before -= 1;
    }
    let ends = |end: usize| {
        mentions.all.iter().filter(move |m| m.tokens.end() == end).max_by_key(|m| m.tokens.len())
    };
    // "the army, which ..., said" is left to the tree: only a mention that opens its clause is a subject.
    let opens = |start: usize| {
        start == sentence.start()
            || matches!(analysis.upos(TokenId::new(start - 1)), Upos::Punct | Upos::Cconj | Upos::Sconj)
            || matches!(analysis.lemma(TokenId::new(start - 1)), "that" | "which" | "what" | "as")
    };
    ends(before).filter(|m| m.tokens.start() >= sentence.start() && opens(m.tokens.start())).map(|m| m.head)
}

/// Whether the verb stands in the passive.
pub(super) fn is_passive(analysis: &Analysis, verb: TokenId) -> bool {
    analysis.children_by(verb, &[Relation::AuxPass, Relation::NsubjPass, Relation::OblAgent]).next().is_some()
}

fn agent(analysis: &Analysis, verb: TokenId, reach: usize) -> Option<TokenId> {
    if let Some(subject) = analysis.children_by(verb, &[Relation::Nsubj, Relation::NsubjOuter]).next() {
        return Some(subject);
    }
    if let Some(by) = by_phrase(analysis, verb) {
        return Some(by);
    }
    if is_passive(analysis, verb) || reach == 0 {
        return None;
    }
    let head = analysis.head(verb)?;
    match analysis.relation(verb) {
        Relation::Conj | Relation::Xcomp | Relation::Advcl | Relation::Parataxis | Relation::Ccomp => {
            // "He was quoted as saying": whoever is quoted speaks.
            let quoted = analysis.children_by(head, &[Relation::NsubjPass]).next();
            if analysis.relation(verb) == Relation::Ccomp {
                return None;
            }
            // A participle can hang on a noun ("the army, adding that"), which then is the speaker itself.
            let nominal = analysis.upos(head).is_nominal().then_some(head);
            quoted.or_else(|| agent(analysis, head, reach - 1)).or(nominal)
        }
        Relation::Acl => Some(head),
        Relation::AclRelcl => None,
        _ => None,
    }
}

fn by_phrase(analysis: &Analysis, verb: TokenId) -> Option<TokenId> {
    if let Some(agent) = analysis.child(verb, Relation::OblAgent) {
        return Some(agent);
    }
    let is_participle = analysis.relation(verb) == Relation::Acl || is_passive(analysis, verb);
    if !is_participle {
        return None;
    }
    analysis.children_by(verb, &[Relation::Obl]).find(|c| analysis.case(*c).as_deref() == Some("by"))
}

/// "the minister, who said": the pronoun's antecedent.
fn antecedent(analysis: &Analysis, verb: TokenId, subject: TokenId) -> TokenId {
    let is_relative = matches!(analysis.lemma(subject), "who" | "which" | "that");
    if !is_relative || analysis.upos(subject) != Upos::Pron {
        return subject;
    }
    let clause = std::iter::once(verb)
        .chain(analysis.ancestors(verb))
        .find(|at| matches!(analysis.relation(*at), Relation::AclRelcl | Relation::Acl));
    clause.and_then(|at| analysis.head(at)).unwrap_or(subject)
}

/// "a statement by the ministry said", "the ministry's note said": the one who made it.
fn owner_of_medium(analysis: &Analysis, lexicon: &Reporting, subject: TokenId) -> TokenId {
    let lemma = analysis.lemma(subject);
    if !lexicon.is_medium(lemma) && lexicon.noun(lemma).is_none() {
        return subject;
    }
    owner(analysis, subject).unwrap_or(subject)
}

/// Whose account a noun is: "Iran's claim", "an allegation by the minister", "an Iranian accusation".
pub(super) fn owner(analysis: &Analysis, noun: TokenId) -> Option<TokenId> {
    if let Some(possessor) = analysis.child(noun, Relation::NmodPoss) {
        return Some(possessor);
    }
    // "in" only for media and the like: "reports in the state press".
    let by = analysis.children_by(noun, &[Relation::Nmod, Relation::Acl]).find_map(|child| {
        if analysis.relation(child) == Relation::Acl {
            return by_phrase(analysis, child);
        }
        let case = analysis.case(child)?;
        matches!(case.as_str(), "by" | "from" | "in").then_some(child)
    });
    by.or_else(|| {
        analysis.children_by(noun, &[Relation::Amod, Relation::Compound]).find(|c| {
            // Only names and their adjectives own an account; "final report" and "death toll" have no owner.
            matches!(analysis.upos(*c), Upos::Propn)
                || (analysis.upos(*c) == Upos::Adj && analysis.lemma(*c).starts_with(char::is_uppercase))
        })
    })
}

/// The mention that a word heads, or the smallest one around it.
pub(super) fn mention_at(mentions: &Mentions, token: TokenId) -> Option<MentionId> {
    mentions.headed_by(token).or_else(|| {
        let around = mentions.all.iter().enumerate().filter(|(_, m)| m.tokens.has(token));
        around.min_by_key(|(_, m)| m.tokens.len()).map(|(i, _)| MentionId::new(i))
    })
}

/// The party that a speaker is, with the words that name it.
pub(super) fn party(
    analysis: &Analysis,
    mentions: &Mentions,
    entities: &Entities,
    source: Option<MentionId>,
    speaker: TokenId,
) -> Party {
    let Some(id) = source else {
        let span = analysis.token(speaker).span;
        return Party { span, entity: None, code: None, sector: Sector::Uns, score: 0.2 };
    };
    let mention = mentions.get(id);
    let meant = entities.of(id);
    let Some(first) = meant.first().map(|entity| entities.get(*entity)) else {
        let sector = mention.sector.unwrap_or(Sector::Uns);
        return Party { span: analysis.bytes(mention.tokens), entity: None, code: None, sector, score: 0.3 };
    };
    // "the two presidents said": one source that belongs to no single state.
    let is_one = meant.iter().all(|entity| entities.get(*entity).code == first.code);
    // A pronoun says nothing by itself, so the name it stands for is shown.
    let tokens = if mention.form == Form::Pronoun { first.name } else { mention.tokens };
    Party {
        span: analysis.bytes(tokens),
        entity: meant.first().copied(),
        code: if is_one { first.code } else { None },
        sector: if first.kind == EntityKind::State { Sector::Gov } else { first.sector },
        score: first.score,
    }
}
