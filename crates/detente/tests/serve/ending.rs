//! T31, the half about ends: told to end under load, the server is gone within five seconds, and what it has
//! acknowledged is in the ledger. `killed` has what it holds when it is not told.

use super::server::{Server, detente, post};
use super::stores::{On, Place, on_both_stores};
use super::tier::times;
use serde_json::json;
use std::io::Write as _;
use std::net::TcpStream;
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Ends of the server, with every commit and in the long form.
const ENDS: [usize; 2] = [4, 50];
/// Clients that send articles at the same time.
const SENDERS: usize = 4;
/// Within which it has to be gone.
const GONE: Duration = Duration::from_secs(5);

on_both_stores!(t31_told_to_end_under_load_it_is_gone_soon_and_keeps_what_it_acknowledged);

/// Sends articles until the server does not answer any more; the numbers of those that it acknowledged.
fn send_until_it_ends(server: &Server, sender: &str, acknowledged: &Mutex<Vec<String>>) {
    for i in 0.. {
        let text =
            format!("Iran struck a depot near Panjgur in Pakistan. {i} people were killed, Pakistan said.");
        let article = json!({ "id": format!("{sender}-{i}"), "source": "load", "text": text, "published": "2024-01-17" });
        let Some((200, answer)) = post(server.address(), &server.token, &article) else { return };
        let Some(number) = answer["articles"][0].as_str() else { return };
        if let Ok(mut all) = acknowledged.lock() {
            all.push(number.to_string());
        }
    }
}

fn t31_told_to_end_under_load_it_is_gone_soon_and_keeps_what_it_acknowledged(on: On) {
    if !cfg!(unix) {
        eprintln!("SKIPPED: there are no signals");
        return;
    }
    let place = Place::new(on);
    let token = detente(&place, &["token", "--scope", "write"]).1.trim().to_string();
    let acknowledged = Mutex::new(Vec::new());
    let mut slowest = Duration::ZERO;
    let ends = times(ENDS[0], ENDS[1]);
    for end in 0..ends {
        let server =
            Server::start(&["--ledger", &place.address], Some(token.clone()), Some(place.folder.path()));
        let mut follower = TcpStream::connect(server.address()).expect("a connection");
        follower.write_all(b"GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
        let told_at = std::thread::scope(|scope| {
            for sender in 0..SENDERS {
                let (server, acknowledged) = (&server, &acknowledged);
                scope.spawn(move || send_until_it_ends(server, &format!("{end}-{sender}"), acknowledged));
            }
            std::thread::sleep(Duration::from_millis(700 + 250 * (end % 4) as u64));
            let told_at = Instant::now();
            let told = Command::new("kill").args(["-TERM", &server.process().to_string()]).status();
            assert!(told.is_ok_and(|status| status.success()));
            told_at
        });
        assert!(server.has_ended(2 * GONE));
        let took = told_at.elapsed();
        assert!(took <= GONE, "{took:?}");
        slowest = slowest.max(took);
    }
    let acknowledged = acknowledged.into_inner().expect("numbers");
    eprintln!("T31: {ends} ends, the slowest took {slowest:?}; {} articles acknowledged", acknowledged.len());
    assert!(acknowledged.len() > ends);
    let (_, articles) = detente(&place, &["articles", "--format", "jsonl"]);
    for number in &acknowledged {
        assert!(articles.contains(number.as_str()), "{number} was acknowledged and is not there");
    }
    assert!(detente(&place, &["verify"]).0);
}
