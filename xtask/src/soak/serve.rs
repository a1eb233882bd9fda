//! `cargo xtask soak serve`: how fast the server answers over a large ledger.
//!
//! In: a filled ledger and the program. Out: how long it takes to be up, to have crises, alerts and outlooks; for each kind of question the
//! middle, the 95th and the 99th of a hundred, asked one by one over one connection, each time with other parties, days and words;
//! incidents a second over several connections; memory. Where the ledger may be written, one article more, and when it is in the lists.
//!
//! "incidents of a party   0.9 ms   2.1 ms   4.0 ms".

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use ureq::Agent;

use super::mixed;

/// Options of `cargo xtask soak serve`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The ledger
    ledger: PathBuf,
    /// The program; it stands beside this one unless told
    #[arg(long)]
    program: Option<PathBuf>,
    /// Questions of each kind
    #[arg(long, default_value_t = 100)]
    times: u64,
    /// Connections over which the list of incidents is asked for
    #[arg(long, default_value_t = 4)]
    connections: u64,
    /// Send one article more (it is written to the ledger)
    #[arg(long)]
    send: bool,
    /// Fail where 95 of 100 questions of a kind take longer, in milliseconds
    #[arg(long)]
    most: Option<u64>,
}

/// Between two looks whether something has come.
const LOOK: Duration = Duration::from_millis(20);
/// How long anything may take to come.
const PATIENCE: Duration = Duration::from_secs(600);

/// The server; it ends with this.
struct Server {
    child: Child,
    address: String,
    /// None where the ledger is only read.
    token: Option<String>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(args: &Args) -> Result<Self> {
        let beside = || Some(std::env::current_exe().ok()?.parent()?.join("detente"));
        let program = args.program.clone().or_else(beside).context("no program")?;
        let told = || program.display().to_string();
        let ledger = args.ledger.as_os_str();
        let token = if args.send {
            let mut make = Command::new(&program);
            make.args(["token", "--scope", "write", "--name", "soak", "--ledger"]).arg(ledger);
            let made = make.output().with_context(told)?;
            ensure!(made.status.success(), "no token: {}", String::from_utf8_lossy(&made.stderr));
            Some(String::from_utf8(made.stdout)?.trim().to_string())
        } else {
            None
        };
        let mut serve = Command::new(&program);
        serve.args(["serve", "--listen", "127.0.0.1:0", "--ledger"]).arg(ledger);
        if !args.send {
            serve.arg("--read-only");
        }
        let mut child = serve.stderr(Stdio::piped()).spawn().with_context(told)?;
        let mut lines = BufReader::new(child.stderr.take().context("no standard error")?).lines();
        let address = |line: &str| Some(line.split("http://").nth(1)?.split('/').next()?.to_string());
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| address(&line));
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Ok(Server { child, address: address.context("the server did not start")?, token })
    }

    /// Processor time of the server so far, and its memory now and at most, in MB (Linux).
    fn used(&self) -> (f64, [u64; 2]) {
        let of = |file: &str| {
            std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).unwrap_or_default()
        };
        let stat = of("stat");
        let ticks: f64 = stat.rsplit_once(") ").map_or(0.0, |(_, rest)| {
            rest.split(' ').skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum()
        });
        let status = of("status");
        let memory = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.trim_end_matches("kB").trim().parse::<u64>().unwrap_or_default() / 1024
        };
        (ticks / 100.0, [memory("VmRSS:"), memory("VmHWM:")])
    }

    /// Asks for one page: status and length of the body, once it has come whole.
    fn ask(&self, agent: &Agent, path: &str) -> Result<(u16, String)> {
        let mut answer = agent.get(format!("http://{}{path}", self.address)).call()?;
        let body = answer.body_mut().with_config().limit(1 << 30).read_to_string()?;
        Ok((answer.status().as_u16(), body))
    }

    fn json(&self, agent: &Agent, path: &str) -> Result<Value> {
        let (status, body) = self.ask(agent, path)?;
        ensure!(status == 200, "{path}: {status} {body}");
        Ok(serde_json::from_str(&body)?)
    }
}

/// A client with one connection that it keeps, of answers of every status.
fn client() -> Agent {
    Agent::config_builder().http_status_as_error(false).max_idle_connections(1).build().new_agent()
}

/// Starts the server and asks it.
pub(crate) fn run(args: &Args) -> Result<()> {
    let began = Instant::now();
    let server = Server::start(args)?;
    let agent = client();
    told(&server, "up", began);
    for (what, path) in
        [("crises", "/v1/crises?limit=1"), ("alerts", "/v1/alerts?limit=1"), ("outlooks", "/v1/outlook")]
    {
        let answered = until(|| Ok(Some(server.ask(&agent, path)?.0).filter(|status| *status != 503)))?;
        ensure!(answered == 200, "{path}: {answered}");
        told(&server, what, began);
    }
    let stock = Stock::of(&server, &agent)?;
    let mut slow = Vec::new();
    println!("{:24} {:>9} {:>9} {:>9} {:>9}", "milliseconds", "middle", "95th", "99th", "KB");
    for (kind, path) in KINDS {
        let (mut times, mut bytes) = (Vec::new(), 0);
        for n in 0..args.times.max(1) {
            let path = path(&stock, n);
            let began = Instant::now();
            let (status, body) = server.ask(&agent, &path)?;
            times.push(began.elapsed());
            bytes += body.len();
            ensure!(status == 200, "{path}: {status} {body}");
        }
        times.sort();
        let at = |share: usize| milliseconds(times[(times.len() * share / 100).min(times.len() - 1)]);
        println!("{kind:24} {:9.1} {:9.1} {:9.1} {:9}", at(50), at(95), at(99), bytes / times.len() / 1024);
        if args.most.is_some_and(|most| at(95) > most as f64) {
            slow.push(kind);
        }
    }
    lists(&server, args, &stock)?;
    told(&server, "all of it", began);
    if args.send {
        send(&server, &agent)?;
    }
    ensure!(slow.is_empty(), "too slow: {}", slow.join(", "));
    Ok(())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn told(server: &Server, what: &str, began: Instant) {
    let (busy, [memory, most]) = server.used();
    let seconds = began.elapsed().as_secs_f64();
    println!("{what}: after {seconds:.1} s, processor {busy:.1} s; memory {memory} MB, at most {most} MB");
}

/// Asks until there is an answer.
fn until<T>(mut look: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if let Some(found) = look()? {
            return Ok(found);
        }
        std::thread::sleep(LOOK);
    }
    bail!("nothing came in {PATIENCE:?}")
}

/// What questions are made of: the busiest dyads and their parties, days, numbers of what there is.
struct Stock {
    pairs: Vec<(String, String)>,
    incidents: Vec<String>,
    articles: Vec<String>,
    crises: Vec<String>,
    cursors: Vec<String>,
}

impl Stock {
    fn of(server: &Server, agent: &Agent) -> Result<Self> {
        let rows = |path: &str| -> Result<Vec<Value>> {
            Ok(server.json(agent, path)?["rows"].as_array().cloned().unwrap_or_default())
        };
        let text = |row: &Value, key: &str| row[key].as_str().map(String::from);
        let texts = |path: &str, key: &str| -> Result<Vec<String>> {
            Ok(rows(path)?.iter().filter_map(|row| text(row, key)).collect())
        };
        let dyads = rows("/v1/dyads?limit=400")?;
        let mut stock = Stock {
            pairs: dyads.iter().filter_map(|row| text(row, "a").zip(text(row, "b"))).collect(),
            incidents: texts("/v1/incidents?limit=500", "id")?,
            articles: texts("/v1/articles?limit=500", "key")?,
            crises: texts("/v1/crises?limit=500", "id")?,
            cursors: vec![String::new()],
        };
        for _ in 0..50 {
            let after = stock.cursors.last().cloned().unwrap_or_default();
            let page = server.json(agent, &format!("/v1/incidents?limit=1000&after={after}"))?;
            let Some(next) = page["next"].as_str() else { break };
            stock.cursors.push(next.to_string());
        }
        let lists = [stock.incidents.len(), stock.articles.len(), stock.crises.len(), stock.pairs.len()];
        ensure!(!lists.contains(&0), "the ledger has too little to ask about");
        Ok(stock)
    }

    fn pick<'a, T>(&self, list: &'a [T], n: u64) -> &'a T {
        &list[(mixed(23, n) % list.len() as u64) as usize]
    }

    fn dyad(&self, n: u64) -> String {
        let (a, b) = self.pick(&self.pairs, n);
        format!("{}/{}", escaped(a), escaped(b))
    }

    fn party(&self, n: u64) -> String {
        escaped(&self.pick(&self.pairs, n).0)
    }
}

/// As a part of an address.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn word(n: u64) -> &'static str {
    let words = ["border", "missile", "ambassador", "ceasefire", "troops", "minister", "sanctions", "talks"];
    words[(mixed(29, n) % words.len() as u64) as usize]
}

fn kind(n: u64) -> &'static str {
    let kinds = ["ASSAULT", "ACCUSE", "CONSULT", "AGREE", "SANCTION"];
    kinds[(mixed(31, n) % kinds.len() as u64) as usize]
}

/// The address of the n-th question of a kind.
type Path = fn(&Stock, u64) -> String;

/// What is asked.
const KINDS: [(&str, Path); 30] = [
    ("incidents", |s, n| format!("/v1/incidents?after={}", s.pick(&s.cursors, n))),
    ("incidents of a party", |s, n| format!("/v1/incidents?party={}", s.party(n))),
    ("of a party and type", |s, n| format!("/v1/incidents?party={}&type={}", s.party(n), kind(n))),
    ("of a type, disputed", |_, n| format!("/v1/incidents?type={}&disputed=yes", kind(n))),
    ("with a word", |_, n| format!("/v1/incidents?q={}", word(n))),
    ("with a word, of a party", |s, n| format!("/v1/incidents?q={}&party={}", word(n), s.party(n))),
    ("one incident", |s, n| format!("/v1/incidents/{}", s.pick(&s.incidents, n))),
    ("disputes", |_, n| format!("/v1/disputes?skip={}", n * 20)),
    ("events of a party", |s, n| format!("/v1/events?party={}", s.party(n))),
    ("claims of a party", |s, n| format!("/v1/claims?party={}", s.party(n))),
    ("articles with a word", |_, n| format!("/v1/articles?q={}", word(n))),
    ("one article", |s, n| format!("/v1/articles/{}", s.pick(&s.articles, n))),
    ("dyads", |_, n| format!("/v1/dyads?skip={}", n * 50)),
    ("dyads of a party", |s, n| format!("/v1/dyads?party={}", s.party(n))),
    ("one dyad", |s, n| format!("/v1/dyads/{}", s.dyad(n))),
    ("its index", |s, n| format!("/v1/dyads/{}/index", s.dyad(n))),
    ("its relations", |s, n| format!("/v1/relations/{}?to=2005-06-01", s.dyad(n))),
    ("their history", |s, n| format!("/v1/relations/{}/history", s.dyad(n))),
    ("its outlook", |s, n| format!("/v1/outlook/{}", s.dyad(n))),
    ("commitments of a party", |s, n| format!("/v1/commitments?party={}", s.party(n))),
    ("open commitments", |_, n| format!("/v1/commitments?open=yes&skip={}", n * 10)),
    ("crises", |_, n| format!("/v1/crises?limit=50&skip={n}")),
    ("crises of a party", |s, n| format!("/v1/crises?party={}", s.party(n))),
    ("one crisis", |s, n| format!("/v1/crises/{}", s.pick(&s.crises, n))),
    ("alerts", |_, n| format!("/v1/alerts?skip={}", n * 50)),
    ("alerts of a party", |s, n| format!("/v1/alerts?party={}", s.party(n))),
    ("alerts (Atom)", |_, _| "/v1/alerts.atom?limit=100".to_string()),
    ("incidents (Atom)", |_, _| "/v1/incidents.atom".to_string()),
    ("changes", |_, n| format!("/v1/changes?after={n}")),
    ("page of crises", |_, _| "/crises".to_string()),
];

/// The list of incidents over several connections.
fn lists(server: &Server, args: &Args, stock: &Stock) -> Result<()> {
    let asked = AtomicU64::new(0);
    let (began, busy) = (Instant::now(), server.used().0);
    let total = args.times * 20;
    std::thread::scope(|scope| {
        let each = || -> Result<()> {
            let agent = client();
            loop {
                let n = asked.fetch_add(1, Ordering::Relaxed);
                if n >= total {
                    return Ok(());
                }
                let path = format!("/v1/incidents?limit=50&after={}", stock.pick(&stock.cursors, n));
                let (status, body) = server.ask(&agent, &path)?;
                ensure!(status == 200, "{path}: {status} {body}");
            }
        };
        let threads: Vec<_> = (0..args.connections.max(1)).map(|_| scope.spawn(each)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(|_| bail!("a client broke")))
    })?;
    let (seconds, busy) = (began.elapsed().as_secs_f64(), server.used().0 - busy);
    println!(
        "incident list over {} connections: {:.0} a second; {:.2} ms of processor time each, {:.0} a second on two cores",
        args.connections,
        total as f64 / seconds,
        busy * 1000.0 / total as f64,
        2.0 * total as f64 / busy.max(0.01)
    );
    Ok(())
}

/// One article more: when it is in the lists, and in what is made of them.
fn send(server: &Server, agent: &Agent) -> Result<()> {
    let token = server.token.as_deref().unwrap_or_default();
    let now = jiff::Timestamp::now().as_second();
    let article = json!({
        "id": format!("soak-{now}"), "source": "soak.example", "published": "2006-01-02",
        "text": format!("ISLAMABAD (Wire {now}) - Iran fired missiles at a village in Pakistan on Monday, killing two people, Pakistan's foreign ministry said."),
    });
    let busy = server.used().0;
    let began = Instant::now();
    let address = format!("http://{}/v1/articles", server.address);
    let mut answer = agent
        .post(address)
        .header("Authorization", format!("Bearer {token}"))
        .header("Content-Type", "application/json")
        .send(article.to_string())?;
    let body = answer.body_mut().read_to_string()?;
    ensure!(answer.status().is_success(), "{} {body}", answer.status());
    let taken: Value = serde_json::from_str(&body)?;
    let seq = taken["seq"].as_i64().context("no number of a commit")?;
    told(server, "one article more, acknowledged", began);
    until(|| Ok((server.json(agent, "/v1/dyads?limit=1")?["seq"].as_i64() >= Some(seq)).then_some(())))?;
    told(server, "in the lists", began);
    println!("of that, processor {:.2} s", server.used().0 - busy);
    for path in ["/v1/crises?limit=1", "/v1/alerts?limit=1", "/v1/outlook"] {
        // An earlier state is shown until that of the commit is there.
        until(|| {
            let (status, body) = server.ask(agent, path)?;
            ensure!([200, 503].contains(&status), "{path}: {status} {body}");
            let answer: Value = serde_json::from_str(&body)?;
            Ok((status == 200 && answer["seq"].as_i64() >= Some(seq)).then_some(()))
        })?;
        told(server, path, began);
    }
    Ok(())
}
