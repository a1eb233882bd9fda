//! Finds the words in quotation marks.
//!
//! In: tokens with their zones. Out: [`Quote`]s in order, outermost ones only. A quote may run over sentences; over
//! paragraphs it runs in newspaper style: each paragraph opens with the mark again and only the last closes. One that
//! is never closed ends with its paragraph.
//!
//! `The ministry called it “unacceptable”.` holds one quote of one word, which is no speech.

use super::{Analysis, Quote, Relation, Token, Upos};
use crate::text::TokenSpan;

/// Which pair of marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pair {
    Double,
    Single,
    Angle,
}

/// What a mark may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Opens,
    Closes,
    Either,
}

fn mark(word: &str) -> Option<(Pair, Turn)> {
    Some(match word {
        "“" | "„" | "``" | "‟" | "‘‘" | "‚‚" => (Pair::Double, Turn::Opens),
        "”" | "''" | "’’" => (Pair::Double, Turn::Closes),
        "\"" | "＂" => (Pair::Double, Turn::Either),
        "‘" | "‚" => (Pair::Single, Turn::Opens),
        "’" => (Pair::Single, Turn::Closes),
        "'" => (Pair::Single, Turn::Either),
        "«" | "‹" => (Pair::Angle, Turn::Opens),
        "»" | "›" => (Pair::Angle, Turn::Closes),
        _ => return None,
    })
}

/// The quotes of an analysis whose tokens and sentences are complete.
pub(crate) fn quotes(text: &str, analysis: &Analysis) -> Vec<Quote> {
    let mut finder = Finder { text, analysis, open: None, found: Vec::new() };
    let mut start = 0;
    while start < analysis.tokens.len() {
        let zone = analysis.sentence_of(crate::text::TokenId::new(start)).zone;
        let mut end = start;
        while end < analysis.tokens.len() && analysis.sentence_of(crate::text::TokenId::new(end)).zone == zone
        {
            end += 1;
        }
        finder.paragraph(start, end);
        start = end;
    }
    if let Some(end) = finder.open.as_ref().map(|open| open.paragraph_end) {
        finder.close(end);
    }
    finder.found
}

struct Open {
    pair: Pair,
    /// First token inside.
    start: usize,
    /// End of the last paragraph that it is known to run through.
    paragraph_end: usize,
}

struct Finder<'a> {
    text: &'a str,
    analysis: &'a Analysis,
    open: Option<Open>,
    found: Vec<Quote>,
}

impl Finder<'_> {
    fn token(&self, at: usize) -> &Token {
        &self.analysis.tokens[at]
    }

    fn word(&self, at: usize) -> &str {
        self.token(at).span.slice(self.text)
    }

    fn paragraph(&mut self, start: usize, end: usize) {
        let mut at = start;
        if let Some(open) = &mut self.open {
            let again = mark(self.analysis.tokens[start].span.slice(self.text))
                .is_some_and(|(pair, turn)| pair == open.pair && turn != Turn::Closes);
            if again {
                open.paragraph_end = end;
                at = start + 1;
            } else {
                let end = open.paragraph_end;
                self.close(end);
            }
        }
        for at in at..end {
            if let Some((pair, turn)) = mark(self.word(at)) {
                self.meet(at, pair, turn, (start, end));
            }
        }
    }

    fn meet(&mut self, at: usize, pair: Pair, turn: Turn, paragraph: (usize, usize)) {
        match &self.open {
            Some(open) if open.pair == pair => {
                let closes = match turn {
                    Turn::Opens => false,
                    // ’ and ' are possessives too: "‘the ministers’ plan’".
                    _ if pair == Pair::Single => self.ends_single(at, paragraph.1),
                    Turn::Closes | Turn::Either => true,
                };
                if closes {
                    self.close(at);
                }
            }
            // A mark of another pair within a quote is part of its words.
            Some(_) => {}
            None => {
                let opens = match turn {
                    Turn::Opens => true,
                    Turn::Closes => false,
                    Turn::Either => self.may_open(at, pair, paragraph),
                };
                // A single mark opens nothing unless it is closed: "the ’90s".
                let closed = pair != Pair::Single || (at + 1..paragraph.1).any(|i| self.is_single_end(i));
                if opens && closed {
                    self.open = Some(Open { pair, start: at + 1, paragraph_end: paragraph.1 });
                }
            }
        }
    }

    fn glued_before(&self, at: usize) -> bool {
        at > 0 && self.token(at - 1).span.end() == self.token(at).span.start()
    }

    /// Whether a straight mark stands where one opens: with a blank or bracket before and a word right after it.
    fn may_open(&self, at: usize, pair: Pair, (start, end): (usize, usize)) -> bool {
        let free =
            at == start || !self.glued_before(at) || matches!(self.word(at - 1), "(" | "[" | "-" | "—" | "–");
        let followed = at + 1 < end && self.glued_before(at + 1);
        if pair == Pair::Double { free || followed } else { free && followed }
    }

    fn is_single_end(&self, at: usize) -> bool {
        matches!(self.word(at), "’" | "'") && self.glued_before(at) && self.token(at).upos != Upos::Part
    }

    fn ends_single(&self, at: usize, end: usize) -> bool {
        if !self.glued_before(at) {
            return false;
        }
        let plural = at > 0 && self.word(at - 1).ends_with('s');
        // The parser calls a possessive a particle; unparsed, a plural's mark is one if another follows.
        self.token(at).upos != Upos::Part && !(plural && (at + 1..end).any(|i| self.is_single_end(i)))
    }

    fn close(&mut self, end: usize) {
        let Some(open) = self.open.take() else { return };
        if open.start < end {
            let tokens = TokenSpan::new(open.start, end);
            self.found.push(Quote { tokens, is_speech: self.is_speech(tokens) });
        }
    }

    /// Whether the words are a clause or at least five.
    fn is_speech(&self, tokens: TokenSpan) -> bool {
        let inside = &self.analysis.tokens[tokens.range()];
        let words = inside.iter().filter(|t| t.span.slice(self.text).contains(char::is_alphanumeric)).count();
        words >= 5
            || (words >= 2
                && inside.iter().any(|token| {
                    let governed = token.head.is_some_and(|head| tokens.has(head));
                    governed && (token.relation.is_subject() || is_passive_subject(token.relation))
                }))
    }
}

fn is_passive_subject(relation: Relation) -> bool {
    matches!(relation, Relation::NsubjPass | Relation::Csubj | Relation::CsubjPass | Relation::Expl)
}

#[cfg(test)]
mod tests {
    use crate::analysis::read::unread;
    use proptest::prelude::*;

    fn check(text: &str, quotes: &[(&str, bool)]) {
        let analysis = unread(text);
        let got: Vec<(&str, bool)> =
            analysis.quotes.iter().map(|q| (analysis.bytes(q.tokens).slice(text), q.is_speech)).collect();
        assert_eq!(got, quotes, "{text}");
    }

    #[test]
    fn quotes_are_found_by_their_marks() {
        check("It was “unacceptable”, he said.", &[("unacceptable", false)]);
        check(
            "\"We will answer this with force,\" he said. \"Soon.\"",
            &[("We will answer this with force,", true), ("Soon.", false)],
        );
        check("The ministers' plan and Iran's 'red line' stand.", &[("red line", false)]);
        check("He said ‘the ministers’ plan is dead’ on Friday.", &[("the ministers’ plan is dead", true)]);
        check("« Non », said Paris.", &[("Non", false)]);
        check("Back in the ’90s, they said 'no'.", &[("no", false)]);
    }

    #[test]
    fn a_quote_runs_over_paragraphs_that_open_again() {
        check("“We came here first.\n\n“We stay,” he said.", &[("We came here first.\n\n“We stay,", true)]);
        check("“We came here to stay.\n\nHe left.", &[("We came here to stay.", true)]);
    }

    proptest! {
        #[test]
        fn any_text_has_ordered_quotes(text in "[“”\"'‘’«»a s.\n]{0,60}") {
            let analysis = unread(&text);
            for pair in analysis.quotes.windows(2) {
                prop_assert!(pair[0].tokens.end() <= pair[1].tokens.start());
            }
            prop_assert!(analysis.quotes.iter().all(|q| q.tokens.end() <= analysis.tokens.len()));
        }
    }
}
