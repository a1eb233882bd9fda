//! What the rules of the server find, and what was delivered of it: the latest day first, each with what it rests on.

use detente_crisis::alert::{Rule, Rules, Trigger};
use maud::{Markup, html};

use super::layout;
use crate::alerts::{AlertQuery, Listed, Shown};
use crate::filter::Query;
use crate::link::{Links, address};
use crate::words;

/// What sets rules off: their name in a file of rules, and in words.
const TRIGGERS: [(&str, &str); 5] = [
    ("new-dispute", "accounts differ"),
    ("relations-change", "relations change"),
    ("index-above", "tension rises"),
    ("first-conflict", "conflict after calm"),
    ("commitment-broken", "promise broken"),
];

/// Incidents that are named of one alert.
const GROUNDS: usize = 6;

/// What is asked for, with the addresses that change a part of it.
pub(crate) struct Asked<'a> {
    /// Parties, days, state.
    pub(crate) query: &'a Query,
    /// Rule and trigger.
    pub(crate) alerts: &'a AlertQuery,
    /// Rows to pass over.
    pub(crate) skip: usize,
}

impl Asked<'_> {
    fn with(&self, path: &str, changed: &[(&str, &str)]) -> String {
        let query = self.query;
        let all = [
            ("rule", self.alerts.rule.as_str()),
            ("on", self.alerts.on.as_str()),
            ("party", &query.party),
            ("with", &query.with),
            ("from", &query.from),
            ("to", &query.to),
            ("as_of", &query.as_of),
        ];
        let kept = all.into_iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
        address(path, &kept.chain(changed.iter().copied()).collect::<Vec<_>>())
    }

    fn is_narrowed(&self) -> bool {
        let query = self.query;
        [&self.alerts.rule, &self.alerts.on, &query.party, &query.with, &query.from, &query.to]
            .into_iter()
            .any(|value| !value.is_empty())
    }
}

/// The body of the page.
pub(crate) fn body(asked: &Asked<'_>, listed: &Listed, rules: &Rules, cite: &str) -> Markup {
    let links = asked.query.links();
    html! {
        h1 { "Alerts" }
        p.lead { "What the rules ask to be told of, as sources tell it. An alert says who claims what, not that it is so." }
        (filters(asked, listed))
        div.split.wide {
            @if listed.rows.is_empty() { (nothing(asked)) }
            @else {
                section.panel data-follow {
                    h2 { (listed.total) @if listed.total == 1 { " alert" } @else { " alerts" } }
                    ol.alerts { @for shown in &listed.rows { (row(shown, links)) } }
                    (pager(asked, listed))
                }
            }
            (rule_list(asked, listed, rules))
        }
        (layout::colophon(cite, &[
            ("JSON", asked.with("/v1/alerts", &[])),
            ("JSON Lines", asked.with("/v1/alerts", &[("format", "jsonl")])),
            ("Atom", asked.with("/v1/alerts.atom", &[])),
        ]))
    }
}

fn nothing(asked: &Asked<'_>) -> Markup {
    if asked.is_narrowed() {
        layout::nothing("No alert passes these filters.", "Take one away, or widen the days.")
    } else {
        layout::nothing(
            "No rule has found anything yet.",
            "Alerts appear as soon as articles tell of what the rules ask for.",
        )
    }
}

fn pager(asked: &Asked<'_>, listed: &Listed) -> Markup {
    let done = asked.skip + listed.rows.len();
    html! {
        @if asked.skip > 0 || done < listed.total {
            p.pager {
                @if asked.skip > 0 { a href=(asked.with("/alerts", &[])) { "← newest" } }
                @if done < listed.total { a href=(asked.with("/alerts", &[("skip", &done.to_string())])) rel="next" { "older →" } }
            }
        }
    }
}

fn row(shown: &Shown, links: Links<'_>) -> Markup {
    let finding = &shown.alert.finding;
    let on = finding.subject.trigger();
    html! {
        li class=(format!("alert {on}")) data-row {
            time datetime=(finding.day) { (words::day(finding.day)) }
            div {
                p {
                    @match finding.incidents.first() {
                        Some(id) => a href=(links.incident(*id)) { bdi { (shown.alert.text) } },
                        None => bdi { (shown.alert.text) },
                    }
                }
                p.small.soft {
                    span.tag { bdi { (finding.rule) } } " "
                    @match finding.parties.as_slice() {
                        [one, other] => { "· " a href=(links.dyad(one, other)) { bdi { (words::party(one)) } " – " bdi { (words::party(other)) } } " " }
                        all => { @for party in all.iter().take(4) { "· " a href=(links.actor(party)) { bdi { (words::party(party)) } } " " } }
                    }
                    @if finding.incidents.len() > 1 {
                        "· rests on " @for (i, id) in finding.incidents.iter().take(GROUNDS).enumerate() { @if i > 0 { ", " } a href=(links.incident(*id)) aria-label=(format!("incident {}", i + 1)) { (i + 1) } }
                        " of " (finding.incidents.len()) " incidents "
                    }
                    @match &shown.delivered {
                        Some((at, way)) => { "· delivered " time datetime=(at) data-local { (words::minute(*at)) } " (" (way) ")" }
                        None => "· not delivered",
                    }
                }
            }
        }
    }
}

fn filters(asked: &Asked<'_>, listed: &Listed) -> Markup {
    let query = asked.query;
    html! {
        form.filters action="/alerts" method="get" {
            label { "Rule"
                select name="rule" {
                    option value="" { "any" }
                    @for (name, _) in &listed.by_rule { option value=(name) selected[*name == asked.alerts.rule] { (name) } }
                }
            }
            label { "When"
                select name="on" {
                    option value="" { "any" }
                    @for (name, words) in TRIGGERS { option value=(name) selected[name == asked.alerts.on] { (words) } }
                }
            }
            label { "Party" input name="party" value=(query.party) size="11" placeholder="IRN, Iran"; }
            label { "with" input name="with" value=(query.with) size="11"; }
            label { "From" input type="date" name="from" value=(query.from); }
            label { "To" input type="date" name="to" value=(query.to); }
            label { "As of" input name="as_of" value=(query.as_of) size="10" placeholder="day or commit"; }
            button { "Show" }
        }
    }
}

fn rule_list(asked: &Asked<'_>, listed: &Listed, rules: &Rules) -> Markup {
    html! {
        section.panel {
            h2 { "Rules" }
            table {
                thead { tr { th { "Rule" } th.num { "Alerts" } } }
                tbody {
                    @for (name, count) in &listed.by_rule {
                        tr {
                            td {
                                a href=(asked.with("/alerts", &[("rule", name)])) { bdi { (name) } }
                                @match rules.iter().find(|rule| rule.name == *name) {
                                    Some(rule) => p.small.soft { (meaning(rule)) },
                                    None => p.small.soft { "delivered before; not a rule of this server" },
                                }
                            }
                            td.num { (count) }
                        }
                    }
                }
            }
            p.small.soft { "Rules of your own: " code { "detente serve --rules FILE" } ". " code { "detente alerts" } " and " code { "detente watch" } " deliver what they find, each once." }
        }
    }
}

/// What a rule asks for, in words.
fn meaning(rule: &Rule) -> String {
    let what = match &rule.trigger {
        Trigger::NewDispute { about } if about.is_empty() => {
            "accounts of one incident cannot all be true".to_string()
        }
        Trigger::NewDispute { about } => {
            let about: Vec<&str> = about.iter().map(|a| a.as_str()).collect();
            format!("accounts of one incident differ on {}", about.join(", "))
        }
        Trigger::RelationsChange { changes } if changes.is_empty() => "official relations change".to_string(),
        Trigger::RelationsChange { changes } => {
            let names: Vec<&str> = changes.iter().map(|c| detente_data::wording::change(*c)).collect();
            format!("official relations change: {}", names.join(", "))
        }
        Trigger::IndexAbove { value } => format!("the index of tension rises above {value}"),
        Trigger::FirstConflict { days } => format!("conflict in deeds after {days} days without"),
        Trigger::CommitmentBroken => "a promise is told, or concluded, to be broken".to_string(),
    };
    let parties: Vec<String> = rule.parties.iter().map(words::party).collect();
    if parties.is_empty() { what } else { format!("{what}; {}", parties.join(" and ")) }
}
