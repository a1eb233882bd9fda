//! T2: whatever a server has acknowledged is in the ledger, once and unaltered, however often it is killed.

use super::server::{Server, detente, post};
use super::stores::{On, Place, on_both_stores};
use super::tier::{Chance, times};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Clients that send articles at the same time.
const CLIENTS: usize = 4;
/// Within which a server that was started again takes an article; twice as much fails the test, since the machine is shared.
const READY: Duration = Duration::from_secs(5);
/// Beyond which the test is stuck.
const STUCK: Duration = Duration::from_secs(300);

on_both_stores!(t2_what_is_acknowledged_outlives_every_kill_once_and_unaltered);

/// The day of the first article, and how many are of one day: were all of one, thousands would tell of one happening.
const FIRST: Date = date(2019, 3, 4);
const A_DAY: i64 = 20;

/// An article and its text, of more than letters, so that one that is kept otherwise than it was sent is seen.
fn article(name: &str, n: usize) -> (Value, String) {
    let text = format!(
        "Iran struck a depot near Panjgur in Pakistan. {n} people were killed, Pakistan said.\n\n\"It is over\", a colonel told the café\u{2019}s  guests \u{2014} {n} of them."
    );
    let published = FIRST.saturating_add((n as i64 / A_DAY).days()).to_string();
    (json!({ "id": name, "source": "oracle", "text": text, "published": published }), text)
}

/// Those who send, and what they were told.
struct Oracle {
    token: String,
    articles: usize,
    next: AtomicUsize,
    /// Where the server listens now, where there is one.
    at: Mutex<Option<SocketAddr>>,
    /// Names and texts of what was acknowledged.
    noted: Mutex<Vec<(String, String)>>,
    /// Requests that broke off.
    lost: AtomicUsize,
}

impl Oracle {
    /// A client: sends the next article until it is acknowledged, then the next.
    fn send(&self) {
        loop {
            let n = self.next.fetch_add(1, Ordering::Relaxed);
            if n >= self.articles {
                return;
            }
            let name = format!("oracle-{n}");
            let (article, text) = article(&name, n);
            let began = Instant::now();
            loop {
                assert!(began.elapsed() < STUCK, "{name} is not taken");
                let at = *self.at.lock().expect("an address");
                if let Some((status, answer)) = at.and_then(|at| post(at, &self.token, &article)) {
                    assert_eq!(status, 200, "{name}: {answer}");
                    break;
                }
                self.lost.fetch_add(usize::from(at.is_some()), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(10));
            }
            self.noted.lock().expect("what is noted").push((name, text));
        }
    }

    /// Waits until so many are acknowledged.
    fn wait_for(&self, noted: usize) {
        let began = Instant::now();
        while self.noted.lock().expect("what is noted").len() < noted {
            assert!(began.elapsed() < STUCK, "the clients do not go on");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn start(&self, place: &Place) -> Server {
        let home = Some(place.folder.path());
        let server = Server::start(&["--ledger", &place.address], Some(self.token.clone()), home);
        *self.at.lock().expect("an address") = Some(server.address());
        server
    }
}

/// Articles of the ledger by their names: the texts of all their states.
fn kept(place: &Place) -> BTreeMap<String, Vec<String>> {
    let (is_done, dump) = detente(place, &["dump"]);
    assert!(is_done);
    let mut kept: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in dump.lines().filter(|line| line.starts_with("{\"article\"")) {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let texts = line["revisions"].as_array().expect("states").iter();
        let texts = texts.map(|state| state["text"].as_str().expect("a text").to_string());
        kept.entry(line["name"].as_str().expect("a name").to_string()).or_default().extend(texts);
    }
    kept
}

fn t2_what_is_acknowledged_outlives_every_kill_once_and_unaltered(on: On) {
    let (kills, articles) = (times(4, 50), times(160, 5_000));
    let place = Place::new(on);
    let token = detente(&place, &["token", "--scope", "write"]).1.trim().to_string();
    let oracle = Oracle {
        token,
        articles,
        next: AtomicUsize::new(0),
        at: Mutex::new(None),
        noted: Mutex::new(Vec::new()),
        lost: AtomicUsize::new(0),
    };
    let mut chance = Chance::new();
    let ready = std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| oracle.send());
        }
        for kill in 1..=kills {
            let server = oracle.start(&place);
            oracle.wait_for(articles * kill / (kills + 1));
            // Anywhere between two answers.
            std::thread::sleep(Duration::from_micros(chance.below(30_000)));
            // SIGKILL.
            drop(server);
            *oracle.at.lock().expect("an address") = None;
        }
        let began = Instant::now();
        let server = oracle.start(&place);
        let (fresh, text) = article("fresh", 0);
        let answer = post(server.address(), &oracle.token, &fresh);
        let ready = began.elapsed();
        assert!(matches!(answer, Some((200, _))), "{answer:?}");
        oracle.noted.lock().expect("what is noted").push(("fresh".to_string(), text));
        oracle.wait_for(articles + 1);
        ready
    });
    let noted = oracle.noted.into_inner().expect("what is noted");
    let lost = oracle.lost.into_inner();
    eprintln!("T2: {kills} kills, {} acknowledged, {lost} requests lost, ready after {ready:?}", noted.len());
    assert!(lost >= kills, "no request was under way at a kill");
    assert!(ready <= 2 * READY, "{ready:?}");
    assert!(detente(&place, &["verify"]).0);
    let kept = kept(&place);
    assert_eq!((noted.len(), kept.len()), (articles + 1, articles + 1));
    for (name, text) in noted {
        // One state: neither missing, nor doubled, nor altered.
        assert_eq!(kept.get(&name), Some(&vec![text]), "{name}");
    }
}
