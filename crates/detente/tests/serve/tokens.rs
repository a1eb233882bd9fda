//! T22, the half about traces: no token stands in the clear anywhere, neither in what the server says of its answers nor on the disk.

use super::server::Server;
use super::stores::{On, Place, on_both_stores};
use base64::Engine as _;
use serde_json::json;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

on_both_stores!(t22_no_token_stands_in_the_clear);

fn detente(place: &Place, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
    // The tokens of a ledger on a server stand there.
    command.env("XDG_DATA_HOME", place.folder.path()).args(args).args(["--ledger", &place.address]);
    command.output().expect("the program")
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push((path.display().to_string(), std::fs::read(&path).expect("a file")));
        }
    }
    all
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

fn t22_no_token_stands_in_the_clear(on: On) {
    let place = Place::new(on);
    let new = |scope: &str| {
        let made = detente(&place, &["token", "--scope", scope, "--name", scope]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        String::from_utf8_lossy(&made.stdout).trim().to_string()
    };
    let (read, write, wrong) = (new("read"), new("write"), "detente_guessedandwrong".to_string());
    let password = |token: &str| base64::engine::general_purpose::STANDARD.encode(format!("x:{token}"));
    let mut said = String::new();
    let mut asked = 0;
    for log in ["text", "json"] {
        let options = ["--ledger", &place.address, "--log", log];
        let server = Server::start(&options, Some(write.clone()), Some(place.folder.path()));
        let article = json!({ "id": log, "source": "newsroom", "text": "Talks began in Muscat.", "published": "2024-01-17" });
        server.send(&article);
        asked += 1;
        for token in [&read, &write, &wrong] {
            for given in [format!("Bearer {token}"), format!("Basic {}", password(token))] {
                for path in ["/", "/v1/incidents", "/status", "/nowhere"] {
                    server.answer_to("GET", &format!("{path}?token={token}&q={token}"), &given);
                    asked += 1;
                }
            }
        }
        let began = Instant::now();
        let lines =
            |said: &str| said.lines().filter(|line| line.contains("GET") || line.contains("POST")).count();
        while lines(&(said.clone() + &server.said())) < asked && began.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(20));
        }
        said.push_str(&server.said());
        // It would show nothing if nothing were told.
        assert_eq!(lines(&said), asked, "{said}");
    }
    let dump = detente(&place, &["dump"]);
    assert!(
        dump.status.success() && holds(&dump.stdout, "Muscat"),
        "{}",
        String::from_utf8_lossy(&dump.stderr)
    );
    let mut traces = files(place.folder.path());
    let kept = traces.iter().find(|(name, _)| name.ends_with(".tokens")).expect("the file of tokens");
    assert_eq!(String::from_utf8_lossy(&kept.1).lines().count(), 2);
    traces.extend([("the log".to_string(), said.into_bytes()), ("the dump".to_string(), dump.stdout)]);
    for (name, bytes) in &traces {
        for token in [&read, &write, &wrong] {
            for trace in [&token["detente_".len()..], &password(token)] {
                assert!(!holds(bytes, trace), "{name} holds a token");
            }
        }
    }
}
