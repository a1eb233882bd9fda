//! Alerts: noted when they are handed over, once.

use super::stores::{On, on_both_stores};
use super::{Ledger, at};
use detente_crisis::alert::{Alert, Finding, Subject};
use detente_crisis::incident::IncidentId;
use detente_crisis::report::{ArticleKey, ReportId};
use detente_data::About;
use detente_ledger::store::{Seq, StoreError};

on_both_stores!(an_alert_is_handed_over_once_and_reads_back, what_could_not_be_handed_over_is_not_noted,);

/// An alert of a rule, about the dead of one incident.
pub(crate) fn told(rule: &str) -> Alert {
    let finding = Finding {
        rule: rule.to_string(),
        subject: Subject::NewDispute { incident: IncidentId(u64::MAX), about: About::Casualties },
        parties: vec!["IRN".to_string().into(), "River Front".to_string().into()],
        day: "2024-01-16".parse().expect("a day"),
        incidents: vec![IncidentId(u64::MAX)],
        reports: vec![ReportId { article: ArticleKey(u64::MAX - 1), event: 0 }],
    };
    Alert { finding, text: "Accounts differ.".to_string() }
}

impl Ledger {
    /// Delivers; the rules of what was handed over.
    pub(crate) fn deliver(&mut self, alerts: &[Alert]) -> Vec<String> {
        let mut rules = Vec::new();
        let hand_over = |new: &[&Alert]| -> Result<(), StoreError> {
            rules.extend(new.iter().map(|alert| alert.finding.rule.clone()));
            Ok(())
        };
        let count = self.store.deliver(alerts, "output", Seq(3), self.now, hand_over).expect("delivered");
        assert_eq!(count, rules.len());
        rules
    }
}

fn an_alert_is_handed_over_once_and_reads_back(on: On) {
    let mut ledger = Ledger::new(on);
    assert_eq!(ledger.deliver(&[told("a"), told("b")]), ["a", "b"]);
    assert_eq!(ledger.deliver(&[told("a"), told("c"), told("c")]), ["c"]);
    let noted = ledger.store.alerts().expect("a list");
    assert_eq!(
        noted.iter().map(|noted| &noted.alert).collect::<Vec<_>>(),
        [&told("a"), &told("b"), &told("c")]
    );
    assert_eq!((noted[0].delivered, noted[0].commit), (at("2024-01-20T12:00:00Z"), Seq(3)));
    assert_eq!((noted[0].way.as_str(), noted[0].key), ("output", told("a").finding.key()));
    ledger.check_sound();
}

fn what_could_not_be_handed_over_is_not_noted(on: On) {
    let mut ledger = Ledger::new(on);
    let lost = ledger.store.deliver(&[told("a")], "output", Seq(1), ledger.now, |_| {
        Err(StoreError::Filter("nobody reads".to_string()))
    });
    assert!(lost.is_err());
    assert_eq!(ledger.deliver(&[told("a")]), ["a"]);
    let mut other = ledger.open("reader 1");
    let again = other.deliver(&[told("a")], "webhook", Seq(1), ledger.now, |_| -> Result<(), StoreError> {
        unreachable!("it was delivered")
    });
    assert_eq!(again.ok(), Some(0));
}
