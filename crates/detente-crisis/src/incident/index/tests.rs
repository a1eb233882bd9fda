use std::collections::{BTreeMap, HashSet};
use std::convert::Infallible;
use std::slice::from_ref;

use detente_data::{ActorCode, EventType, Mode, Sector, Status};
use proptest::prelude::*;

use super::super::change::What;
use super::*;
use crate::report::{Days, OriginKey, Who};
use crate::word;

fn day(number: i32) -> Date {
    Date::constant(2020, 1, 1).saturating_add(jiff::Span::new().days(number))
}

fn who(code: &str) -> Who {
    Who { code: code.parse::<ActorCode>().ok(), sector: Sector::Gov, name: None, score: 1.0 }
}

/// A strike by the first on the second party, published that day and of the day before, told in those words.
pub(in super::super) fn strike(
    article: u64,
    event: u32,
    published: i32,
    parties: [&str; 2],
    words: &[&str],
) -> Report {
    let mut words: Vec<u32> = words.iter().map(|w| word::number(w)).collect();
    words.push(word::telling_number("strike"));
    words.sort_unstable();
    Report {
        id: ReportId { article: ArticleKey(article), event },
        origin: OriginKey(ArticleKey(article)),
        published: day(published),
        kind: EventType::Assault,
        mode: Some(Mode::Aerial),
        cameo: "195".parse().expect("a code"),
        status: Status::Happened,
        actors: vec![who(parties[0])],
        recipients: vec![who(parties[1])],
        days: Some(Days { from: day(published - 1), to: day(published - 1) }),
        place: None,
        accounts: Vec::new(),
        answers: Vec::new(),
        relation: None,
        promise: None,
        words,
        score: 0.9,
    }
}

const PANJGUR: &[&str] = &["missile", "panjgur", "village"];
const SARAVAN: &[&str] = &["rocket", "saravan", "hideout"];

fn what(changes: &[Change]) -> Vec<(What, usize)> {
    changes.iter().map(|change| (change.what(), change.after.len())).collect()
}

#[test]
fn an_incident_grows_shrinks_and_goes() {
    let mut all = Incidents::new();
    let first = strike(1, 0, 1, ["IRN", "PAK"], PANJGUR);
    let second = strike(2, 0, 1, ["IRN", "PAK"], PANJGUR);
    assert_eq!(what(&all.apply(&[], from_ref(&first))), [(What::Made, 1)]);
    assert_eq!(what(&all.apply(&[], from_ref(&second))), [(What::Grown, 2)]);
    assert_eq!(all.incident_of(first.id), all.incident_of(second.id));
    assert_eq!(what(&all.apply(&[], from_ref(&second))), [(What::Changed, 2)]);
    assert_eq!(what(&all.apply(&[ArticleKey(2)], &[])), [(What::Shrunk, 1)]);
    assert_eq!(what(&all.apply(&[ArticleKey(1)], &[])), [(What::Gone, 0)]);
    assert_eq!(all.all().count(), 0);
}

#[test]
fn an_earlier_report_gives_its_number() {
    let mut all = Incidents::new();
    let late = strike(1, 0, 2, ["IRN", "PAK"], PANJGUR);
    let mut early = strike(2, 0, 1, ["IRN", "PAK"], PANJGUR);
    early.days = late.days;
    all.apply(&[], from_ref(&late));
    let old = all.incident_of(late.id).expect("one");
    let changes = all.apply(&[], from_ref(&early));
    let new = all.incident_of(early.id).expect("one");
    assert_eq!(all.incident_of(late.id), Some(new));
    let of = |id: IncidentId| changes.iter().find(|change| change.id == id).expect("a change");
    assert_eq!((of(old).what(), &of(old).into), (What::Gone, &vec![new]));
    assert_eq!((of(new).what(), &of(new).from), (What::Merged, &vec![old]));
}

#[test]
fn strikes_the_other_way_are_others() {
    let mut all = Incidents::new();
    all.apply(
        &[],
        &[
            strike(1, 0, 1, ["IRN", "PAK"], PANJGUR),
            strike(1, 1, 1, ["PAK", "IRN"], SARAVAN),
            strike(2, 0, 1, ["PAK", "IRN"], SARAVAN),
        ],
    );
    let of = |article, event| all.incident_of(ReportId { article: ArticleKey(article), event }).expect("one");
    assert_ne!(of(1, 0), of(1, 1));
    assert_eq!(of(1, 1), of(2, 0));
}

#[test]
fn copies_are_one_telling() {
    let mut all = Incidents::new();
    let copies = (1..500).map(|article| Report {
        origin: OriginKey(ArticleKey(1)),
        ..strike(article, 0, 1, ["IRN", "PAK"], PANJGUR)
    });
    let copies: Vec<Report> = copies.collect();
    all.apply(&[], &copies);
    assert_eq!(all.by_digest.len(), 1);
    assert_eq!(all.all().count(), 1);
}

#[test]
fn what_was_not_reached_for_longest_goes_first() {
    let mut all = Incidents::new();
    for article in [1, 2, 3, 1] {
        // Too far apart in days to reach one another.
        let told = strike(article, 0, article as i32 * 1_000, ["IRN", "PAK"], PANJGUR);
        all.apply(&[], from_ref(&told));
    }
    all.shrink_to(2);
    let held = [1, 2, 3].map(|article| all.kinds_of(ArticleKey(article)).count());
    assert_eq!(held, [1, 0, 1]);
}

/// What an index holds, in an order of its own.
fn state(all: &Incidents) -> BTreeSet<(IncidentId, Vec<ReportId>)> {
    all.all().map(|id| (id, all.reports_of(id))).collect()
}

/// Any article: some strikes on some day by some of three parties, told in some of a few words.
fn article() -> impl Strategy<Value = Vec<(usize, usize, i32, Vec<usize>)>> {
    prop::collection::vec((0..3usize, 0..3usize, 0..4i32, prop::collection::vec(0..6usize, 0..4)), 0..4)
}

fn reports(key: u64, published: i32, origin: u64, events: &[(usize, usize, i32, Vec<usize>)]) -> Vec<Report> {
    const PARTIES: [&str; 3] = ["IRN", "PAK", "IND"];
    const WORDS: [&str; 6] = ["panjgur", "saravan", "village", "hideout", "missile", "rocket"];
    let mut all = Vec::new();
    for (event, (by, on, ago, words)) in (0u32..).zip(events) {
        let words: Vec<&str> = words.iter().map(|at| WORDS[*at]).collect();
        let mut report = strike(key, event, published, [PARTIES[*by], PARTIES[*on]], &words);
        report.origin = OriginKey(ArticleKey(origin));
        report.days = (*ago > 0).then(|| Days { from: day(published - ago), to: day(published) });
        all.push(report);
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_order_cannot_be_seen(
        articles in prop::collection::vec((0..12i32, 0..4u64, article()), 1..90),
        steps in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..120),
    ) {
        let of = |at: usize| {
            let (published, origin, events) = &articles[at];
            reports(at as u64, *published, *origin, events)
        };
        let mut one_by_one = Incidents::new();
        let mut told: BTreeSet<(IncidentId, Vec<ReportId>)> = BTreeSet::new();
        let mut present = BTreeSet::new();
        for (step, comes) in &steps {
            let at = step.index(articles.len());
            let changes = if *comes {
                present.insert(at);
                one_by_one.apply(&[], &of(at))
            } else {
                present.remove(&at);
                one_by_one.apply(&[ArticleKey(at as u64)], &[])
            };
            for change in changes {
                told.remove(&(change.id, change.before));
                if !change.after.is_empty() {
                    told.insert((change.id, change.after));
                }
            }
        }
        let mut at_once = Incidents::new();
        at_once.apply(&[], &present.iter().rev().flat_map(|at| of(*at)).collect::<Vec<_>>());
        prop_assert_eq!(state(&one_by_one), state(&at_once));
        prop_assert_eq!(told, state(&at_once));
        for at in present {
            one_by_one.apply(&[ArticleKey(at as u64)], &[]);
        }
        prop_assert_eq!(one_by_one.tellings.iter().flatten().count(), 0);
        prop_assert_eq!(one_by_one.neighbourhoods.len(), 0);
    }
}

/// All reports there were before a step, of which an index is given what it asks for, each once.
struct Library<'l> {
    reports: &'l BTreeMap<ArticleKey, Vec<Report>>,
    incidents: &'l HashMap<ReportId, IncidentId>,
    given: &'l mut HashSet<(ArticleKey, EventType)>,
}

impl Library<'_> {
    fn all(&self) -> impl Iterator<Item = &Report> {
        self.reports.values().flatten()
    }

    fn give(&mut self, article: ArticleKey, kind: EventType) -> Vec<Kept> {
        if !self.given.insert((article, kind)) {
            return Vec::new();
        }
        let of_kind = self.all().filter(|report| report.id.article == article && report.kind == kind);
        of_kind.map(|r| Kept { report: r.clone(), incident: self.incidents.get(&r.id).copied() }).collect()
    }
}

impl Shelf for Library<'_> {
    type Error = Infallible;

    fn near(&mut self, mark: &Mark) -> Result<Vec<Kept>, Infallible> {
        let is_found = |report: &&Report| {
            let other = Mark::of(report);
            let lies_in = |stretch: super::super::mark::Stretch| {
                stretch.shelf == other.shelf() && (stretch.from..=stretch.to).contains(&other.day())
            };
            let (mut drawer, mut count) = (super::super::Drawer::default(), 0);
            drawer.push(&other, 0);
            drawer.search(&super::super::Probe::of(mark), |_| count += 1);
            mark.stretches().any(lies_in) && count > 0
        };
        let origins: BTreeSet<OriginKey> = self.all().filter(is_found).map(|report| report.origin).collect();
        let mut all = Vec::new();
        for origin in origins {
            all.extend(self.of_origin(origin, mark.kind())?);
        }
        Ok(all)
    }

    fn of_article(&mut self, article: ArticleKey) -> Result<Vec<Kept>, Infallible> {
        let origins: BTreeSet<OriginKey> =
            self.reports.get(&article).into_iter().flatten().map(|report| report.origin).collect();
        let mut all = Vec::new();
        for kind in EventType::ALL {
            all.extend(self.give(article, *kind));
            for origin in &origins {
                all.extend(self.of_origin(*origin, *kind)?);
            }
        }
        Ok(all)
    }

    fn of_origin(&mut self, origin: OriginKey, kind: EventType) -> Result<Vec<Kept>, Infallible> {
        let of_origin = self.all().filter(|report| report.origin == origin);
        let articles: BTreeSet<ArticleKey> = of_origin.map(|report| report.id.article).collect();
        Ok(articles.into_iter().flat_map(|article| self.give(article, kind)).collect())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// An index of which some or all is let go of now and then, and that fetches what it needs, changes as one that holds all.
    #[test]
    fn what_is_fetched_tells_the_same_as_all_at_hand(
        articles in prop::collection::vec((0..12i32, 0..4u64, article()), 1..90),
        apart in 1..14i32,
        steps in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>(), 0..60usize), 0..120),
    ) {
        let of = |at: usize| {
            let (published, origin, events) = &articles[at];
            let mut all = reports(at as u64, *published * apart, *origin, events);
            for (report, (by, on, ago, _)) in all.iter_mut().zip(events) {
                if by == on {
                    report.kind = EventType::Consult;
                }
                // Some lie long ago, some in many days.
                let from = |days: i32| Days { from: day(*published * apart - days), to: day(*published * apart) };
                report.days = report.days.map(|days| if *ago == 3 { from(20 * apart) } else { days });
            }
            all
        };
        let (mut whole, mut part) = (Incidents::new(), Incidents::new());
        let mut given = HashSet::new();
        let mut present: BTreeMap<ArticleKey, Vec<Report>> = BTreeMap::new();
        for (step, comes, most) in &steps {
            let at = step.index(articles.len());
            let key = ArticleKey(at as u64);
            let come = if *comes { of(at) } else { Vec::new() };
            part.shrink_to(*most);
            prop_assert!(part.len() <= *most);
            given.retain(|(key, kind)| part.kinds_of(*key).any(|held| held == *kind));
            let told = present.values().flatten();
            let incidents: HashMap<ReportId, IncidentId> =
                told.filter_map(|report| Some((report.id, whole.incident_of(report.id)?))).collect();
            let expected = whole.apply(&[key], &come);
            let mut library = Library { reports: &present, incidents: &incidents, given: &mut given };
            let Ok(changes) = part.apply_with(&mut library, &[key], &come);
            prop_assert_eq!(changes, expected);
            present.insert(key, come);
        }
    }
}
