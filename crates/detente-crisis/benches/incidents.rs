//! How fast articles go into an index of a million reports: `cargo bench -p detente-crisis`.
//!
//! Ten years of invented news: happenings of 16 types between pairs of 100 states, a twentieth of them between one pair,
//! each told by one to twenty articles within four days, in words of which most are common. Articles come by day of
//! publication, as a stream brings them. Printed is the rate of every tenth of the stream.

use std::time::Instant;

use detente_crisis::incident::Incidents;
use detente_crisis::report::{ArticleKey, Days, OriginKey, Report, ReportId, Who};
use detente_crisis::word;
use detente_data::{ActorCode, CameoCode, EventType, Sector, Status};
use jiff::civil::Date;

/// Reports where the command line gives no number.
const REPORTS: usize = 1_000_000;
const DAYS: u64 = 3650;

fn main() {
    let given = std::env::args().find_map(|arg| arg.parse().ok());
    let articles = stream(given.unwrap_or(REPORTS));
    let count: usize = articles.iter().map(Vec::len).sum();
    println!("{count} reports in {} articles", articles.len());
    let mut index = Incidents::new();
    let mut slowest = 0.0f64;
    for tenth in articles.chunks(articles.len().div_ceil(10)) {
        let start = Instant::now();
        let mut reports = 0;
        for article in tenth {
            let one = Instant::now();
            index.apply(&[], article);
            slowest = slowest.max(one.elapsed().as_secs_f64());
            reports += article.len();
        }
        let rate = reports as f64 / start.elapsed().as_secs_f64();
        println!("{rate:8.0} reports a second, slowest article {:.1} ms", slowest * 1000.0);
    }
    println!("{} incidents", index.all().count());
}

/// Articles by day of publication, each with up to five reports.
fn stream(count: usize) -> Vec<Vec<Report>> {
    let mut dice = Dice(7);
    let codes: Vec<ActorCode> = states();
    let mut days: Vec<Vec<Report>> = vec![Vec::new(); DAYS as usize + 4];
    let mut made = 0;
    while made < count {
        let happening = happening(&mut dice, &codes);
        // Most happenings are told once or twice, a few by many.
        let tellings = 1 + dice.below(20) * dice.below(20) / 20 * dice.below(2);
        for _ in 0..tellings {
            let day = happening.1 + dice.below(4) as usize;
            days[day].push(told(&happening.0, day, &mut dice));
            made += 1;
        }
    }
    let mut articles = Vec::new();
    for reports in days {
        for chunk in reports.chunks(5) {
            let key = ArticleKey(articles.len() as u64);
            let own = |(event, report): (u32, &Report)| Report {
                id: ReportId { article: key, event },
                origin: OriginKey(key),
                ..report.clone()
            };
            articles.push((0u32..).zip(chunk).map(own).collect());
        }
    }
    articles
}

fn states() -> Vec<ActorCode> {
    let letters = || (b'A'..=b'Z').map(char::from);
    let all = letters().flat_map(|a| letters().map(move |b| format!("X{a}{b}")));
    all.filter_map(|code| code.parse().ok()).take(100).collect()
}

/// What happened, as one who knows all would tell it, and when.
fn happening(dice: &mut Dice, codes: &[ActorCode]) -> (Report, usize) {
    let day = dice.below(DAYS);
    let kind = EventType::ALL[(dice.below(16) * dice.below(16) / 16) as usize];
    let (by, on) = if dice.below(20) == 0 {
        (0, 1)
    } else {
        let size = codes.len() as u64;
        (dice.below(size) * dice.below(size) / size, dice.below(size))
    };
    let who = |at: u64| Who { code: Some(codes[at as usize]), sector: Sector::Gov, name: None, score: 1.0 };
    let mut words: Vec<u32> = (0..16).map(|_| word_of(dice)).collect();
    words.push(word::telling_number(&format!("tell{}{}", kind.as_str(), dice.below(8))));
    let report = Report {
        id: ReportId { article: ArticleKey(0), event: 0 },
        origin: OriginKey(ArticleKey(0)),
        published: date(day),
        kind,
        mode: kind.modes().nth(dice.below(4) as usize),
        cameo: CameoCode::all().next().expect("a code"),
        status: Status::Happened,
        actors: vec![who(by)],
        recipients: vec![who(on)],
        days: None,
        place: None,
        accounts: Vec::new(),
        answers: Vec::new(),
        relation: None,
        promise: None,
        words,
        score: 0.9,
    };
    (report, day as usize)
}

/// The same as one article tells it: a third of the words are others, half tell the day, a tenth no recipient.
fn told(happening: &Report, day: usize, dice: &mut Dice) -> Report {
    let mut report = happening.clone();
    for number in &mut report.words {
        if !word::tells(*number) && dice.below(3) == 0 {
            *number = word_of(dice);
        }
    }
    report.words.sort_unstable();
    report.words.dedup();
    report.days = (dice.below(2) == 0).then_some(Days { from: happening.published, to: happening.published });
    report.published = date(day as u64);
    if dice.below(10) == 0 {
        report.recipients.clear();
    }
    report
}

/// One of 30,000 words, the first ones often.
fn word_of(dice: &mut Dice) -> u32 {
    word::number(&format!("word{}", dice.below(30_000) * dice.below(1000) / 1000 * dice.below(1000) / 1000))
}

fn date(day: u64) -> Date {
    Date::constant(2014, 1, 1).saturating_add(jiff::Span::new().days(day as i64))
}

/// Numbers that look random and are the same at every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ (x >> 31)) % n
    }
}
