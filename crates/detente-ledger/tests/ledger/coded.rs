//! Events of other systems: imported once, corrected where their set corrects them, and part of every dyad.

use super::Ledger;
use super::stores::{On, on_both_stores};
use detente_crisis::crisis::{Dyads, Pair, Step};
use detente_ledger::import::{Import, Set};
use detente_ledger::store::{AsOf, CodedOf, CodedTally, Seq};

on_both_stores!(
    the_same_rows_again_are_nothing,
    a_row_that_its_set_changes_is_corrected_and_was_what_it_was,
    order_and_parts_of_an_import_leave_no_trace,
    machine_coded_sets_count_an_event_once_a_day,
);

const HEADER: &str =
    "id,type_of_violence,side_a,side_b,number_of_sources,country,date_prec,date_start,best\n";

/// A row of UCDP.
pub(super) fn row(id: &str, day: &str, by: &str, on: &str) -> String {
    format!("{id},1,Government of {by},Government of {on},3,{by},1,{day},10\n")
}

impl Ledger {
    /// Imports a file of UCDP with these rows, in one commit.
    pub(super) fn import(&mut self, file: &str, rows: &[String]) -> (CodedTally, Option<Seq>) {
        self.import_set(Set::Ucdp, file, &format!("{HEADER}{}", rows.concat()))
    }

    fn import_set(&mut self, set: Set, file: &str, text: &str) -> (CodedTally, Option<Seq>) {
        let header = text.lines().next().expect("a header");
        let import = Import::new(set, header, text.as_bytes()).expect("a header");
        let deeds = import.map(|row| row.expect("a deed")).collect();
        let mut batch = self.store.begin(self.now).expect("a batch");
        let tally = batch.take_coded(set, file, deeds).expect("taken");
        (tally, batch.commit().expect("committed"))
    }

    /// The days on which something was done between two parties, each as often as it was.
    fn days(&self, a: &str, b: &str, as_of: AsOf) -> Vec<String> {
        let pair = Pair::new(a.to_string().into(), b.to_string().into()).0;
        let mut dyads = Dyads::new();
        self.store.add_coded(&mut dyads, CodedOf::Pair(&pair), as_of).expect("deeds");
        let mut world = Dyads::new();
        self.store.add_coded(&mut world, CodedOf::World, as_of).expect("deeds");
        assert_eq!(dyads.get(&pair), world.get(&pair), "one dyad alone is as among all");
        dyads
            .get(&pair)
            .map(|dyad| dyad.done().iter().map(|act| act.day.to_string()).collect())
            .unwrap_or_default()
    }
}

fn tally(added: u64, corrected: u64, known: u64) -> CodedTally {
    CodedTally { added, corrected, known }
}

fn the_same_rows_again_are_nothing(on: On) {
    let mut ledger = Ledger::new(on);
    let rows = [row("1", "2024-01-16", "Iran", "Pakistan"), row("2", "2024-01-18", "Pakistan", "Iran")];
    assert_eq!(ledger.import("a.csv", &rows), (tally(2, 0, 0), Some(Seq(1))));
    let before = (ledger.dump(), ledger.rows());
    assert_eq!(ledger.import("b.csv", &rows), (tally(0, 0, 2), None));
    assert_eq!((ledger.dump(), ledger.rows()), before);
    let status = ledger.store.status().expect("a status");
    let sets: Vec<_> = status.coded.iter().map(|set| (set.name.as_str(), set.events, set.days)).collect();
    assert_eq!(sets, [("ucdp", 2, Some((20240116, 20240118)))]);
    ledger.check_sound();
}

fn a_row_that_its_set_changes_is_corrected_and_was_what_it_was(on: On) {
    let mut ledger = Ledger::new(on);
    let first = row("1", "2024-01-16", "Iran", "Pakistan");
    ledger.import("v1.csv", &[first.clone(), row("2", "2024-01-18", "Iran", "Pakistan")]);
    let (told, seq) = ledger.import("v2.csv", &[row("1", "2024-01-17", "Iran", "Iraq")]);
    assert_eq!((told, seq), (tally(0, 1, 0), Some(Seq(2))));
    assert_eq!(ledger.days("IRN", "PAK", AsOf::Now), ["2024-01-18"]);
    assert_eq!(ledger.days("IRN", "IRQ", AsOf::Now), ["2024-01-17"]);
    assert_eq!(ledger.days("IRN", "PAK", AsOf::Commit(Seq(1))), ["2024-01-16", "2024-01-18"]);
    assert!(ledger.days("IRN", "IRQ", AsOf::Commit(Seq(1))).is_empty());
    // Changed back, it stands again, once.
    assert_eq!(ledger.import("v3.csv", &[first]).0, tally(0, 1, 0));
    assert_eq!(ledger.days("IRN", "PAK", AsOf::Now), ["2024-01-16", "2024-01-18"]);
    assert!(ledger.days("IRN", "IRQ", AsOf::Now).is_empty());
    let status = ledger.store.status().expect("a status");
    assert_eq!((status.coded[0].events, status.coded[0].corrected), (2, 2));
    ledger.check_sound();
}

fn order_and_parts_of_an_import_leave_no_trace(on: On) {
    let states = ["Iran", "Pakistan", "India"];
    let rows: Vec<String> = (0..40)
        .map(|n: usize| {
            let day = format!("2024-{:02}-{:02}", 1 + n % 12, 1 + n * 7 % 28);
            row(&n.to_string(), &day, states[n % 3], states[(n + 1 + n % 2) % 3])
        })
        .collect();
    let mut at_once = Ledger::new(on);
    at_once.import("all.csv", &rows);
    let mut in_parts = Ledger::new(on);
    for part in [&rows[25..], &rows[10..30], &rows[..15]] {
        in_parts.import("part.csv", part);
    }
    assert_eq!(in_parts.dump(), at_once.dump());
    let bytes = |ledger: &Ledger| {
        let mut dyads = Dyads::new();
        assert_eq!(ledger.store.add_coded(&mut dyads, CodedOf::World, AsOf::Now).expect("deeds"), 40);
        let series = |pair: &Pair| dyads.get(pair).map(|dyad| dyad.series(Step::Month));
        serde_json::to_string(&dyads.pairs().into_iter().map(series).collect::<Vec<_>>()).expect("JSON")
    };
    assert_eq!(bytes(&in_parts), bytes(&at_once));
    in_parts.check_sound();
}

fn machine_coded_sets_count_an_event_once_a_day(on: On) {
    let mut ledger = Ledger::new(on);
    let header = "date\tsource\tevent\ttarget\n";
    let line = "2014-03-02\tRussia\tAccuse\tUkraine\n";
    let other = "2014-03-03\tRussia\tAccuse\tUkraine\n";
    let first = ledger.import_set(Set::Labelled, "a.tsv", &format!("{header}{line}{line}"));
    assert_eq!(first.0, tally(1, 0, 1));
    let second = ledger.import_set(Set::Labelled, "b.tsv", &format!("{header}{line}{other}"));
    assert_eq!(second.0, tally(1, 0, 1));
    assert_eq!(ledger.days("RUS", "UKR", AsOf::Now), ["2014-03-02", "2014-03-03"]);
}
