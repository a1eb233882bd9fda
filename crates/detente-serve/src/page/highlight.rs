//! A text cut at every border of a span, so that marks never nest: they copy as text and work without a script.
//!
//! "Iran struck Pakistan" with a party at 0..4 and an anchor at 5..11 becomes the pieces "Iran", " ", "struck",
//! " Pakistan", each with what it belongs to.

use std::collections::BTreeSet;

/// What a span of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Layer {
    /// The words that tell an event.
    Anchor,
    /// A party of an event.
    Party,
    /// Where it is set.
    Place,
    /// What a source says of it.
    Claim,
    /// A zone in which the reader looks for no events.
    Dim,
    /// A headline.
    Headline,
}

/// Words of a text, in scalar values.
#[derive(Debug, Clone)]
pub(crate) struct Span<'t> {
    /// First.
    pub(crate) start: usize,
    /// One after the last.
    pub(crate) end: usize,
    /// What it is.
    pub(crate) layer: Layer,
    /// The event that it belongs to; empty for zones.
    pub(crate) event: &'t str,
}

/// A piece of the text that no border divides.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece<'t> {
    /// Its words.
    pub(crate) text: &'t str,
    /// What it is part of.
    pub(crate) layers: BTreeSet<Layer>,
    /// The events that it belongs to, in order.
    pub(crate) events: Vec<&'t str>,
    /// Events whose anchor begins here for the first time.
    pub(crate) begins: Vec<&'t str>,
}

/// Cuts the text. Spans beyond its end are cut off there; empty ones are left out.
pub(crate) fn pieces<'t>(text: &'t str, spans: &[Span<'t>]) -> Vec<Piece<'t>> {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let last = bytes.len() - 1;
    let mut borders: BTreeSet<usize> = [0, last].into();
    let spans: Vec<&Span<'t>> = spans.iter().filter(|s| s.start < s.end.min(last)).collect();
    borders.extend(spans.iter().flat_map(|s| [s.start, s.end.min(last)]));
    let borders: Vec<usize> = borders.into_iter().collect();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut pieces = Vec::with_capacity(borders.len());
    for pair in borders.windows(2) {
        let &[from, to] = pair else { continue };
        let here = || spans.iter().filter(|s| s.start <= from && s.end >= to);
        let mut events: Vec<&str> = here().map(|s| s.event).filter(|e| !e.is_empty()).collect();
        // Names are e1, e2, ..., e10.
        events.sort_by_key(|e| (e.len(), *e));
        events.dedup();
        let anchored = here().filter(|s| s.layer == Layer::Anchor && s.start == from).map(|s| s.event);
        let begins = anchored.filter(|e| seen.insert(e)).collect();
        let layers = here().map(|s| s.layer).collect();
        pieces.push(Piece { text: &text[bytes[from]..bytes[to]], layers, events, begins });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize, layer: Layer, event: &str) -> Span<'_> {
        Span { start, end, layer, event }
    }

    #[test]
    fn overlapping_spans_become_pieces_that_do_not_nest() {
        let text = "é’Iran struck";
        let spans = [
            span(2, 6, Layer::Party, "e1"),
            span(4, 13, Layer::Claim, "e2"),
            span(7, 13, Layer::Anchor, "e1"),
            span(9, 99, Layer::Anchor, "e2"),
        ];
        let cut = pieces(text, &spans);
        let shown: Vec<_> = cut.iter().map(|p| (p.text, p.events.join(" "), p.begins.join(" "))).collect();
        let expected = [
            ("é’", "", ""),
            ("Ir", "e1", ""),
            ("an", "e1 e2", ""),
            (" ", "e2", ""),
            ("st", "e1 e2", "e1"),
            ("ruck", "e1 e2", "e2"),
        ];
        assert_eq!(shown, expected.map(|(t, e, b)| (t, e.to_string(), b.to_string())));
        assert_eq!(cut.iter().map(|p| p.text).collect::<String>(), text);
    }

    #[test]
    fn a_text_without_spans_is_one_piece() {
        assert_eq!(pieces("abc", &[]).len(), 1);
        assert!(pieces("", &[span(0, 3, Layer::Dim, "")]).is_empty());
    }
}
