//! Whom a name means: states in all their forms, known actors, people.

use super::affiliation::Hint;
use super::resolve::{Found, Key, Resolver};
use super::{EntityId, EntityKind};
use crate::analysis::Relation;
use crate::mention::{Form, Generic, Sort};
use crate::text::{MentionId, TokenId};
use detente_data::{Actor, ActorCode, ActorKind, Entry, Leader, RoleGroup, Sector, State, StateForm};

/// What the words around a person's name tell.
struct Told {
    owner: Option<ActorCode>,
    /// The state that a bare "his counterpart" is of.
    opposite: Option<ActorCode>,
    sector: Option<Sector>,
    /// A sector that says more than that somebody is in a government.
    telling: Option<Sector>,
    description: Option<MentionId>,
}

/// A known person's name with the code and sector of the office held.
type InOffice = (String, Option<ActorCode>, Option<Sector>);

impl<'a> Resolver<'a> {
    /// A state by name, adjective, demonym, capital or seat.
    pub(super) fn state(&mut self, id: MentionId) -> Vec<EntityId> {
        let mention = self.mentions.get(id);
        if self.half_word(mention.core).is_some() {
            let code = self.state_word(id).and_then(ActorCode::state);
            return code.map(|code| vec![self.state_entity(id, code)]).unwrap_or_default();
        }
        let entries = self.known_entries(mention.core);
        let states: Vec<(&State, StateForm)> = entries
            .iter()
            .filter_map(|e| match e {
                Entry::State(state, form) => Some((*state, *form)),
                _ => None,
            })
            .collect();
        let Some((state, form)) = self.likeliest(&states) else { return Vec::new() };
        let code = state.code;
        if let StateForm::Seat(sector) = form
            && sector != Sector::Gov
        {
            let known = Some(self.folded(mention.core));
            return vec![self.entity(id, self.part(code.into(), sector, known))];
        }
        let people = matches!(form, StateForm::Adjective | StateForm::Demonym) && !self.is_modifier(id);
        if people { self.people_of(id, code.into()) } else { vec![self.state_entity(id, code)] }
    }

    /// Of several states of that name ("Congo", "Korean"), the one that the article names unmistakably.
    fn likeliest<'s>(&self, states: &[(&'s State, StateForm)]) -> Option<(&'s State, StateForm)> {
        let home = |state: &State| self.home.iter().any(|(code, _)| code.state() == Some(state.code));
        let rank = |s: &&(&State, StateForm)| (self.times_named(s.0.code), home(s.0));
        // The first of equals: the knowledge base lists the likelier state first.
        let best = states.iter().map(|s| rank(&s)).max()?;
        states.iter().find(|s| rank(s) == best).copied()
    }

    /// "Iranians", "the Saudis", "the Colombian".
    fn people_of(&mut self, id: MentionId, code: ActorCode) -> Vec<EntityId> {
        let mention = self.mentions.get(id);
        let the = self.starts_with_the(id);
        if !mention.plural && the {
            let person = self.earlier(id).into_iter().find(|(_, e)| {
                let entity = &self.all[e.index()];
                entity.kind == EntityKind::Person && entity.code == Some(code)
            });
            if let Some((_, person)) = person {
                return vec![person];
            }
        }
        let (key, sector) = match (the, mention.plural) {
            // "The Saudis live off tension" speaks of the state.
            (true, true) => (Key::Role(Some(code), Sector::Gov, "people".into()), Sector::Gov),
            _ => (Key::Mention(id), Sector::Cvl),
        };
        let found = Found {
            key,
            code: Some(code),
            sector,
            kind: EntityKind::People,
            known: None,
            score: 0.9,
            runner_up: None,
        };
        vec![self.entity(id, found)]
    }

    pub(super) fn starts_with_the(&self, id: MentionId) -> bool {
        let mention = self.mentions.get(id);
        let children = self.analysis.children(mention.head);
        children.iter().any(|c| self.words[c.index()].eq_ignore_ascii_case("the"))
    }

    /// A part of a state known by its own name.
    fn part(&self, code: ActorCode, sector: Sector, known: Option<String>) -> Found {
        Found {
            key: Key::Role(Some(code), sector, known.clone().unwrap_or_default()),
            code: Some(code),
            sector,
            kind: EntityKind::Institution,
            known,
            score: 0.95,
            runner_up: None,
        }
    }

    /// A known organisation, group, force, party, paper.
    pub(super) fn actor(&mut self, id: MentionId) -> Vec<EntityId> {
        let mention = self.mentions.get(id);
        let entries = self.known_entries(mention.core);
        let actors: Vec<&Actor> = entries
            .iter()
            .filter_map(|e| match e {
                Entry::Actor(actor) => Some(*actor),
                _ => None,
            })
            .collect();
        let Some((actor, other)) = self.likeliest_actor(&actors) else { return Vec::new() };
        // "ISIS targets in Syria": the state that the phrase itself names comes before the group's home.
        let roams = actor.code.is_none() || !actor.also.is_empty();
        let said = if roams { self.owner_code(id).or_else(|| self.place_after(id)) } else { None };
        let said = said.or_else(|| actor.code.is_none().then(|| self.setting_code(id)).flatten());
        let kind = match actor.kind {
            ActorKind::Force => EntityKind::Institution,
            ActorKind::People => EntityKind::People,
            _ => EntityKind::Organisation,
        };
        let found = Found {
            key: Key::Known(actor.name.clone()),
            code: said.or(actor.code),
            sector: actor.sector,
            kind,
            known: Some(actor.name.clone()),
            score: if other.is_some() { 0.5 } else { 0.9 },
            runner_up: said.and(actor.code).or(other.and_then(|o| o.code)),
        };
        vec![self.entity(id, found)]
    }

    /// Of several actors of that name, the one whose state the article names most, and another that is as likely. "The RSF" in
    /// news of Sudan are no reporters, and "the ADF" is another in news of Uganda than in news of Australia.
    fn likeliest_actor<'s>(&self, actors: &[&'s Actor]) -> Option<(&'s Actor, Option<&'s Actor>)> {
        let year = self.document.day.map(|d| d.year());
        let rank = |actor: &Actor| {
            let states = actor.code.iter().filter_map(|c| c.state()).chain(actor.also.iter().copied());
            let talked = states.map(|state| self.times_named(state)).max().unwrap_or(0);
            (year.is_none_or(|y| actor.active_in(y)), talked)
        };
        // The first of equals: the lists have the likelier one first.
        let best = actors.iter().map(|a| rank(a)).max()?;
        let mut alike = actors.iter().filter(|a| rank(a) == best).copied();
        let first = alike.next()?;
        Some((first, alike.next()))
    }

    /// The country named after the noun that the mention describes: "ISIS targets in Syria".
    fn place_after(&self, id: MentionId) -> Option<ActorCode> {
        let head = self.mentions.get(id).head;
        let outer = self.analysis.head(head).filter(|_| self.is_modifier(id))?;
        let places = self.analysis.children_by(outer, &[Relation::Nmod]).filter(|c| {
            self.analysis
                .case(*c)
                .is_some_and(|case| matches!(case.as_str(), "in" | "inside" | "near" | "across"))
        });
        let mut countries = places.filter_map(|c| self.mention_at(c)).filter_map(|m| self.country_of(m));
        countries.next().map(ActorCode::State)
    }

    /// A place that acts: a breakaway region by name or adjective; else nobody.
    pub(super) fn region(&mut self, id: MentionId) -> Vec<EntityId> {
        let mention = self.mentions.get(id);
        let entries = self.known_entries(mention.core);
        if entries.iter().any(|e| matches!(e, Entry::Actor(_))) {
            return self.actor(id);
        }
        Vec::new()
    }

    /// A person by name: somebody named before, a known leader, or somebody new whose title or place says whose.
    pub(super) fn person(&mut self, id: MentionId) -> Vec<EntityId> {
        let words = self.names[id.index()].clone();
        if let Some(before) = self.named_before(&words, id) {
            return vec![before];
        }
        if let Some(better) = self.introduced_later(&words, id) {
            let found = self.one(better);
            if !found.is_empty() {
                return found;
            }
        }
        let told = self.told_of(id);
        let key = Key::Name(words.join(" "));
        let kind = EntityKind::Person;
        let known = self.leader(id, told.owner).filter(|_| self.can_lead(id, told.description));
        if let Some((name, code, office_sector)) = known
            && (told.owner.is_none() || told.owner == code)
        {
            let listed = office_sector.filter(|s| *s != Sector::Gov);
            let sector = listed.or(told.telling).or(office_sector).or(told.sector).unwrap_or(Sector::Gov);
            let (code, score) = (code.or(told.owner), if told.owner.is_some() { 0.97 } else { 0.85 });
            let known = Some(name);
            return vec![self.entity(id, Found { key, code, sector, kind, known, score, runner_up: None })];
        }
        let sector = told.telling.or(told.sector).unwrap_or(Sector::Uns);
        let (code, score, runner_up) = match told.owner {
            Some(owner) => (Some(owner), 0.9, None),
            None => {
                let found = self.affiliate(id, sector, Hint { opposite: told.opposite, ..Hint::default() });
                (found.code, found.score, found.runner_up)
            }
        };
        let (code, sector) = whole(code, sector);
        vec![self.entity(id, Found { key, code, sector, kind, known: None, score, runner_up })]
    }

    /// What the words around a person's name tell.
    fn told_of(&mut self, id: MentionId) -> Told {
        let title = self.mentions.get(id).title.and_then(|t| self.role_around(t));
        let description = self.description_of(id);
        let own = self.owner_code(id);
        let owner = own.or_else(|| description.and_then(|d| self.described_code(id, d)));
        let counterpart =
            description.filter(|d| matches!(self.mentions.get(*d).sort, Sort::Generic(Generic::Counterpart)));
        // "his counterpart, Álvaro Uribe" is of the other state than he.
        let opposite = counterpart.filter(|_| owner.is_none()).and_then(|d| {
            let codes = self.owner_codes(d);
            self.opposite(d, &codes)
        });
        let office = description.and_then(|d| self.mentions.get(d).sector);
        let office = office.or(counterpart.map(|_| Sector::Gov));
        let inherited =
            self.inherited_sector(id).or_else(|| description.and_then(|d| self.inherited_sector(d)));
        // "Parliament speaker", "police chief", "General" tell more than a list of leaders or "an aide".
        let telling = |s: &Sector| !matches!(s, Sector::Gov | Sector::Cvl | Sector::Uns);
        let telling = inherited.filter(telling).or(office.filter(telling)).or(title.filter(telling));
        Told { owner, opposite, sector: title.or(office), telling, description }
    }

    /// Whether nothing beside the name speaks against a leader's: "one soldier, Carlos Hernández" leads nobody.
    fn can_lead(&self, id: MentionId, described: Option<MentionId>) -> bool {
        let agent = |d: MentionId| self.mentions.get(d).sort == Sort::Agent;
        let title = self.mentions.get(id).title.and_then(|t| {
            let lemma = self.analysis.lemma(t).to_lowercase();
            self.knowledge.role(&[lemma.as_str()], 0)
        });
        !described.is_some_and(agent) && title.is_none_or(|t| t.group != RoleGroup::Agent)
    }

    /// The code that a description gives to one of the people it names: the second name of "the ministers of Armenia
    /// and Azerbaijan, X and Y" has the second.
    fn described_code(&mut self, id: MentionId, description: MentionId) -> Option<ActorCode> {
        let pointing = matches!(self.mentions.get(description).sort, Sort::Generic(_));
        let owner = self.mentions.get(description).owner.map(|o| self.mentions.get(o).form);
        // "his counterpart, X": "his" says nothing of X.
        if pointing && owner == Some(Form::Pronoun) {
            return None;
        }
        let codes = self.owner_codes(description);
        let first = self.mentions.all.get(description.index()).and_then(|d| d.same_as)?;
        let names = self.analysis.conjuncts(self.mentions.get(first).head);
        let place = names.iter().position(|t| *t == self.mentions.get(id).head).unwrap_or(0);
        if codes.len() == names.len() { codes.get(place).copied() } else { codes.first().copied() }
    }

    /// Where a bare name is introduced further on: with a title, an owner or in full (headlines name people bare).
    fn introduced_later(&self, words: &[String], id: MentionId) -> Option<MentionId> {
        let mention = self.mentions.get(id);
        if mention.title.is_some() || mention.owner.is_some() {
            return None;
        }
        let later = (id.index() + 1..self.mentions.all.len()).map(MentionId::new);
        later.take(200).find(|m| {
            let other = self.mentions.get(*m);
            let told =
                other.title.is_some() || other.owner.is_some() || other.core.len() > mention.core.len();
            let same = || words.iter().all(|w| self.names[m.index()].contains(w));
            other.sort == Sort::Person && told && self.of[m.index()].is_none() && same()
        })
    }

    /// The mention that describes a person beside the name: "Stan Storimans, a Dutch cameraman".
    pub(super) fn description_of(&mut self, id: MentionId) -> Option<MentionId> {
        let all = &self.mentions.all;
        let head = all[id.index()].head;
        let joined = (self.analysis.relation(head) == Relation::Conj)
            .then(|| self.analysis.head(head).and_then(|h| self.mention_at(h)))
            .flatten();
        let of = |m: &usize| {
            let plain = all[*m].same_as == Some(id);
            let shared = joined.is_some() && all[*m].same_as == joined && all[*m].plural;
            (plain || shared) && all[*m].sort != Sort::Person
        };
        // "the Front (OPF), a separatist militia": the acronym names the same, and describes nothing.
        let tells = |m: &usize| of(m) && all[*m].form == Form::Description;
        let described = (0..all.len()).find(tells).or_else(|| (0..all.len()).find(of)).map(MentionId::new)?;
        self.owners(described);
        Some(described)
    }

    /// Somebody whose name holds all these words, or whose last word is this one.
    fn named_before(&self, words: &[String], id: MentionId) -> Option<EntityId> {
        for before in self.before(id) {
            if self.mentions.get(before).sort != Sort::Person {
                continue;
            }
            let earlier = &self.names[before.index()];
            let same = words.iter().all(|w| earlier.contains(w)) || earlier.iter().all(|w| words.contains(w));
            if same && let Some(entity) = self.of[before.index()].as_deref().and_then(<[_]>::first) {
                return Some(*entity);
            }
        }
        None
    }

    /// The known leader of that name on the article's day, whose state fits `owner` or the states talked about.
    fn leader(&self, id: MentionId, owner: Option<ActorCode>) -> Option<InOffice> {
        let mention = self.mentions.get(id);
        let mut people: Vec<&'a Leader> = self
            .known_entries(mention.core)
            .into_iter()
            .filter_map(|e| match e {
                Entry::Leader(leader, _) => Some(leader),
                _ => None,
            })
            .collect();
        let in_full = !people.is_empty();
        if !in_full {
            let words: Vec<&str> =
                self.words[mention.core.range()].iter().copied().filter(|w| w.len() > 1).collect();
            if words.len() > 1 {
                people = self.knowledge.leader(&words);
            }
        }
        let talked = |code: Option<ActorCode>| {
            code.and_then(ActorCode::state).map_or(0, |state| self.times_named(state))
        };
        let mut best: Option<(usize, InOffice)> = None;
        for leader in people {
            let office = match self.document.day {
                Some(day) => leader.office_on(day).or_else(|| leader.last_office_before(day)),
                None => None,
            };
            let office = office.or_else(|| leader.offices.first());
            let code = office.and_then(|o| o.code);
            // "Ibrahim Sharif" in news of Bahrain is no Ibrahim al-Zarruq al-Sharif of Libya.
            let strange = code.and_then(ActorCode::state).is_some() && talked(code) == 0;
            if strange && !in_full && (owner.is_none() || owner != code) {
                continue;
            }
            let held = self.document.day.is_some_and(|d| leader.office_on(d).is_some());
            let rank =
                1000 * usize::from(owner.is_some() && owner == code) + 10 * usize::from(held) + talked(code);
            if best.as_ref().is_none_or(|(top, _)| rank > *top) {
                best = Some((rank, (leader.name.clone(), code, office.map(|o| o.sector))));
            }
        }
        // A surname alone, shared with some leader somewhere, is no sign unless that state is talked about.
        best.filter(|(rank, _)| *rank > 0 || mention.core.len() > 1).map(|(_, found)| found)
    }

    /// The sector of the role words around a token.
    pub(super) fn role_around(&self, token: TokenId) -> Option<Sector> {
        let sentence = self.analysis.sentence_of(token).tokens;
        let lemmas: Vec<String> = self.analysis.tokens[sentence.start()..=token.index()]
            .iter()
            .map(|t| t.lemma.to_lowercase())
            .collect();
        let lemmas: Vec<&str> = lemmas.iter().map(String::as_str).collect();
        let from = lemmas.len().saturating_sub(5);
        (from..lemmas.len()).find_map(|at| {
            let role = self.knowledge.role(&lemmas, at)?;
            (at + role.len == lemmas.len()).then_some(role.sector)
        })
    }
}

/// What belongs to an organisation of states or across states is of its sector too.
pub(super) fn whole(code: Option<ActorCode>, sector: Sector) -> (Option<ActorCode>, Sector) {
    match (code, sector) {
        (Some(ActorCode::Igo), _) => (code, Sector::Igo),
        (Some(ActorCode::Ngo), _) => (code, Sector::Ngo),
        (None, Sector::Igo) => (Some(ActorCode::Igo), sector),
        (None, Sector::Ngo) => (Some(ActorCode::Ngo), sector),
        _ => (code, sector),
    }
}
