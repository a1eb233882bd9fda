//! What the pages and the API show, as the ledger gives it: already joined, without any query language.

use detente_crisis::report::{ArticleKey, Report};
use detente_crisis::{Incident, IncidentId};
use detente_data::{EventType, Stance};
use detente_ledger::record;
use detente_ledger::store::ArticleRow;
use jiff::Timestamp;
use jiff::civil::Date;

/// An article without its text.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    /// Its lasting number.
    pub(crate) key: ArticleKey,
    /// The source that it came from.
    pub(crate) source: String,
    /// The source's own name for it.
    pub(crate) name: String,
    /// Its title.
    pub(crate) title: Option<String>,
    /// Who wrote it.
    pub(crate) agency: Option<String>,
    /// Day of publication, or else of arrival.
    pub(crate) day: Date,
    /// Address it came from.
    pub(crate) url: Option<String>,
    /// Whether the source has withdrawn it.
    pub(crate) is_withdrawn: bool,
}

impl Head {
    /// The head of a row of the ledger.
    pub(crate) fn of(key: ArticleKey, row: &ArticleRow) -> Self {
        Head {
            key,
            source: row.source.clone(),
            name: row.name.clone(),
            title: row.title.clone(),
            agency: row.agency.clone(),
            day: row.day,
            url: row.url.clone(),
            is_withdrawn: row.withdrawn,
        }
    }

    /// The title, or else the source's name for it.
    pub(crate) fn label(&self) -> &str {
        self.title.as_deref().filter(|t| !t.is_empty()).unwrap_or(&self.name)
    }
}

/// A state in which an article was or is.
#[derive(Debug, Clone)]
pub(crate) struct Revision {
    /// Counts from 1.
    pub(crate) number: usize,
    /// When the ledger took it.
    pub(crate) received: Timestamp,
    /// Its text; none where it withdraws the article.
    pub(crate) text: Option<String>,
}

/// An article with all that was read in it.
#[derive(Debug, Clone)]
pub(crate) struct ArticlePage {
    /// Which.
    pub(crate) head: Head,
    /// Its text as it stands; empty where withdrawn.
    pub(crate) text: String,
    /// What was read in it.
    pub(crate) record: Option<record::Article>,
    /// The incident of each event of the record, in order.
    pub(crate) incidents: Vec<Option<IncidentId>>,
    /// Every revision, the oldest first.
    pub(crate) revisions: Vec<Revision>,
    /// Other articles of the same origin.
    pub(crate) copies: Vec<Head>,
}

/// One event of one article that tells of an incident.
#[derive(Debug, Clone)]
pub(crate) struct Telling {
    /// The article.
    pub(crate) head: Head,
    /// The event as recorded, with the words of its claims.
    pub(crate) event: record::Event,
    /// The same for the stages across articles.
    pub(crate) report: Report,
}

/// What a party says in one article.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    /// The article.
    pub(crate) head: Head,
    /// The event's name in it.
    pub(crate) event: String,
    /// What kind of event it is about.
    pub(crate) kind: EventType,
    /// The same in words.
    pub(crate) act: &'static str,
    /// How it stands to that.
    pub(crate) stance: Stance,
    /// Its words, as the article has them.
    pub(crate) words: Option<String>,
    /// Who speaks for it, where that is named.
    pub(crate) speaker: Option<String>,
    /// The incident.
    pub(crate) incident: Option<IncidentId>,
}

/// An incident with all that tell of it.
#[derive(Debug, Clone)]
pub(crate) struct IncidentPage {
    /// The incident.
    pub(crate) incident: Incident,
    /// Its tellings, by day of publication.
    pub(crate) tellings: Vec<Telling>,
    /// Incidents that it answers.
    pub(crate) answers: Vec<Incident>,
    /// Incidents that answer it.
    pub(crate) answered_by: Vec<Incident>,
}
