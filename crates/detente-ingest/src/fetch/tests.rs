//! T19: addresses that lead where nobody should go, against a server of the test. No test leaves this machine: what is connected to is
//! kept, and only loopback is connected to.

use super::{Answer, Fetch, FetchError, Fetcher, Request, Resolve, SystemNames};
use crate::limits::Limits;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use ureq::unversioned::transport::{ConnectionDetails, Connector, DefaultConnector};

/// A server on a loopback port that answers each request by its path and keeps what was asked.
struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answer: impl Fn(&str, u16) -> Vec<u8> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let head = head(&stream);
                let path = head.split_whitespace().nth(1).unwrap_or_default().to_owned();
                log.lock().expect("the log").push(head);
                // Whoever asked may have gone.
                let _ = (&stream).write_all(&answer(&path, port));
            }
        });
        Server { port, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("the log").clone()
    }
}

fn head(mut stream: &TcpStream) -> String {
    let (mut bytes, mut byte) = (Vec::new(), [0]);
    while !bytes.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n == 1) {
        bytes.push(byte[0]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn reply(status: &str, fields: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 {status}\r\n{fields}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// Where connections were to be made.
type Dialled = Arc<Mutex<Vec<SocketAddr>>>;

/// Connects to loopback alone, and keeps every address that it is given.
#[derive(Debug, Default)]
struct Loopback {
    dialled: Dialled,
    inner: DefaultConnector,
}

impl Connector for Loopback {
    type Out = <DefaultConnector as Connector>::Out;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<()>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        self.dialled.lock().expect("the list").extend(details.addrs.iter());
        if !details.addrs.iter().all(|to| to.ip().is_loopback()) {
            return Err(ureq::Error::ConnectionFailed);
        }
        self.inner.connect(details, chained)
    }
}

/// Names that stand for this machine; `turning` for a public address the first time it is asked and for this one after.
#[derive(Debug, Default)]
struct Names(AtomicUsize);

impl Resolve for Names {
    fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let away = IpAddr::V4(Ipv4Addr::new(192, 88, 98, 1));
        match host {
            "here.example" | "allowed.example" => Ok(vec![here]),
            "both.example" => Ok(vec![away, here]),
            "turning.example" if self.0.fetch_add(1, Ordering::SeqCst) == 0 => Ok(vec![away]),
            "turning.example" => Ok(vec![here]),
            _ => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    }
}

/// A fetcher, and where it connects to.
fn watched(allowed: &[String], names: Arc<Names>) -> (Fetcher, Dialled) {
    let connector = Loopback::default();
    let dialled = Arc::clone(&connector.dialled);
    (Fetcher::over(connector, "detente-test", allowed, names, Limits::default()), dialled)
}

fn fetcher(allowed: &[String]) -> Fetcher {
    watched(allowed, Arc::default()).0
}

fn get(fetcher: &Fetcher, address: &str) -> Result<Answer, FetchError> {
    fetcher.fetch(&Request { address: address.to_owned(), most_bytes: 1024 * 1024, ..Request::default() })
}

/// Sixty ways to say what must not be visited; `PORT` is the canary's.
const FORBIDDEN: &[&str] = &[
    "http://127.0.0.1:PORT/",
    "http://127.1:PORT/",
    "http://127.0.1:PORT/",
    "http://2130706433:PORT/",
    "http://0x7f000001:PORT/",
    "http://0x7f.1:PORT/",
    "http://0x7f.0.0.1:PORT/",
    "http://0177.0.0.1:PORT/",
    "http://017700000001:PORT/",
    "http://0177.1:PORT/",
    "http://127.0.0.1.:PORT/",
    "http://127.255.255.254:PORT/",
    "http://①②⑦.⓪.⓪.①:PORT/",
    "http://127。0。0。1:PORT/",
    "http://１２７.0.0.1:PORT/",
    "http://%31%32%37.0.0.1:PORT/",
    "http://0:PORT/",
    "http://0.0.0.0:PORT/",
    "http://[::]:PORT/",
    "http://[::1]:PORT/",
    "http://[0:0:0:0:0:0:0:1]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[::ffff:7f00:1]:PORT/",
    "http://[::127.0.0.1]:PORT/",
    "http://[64:ff9b::7f00:1]:PORT/",
    "http://[64:ff9b:1::7f00:1]:PORT/",
    "http://[2002:7f00:1::]:PORT/",
    "http://[2001:0:7f00:1::]:PORT/",
    "http://[fc00::1]:PORT/",
    "http://[fd00:ec2::254]:PORT/",
    "http://[fe80::1]:PORT/",
    "http://[fec0::1]:PORT/",
    "http://[ff02::1]:PORT/",
    "http://[2001:db8::1]:PORT/",
    "http://[100::1]:PORT/",
    "http://10.0.0.1:PORT/",
    "http://172.16.0.1:PORT/",
    "http://192.168.1.1:PORT/",
    "http://100.64.0.1:PORT/",
    "http://169.254.169.254:PORT/latest/meta-data/",
    "http://169.254.170.2:PORT/",
    "http://0xa9fea9fe:PORT/",
    "http://2852039166:PORT/",
    "http://192.0.0.192:PORT/",
    "http://198.18.0.1:PORT/",
    "http://224.0.0.1:PORT/",
    "http://255.255.255.255:PORT/",
    "http://user:pass@127.0.0.1:PORT/",
    "http://a.example@127.0.0.1:PORT/",
    "http://here.example:PORT/",
    "http://HERE.example:PORT/",
    "http://both.example:PORT/",
    "https://127.0.0.1:PORT/",
    "file:///etc/passwd",
    "file://127.0.0.1/etc/passwd",
    "gopher://127.0.0.1:PORT/_x",
    "ftp://127.0.0.1:PORT/",
    "dict://127.0.0.1:PORT/x",
    "data:text/html,x",
    "jar:http://127.0.0.1:PORT/!/x",
];

#[test]
fn t19_sixty_addresses_lead_nowhere() {
    assert_eq!(FORBIDDEN.len(), 60);
    let canary = Server::start(|_, _| reply("200 OK", "", b"the canary sings"));
    let (fetcher, dialled) = watched(&[], Arc::default());
    for address in FORBIDDEN {
        let address = address.replace("PORT", &canary.port.to_string());
        let refused = get(&fetcher, &address);
        let is_refused = matches!(
            refused,
            Err(FetchError::Forbidden { .. } | FetchError::Scheme(_) | FetchError::NotAnAddress(_))
        );
        assert!(is_refused, "{address}: {refused:?}");
    }
    assert_eq!(canary.asked(), [""; 0]);
    assert_eq!(*dialled.lock().expect("the list"), []);
}

#[test]
fn t19_neither_a_redirect_nor_a_name_that_turns_leads_there() {
    let canary = Server::start(|_, _| reply("200 OK", "", b"the canary sings"));
    let aim = canary.port;
    let server = Server::start(move |path, port| {
        let to = match path {
            "/direct" => format!("http://127.0.0.1:{aim}/"),
            "/again" => format!("http://allowed.example:{port}/direct"),
            "/file" => "file:///etc/passwd".to_owned(),
            _ => format!("http://allowed.example:{port}{path}"),
        };
        reply("302 Found", &format!("Location: {to}\r\n"), b"")
    });
    let fetcher = fetcher(&[format!("allowed.example:{}", server.port)]);
    let at = |path: &str| get(&fetcher, &format!("http://allowed.example:{}{path}", server.port));
    assert!(matches!(at("/direct"), Err(FetchError::Forbidden { .. })));
    assert!(matches!(at("/again"), Err(FetchError::Forbidden { .. })));
    assert!(matches!(at("/file"), Err(FetchError::Scheme(_))));
    assert!(matches!(at("/round"), Err(FetchError::Redirects { .. })));
    assert_eq!(server.asked().len(), 1 + 2 + 1 + 6);
    // The allowed name with another port is not allowed.
    assert!(matches!(
        get(&fetcher, &format!("http://allowed.example:{aim}/")),
        Err(FetchError::Forbidden { .. })
    ));
    assert_eq!(canary.asked(), [""; 0]);
    assert_eq!(SystemNames.resolve("127.0.0.1").ok(), Some(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]));
}

#[test]
fn t19_a_name_is_resolved_once_for_each_connection() {
    let names = Arc::new(Names::default());
    let canary = Server::start(|_, _| reply("200 OK", "", b"the canary sings"));
    let (fetcher, dialled) = watched(&[], Arc::clone(&names));
    // What is checked is what is connected to, and the name is not asked again.
    let tried = fetcher.once(
        &super::checked(&format!("http://turning.example:{}/", canary.port)).expect("an address"),
        &Request::default(),
        std::time::Duration::from_millis(300),
    );
    assert!(matches!(tried, Err(FetchError::Failed { .. })));
    assert_eq!(names.0.load(Ordering::SeqCst), 1);
    let away = SocketAddr::from((Ipv4Addr::new(192, 88, 98, 1), canary.port));
    assert_eq!(*dialled.lock().expect("the list"), [away]);
    assert_eq!(canary.asked(), [""; 0]);
}

#[test]
fn t19_allowed_hosts_are_fetched_with_conditions_redirects_and_gzip() {
    let server = Server::start(|path, port| match path {
        "/old" => reply("301 Moved", &format!("Location: http://here.example:{port}/feed\r\n"), b""),
        "/feed" => {
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packed.write_all(b"<rss/>").expect("memory");
            let fields = "Content-Type: application/rss+xml\r\nContent-Encoding: gzip\r\nETag: \"7\"\r\n";
            reply("200 OK", fields, &packed.finish().expect("memory"))
        }
        "/same" => reply("304 Not Modified", "", b""),
        "/gone" => reply("410 Gone", "", b""),
        "/busy" => reply("429 Too Many Requests", "Retry-After: 120\r\n", b""),
        _ => reply("200 OK", "", &vec![b'x'; 2 * 1024 * 1024]),
    });
    let fetcher = fetcher(&["here.example".to_owned()]);
    let at = |path: &str| get(&fetcher, &format!("http://here.example:{}{path}", server.port));
    let Ok(Answer::Body(fetched)) = at("/old") else { unreachable!("a body") };
    let address = format!("http://here.example:{}/feed", server.port);
    assert_eq!((fetched.body.as_slice(), fetched.etag.as_deref()), (b"<rss/>".as_slice(), Some("\"7\"")));
    assert_eq!((fetched.moved_to.as_ref(), &fetched.address), (Some(&address), &address));
    let request = Request { address, etag: Some("\"7\"".into()), most_bytes: 9, ..Request::default() };
    let again = Request { address: request.address.replace("/feed", "/same"), ..request };
    assert_eq!(fetcher.fetch(&again).ok(), Some(Answer::Unchanged));
    assert!(server.asked().last().is_some_and(|head| head.to_lowercase().contains("if-none-match: \"7\"")));
    assert_eq!(at("/gone").ok(), Some(Answer::Gone));
    let busy = Answer::Refused { status: 429, retry_after: Some(std::time::Duration::from_secs(120)) };
    assert_eq!(at("/busy").ok(), Some(busy));
    assert!(matches!(at("/large"), Err(FetchError::Body { .. })));
}

/// In a network of its own in which there is nothing but loopback; whoever went further would fail there.
#[test]
fn t19_all_tests_pass_where_there_is_only_loopback() {
    const ALONE: &str = "ip link set lo up && exec \"$@\"";
    let alone = |arguments: &[&std::ffi::OsStr]| {
        Command::new("unshare").args(["-rn", "sh", "-c", ALONE, "sh"]).args(arguments).output()
    };
    if !alone(&["true".as_ref()]).is_ok_and(|run| run.status.success()) {
        eprintln!("skipped: no network of its own can be made here (unshare -rn, ip link)");
        return;
    }
    let program = std::env::current_exe().expect("this program");
    let skipped = ["--skip", "only_loopback"].map(std::ffi::OsStr::new);
    let run = alone(&[program.as_os_str(), skipped[0], skipped[1]]).expect("run");
    let out = String::from_utf8_lossy(&run.stdout);
    // This test alone is left out, and those of fetching are there.
    assert!(run.status.success() && out.contains("t19_sixty_addresses_lead_nowhere ... ok"), "{out}");
    assert!(out.contains("; 1 filtered out"), "{out}");
}
