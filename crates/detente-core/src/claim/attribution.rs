//! Who is made to say what: the words that attribute, the words that are attributed, and the stance.
//!
//! In: the analysis, mentions and the reporting lexicon. Out: [`Attribution`]s in text order. From "It said the
//! attack was in response to a threat": source "It", cue "It said", content "the attack was in response to a
//! threat", asserts.

use super::Stance;
use super::content;
use super::quote;
use super::speaker;
use crate::analysis::{Analysis, Relation, Upos};
use crate::document::Document;
use crate::entity::Entities;
use crate::event::Party;
use crate::mention::{Mention, Mentions};
use crate::text::{MentionId, TokenId, TokenSpan};
use detente_data::{Named, ReportStance, ReportVerb, Reporting, Takes};

/// Words put into somebody's mouth.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// Who says it, where that is a mention.
    pub source: Option<MentionId>,
    /// The word that names who says it.
    pub speaker: TokenId,
    /// The words that attribute.
    pub cue: TokenSpan,
    /// The words that are said.
    pub content: Vec<TokenSpan>,
    /// How the speaker stands to them.
    pub stance: Stance,
    /// The verb, noun or preposition of speech.
    pub verb: TokenId,
    /// What is said is taken for granted and not put forward ("condemned the raid").
    pub presupposes: bool,
    /// Saying it of oneself does it ("announced the closure").
    pub performative: bool,
    /// It attributes numbers only ("put the toll at").
    pub toll_only: bool,
    /// The content may stand for an account given before ("denied this").
    pub refers_back: bool,
    /// Its object is who is blamed, for something told before ("blamed the rebels").
    pub blames: bool,
    /// Words in quotation marks can be its content.
    pub takes_quotes: bool,
}

impl Attribution {
    /// The span of its content that holds the token.
    pub fn holding(&self, token: TokenId) -> Option<TokenSpan> {
        self.content.iter().copied().find(|span| span.has(token))
    }
}

/// The party that an attribution names.
pub fn source_party(
    analysis: &Analysis,
    mentions: &Mentions,
    entities: &Entities,
    attribution: &Attribution,
) -> Party {
    speaker::party(analysis, mentions, entities, attribution.source, attribution.speaker)
}

/// All attributions of an article, in order of their verbs.
pub fn attributions(
    document: &Document,
    analysis: &Analysis,
    mentions: &Mentions,
    lexicon: &Reporting,
) -> Vec<Attribution> {
    let finder = Finder { text: document.text(), analysis, mentions, lexicon };
    let mut out = Vec::new();
    for (i, token) in analysis.tokens.iter().enumerate() {
        let at = TokenId::new(i);
        match token.upos {
            Upos::Verb => finder.verb(at, &mut out),
            Upos::Noun => finder.noun(at, &mut out),
            _ => {}
        }
        if matches!(token.upos, Upos::Adp | Upos::Verb | Upos::Sconj | Upos::X) {
            finder.phrase(at, &mut out);
        }
    }
    finder.colons(document, &mut out);
    quote::give_out(document, analysis, &mut out);
    out.retain(|attribution| !attribution.content.is_empty());
    out.sort_by_key(|attribution| (attribution.verb, attribution.cue));
    out
}

struct Finder<'a> {
    text: &'a str,
    analysis: &'a Analysis,
    mentions: &'a Mentions,
    lexicon: &'a Reporting,
}

impl Finder<'_> {
    fn verb(&self, verb: TokenId, out: &mut Vec<Attribution>) {
        let lemma = self.lemma(verb);
        let uses = self.lexicon.verb(&lemma);
        if uses.is_empty() && self.lexicon.naming(&lemma).is_none() {
            return;
        }
        let Some(speaker) = speaker::speaker(self.analysis, self.mentions, self.lexicon, verb) else {
            return;
        };
        if speaker == verb {
            return;
        }
        if let Some(named) = self.naming(verb, &lemma, speaker) {
            out.extend(named);
            return;
        }
        let passive =
            speaker::is_passive(self.analysis, verb) || self.analysis.relation(verb) == Relation::Acl;
        let mut found: Vec<Attribution> = Vec::new();
        for way in uses {
            let Some(mut attribution) = self.used(verb, way, speaker, passive) else { continue };
            // The first use that fits the words wins: "charged that" before "charged him with".
            attribution
                .content
                .retain(|span| !found.iter().any(|f| f.content.iter().any(|c| c.overlaps(*span))));
            if !attribution.content.is_empty() || (found.is_empty() && attribution.takes_quotes) {
                found.push(attribution);
            }
        }
        out.extend(found);
    }

    fn used(&self, verb: TokenId, way: &ReportVerb, speaker: TokenId, passive: bool) -> Option<Attribution> {
        let stance = if is_negated(self.analysis, verb) { negated(way)? } else { stance(way.stance) };
        let refers_back = matches!(stance, Stance::Denies | Stance::Doubts) && self.is_account(verb, passive);
        if way.accounts_only && !refers_back {
            return None;
        }
        let mut content = content::of_verb(self.analysis, verb, &way.takes, passive);
        // "a donation, which he denies having received": what is denied is the donation.
        let relative = !way.takes.contains(&Takes::Object)
            || content.iter().all(|span| span.ids().all(|t| self.analysis.upos(t) != Upos::Noun));
        if stance == Stance::Denies && relative {
            content.extend(content::spans(self.analysis, &content::antecedent(self.analysis, verb)));
        }
        let takes_quotes = way.takes.contains(&Takes::Quote);
        let object_only = !way.takes.contains(&Takes::Quote);
        let cue = self.cue(speaker, verb, object_only);
        if content.is_empty() && way.takes.contains(&Takes::Clause) && takes_quotes && !passive {
            content = self.before_tail(verb, speaker);
            if content.is_empty() {
                content.extend(self.after_verb(verb));
            }
        }
        content = self.within_semicolons(content, verb);
        if !object_only {
            content =
                clip(&content, self.named(speaker).cover(TokenSpan::of(verb)), self.named(speaker).len() + 6);
        }
        Some(Attribution {
            source: speaker::mention_at(self.mentions, speaker),
            speaker,
            cue,
            content,
            stance,
            verb,
            presupposes: way.presupposes,
            performative: way.performative,
            toll_only: way.toll_only,
            refers_back,
            blames: way.blames,
            takes_quotes,
        })
    }

    /// ", the ministry said on Tuesday," whose clause the tree does not join to it: the words before, and those after
    /// where the sentence goes on with them.
    fn before_tail(&self, verb: TokenId, speaker: TokenId) -> Vec<TokenSpan> {
        let analysis = self.analysis;
        let sentence = analysis.sentence_of(verb).tokens;
        let start = self.named(speaker).start().min(verb.index());
        let is_mark = |t: TokenId| analysis.upos(t) == Upos::Punct;
        let Some(comma) = start.checked_sub(1).map(TokenId::new).filter(|t| sentence.has(*t) && is_mark(*t))
        else {
            return Vec::new();
        };
        let rest = TokenSpan::new(verb.index() + 1, sentence.end());
        let Some(stop) = rest.ids().take(6).find(|t| is_mark(*t)) else { return Vec::new() };
        if TokenSpan::new(verb.index() + 1, stop.index()).ids().any(|t| analysis.upos(t) == Upos::Verb) {
            return Vec::new();
        }
        let has_verb =
            |span: TokenSpan| span.ids().any(|t| matches!(analysis.upos(t), Upos::Verb | Upos::Aux));
        let opens = sentence.ids().take_while(|t| *t < comma).filter(|t| analysis.lemma(*t) == ";").last();
        let before = TokenSpan::new(opens.map_or(sentence.start(), |t| t.index() + 1), comma.index());
        let after = TokenSpan::new(stop.index() + 1, sentence.end());
        let goes_on = !after.is_empty()
            && analysis.lemma(stop) == ","
            && !matches!(analysis.upos(TokenId::new(after.start())), Upos::Cconj | Upos::Sconj)
            && analysis.lemma(TokenId::new(after.start())) != "while";
        let mut out = Vec::new();
        if has_verb(before) || goes_on && has_verb(after) {
            out.push(before);
            out.extend(goes_on.then_some(after));
        }
        out
    }

    /// What is said ends at a semicolon, except inside a quote.
    fn within_semicolons(&self, content: Vec<TokenSpan>, verb: TokenId) -> Vec<TokenSpan> {
        let analysis = self.analysis;
        let parts = |t: &TokenId| analysis.lemma(*t) == ";" && analysis.quote_of(*t).is_none();
        let sentence = analysis.sentence_of(verb).tokens;
        let last =
            sentence.ids().filter(|t| *t < verb).rfind(parts).map_or(sentence.start(), |t| t.index() + 1);
        let next = sentence.ids().find(|t| *t > verb && parts(t)).map_or(sentence.end(), TokenId::index);
        let within =
            content.into_iter().map(|span| TokenSpan::new(span.start().max(last), span.end().min(next)));
        within.filter(|span| !span.is_empty()).collect()
    }

    /// "told parliament that ...": the clause after the verb, where the tree does not join it.
    fn after_verb(&self, verb: TokenId) -> Option<TokenSpan> {
        let analysis = self.analysis;
        let sentence = analysis.sentence_of(verb).tokens;
        let rest = TokenSpan::new(verb.index() + 1, sentence.end());
        let that = rest.ids().take(9).find(|t| analysis.lemma(*t) == "that")?;
        let stop =
            rest.ids().find(|t| *t > that && analysis.lemma(*t) == ";").map_or(rest.end(), TokenId::index);
        let span = TokenSpan::new(that.index() + 1, stop);
        let has_verb = span.ids().any(|t| matches!(analysis.upos(t), Upos::Verb | Upos::Aux));
        has_verb.then_some(span)
    }

    /// "described the raid as self-defence": what the name says decides the stance.
    fn naming(&self, verb: TokenId, lemma: &str, speaker: TokenId) -> Option<Option<Attribution>> {
        let otherwise = self.lexicon.naming(lemma)?;
        let (named, name) = content::naming(self.analysis, verb, &|lemma| self.lexicon.is_account(lemma))?;
        let said =
            name.iter().filter_map(|word| self.lexicon.named(self.analysis.lemma(*word))).min_by_key(|n| {
                match n {
                    Named::Untrue => 0,
                    Named::Justified => 1,
                    Named::Approved => 2,
                    Named::Neutral => 3,
                }
            });
        let refers_back = self.lexicon.is_account(self.analysis.lemma(named));
        let stance = match said {
            Some(Named::Untrue) => Some(Stance::Denies),
            Some(Named::Justified) => Some(Stance::Justifies),
            Some(Named::Approved | Named::Neutral) => None,
            None if refers_back => otherwise.map(|_| Stance::Denies),
            None => otherwise.map(self::stance),
        };
        let Some(stance) = stance else { return Some(None) };
        if is_negated(self.analysis, verb) {
            return Some(None);
        }
        Some(Some(Attribution {
            source: speaker::mention_at(self.mentions, speaker),
            speaker,
            cue: self.cue(speaker, verb, true),
            content: content::spans(self.analysis, &content::below(self.analysis, named, None)),
            stance,
            verb,
            presupposes: stance != Stance::Denies,
            performative: false,
            toll_only: false,
            refers_back,
            blames: false,
            takes_quotes: false,
        }))
    }

    fn noun(&self, noun: TokenId, out: &mut Vec<Attribution>) {
        let Some(way) = self.lexicon.noun(self.analysis.lemma(noun)) else { return };
        let Some(owner) = speaker::owner(self.analysis, noun) else { return };
        let content = content::of_noun(self.analysis, noun, Some(owner));
        if content.is_empty() {
            return;
        }
        let stance = stance(way);
        out.push(Attribution {
            source: speaker::mention_at(self.mentions, owner),
            speaker: owner,
            cue: TokenSpan::of(noun).cover(self.named(owner)),
            content,
            stance,
            verb: noun,
            presupposes: matches!(stance, Stance::Condemns | Stance::Justifies),
            performative: false,
            toll_only: false,
            refers_back: false,
            blames: false,
            takes_quotes: false,
        });
    }

    /// "according to the police": the clause it stands in is what they say. Found by its words, for a tree can
    /// hang the two prepositions in more than one way.
    fn phrase(&self, first: TokenId, out: &mut Vec<Attribution>) {
        let analysis = self.analysis;
        let Some(length) = self.phrase_length(first) else { return };
        let sentence = analysis.sentence_of(first).tokens;
        let start = first.index() + length;
        if start >= sentence.end() {
            return;
        }
        let Some(source) = self.source_from(TokenSpan::new(start, sentence.end())) else { return };
        let phrase = TokenSpan::of(first).cover(self.named(source)).cover(TokenSpan::of(source));
        let participle = length == 1 && analysis.upos(first) == Upos::Verb;
        // Only somebody can be cited: "citing the attack" gives a reason.
        let mention = speaker::mention_at(self.mentions, source);
        if participle && mention.is_none_or(|id| self.mentions.get(id).sector.is_none()) {
            return;
        }
        let above = |at: TokenId| analysis.ancestors(at).find(|t| !phrase.has(*t));
        let Some(governor) = above(source).or_else(|| above(first)) else { return };
        let clause = std::iter::once(governor)
            .chain(analysis.ancestors(governor))
            .find(|t| {
                matches!(analysis.upos(*t), Upos::Verb | Upos::Aux)
                    || analysis.child(*t, Relation::Nsubj).is_some()
                    || analysis.head(*t).is_none()
            })
            .unwrap_or(governor);
        let words: Vec<TokenId> =
            content::below(analysis, clause, None).into_iter().filter(|t| !phrase.has(*t)).collect();
        out.push(Attribution {
            source: mention,
            speaker: source,
            cue: phrase,
            content: content::spans(analysis, &words),
            stance: Stance::Asserts,
            verb: first,
            presupposes: false,
            performative: false,
            toll_only: false,
            refers_back: false,
            blames: false,
            takes_quotes: !participle,
        });
    }

    /// How many words the source phrase has that begins here, if one does.
    fn phrase_length(&self, first: TokenId) -> Option<usize> {
        let sentence = self.analysis.sentence_of(first).tokens;
        let word = |at: usize| -> String { self.analysis.word(TokenId::new(at), self.text).to_lowercase() };
        let mut words = word(first.index());
        let mut longest = self.lexicon.is_source_phrase(&words).then_some(1);
        for at in first.index() + 1..(first.index() + 5).min(sentence.end()) {
            words.push(' ');
            words.push_str(&word(at));
            if self.lexicon.is_source_phrase(&words) {
                longest = Some(at + 1 - first.index());
            }
        }
        longest
    }

    /// The word that names the source which begins these words.
    fn source_from(&self, rest: TokenSpan) -> Option<TokenId> {
        let begins = |m: &&Mention| (rest.start()..rest.start() + 2).contains(&m.tokens.start());
        let mention = self.mentions.headed_in(rest).iter().filter(begins).max_by_key(|m| m.tokens.len());
        mention.map(|m| m.head).or_else(|| rest.ids().take(6).find(|t| self.analysis.upos(*t).is_nominal()))
    }

    /// "Iran: attack was self-defence" as a headline.
    fn colons(&self, document: &Document, out: &mut Vec<Attribution>) {
        for sentence in &self.analysis.sentences {
            if document.zone(sentence.zone).kind != crate::document::ZoneKind::Headline {
                continue;
            }
            let Some(colon) = sentence.tokens.ids().take(8).find(|t| self.analysis.lemma(*t) == ":") else {
                continue;
            };
            let before = TokenSpan::new(sentence.tokens.start(), colon.index());
            let mut inside = self.mentions.range_headed_in(before).map(MentionId::new);
            let Some(source) = inside.find(|m| self.mentions.get(*m).tokens == before) else { continue };
            out.push(Attribution {
                source: Some(source),
                speaker: self.mentions.get(source).head,
                cue: before,
                content: vec![TokenSpan::new(colon.index() + 1, sentence.tokens.end())],
                stance: Stance::Asserts,
                verb: colon,
                presupposes: false,
                performative: false,
                toll_only: false,
                refers_back: false,
                blames: false,
                takes_quotes: false,
            });
        }
    }

    /// The lemma with its particle or light object: "rule out", "cast doubt".
    fn lemma(&self, verb: TokenId) -> String {
        let lemma = self.analysis.lemma(verb);
        if let Some(particle) = self.analysis.child(verb, Relation::CompoundPrt) {
            let both = format!("{lemma} {}", self.analysis.lemma(particle));
            if !self.lexicon.verb(&both).is_empty() || self.lexicon.naming(&both).is_some() {
                return both;
            }
        }
        if let Some(object) = self.analysis.child(verb, Relation::Obj) {
            let both = format!("{lemma} {}", self.analysis.lemma(object));
            if !self.lexicon.verb(&both).is_empty() {
                return both;
            }
        }
        lemma.to_string()
    }

    fn is_account(&self, verb: TokenId, passive: bool) -> bool {
        let relation = if passive { Relation::NsubjPass } else { Relation::Obj };
        self.analysis.child(verb, relation).is_some_and(|object| {
            let lemma = self.analysis.lemma(object);
            self.lexicon.is_account(lemma)
                || self.lexicon.is_account_pronoun(lemma)
                || self
                    .analysis
                    .children_by(object, &[Relation::Nmod])
                    .any(|c| self.lexicon.is_account_pronoun(self.analysis.lemma(c)))
        })
    }

    fn named(&self, speaker: TokenId) -> TokenSpan {
        match speaker::mention_at(self.mentions, speaker) {
            Some(id) => self.mentions.get(id).tokens,
            None => TokenSpan::of(speaker),
        }
    }

    /// The attributing words: speaker and verb, a medium that follows ("in a statement"), and the head of an
    /// object that is spoken of ("condemned the attack").
    fn cue(&self, speaker: TokenId, verb: TokenId, with_object: bool) -> TokenSpan {
        let analysis = self.analysis;
        let named = self.named(speaker);
        let mut cue = TokenSpan::of(verb);
        let is_near = named.cover(cue).len() <= named.len() + 14
            && analysis.token(speaker).sentence == analysis.token(verb).sentence;
        if is_near {
            cue = cue.cover(named);
        }
        for child in analysis.children_by(verb, &[Relation::Obl, Relation::Obj]) {
            let is_medium = self.lexicon.is_medium(analysis.lemma(child));
            let is_object = with_object && analysis.relation(child) == Relation::Obj;
            if !(is_medium || is_object) || child.index() < verb.index() {
                continue;
            }
            let end = if is_medium { analysis.subtree(child) } else { TokenSpan::of(child) };
            if end.end() <= verb.index() + 8 {
                cue = cue.cover(end);
            }
        }
        cue
    }
}

/// Content without the words that attribute it, where these stand close together.
fn clip(content: &[TokenSpan], cue: TokenSpan, longest: usize) -> Vec<TokenSpan> {
    if cue.len() > longest {
        return content.to_vec();
    }
    let mut out = Vec::new();
    for span in content {
        if !span.overlaps(cue) {
            out.push(*span);
            continue;
        }
        out.push(TokenSpan::new(span.start(), cue.start().max(span.start())));
        out.push(TokenSpan::new(cue.end().min(span.end()), span.end()));
    }
    out.retain(|span| !span.is_empty());
    out
}

fn stance(way: ReportStance) -> Stance {
    match way {
        ReportStance::Asserts => Stance::Asserts,
        ReportStance::Denies => Stance::Denies,
        ReportStance::Justifies => Stance::Justifies,
        ReportStance::Condemns => Stance::Condemns,
        ReportStance::Doubts => Stance::Doubts,
    }
}

/// "would not confirm" doubts; "did not say" says nothing.
fn negated(way: &ReportVerb) -> Option<Stance> {
    way.negated.map(stance)
}

/// Whether a word is negated: "not", "never", "no", "neither" on it, on its helping verb or on its subject or object.
pub(super) fn is_negated(analysis: &Analysis, word: TokenId) -> bool {
    let says_no = |at: TokenId| {
        matches!(
            analysis.lemma(at),
            "not" | "n't" | "never" | "no" | "neither" | "nor" | "none" | "nobody" | "nothing" | "without"
        )
    };
    analysis.children(word).iter().any(|child| {
        let reaches = matches!(
            analysis.relation(*child),
            Relation::Nsubj | Relation::NsubjPass | Relation::Obj | Relation::Aux | Relation::AuxPass
        );
        says_no(*child) && !matches!(analysis.relation(*child), Relation::Obl | Relation::Conj)
            || reaches
                && analysis.children(*child).iter().any(|below| {
                    says_no(*below)
                        && matches!(
                            analysis.relation(*below),
                            Relation::Det | Relation::Advmod | Relation::CcPreconj
                        )
                })
    })
}
