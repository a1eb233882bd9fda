//! Who speaks: from a verb of speech to the word that names the speaker, and from there to a [`Party`].
//!
//! "The spokesman stressed that it was over, and dismissed the report": `dismissed` has no subject of its own;
//! it is the one of `stressed`.

use crate::analysis::{Analysis, Relation, Upos};
use crate::entity::{Entities, EntityKind};
use crate::event::Party;
use crate::mention::{Form, Mention, Mentions};
use crate::text::{MentionId, TokenId, TokenSpan};
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
    let tree = own(analysis, verb);
    let near = beside(analysis, mentions, verb).or_else(|| after_quote(analysis, mentions, verb));
    // A subject right before the verb is believed over a tree that takes one from beyond a clause.
    let found = match (tree, near) {
        (Some(tree), Some(near)) if tree < near && is_clause_between(analysis, tree, near) => Some(near),
        (tree, near) => tree.or(near).or_else(|| agent(analysis, verb, REACH)),
    }?;
    Some(owner_of_medium(analysis, lexicon, antecedent(analysis, mentions, verb, found)))
}

fn is_clause_between(analysis: &Analysis, left: TokenId, right: TokenId) -> bool {
    TokenSpan::new(left.index() + 1, right.index()).ids().any(|t| {
        analysis.lemma(t) == ";" || analysis.upos(t) == Upos::Verb && analysis.relation(t) != Relation::Acl
    }) && !TokenSpan::new(left.index() + 1, right.index())
        .ids()
        .any(|t| matches!(analysis.relation(t), Relation::AclRelcl))
}

/// "“...,” warned the general": what follows a verb right after a quote speaks.
fn after_quote(analysis: &Analysis, mentions: &Mentions, verb: TokenId) -> Option<TokenId> {
    let sentence = analysis.sentence_of(verb).tokens;
    let before = verb.index().checked_sub(1).filter(|at| *at > sentence.start())?;
    let closes =
        analysis.quotes.iter().any(|q| q.tokens.end() + 2 > before && q.tokens.end() <= verb.index());
    if !closes || analysis.upos(TokenId::new(before)) != Upos::Punct {
        return None;
    }
    let begins = mentions.headed_in(sentence).iter().filter(|m| m.tokens.start() == verb.index() + 1);
    begins.max_by_key(|m| m.tokens.len()).map(|m| m.head)
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
        let all = mentions.headed_in(sentence).iter();
        all.filter(|m| m.tokens.end() == end).max_by_key(|m| m.tokens.len())
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
    let follows_comma = verb.index() > 0 && analysis.upos(TokenId::new(verb.index() - 1)) == Upos::Punct;
    if matches!(analysis.relation(verb), Relation::Acl | Relation::Advcl)
        && analysis.upos(head) == Upos::Noun
        && follows_comma
    {
        // "reported casualties, labelling the attack unacceptable": the subject of the clause speaks.
        let clause = analysis.ancestors(head).find(|at| analysis.upos(*at) == Upos::Verb)?;
        return agent(analysis, clause, reach - 1);
    }
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
        // "officials quoted as saying", "a note saying"; "men found guilty" say nothing.
        Relation::Acl if analysis.upos(verb) == Upos::Verb && is_open(analysis, verb) => Some(head),
        _ => None,
    }
}

/// Whether a participle is active: it has an object or clause of its own, or no passive mark.
fn is_open(analysis: &Analysis, verb: TokenId) -> bool {
    analysis.children_by(verb, &[Relation::Obj, Relation::Ccomp, Relation::Xcomp]).next().is_some()
        && by_phrase(analysis, verb).is_none()
}

fn by_phrase(analysis: &Analysis, verb: TokenId) -> Option<TokenId> {
    // "blamed on the army": the army says nothing
    let is_by = |agent: &TokenId| analysis.case(*agent).is_none_or(|case| case == "by");
    if let Some(agent) = analysis.child(verb, Relation::OblAgent).filter(is_by) {
        return Some(agent);
    }
    let is_participle = analysis.relation(verb) == Relation::Acl || is_passive(analysis, verb);
    if !is_participle {
        return None;
    }
    analysis.children_by(verb, &[Relation::Obl]).find(|c| analysis.case(*c).as_deref() == Some("by"))
}

/// "the minister, who said": the pronoun's antecedent.
fn antecedent(analysis: &Analysis, mentions: &Mentions, verb: TokenId, subject: TokenId) -> TokenId {
    let is_relative = matches!(analysis.lemma(subject), "who" | "which" | "that");
    if !is_relative || analysis.upos(subject) != Upos::Pron {
        return subject;
    }
    let clause = std::iter::once(verb)
        .chain(analysis.ancestors(verb))
        .find(|at| matches!(analysis.relation(*at), Relation::AclRelcl | Relation::Acl));
    let head = clause.and_then(|at| analysis.head(at)).filter(|head| *head < subject);
    head.or_else(|| {
        // Without a relative clause in the tree: the name right before the pronoun.
        let end = subject.index();
        let all = mentions.headed_in(analysis.sentence_of(subject).tokens).iter();
        let before = all.filter(|m| m.tokens.end() == end || m.tokens.end() + 1 == end);
        before.max_by_key(|m| m.tokens.len()).map(|m| m.head)
    })
    .unwrap_or(subject)
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
        return of_owner(analysis, mentions, entities, mention);
    };
    // "diplomats said", "a source told": nobody says whose they are.
    let is_unplaced = mention.form == Form::Description
        && mention.owner.is_none()
        && Reporting::builtin().is_unplaced(analysis.lemma(mention.head));
    if is_unplaced {
        let sector = if mention.sector.is_none() { Sector::Uns } else { first.sector };
        return Party { span: analysis.bytes(mention.tokens), entity: None, code: None, sector, score: 0.5 };
    }
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

/// "his office": a mention that is no known entity belongs to whom its owner belongs to.
fn of_owner(analysis: &Analysis, mentions: &Mentions, entities: &Entities, mention: &Mention) -> Party {
    let span = analysis.bytes(mention.tokens);
    let owner = mention.owner.or_else(|| {
        let possessor = analysis.child(mention.head, Relation::NmodPoss)?;
        mention_at(mentions, possessor)
    });
    let owned = owner.and_then(|owner| entities.of(owner).first()).map(|entity| entities.get(*entity));
    match owned {
        Some(owner) => Party {
            span,
            entity: None,
            code: owner.code,
            sector: mention.sector.unwrap_or(owner.sector),
            score: owner.score * 0.8,
        },
        None => {
            let sector = mention.sector.unwrap_or(Sector::Uns);
            Party { span, entity: None, code: None, sector, score: 0.3 }
        }
    }
}
