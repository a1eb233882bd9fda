//! The words of a noun phrase that are worth showing: from its first determiner to its head, with apposed
//! names and the "of Georgia" that says whose it is, without relative clauses and participles.

use crate::analysis::{Analysis, Relation, Upos};
use crate::text::{TokenId, TokenSpan};

const BEFORE: &[Relation] = &[
    Relation::Det,
    Relation::DetPredet,
    Relation::Amod,
    Relation::Nummod,
    Relation::Compound,
    Relation::NmodPoss,
    Relation::NmodDesc,
    Relation::NmodUnmarked,
    Relation::Nmod,
    Relation::Flat,
    Relation::Advmod,
];

/// The span to show for the phrase that `head` holds; `long` lets it take in what follows ("of Georgia").
pub(crate) fn shown(analysis: &Analysis, head: TokenId, long: bool) -> TokenSpan {
    let mut span = core(analysis, head);
    if !long {
        return span;
    }
    let first = span.end();
    for child in analysis.children(head).iter().copied().filter(|c| c.index() >= first) {
        let next = match analysis.relation(child) {
            Relation::Appos if analysis.upos(child).is_nominal() => apposed(analysis, child),
            Relation::Nmod if analysis.subtree(child).start() == span.end() && follows(analysis, child) => {
                Some(shown(analysis, child, true))
            }
            _ => None,
        };
        match next {
            Some(next) if next.end() > span.end() && next.start() <= span.end() + 2 => {
                span = span.cover(next)
            }
            _ => break,
        }
    }
    span
}

/// The head with what stands before it and the further words of its name.
fn core(analysis: &Analysis, head: TokenId) -> TokenSpan {
    let mut span = TokenSpan::of(head);
    for child in analysis.children_by(head, BEFORE).filter(|c| *c < head) {
        span = span.cover(analysis.subtree(child));
    }
    let after = &[Relation::Flat, Relation::Compound, Relation::Fixed, Relation::Goeswith];
    for child in analysis.children_by(head, after).filter(|c| *c > head) {
        // A name's later words stand together; what stands apart is a slip of the tree.
        if analysis.subtree(child).start() <= span.end() + 1 {
            span = span.cover(analysis.subtree(child));
        }
    }
    TokenSpan::new(clipped(analysis, span.start(), head), span.end())
}

/// Where the phrase may begin: after the last word before its head that no noun phrase holds. A slip of the tree must
/// not show half a sentence.
fn clipped(analysis: &Analysis, start: usize, head: TokenId) -> usize {
    let breaks = |t: &TokenId| match analysis.upos(*t) {
        Upos::Punct => matches!(analysis.lemma(*t), "," | ";" | ":" | "." | "(" | ")" | "\u{2014}" | "--"),
        Upos::Verb => !matches!(analysis.relation(*t), Relation::Amod | Relation::Compound),
        Upos::Adp => analysis.relation(*t) == Relation::Case && analysis.head(*t) == Some(head),
        Upos::Sconj | Upos::Aux => true,
        _ => false,
    };
    let start = start.max(analysis.sentence_of(head).tokens.start());
    (start..head.index()).rev().map(TokenId::new).find(breaks).map_or(start, |t| t.index() + 1)
}

/// Whether what hangs on the phrase by a preposition says whose or which it is.
fn follows(analysis: &Analysis, child: TokenId) -> bool {
    analysis.case(child).is_some_and(|case| matches!(case.as_str(), "of" | "in" | "at" | "for" | "from"))
}

/// An apposed name, with the bracket that closes it.
fn apposed(analysis: &Analysis, child: TokenId) -> Option<TokenSpan> {
    let name = core(analysis, child);
    let closing = analysis
        .children_by(child, &[Relation::Punct])
        .find(|p| p.index() == name.end() && matches!(analysis.lemma(*p), ")" | "-rrb-"));
    Some(closing.map_or(name, |p| name.cover(TokenSpan::of(p))))
}
