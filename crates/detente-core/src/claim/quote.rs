//! Gives words in quotation marks to the attributions they belong to.
//!
//! "“X,” he said. “Y.”": the second sentence has no attribution of its own; it is his.

use super::attribution::Attribution;
use crate::analysis::{Analysis, Quote};
use crate::document::Document;
use crate::text::{TokenId, TokenSpan};

/// Adds each quote that is not yet said by anybody to the attribution it belongs to.
pub(super) fn give_out(document: &Document, analysis: &Analysis, out: &mut [Attribution]) {
    for quote in analysis.quotes.iter().filter(|quote| !quote.tokens.is_empty()) {
        // A quote that begins in what somebody says goes on being his to its end, over sentences and paragraphs.
        let first = TokenId::new(quote.tokens.start());
        if let Some(speaker) = innermost(out, first) {
            let is_whole = out[speaker].content.iter().any(|span| span.contains(quote.tokens));
            if quote.is_speech && !is_whole && out[speaker].takes_quotes {
                out[speaker].content.push(quote.tokens);
            }
            continue;
        }
        if !quote.is_speech {
            continue;
        }
        if let Some(speaker) = nearest(document, analysis, out, quote) {
            out[speaker].content.push(quote.tokens);
        }
    }
}

fn innermost(out: &[Attribution], token: TokenId) -> Option<usize> {
    let holding = out.iter().enumerate().filter_map(|(i, a)| a.holding(token).map(|span| (span.len(), i)));
    holding.min().map(|(_, i)| i)
}

/// The attribution in the same sentence, or else the one before in the paragraph, or else the one right after.
fn nearest(document: &Document, analysis: &Analysis, out: &[Attribution], quote: &Quote) -> Option<usize> {
    let sentence = |token: usize| analysis.token(TokenId::new(token)).sentence.index();
    let (first, last) = (sentence(quote.tokens.start()), sentence(quote.tokens.end() - 1));
    let zone = analysis.sentences[first].zone;
    let candidates = || {
        out.iter().enumerate().filter(|(_, a)| {
            a.takes_quotes && !quote.tokens.has(a.verb) && analysis.sentence_of(a.verb).zone == zone
        })
    };
    let distance = |a: &Attribution| gap(quote.tokens, a.cue);
    let same = candidates()
        .filter(|(_, a)| (first..=last).contains(&analysis.token(a.verb).sentence.index()))
        .min_by_key(|(_, a)| distance(a));
    let before = candidates()
        .filter(|(_, a)| analysis.token(a.verb).sentence.index() < first)
        .max_by_key(|(_, a)| a.verb);
    let after = candidates()
        .filter(|(_, a)| analysis.token(a.verb).sentence.index() == last + 1)
        .min_by_key(|(_, a)| a.verb);
    debug_assert!(zone.index() < document.zones.len());
    same.or(before).or(after).map(|(i, _)| i)
}

fn gap(left: TokenSpan, right: TokenSpan) -> usize {
    left.start().max(right.start()).saturating_sub(left.end().min(right.end()))
}
