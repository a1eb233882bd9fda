//! The signs that speak for a state or against it, each also with what kind of mention it is of, with its sector, and some with
//! its word or its verb.

use super::super::resolve::Resolver;
use super::around::{Around, Seen};
use crate::choice::Signs;
use crate::mention::Sort;
use detente_data::ActorCode;

/// At most so many states are weighed.
const OPTIONS: usize = 10;

impl Resolver<'_> {
    /// What is seen of a state; `order` gives the states by how much the talk is of each.
    pub(super) fn signs(&self, around: &Around, code: ActorCode, order: &[(ActorCode, f32)]) -> Signs {
        let mut found = Found::new(around);
        if let ActorCode::Igo | ActorCode::Ngo = code {
            found.add(code.as_str());
        }
        let place = order.iter().position(|(c, _)| *c == code);
        found.add(match place {
            Some(0) => "salient 0",
            Some(1) => "salient 1",
            Some(2) => "salient 2",
            Some(_) => "salient 3",
            None => "salient no",
        });
        found.weigh("salience", place.map_or(0.0, |at| order[at].1));
        around.by_count(code, &mut found);
        if let Some(at) = self.home.iter().position(|(home, _)| *home == code) {
            found.add_word(if at == 0 { "home 0" } else { "home 1" });
        }
        if let Some(name) = &around.name {
            found.weigh("sounds", self.knowledge.name_likeness(name, code));
        }
        around.by_words(code, &mut found);
        around.by_distance(code, &mut found);
        found.signs
    }
}

/// Signs as they are collected, each also with what kind of mention it is of.
struct Found<'a> {
    around: &'a Around,
    signs: Signs,
}

impl<'a> Found<'a> {
    fn new(around: &'a Around) -> Self {
        Found { around, signs: Signs::default() }
    }
    fn add(&mut self, name: &str) {
        self.signs.add(format!("{name} {}", self.around.kind));
        self.signs.add(format!("{name} {}", self.around.sector.as_str()));
        self.signs.add(name.to_owned());
    }
    /// The same, also with the word that says what the party is.
    fn add_word(&mut self, name: &str) {
        if let Some(lemma) = &self.around.lemma {
            self.signs.add(format!("{name} {lemma}"));
        }
        self.add(name);
    }
    /// The same, also with the verb that the party is one of.
    fn add_verb(&mut self, name: &str) {
        if let Some(verb) = &self.around.verb {
            self.signs.add(format!("{name} {} {verb}", self.around.relation));
        }
        self.add(name);
    }
    fn weigh(&mut self, name: &str, value: f32) {
        self.signs.weigh(format!("{name} {}", self.around.kind), value);
        self.signs.weigh(name.to_owned(), value);
    }
}

impl Around {
    /// The states to choose from.
    pub(super) fn codes(&self, order: &[(ActorCode, f32)]) -> Vec<ActorCode> {
        let role = self.same_role.map(|(code, _)| code);
        let told = [role, self.scene, self.here, self.setting, self.rebels, self.opposite];
        let all = self
            .own
            .iter()
            .copied()
            .chain(told.into_iter().flatten())
            .chain(self.speaker.iter().copied())
            .chain(order.iter().map(|(code, _)| *code))
            .chain(self.ranks.iter().map(|(code, _)| *code))
            .chain(self.seen.iter().map(|s| s.code));
        let mut codes: Vec<ActorCode> = Vec::new();
        for code in all {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        codes.truncate(OPTIONS);
        codes
    }

    /// Signs that nothing tells whose the mention is.
    pub(super) fn none(&self, top: f32) -> Signs {
        let mut found = Found::new(self);
        found.add_word("none");
        found.signs.add(format!("none {} {}", self.kind, self.sector.as_str()));
        found.add(if self.is_definite { "none the" } else { "none bare" });
        if self.is_plural {
            found.add("none several");
        }
        if self.ranks.is_empty() {
            found.add("none named");
        }
        found.weigh("none salience", top);
        found.signs
    }

    fn by_count(&self, code: ActorCode, found: &mut Found<'_>) {
        let total: usize = self.ranks.iter().map(|(_, n)| n).sum();
        match self.ranks.iter().position(|(c, _)| *c == code) {
            Some(at) => {
                found.add_word(["named 0", "named 1", "named 2", "named 3"][at.min(3)]);
                found.weigh("named share", self.ranks[at].1 as f32 / total as f32);
            }
            None => found.add("named no"),
        }
    }

    fn by_words(&self, code: ActorCode, found: &mut Found<'_>) {
        let lists: [(&str, &[ActorCode]); 7] = [
            ("beside", &self.beside),
            ("governor", &self.governors),
            ("partner", &self.partners),
            ("speaker", &self.speaker),
            ("own", &self.own),
            ("headline", &self.headline),
            ("later", &self.later),
        ];
        for (name, list) in lists {
            if list.contains(&code) {
                if name == "partner" {
                    found.add_verb(name)
                } else {
                    found.add(name)
                }
                if matches!(name, "partner" | "governor" | "later") {
                    found.add(&format!("{name} of {}", self.relation));
                }
                if list.iter().all(|c| *c == code) {
                    found.add(&format!("{name} only"));
                }
            }
        }
        let settings = [
            ("same word", self.same_word),
            ("scene", self.scene),
            ("here", self.here),
            ("setting", self.setting),
            ("rebels", self.rebels),
            ("opposite", self.opposite),
        ];
        for (name, _) in settings.iter().filter(|(_, of)| *of == Some(code)) {
            found.add(name);
            if matches!(*name, "here" | "setting" | "scene") {
                found.add(&format!("{name} of {}", self.relation));
            }
        }
        if let Some((_, back)) = self.same_role.filter(|(of, _)| *of == code) {
            found.add_word("same role");
            found.add(match back {
                0..=1 => "same role near",
                2..=4 => "same role back",
                _ => "same role far",
            });
        }
        if self.in_headline {
            found.add("in headline");
        }
    }

    fn by_distance(&self, code: ActorCode, found: &mut Found<'_>) {
        let mine = || self.seen.iter().filter(|s| s.code == code);
        let party = |s: &&Seen| !s.is_place;
        let nearest = mine().map(|s| s.back).min();
        found.add(match nearest {
            Some(0) => "near 0",
            Some(1) => "near 1",
            Some(2) => "near 2",
            Some(3..=5) => "near 5",
            Some(_) => "near far",
            None => "near no",
        });
        if self.seen.first().is_some_and(|s| s.code == code) {
            found.add_verb("last");
        }
        if self.seen.iter().find(|s| s.is_sure && party(s)).is_some_and(|s| s.code == code) {
            found.add("last sure");
        }
        for back in 0..=1 {
            let here = || mine().filter(move |s| s.back == back);
            if here().any(|s| s.is_subject && !s.is_place) {
                found.add_verb(&format!("subject {back}"));
                found.add(&format!("subject {back} of {}", self.relation));
            }
            if here().any(|s| s.is_setting || s.is_place) {
                found.add(&format!("place {back}"));
                if self.there {
                    found.add(&format!("there {back}"));
                }
            }
            if here().any(|s| s.is_modifier) {
                found.add(&format!("modifier {back}"));
            }
            if here().any(|s| s.is_sure && !s.is_place && !s.is_modifier) {
                found.add(&format!("party {back}"));
                found.add(&format!("party {back} of {}", self.relation));
            }
        }
        let alike = |s: &&Seen| s.sector == Some(self.sector) && !matches!(s.sort, Sort::State);
        if let Some(like) = self.seen.iter().find(alike)
            && like.code == code
        {
            found.add(if like.back <= 2 { "sector near" } else { "sector far" });
        }
        let weight: f32 = mine().map(|s| 0.7f32.powi(i32::try_from(s.back).unwrap_or(i32::MAX))).sum();
        let all: f32 = self.seen.iter().map(|s| 0.7f32.powi(i32::try_from(s.back).unwrap_or(i32::MAX))).sum();
        found.weigh("near share", if all > 0.0 { weight / all } else { 0.0 });
    }
}
