//! Wires the stages: an article in, a [`Reading`] out.
//!
//! A [`Pipeline`] is built once and shared by all threads; reading changes nothing in it.

use crate::analysis::{self, Analysis, Reader, Triage};
use crate::claim::{self, Claim, Dispute};
use crate::document::{Article, Document};
use crate::entity::{self, Entities};
use crate::event::{self, Event, Layers, Precision};
use crate::mention::{self, Mentions};
use crate::relate::{self, Relation};
use crate::text::ByteSpan;
use detente_data::{Frames, Knowledge};

/// Everything the reader makes of one article, layer by layer.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The article and its zones.
    pub document: Document,
    /// Sentences, tokens, trees, names, quotes.
    pub analysis: Analysis,
    /// What the text names.
    pub mentions: Mentions,
    /// Whom that means.
    pub entities: Entities,
    /// What is said to have happened.
    pub events: Vec<Event>,
    /// Who says so, ordered by event.
    pub claims: Vec<Claim>,
    /// Which claims cannot all be true.
    pub disputes: Vec<Dispute>,
}

/// What stages pass to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layer {
    /// The article as it came.
    Article,
    /// Zones, dateline, day.
    Document,
    /// Sentences, tokens, trees, names, quotes.
    Analysis,
    /// Actors, places, times, quantities as the words have them.
    Mentions,
    /// Whom and what the mentions mean.
    Entities,
    /// What is said to have happened.
    Events,
    /// Who says so.
    Claims,
}

impl Layer {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Layer::Article => "article",
            Layer::Document => "document",
            Layer::Analysis => "analysis",
            Layer::Mentions => "mentions",
            Layer::Entities => "entities",
            Layer::Events => "events",
            Layer::Claims => "claims",
        }
    }
}

/// A stage of the reader.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    /// Its module.
    pub name: &'static str,
    /// Layers it reads.
    pub requires: &'static [Layer],
    /// Layers it makes.
    pub assigns: &'static [Layer],
    /// Raised with every change that can change the output.
    pub version: u32,
}

/// The stages in the order in which they run.
pub const STAGES: &[Stage] = &[
    Stage { name: "document", requires: &[Layer::Article], assigns: &[Layer::Document], version: 1 },
    Stage { name: "analysis", requires: &[Layer::Document], assigns: &[Layer::Analysis], version: 6 },
    Stage {
        name: "mention",
        requires: &[Layer::Document, Layer::Analysis],
        assigns: &[Layer::Mentions],
        version: 6,
    },
    Stage {
        name: "entity",
        requires: &[Layer::Document, Layer::Analysis, Layer::Mentions],
        assigns: &[Layer::Entities],
        version: 4,
    },
    Stage {
        name: "event",
        requires: &[Layer::Document, Layer::Analysis, Layer::Mentions, Layer::Entities],
        assigns: &[Layer::Events],
        version: 8,
    },
    Stage {
        name: "claim",
        requires: &[Layer::Document, Layer::Analysis, Layer::Mentions, Layer::Entities, Layer::Events],
        assigns: &[Layer::Claims],
        version: 3,
    },
];

/// The reader, ready to read.
#[derive(Debug)]
pub struct Pipeline {
    reader: Reader,
    triage: Option<Triage>,
    knowledge: Held,
    frames: &'static Frames,
    precision: Precision,
}

/// What the reader knows: the program's own, or that with a user's lists.
#[derive(Debug)]
enum Held {
    BuiltIn(&'static Knowledge),
    Own(Box<Knowledge>),
}

impl std::ops::Deref for Held {
    type Target = Knowledge;

    fn deref(&self) -> &Knowledge {
        match self {
            Self::BuiltIn(knowledge) => knowledge,
            Self::Own(knowledge) => knowledge,
        }
    }
}

/// Why the reader could not be made ready: its own data are damaged, which no input can cause.
#[derive(Debug, thiserror::Error)]
#[error("the program's own data cannot be loaded: {0}")]
pub struct BuildError(String);

impl Pipeline {
    /// The reader with the data that ship with it.
    ///
    /// # Errors
    /// When the compiled-in data do not load; a test makes sure that they do.
    pub fn builtin() -> Result<Self, BuildError> {
        Self::make(Held::BuiltIn(Knowledge::builtin()))
    }

    /// The reader with other knowledge than what ships, such as [`Knowledge::with`] a user's lists.
    ///
    /// # Errors
    /// When the compiled-in data do not load; a test makes sure that they do.
    pub fn with_knowledge(knowledge: Knowledge) -> Result<Self, BuildError> {
        Self::make(Held::Own(Box::new(knowledge)))
    }

    fn make(knowledge: Held) -> Result<Self, BuildError> {
        let frames = Frames::builtin();
        let reader = Reader::builtin().map_err(|e| BuildError(e.to_string()))?;
        let triage = Some(Triage::builtin());
        Ok(Pipeline { reader, triage, knowledge, frames, precision: Precision::default() })
    }

    /// The same reader without its first look: the network reads every sentence, several times slower.
    pub fn thorough(self) -> Self {
        Pipeline { triage: None, ..self }
    }

    /// The same reader with another bar for the events that it tells.
    pub fn with_precision(self, precision: Precision) -> Self {
        Pipeline { precision, ..self }
    }

    /// Reads one article. The same article gives the same reading, on any thread, in any order.
    pub fn read(&self, article: Article) -> Reading {
        self.read_observed(article, |_| {})
    }

    /// What the party at `source` does to the party at `target` in a text, both given as byte spans of it.
    ///
    /// The whole text is read, whatever its words.
    pub fn relate(&self, text: &str, source: ByteSpan, target: ByteSpan) -> Relation {
        let document = Document::new(Article { text: text.to_owned(), ..Article::default() });
        let analysis = analysis::analyse(&self.reader, &document, None);
        let mentions = mention::find(&document, &analysis, &self.knowledge);
        let entities = entity::resolve(&document, &analysis, &mentions, &self.knowledge);
        let layers =
            Layers { document: &document, analysis: &analysis, mentions: &mentions, entities: &entities };
        let events = event::find(layers, self.frames, &self.knowledge, self.precision);
        let between = analysis::between(&self.reader, document.text(), &analysis, source, target);
        relate::relate(&analysis, &events, (source, target), between.as_ref())
    }

    /// What the reader knows.
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// The same, and tells when each stage is done: the core reads no clock, but its caller may.
    pub fn read_observed(&self, article: Article, mut done: impl FnMut(&'static Stage)) -> Reading {
        let mut stages = STAGES.iter();
        let mut next = || {
            if let Some(stage) = stages.next() {
                done(stage);
            }
        };
        let document = Document::new(article);
        next();
        let analysis = analysis::analyse(&self.reader, &document, self.triage.as_ref());
        next();
        let mentions = mention::find(&document, &analysis, &self.knowledge);
        next();
        let entities = entity::resolve(&document, &analysis, &mentions, &self.knowledge);
        next();
        let layers =
            Layers { document: &document, analysis: &analysis, mentions: &mentions, entities: &entities };
        let mut events = event::find(layers, self.frames, &self.knowledge, self.precision);
        event::response::link(&analysis, &mut events);
        event::change::mark(layers, event::change::weights(), &mut events, &mut |_| {});
        let weights = event::commitment::weights();
        event::commitment::mark(&document, &analysis, weights, &mut events, &mut |_| {});
        next();
        let claims = claim::find(&document, &analysis, &mentions, &entities, &events);
        let disputes = claim::disputes(&claims, &events);
        next();
        Reading { document, analysis, mentions, entities, events, claims, disputes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_finds_what_it_requires_and_no_layer_is_made_twice() {
        let mut made = vec![Layer::Article];
        for stage in STAGES {
            for layer in stage.requires {
                assert!(made.contains(layer), "{} lacks {}", stage.name, layer.as_str());
            }
            for layer in stage.assigns {
                assert!(!made.contains(layer), "{} makes {} again", stage.name, layer.as_str());
                made.push(*layer);
            }
        }
    }

    #[test]
    fn one_pipeline_serves_all_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Pipeline>();
    }
}
