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

/// A made-up stream of news: so many days from 1 January 2024 with at least so many incidents each between a dozen parties, IRN and
/// PAK among them, drawn from a seed; every id starts at `first`.
pub(crate) fn stream(seed: u64, days: i32, each: u64, first: u64) -> Vec<Incident> {
    let names = ["IRN", "PAK", "IND", "SAU", "ISR", "SYR", "TUR", "ARM", "AZE", "RUS", "UKR", "Jaish al-Adl"];
    let kinds = [
        ("CONSULT", "040"),
        ("ACCUSE", "111"),
        ("ASSAULT", "190"),
        ("THREATEN", "138"),
        ("AGREE", "036"),
        ("SANCTION", "163"),
    ];
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    let mut draw = move |below: u64| {
        // Knuth's multiplier; only for tests.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let start: jiff::civil::Date = "2024-01-01".parse().unwrap();
    let mut all = Vec::new();
    for day in 0..days {
        let day = start.checked_add(jiff::Span::new().days(day)).unwrap().to_string();
        // More than a dyad has of its own, so that the rest of the world is always told of.
        for _ in 0..each + draw(each / 2) {
            let (kind, cameo) = kinds[draw(6) as usize];
            let from = draw(12) as usize;
            let to = (from + 1 + draw(11) as usize) % 12;
            let id = first + all.len() as u64;
            let one = Staged::new(&day, kind, cameo)
                .by(&[names[from]])
                .on(&[names[to]])
                .origins(1 + draw(2) as u32);
            all.push(one.made(id));
        }
    }
    all
}
