//! The outlook of two parties, never without the record of such forecasts.

use std::time::Duration;

use detente_crisis::crisis::{Forecaster, Horizon, Outlook, Pair, Record, Trend};
use maud::{Markup, html};

use crate::later::Missing;
use crate::snapshot::Snapshot;
use crate::words;

/// What may come between the two after the ledger's last day.
pub(crate) fn panel(snapshot: &Snapshot, pair: &Pair) -> Markup {
    // The handler has waited for it; the page has much else to show.
    let forecaster = match snapshot.forecaster(Duration::ZERO) {
        Ok(forecaster) => forecaster,
        Err((_, why)) => {
            return html! {
                section.panel {
                    h2 { "Outlook" }
                    p.soft role="status" { @match why {
                        Missing::NotYet => "It is being computed; load the page again in a while.",
                        Missing::Failed => "It could not be computed; the server's log says why.",
                    } }
                }
            };
        }
    };
    let Some(forecaster) = forecaster else {
        return html! {
            section.panel {
                h2 { "Outlook" }
                p.soft { "None: the ledger is too short for a forecast that could be tested. It needs some months of incidents of many dyads." }
            }
        };
    };
    let known = Horizon::ALL.iter().filter_map(|h| Some((*h, forecaster.record(*h)?)));
    let known: Vec<(Horizon, &Record)> = known.collect();
    html! {
        section.panel {
            h2 { "Outlook: conflict in deeds" }
            (chances(snapshot, forecaster, pair, &known))
            h3 { "Record of such forecasts" }
            (records(&known))
            p.small.soft { "Brier score: 0 is best, 2 worst. Each forecast of the last fifth of the ledger's time is tested, knowing only what came before it." }
        }
    }
}

fn chances(
    snapshot: &Snapshot,
    forecaster: &Forecaster,
    pair: &Pair,
    known: &[(Horizon, &Record)],
) -> Markup {
    let said: Vec<Outlook> =
        known.iter().filter_map(|(h, _)| forecaster.outlook(pair, &snapshot.dyads, *h)).collect();
    let percent = |outlook: &Outlook, trend| format!("{:.0} %", 100.0 * outlook.chances.of(trend));
    html! {
        @match said.first() {
            None => p.soft { "No forecast: nothing of conflict is told of the two in the last half year of the ledger." },
            Some(first) => {
                p.small.soft { "From " (words::day(first.as_of)) ", the last day of the ledger." }
                table {
                    thead { tr { th { "Within" } th.num { "falls" } th.num { "stays" } th.num { "rises" } th.num { "incidents in as many days before" } } }
                    tbody { @for outlook in &said {
                        tr {
                            td { (outlook.horizon.days()) " days" }
                            @for trend in Trend::ALL { td.num { (percent(outlook, trend)) } }
                            td.num { (outlook.before) }
                        }
                    } }
                }
            }
        }
    }
}

fn records(known: &[(Horizon, &Record)]) -> Markup {
    let brier = |score: &detente_crisis::crisis::Score| format!("{:.3}", score.brier);
    html! {
        div.scroll tabindex="0" role="region" aria-label="Record of forecasts" { table {
            thead { tr {
                th { "Within" } th.num { "forecasts" } th.num { "Brier score" } th.num { "if all stays" } th.num { "by the dyad's past" }
                th.num { "by the same count" } th.num { "calibration error" }
            } }
            tbody { @for (horizon, record) in known {
                tr {
                    td { (horizon.days()) " days" }
                    td.num { (record.cases) }
                    td.num { strong { (brier(&record.model)) } }
                    td.num { (brier(&record.persistence)) }
                    td.num { (brier(&record.historical_rate)) }
                    td.num { (brier(&record.same_count)) }
                    td.num { (format!("{:.3}", record.calibration_error())) }
                }
            } }
        } }
    }
}
