//! T23: floods and slow clients, each from an address of its own, with an honest client beside them.

use super::server::Server;
use socket2::{Domain, Protocol, Socket, Type};
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Slow connections at a time.
const SLOW: usize = 200;
/// Between two bytes of a slow one.
const DRIP: Duration = Duration::from_secs(10);
/// After which a slow one has to be closed.
const CLOSED: Duration = Duration::from_secs(15);
/// For 99 of 100 answers to the honest client; twice as much fails the test, since the machine is shared.
const HONEST: Duration = Duration::from_millis(500);
/// That the server's memory may grow by.
const GROWTH: u64 = 64 << 20;
/// Bytes of a body that are read at most, with what waits in the sockets on the way.
const BODY: usize = (32 << 20) + (8 << 20);

/// A connection from an address of this machine.
fn connect(from: u8, to: SocketAddr) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP)).expect("a socket");
    socket.bind(&SocketAddr::from((Ipv4Addr::new(127, 0, 0, from), 0)).into()).expect("bound");
    socket.connect(&to.into()).expect("connected");
    socket.into()
}

/// The status of the next answer on a connection, read with its body.
fn status(stream: &mut TcpStream) -> Option<u16> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return None,
        }
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let length =
        head.split("content-length: ").nth(1).and_then(|l| l.split('\r').next()).and_then(|l| l.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    head.split(' ').nth(1)?.parse().ok()
}

/// Asks again and again until it is told to stop; how long each answer took, the shortest first.
fn honest(to: SocketAddr, is_over: &AtomicBool) -> Vec<Duration> {
    let mut took = Vec::new();
    while !is_over.load(Ordering::Relaxed) {
        let path = ["/", "/incidents", "/v1/incidents", "/crises"][took.len() % 4];
        let began = Instant::now();
        let mut stream = connect(1, to);
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{path}: {}", String::from_utf8_lossy(&answer[..60]));
        took.push(began.elapsed());
        std::thread::sleep(Duration::from_millis(20));
    }
    took.sort();
    took
}

/// Heads that come byte by byte; when the last of them was closed.
fn slow(to: SocketAddr) -> Duration {
    let began = Instant::now();
    let mut open: Vec<TcpStream> = (0..SLOW).map(|_| connect(2, to)).collect();
    open.iter().for_each(|s| s.set_nonblocking(true).expect("set"));
    let request = b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ";
    let mut sent = 0;
    while !open.is_empty() && began.elapsed() < 2 * CLOSED {
        if began.elapsed() >= DRIP * sent {
            let byte = &request[sent as usize % request.len()..][..1];
            open.iter_mut().for_each(|s| drop(s.write(byte)));
            sent += 1;
        }
        // An answer that says why may come before the end.
        open.retain_mut(|s| match s.read(&mut [0; 1024]) {
            Ok(0) => false,
            Ok(_) => true,
            Err(error) => error.kind() == ErrorKind::WouldBlock,
        });
        std::thread::sleep(Duration::from_millis(50));
    }
    began.elapsed()
}

/// Guesses tokens; how often each status came.
fn guesses(to: SocketAddr) -> (usize, usize) {
    let (mut unknown, mut too_many) = (0, 0);
    let mut stream = connect(3, to);
    for i in 0..1_000 {
        let request = format!(
            "POST /v1/articles HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer detente_{i}\r\nContent-Length: 0\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("sent");
        match status(&mut stream) {
            Some(401) => unknown += 1,
            Some(429) => too_many += 1,
            other => assert_eq!(other, Some(429), "guess {i}"),
        }
    }
    (unknown, too_many)
}

/// Ten thousand questions as fast as they go; how many were answered, and how many put off.
fn questions(to: SocketAddr) -> (usize, usize) {
    let (mut answered, mut put_off) = (0, 0);
    let mut stream = connect(4, to);
    for _ in 0..10_000 / 20 {
        let request = "GET /v1/incidents?limit=1 HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20);
        stream.write_all(request.as_bytes()).expect("sent");
        for _ in 0..20 {
            match status(&mut stream) {
                Some(200) => answered += 1,
                other => {
                    assert_eq!(other, Some(429));
                    put_off += 1;
                }
            }
        }
    }
    (answered, put_off)
}

/// The head of a gigabyte.
fn head(token: &str, length: &str) -> String {
    format!(
        "POST /v1/articles/bulk HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n{length}\r\n\r\n"
    )
}

/// Says that a gigabyte will come and waits for the answer before any of it; then sends it all the same. The status, and how many bytes went out.
fn sized(to: SocketAddr, token: &str) -> (Option<u16>, usize) {
    let mut stream = connect(5, to);
    stream.set_write_timeout(Some(Duration::from_secs(5))).expect("set");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
    stream.write_all(head(token, &format!("Content-Length: {}", 1 << 30)).as_bytes()).expect("sent");
    let status = status(&mut stream);
    let piece = [b'x'; 1 << 16];
    let mut sent = 0;
    // Until it is closed, or no longer read.
    while sent < 1 << 30 && stream.write_all(&piece).is_ok() {
        sent += piece.len();
    }
    (status, sent)
}

/// Sends a gigabyte without saying how much it is; the status, and how many bytes went out before it.
fn chunked(to: SocketAddr, token: &str) -> (Option<u16>, usize) {
    let mut stream = connect(5, to);
    stream.set_write_timeout(Some(Duration::from_secs(5))).expect("set");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
    stream.write_all(head(token, "Transfer-Encoding: chunked").as_bytes()).expect("sent");
    let piece = [b'x'; 1 << 16];
    let chunk = [b"10000\r\n".as_slice(), &piece, b"\r\n"].concat();
    let mut sent = 0;
    // Until it is closed, or no longer read: what the server says is there.
    while sent < 1 << 30 && stream.write_all(&chunk).is_ok() {
        sent += piece.len();
    }
    (status(&mut stream), sent)
}

/// Memory of a process in bytes: what it has now (`VmRSS`), or the most that it had (`VmHWM`).
fn memory(process: u32, which: &str) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix(which)?.strip_prefix(':'))?;
    line.trim().trim_end_matches(" kB").parse::<u64>().ok().map(|kib| kib << 10)
}

/// Lets the most that a process had begin anew with what it has now.
fn forget_the_most(process: u32) {
    // Where that is not allowed, the most from its start on is more than enough.
    let _ = std::fs::write(format!("/proc/{process}/clear_refs"), "5");
}

#[test]
fn t23_floods_and_slow_clients_do_not_keep_an_honest_one_waiting() {
    if !cfg!(target_os = "linux") {
        eprintln!("SKIPPED: other systems have one address of their own only");
        return;
    }
    let server = Server::demo();
    let to = server.address();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let honest = scope.spawn(|| honest(to, &is_over));
        std::thread::sleep(Duration::from_secs(1));
        forget_the_most(server.process());
        let before = memory(server.process(), "VmRSS");
        let slow = scope.spawn(|| slow(to));
        let (guesses, questions) = (scope.spawn(|| guesses(to)), scope.spawn(|| questions(to)));
        let sized = scope.spawn(|| sized(to, &server.token));
        let chunked = scope.spawn(|| chunked(to, &server.token));
        let (sized, chunked) = (sized.join().expect("sent"), chunked.join().expect("sent"));
        let (unknown, too_many) = guesses.join().expect("guessed");
        let (answered, put_off) = questions.join().expect("asked");
        let closed = slow.join().expect("closed");
        let most = memory(server.process(), "VmHWM");
        let grown = most.zip(before).map(|(most, before)| most.saturating_sub(before));
        is_over.store(true, Ordering::Relaxed);
        let took = honest.join().expect("honest answers");
        let p99 = took[took.len() * 99 / 100];
        eprintln!(
            "T23: honest client {} answers, p50 {:?}, p99 {p99:?}; slow closed after {closed:?}; tokens {unknown} unknown, {too_many} put off; \
             {answered} questions answered, {put_off} put off; bodies {sized:?} {chunked:?}; memory +{:?} MiB at its most",
            took.len(),
            took[took.len() / 2],
            grown.map(|bytes| bytes >> 20)
        );
        assert!(took.len() > 50 && p99 <= 2 * HONEST, "{p99:?}");
        assert!(closed <= CLOSED, "{closed:?}");
        // Ten, and one more for each six seconds that the guesses took.
        assert!((10..=15).contains(&unknown) && unknown + too_many == 1_000, "{unknown} {too_many}");
        assert_eq!(answered + put_off, 10_000);
        // A body of a known length is refused before it is read, any other at the limit.
        assert_eq!((sized.0, chunked.0), (Some(413), Some(413)));
        assert!(sized.1 <= BODY >> 2 && chunked.1 <= BODY, "{sized:?} {chunked:?}");
        assert!(grown.is_none_or(|bytes| bytes <= GROWTH), "{grown:?}");
    });
}
