//! What the words are by themselves, before the tree is asked: known names, names the model found, roles.

use crate::analysis::{Analysis, Name, NameKind, Upos};
use crate::document::Document;
use crate::text::{TokenId, TokenSpan};
use detente_data::{Entry, Knowledge, Match, NamePart, RoleGroup, RoleMatch, Sector, StateForm};
use std::collections::{BTreeMap, BTreeSet};

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

/// Whether a body of that sector has a name of its own after its kind: "the NGO Clear Water".
fn is_group(sector: Sector) -> bool {
    matches!(
        sector,
        Sector::Reb | Sector::Opp | Sector::Pty | Sector::Crm | Sector::Ngo | Sector::Bus | Sector::Lab
    )
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
        let unknown = |name: &&Name| !scan.is_in_known(name.tokens);
        scan.names = analysis.names.iter().filter(unknown).copied().collect();
        scan.retag_surnames();
        scan.retag_described();
        scan.retag_groups();
        scan.repeat_groups();
        scan
    }

    /// "The opposition party Nova Voz": a name right after what a group is called is the group's, there and elsewhere.
    fn retag_described(&mut self) {
        let described = |scan: &Self, tokens: TokenSpan| {
            let before = tokens.start().checked_sub(1).map(TokenId::new);
            before.and_then(|t| scan.role_at(t)).is_some_and(|role| {
                role.tokens.end() == tokens.start()
                    && role.found.group == RoleGroup::Institution
                    && is_group(role.found.sector)
            })
        };
        let groups: Vec<Vec<&str>> = self
            .names
            .iter()
            .filter(|n| described(self, n.tokens))
            .map(|n| self.words[n.tokens.range()].to_vec())
            .collect();
        for name in &mut self.names {
            if groups.iter().any(|g| g[..] == self.words[name.tokens.range()]) {
                name.kind = NameKind::Organisation;
            }
        }
    }

    /// A group's name is one wherever its words stand again, without "NGO" before it too.
    fn repeat_groups(&mut self) {
        let bare = |name: &Name| {
            let role = self.role_at(TokenId::new(name.tokens.start()));
            let role = role.filter(|r| r.tokens.end() < name.tokens.end() && is_group(r.found.sector));
            TokenSpan::new(role.map_or(name.tokens.start(), |r| r.tokens.end()), name.tokens.end())
        };
        let organisations = self.names.iter().filter(|n| n.kind == NameKind::Organisation);
        let groups: Vec<(TokenSpan, Name)> =
            organisations.map(|n| (bare(n), *n)).filter(|(span, _)| span.len() > 1).collect();
        let mut again: Vec<Name> = Vec::new();
        let mut looked_for: BTreeSet<&[&str]> = BTreeSet::new();
        for (span, name) in groups {
            let words = &self.words[span.range()];
            // From where it was named first, all of the article was looked through.
            if !looked_for.insert(words) {
                continue;
            }
            for at in span.end()..=self.words.len().saturating_sub(words.len()) {
                let tokens = TokenSpan::new(at, at + words.len());
                let is_free = |n: &Name| n.tokens.end() <= tokens.start() || tokens.end() <= n.tokens.start();
                if self.words[tokens.range()] == *words
                    && !self.is_in_known(tokens)
                    && self.names.iter().chain(&again).all(is_free)
                {
                    again.push(Name { tokens, ..name });
                }
            }
        }
        self.names.extend(again);
        self.names.sort_by_key(|n| n.tokens.start());
    }

    /// A name that was an organisation's where it was first met, or stands in brackets after one's, stays one's: "the
    /// Varun People's Front (VPF) ... VPF fighters".
    fn retag_groups(&mut self) {
        let mut first: BTreeMap<&str, NameKind> = BTreeMap::new();
        for at in 0..self.names.len() {
            let tokens = self.names[at].tokens;
            if tokens.len() != 1 {
                continue;
            }
            let word = self.words[tokens.start()];
            let is_acronym = word.len() > 1 && word.chars().all(char::is_uppercase);
            let in_brackets = tokens.start() > 1
                && self.words[tokens.start() - 1] == "("
                && self.words.get(tokens.end()).is_some_and(|w| *w == ")")
                && at > 0
                && self.names[at - 1].tokens.end() + 1 == tokens.start()
                && self.names[at - 1].kind == NameKind::Organisation;
            if !is_acronym {
                continue;
            }
            let own = if in_brackets { NameKind::Organisation } else { self.names[at].kind };
            let kind = *first.entry(word).or_insert(own);
            if kind == NameKind::Organisation {
                self.names[at].kind = kind;
            }
        }
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
        let around = self.analysis.name_at(TokenId::new(at));
        let inside = around.filter(|n| n.tokens != tokens && n.tokens.contains(tokens));
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

    /// Whether words are part of a known name, or are one.
    fn is_in_known(&self, tokens: TokenSpan) -> bool {
        let first = TokenId::new(tokens.start());
        self.known_at(first).is_some_and(|known| known.tokens.contains(tokens))
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
    /// The roles within some words.
    pub(crate) fn roles_in(&self, tokens: TokenSpan) -> &[Role] {
        let from = self.roles.partition_point(|r| r.tokens.start() < tokens.start());
        let to = self.roles.partition_point(|r| r.tokens.end() <= tokens.end());
        self.roles.get(from..to).unwrap_or_default()
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
