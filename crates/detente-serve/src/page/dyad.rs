//! The page of two parties: timeline, tension, relations, promises, outlook, chronicle with sources, another two beside them.

use detente_crisis::Incident;
use detente_crisis::crisis::{Act, Basis, Commitment, Fate, Pair, Part, Relations, Standing, Way};
use detente_data::Subject;
use jiff::ToSpan as _;
use jiff::civil::Date;
use maud::{Markup, html};

use super::compare::{self, Compared};
use super::{incident as incident_page, layout, outlook, rows, tension};
use crate::figure::map;
use crate::figure::spark;
use crate::figure::strip::{Stretch, Strip};
use crate::figure::timeline::{self, Phase, Timeline};
use crate::filter::Query;
use crate::link::{self, Links, address};
use crate::snapshot::Snapshot;
use crate::words;

/// What the page shows.
pub(crate) struct DyadPage<'s> {
    /// The parties.
    pub(crate) pair: Pair,
    /// Incidents between them in the days shown, by day.
    pub(crate) incidents: Vec<&'s Incident>,
    /// Incidents between them in all days.
    pub(crate) total: usize,
    /// Their acts in the days shown.
    pub(crate) acts: Vec<Act>,
    /// Days shown.
    pub(crate) span: Option<(Date, Date)>,
    /// Official relations on the last day shown.
    pub(crate) standing: Option<Standing>,
    /// Their history.
    pub(crate) strips: Vec<Strip>,
    /// Promises between them.
    pub(crate) commitments: Vec<&'s Commitment>,
    /// Phases, where a crisis is shown.
    pub(crate) phases: Vec<Phase>,
    links: Links<'s>,
}

impl<'s> DyadPage<'s> {
    /// What the ledger has on two parties between two days.
    pub(crate) fn new(
        snapshot: &'s Snapshot,
        pair: Pair,
        days: (Option<Date>, Option<Date>),
        links: Links<'s>,
    ) -> Self {
        let all = snapshot.between(&pair);
        let (from, to) = match days {
            (None, None) => focus(&all).map_or((None, None), |(from, to)| (Some(from), Some(to))),
            asked => asked,
        };
        let is_shown = |day: Date| from.is_none_or(|f| day >= f) && to.is_none_or(|t| day <= t);
        let total = all.len();
        let incidents: Vec<&Incident> = all.into_iter().filter(|i| is_shown(i.days.from)).collect();
        let acts = snapshot.dyads.get(&pair).map(|d| d.done().to_vec()).unwrap_or_default();
        let acts: Vec<Act> = acts.into_iter().filter(|a| is_shown(a.day)).collect();
        let first = from.or(incidents.first().map(|i| i.days.from));
        let last = to.or(incidents.last().map(|i| i.days.from));
        let span = first.zip(last);
        let standing = span.map(|(_, to)| snapshot.relations.on(&pair, to));
        let strips = strips(&snapshot.relations, &pair, links);
        let is_theirs = |c: &&Commitment| c.parties.contains(pair.a()) && c.parties.contains(pair.b());
        // What is still open counts on every later day.
        let counts = |c: &&Commitment| match c.made {
            Some(day) => is_shown(day) || (c.is_open() && to.is_none_or(|to| day <= to)),
            None => true,
        };
        let commitments = snapshot.commitments.iter().filter(is_theirs).filter(counts).collect();
        let phases = Vec::new();
        DyadPage { pair, incidents, total, acts, span, standing, strips, commitments, phases, links }
    }

    /// "Iran – Pakistan".
    pub(crate) fn title(&self) -> String {
        format!("{} – {}", words::party(self.pair.a()), words::party(self.pair.b()))
    }

    /// The figure at the head of the page.
    pub(crate) fn timeline(&self) -> Option<Markup> {
        let names = [words::party(self.pair.a()), words::party(self.pair.b()), "both, together".to_string()];
        let acts = self.acts.iter().filter_map(|act| {
            let incident = self.incidents.iter().find(|i| i.id == act.incident)?;
            Some(timeline::Act {
                id: act.incident,
                lane: match act.way {
                    Way::Forth => 0,
                    Way::Back => 1,
                    Way::Both => 2,
                },
                day: act.day,
                kind: act.kind,
                intensity: act.intensity().value() as f32,
                origins: incident.origins,
                title: format!("{}, {}", words::title(incident), words::days(incident.days)),
                href: self.links.incident(act.incident),
                answers: incident.answers.clone(),
            })
        });
        let acts: Vec<timeline::Act> = acts.collect();
        let has_joint = acts.iter().any(|a| a.lane == 2);
        let lanes = names.into_iter().take(if has_joint { 3 } else { 2 }).collect();
        let phases = self.phases.iter().map(|p| Phase { name: p.name.clone(), ..*p }).collect();
        let strips = self.strips.iter().map(copy_strip).collect();
        timeline::timeline(&Timeline { span: self.span, phases, lanes, acts, strips })
    }
}

/// Incidents of the chronicle.
const CHRONICLE: usize = 200;
/// Promises that are listed.
const PROMISES: usize = 20;
/// Days on either side of a thick stretch that are shown with it.
const MARGIN: i32 = 7;
/// Length of a thick stretch.
const THICK: i32 = 60;

/// The days in which most is told, where the rest is far apart from them: a week of crisis and one act years later would
/// otherwise be drawn on one axis.
fn focus(all: &[&Incident]) -> Option<(Date, Date)> {
    let days: Vec<Date> = all.iter().map(|i| i.days.from).collect();
    let (first, last) = (*days.first()?, *days.last()?);
    let between = crate::figure::scale::days_between;
    if between(first, last) <= 2 * THICK {
        return None;
    }
    let held = |from: Date| days.iter().filter(|d| **d >= from && between(from, **d) <= THICK).count();
    let from = days.iter().copied().max_by_key(|d| (held(*d), std::cmp::Reverse(*d)))?;
    if held(from) * 2 < days.len() {
        return None;
    }
    let to = days.iter().copied().filter(|d| between(from, *d) <= THICK).max()?;
    Some((from.checked_sub(MARGIN.days()).ok()?, to.checked_add(MARGIN.days()).ok()?))
}

fn copy_strip(strip: &Strip) -> Strip {
    let stretches =
        strip.stretches.iter().map(|s| Stretch { state: s.state.clone(), href: s.href.clone(), ..*s });
    Strip { name: strip.name.clone(), stretches: stretches.collect() }
}

/// The history of each part of relations, as stretches of days in one state.
fn strips(relations: &Relations, pair: &Pair, links: Links<'_>) -> Vec<Strip> {
    let mut strips: Vec<(Part, Strip)> = Vec::new();
    for change in relations.history(pair) {
        for moved in &change.moved {
            let at = strips.iter().position(|(part, _)| *part == moved.part).unwrap_or_else(|| {
                strips.push((
                    moved.part.clone(),
                    Strip { name: part_name(&moved.part), stretches: Vec::new() },
                ));
                strips.len() - 1
            });
            let stretches = &mut strips[at].1.stretches;
            if let Some(last) = stretches.last_mut() {
                if last.state == moved.after.as_str() {
                    continue;
                }
                last.to = Some(change.day);
            }
            stretches.push(Stretch {
                from: change.day,
                to: None,
                state: moved.after.as_str().to_string(),
                is_strained: !moved.after.is_sound(),
                href: Some(links.incident(change.incident)),
            });
        }
    }
    strips.sort_by(|a, b| a.0.cmp(&b.0));
    strips.into_iter().map(|(_, strip)| strip).collect()
}

/// "Pakistan: envoy".
fn part_name(part: &Part) -> String {
    let subject = match part.subject {
        Subject::Relations => "relations",
        other => other.as_str(),
    };
    part.holder.as_ref().map_or_else(|| subject.to_string(), |h| format!("{}: {subject}", words::party(h)))
}

/// What the address of the page says beside the parties.
pub(crate) struct Asked<'a> {
    /// Days and state.
    pub(crate) query: &'a Query,
    /// Another dyad, as typed.
    pub(crate) compare: &'a str,
    /// The path of the page.
    pub(crate) path: &'a str,
    /// The snapshot whose outlook is shown: of the present perhaps an earlier one.
    pub(crate) outlooks: &'a Snapshot,
}

/// The body of the page.
pub(crate) fn body(
    snapshot: &Snapshot,
    page: &DyadPage<'_>,
    asked: &Asked<'_>,
    compared: Option<&Compared<'_>>,
    cite: &str,
) -> Markup {
    let links = page.links;
    let days = page.span.map(|span| tension::within(snapshot, &page.pair, span)).unwrap_or_default();
    html! {
        p.crumbs { a href=(links.to("/crises")) { "Crises and dyads" } " / " bdi { (page.pair) } }
        h1 { a href=(links.actor(page.pair.a())) { bdi { (words::party(page.pair.a())) } } " – " a href=(links.actor(page.pair.b())) { bdi { (words::party(page.pair.b())) } } }
        (summary(page, asked.path))
        (days_form(asked, compare::offers(snapshot, &page.pair)))
        @if let Some(compared) = compared { (compared.panel(snapshot, links)) }
        @if page.incidents.is_empty() {
            (layout::nothing("Nothing is told of the two in these days.", "Take away a day above, or look at all incidents."))
        } @else {
            section.panel { h2 { "Timeline" } div.wide-figure { @if let Some(figure) = page.timeline() { (figure) } } (rows::legend()) }
            (tension::panel(&days, page.span))
            div.split {
                div {
                    (relations(page))
                    (commitments(&page.commitments, links))
                    (outlook::panel(asked.outlooks, &page.pair))
                    (where_it_was(page))
                }
                section.panel { h2 { "Chronicle" } (rows::chronicle(page.incidents.iter().rev().take(CHRONICLE).copied(), links)) @if page.incidents.len() > CHRONICLE { p.small.soft { "The newest " (CHRONICLE) " of " (page.incidents.len()) "; the downloads have all." } } }
            }
        }
        (layout::colophon(cite, &downloads(page, asked, !days.is_empty(), compared.is_some())))
    }
}

fn downloads(
    page: &DyadPage<'_>,
    asked: &Asked<'_>,
    has_index: bool,
    has_comparison: bool,
) -> Vec<(&'static str, String)> {
    let api = |format: &str| {
        let mut query = Query {
            party: page.pair.a().to_string(),
            with: page.pair.b().to_string(),
            as_of: page.links.as_of().to_string(),
            ..Query::default()
        };
        if let Some((from, to)) = page.span {
            (query.from, query.to) = (from.to_string(), to.to_string());
        }
        query.with_value("/v1/incidents", "format", format)
    };
    let figure = |name: &str| asked.query.with_value(&format!("{}/{name}", asked.path), "", "");
    let (one, other) = (link::segment(&page.pair.a().to_string()), link::segment(&page.pair.b().to_string()));
    let answer = |what: &str| page.links.to(&format!("/v1/{what}"));
    let mut all = vec![
        ("CSV", api("csv")),
        ("JSON Lines", api("jsonl")),
        ("GeoJSON", api("geojson")),
        ("Parquet", api("parquet")),
        ("series (JSON)", answer(&format!("dyads/{one}/{other}"))),
        ("index (JSON)", answer(&format!("dyads/{one}/{other}/index"))),
        ("relations (JSON)", answer(&format!("relations/{one}/{other}/history"))),
        ("outlook (JSON)", answer(&format!("outlook/{one}/{other}"))),
    ];
    if !page.incidents.is_empty() {
        all.push(("timeline (SVG)", figure("timeline.svg")));
    }
    if has_index {
        all.push(("index (SVG)", figure("index.svg")));
    }
    if has_comparison {
        let query = asked.query;
        let path = format!("{}/compare.svg", asked.path);
        let values = [
            ("compare", asked.compare),
            ("from", query.from.as_str()),
            ("to", query.to.as_str()),
            ("as_of", query.as_of.as_str()),
        ];
        all.push(("comparison (SVG)", address(&path, &values)));
    }
    all
}

fn days_form(asked: &Asked<'_>, offers: Markup) -> Markup {
    let query = asked.query;
    html! {
        form.filters action=(asked.path) method="get" {
            label { "From" input type="date" name="from" value=(query.from); }
            label { "To" input type="date" name="to" value=(query.to); }
            label { "As of" input name="as_of" value=(query.as_of) size="10" placeholder="day or commit"; }
            label { "Compare with" input name="compare" value=(asked.compare) list="dyads" size="16" placeholder="IND, PAK"; }
            button { "Show" }
            (offers)
        }
    }
}

fn summary(page: &DyadPage<'_>, path: &str) -> Markup {
    let all_days = address(path, &[("as_of", page.links.as_of()), ("from", "0001-01-01")]);
    let by = |way: Way| page.acts.iter().filter(|a| a.way == way).count();
    let conflict = page.acts.iter().filter(|a| a.quad().number() > 2).count();
    html! {
        dl.facts {
            @if let Some((from, to)) = page.span { div { dt { "Days" } dd { (words::day(from)) " – " (words::day(to)) } } }
            div { dt { "Incidents" } dd { (page.incidents.len()) @if page.total > page.incidents.len() { " " a.small href=(all_days) { "of " (page.total) } } } }
            div { dt { bdi { (words::party(page.pair.a())) } " acts" } dd { (by(Way::Forth)) } }
            div { dt { bdi { (words::party(page.pair.b())) } " acts" } dd { (by(Way::Back)) } }
            div { dt { "Together" } dd { (by(Way::Both)) } }
            div { dt { "Conflict / cooperation" } dd { (conflict) " / " (page.acts.len() - conflict) } }
            div { dt { "Course" } dd { (spark::spark(&sums(&page.acts, page.span), "Cooperation above, conflict below")) } }
        }
    }
}

/// Sums of intensity over equal stretches of the days.
pub(crate) fn sums(acts: &[Act], span: Option<(Date, Date)>) -> Vec<(f32, f32)> {
    const BARS: i32 = 40;
    let Some((from, to)) = span else { return Vec::new() };
    let days = crate::figure::scale::days_between(from, to).max(0) + 1;
    let mut sums = vec![(0.0, 0.0); days.min(BARS) as usize];
    for act in acts {
        let at = crate::figure::scale::days_between(from, act.day) * days.min(BARS) / days;
        let Some(sum) = usize::try_from(at).ok().and_then(|at| sums.get_mut(at)) else { continue };
        let value = act.intensity().value() as f32;
        if value >= 0.0 {
            sum.0 += value;
        } else {
            sum.1 -= value;
        }
    }
    sums
}

/// Where official relations stand on the last day shown.
pub(crate) fn relations(page: &DyadPage<'_>) -> Markup {
    let Some(standing) = &page.standing else { return html! {} };
    let links = page.links;
    html! {
        section.panel {
            h2 { "Official relations on " (words::day(standing.day)) }
            @if standing.parts.is_empty() && standing.announced.is_empty() && standing.summonses.is_empty() { p.soft { "No change is on record." } }
            @else {
                table { tbody {
                    @for kept in &standing.parts {
                        tr { td { bdi { (words::capital(&part_name(&kept.part))) } } td { a href=(links.incident(kept.by)) { (kept.state.as_str()) } } td.when { "since " (words::day(kept.since)) } td { (doubt(kept.doubt)) @if kept.flags.iter().any(|f| f.is_contradiction()) { " " span.tag.dispute { "contradicts what was known" } } } }
                    }
                    @for change in &standing.announced {
                        tr { td { bdi { (words::party(&change.from)) } " towards " bdi { (words::party(&change.to)) } } td { a href=(links.incident(change.incident)) { (detente_data::wording::change(change.change)) } } td.when { (words::day(change.day)) } td { span.tag { "announced" } } }
                    }
                } }
                @if !standing.summonses.is_empty() { p.small.soft { "Envoys called in: " @for (i, id) in standing.summonses.iter().take(6).enumerate() { @if i > 0 { ", " } a href=(links.incident(*id)) { (i + 1) } } } }
            }
        }
    }
}

fn doubt(doubt: detente_crisis::crisis::Doubt) -> Markup {
    html! {
        @if doubt.is_disputed { span.tag.dispute { "disputed" } " " }
        @if doubt.is_single { span.tag { "one origin" } }
    }
}

/// Promises with what became of them, the open ones first.
pub(crate) fn commitments(all: &[&Commitment], links: Links<'_>) -> Markup {
    let mut sorted: Vec<&Commitment> = all.iter().rev().copied().collect();
    sorted.sort_by_key(|c| !c.is_open());
    let open = all.iter().filter(|c| c.is_open()).count();
    html! {
        section.panel {
            h2 { "Promises and agreements" @if open > 0 { ", " (open) " open" } }
            @if all.is_empty() { p.soft { "None is on record." } }
            @else {
                table { tbody {
                    @for promise in sorted.iter().take(PROMISES) {
                        tr data-row {
                            td.when { @if let Some(day) = promise.made { (words::day(day)) } @else { "not told" } }
                            td { a href=(links.incident(promise.id)) { (words::capital(promise.cameo.name())) } @if promise.renews.is_some() { " " span.tag { "renewed" } } p.small.soft { bdi { (parties(promise)) } } }
                            td { (fate(promise, links)) }
                        }
                    }
                } }
                @if sorted.len() > PROMISES { p.small.soft { "The first " (PROMISES) " of " (sorted.len()) "; /v1/commitments has all." } }
            }
        }
    }
}

/// "Iran, Pakistan".
fn parties(promise: &Commitment) -> String {
    let names: Vec<String> = promise.parties.iter().map(words::party).collect();
    match names.len() {
        0..=4 => names.join(", "),
        more => format!("{} and {} more", names[..3].join(", "), more - 3),
    }
}

fn fate(promise: &Commitment, links: Links<'_>) -> Markup {
    let evidence = promise.evidence.iter().max_by(|a, b| a.score.total_cmp(&b.score));
    let (name, class) = match promise.fate() {
        Fate::Open => ("open", "tag"),
        Fate::Kept => ("kept", "tag down"),
        Fate::Broken => ("broken", "tag up"),
        Fate::Renewed => ("renewed", "tag"),
    };
    html! {
        span class=(class) { (name) }
        @if let Some(evidence) = evidence.filter(|_| promise.fate() != Fate::Open) {
            " " a.small href=(links.incident(evidence.incident)) { (words::day(evidence.day)) ", " @if evidence.basis == Basis::Stated { "stated" } @else { "inferred" } }
        }
    }
}

/// The incidents on a map of their part of the world.
pub(crate) fn where_it_was(page: &DyadPage<'_>) -> Markup {
    let dots: Vec<map::Dot> =
        page.incidents.iter().filter_map(|i| incident_page::dot(i, page.links)).collect();
    html! {
        @if let Some(figure) = map::region(&dots) {
            figure.panel { h2 { "Where" } (figure) figcaption { "Hollow: only the state is known. Boundaries are not an endorsement." } }
        }
    }
}
