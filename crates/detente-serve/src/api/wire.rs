//! What the API answers with: flat rows with stable names, made from what the crates below hold.

use detente_crisis::crisis::{Commitment, Crisis, Kept, Pair, Tally};
use detente_crisis::incident::Figures;
use detente_crisis::report::{Claimant, Who};
use detente_crisis::{Incident, IncidentId};
use serde::Serialize;
use utoipa::ToSchema;

use super::forms::Entry;
use crate::link::{self, Links};
use crate::snapshot::Snapshot;
use crate::words;

/// A page of rows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// The rows, the latest first.
    pub(crate) rows: Vec<T>,
    /// How many there are from here on, where that is known without reading them all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) total: Option<usize>,
    /// `after` of the next page, or `skip` where rows are paged by that; none: this is the last.
    pub(crate) next: Option<String>,
    /// The last commit that the answer knows of.
    pub(crate) seq: i64,
}

impl<T> Page<T> {
    /// All rows that a snapshot has, on one page.
    pub(crate) fn whole(rows: Vec<T>, snapshot: &Snapshot) -> Self {
        Page { total: Some(rows.len()), rows, next: None, seq: snapshot.seq.0 }
    }

    /// Some rows of all that a snapshot has, after so many that were passed over.
    pub(crate) fn part(rows: Vec<T>, all: usize, skipped: usize, snapshot: &Snapshot) -> Self {
        let done = skipped + rows.len();
        let next = (done < all && !rows.is_empty()).then(|| done.to_string());
        Page { total: Some(all.saturating_sub(skipped)), rows, next, seq: snapshot.seq.0 }
    }
}

/// A party.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Party {
    /// The state it belongs to or acts in, or IGO or NGO.
    #[schema(example = "PAK")]
    pub(crate) code: Option<String>,
    /// What part of a society it is.
    #[schema(example = "MIL")]
    pub(crate) sector: String,
    /// Its name.
    pub(crate) name: Option<String>,
    /// The party to dyads: a state's code or a group's name.
    pub(crate) party: Option<String>,
    /// How sure the code is, 0 to 1.
    pub(crate) score: f32,
}

impl Party {
    fn of(who: &Who) -> Self {
        Party {
            code: who.code.map(|c| c.as_str().to_string()),
            sector: who.sector.as_str().to_string(),
            name: who.name.clone(),
            party: who.party().map(|p| p.to_string()),
            score: who.score,
        }
    }
}

/// Where an incident is set.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Place {
    /// Its name.
    pub(crate) name: String,
    /// The state it lies in.
    pub(crate) country: Option<String>,
    /// Degrees north.
    pub(crate) lat: Option<f32>,
    /// Degrees east.
    pub(crate) lon: Option<f32>,
    /// How far the event may lie from there, in kilometres.
    pub(crate) radius_km: f32,
}

/// Figures of losses, over all accounts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Losses {
    /// The lowest that anybody gives as the least.
    pub(crate) lowest: u64,
    /// The highest that anybody gives.
    pub(crate) highest: u64,
    /// The least by the figure published last.
    pub(crate) latest_min: u64,
    /// The most by the figure published last; none where it is open.
    pub(crate) latest_max: Option<u64>,
    /// Each claimant's latest figure.
    pub(crate) by_claimant: Vec<ClaimedLoss>,
}

/// A claimant's figure.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ClaimedLoss {
    /// Who gives it.
    pub(crate) claimant: String,
    /// Least.
    pub(crate) min: u64,
    /// Most; none where it is open.
    pub(crate) max: Option<u64>,
}

impl Losses {
    fn of(figures: &Figures) -> Self {
        let each = |(who, toll): &(Claimant, detente_crisis::report::Toll)| ClaimedLoss {
            claimant: words::claimant(who),
            min: toll.min,
            max: toll.max,
        };
        Losses {
            lowest: figures.lowest,
            highest: figures.highest,
            latest_min: figures.latest.min,
            latest_max: figures.latest.max,
            by_claimant: figures.by_claimant.iter().map(each).collect(),
        }
    }
}

/// An event of an article.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReportName {
    /// The article.
    pub(crate) article: String,
    /// The event's name in its record.
    #[schema(example = "e1")]
    pub(crate) event: String,
}

/// Accounts that cannot all be true.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DisputeRow {
    /// The incident.
    pub(crate) incident: String,
    /// occurrence, perpetrator, target, casualties or motive.
    pub(crate) about: String,
    /// The accounts.
    pub(crate) sides: Vec<SideRow>,
}

/// One account in a dispute.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SideRow {
    /// Who says so.
    pub(crate) claimant: String,
    /// Where.
    pub(crate) report: ReportName,
    /// Which of the event's claims, from 0.
    pub(crate) claim: u32,
}

/// One happening in the world.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct IncidentRow {
    /// Its number.
    #[schema(example = "00a1b2c3d4e5f607")]
    pub(crate) id: String,
    /// In a line.
    pub(crate) title: String,
    /// Its page, from the root of this server.
    pub(crate) page: String,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// PLOVER mode.
    pub(crate) mode: Option<String>,
    /// CAMEO code.
    pub(crate) cameo: String,
    /// Goldstein value, -10 to 10.
    pub(crate) goldstein: f32,
    /// happened, ongoing, future, hypothetical or negated.
    pub(crate) status: String,
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub(crate) day_from: jiff::civil::Date,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub(crate) day_to: jiff::civil::Date,
    /// Whether an article states the day.
    pub(crate) is_dated: bool,
    /// Who did it.
    pub(crate) actors: Vec<Party>,
    /// To or with whom.
    pub(crate) recipients: Vec<Party>,
    /// Where.
    pub(crate) place: Option<Place>,
    /// The dead.
    pub(crate) killed: Option<Losses>,
    /// The injured.
    pub(crate) injured: Option<Losses>,
    /// Day of publication of the first report.
    #[schema(value_type = String, format = Date)]
    pub(crate) first_told: jiff::civil::Date,
    /// Day of publication of the last.
    #[schema(value_type = String, format = Date)]
    pub(crate) last_told: jiff::civil::Date,
    /// Articles that tell of it.
    pub(crate) articles: u32,
    /// Independent origins among them.
    pub(crate) origins: u32,
    /// Change of official relations.
    pub(crate) relation: Option<String>,
    /// What it does to a promise.
    pub(crate) promise: Option<String>,
    /// Incidents that it is said to answer.
    pub(crate) answers: Vec<String>,
    /// Accounts that cannot all be true.
    pub(crate) disputes: Vec<DisputeRow>,
    /// The events that tell of it.
    pub(crate) reports: Vec<ReportName>,
    /// How sure, 0 to 1.
    pub(crate) score: f32,
}

/// An event's name.
pub(super) fn report(id: detente_crisis::ReportId) -> ReportName {
    ReportName { article: link::article_name(id.article), event: format!("e{}", id.event + 1) }
}

/// The disputes of an incident.
pub(crate) fn disputes(incident: &Incident) -> Vec<DisputeRow> {
    let side = |side: &detente_crisis::incident::Side| SideRow {
        claimant: words::claimant(&side.claimant),
        report: report(side.report),
        claim: side.account,
    };
    let row = |dispute: &detente_crisis::incident::Dispute| DisputeRow {
        incident: link::incident_name(incident.id),
        about: dispute.about.as_str().to_string(),
        sides: dispute.sides.iter().map(side).collect(),
    };
    incident.disputes.iter().map(row).collect()
}

impl IncidentRow {
    /// The row of an incident.
    pub(crate) fn of(incident: &Incident, links: Links<'_>) -> Self {
        let place = incident.place.as_ref().map(|spot| Place {
            name: spot.name.clone(),
            country: spot.country.map(|c| c.to_string()),
            lat: spot.position.map(|p| p.0),
            lon: spot.position.map(|p| p.1),
            radius_km: spot.radius_km,
        });
        IncidentRow {
            id: link::incident_name(incident.id),
            title: words::title(incident),
            page: links.incident(incident.id),
            kind: incident.kind.as_str().to_string(),
            mode: incident.mode.map(|m| m.as_str().to_string()),
            cameo: incident.cameo.as_str().to_string(),
            goldstein: incident.cameo.goldstein(),
            status: incident.status.as_str().to_string(),
            day_from: incident.days.from,
            day_to: incident.days.to,
            is_dated: incident.is_dated,
            actors: incident.actors.iter().map(Party::of).collect(),
            recipients: incident.recipients.iter().map(Party::of).collect(),
            place,
            killed: incident.killed.as_ref().map(Losses::of),
            injured: incident.injured.as_ref().map(Losses::of),
            first_told: incident.first,
            last_told: incident.last,
            articles: incident.articles,
            origins: incident.origins,
            relation: incident.relation.map(|r| r.as_str().to_string()),
            promise: incident.promise.map(|p| p.as_str().to_string()),
            answers: incident.answers.iter().map(|id| link::incident_name(*id)).collect(),
            disputes: disputes(incident),
            reports: incident.reports.iter().map(|id| report(*id)).collect(),
            score: incident.score,
        }
    }
}

impl IncidentRow {
    /// As an entry of a feed, which is updated in place as the incident grows.
    pub(crate) fn entry(&self) -> Entry {
        Entry {
            id: format!("urn:detente:incident:{}", self.id),
            title: self.title.clone(),
            day: self.last_told,
            page: self.page.clone(),
            summary: format!(
                "{} to {}. {} articles of {} independent origins.",
                self.day_from, self.day_to, self.articles, self.origins
            ),
        }
    }
}

/// Two parties.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DyadRow {
    /// The first party, in order.
    pub(crate) a: String,
    /// The second.
    pub(crate) b: String,
    /// Incidents between them that happened or go on.
    pub(crate) incidents: usize,
    /// First day.
    #[schema(value_type = Option<String>, format = Date)]
    pub(crate) first: Option<jiff::civil::Date>,
    /// Last day.
    #[schema(value_type = Option<String>, format = Date)]
    pub(crate) last: Option<jiff::civil::Date>,
}

impl DyadRow {
    /// The row of a pair.
    pub(crate) fn of(pair: &Pair, acts: &[detente_crisis::crisis::Act]) -> Self {
        DyadRow {
            a: pair.a().to_string(),
            b: pair.b().to_string(),
            incidents: acts.len(),
            first: acts.first().map(|a| a.day),
            last: acts.last().map(|a| a.day),
        }
    }
}

/// What was done in one direction within a step.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TallyRow {
    /// Incidents of cooperation in words, in deeds, of conflict in words, in deeds.
    pub(crate) incidents: [u32; 4],
    /// The same of stated day, two independent origins or more, and undisputed.
    pub(crate) firm: [u32; 4],
    /// Sum of Goldstein values.
    pub(crate) goldstein: f64,
    /// Least that sum can be, as doubtful incidents hold or not.
    pub(crate) goldstein_low: f64,
    /// Most.
    pub(crate) goldstein_high: f64,
}

impl TallyRow {
    fn of(tally: &Tally) -> Self {
        TallyRow {
            incidents: tally.incidents.map(|c| c.all),
            firm: tally.incidents.map(|c| c.firm),
            goldstein: tally.goldstein.all.value(),
            goldstein_low: tally.goldstein.low.value(),
            goldstein_high: tally.goldstein.high.value(),
        }
    }
}

/// One step of a dyad's series.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct StepRow {
    /// Its first day.
    #[schema(value_type = String, format = Date)]
    pub(crate) day: jiff::civil::Date,
    /// From `a` to `b`.
    pub(crate) forth: TallyRow,
    /// From `b` to `a`.
    pub(crate) back: TallyRow,
    /// By both together.
    pub(crate) both: TallyRow,
    /// The incidents behind the numbers.
    pub(crate) incidents: Vec<String>,
}

impl StepRow {
    /// The row of a step.
    pub(crate) fn of(day: jiff::civil::Date, cell: &detente_crisis::crisis::Cell) -> Self {
        StepRow {
            day,
            forth: TallyRow::of(&cell.forth),
            back: TallyRow::of(&cell.back),
            both: TallyRow::of(&cell.both),
            incidents: names(&cell.incidents),
        }
    }
}

/// The numbers of incidents.
pub(super) fn names(ids: &[IncidentId]) -> Vec<String> {
    ids.iter().map(|id| link::incident_name(*id)).collect()
}

/// Where one part of official relations stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RelationRow {
    /// envoy, relations, border, airspace, trade, treaty or visits.
    pub(crate) subject: String,
    /// Whose; none of what both share.
    pub(crate) holder: Option<String>,
    /// Its state.
    pub(crate) state: String,
    /// Since when.
    #[schema(value_type = String, format = Date)]
    pub(crate) since: jiff::civil::Date,
    /// The incident that brought it.
    pub(crate) incident: String,
    /// Whether what was known before contradicts it.
    pub(crate) contradicts: bool,
    /// Disputed, told by one origin alone, or of no stated day.
    pub(crate) is_doubtful: bool,
}

impl RelationRow {
    /// The row of a part.
    pub(crate) fn of(kept: &Kept) -> Self {
        RelationRow {
            subject: kept.part.subject.as_str().to_string(),
            holder: kept.part.holder.as_ref().map(ToString::to_string),
            state: kept.state.as_str().to_string(),
            since: kept.since,
            incident: link::incident_name(kept.by),
            contradicts: kept.flags.iter().any(|f| f.is_contradiction()),
            is_doubtful: kept.doubt.is_disputed || kept.doubt.is_single || kept.doubt.is_undated,
        }
    }
}

/// A promise or agreement.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CommitmentRow {
    /// The incident in which it was made.
    pub(crate) incident: String,
    /// Who made it, and to whom.
    pub(crate) parties: Vec<String>,
    /// When; none where only its keeping or breaking is told.
    #[schema(value_type = Option<String>, format = Date)]
    pub(crate) made: Option<jiff::civil::Date>,
    /// CAMEO code.
    pub(crate) cameo: String,
    /// open, kept, broken or renewed.
    pub(crate) fate: String,
    /// Incidents that tell so, with whether that is stated or inferred.
    pub(crate) evidence: Vec<EvidenceRow>,
}

/// What tells the fate of a promise.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct EvidenceRow {
    /// The incident.
    pub(crate) incident: String,
    /// kept, broken or renewed.
    pub(crate) says: String,
    /// stated or inferred.
    pub(crate) basis: String,
    /// How much it weighs, 0 to 1.
    pub(crate) score: f32,
}

impl CommitmentRow {
    /// The row of a promise.
    pub(crate) fn of(promise: &Commitment) -> Self {
        // The names that the types serialise under.
        let name = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
        let evidence = promise.evidence.iter().map(|e| EvidenceRow {
            incident: link::incident_name(e.incident),
            says: name(&e.says),
            basis: name(&e.basis),
            score: e.score,
        });
        CommitmentRow {
            incident: link::incident_name(promise.id),
            parties: promise.parties.iter().map(ToString::to_string).collect(),
            made: promise.made,
            cameo: promise.cameo.as_str().to_string(),
            fate: name(&promise.fate()),
            evidence: evidence.collect(),
        }
    }
}

/// An episode of conflict.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CrisisRow {
    /// Its number: that of its first incident of conflict.
    pub(crate) id: String,
    /// Its page, from the root of this server.
    pub(crate) page: String,
    /// Its parties.
    pub(crate) parties: Vec<String>,
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub(crate) from: jiff::civil::Date,
    /// Last day of conflict so far.
    #[schema(value_type = String, format = Date)]
    pub(crate) to: jiff::civil::Date,
    /// Whether conflict goes on.
    pub(crate) is_open: bool,
    /// The worst day.
    #[schema(value_type = String, format = Date)]
    pub(crate) peak: jiff::civil::Date,
    /// Its phases, by day.
    pub(crate) phases: Vec<PhaseRow>,
    /// Its incidents, by day.
    pub(crate) incidents: Vec<String>,
}

/// A phase of a crisis.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PhaseRow {
    /// quiet, onset, escalation, peak, de-escalation, settled or frozen.
    pub(crate) stage: String,
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub(crate) from: jiff::civil::Date,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub(crate) to: jiff::civil::Date,
}

impl CrisisRow {
    /// The row of a crisis.
    pub(crate) fn of(crisis: &Crisis, links: Links<'_>) -> Self {
        let phase = |p: &detente_crisis::crisis::Phase| PhaseRow {
            stage: crate::page::crisis::stage_name(p.stage).to_string(),
            from: p.from,
            to: p.to,
        };
        CrisisRow {
            id: link::incident_name(crisis.id),
            page: links.crisis(crisis.id),
            parties: crisis.parties.iter().map(ToString::to_string).collect(),
            from: crisis.from,
            to: crisis.to,
            is_open: crisis.is_open,
            peak: crisis.peak,
            phases: crisis.phases.iter().map(phase).collect(),
            incidents: names(&crisis.incidents),
        }
    }
}
