//! The page of an incident: accounts side by side, figures, disputes, articles by origin, place.

use std::collections::BTreeMap;

use detente_crisis::Incident;
use detente_crisis::report::{Claimant, OriginKey, Toll};
use detente_data::{About, Stance};
use detente_ledger::record::Claim;
use maud::{Markup, html};

use super::layout;
use super::rows;
use crate::figure::map::{self, Dot};
use crate::figure::ranges::{self, Line};
use crate::filter::Query;
use crate::link::{self, Links};
use crate::view::{Head, IncidentPage, Telling};
use crate::words;

/// The body of the page.
pub(crate) fn body(page: &IncidentPage, query: &Query, cite: &str) -> Markup {
    let incident = &page.incident;
    let links = query.links();
    html! {
        p.crumbs { a href=(query.with_value("/incidents", "", "")) { "Incidents" } " / " (link::incident_name(incident.id)) }
        h1 { (rows::sign(incident.kind)) " " bdi { (words::title(incident)) } (rows::tags(incident)) }
        (facts(incident, links))
        div.split.wide {
            div {
                section.panel { h2 { "Accounts, by who gives them" } (accounts(&page.tellings, links)) }
                (figures(page))
                (disputes(page, links))
                (chain(page, links))
            }
            div {
                (place(incident, links))
                section.panel { h2 { "Articles, by origin" span.soft { ": " (rows::told_by(incident)) } } (articles(&page.tellings, links)) }
            }
        }
        (layout::colophon(cite, &downloads(incident, links)))
    }
}

fn downloads(incident: &Incident, links: Links<'_>) -> Vec<(&'static str, String)> {
    let id = link::incident_name(incident.id);
    let path = format!("/v1/incidents/{id}");
    let file = |form: &str| link::address(&path, &[("as_of", links.as_of()), ("format", form)]);
    let figure = |name: &str| links.to(&format!("/incident/{id}/{name}"));
    let mut all = vec![
        ("JSON", links.to(&path)),
        ("CSV", file("csv")),
        ("GeoJSON", file("geojson")),
        ("Parquet", file("parquet")),
    ];
    if incident.place.as_ref().is_some_and(|place| place.position.is_some()) {
        all.push(("map (SVG)", figure("map.svg")));
    }
    if incident.killed.is_some() {
        all.push(("killed (SVG)", figure("killed.svg")));
    }
    if incident.injured.is_some() {
        all.push(("injured (SVG)", figure("injured.svg")));
    }
    all
}

fn facts(incident: &Incident, links: Links<'_>) -> Markup {
    html! {
        dl.facts {
            div { dt { "Who → to whom" } dd { (rows::parties(incident, links)) } }
            div { dt { @if incident.is_dated { "Day" } @else { "Told from (day not stated)" } } dd { (words::days(incident.days)) } }
            @if let Some(place) = &incident.place { div { dt { "Place" } dd { bdi { (words::spot(place)) } } } }
            @if let Some(losses) = rows::losses(incident) { div { dt { "Losses, all accounts" } dd { (losses) } } }
            div { dt { "Told by" } dd { (rows::told_by(incident)) } }
            div { dt { "PLOVER, CAMEO" } dd { (incident.kind.as_str()) @if let Some(mode) = incident.mode { " " (mode.as_str()) } ", " (incident.cameo.as_str()) } }
            div { dt { "Score" } dd { (format!("{:.2}", incident.score)) } }
        }
    }
}

/// One claim with the article that has it.
struct Said<'p> {
    telling: &'p Telling,
    claim: &'p Claim,
}

/// What each claimant says, joined over articles. Claimants whom several articles quote come first.
fn by_claimant(tellings: &[Telling]) -> Vec<(String, Vec<Said<'_>>)> {
    let mut all: BTreeMap<String, Vec<Said<'_>>> = BTreeMap::new();
    for telling in tellings {
        for (account, claim) in telling.report.accounts.iter().zip(&telling.event.claims) {
            let name = match &account.claimant {
                // Reports without attribution are one column: the agencies' own words.
                Claimant::Narrator(_) => "Reported without attribution".to_string(),
                Claimant::Party(who) => words::capital(&words::who(who)),
            };
            all.entry(name).or_default().push(Said { telling, claim });
        }
    }
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by_key(|(name, said)| (name.starts_with("Reported without"), std::cmp::Reverse(said.len())));
    all
}

/// Columns shown at once; the rest is folded.
const COLUMNS: usize = 9;

fn accounts(tellings: &[Telling], links: Links<'_>) -> Markup {
    let all = by_claimant(tellings);
    if all.is_empty() {
        return layout::nothing("No account is recorded.", "The articles that tell of it name no source.");
    }
    html! {
        div.accounts { @for (name, said) in all.iter().take(COLUMNS) { (account(name, said, links)) } }
        @if all.len() > COLUMNS {
            details {
                summary { (all.len() - COLUMNS) " more" }
                div.accounts { @for (name, said) in all.iter().skip(COLUMNS) { (account(name, said, links)) } }
            }
        }
    }
}

fn account(name: &str, said: &[Said<'_>], links: Links<'_>) -> Markup {
    let mut stances: Vec<Stance> = said.iter().map(|s| s.claim.stance).collect();
    stances.sort();
    stances.dedup();
    let main = stances
        .iter()
        .find(|s| **s != Stance::Asserts)
        .or(stances.first())
        .copied()
        .unwrap_or(Stance::Asserts);
    let values = |pick: fn(&Claim) -> Option<String>| {
        let mut all: Vec<String> = said.iter().filter_map(|s| pick(s.claim)).collect();
        all.dedup();
        all.sort();
        all.dedup();
        all.join("; ")
    };
    let rows = [
        ("Killed", values(|c| c.killed.map(|(min, max)| words::toll(Toll { min, max })))),
        ("Injured", values(|c| c.injured.map(|(min, max)| words::toll(Toll { min, max })))),
        ("Hit or meant", values(|c| c.target.clone())),
    ];
    html! {
        article class=(format!("account {}", words::stance(main))) {
            h3 { bdi { (name) } }
            p.small.soft { @for (i, stance) in stances.iter().enumerate() { @if i > 0 { ", " } (words::stance(*stance)) } " · " (said.len()) @if said.len() == 1 { " passage" } @else { " passages" } }
            dl { @for (what, value) in rows.iter().filter(|(_, v)| !v.is_empty()) { dt { (what) } dd { bdi { (value) } } } }
            @for one in said.iter().take(2) { (passage(one, links)) }
            @if said.len() > 2 {
                details { summary.small { (said.len() - 2) " more" } @for one in said.iter().skip(2) { (passage(one, links)) } }
            }
        }
    }
}

/// The words of a claim, which lead to their place in the article.
fn passage(said: &Said<'_>, links: Links<'_>) -> Markup {
    let head = &said.telling.head;
    let text = said.claim.content.clone().or_else(|| said.claim.anchor.as_ref().map(|a| a.text.clone()));
    let text =
        text.or_else(|| said.telling.event.anchors.first().map(|a| a.text.clone())).unwrap_or_default();
    html! {
        blockquote {
            a href=(links.event(head.key, &said.telling.event.id)) { "“" bdi { (words::clipped(&text)) } "”" }
            footer { bdi { (byline(head)) } }
        }
    }
}

/// "EFE, 19 Jan 2024".
fn byline(head: &Head) -> String {
    let who = head.agency.as_deref().unwrap_or(&head.source);
    format!("{who}, {}", words::day(head.day))
}

/// A figure of the page by the name of its file.
pub(crate) fn figure(page: &IncidentPage, name: &str, links: Links<'_>) -> Option<Markup> {
    let bars = |lines: Vec<Line>, label| (!lines.is_empty()).then(|| ranges::ranges(&lines, label));
    match name {
        "map.svg" => map::region(&[dot(&page.incident, links)?]),
        "killed.svg" => bars(lines(page, |a| a.killed), KILLED),
        "injured.svg" => bars(lines(page, |a| a.injured), INJURED),
        _ => None,
    }
}

const KILLED: &str = "Killed, by who says so";
const INJURED: &str = "Injured, by who says so";

/// Each claimant's figures in the order in which they were published; one that the same claimant has changed since is marked.
fn lines(page: &IncidentPage, pick: fn(&detente_crisis::report::Account) -> Option<Toll>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for telling in &page.tellings {
        for account in &telling.report.accounts {
            let Some(toll) = pick(account) else { continue };
            let who = words::claimant(&account.claimant);
            let when = words::day(telling.head.day);
            if lines.iter().any(|l| l.who == who && l.toll == toll) {
                continue;
            }
            lines.iter_mut().filter(|l| l.who == who && l.when != when).for_each(|l| l.is_older = true);
            lines.push(Line { who, when, toll, is_older: false });
        }
    }
    lines
}

fn figures(page: &IncidentPage) -> Markup {
    let (killed, injured) = (lines(page, |a| a.killed), lines(page, |a| a.injured));
    let is_changed = killed.iter().chain(&injured).any(|l| l.is_older);
    html! {
        @if !killed.is_empty() || !injured.is_empty() {
            section.panel {
                h2 { "Figures, by who gives them" }
                @for (name, label, lines, all) in [("Killed", KILLED, &killed, &page.incident.killed), ("Injured", INJURED, &injured, &page.incident.injured)] {
                    @if !lines.is_empty() {
                        h3 { (name) @if let Some(all) = all { span.soft { ", all accounts: " (rows::range(all)) } } }
                        (ranges::ranges(lines, label))
                        (changes(lines))
                    }
                }
                @if is_changed { p.small.soft { "A pale bar is a figure that the same source has since changed." } }
            }
        }
    }
}

/// How a claimant's figure changed, in words: "Pakistan: 2 on 17 Jan 2024, then 3 on 18 Jan 2024".
fn changes(lines: &[Line]) -> Markup {
    let mut by_claimant: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    lines.iter().for_each(|line| by_claimant.entry(&line.who).or_default().push(line));
    by_claimant.retain(|_, all| all.iter().any(|line| line.is_older));
    html! {
        @if !by_claimant.is_empty() {
            ul.list.small {
                @for (who, all) in &by_claimant {
                    li { bdi { (who) } ": " @for (i, line) in all.iter().enumerate() { @if i > 0 { ", then " } strong { (words::toll(line.toll)) } " on " (line.when) } }
                }
            }
        }
    }
}

fn matter(about: About) -> &'static str {
    match about {
        About::Occurrence => "whether it happened",
        About::Perpetrator => "who did it",
        About::Target => "what was hit",
        About::Casualties => "how many were killed or hurt",
        About::Motive => "why",
    }
}

fn disputes(page: &IncidentPage, links: Links<'_>) -> Markup {
    html! {
        @if !page.incident.disputes.is_empty() {
            section.panel {
                h2 { "Accounts that cannot all be true" }
                @for dispute in &page.incident.disputes {
                    h3 { "On " (matter(dispute.about)) }
                    ul.list {
                        @for side in &dispute.sides {
                            @let telling = page.tellings.iter().find(|t| t.report.id == side.report);
                            li {
                                strong { bdi { (words::claimant(&side.claimant)) } }
                                @if let Some(telling) = telling {
                                    @if let Some(claim) = telling.event.claims.get(side.account as usize) {
                                        " " (words::stance(claim.stance))
                                        @if let Some(content) = &claim.content { ": " a href=(links.event(telling.head.key, &telling.event.id)) { "“" bdi { (words::clipped(content)) } "”" } }
                                        @else { ", " a href=(links.event(telling.head.key, &telling.event.id)) { bdi { (byline(&telling.head)) } } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn chain(page: &IncidentPage, links: Links<'_>) -> Markup {
    html! {
        @if !page.answers.is_empty() { section.panel { h2 { "It answers" } (rows::chronicle(&page.answers, links)) } }
        @if !page.answered_by.is_empty() { section.panel { h2 { "Answered by" } (rows::chronicle(&page.answered_by, links)) } }
    }
}

fn place(incident: &Incident, links: Links<'_>) -> Markup {
    let dot = dot(incident, links);
    html! {
        @if let Some(figure) = dot.and_then(|d| map::region(&[d])) {
            figure.panel {
                h2 { "Place" }
                (figure)
                figcaption {
                    @if let Some(place) = &incident.place {
                        @if map::is_wide(place) { "Only the state or area is known (hollow sign). " }
                    }
                    "Boundaries are not an endorsement."
                }
            }
        }
    }
}

/// The incident on a map, where it has a position.
pub(crate) fn dot(incident: &Incident, links: Links<'_>) -> Option<Dot> {
    let place = incident.place.as_ref()?;
    let title = format!("{}, {}, {}", words::title(incident), words::spot(place), words::days(incident.days));
    Some(Dot {
        position: place.position?,
        kind: incident.kind,
        origins: incident.origins,
        days: incident.days,
        is_hollow: map::is_wide(place),
        title,
        href: links.incident(incident.id),
    })
}

fn articles(tellings: &[Telling], links: Links<'_>) -> Markup {
    let mut groups: BTreeMap<OriginKey, Vec<&Telling>> = BTreeMap::new();
    for telling in tellings {
        let group = groups.entry(telling.report.origin).or_default();
        // Several events of one article may tell of it.
        if group.iter().all(|t| t.head.key != telling.head.key) {
            group.push(telling);
        }
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.sort_by_key(|g| g.first().map(|t| (t.head.day, t.head.key)));
    html! {
        ul.plain-list {
            @for group in &groups {
                @if let Some((first, copies)) = group.split_first() {
                    li {
                        a href=(links.event(first.head.key, &first.event.id)) { bdi { (first.head.label()) } }
                        p.small.soft { bdi { (byline(&first.head)) } @if first.head.is_withdrawn { " · withdrawn" } }
                        @if !copies.is_empty() {
                            details {
                                summary.small { (copies.len()) @if copies.len() == 1 { " copy or rewrite" } @else { " copies or rewrites" } ", not independent" }
                                ul.list { @for copy in copies { li.small { a href=(links.event(copy.head.key, &copy.event.id)) { bdi { (copy.head.label()) } } ", " bdi { (byline(&copy.head)) } } } }
                            }
                        }
                    }
                }
            }
        }
    }
}
