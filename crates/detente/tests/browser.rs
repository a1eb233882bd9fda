//! The pages of the demo ledger in a real browser: they load, the script runs under the policy, and pictures are taken.
//!
//! Needs Chromium; without one the test says so and does nothing. `DETENTE_SCREENS=FOLDER` keeps the pictures.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
/// Widths of a desk and of a phone, with the height of the picture.
const WIDTHS: [(&str, u32, u32); 2] = [("desk", 1280, 1150), ("phone", 412, 1400)];

/// The server; it ends with the test.
struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn browser() -> Option<&'static str> {
    let runs = |name: &&str| Command::new(name).arg("--version").output().is_ok_and(|o| o.status.success());
    BROWSERS.into_iter().find(runs)
}

fn serve() -> Server {
    let mut child = Command::new(env!("CARGO_BIN_EXE_detente"))
        .args(["serve", "--demo", "--listen", "127.0.0.1:0"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the server");
    let lines = BufReader::new(child.stderr.take().expect("its standard error")).lines();
    let mut address = None;
    for line in lines.map_while(Result::ok) {
        if let Some(rest) = line.split("http://").nth(1) {
            address = rest.split('/').next().map(str::to_string);
            break;
        }
    }
    Server { child, address: address.expect("an address") }
}

/// What the server answers, without a browser.
fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

/// The first address of that kind in an answer.
fn first(answer: &str, kind: &str) -> String {
    let at = answer.find(kind);
    assert!(at.is_some(), "no {kind} in {answer}");
    answer[at.unwrap_or(0)..].split(['"', '#']).next().unwrap_or_default().to_string()
}

fn run(browser: &str, profile: &Path, args: &[String]) -> String {
    let output = Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--timeout=8000"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(args)
        .stderr(Stdio::null())
        .output()
        .expect("the browser");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_pages_work_in_a_browser() {
    let Some(browser) = browser() else {
        eprintln!(
            "SKIPPED: no Chromium found; the pages were not tried in a browser (apt-get install chromium)"
        );
        return;
    };
    let server = serve();
    let address = &server.address;
    let crisis = first(&get(address, "/crises"), "/crisis/");
    let list = get(address, "/v1/incidents?limit=1&type=ASSAULT");
    let incident = first(&list, "/incident/");
    let article = first(&get(address, &incident), "/article/");
    let folder = tempfile::tempdir().expect("a folder");
    let screens =
        std::env::var_os("DETENTE_SCREENS").map_or_else(|| folder.path().to_path_buf(), PathBuf::from);
    std::fs::create_dir_all(&screens).expect("a folder for pictures");
    let pages =
        [("overview", "/".to_string()), ("crisis", crisis), ("incident", incident), ("article", article)];
    for (name, path) in &pages {
        let url = format!("http://{address}{path}");
        let profile = folder.path().join("profile");
        let dom = run(browser, &profile, &["--dump-dom".to_string(), url.clone()]);
        // The script shows the button; without it, or where the policy refused it, the button stays hidden.
        let button = dom.split("<button class=\"copy\"").nth(1).and_then(|b| b.split('>').next());
        assert!(button.is_some_and(|b| !b.contains("hidden")), "{path}: the script did not run: {dom}");
        for (width_name, width, height) in WIDTHS {
            let file = screens.join(format!("{name}-{width_name}.png"));
            let picture = format!("--screenshot={}", file.display());
            run(browser, &profile, &[format!("--window-size={width},{height}"), picture, url.clone()]);
            let bytes = std::fs::metadata(&file).map_or(0, |f| f.len());
            assert!(bytes > 10_000, "{}: {bytes} bytes", file.display());
        }
    }
}
