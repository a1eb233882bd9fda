//! The program as it serves the demo ledger, and a client of it that is no browser.

use super::stores::Place;
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The server; it ends with the test.
pub(super) struct Server {
    child: Child,
    address: String,
    /// A token of scope write.
    pub(super) token: String,
    /// What it has said on standard error.
    said: Arc<Mutex<String>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Serves the demo ledger.
    pub(super) fn demo() -> Self {
        Self::start(&["--demo"], None, None)
    }

    /// Serves with these options. The token is the demo's own, or one that was made for the ledger; `home` has this user's data.
    pub(super) fn start(options: &[&str], token: Option<String>, home: Option<&Path>) -> Self {
        Self::start_under(&[], options, token, home)
    }

    /// The same under another program, which is given the server's command line behind its own and leaves it its process.
    pub(super) fn start_under(
        other: &[&str],
        options: &[&str],
        token: Option<String>,
        home: Option<&Path>,
    ) -> Self {
        let line = [other, &[env!("CARGO_BIN_EXE_detente"), "serve", "--listen", "127.0.0.1:0"], options];
        let line = line.concat();
        let mut child = Command::new(line[0])
            .envs(home.map(|home| ("XDG_DATA_HOME", home)))
            .args(&line[1..])
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server");
        let mut lines = BufReader::new(child.stderr.take().expect("its standard error")).lines();
        let (mut token, mut address) = (token, None);
        let said = Arc::new(Mutex::new(String::new()));
        let keep = |said: &Mutex<String>, line: &str| {
            let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
            said.push_str(line);
            said.push('\n');
        };
        for line in lines.by_ref().map_while(Result::ok) {
            keep(&said, &line);
            token = token.or(line.split("to send articles: ").nth(1).map(String::from));
            address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).map(String::from);
            if address.is_some() {
                break;
            }
        }
        let log = Arc::clone(&said);
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| keep(&log, &line)));
        Server { child, address: address.expect("an address"), token: token.expect("a token"), said }
    }

    /// What it has said on standard error.
    pub(super) fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks as somebody; the status.
    pub(super) fn answer_to(&self, method: &str, path: &str, authorization: &str) -> u16 {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: {authorization}\r\n\r\n",
            self.address
        );
        stream.write_all(head.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let head = String::from_utf8_lossy(&answer[..answer.len().min(12)]).into_owned();
        head.split(' ').nth(1).and_then(|s| s.parse().ok()).expect("a status")
    }

    /// The number of its process.
    pub(super) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address.parse().expect("an address")
    }

    /// Waits for it to end by itself.
    pub(super) fn has_ended(mut self, patience: Duration) -> bool {
        let began = Instant::now();
        while began.elapsed() < patience {
            if self.child.try_wait().is_ok_and(|ended| ended.is_some()) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What it answers to a request without and with a body.
    fn ask(&self, request: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        let head = format!("{request} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        let rest =
            format!("Authorization: Bearer {}\r\nContent-Length: {}\r\n\r\n{body}", self.token, body.len());
        stream.write_all((head + &rest).as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }

    /// The status, the media type and the body of an answer.
    pub(super) fn answer(&self, method: &str, path: &str, body: &str) -> (u16, String, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            self.token,
            body.len()
        );
        stream.write_all(head.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
        let field = |name: &str| {
            head.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_string()
        };
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).expect("a status");
        let kind = field("content-type:").split(';').next().unwrap_or_default().to_string();
        let is_chunked = field("transfer-encoding:") == "chunked";
        let body = answer.split_off(end + 4);
        (status, kind, if is_chunked { joined(&body) } else { body })
    }

    /// Sends an article; what became of it.
    pub(super) fn send(&self, article: &Value) -> Value {
        let answer = self.ask("POST /v1/articles", &article.to_string());
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        let body = answer.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
        serde_json::from_str(body).expect("JSON")
    }

    /// The first address of that kind in an answer.
    pub(super) fn first(&self, path: &str, kind: &str) -> String {
        let answer = self.ask(&format!("GET {path}"), "");
        let at = answer.find(kind);
        assert!(at.is_some(), "no {kind} in {answer}");
        answer[at.unwrap_or(0)..].split(['"', '#']).next().unwrap_or_default().to_string()
    }
}

/// The status and the body of the answer to an article; none where the connection broke off before it was whole.
pub(super) fn post(at: SocketAddr, token: &str, article: &Value) -> Option<(u16, Value)> {
    let body = article.to_string();
    let mut stream = TcpStream::connect(at).ok()?;
    let head = format!(
        "POST /v1/articles HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.split(' ').nth(1)?.parse().ok()?, serde_json::from_str(body).ok()?))
}

/// Runs `detente ARGS... --ledger LEDGER`: whether it ended well, and what it printed.
pub(super) fn detente(place: &Place, args: &[&str]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
    // The tokens of a ledger on a server stand there.
    command.env("XDG_DATA_HOME", place.folder.path()).args(args).args(["--ledger", &place.address]);
    let output = command.output().expect("the program");
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A body that came in chunks.
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    while let Some(end) = chunks.windows(2).position(|two| two == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&chunks[..end]).expect("digits"), 16);
        let (from, length) = (end + 2, length.expect("a length"));
        all.extend_from_slice(&chunks[from..from + length]);
        chunks = &chunks[from + length + 2..];
    }
    all
}

/// A text as part of an address.
pub(super) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
