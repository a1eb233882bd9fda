//! A snapshot that was renewed is the snapshot that would have been made anew.

use super::{Site, document};
use crate::shelf::Shelf;
use crate::snapshot::{Slow, Snapshot};
use crate::stores::{On, on_both_stores};
use detente_ledger::store::{AsOf, Document, Seq};
use std::sync::Arc;
use std::time::Duration;

on_both_stores!(a_renewed_snapshot_is_the_one_made_anew);

fn check_same(renewed: &Snapshot, anew: &Snapshot, step: &str) {
    assert_eq!((renewed.seq, renewed.at), (anew.seq, anew.at), "{step}");
    assert_eq!(renewed.incidents().collect::<Vec<_>>(), anew.incidents().collect::<Vec<_>>(), "{step}");
    let reports = |snapshot: &Snapshot| {
        let mut all: Vec<_> = snapshot.reports().cloned().collect();
        all.sort_by_key(|report| report.id);
        all
    };
    assert_eq!(reports(renewed), reports(anew), "{step}");
    let pairs = |snapshot: &Snapshot| snapshot.dyads.pairs().into_iter().cloned().collect::<Vec<_>>();
    assert_eq!(pairs(renewed), pairs(anew), "{step}");
    for pair in pairs(anew) {
        assert_eq!(renewed.dyads.get(&pair), anew.dyads.get(&pair), "{step}: {pair}");
        assert_eq!(renewed.relations.history(&pair), anew.relations.history(&pair), "{step}: {pair}");
    }
    assert_eq!(renewed.dyads.world(), anew.dyads.world(), "{step}");
    assert_eq!(renewed.commitments, anew.commitments, "{step}");
    let rules = crate::usual_rules();
    for slow in Slow::ALL {
        renewed.make(slow, &rules);
        anew.make(slow, &rules);
    }
    let now = Duration::ZERO;
    assert_eq!(renewed.crises(now), anew.crises(now), "{step}");
    let found = |snapshot: &Snapshot| snapshot.findings(now).map(|f| (f.all.clone(), f.by_rule.clone()));
    assert_eq!(found(renewed), found(anew), "{step}");
    assert!(renewed.crises(now).is_ok() && found(renewed).is_ok(), "{step}");
    for incident in anew.incidents() {
        assert_eq!(renewed.answered_by(incident.id), anew.answered_by(incident.id), "{step}");
        for report in &incident.reports {
            assert_eq!(renewed.incident_of(*report), Some(incident.id), "{step}");
            assert_eq!(renewed.copies(report.article), anew.copies(report.article), "{step}");
        }
    }
}

/// What a newsroom does to its articles: new ones, other accounts, copies, corrections of figure, day and place, withdrawals.
fn steps() -> Vec<(&'static str, Document)> {
    let strike = "Iran struck Pakistan in Panjgur. 2 died, it said.";
    let answered = "Iran struck Pakistan in Panjgur. 2 died. | Pakistan struck Iran in Saravan. 9 died.";
    let updated = |name: &str, day: &str, text: &str, hour: i8| {
        let updated = format!("2024-02-01T{hour:02}:00:00Z").parse().ok();
        Document { updated, ..document(name, day, text) }
    };
    vec![
        ("the first", document("a", "2024-01-16", strike)),
        ("another account", document("b", "2024-01-16", strike)),
        ("with an answer", document("c", "2024-01-18", answered)),
        (
            "the answer alone",
            document("d", "2024-01-18", "Pakistan struck Iran in Saravan. 7 died, it said."),
        ),
        (
            "a corrected figure",
            updated("a", "2024-01-16", "Iran struck Pakistan in Panjgur. 4 died, it said.", 1),
        ),
        (
            "a corrected place",
            updated("d", "2024-01-18", "Pakistan struck Iran in Zahedan. 7 died, it said.", 2),
        ),
        ("other parties", updated("b", "2024-01-16", "Iran struck Iraq in Basra. 4 died, it said.", 3)),
        ("nothing told any more", updated("b", "2024-01-16", "Nothing was decided today.", 4)),
        ("told again", updated("b", "2024-01-16", strike, 5)),
        ("the answer taken away", updated("c", "2024-01-18", strike, 6)),
        ("and put back", updated("c", "2024-01-18", answered, 7)),
        ("the first withdrawn", Document { is_withdrawal: true, ..updated("a", "2024-01-16", "", 8) }),
        ("the second too", Document { is_withdrawal: true, ..updated("b", "2024-01-16", "", 9) }),
        ("the rest too", Document { is_withdrawal: true, ..updated("c", "2024-01-18", "", 10) }),
        ("what tells of nothing", document("e", "2024-01-20", "Nothing was decided today.")),
    ]
}

fn a_renewed_snapshot_is_the_one_made_anew(on: On) {
    let site = Site::with(on, &[], false);
    for (step, document) in steps() {
        site.app.take(vec![document]).expect("taken");
        site.app.shelf.renew().expect("renewed");
        let anew = Shelf::open(site.app.shelf.address(), false).expect("a ledger");
        check_same(&site.app.shelf.present(), &anew.present(), step);
    }
    // Several commits at once, from the first state on.
    let site = Site::with(on, &[], false);
    for (step, document) in steps() {
        site.app.take(vec![document]).expect("taken");
        if step == "a corrected place" || step == "and put back" {
            site.app.shelf.renew().expect("renewed");
        }
    }
    site.app.shelf.renew().expect("renewed");
    let anew = Shelf::open(site.app.shelf.address(), false).expect("a ledger");
    check_same(&site.app.shelf.present(), &anew.present(), "all");
}

#[test]
fn a_past_state_that_is_used_stays() {
    let all: Vec<Document> = (1..7)
        .map(|day| {
            document(
                &format!("d{day}"),
                &format!("2024-01-0{day}"),
                "Iran struck Pakistan in Panjgur. 2 died.",
            )
        })
        .collect();
    let site = Site::new(&all);
    let state = |seq| site.app.shelf.snapshot(AsOf::Commit(Seq(seq))).expect("a state");
    let (first, second) = (state(1), state(2));
    // Three are kept; the first is used between the others.
    [3, 1, 4, 1, 5].into_iter().for_each(|seq| drop(state(seq)));
    assert!(Arc::ptr_eq(&first, &state(1)), "the first was used all the time");
    assert!(!Arc::ptr_eq(&second, &state(2)), "the second was used once");
}
