//! T24: text that is made to be slow. Twice as much of it takes about twice as long, in every stage.
//!
//! Time is the processor's, of all threads of this program, since others share the machine; this file is a program of its own, so that
//! no other test runs in it, and its tests run one after the other.

use detente_core::document::{Article, Document};
use detente_core::pipeline::{Pipeline, STAGES};
use detente_core::text::seen;
use std::sync::{Mutex, PoisonError};

/// For each doubling, at most.
const RATIO: f64 = 2.4;
/// What fails a commit: others share the machine and its caches, and a stage that compares all with all takes four times as long.
const FAILS: f64 = 3.0;
/// Below this a stage's time is noise, in seconds: the clock counts the processor's nanoseconds, but caches are shared.
const NOISE: f64 = 0.02;
/// The same with each commit: of "1,000 2 3-4 12/5 killed" over and over, the stage of events takes 18 ms for 8 KiB, 47 for 16 and 65 for 32, by what
/// fits the caches that others use, too. What compares all with all takes longer in the long form.
const NOISE_SHORT: f64 = 0.06;
/// The shortest text, in bytes: the network takes some sentences together, and of shorter texts it is how they fit that counts.
const SHORTEST: usize = 4 << 10;
/// Doublings, each tried, to 16 KiB; `DETENTE_LONG` has more of them, to 1 MiB...
const DOUBLINGS: usize = 2;
const LONG: usize = 8;
/// ...or until a text takes as long as any may: what takes longer is set aside. In seconds.
const PATIENCE: f64 = 30.0;
/// What goes before the network takes no time worth speaking of, and is tried from here to the longest article that there is.
const SHORTEST_BEFORE: usize = 256 << 10;
const DOUBLINGS_BEFORE: usize = 4;

/// Processor time of this program, in seconds.
fn spent() -> Option<f64> {
    let tasks = std::fs::read_dir("/proc/self/task").ok()?;
    let own = |task: std::fs::DirEntry| {
        let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    };
    Some(tasks.flatten().filter_map(own).sum::<u64>() as f64 / 1e9)
}

/// What is repeated, and what each is.
const TEXTS: [(&str, &str); 14] = [
    ("brackets that open", "(["),
    ("brackets that open and close", "(a) [b] {c} "),
    ("quotes that open", "\u{201c}\u{2018}"),
    ("quotes that open and close", "\"Iran\" \u{201c}struck\u{201d} 'it' "),
    ("commas", "a, "),
    ("full stops", ". "),
    ("names in a list", "Iran, Pakistan, the Taliban, Foreign Minister Hossein Amir-Abdollahian, "),
    ("one endless sentence", "the minister said that Iran struck Pakistan and "),
    ("acts in a list", "Iran struck Pakistan. Pakistan denied it. "),
    ("numbers", "1,000 2 3-4 12/5 killed "),
    ("hyphens and apostrophes", "a-b's--c'd-"),
    ("lines", "Tehran (AAA) -\n\n"),
    ("unseen signs", "I\u{200b}\u{ad}ran\u{202c} "),
    ("marks", "I\u{301}\u{302}\u{303}\u{304}ran "),
];

/// Held by the test that runs.
static ALONE: Mutex<()> = Mutex::new(());

/// Seconds of each stage for a text.
fn stages(pipeline: &Pipeline, text: &str) -> Option<Vec<f64>> {
    let mut all = Vec::with_capacity(STAGES.len());
    let mut before = spent()?;
    pipeline.read_observed(Article { text: text.to_owned(), ..Article::default() }, |_| {
        let now = spent().unwrap_or(before);
        all.push(now - before);
        before = now;
    });
    Some(all)
}

fn is_long() -> bool {
    std::env::var_os("DETENTE_LONG").is_some_and(|value| !value.is_empty())
}

/// How many times as long fails.
fn most() -> f64 {
    if is_long() { RATIO } else { FAILS }
}

/// The time below which none fails.
fn noise() -> f64 {
    if is_long() { NOISE } else { NOISE_SHORT }
}

/// How many times as long a stage takes for the second text as for the first; where that is too much, the least of three tries, since others
/// share the machine and its caches.
fn ratio(pipeline: &Pipeline, stage: usize, texts: [&str; 2], tried: [f64; 2]) -> f64 {
    let of = |[half, whole]: [f64; 2]| whole / half.max(noise() / RATIO);
    let mut least = of(tried);
    for _ in 0..2 {
        if least > RATIO && tried[1] > noise() {
            let again = texts.map(|text| stages(pipeline, text).expect("a clock")[stage]);
            least = least.min(of(again));
        }
    }
    least
}

#[test]
fn t24_twice_the_text_takes_about_twice_the_time_in_every_stage() {
    if spent().is_none() {
        eprintln!("skipped: this system does not tell the processor time of threads");
        return;
    }
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let pipeline = Pipeline::builtin().expect("the built-in reader loads");
    let doublings = if is_long() { LONG } else { DOUBLINGS };
    let mut slow = Vec::new();
    for (name, unit) in TEXTS {
        let text = |bytes: usize| unit.repeat(bytes / unit.len() + 1);
        let mut half = text(SHORTEST);
        let mut before = stages(&pipeline, &half).expect("a clock");
        for doubling in 1..=doublings {
            let whole = text(SHORTEST << doubling);
            let now = stages(&pipeline, &whole).expect("a clock");
            for (at, stage) in STAGES.iter().enumerate().filter(|(at, _)| now[*at] > noise()) {
                let ratio = ratio(&pipeline, at, [&half, &whole], [before[at], now[at]]);
                let (name_of, seconds, kib) = (stage.name, now[at], (SHORTEST << doubling) >> 10);
                let told =
                    format!("{name}, {name_of}: {seconds:.2} s for {kib} KiB, {ratio:.2} times the half");
                eprintln!("T24: {told}");
                slow.extend((ratio > most()).then_some(told));
            }
            if now.iter().sum::<f64>() > PATIENCE {
                break;
            }
            (before, half) = (now, whole);
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// Signs that nobody sees and zones.
#[test]
fn t24_what_goes_before_the_network_is_as_even_up_to_the_longest_article() {
    if spent().is_none() {
        eprintln!("skipped: this system does not tell the processor time of threads");
        return;
    }
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let before = |text: &str| {
        let mut all = [f64::MAX; 2];
        // The least of three: the longest takes a tenth of a second.
        for _ in 0..3 {
            let began = spent().expect("a clock");
            let text = seen(text.to_owned());
            let read = spent().expect("a clock");
            let document = Document::new(Article { text, ..Article::default() });
            let done = spent().expect("a clock");
            assert!(!document.text().is_empty());
            all = [all[0].min(read - began), all[1].min(done - read)];
        }
        all
    };
    let mut slow = Vec::new();
    for (name, unit) in TEXTS {
        let text = |bytes: usize| unit.repeat(bytes / unit.len() + 1);
        let mut half = before(&text(SHORTEST_BEFORE));
        for doubling in 1..=DOUBLINGS_BEFORE {
            let mut whole = before(&text(SHORTEST_BEFORE << doubling));
            let is_slow = |half: &[f64; 2], whole: &[f64; 2]| {
                (0..2).any(|at| whole[at] > NOISE && whole[at] / half[at].max(NOISE / RATIO) > RATIO)
            };
            // Others share the machine and its caches.
            for _ in 0..2 {
                if is_slow(&half, &whole) {
                    half = before(&text(SHORTEST_BEFORE << (doubling - 1)));
                    whole = before(&text(SHORTEST_BEFORE << doubling));
                }
            }
            for (at, stage) in ["seen", "document"].into_iter().enumerate() {
                let ratio = whole[at] / half[at].max(NOISE / RATIO);
                let (seconds, kib) = (whole[at], (SHORTEST_BEFORE << doubling) >> 10);
                let told =
                    format!("{name}, {stage}: {seconds:.3} s for {kib} KiB, {ratio:.2} times the half");
                if doubling == DOUBLINGS_BEFORE {
                    eprintln!("T24: {told}");
                }
                slow.extend((seconds > NOISE && ratio > most()).then_some(told));
            }
            half = whole;
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}
