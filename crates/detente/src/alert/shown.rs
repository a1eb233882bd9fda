//! An alert as it leaves the program: as lines for a person, as JSON.

use crate::output::rows::{clean, plain};
use detente_crisis::alert::{Alert, Subject};
use detente_ledger::store::{AsOf, Seq, Store, StoreError, spelt_key};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;

/// An alert with the articles it rests on.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Shown {
    #[serde(skip)]
    pub(crate) key: u64,
    #[serde(skip)]
    pub(crate) delivered: Timestamp,
    /// Its number, the same each time it is sent.
    pub(crate) id: String,
    /// The rule.
    pub(crate) rule: String,
    /// What sets the rule off.
    pub(crate) on: &'static str,
    /// When.
    pub(crate) day: Date,
    /// Who takes part.
    pub(crate) parties: Vec<String>,
    /// What sources claim.
    pub(crate) text: String,
    /// What else is known of the subject, by what sets the rule off.
    pub(crate) subject: Value,
    /// The incidents it rests on.
    pub(crate) incidents: Vec<String>,
    /// The articles that tell of them.
    pub(crate) articles: Vec<Source>,
    /// The commit after which it was found.
    pub(crate) commit: Seq,
}

/// An article that an alert rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Source {
    /// Day under which it is counted.
    pub(crate) day: Date,
    /// Its number.
    pub(crate) article: String,
    /// Which of its events.
    pub(crate) event: String,
    /// Of which incident.
    pub(crate) incident: String,
    pub(crate) agency: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) url: Option<String>,
}

impl Shown {
    /// An alert that was found after a commit, with its articles.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn of(
        store: &Store,
        alert: &Alert,
        seq: Seq,
        delivered: Timestamp,
    ) -> Result<Self, StoreError> {
        let finding = &alert.finding;
        let mut articles = BTreeSet::new();
        for id in &finding.incidents {
            let found = store.incident(*id, AsOf::Commit(seq))?;
            articles.extend(found.into_iter().flat_map(|found| found.tellings).map(|telling| Source {
                day: telling.article.day,
                article: telling.article.key,
                event: telling.event.id,
                incident: spelt_key(id.0),
                agency: telling.article.agency,
                title: telling.article.title,
                url: telling.article.url,
            }));
        }
        let (on, subject) = (finding.subject.trigger(), subject(&finding.subject));
        Ok(Shown {
            key: finding.key(),
            delivered,
            id: spelt_key(finding.key()),
            rule: finding.rule.clone(),
            on,
            day: finding.day,
            parties: finding.parties.iter().map(ToString::to_string).collect(),
            text: alert.text.clone(),
            subject,
            incidents: finding.incidents.iter().map(|id| spelt_key(id.0)).collect(),
            articles: articles.into_iter().collect(),
            commit: seq,
        })
    }

    /// As one JSON object.
    ///
    /// # Errors
    /// None that is known: everything in it has a form in JSON.
    pub(crate) fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    /// For a person: the sentence, and below it where it comes from.
    pub(crate) fn write(&self, out: &mut impl Write) -> std::io::Result<()> {
        writeln!(out, "{}  {} ({})  [{}]", self.day, plain(&self.rule), self.on, self.id)?;
        writeln!(out, "  {}", clean(&self.text))?;
        for source in &self.articles {
            let agency = source.agency.as_deref().unwrap_or("unknown agency");
            let url = source.url.as_deref().map(|url| format!("  {}", clean(url))).unwrap_or_default();
            writeln!(
                out,
                "  incident {}: {}, {}  [{}.{}]{url}",
                source.incident,
                plain(agency),
                source.day,
                source.article,
                source.event
            )?;
        }
        Ok(())
    }

    /// Where it comes from, in one line an article.
    pub(crate) fn sources(&self) -> Vec<String> {
        let line = |source: &Source| {
            let parts = [source.agency.as_deref(), source.title.as_deref(), source.url.as_deref()];
            let told: Vec<&str> = parts.into_iter().flatten().collect();
            format!("{} {}: {} (article {})", source.day, source.incident, told.join(", "), source.article)
        };
        self.articles.iter().map(line).collect()
    }
}

/// What is known of the subject beside its incidents and parties.
fn subject(subject: &Subject) -> Value {
    match subject {
        Subject::NewDispute { about, .. } => json!({ "about": about }),
        Subject::RelationsChange { from, to, change, .. } => {
            json!({ "from": from, "to": to, "change": change })
        }
        Subject::IndexAbove { above, from, value, parts, .. } => {
            json!({ "above": above, "since": from, "value": value, "parts": parts })
        }
        Subject::FirstConflict { days, before, known_from, .. } => {
            json!({ "days": days, "before": before, "known_from": known_from })
        }
        Subject::CommitmentBroken { commitment, made, basis, score, .. } => {
            json!({ "commitment": spelt_key(commitment.0), "made": made, "basis": basis, "score": score })
        }
    }
}
