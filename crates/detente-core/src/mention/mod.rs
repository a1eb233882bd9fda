//! From the analysis to mentions: spans that name an actor or a place, a time, or a quantity.
//!
//! In: `Document` and `Analysis`. Out: [`Mentions`]. A mention says only what the words themselves
//! say; whom it means is the next stage's matter (`entity`).

use crate::analysis::Analysis;
use crate::document::Document;
use std::ops::Range;

use crate::text::{MentionId, TokenId, TokenSpan};
use detente_data::{Knowledge, Sector};
use jiff::civil::Date;

pub mod actor;
pub mod casualty;
pub mod quantity;
pub mod time;
pub(crate) mod word;

/// Finds everything the text names.
pub fn find(document: &Document, analysis: &Analysis, knowledge: &Knowledge) -> Mentions {
    let mut mentions = Mentions {
        all: actor::find(document, analysis, knowledge),
        times: time::find(document, analysis),
        quantities: quantity::find(analysis, document.text()),
        ..Mentions::default()
    };
    mentions.link(analysis.tokens.len());
    mentions
}

/// Everything the text names.
#[derive(Debug, Clone, Default)]
pub struct Mentions {
    /// Actors and places, by text order of their heads.
    pub all: Vec<Mention>,
    /// Time expressions, in order.
    pub times: Vec<Time>,
    /// Quantities of people or things, in order.
    pub quantities: Vec<Quantity>,
    /// For each token, the mention whose head it is; see [`Mentions::link`].
    by_head: Vec<Option<MentionId>>,
}

impl Mentions {
    /// Builds the index from head token to mention; `tokens` is the number of tokens of the article.
    pub fn link(&mut self, tokens: usize) {
        self.by_head = vec![None; tokens];
        for (i, mention) in self.all.iter().enumerate() {
            self.by_head[mention.head.index()].get_or_insert(MentionId::new(i));
        }
    }
    /// The mention headed by that token.
    pub fn headed_by(&self, head: TokenId) -> Option<MentionId> {
        self.by_head.get(head.index()).copied().flatten()
    }
    /// Those whose heads lie in some words, in order: those of a sentence, which thousands of its like need not be looked through for.
    pub fn headed_in(&self, tokens: TokenSpan) -> &[Mention] {
        &self.all[self.range_headed_in(tokens)]
    }
    /// Their places.
    pub fn range_headed_in(&self, tokens: TokenSpan) -> Range<usize> {
        let heads = |at: usize| self.all.partition_point(|m| m.head.index() < at);
        heads(tokens.start())..heads(tokens.end())
    }
    /// The mention with that id.
    pub fn get(&self, id: MentionId) -> &Mention {
        &self.all[id.index()]
    }
}

/// A span that names an actor or a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// The words to show: the noun phrase without relative clauses and trailing attributes, with an
    /// apposed name ("Pakistani Foreign Minister, Jalil Abbas Jilani").
    pub tokens: TokenSpan,
    /// The word that holds it in the tree.
    pub head: TokenId,
    /// How it names.
    pub form: Form,
    /// The sector its own words show ("the foreign ministry" → GOV, "villagers" → CVL).
    pub sector: Option<Sector>,
    /// The mention inside it that says whose it is ("Pakistan" of "Pakistan's foreign ministry", "its" of
    /// "its ambassador", "Iranian" of "Iranian missiles").
    pub owner: Option<MentionId>,
    /// Further owners ("Georgian" of "Russian and Georgian forces").
    pub more_owners: Vec<MentionId>,
    /// What the words denote.
    pub sort: Sort,
    /// The words that decided the sort: the known name, the role, the person's name without titles.
    pub core: TokenSpan,
    /// The word that says what a person is ("cameraman" of "Stan Storimans, a Dutch cameraman").
    pub title: Option<TokenId>,
    /// The mention beside it that names the same ("Stan Storimans" for "a Dutch cameraman").
    pub same_as: Option<MentionId>,
    /// Whether the words mean several ("the two countries", "both sides", "villagers").
    pub plural: bool,
}

/// How a mention names what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A proper name ("Iran", "Jaish al-Adl", "Hossein Abdollahian").
    Name,
    /// An adjective or noun modifier that names a party ("Iranian" of "Iranian strikes").
    Modifier,
    /// A description ("the ministry", "ten villagers", "his Iranian counterpart").
    Description,
    /// A pronoun ("it", "they", "its", "who", "each").
    Pronoun,
}

/// What the words of a mention denote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// A state, by name, adjective, demonym, capital or seat.
    State,
    /// A known actor that is no state.
    Actor,
    /// A person by name.
    Person,
    /// An organisation or group by a name that is not known.
    Organisation,
    /// A place by name.
    Place,
    /// A body by its role ("the foreign ministry").
    Institution,
    /// A person by office ("the ambassador").
    Office,
    /// People by what they are or do ("villagers", "gunmen").
    Agent,
    /// A thing that stands for its owner ("tanks").
    Thing,
    /// A place by a common noun ("the border town").
    Spot,
    /// A noun that stands for something named elsewhere.
    Generic(Generic),
    /// A pronoun.
    Pronoun(Pronoun),
}

/// Nouns that stand for a party named elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Generic {
    /// "the country", "the two nations", "the regime".
    Country,
    /// "both sides", "the parties".
    Side,
    /// "its neighbour".
    Neighbour,
    /// "the group", "the alliance".
    Group,
    /// "a source", "the host".
    Person,
    /// "his Iranian counterpart".
    Counterpart,
    /// "the North" of a divided country.
    North,
    /// "the South".
    South,
    /// "the former", "the latter", "the other".
    Order,
}

/// Kinds of pronoun, by what they can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pronoun {
    /// "it", "its", "itself".
    It,
    /// "he", "his", "him".
    He,
    /// "she", "her".
    She,
    /// "they", "their", "them".
    They,
    /// "I", "my".
    I,
    /// "we", "our", "us".
    We,
    /// "who", "which", "that" of a relative clause, "whose".
    Relative,
    /// "both", "each", "each other", "one another", "the two".
    Both,
    /// "one", "some", "many", "others" without a noun.
    Some,
}

/// A time expression, resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    /// Its words ("on Tuesday night" without the preposition).
    pub tokens: TokenSpan,
    /// The days it may mean; none where the text's day is unknown or the words are too vague ("recently").
    pub days: Option<Days>,
    /// The calendar units that the words themselves name, as the values of TIMEX3 have them: "until early October" names
    /// that October, "6-7 January" two days.
    pub named: [Option<Days>; 2],
    /// Whether it names when (a day, a night, a week) and not how long or how often.
    pub is_point: bool,
}

/// An interval of days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Days {
    /// The one day.
    pub fn on(day: Date) -> Self {
        Days { from: day, to: day }
    }
}

/// A number of people or things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    /// The words of the number ("over a hundred", "at least four other", "dozens of").
    pub tokens: TokenSpan,
    /// What is counted ("people", "villagers"); the number's own head where nothing is said ("killed 10").
    pub unit: TokenId,
    /// Least and, where the text bounds it, most: "over a hundred" is 101 and none, "dozens" 24 and none.
    pub min: u64,
    /// Most.
    pub max: Option<u64>,
}
