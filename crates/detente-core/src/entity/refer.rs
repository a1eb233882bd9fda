//! Whom a pronoun or a pointing noun means: "it", "his counterpart", "the two countries", "the North".

use super::resolve::{Found, Key, Resolver};
use super::{EntityId, EntityKind};
use crate::analysis::Relation;
use crate::mention::{Form, Generic, Mention, Pronoun, Sort};
use crate::text::{MentionId, TokenId};
use detente_data::{ActorCode, ReferenceWords, Sector, State, StateCode};

/// How far back a pronoun reaches, in sentences.
const REACH: usize = 3;

/// Words of full names that papers write small when they stand alone.
const FORMS_OF_STATE: [(&str, &str); 5] = [
    ("kingdom", "Kingdom"),
    ("emirate", "Emirates"),
    ("sultanate", "Sultanate"),
    ("federation", "Federation"),
    ("union", "Union"),
];

impl Resolver<'_> {
    /// Nouns that stand for a party named elsewhere.
    pub(super) fn generic(&mut self, id: MentionId, generic: Generic) -> Vec<EntityId> {
        let plural = self.mentions.get(id).plural;
        let codes = self.owner_codes(id);
        match generic {
            Generic::North | Generic::South => self.half(id, generic == Generic::North),
            Generic::Country if self.says_other(id) => self.other_than_subject(id),
            // "the two former Soviet republics" are two, whatever describes them.
            Generic::Country | Generic::Side if self.is_several(id) => self.pair(id),
            Generic::Country | Generic::Side | Generic::Neighbour if plural && codes.len() != 1 => {
                self.pair(id)
            }
            Generic::Country | Generic::Side if !codes.is_empty() => self.states_of(id, &codes),

            Generic::Country => self.country(id),
            Generic::Side if self.says_other(id) => self.other_than_subject(id),
            Generic::Side => Vec::new(),
            Generic::Neighbour => self.other_than(id, &codes),
            Generic::Counterpart => self.counterpart(id, &codes),
            Generic::Group => self.group(id),
            Generic::Person => self.somebody(id, &codes),
            Generic::Order if plural => Vec::new(),
            Generic::Order => self.other_than_subject(id),
        }
    }

    fn states_of(&mut self, id: MentionId, codes: &[ActorCode]) -> Vec<EntityId> {
        codes.iter().filter_map(|c| c.state()).map(|c| self.state_entity(id, c)).collect()
    }

    /// The two states that the article is about.
    fn pair(&mut self, id: MentionId) -> Vec<EntityId> {
        // "six countries", "European countries" are others.
        let head = self.mentions.get(id).head;
        let odd = self.analysis.children(head).iter().any(|c| {
            self.analysis.relation(*c) == Relation::Nummod
                && !matches!(self.words[c.index()], "two" | "Two" | "2")
        });
        // "called on all sides": every one of them, so both
        let all =
            self.analysis.children(head).iter().any(|c| self.words[c.index()].eq_ignore_ascii_case("all"));
        let definite = self.starts_with_the(id) || self.is_several(id) || all;
        if odd || !definite && self.mentions.get(id).sort != Sort::Pronoun(Pronoun::Both) {
            return Vec::new();
        }
        self.dyad(id).into_iter().map(|c| self.state_entity(id, c)).collect()
    }

    /// "the country", "the Kingdom": the state whose full name has that word, or the one talked about last.
    fn country(&mut self, id: MentionId) -> Vec<EntityId> {
        let mention = self.mentions.get(id);
        let indefinite = self.analysis.children(mention.head).iter().any(|c| {
            matches!(
                self.words[c.index()].to_lowercase().as_str(),
                "a" | "an" | "any" | "no" | "every" | "each" | "another"
            )
        });
        if indefinite {
            return Vec::new();
        }
        if let Some(code) = self.by_full_name(mention) {
            return vec![self.state_entity(id, code)];
        }
        let state =
            self.earlier(id).into_iter().find(|(m, e)| self.is_state(*e) && self.distance(*m, id) <= 3);
        state.map(|(_, e)| vec![e]).unwrap_or_default()
    }

    /// The state of the article whose official name holds the capitalised words ("the Islamic Republic").
    fn by_full_name(&self, mention: &Mention) -> Option<StateCode> {
        let capital = |w: &&&str| w.chars().next().is_some_and(char::is_uppercase);
        let span = &self.words[mention.tokens.range()];
        let mut words: Vec<&str> =
            span.iter().filter(capital).filter(|w| !matches!(**w, "The")).copied().collect();
        // Papers also write "the kingdom" small.
        let lemma = self.analysis.lemma(mention.head);
        words.extend(FORMS_OF_STATE.iter().filter(|(small, _)| *small == lemma).map(|(_, full)| *full));
        if words.is_empty() {
            return None;
        }
        let fits = |code: &StateCode| {
            self.knowledge.state(*code).is_some_and(|s| {
                s.names.iter().any(|name| words.iter().all(|w| name.split(' ').any(|part| part == *w)))
            })
        };
        self.state_words.iter().map(|(code, _)| *code).find(fits)
    }

    /// "the North", "northern": the half of the divided country that the article names.
    fn half(&mut self, id: MentionId, north: bool) -> Vec<EntityId> {
        let found = self.half_named(north);
        found.map(|code| vec![self.state_entity(id, code)]).unwrap_or_default()
    }

    /// The northern or southern half of a divided country; of several such the one named most: news of the Sudans may name South Korea, too.
    pub(super) fn half_named(&self, north: bool) -> Option<StateCode> {
        let (mine, other) = if north { ("North ", "South ") } else { ("South ", "North ") };
        let named = |code: StateCode, prefix: &str| -> Option<String> {
            let state = self.knowledge.state(code)?;
            let names = std::iter::once(&state.name).chain(&state.names);
            names.filter_map(|n| n.strip_prefix(prefix)).next().map(str::to_owned)
        };
        let sibling = |rest: &str, prefix: &str| {
            let whole = format!("{prefix}{rest}");
            let is_it = |s: &&State| s.name == whole || s.names.contains(&whole);
            self.knowledge.states().iter().find(is_it).map(|s| s.code)
        };
        self.states_named().into_iter().find_map(|(code, _)| {
            let own = named(code, mine).map(|_| code);
            // A country that lost its half keeps the bare name: "the North" beside South Sudan is Sudan.
            own.or_else(|| {
                named(code, other).and_then(|rest| sibling(&rest, mine).or_else(|| sibling(&rest, "")))
            })
        })
    }

    fn says_other(&self, id: MentionId) -> bool {
        let head = self.mentions.get(id).head;
        let words = ["other", "opposite", "opposing", "neighbouring", "neighboring"];
        self.analysis
            .children(head)
            .iter()
            .any(|c| words.contains(&self.analysis.lemma(*c).to_lowercase().as_str()))
    }

    /// The other of the two states than the one that acts in the clause.
    fn other_than_subject(&mut self, id: MentionId) -> Vec<EntityId> {
        let head = self.mentions.get(id).head;
        let mut codes = Vec::new();
        for governor in self.governors(head) {
            self.one(governor);
            codes = self.codes(governor);
            if codes.len() == 1 {
                break;
            }
        }
        if codes.len() != 1 {
            // "the fire from the other side": other than the speaker's, or the country the story is filed from.
            let spoken = self.analysis.quote_of(head).is_some_and(|q| q.is_speech);
            let speaker = if spoken { self.speaker(id) } else { Vec::new() };
            codes = speaker.iter().filter_map(|e| self.all[e.index()].code).collect();
            if codes.is_empty() {
                codes.extend(self.home.iter().map(|(code, _)| *code).take(1));
            }
        }
        let other = self.other_than(id, &codes);
        if other.is_empty() { self.pair_unasked(id) } else { other }
    }

    fn pair_unasked(&mut self, id: MentionId) -> Vec<EntityId> {
        self.dyad(id).into_iter().map(|c| self.state_entity(id, c)).collect()
    }

    /// The other of the two states than the given one.
    fn other_than(&mut self, id: MentionId, codes: &[ActorCode]) -> Vec<EntityId> {
        let dyad = self.dyad(id);
        let others: Vec<StateCode> =
            dyad.into_iter().filter(|c| !codes.contains(&ActorCode::State(*c))).collect();
        match others.as_slice() {
            [other] => vec![self.state_entity(id, *other)],
            _ => Vec::new(),
        }
    }

    /// "his Iranian counterpart", "his counterpart", "her hosts".
    fn counterpart(&mut self, id: MentionId, codes: &[ActorCode]) -> Vec<EntityId> {
        let mention = self.mentions.get(id);
        let by_name = mention.owner.is_some_and(|o| self.mentions.get(o).form != Form::Pronoun);
        let code = if by_name {
            codes.first().copied()
        } else {
            self.opposite(id, codes).filter(|_| !mention.plural)
        };
        let sector = if code == Some(ActorCode::Igo) { Sector::Igo } else { Sector::Gov };
        let kind = if mention.plural { EntityKind::People } else { EntityKind::Person };
        let score = if by_name { 0.9 } else { 0.6 };
        let key = Key::Mention(id);
        vec![self.entity(id, Found { key, code, sector, kind, known: None, score, runner_up: None })]
    }

    /// The state of the two that none of the codes is: of whom "his counterpart" is.
    pub(super) fn opposite(&self, id: MentionId, codes: &[ActorCode]) -> Option<ActorCode> {
        let dyad = self.dyad(id);
        let mut others = dyad.into_iter().map(ActorCode::State).filter(|c| !codes.contains(c));
        others.next().filter(|_| !codes.is_empty())
    }

    /// "the group", "the alliance", "a religious group".
    fn group(&mut self, id: MentionId) -> Vec<EntityId> {
        let owner = self.owner_code(id);
        let described = self.sector_by_words(id);
        let lemma = self.analysis.lemma(self.mentions.get(id).head);
        let same_word = self.earlier(id).into_iter().find(|(m, e)| {
            let other = self.mentions.get(*m);
            self.all[e.index()].kind == EntityKind::Organisation
                && other.tokens.ids().any(|t| self.analysis.lemma(t).eq_ignore_ascii_case(lemma))
        });
        let before = self.earlier(id).into_iter().find(|(m, e)| {
            let entity = &self.all[e.index()];
            let fits = described.is_none_or(|s| s == entity.sector);
            entity.kind == EntityKind::Organisation && fits && self.distance(*m, id) <= 6
        });
        if let Some((_, before)) = same_word.or(before).filter(|_| self.starts_with_the(id)) {
            return vec![before];
        }
        // "the Saudi-led coalition" fights.
        let allied = (lemma == "coalition" && owner.is_some()).then_some(Sector::Mil);
        let Some(sector) = described.or(allied).or(owner.map(|_| Sector::Uns)) else { return Vec::new() };
        let (code, sector) = super::name::whole(owner, sector);
        let kind = EntityKind::Organisation;
        let key = Key::Mention(id);
        vec![self.entity(id, Found { key, code, sector, kind, known: None, score: 0.7, runner_up: None })]
    }

    /// "a Foreign Ministry source", "the host", "its leader".
    fn somebody(&mut self, id: MentionId, codes: &[ActorCode]) -> Vec<EntityId> {
        if codes.is_empty() && self.starts_with_the(id) {
            let person =
                self.earlier(id).into_iter().find(|(_, e)| self.all[e.index()].kind == EntityKind::Person);
            if let Some((_, person)) = person {
                return vec![person];
            }
        }
        let lemma = self.analysis.lemma(self.mentions.get(id).head).to_lowercase();
        let across = ReferenceWords::builtin().generic.across.contains(&lemma);
        // "his guest" is of the other state of the two.
        let code = if across { self.opposite(id, codes) } else { codes.first().copied() };
        let inherited = self.inherited_sector(id);
        let sector = inherited.or(code.map(|_| Sector::Gov)).unwrap_or(Sector::Uns);
        let (code, sector) = super::name::whole(code, sector);
        let kind = EntityKind::Person;
        let score = match code {
            Some(_) if across => 0.6,
            Some(_) => 0.8,
            None => 0.0,
        };
        vec![self.entity(
            id,
            Found { key: Key::Mention(id), code, sector, kind, known: None, score, runner_up: None },
        )]
    }

    /// Whom a pronoun means.
    pub(super) fn pronoun(&mut self, id: MentionId, pronoun: Pronoun) -> Vec<EntityId> {
        match pronoun {
            Pronoun::Relative => self.relative(id),
            Pronoun::I | Pronoun::We => self.speaker(id),
            Pronoun::Both => self.both(id),
            Pronoun::Some => self.some(id),
            Pronoun::It | Pronoun::He | Pronoun::She | Pronoun::They => self.antecedent(id, pronoun),
        }
    }

    /// "The premier spoke with the king of Jordan; the two agreed": of the two states that the sentence has named so
    /// far, else of the two that the article is about.
    fn both(&mut self, id: MentionId) -> Vec<EntityId> {
        let mut near: Vec<StateCode> = Vec::new();
        for other in self.near(id).take_while(|m| self.distance(*m, id) == 0) {
            let mention = self.mentions.get(other);
            let acts = matches!(mention.sort, Sort::State | Sort::Person | Sort::Office | Sort::Institution);
            if !acts || mention.form == Form::Modifier || self.is_place_here(other) {
                continue;
            }
            for code in self.codes(other).into_iter().filter_map(ActorCode::state) {
                if !near.contains(&code) {
                    near.push(code);
                }
            }
        }
        if near.len() != 2 {
            return self.pair(id);
        }
        near.into_iter().rev().map(|code| self.state_entity(id, code)).collect()
    }

    /// The noun that the relative clause describes.
    fn relative(&mut self, id: MentionId) -> Vec<EntityId> {
        let head = self.mentions.get(id).head;
        let clause = std::iter::once(head).chain(self.analysis.ancestors(head)).find(|t| {
            matches!(self.analysis.relation(*t), Relation::AclRelcl | Relation::Acl | Relation::AdvclRelcl)
        });
        let noun = clause.and_then(|c| self.analysis.head(c)).and_then(|n| self.mention_at(n));
        noun.map(|n| self.one(n)).unwrap_or_default()
    }

    /// "one said" after "U.S. officials".
    fn some(&mut self, id: MentionId) -> Vec<EntityId> {
        let before = self.near(id).take_while(|m| self.distance(*m, id) <= 1).find(|m| {
            let mention = self.mentions.get(*m);
            mention.plural && matches!(mention.sort, Sort::Agent | Sort::Office)
        });
        before.map(|m| self.one(m)).unwrap_or_default()
    }

    /// Who speaks where "we" stands: the subject of the verb of saying next to the quotation.
    pub(super) fn speaker(&mut self, id: MentionId) -> Vec<EntityId> {
        let head = self.mentions.get(id).head;
        let quote = self.analysis.quote_of(head).map(|q| q.tokens);
        let sentence = self.analysis.sentence_of(head);
        let zone: Vec<usize> = (0..self.analysis.sentences.len())
            .filter(|s| self.analysis.sentences[*s].zone == sentence.zone)
            .collect();
        let own = self.analysis.token(head).sentence.index();
        let mut order = zone;
        // The own sentence first, then the ones after it, then those before.
        order.sort_by_key(|s| if *s >= own { (0, *s - own) } else { (1, own - *s) });
        for s in order {
            let tokens = self.analysis.sentences[s].tokens;
            let verb = tokens.ids().filter(|t| self.says(*t) && !quote.is_some_and(|q| q.has(*t)));
            let subjects: Vec<TokenId> =
                verb.filter_map(|v| self.analysis.child(v, Relation::Nsubj)).collect();
            let outside = |t: &TokenId| *t != head && !quote.is_some_and(|q| q.has(*t));
            for subject in subjects.into_iter().filter(outside) {
                if let Some(mention) = self.mention_at(subject) {
                    let found = self.one(mention);
                    if !found.is_empty() {
                        return found;
                    }
                }
            }
        }
        Vec::new()
    }

    /// The best earlier mention for a personal pronoun.
    fn antecedent(&mut self, id: MentionId, pronoun: Pronoun) -> Vec<EntityId> {
        let mention = self.mentions.get(id);
        let possessive = self.analysis.relation(mention.head) == Relation::NmodPoss;
        let governors = self.governors(mention.head);
        let clause = self.analysis.head(mention.head);
        let mut best: Option<(f32, MentionId)> = None;
        for other in self.near(id).take_while(|m| self.distance(*m, id) <= REACH) {
            let joined = pronoun == Pronoun::They && !self.joined(other, id).is_empty();
            if !joined && !self.can_be(other, pronoun) {
                continue;
            }
            let candidate = self.mentions.get(other);
            // "Iran hit it": the subject of the same verb is not the object.
            let rival = self.analysis.head(candidate.head) == clause && !possessive && clause.is_some();
            if rival || candidate.tokens.has(mention.head) && candidate.form != Form::Pronoun {
                continue;
            }
            let mut weight = 0.7f32.powf(self.distance(other, id) as f32);
            weight *= if self.is_subject(candidate.head) { 1.6 } else { 1.0 };
            weight *= if candidate.form == Form::Modifier { 0.4 } else { 1.0 };
            weight *= if self.is_place_here(other) { 0.4 } else { 1.0 };
            if governors.contains(&other) {
                weight *= 1.8;
            }
            let speaks =
                |t: TokenId| self.analysis.head(t).is_some_and(|v| self.says(v)) && self.is_subject(t);
            if speaks(candidate.head) && speaks(mention.head) {
                weight *= 1.3;
            }
            // Of equals the nearer one, so a later one must be better.
            weight -= 0.001 * (id.index() - other.index()) as f32;
            if best.is_none_or(|(top, _)| weight > top) {
                best = Some((weight, other));
            }
        }
        match best {
            Some((_, other)) if pronoun == Pronoun::They => {
                let joined = self.joined(other, id);
                if joined.is_empty() { self.one(other) } else { self.all_of(&joined) }
            }
            Some((_, other)) => self.one(other),
            None if pronoun == Pronoun::They => self.pair_unasked(id),
            None => Vec::new(),
        }
    }

    /// The named parties joined by "and" of which this is the first: "*Kenya* and Uganda announced their support"
    /// makes several of two that are each one.
    fn joined(&self, first: MentionId, before: MentionId) -> Vec<MentionId> {
        let known = |m: &MentionId| {
            let mention = self.mentions.get(*m);
            let named = matches!(mention.form, Form::Name | Form::Description);
            *m < before && named && mention.sort != Sort::Place && !self.codes(*m).is_empty()
        };
        let heads = self.analysis.conjuncts(self.mentions.get(first).head);
        let all: Vec<MentionId> = heads.iter().filter_map(|h| self.mention_at(*h)).filter(known).collect();
        if all.len() > 1 && all.len() == heads.len() { all } else { Vec::new() }
    }

    /// The entities of several mentions, each once.
    fn all_of(&mut self, mentions: &[MentionId]) -> Vec<EntityId> {
        let mut all = Vec::new();
        for mention in mentions {
            for entity in self.one(*mention) {
                if !all.contains(&entity) {
                    all.push(entity);
                }
            }
        }
        all
    }

    fn is_place_here(&self, id: MentionId) -> bool {
        let head = self.mentions.get(id).head;
        self.analysis
            .case(head)
            .is_some_and(|c| matches!(c.as_str(), "in" | "near" | "at" | "on" | "inside" | "from"))
    }

    /// Whether a pronoun of that kind may stand for a mention.
    fn can_be(&self, other: MentionId, pronoun: Pronoun) -> bool {
        let Some([first, rest @ ..]) = self.of[other.index()].as_deref() else { return false };
        let entity = &self.all[first.index()];
        let mention = self.mentions.get(other);
        let several = mention.plural || !rest.is_empty();
        match pronoun {
            Pronoun::It => {
                !several
                    && matches!(
                        entity.kind,
                        EntityKind::State | EntityKind::Institution | EntityKind::Organisation
                    )
                    && !matches!(mention.sort, Sort::Thing | Sort::Spot)
            }
            Pronoun::He | Pronoun::She => !several && entity.kind == EntityKind::Person,
            Pronoun::They => {
                several
                    || matches!(entity.kind, EntityKind::People)
                    || entity.kind == EntityKind::Organisation
            }
            _ => false,
        }
    }
}
