//! Measures the crisis stages by themselves: the events of annotated articles are put together as their annotators did, and what is
//! made of them is compared with what the annotation says. With `--read` the same for what the reader and the matching make of the
//! articles.

mod read;
mod speed;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context, Result};
use detente_crisis::crisis::{
    Crisis, Dyads, Fate, Ground, Links, Picture, Relations, chronicle, commitments, crises, index,
};
use detente_crisis::report::{Days, PartyId, Who};
use detente_crisis::{Incident, IncidentId};
use detente_data::{
    ActorCode, CameoCode, CommitmentState, EventType, Mode, QuadClass, RelationChange, Sector, Status,
};
use jiff::civil::Date;
use serde::Deserialize;

/// What to read.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Annotated articles (JSON)
    gold: Vec<PathBuf>,
    /// Measure speed on so many made-up events instead
    #[arg(long, conflicts_with = "gold")]
    speed: Option<u64>,
    /// Read the articles, and join what is read, in place of the annotators' events
    #[arg(long)]
    read: bool,
    /// Print each crisis with its chronicle
    #[arg(long)]
    show: bool,
}

#[derive(Debug, Deserialize)]
struct Article {
    crisis: String,
    published: Date,
    events: Vec<Event>,
    relations: Vec<Relation>,
    commitments: Vec<Promised>,
}

#[derive(Debug, Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: EventType,
    mode: Option<String>,
    actors: Vec<Party>,
    recipients: Vec<Party>,
    status: Status,
    date: Option<Days>,
    responds_to: Vec<String>,
    incident: String,
}

#[derive(Debug, Deserialize)]
struct Party {
    text: String,
    code: Option<ActorCode>,
    sector: Sector,
}

#[derive(Debug, Deserialize)]
struct Relation {
    parties: Vec<String>,
    change: RelationChange,
    event: String,
}

#[derive(Debug, Deserialize)]
struct Promised {
    parties: Vec<String>,
    event: String,
    state: CommitmentState,
}

/// An incident by the annotators: its crisis and its name there.
type Name = (String, String);

/// What is annotated.
struct Annotation<'a> {
    articles: &'a [Article],
    incidents: &'a [Incident],
    names: &'a BTreeMap<IncidentId, Name>,
}

/// Pairs that agree, against what one side has.
#[derive(Debug, Default)]
struct Agreement {
    both: usize,
    annotated: usize,
    found: usize,
}

impl Agreement {
    fn of<T: Ord>(annotated: &BTreeSet<T>, found: &BTreeSet<T>) -> Self {
        Self { both: annotated.intersection(found).count(), annotated: annotated.len(), found: found.len() }
    }

    fn print(&self, what: &str) {
        let share = |of: usize| self.both as f64 / of.max(1) as f64;
        let f1 = 2.0 * self.both as f64 / (self.annotated + self.found).max(1) as f64;
        let (precision, recall) = (share(self.found), share(self.annotated));
        println!("{what:44} P {precision:.3}  R {recall:.3}  F1 {f1:.3}  ({} annotated)", self.annotated);
    }
}

/// Prints the measures.
pub fn run(args: &Args) -> Result<()> {
    if let Some(events) = args.speed {
        speed::run(events);
        return Ok(());
    }
    let mut articles: Vec<Article> = Vec::new();
    for path in &args.gold {
        let text = std::fs::read_to_string(path).with_context(|| format!("no file {}", path.display()))?;
        let article = serde_json::from_str(&text);
        articles.push(article.with_context(|| format!("{} is not an annotated article", path.display()))?);
    }
    articles.sort_by_key(|article| article.published);
    let (incidents, names) = incidents(&articles);
    if args.read {
        return read::run(
            &args.gold,
            &Annotation { articles: &articles, incidents: &incidents, names: &names },
            args.show,
        );
    }
    let dyads: Dyads = incidents.iter().collect();
    let relations = Relations::of(&incidents);
    let picture = Picture::new(&incidents, []);
    let all = crises(&dyads, &relations, &Links::stated(&picture));
    peaks(&incidents, &names, &all, &names);
    relation_changes(&articles, &relations, &names);
    promises(&articles, &picture, &dyads, &names);
    inferred_links(&incidents);
    if args.show {
        show(&all, &picture, &dyads, &relations);
    }
    Ok(())
}

/// The incidents of the annotation, and their names.
fn incidents(articles: &[Article]) -> (Vec<Incident>, BTreeMap<IncidentId, Name>) {
    let mut ids: BTreeMap<Name, IncidentId> = BTreeMap::new();
    for article in articles {
        for event in &article.events {
            let next = IncidentId(ids.len() as u64 + 1);
            ids.entry((article.crisis.clone(), event.incident.clone())).or_insert(next);
        }
    }
    let mut made: BTreeMap<IncidentId, Incident> = BTreeMap::new();
    for article in articles {
        let id_of = |event: &Event| ids[&(article.crisis.clone(), event.incident.clone())];
        for event in &article.events {
            let id = id_of(event);
            let incident = made.entry(id).or_insert_with(|| begun(id, event, article.published));
            told_again(incident, event, article.published);
            let answered =
                event.responds_to.iter().filter_map(|to| article.events.iter().find(|e| e.id == *to));
            incident.answers.extend(answered.map(id_of));
            let mine = |of: &str| of == event.id;
            let relation = article.relations.iter().find(|relation| mine(&relation.event));
            incident.relation = incident.relation.or(relation.map(|relation| relation.change));
            let promise = article.commitments.iter().find(|promise| mine(&promise.event));
            incident.promise = incident.promise.or(promise.map(|promise| promise.state));
        }
    }
    (made.into_values().collect(), ids.into_iter().map(|(name, id)| (id, name)).collect())
}

fn begun(id: IncidentId, event: &Event, published: Date) -> Incident {
    Incident {
        id,
        reports: Vec::new(),
        kind: event.kind,
        mode: event.mode.as_deref().and_then(|name| Mode::parse(event.kind, name)),
        cameo: CameoCode::usual(event.kind),
        status: event.status,
        actors: Vec::new(),
        recipients: Vec::new(),
        days: event.date.unwrap_or(Days { from: published, to: published }),
        is_dated: event.date.is_some(),
        place: None,
        killed: None,
        injured: None,
        articles: 0,
        origins: 0,
        first: published,
        last: published,
        relation: None,
        promise: None,
        answers: Vec::new(),
        disputes: Vec::new(),
        score: 1.0,
    }
}

fn told_again(incident: &mut Incident, event: &Event, published: Date) {
    incident.articles += 1;
    incident.origins += 1;
    incident.last = published;
    let is_done = |status| matches!(status, Status::Happened | Status::Ongoing);
    if is_done(event.status) && !is_done(incident.status) {
        incident.status = event.status;
    }
    if let Some(days) = event.date.filter(|_| !incident.is_dated) {
        (incident.days, incident.is_dated) = (days, true);
    }
    let named = |party: &Party| Who {
        code: party.code,
        sector: party.sector,
        name: Some(party.text.trim_start_matches("the ").to_owned()),
        score: 1.0,
    };
    incident.actors.extend(event.actors.iter().map(named));
    incident.recipients.extend(event.recipients.iter().map(named));
}

/// The worst day of each crisis: that with the most incidents of material conflict, by what is annotated.
fn peaks(
    incidents: &[Incident],
    names: &BTreeMap<IncidentId, Name>,
    all: &[Crisis],
    of_ours: &BTreeMap<IncidentId, Name>,
) {
    let slugs: BTreeSet<&String> = names.values().map(|(crisis, _)| crisis).collect();
    let mut near = 0;
    for slug in &slugs {
        let mut days: BTreeMap<Date, usize> = BTreeMap::new();
        let of_slug = incidents.iter().filter(|incident| names[&incident.id].0 == **slug);
        for incident in of_slug.filter(|i| i.is_dated && i.days.from == i.days.to) {
            let is_done = matches!(incident.status, Status::Happened | Status::Ongoing);
            if is_done && incident.kind.quad_class() == QuadClass::MaterialConflict {
                *days.entry(incident.days.from).or_default() += 1;
            }
        }
        let most = days.values().max().copied().unwrap_or_default();
        let worst: Vec<Date> =
            days.into_iter().filter(|(_, count)| *count == most).map(|(day, _)| day).collect();
        let ours = all.iter().filter(|crisis| crisis.incidents.iter().any(|id| of_ours[id].0 == **slug));
        let main = ours.clone().max_by_key(|crisis| crisis.incidents.len());
        let gap = main.and_then(|crisis| worst.iter().filter_map(|day| gap(crisis.peak, *day)).min());
        near += usize::from(gap.is_some_and(|gap| gap <= 1));
        let peak = main.map(|crisis| crisis.peak.to_string()).unwrap_or_default();
        println!("  {slug}: {} crises; peak {peak}, annotated {worst:?} ({most} incidents)", ours.count());
    }
    println!("{:44} {near} of {}", "peak within a day of the annotated one", slugs.len());
}

fn gap(a: Date, b: Date) -> Option<i32> {
    a.until(b).ok().map(|span| span.get_days().abs())
}

fn relation_changes(articles: &[Article], relations: &Relations, names: &BTreeMap<IncidentId, Name>) {
    let mut annotated = BTreeSet::new();
    for article in articles {
        for relation in &article.relations {
            if let ([from, to], Some(event)) =
                (relation.parties.as_slice(), article.events.iter().find(|e| e.id == relation.event))
            {
                let name = (article.crisis.clone(), event.incident.clone());
                annotated.insert((from.clone(), to.clone(), relation.change, name));
            }
        }
    }
    let changes = relations.pairs().flat_map(|pair| relations.history(pair));
    let found = changes.map(|c| (c.from.to_string(), c.to.to_string(), c.change, names[&c.incident].clone()));
    Agreement::of(&annotated, &found.collect()).print("changes of relations, by parties and incident");
    let odd = relations.pairs().flat_map(|pair| relations.history(pair)).flat_map(|change| &change.moved);
    let odd: Vec<_> = odd.flat_map(|moved| &moved.flags).collect();
    let contradictions = odd.iter().filter(|flag| flag.is_contradiction()).count();
    println!("  flags: {} of which contradictions: {contradictions}", odd.len());
}

fn promises(articles: &[Article], picture: &Picture<'_>, dyads: &Dyads, names: &BTreeMap<IncidentId, Name>) {
    let mut annotated = BTreeSet::new();
    for article in articles {
        for promise in &article.commitments {
            if let Some(event) = article.events.iter().find(|e| e.id == promise.event) {
                annotated.insert(((article.crisis.clone(), event.incident.clone()), promise.state));
            }
        }
    }
    let all = commitments(picture, dyads);
    let mut found = BTreeSet::new();
    for commitment in &all {
        if commitment.made.is_some() {
            let told = std::iter::once(&commitment.id).chain(&commitment.retold);
            found.extend(told.map(|id| (names[id].clone(), CommitmentState::Made)));
        }
        for evidence in
            commitment.evidence.iter().filter(|e| e.basis == detente_crisis::crisis::Basis::Stated)
        {
            let state = match evidence.says {
                Fate::Kept => CommitmentState::Kept,
                Fate::Broken => CommitmentState::Broken,
                Fate::Open | Fate::Renewed => continue,
            };
            found.insert((names[&evidence.incident].clone(), state));
        }
    }
    Agreement::of(&annotated, &found).print("commitments, by incident and state");
    let orphans = all.iter().filter(|c| c.made.is_none()).count();
    let fates: Vec<Fate> = all.iter().map(|c| c.fate()).collect();
    let of = |fate: Fate| fates.iter().filter(|f| **f == fate).count();
    println!(
        "  {} commitments, {orphans} without their making: {} open, {} kept, {} broken, {} renewed",
        all.len(),
        of(Fate::Open),
        of(Fate::Kept),
        of(Fate::Broken),
        of(Fate::Renewed)
    );
}

/// What is inferred where nothing is stated, against what is stated.
fn inferred_links(incidents: &[Incident]) {
    let stated = incidents.iter().flat_map(|i| i.answers.iter().map(move |cause| (i.id, *cause)));
    let stated: BTreeSet<(IncidentId, IncidentId)> =
        stated.filter(|(answer, cause)| answer != cause).collect();
    let silent: Vec<Incident> =
        incidents.iter().map(|i| Incident { answers: Vec::new(), ..i.clone() }).collect();
    let links = Links::all(&Picture::new(&silent, []));
    for least in [0.35, 0.5, 0.65] {
        let found = links.iter().filter(|l| l.ground == Ground::Inferred && l.score >= least);
        let found = found.map(|link| (link.answer, link.cause)).collect();
        Agreement::of(&stated, &found).print(&format!("links inferred with {least} or more, against stated"));
    }
}

fn show(all: &[Crisis], picture: &Picture<'_>, dyads: &Dyads, relations: &Relations) {
    for crisis in all {
        let parties: Vec<String> = crisis.parties.iter().map(PartyId::to_string).collect();
        println!("\n{} {}..{} peak {}", parties.join(" "), crisis.from, crisis.to, crisis.peak);
        for phase in &crisis.phases {
            println!("  {:?} {}..{} {:.2} a day", phase.stage, phase.from, phase.to, phase.rate);
        }
        for pair in &crisis.pairs {
            let highest =
                index(pair, dyads, relations).into_iter().max_by(|a, b| a.value.total_cmp(&b.value));
            if let Some(highest) = highest {
                println!("  index of {pair}: {:.0} on {} {:?}", highest.value, highest.day, highest.parts);
            }
        }
        for sentence in chronicle(crisis, picture) {
            println!("  {}", sentence.text);
        }
    }
}
