//! What holds of every reading, whatever the text: spans slice the text, what is pointed at is there.
//!
//! Used by the tests of the reader, of the program, of taking in, and by the fuzz target `analysis`.

use detente_core::claim::Source;
use detente_core::event::Party;
use detente_core::pipeline::Reading;
use detente_core::text::{ByteSpan, TokenSpan};

/// Every span of every layer lies in the text, on character boundaries, and is not empty.
pub(crate) fn check(reading: &Reading) {
    let text = reading.document.text();
    let span =
        |s: ByteSpan| assert!(!s.slice(text).is_empty(), "{s:?} of {} bytes slices nothing", text.len());
    let tokens = |t: TokenSpan| span(reading.analysis.bytes(t));
    reading.document.zones.iter().for_each(|z| span(z.span));
    for pair in reading.document.zones.windows(2) {
        assert!(pair[0].span.end() <= pair[1].span.start(), "zones overlap");
    }
    reading.analysis.tokens.iter().for_each(|t| span(t.span));
    for pair in reading.analysis.tokens.windows(2) {
        assert!(pair[0].span.end() <= pair[1].span.start(), "tokens overlap");
    }
    reading.analysis.names.iter().for_each(|n| tokens(n.tokens));
    reading.mentions.all.iter().for_each(|m| tokens(m.tokens));
    reading.mentions.times.iter().for_each(|t| tokens(t.tokens));
    reading.mentions.quantities.iter().for_each(|q| tokens(q.tokens));
    reading.entities.all.iter().for_each(|e| tokens(e.name));
    let party = |p: &Party| {
        span(p.span);
        assert!(p.entity.is_none_or(|e| e.index() < reading.entities.all.len()));
    };
    for event in &reading.events {
        assert!(!event.tellings.is_empty(), "an event without evidence");
        for telling in &event.tellings {
            tokens(telling.anchor);
            telling.roles.iter().for_each(|r| tokens(r.tokens));
        }
        event.actors.iter().chain(&event.recipients).for_each(party);
        event.place.iter().for_each(|p| span(p.span));
        event.commitment.iter().for_each(|c| span(c.content));
        assert!(event.responds_to.iter().all(|e| e.index() < reading.events.len()));
        assert!(event.days.is_none_or(|d| d.from <= d.to));
        assert!(
            event.mode.is_none_or(|m| m.event_type() == event.kind),
            "{:?} of {}",
            event.mode,
            event.kind
        );
    }
    for claim in &reading.claims {
        assert!(claim.event.index() < reading.events.len());
        [claim.cue, claim.content, claim.target].into_iter().flatten().for_each(span);
        if let Source::Party(p) = &claim.source {
            party(p);
        }
        for toll in [claim.killed, claim.injured].into_iter().flatten() {
            assert!(toll.max.is_none_or(|max| toll.min <= max));
        }
    }
    for dispute in &reading.disputes {
        assert!(dispute.sides.len() >= 2, "a dispute has two sides");
    }
}
