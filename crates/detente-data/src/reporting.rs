//! The words with which news says who says so, from `knowledge/reporting.toml`.
//!
//! In: the file compiled into this crate. Out: a [`Reporting`] lexicon, read once. "denied" is looked up as
//! the verb `deny`: the speaker denies what its clause or object says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::Deserialize;

const SOURCE: &str = include_str!("../knowledge/reporting.toml");

/// How a speaker stands to what is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReportStance {
    /// Says that it is so.
    Asserts,
    /// Says that it is not so.
    Denies,
    /// Gives a reason for it.
    Justifies,
    /// Speaks against it.
    Condemns,
    /// Is not sure of it.
    Doubts,
}

/// Where the words said stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Takes {
    /// In a subordinate or juxtaposed clause, or an infinitive.
    Clause,
    /// In quotation marks.
    Quote,
    /// In the direct object.
    Object,
    /// After "of", "about".
    Topic,
    /// After "to".
    To,
    /// After "on".
    On,
    /// After "of", "for", "over" beside an accused object.
    Charge,
}

/// A verb of speech in one of its uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportVerb {
    /// How the speaker stands to what is said.
    pub stance: ReportStance,
    /// The stance when the verb is negated, if that says anything.
    pub negated: Option<ReportStance>,
    /// Where the words said stand.
    pub takes: Vec<Takes>,
    /// What is said is taken for granted and not put forward.
    pub presupposes: bool,
    /// Saying it of oneself does it.
    pub performative: bool,
    /// Only an account given by somebody can be its object.
    pub accounts_only: bool,
    /// It attributes only numbers ("put the toll at").
    pub toll_only: bool,
    /// Its object can be who is blamed instead of what is said ("blamed the rebels").
    pub blames: bool,
}

/// The lexicon.
#[derive(Debug)]
pub struct Reporting {
    verbs: BTreeMap<String, Vec<ReportVerb>>,
    nouns: BTreeMap<String, ReportStance>,
    phrases: BTreeSet<String>,
    naming: BTreeMap<String, Option<ReportStance>>,
    predicate: BTreeMap<String, Named>,
    reasons: Vec<String>,
    accounts: BTreeSet<String>,
    account_pronouns: BTreeSet<String>,
    media: BTreeSet<String>,
    hedges: BTreeSet<String>,
    unplaced: BTreeSet<String>,
    examples: Vec<String>,
}

/// What a name given to an act says of it ("called it self-defence").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
    /// It had a good reason.
    Justified,
    /// It is not true.
    Untrue,
    /// It is good.
    Approved,
    /// Neither.
    Neutral,
}

impl Reporting {
    /// The lexicon that ships with the program.
    ///
    /// # Panics
    /// Never in a released program: the file is compiled in and a test reads it.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Reporting> = OnceLock::new();
        BUILTIN.get_or_init(|| match Reporting::parse(SOURCE) {
            Ok(lexicon) => lexicon,
            // The compiled-in file is checked by a test; an empty lexicon attributes nothing.
            Err(_) => Reporting::empty(),
        })
    }

    /// The lemmas of all verbs and nouns of speech.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.verbs.keys().chain(self.nouns.keys()).map(String::as_str)
    }

    /// Reads a lexicon in the form of `reporting.toml`.
    ///
    /// # Errors
    /// Where the text is not TOML of that form.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut out = Self::empty();
        for group in file.verb {
            let verb = ReportVerb {
                stance: group.stance,
                negated: group.negated,
                takes: group.takes,
                presupposes: group.presupposes,
                performative: group.performative,
                accounts_only: group.accounts_only,
                toll_only: group.toll_only,
                blames: group.blames,
            };
            for lemma in group.lemmas {
                out.verbs.entry(lemma).or_default().push(verb.clone());
            }
            out.examples.extend(group.examples);
        }
        for group in file.noun {
            out.nouns.extend(group.lemmas.into_iter().map(|lemma| (lemma, group.stance)));
            out.examples.extend(group.examples);
        }
        for group in file.phrase {
            out.phrases.extend(group.words);
            out.examples.extend(group.examples);
        }
        for group in file.naming {
            out.naming.extend(group.lemmas.into_iter().map(|lemma| (lemma, group.otherwise)));
            out.examples.extend(group.examples);
        }
        let named = [
            (file.predicate.neutral, Named::Neutral),
            (file.predicate.approves, Named::Approved),
            (file.predicate.denies, Named::Untrue),
            (file.predicate.justifies, Named::Justified),
        ];
        for (words, name) in named {
            out.predicate.extend(words.into_iter().map(|word| (word, name)));
        }
        out.reasons = file.reason.phrases;
        out.accounts.extend(file.account.lemmas);
        out.account_pronouns.extend(file.account.pronouns);
        out.media.extend(file.medium.lemmas);
        out.hedges.extend(file.hedge.lemmas);
        out.unplaced.extend(file.unplaced.lemmas);
        Ok(out)
    }

    fn empty() -> Self {
        Self {
            verbs: BTreeMap::new(),
            nouns: BTreeMap::new(),
            phrases: BTreeSet::new(),
            naming: BTreeMap::new(),
            predicate: BTreeMap::new(),
            reasons: Vec::new(),
            accounts: BTreeSet::new(),
            account_pronouns: BTreeSet::new(),
            media: BTreeSet::new(),
            hedges: BTreeSet::new(),
            unplaced: BTreeSet::new(),
            examples: Vec::new(),
        }
    }

    /// The uses of a verb ("say", "rule out") as a verb of speech; empty where it is none.
    pub fn verb(&self, lemma: &str) -> &[ReportVerb] {
        self.verbs.get(lemma).map_or(&[], Vec::as_slice)
    }
    /// The stance of a noun that holds what somebody says ("allegation").
    pub fn noun(&self, lemma: &str) -> Option<ReportStance> {
        self.nouns.get(lemma).copied()
    }
    /// Whether the phrase names a source ("according to").
    pub fn is_source_phrase(&self, words: &str) -> bool {
        self.phrases.contains(words)
    }
    /// For a verb that calls something by a name ("described the raid as self-defence"), the stance where
    /// the name itself says nothing known; none for other verbs.
    pub fn naming(&self, lemma: &str) -> Option<Option<ReportStance>> {
        self.naming.get(lemma).copied()
    }
    /// What a word in such a name says.
    pub fn named(&self, word: &str) -> Option<Named> {
        self.predicate.get(word).copied()
    }
    /// Phrases that give a reason for an act, lower case.
    pub fn reasons(&self) -> impl Iterator<Item = &str> {
        self.reasons.iter().map(String::as_str)
    }
    /// Whether the noun stands for an account given before ("that version").
    pub fn is_account(&self, lemma: &str) -> bool {
        self.accounts.contains(lemma)
    }
    /// Whether the pronoun can stand for one ("denied this").
    pub fn is_account_pronoun(&self, lemma: &str) -> bool {
        self.account_pronouns.contains(lemma)
    }
    /// Whether the noun is a medium of speech ("in a statement").
    pub fn is_medium(&self, lemma: &str) -> bool {
        self.media.contains(lemma)
    }
    /// Whether the adverb holds back from vouching ("allegedly").
    pub fn is_hedge(&self, lemma: &str) -> bool {
        self.hedges.contains(lemma)
    }
    /// Whether the noun is of people of whom no one says whose they are ("diplomats").
    pub fn is_unplaced(&self, lemma: &str) -> bool {
        self.unplaced.contains(lemma)
    }
    /// The example sentences, attributing words in `[ ]`, what is said in `{ }`.
    pub fn examples(&self) -> &[String] {
        &self.examples
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    verb: Vec<VerbGroup>,
    noun: Vec<NounGroup>,
    phrase: Vec<PhraseGroup>,
    naming: Vec<NamingGroup>,
    predicate: Predicate,
    reason: Reason,
    account: Account,
    medium: Words,
    hedge: Words,
    unplaced: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VerbGroup {
    lemmas: Vec<String>,
    stance: ReportStance,
    negated: Option<ReportStance>,
    takes: Vec<Takes>,
    #[serde(default)]
    presupposes: bool,
    #[serde(default)]
    performative: bool,
    #[serde(default)]
    accounts_only: bool,
    #[serde(default)]
    toll_only: bool,
    #[serde(default)]
    blames: bool,
    examples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NounGroup {
    lemmas: Vec<String>,
    stance: ReportStance,
    examples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PhraseGroup {
    words: Vec<String>,
    // Every phrase that names a source asserts; the field is there for the reader of the file.
    #[serde(rename = "stance")]
    _stance: ReportStance,
    examples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamingGroup {
    lemmas: Vec<String>,
    otherwise: Option<ReportStance>,
    examples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Predicate {
    justifies: Vec<String>,
    denies: Vec<String>,
    approves: Vec<String>,
    neutral: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    phrases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    lemmas: Vec<String>,
    pronouns: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    lemmas: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_file_reads_and_every_example_marks_cue_and_content() {
        let lexicon = Reporting::parse(SOURCE).unwrap();
        for example in lexicon.examples() {
            for mark in ['[', ']', '{', '}'] {
                assert_eq!(example.matches(mark).count(), 1, "{example}");
            }
        }
        let entries =
            lexicon.verbs.len() + lexicon.nouns.len() + lexicon.phrases.len() + lexicon.naming.len();
        assert!(entries >= 200, "{entries} entries");
    }

    #[test]
    fn a_verb_can_have_several_uses() {
        let lexicon = Reporting::builtin();
        let stances: Vec<_> = lexicon.verb("condemn").iter().map(|verb| verb.stance).collect();
        assert!(stances.contains(&ReportStance::Condemns));
        assert_eq!(lexicon.verb("dismiss")[0].stance, ReportStance::Denies);
        assert!(lexicon.verb("dismiss")[0].accounts_only);
        assert!(lexicon.is_source_phrase("according to"));
        assert_eq!(lexicon.named("self-defence"), Some(Named::Justified));
    }
}
