//! How long it takes until those who follow are told of an article that was acknowledged, and what a stream of articles costs in memory
//! (T31, the half about leaks).

use super::server::Server;
use super::tier::times;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde_json::json;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Articles that are sent one after the other, each after those who follow were told of the one before.
const ONE_BY_ONE: usize = 8;
/// Articles that are sent without waiting.
const AT_ONCE: usize = 20;
/// Within which half of all are told; twice as much fails the test, since the machine is shared.
const SOON: Duration = Duration::from_secs(1);

/// The commits that a stream tells of, as it tells of them.
fn follow(server: &Server) -> mpsc::Receiver<(i64, Instant)> {
    let mut stream = TcpStream::connect(server.address()).expect("a connection");
    stream.write_all(b"GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    let (told, heard) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let commit = line.strip_prefix("id:").and_then(|id| id.trim().parse().ok());
            if commit.is_some_and(|commit| told.send((commit, Instant::now())).is_err()) {
                return;
            }
        }
    });
    heard
}

fn article(name: &str, i: usize) -> serde_json::Value {
    let text = format!(
        "Iran struck a depot near Panjgur in Pakistan on Tuesday. {} people were killed, Pakistan said.",
        i + 2
    );
    json!({ "id": format!("{name}-{i}"), "source": "lag", "text": text, "published": "2024-01-17" })
}

/// Sends an article; its commit, and when it was acknowledged.
fn send(server: &Server, name: &str, i: usize) -> (i64, Instant) {
    let taken = server.send(&article(name, i));
    (taken["seq"].as_i64().expect("a commit"), Instant::now())
}

/// Waits until a commit is told of.
fn heard(stream: &mpsc::Receiver<(i64, Instant)>, commit: i64) -> Instant {
    loop {
        let (told, at) = stream.recv_timeout(Duration::from_secs(60)).expect("a commit");
        if told >= commit {
            return at;
        }
    }
}

#[test]
fn an_article_is_told_of_soon_after_it_was_acknowledged() {
    let server = Server::demo();
    let stream = follow(&server);
    let mut lags: Vec<Duration> = Vec::new();
    for i in 0..ONE_BY_ONE {
        let (commit, acknowledged) = send(&server, "one", i);
        lags.push(heard(&stream, commit).saturating_duration_since(acknowledged));
    }
    // Among others: an outlook is fitted and lists are put together meanwhile.
    for i in 0..AT_ONCE {
        let (commit, acknowledged) = send(&server, "many", i);
        if i % 4 == 3 {
            lags.push(heard(&stream, commit).saturating_duration_since(acknowledged));
        }
    }
    lags.sort();
    let (half, last) = (lags[lags.len() / 2], lags[lags.len() - 1]);
    eprintln!("lag: half within {half:?}, the last {last:?}, of {} articles", lags.len());
    assert!(half <= SOON && last <= 4 * SOON, "{lags:?}");
}

/// Articles of the test of leaks, with every commit and in the long form.
const ARTICLES: usize = 1_200;
const LONG: usize = 50_000;
/// The day of the first of them, and how many are of one day.
const FIRST: Date = date(2019, 3, 4);
const A_DAY: i64 = 40;
/// In one request.
const LOT: usize = 100;
/// Bytes that memory may grow by for each thousand articles, by the second half of them.
const GROWTH: f64 = 1_048_576.0;

/// Memory that is not on the disk, in bytes, and open descriptors of a process.
fn held(process: u32) -> Option<(f64, usize)> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some((kib * 1024.0, std::fs::read_dir(format!("/proc/{process}/fd")).ok()?.count()))
}

/// The slope of a line through points, by least squares.
fn slope(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let (x, y) = (points.iter().map(|p| p.0).sum::<f64>() / n, points.iter().map(|p| p.1).sum::<f64>() / n);
    let (over, under) = points
        .iter()
        .fold((0.0, 0.0), |(over, under), p| (over + (p.0 - x) * (p.1 - y), under + (p.0 - x).powi(2)));
    over / under
}

/// A text in which nothing happens. By and by nine in ten of them hang together as copies of one origin, a group that goes on for years.
fn about_nothing(i: usize) -> String {
    const THINGS: [&str; 20] = [
        "mill", "garden", "bridge", "orchard", "chapel", "lane", "meadow", "kitchen", "cellar", "attic",
        "bench", "clock", "mirror", "painting", "kettle", "ladder", "lantern", "piano", "basket", "carpet",
    ];
    let mixed = i.wrapping_mul(2_654_435_761) & 0xffff_ffff;
    let [a, b, c, d, e, f] = [0, 1, 2, 3, 4, 5].map(|at| THINGS[(mixed >> (4 * at + 2)) % THINGS.len()]);
    format!("Beside the {a} stands a {b}, and beyond the {c} a {d}. The {e} has {i} steps and the {f} none.")
}

/// The incidents that the server knows.
fn incidents(server: &Server) -> i64 {
    let (_, _, body) = server.answer("GET", "/v1/incidents?limit=1", "");
    let page: serde_json::Value = serde_json::from_slice(&body).expect("a page");
    page["total"].as_i64().expect("how many")
}

#[test]
fn t31_a_stream_of_articles_leaks_neither_memory_nor_descriptors() {
    if !cfg!(target_os = "linux") {
        eprintln!("SKIPPED: other systems do not tell what a process holds");
        return;
    }
    let articles = times(ARTICLES, LONG);
    let server = Server::demo();
    let at_first = incidents(&server);
    let mut points = Vec::new();
    for lot in 0..articles / LOT {
        let lines: String = (lot * LOT..(lot + 1) * LOT)
            // Nine in ten tell of nothing: what happens is kept in memory, and is no leak. The stream goes on from day to day: what was published in the weeks around an
            // article is at hand to find copies, and were all of one day, all of it would be.
            .map(|i| {
                let day = FIRST.saturating_add((i as i64 / A_DAY).days()).to_string();
                let mut sent = match i % 10 {
                    0 => article("leak", i),
                    _ => json!({ "id": format!("leak-{i}"), "source": "lag",
                        "text": about_nothing(i) }),
                };
                sent["published"] = json!(day);
                sent
            })
            .map(|article| format!("{article}\n"))
            .collect();
        let (status, _, body) = server.answer("POST", "/v1/articles/bulk", &lines);
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        let (memory, descriptors) = held(server.process()).expect("what it holds");
        points.push((((lot + 1) * LOT) as f64 / 1_000.0, memory, descriptors));
    }
    // A harvest was one act more in every fourth of them, by newer weights, and the server's memory of these looked like a leak.
    assert!(incidents(&server) - at_first <= articles as i64 / 10, "there is more in them than is meant");
    let after = &points[points.len() / 2..];
    let growth = slope(&after.iter().map(|p| (p.0, p.1)).collect::<Vec<_>>());
    let most = |all: &[(f64, f64, usize)]| all.iter().map(|p| p.2).max().unwrap_or(0);
    let (before, descriptors) = (most(&points[..points.len() / 2]), most(after));
    eprintln!(
        "T31: {articles} articles; memory {:.0} MiB at the end, {:.2} MiB more for each 1,000 of the second half; descriptors {before}, then {descriptors}",
        after[after.len() - 1].1 / GROWTH,
        growth / GROWTH
    );
    assert!(descriptors <= before + 2, "{before} {descriptors}");
    // A short stream shows the noise of the allocator rather than a leak.
    let most = if articles == LONG { GROWTH } else { 24.0 * GROWTH };
    assert!(growth <= most, "{growth} bytes");
}
