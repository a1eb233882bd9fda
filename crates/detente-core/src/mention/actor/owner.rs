//! Whose a thing is: possessors, adjectives of states, "of Georgia", "in Damascus".

use super::Index;
use crate::analysis::Relation;
use crate::mention::{Form, Generic, Mention, Sort};
use crate::text::{MentionId, TokenId};
use detente_data::ReferenceWords;

impl Index<'_, '_> {
    /// The mentions that say whose `id` is; the first is the one that tells most.
    pub(super) fn owners(&self, all: &[Mention], id: MentionId) -> Vec<MentionId> {
        let mention = &all[id.index()];
        if matches!(mention.sort, Sort::State | Sort::Pronoun(_)) {
            return Vec::new();
        }
        // "its allies" are not its own: only an adjective says whose they are.
        let generic = &ReferenceWords::builtin().generic;
        if generic.foreign.contains(&self.scan.lemmas[mention.head.index()]) {
            return self.modifiers(all, id);
        }
        let mut owners = Vec::new();
        // "his Iranian counterpart" is Iran's.
        if mention.sort == Sort::Generic(Generic::Counterpart) {
            owners = self.modifiers(all, id);
        }
        let finders = [Self::possessors, Self::modifiers, Self::inside_name, Self::followers, Self::native];
        for find in finders {
            if owners.is_empty() {
                owners = find(self, all, id);
            }
        }
        owners
    }

    /// The words from which a mention's owner may hang: its head, its title, the head of its core.
    fn anchors(&self, mention: &Mention) -> Vec<TokenId> {
        let mut anchors = vec![mention.head, self.scan.head_of(mention.core)];
        anchors.extend(mention.title);
        anchors.dedup();
        anchors
    }

    fn possessors(&self, all: &[Mention], id: MentionId) -> Vec<MentionId> {
        let analysis = self.scan.analysis;
        let mention = &all[id.index()];
        let mut anchors = self.anchors(mention);
        // "its Foreign Ministry spokesman": the possessor hangs on the outer noun, the spokesman.
        let outer = mention.form == Form::Modifier;
        if outer {
            anchors.extend(analysis.head(mention.head));
        }
        let mut owners = Vec::new();
        for anchor in anchors {
            let children = analysis.children_by(anchor, &[Relation::NmodPoss]);
            for child in children
                .filter(|c| *c < anchor && mention.tokens.start() <= c.index() || outer)
                .flat_map(|c| analysis.conjuncts(c))
            {
                owners.extend(self.mention_of(child).filter(|o| *o != id && !owners.contains(o)));
            }
        }
        owners
    }

    /// Adjectives and nouns before the head that name a party: "Iranian", "Foreign Ministry", "U.N.".
    fn modifiers(&self, all: &[Mention], id: MentionId) -> Vec<MentionId> {
        let mention = &all[id.index()];
        let (start, end) = if mention.form == Form::Modifier {
            // "Syrian Foreign Ministry spokesman": the ministry has the adjective that hangs on the spokesman.
            let outer = self.scan.analysis.head(mention.head).and_then(|h| self.by_head[h.index()]);
            (outer.map_or(mention.tokens.start(), |o| all[o.index()].tokens.start()), mention.core.start())
        } else {
            (mention.tokens.start(), mention.core.start().max(mention.head.index()))
        };
        let before = (start..end).map(TokenId::new).filter(|t| !mention.core.has(*t));
        let parties: Vec<MentionId> = before
            .filter_map(|t| self.by_head[t.index()])
            .filter(|o| *o != id && self.is_owning(&all[o.index()]))
            .collect();
        let body = parties.iter().rfind(|o| matches!(all[o.index()].sort, Sort::Institution)).copied();
        let party = body.or_else(|| parties.first().copied());
        let Some(party) = party else { return Vec::new() };
        let joined = parties.iter().filter(|o| {
            **o != party && self.scan.analysis.head(all[o.index()].head) == Some(all[party.index()].head)
        });
        std::iter::once(party).chain(joined.copied()).collect()
    }

    /// Whether a modifier says whose: not "non-Iranian", not "Iran-backed".
    fn is_owning(&self, modifier: &Mention) -> bool {
        let words = &self.scan.words;
        let sort = matches!(
            modifier.sort,
            Sort::State
                | Sort::Actor
                | Sort::Place
                | Sort::Organisation
                | Sort::Institution
                | Sort::Generic(Generic::North | Generic::South)
        );
        if !sort || modifier.form == Form::Pronoun {
            return false;
        }
        let lower = |i: usize| words.get(i).map(|w| w.to_lowercase()).unwrap_or_default();
        let dash = |i: usize| words.get(i).is_some_and(|w| matches!(*w, "-" | "–" | "‑"));
        let hyphen = &ReferenceWords::builtin().hyphen;
        let (start, end) = (modifier.core.start(), modifier.core.end());
        if start >= 2 && dash(start - 1) && hyphen.opposing.contains(&lower(start - 2)) {
            return false;
        }
        if !dash(end) {
            return true;
        }
        let next = TokenId::new(end + 1);
        hyphen.owning.contains(&lower(end + 1)) || self.mention_of(next).is_some()
    }

    /// A state inside the name itself: "Korean People's Army", "Syrian Arab Airlines".
    fn inside_name(&self, all: &[Mention], id: MentionId) -> Vec<MentionId> {
        let mention = &all[id.index()];
        if !matches!(mention.sort, Sort::Organisation | Sort::Institution | Sort::Agent | Sort::Actor) {
            return Vec::new();
        }
        let inside = mention.core.ids().filter_map(|t| self.by_head[t.index()]);
        inside.filter(|o| *o != id && all[o.index()].sort == Sort::State).take(1).collect()
    }

    /// The people a person belongs to: "an Ecuadorian, Franklin Aisalla".
    fn native(&self, all: &[Mention], id: MentionId) -> Vec<MentionId> {
        let mention = &all[id.index()];
        if mention.sort != Sort::Person {
            return Vec::new();
        }
        let analysis = self.scan.analysis;
        let above = (analysis.relation(mention.head) == Relation::Appos).then(|| analysis.head(mention.head));
        let below = analysis.child(mention.head, Relation::Appos);
        let beside = above.flatten().into_iter().chain(below).filter_map(|t| self.by_head[t.index()]);
        beside.filter(|o| all[o.index()].sort == Sort::State).take(1).collect()
    }

    /// What follows with a preposition: "of Georgia", "in Damascus", "for the CPRK".
    fn followers(&self, all: &[Mention], id: MentionId) -> Vec<MentionId> {
        let analysis = self.scan.analysis;
        let mention = &all[id.index()];
        let abroad = &ReferenceWords::builtin().abroad.words;
        for anchor in self.anchors(mention) {
            let serves = abroad.contains(&self.scan.lemmas[anchor.index()]);
            for child in analysis.children_by(anchor, &[Relation::Nmod]).filter(|c| *c > anchor) {
                let case = analysis.case(child).unwrap_or_default();
                let says = match case.as_str() {
                    "of" => true,
                    "in" | "at" | "from" | "for" | "inside" | "with" | "near" => !serves,
                    _ => false,
                };
                if !says {
                    continue;
                }
                let owners: Vec<MentionId> = analysis
                    .conjuncts(child)
                    .into_iter()
                    .filter_map(|c| self.mention_of(c))
                    .filter(|o| *o != id && !mention.core.has(all[o.index()].head))
                    .collect();
                if !owners.is_empty() {
                    return owners;
                }
            }
        }
        self.adjacent(all, id)
    }

    /// "the foreign ministry in Damascus" where the tree hangs the place on the verb.
    fn adjacent(&self, all: &[Mention], id: MentionId) -> Vec<MentionId> {
        let mention = &all[id.index()];
        let lemmas = &self.scan.lemmas;
        let mut at = mention.core.end();
        let joins =
            lemmas.get(at).is_some_and(|l| l == "of" || l == "in" && mention.sort == Sort::Institution);
        let abroad = lemmas[mention.core.range()].last();
        let serves = abroad.is_some_and(|l| ReferenceWords::builtin().abroad.words.contains(l));
        if !joins || serves || !matches!(mention.sort, Sort::Institution | Sort::Office | Sort::Agent) {
            return Vec::new();
        }
        at += 1;
        if lemmas.get(at).is_some_and(|l| l == "the") {
            at += 1;
        }
        let sentence = self.scan.analysis.sentence_of(mention.head).tokens;
        let next = Some(TokenId::new(at)).filter(|t| sentence.has(*t)).and_then(|t| self.mention_of(t));
        next.filter(|o| matches!(all[o.index()].sort, Sort::State | Sort::Place)).into_iter().collect()
    }
}
