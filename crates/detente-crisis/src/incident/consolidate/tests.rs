use detente_data::{About, ActorCode, EventType, Mode, Sector, Stance, StateCode, Status};
use jiff::civil::Date;

use super::*;
use crate::report::{Account, ArticleKey, Claimant, Toll};

fn who(code: &str, sector: Sector) -> Who {
    Who { code: code.parse::<ActorCode>().ok(), sector, name: None, score: 1.0 }
}

fn exactly(number: u64) -> Option<Toll> {
    Some(Toll { min: number, max: Some(number) })
}

fn at_least(number: u64) -> Option<Toll> {
    Some(Toll { min: number, max: None })
}

/// What the military of a state, or nobody but the agency, says.
fn account(code: Option<&str>, stance: Stance, killed: Option<Toll>, target: Option<&str>) -> Account {
    let claimant = code
        .map_or(Claimant::Narrator(Some("EFE".to_string())), |code| Claimant::Party(who(code, Sector::Mil)));
    Account { claimant, stance, killed, injured: None, target: target.map(String::from), score: 1.0 }
}

/// A report of an Iranian strike in Pakistan, published on that day of January 2024.
fn report(article: u64, published: i8, accounts: Vec<Account>) -> Report {
    Report {
        id: ReportId { article: ArticleKey(article), event: 0 },
        origin: OriginKey(ArticleKey(article)),
        published: Date::constant(2024, 1, published),
        kind: EventType::Assault,
        mode: Some(Mode::Aerial),
        cameo: "195".parse().expect("a code"),
        status: Status::Happened,
        actors: vec![who("IRN", Sector::Mil)],
        recipients: vec![who("PAK", Sector::Cvl)],
        days: None,
        place: None,
        accounts,
        answers: Vec::new(),
        relation: None,
        promise: None,
        words: Vec::new(),
        score: 0.8,
    }
}

fn of(reports: &[Report]) -> Incident {
    let reports: Vec<&Report> = reports.iter().collect();
    consolidate(&reports, |_| None).expect("an incident")
}

/// The accounts of one article each, on successive days, and what they dispute: the matter, with the articles.
fn check(accounts: &[Account], expected: &[(About, &[u64])]) {
    let reports: Vec<Report> =
        (1i8..).zip(accounts).map(|(day, account)| report(day as u64, day, vec![account.clone()])).collect();
    let disputes = of(&reports).disputes;
    let found = disputes
        .iter()
        .map(|d| (d.about, d.sides.iter().map(|side| side.report.article.0).collect::<Vec<_>>()));
    let expected = expected.iter().map(|(about, articles)| (*about, articles.to_vec()));
    assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
}

#[test]
fn accounts_dispute_what_cannot_all_be_true() {
    use Stance::{Asserts, Condemns, Denies, Justifies};
    let says = |code, stance| account(Some(code), stance, None, None);
    let dead = |code, killed| account(Some(code), Asserts, killed, None);
    let hit = |code, target| account(Some(code), Asserts, None, Some(target));
    check(&[dead("IRN", exactly(9)), dead("PAK", exactly(2))], &[(About::Casualties, &[1, 2])]);
    check(&[dead("IRN", at_least(100)), dead("PAK", exactly(143))], &[]);
    check(&[says("PAK", Asserts), says("IRN", Denies)], &[(About::Occurrence, &[1, 2])]);
    // The agency vouches for the strike: who did it is denied.
    let told = account(None, Asserts, None, None);
    check(&[told, says("PAK", Asserts), says("IRN", Denies)], &[(About::Perpetrator, &[2, 3])]);
    check(&[hit("IRN", "militant barracks"), hit("PAK", "a village")], &[(About::Target, &[1, 2])]);
    check(&[hit("IRN", "the barracks"), hit("PAK", "two barracks")], &[]);
    check(&[says("IRN", Justifies), says("PAK", Condemns)], &[(About::Motive, &[1, 2])]);
    check(&[says("IRN", Justifies), says("IND", Condemns)], &[]);
}

#[test]
fn who_takes_an_account_back_disputes_nothing() {
    let says = |code, stance| account(Some(code), stance, None, None);
    check(&[says("PAK", Stance::Asserts), says("IRN", Stance::Denies), says("IRN", Stance::Asserts)], &[]);
    let dead = |code, killed| account(Some(code), Stance::Asserts, killed, None);
    check(&[dead("PAK", exactly(12)), dead("IRN", exactly(9)), dead("PAK", exactly(9))], &[]);
}

#[test]
fn two_blame_different_ones() {
    let mut other = report(2, 2, vec![account(Some("IRN"), Stance::Asserts, None, None)]);
    other.actors = vec![who("IND", Sector::Mil)];
    let incident = of(&[report(1, 1, vec![account(Some("PAK"), Stance::Asserts, None, None)]), other]);
    assert_eq!(incident.disputes.iter().map(|d| d.about).collect::<Vec<_>>(), [About::Perpetrator]);
}

#[test]
fn a_correction_puts_the_old_figure_away() {
    let dead = |code, killed| account(Some(code), Stance::Asserts, killed, None);
    let reports = [
        report(1, 1, vec![dead("PAK", exactly(12))]),
        report(2, 2, vec![dead("IRN", at_least(3))]),
        report(3, 3, vec![dead("PAK", exactly(9))]),
    ];
    let killed = of(&reports).killed.expect("figures");
    assert_eq!((killed.lowest, killed.highest, Some(killed.latest)), (3, 9, exactly(9)));
    let by: Vec<Option<Toll>> = killed.by_claimant.iter().map(|(_, toll)| Some(*toll)).collect();
    assert_eq!(by, [at_least(3), exactly(9)]);
}

#[test]
fn origins_vote_and_copies_do_not() {
    let mut reports: Vec<Report> = (1..=5).map(|key| report(key, 2, Vec::new())).collect();
    for copy in &mut reports[..3] {
        copy.origin = OriginKey(ArticleKey(1));
        copy.recipients = vec![who("AFG", Sector::Cvl)];
        copy.status = Status::Future;
    }
    reports[3].days = Some(Days { from: Date::constant(2024, 1, 1), to: Date::constant(2024, 1, 1) });
    let incident = of(&reports);
    assert_eq!((incident.articles, incident.origins), (5, 3));
    assert_eq!(incident.recipients, [who("PAK", Sector::Cvl)]);
    assert_eq!((incident.status, incident.is_dated), (Status::Happened, true));
    assert_eq!(incident.days, reports[3].days.expect("stated"));
    assert_eq!((incident.first, incident.last), (Date::constant(2024, 1, 2), Date::constant(2024, 1, 2)));
}

#[test]
fn the_most_specific_place_is_taken() {
    let spot = |name: &str, country: &str, radius_km| {
        Some(Spot {
            name: name.to_string(),
            country: country.parse::<StateCode>().ok(),
            position: None,
            radius_km,
        })
    };
    let mut reports: Vec<Report> = (1..=4).map(|key| report(key, 2, Vec::new())).collect();
    let places = [
        spot("Pakistan", "PAK", 500.0),
        spot("Panjgur", "PAK", 10.0),
        spot("Balochistan", "PAK", 150.0),
        spot("Zahedan", "IRN", 10.0),
    ];
    for (report, place) in reports.iter_mut().zip(places) {
        report.place = place;
    }
    assert_eq!(of(&reports).place.map(|spot| spot.name), Some("Panjgur".to_string()));
}

#[test]
fn answers_lead_to_incidents() {
    let strike = report(1, 1, Vec::new());
    let mut protest = report(1, 1, Vec::new());
    protest.id.event = 1;
    protest.kind = EventType::Accuse;
    protest.mode = None;
    protest.answers = vec![0];
    let incidents = resolve(&[strike.clone(), protest.clone()]);
    let answering = incidents.iter().find(|incident| incident.kind == EventType::Accuse).expect("it");
    assert_eq!(answering.answers, [IncidentId::of(strike.id)]);
}
