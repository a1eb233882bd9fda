//! Incidents made by hand, for the tests of these stages.

use detente_data::{CameoCode, CommitmentState, RelationChange, Sector, Status};

use crate::incident::{Incident, IncidentId};
use crate::report::{
    Account, ArticleKey, Claimant, Days, OriginKey, PartyId, Promise, Report, ReportId, Who,
};

/// An incident in the making. Two origins tell of it, on a stated day, unless said otherwise.
#[derive(Debug, Clone)]
pub(crate) struct Staged {
    incident: Incident,
}

/// A party by its name: a state's government, or a group.
pub(crate) fn who(name: &str) -> Who {
    let code = match PartyId::from(name.to_string()) {
        PartyId::State(code) => Some(code.into()),
        PartyId::Group(_) => None,
    };
    let sector = if code.is_some() { Sector::Gov } else { Sector::Reb };
    Who { code, sector, name: Some(name.to_string()), score: 1.0 }
}

impl Staged {
    pub(crate) fn new(day: &str, kind: &str, cameo: &str) -> Self {
        let day = day.parse().unwrap();
        let cameo: CameoCode = cameo.parse().unwrap();
        Self {
            incident: Incident {
                id: IncidentId(0),
                reports: Vec::new(),
                kind: kind.parse().unwrap(),
                mode: None,
                cameo,
                status: Status::Happened,
                actors: Vec::new(),
                recipients: Vec::new(),
                days: Days { from: day, to: day },
                is_dated: true,
                place: None,
                killed: None,
                injured: None,
                articles: 1,
                origins: 1,
                first: day,
                last: day,
                relation: None,
                promise: None,
                answers: Vec::new(),
                disputes: Vec::new(),
                score: 1.0,
            },
        }
    }

    pub(crate) fn by(mut self, names: &[&str]) -> Self {
        self.incident.actors = names.iter().map(|name| who(name)).collect();
        self
    }

    pub(crate) fn on(mut self, names: &[&str]) -> Self {
        self.incident.recipients = names.iter().map(|name| who(name)).collect();
        self
    }

    pub(crate) fn origins(mut self, origins: u32) -> Self {
        self.incident.origins = origins;
        self
    }

    pub(crate) fn status(mut self, status: Status) -> Self {
        self.incident.status = status;
        self
    }

    /// First told on that day.
    pub(crate) fn told(mut self, day: &str) -> Self {
        self.incident.first = day.parse().unwrap();
        self
    }

    pub(crate) fn undated(mut self) -> Self {
        self.incident.is_dated = false;
        self
    }

    pub(crate) fn relation(mut self, change: RelationChange) -> Self {
        self.incident.relation = Some(change);
        self
    }

    pub(crate) fn promise(mut self, state: CommitmentState) -> Self {
        self.incident.promise = Some(state);
        self
    }

    pub(crate) fn answers(mut self, ids: &[u64]) -> Self {
        self.incident.answers = ids.iter().map(|id| IncidentId(*id)).collect();
        self
    }

    /// With its number, which also numbers its one report.
    pub(crate) fn made(mut self, id: u64) -> Incident {
        self.incident.id = IncidentId(id);
        self.incident.reports = vec![ReportId { article: ArticleKey(id), event: 0 }];
        self.incident
    }
}

/// The one report of an incident made here.
pub(crate) fn report(incident: &Incident, words: &[u32], accounts: Vec<Account>) -> Report {
    let id = incident.reports[0];
    Report {
        id,
        origin: OriginKey(id.article),
        published: incident.first,
        kind: incident.kind,
        mode: incident.mode,
        cameo: incident.cameo,
        status: incident.status,
        actors: incident.actors.clone(),
        recipients: incident.recipients.clone(),
        days: incident.is_dated.then_some(incident.days),
        place: None,
        accounts,
        answers: Vec::new(),
        relation: incident.relation,
        promise: incident.promise.map(|state| Promise { state, words: words.to_vec() }),
        words: words.to_vec(),
        score: 1.0,
    }
}

/// An account by a party, in a stance.
pub(crate) fn account(name: &str, stance: &str) -> Account {
    Account {
        claimant: Claimant::Party(who(name)),
        stance: stance.parse().unwrap(),
        killed: None,
        injured: None,
        target: None,
        score: 1.0,
    }
}
