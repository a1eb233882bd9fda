//! What the words are by themselves, before the tree is asked: known names, names the model found, roles.

use crate::analysis::{Analysis, Name, NameKind, Upos};
use crate::document::Document;
use crate::text::{TokenId, TokenSpan};
use detente_data::{Entry, Knowledge, Match, NamePart, RoleMatch, StateForm};

/// The words of an article with everything that look-ups find in them.
pub(crate) struct Scan<'a> {
    pub(crate) analysis: &'a Analysis,
    pub(crate) knowledge: &'a Knowledge,
    /// Texts of all tokens.
    pub(crate) words: Vec<&'a str>,
    /// Lemmas of all tokens, in lower case.
    pub(crate) lemmas: Vec<String>,
    /// Known names, in order, not overlapping.
    pub(crate) known: Vec<Known<'a>>,
    /// Names of the model that no known name replaces, in order.
    pub(crate) names: Vec<Name>,
    /// Role words, in order, not overlapping.
    pub(crate) roles: Vec<Role>,
}

/// A known name in the text.
#[derive(Debug, Clone)]
pub(crate) struct Known<'a> {
    pub(crate) tokens: TokenSpan,
    pub(crate) found: Match<'a>,
}

/// Role words in the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Role {
    pub(crate) tokens: TokenSpan,
    pub(crate) found: RoleMatch,
}

/// The texts of all tokens, as names are looked up in them.
pub(crate) fn words<'t>(analysis: &Analysis, text: &'t str) -> Vec<&'t str> {
    let mut words: Vec<&str> = analysis.tokens.iter().map(|t| t.span.slice(text)).collect();
    capitalise_halves(&mut words);
    words
}

/// "south Korean" is South Korean where the paper does not grant the capital.
fn capitalise_halves(words: &mut [&str]) {
    for i in 1..words.len() {
        let capital = words[i].chars().next().is_some_and(char::is_uppercase);
        match words[i - 1] {
            "north" if capital => words[i - 1] = "North",
            "south" if capital => words[i - 1] = "South",
            _ => {}
        }
    }
}

impl<'a> Scan<'a> {
    pub(crate) fn new(document: &'a Document, analysis: &'a Analysis, knowledge: &'a Knowledge) -> Self {
        let text = document.text();
        let words = words(analysis, text);
        let lemmas = analysis.tokens.iter().map(|t| t.lemma.to_lowercase()).collect();
        let mut scan = Scan {
            analysis,
            knowledge,
            words,
            lemmas,
            known: Vec::new(),
            names: Vec::new(),
            roles: Vec::new(),
        };
        for sentence in &analysis.sentences {
            scan.find_known(sentence.tokens);
            scan.find_roles(sentence.tokens);
        }
        let unknown = |name: &&Name| !scan.known.iter().any(|k| k.tokens.contains(name.tokens));
        scan.names = analysis.names.iter().filter(unknown).copied().collect();
        scan.retag_surnames();
        scan
    }

    /// A surname alone is easily taken for a place; who was named in full before is a person.
    fn retag_surnames(&mut self) {
        let surnames: Vec<&str> = self
            .analysis
            .names
            .iter()
            .filter(|n| n.kind == NameKind::Person && n.tokens.len() > 1)
            .map(|n| self.words[n.tokens.end() - 1])
            .collect();
        for name in self.names.iter_mut().filter(|n| n.tokens.len() == 1) {
            if surnames.contains(&self.words[name.tokens.start()]) {
                name.kind = NameKind::Person;
            }
        }
    }

    fn find_known(&mut self, sentence: TokenSpan) {
        let mut at = sentence.start();
        while at < sentence.end() {
            let found = self.knowledge.lookup(&self.words[..sentence.end()], at);
            let Some(found) = found.and_then(|found| self.believable(found, at)) else {
                at += 1;
                continue;
            };
            let tokens = TokenSpan::new(at, at + found.len);
            at += found.len.max(1);
            self.known.push(Known { tokens, found });
        }
    }

    /// Drops the readings of a match that its surroundings speak against; none where none is left.
    fn believable(&self, mut found: Match<'a>, at: usize) -> Option<Match<'a>> {
        let tokens = TokenSpan::new(at, at + found.len);
        let proper =
            tokens.ids().any(|t| matches!(self.analysis.upos(t), Upos::Propn | Upos::Adj | Upos::Noun));
        let inside = self.analysis.names.iter().find(|n| n.tokens != tokens && n.tokens.contains(tokens));
        let in_person = inside.is_some_and(|n| n.kind == NameKind::Person && n.score > 0.4);
        // "Jordan Bell", "the carrier George Washington": a state's word inside a person's name is no state.
        // "Iranian Hossein Ali" is where the model took one word too many.
        let starts = inside.is_some_and(|n| n.tokens.start() == at && n.tokens.len() > found.len + 1);
        found.entries.retain(|entry| match entry {
            Entry::State(_, StateForm::Adjective) => !in_person || starts,
            Entry::Leader(_, NamePart::Alone) => proper && !in_person && self.can_be_surname(at),
            Entry::State(..) | Entry::Actor(_) | Entry::Region(..) => !in_person && proper,
            Entry::Leader(_, NamePart::Full) => proper,
        });
        (!found.entries.is_empty()).then_some(found)
    }

    /// Whether a single word may be a surname: not part of a longer run of capitals that no one has named
    /// ("Kim Kwan-jin" is not Kim).
    fn can_be_surname(&self, at: usize) -> bool {
        let capital = |i: usize| {
            self.words.get(i).is_some_and(|w| w.chars().next().is_some_and(char::is_uppercase))
                && self.analysis.tokens[i].upos == Upos::Propn
        };
        !capital(at + 1)
            && self.words.get(at + 1).is_none_or(|w| *w != "-")
            && self.analysis.tokens[at].upos == Upos::Propn
    }

    fn find_roles(&mut self, sentence: TokenSpan) {
        let lemmas: Vec<&str> = self.lemmas[sentence.range()].iter().map(String::as_str).collect();
        let mut at = sentence.start();
        while at < sentence.end() {
            let mut step = 1;
            if let Some(found) = self.knowledge.role(&lemmas, at - sentence.start()) {
                let tokens = TokenSpan::new(at, at + found.len);
                let last = self.analysis.upos(TokenId::new(tokens.end() - 1));
                if matches!(last, Upos::Noun | Upos::Propn | Upos::Adj) || found.len > 1 {
                    step = found.len.max(1);
                    self.roles.push(Role { tokens, found });
                }
            }
            at += step;
        }
    }

    /// The known name that holds a token.
    pub(crate) fn known_at(&self, token: TokenId) -> Option<&Known<'a>> {
        let after = self.known.partition_point(|k| k.tokens.start() <= token.index());
        self.known[..after].last().filter(|k| k.tokens.has(token))
    }
    /// The model's name that holds a token.
    pub(crate) fn name_at(&self, token: TokenId) -> Option<&Name> {
        let after = self.names.partition_point(|n| n.tokens.start() <= token.index());
        self.names[..after].last().filter(|n| n.tokens.has(token))
    }
    /// The role that holds a token.
    pub(crate) fn role_at(&self, token: TokenId) -> Option<&Role> {
        let after = self.roles.partition_point(|r| r.tokens.start() <= token.index());
        self.roles[..after].last().filter(|r| r.tokens.has(token))
    }
    /// The word of a span that holds the others in the tree: the first whose head lies outside.
    pub(crate) fn head_of(&self, tokens: TokenSpan) -> TokenId {
        tokens
            .ids()
            .find(|t| self.analysis.head(*t).is_none_or(|h| !tokens.has(h)))
            .unwrap_or(TokenId::new(tokens.start()))
    }
    /// The word in lower case.
    pub(crate) fn lower(&self, token: TokenId) -> String {
        self.words[token.index()].to_lowercase()
    }
}
