//! What is said: from a verb of speech to the spans of its content.
//!
//! "“The road,” he said, “was mined.”" has two spans of content around the attributing words.

use crate::analysis::{Analysis, Relation, Upos};
use crate::text::{TokenId, TokenSpan};
use detente_data::Takes;

/// The words of the sentence below `id`, without those below `except`, in order.
pub(super) fn below(analysis: &Analysis, id: TokenId, except: Option<TokenId>) -> Vec<TokenId> {
    let mut out = Vec::new();
    let mut stack = vec![id];
    while let Some(at) = stack.pop() {
        if Some(at) == except {
            continue;
        }
        out.push(at);
        stack.extend_from_slice(analysis.children(at));
    }
    out.sort_unstable();
    out
}

/// Words in order as the fewest spans; marks left out between two words do not part them.
pub(super) fn spans(analysis: &Analysis, words: &[TokenId]) -> Vec<TokenSpan> {
    let mut out: Vec<TokenSpan> = Vec::new();
    for word in words {
        let one = TokenSpan::of(*word);
        match out.last_mut() {
            Some(last) if joins(analysis, *last, one) => *last = last.cover(one),
            _ => out.push(one),
        }
    }
    out
}

fn joins(analysis: &Analysis, left: TokenSpan, right: TokenSpan) -> bool {
    TokenSpan::new(left.end(), right.start().max(left.end())).ids().all(|t| analysis.upos(t) == Upos::Punct)
}

/// The content of a verb of speech used in this way.
pub(super) fn of_verb(analysis: &Analysis, verb: TokenId, takes: &[Takes], passive: bool) -> Vec<TokenSpan> {
    let mut words = Vec::new();
    for way in takes {
        match way {
            Takes::Clause => words.extend(clause(analysis, verb)),
            Takes::Object => words.extend(object(analysis, verb, passive)),
            Takes::Topic => words.extend(after(analysis, verb, &["of", "about"])),
            Takes::To => words.extend(after(analysis, verb, &["to"])),
            Takes::On => words.extend(after(analysis, verb, &["on", "upon", "over"])),
            Takes::Charge => words.extend(charge(analysis, verb)),
            // Quotes are given out for the whole article at once: see `quote`.
            Takes::Quote => {}
        }
    }
    words.sort_unstable();
    words.dedup();
    spans(analysis, &words)
}

fn clause(analysis: &Analysis, verb: TokenId) -> Vec<TokenId> {
    let mut words = Vec::new();
    let mut has_own = false;
    for child in analysis.children_by(verb, &[Relation::Ccomp, Relation::Xcomp, Relation::Parataxis]) {
        has_own |= child > verb && analysis.relation(child) == Relation::Ccomp;
        words.extend(below(analysis, child, None));
    }
    // "The bridge, the ministry said, was hit": the attributing clause is thrown into what is said.
    // "A accused B; the army said it was C" has its own.
    if analysis.relation(verb) == Relation::Parataxis
        && !has_own
        && let Some(head) = analysis.head(verb)
    {
        words.extend(below(analysis, head, Some(verb)));
    }
    words
}

fn object(analysis: &Analysis, verb: TokenId, passive: bool) -> Vec<TokenId> {
    if !passive {
        let objects: Vec<TokenId> = analysis.children_by(verb, &[Relation::Obj]).collect();
        // "the sinking, which Seoul blames on a torpedo", "the toll Moscow gives"
        if objects.is_empty() || objects.iter().any(|o| is_relative(analysis, *o)) {
            return antecedent(analysis, verb);
        }
        let words: Vec<TokenId> =
            objects.into_iter().flat_map(|child| below(analysis, child, None)).collect();
        return until_participle(analysis, words);
    }
    if let Some(subject) = analysis.child(verb, Relation::NsubjPass) {
        return below(analysis, subject, None);
    }
    // "the toll announced by the army": the participle's noun.
    match (analysis.relation(verb), analysis.head(verb)) {
        (Relation::Acl, Some(noun)) => below(analysis, noun, Some(verb)),
        _ => Vec::new(),
    }
}

/// "reported casualties, labelling the raid unacceptable": a participle after a comma goes on with the subject's
/// doings, though a tree may hang it on the object.
fn until_participle(analysis: &Analysis, mut words: Vec<TokenId>) -> Vec<TokenId> {
    words.sort_unstable();
    let cut = words.iter().position(|word| {
        let before = word.index().checked_sub(1).map(TokenId::new);
        let after_comma = before.is_some_and(|b| analysis.lemma(b) == ",");
        after_comma
            && analysis.upos(*word) == Upos::Verb
            && analysis.lemma(*word) != "include"
            && matches!(analysis.relation(*word), Relation::Acl | Relation::Advcl)
    });
    words.truncate(cut.unwrap_or(words.len()));
    words
}

fn is_relative(analysis: &Analysis, word: TokenId) -> bool {
    analysis.upos(word) == Upos::Pron && matches!(analysis.lemma(word), "which" | "that" | "whom" | "who")
}

/// What a relative clause hangs on, with its other dependents; empty where the verb heads no relative clause.
pub(super) fn antecedent(analysis: &Analysis, verb: TokenId) -> Vec<TokenId> {
    match (analysis.relation(verb), analysis.head(verb)) {
        (Relation::AclRelcl | Relation::AdvclRelcl, Some(noun)) => below(analysis, noun, Some(verb)),
        _ => Vec::new(),
    }
}

fn after(analysis: &Analysis, verb: TokenId, cases: &[&str]) -> Vec<TokenId> {
    let has = |child: TokenId| analysis.case(child).is_some_and(|case| cases.contains(&case.as_str()));
    let mut words = Vec::new();
    for child in analysis.children_by(verb, &[Relation::Obl]).filter(|c| has(*c)) {
        words.extend(below(analysis, child, None));
    }
    // "cast doubt on the toll": the preposition may hang on the noun.
    for object in analysis.children_by(verb, &[Relation::Obj]) {
        for child in analysis.children_by(object, &[Relation::Nmod]).filter(|c| has(*c)) {
            words.extend(below(analysis, child, None));
        }
    }
    // "spoke of dozens killed": the tree may hang the rest elsewhere.
    let next = TokenId::new(verb.index() + 1);
    let sentence = analysis.sentence_of(verb).tokens;
    if words.is_empty() && sentence.has(next) && cases.contains(&analysis.lemma(next)) {
        let rest = TokenSpan::new(next.index() + 1, sentence.end());
        words.extend(rest.ids().take_while(|t| !matches!(analysis.lemma(*t), ";" | "," | ".")));
    }
    words
}

/// "accused the army of shelling a market", "blamed him for the raid".
fn charge(analysis: &Analysis, verb: TokenId) -> Vec<TokenId> {
    let marked = |child: TokenId| {
        let mark = analysis
            .children_by(child, &[Relation::Mark, Relation::Case])
            .next()
            .map(|mark| analysis.lemma(mark).to_string());
        mark.is_some_and(|mark| matches!(mark.as_str(), "of" | "for" | "over" | "with"))
    };
    let mut places = vec![verb];
    places.extend(analysis.children_by(verb, &[Relation::Obj]));
    let kinds =
        [Relation::Advcl, Relation::Obl, Relation::Acl, Relation::Nmod, Relation::Ccomp, Relation::Xcomp];
    let mut words = Vec::new();
    for place in places {
        for child in analysis.children_by(place, &kinds).filter(|c| marked(*c)) {
            words.extend(below(analysis, child, None));
        }
    }
    words
}

/// What is named and the name given to it: "called [the raid] [an act of war]", "described it as [a reply]".
pub(super) fn naming(
    analysis: &Analysis,
    verb: TokenId,
    is_account: &dyn Fn(&str) -> bool,
) -> Option<(TokenId, Vec<TokenId>)> {
    let mut objects = analysis.children_by(verb, &[Relation::Obj]);
    let named = objects.next();
    let second = objects.next();
    let as_phrase = |at: TokenId| {
        analysis
            .children_by(
                at,
                &[Relation::Obl, Relation::Nmod, Relation::Advcl, Relation::Xcomp, Relation::Acl],
            )
            .find(|child| {
                analysis
                    .children_by(*child, &[Relation::Case, Relation::Mark])
                    .any(|m| analysis.lemma(m) == "as")
            })
    };
    let named = named.or_else(|| account_below(analysis, verb, is_account));
    let complement = analysis.child(verb, Relation::Xcomp);
    let name = as_phrase(verb).or_else(|| named.and_then(as_phrase)).or(complement).or(second)?;
    if let Some(named) = named {
        return Some((named, below(analysis, name, None)));
    }
    // A clause can be read as one complement: "called [the sinking [an act of war]]".
    let subject = analysis.children_by(name, &[Relation::Nsubj, Relation::NsubjPass]).next()?;
    Some((subject, below(analysis, name, Some(subject))))
}

/// "rejected as false an accusation that ...": the account behind its name, wherever the tree hangs it.
fn account_below(analysis: &Analysis, verb: TokenId, is_account: &dyn Fn(&str) -> bool) -> Option<TokenId> {
    let below = below(analysis, verb, None).into_iter().filter(|t| *t > verb).take(8);
    let mut nouns = below.filter(|t| analysis.upos(*t) == Upos::Noun && is_account(analysis.lemma(*t)));
    nouns.next()
}

/// The content of a noun of speech: "an allegation [that police had looted it]", "a report [of shelling]".
pub(super) fn of_noun(analysis: &Analysis, noun: TokenId, owner: Option<TokenId>) -> Vec<TokenSpan> {
    let mut words = Vec::new();
    for child in
        analysis.children_by(noun, &[Relation::Acl, Relation::Ccomp, Relation::Nmod, Relation::Parataxis])
    {
        if Some(child) == owner {
            continue;
        }
        let fits = match analysis.relation(child) {
            Relation::Nmod => analysis
                .case(child)
                .is_some_and(|case| matches!(case.as_str(), "of" | "about" | "on" | "for")),
            // "the claim made on Tuesday" tells of the claim; only a clause with "that" or "of" is its content.
            _ => analysis
                .children_by(child, &[Relation::Mark])
                .any(|m| matches!(analysis.lemma(m), "that" | "of" | "for")),
        };
        if fits {
            words.extend(below(analysis, child, None));
        }
    }
    words.sort_unstable();
    words.dedup();
    spans(analysis, &words)
}
