//! A Chromium that is told what to do over its DevTools protocol.

use super::stores::skips::skipped;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
/// For an answer of the browser, and for what a page is waited for. The machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// The browser with one page; it ends with the test.
pub(super) struct Browser {
    child: Child,
    /// What it is told, and what it says: JSON, each message with a zero byte behind it.
    told: File,
    says: BufReader<File>,
    session: Option<String>,
    asked: u64,
    _profile: TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The browser of this machine; none: the test says so and does nothing.
fn installed() -> Option<&'static str> {
    let runs = |name: &&str| Command::new(name).arg("--version").output().is_ok_and(|o| o.status.success());
    NAMES.into_iter().find(runs)
}

impl Browser {
    /// Starts it with an empty page.
    pub(super) fn start() -> Option<Self> {
        let Some(name) = installed() else {
            skipped(
                "chromium",
                "no Chromium found; the pages were not tried in a browser (apt-get install chromium)",
            );
            return None;
        };
        let profile = tempfile::tempdir().expect("a folder");
        let pipes = ["told", "says"].map(|pipe| profile.path().join(pipe));
        let made = Command::new("mkfifo").args(&pipes).status();
        assert!(made.is_ok_and(|status| status.success()), "no pipes could be made");
        // The browser takes its orders from descriptor 3 and answers on 4, which a shell can give it.
        let child = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<\"$TOLD\" 4>\"$SAYS\"", name])
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--remote-debugging-pipe",
            ])
            .args(["--no-first-run", "--disable-background-networking", "--disable-component-update"])
            .arg(format!("--user-data-dir={}", profile.path().join("profile").display()))
            .env("TOLD", &pipes[0])
            .env("SAYS", &pipes[1])
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("the browser");
        let told = File::options().write(true).open(&pipes[0]).expect("a pipe");
        let says = BufReader::new(File::open(&pipes[1]).expect("a pipe"));
        let mut browser = Browser { child, told, says, session: None, asked: 0, _profile: profile };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = browser.call("Target.attachToTarget", attach);
        browser.session = session["sessionId"].as_str().map(String::from);
        browser.call("Page.enable", json!({}));
        Some(browser)
    }

    /// Asks for one thing and waits for its answer.
    pub(super) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.ask(method, parameters).unwrap_or_else(|error| unreachable!("{method}: {error}"))
    }

    /// The answer, or what the browser says is wrong.
    fn ask(&mut self, method: &str, parameters: Value) -> Result<Value, Value> {
        self.asked += 1;
        let mut message = json!({ "id": self.asked, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.told.write_all(format!("{message}\0").as_bytes()).expect("sent");
        loop {
            let mut answer = Vec::new();
            self.says.read_until(0, &mut answer).expect("an answer");
            assert_eq!(answer.pop(), Some(0), "the browser has ended");
            let answer: Value = serde_json::from_slice(&answer).expect("JSON");
            // What happens meanwhile has no number.
            if answer["id"] == self.asked {
                return if answer["error"].is_null() {
                    Ok(answer["result"].clone())
                } else {
                    Err(answer["error"].clone())
                };
            }
        }
    }

    /// The value of an expression in the page.
    pub(super) fn value(&mut self, expression: &str) -> Value {
        self.try_value(expression).unwrap_or_else(|error| unreachable!("{expression}: {error}"))
    }

    fn try_value(&mut self, expression: &str) -> Result<Value, Value> {
        let asked = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.ask("Runtime.evaluate", asked)?;
        let thrown = &answer["exceptionDetails"];
        if thrown.is_null() { Ok(answer["result"]["value"].clone()) } else { Err(thrown.clone()) }
    }

    /// Waits until an expression is true of the page, which may be loaded anew meanwhile.
    pub(super) fn wait_for(&mut self, expression: &str) {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if self.try_value(&format!("Boolean({expression})")).is_ok_and(|value| value == true) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let text = self.try_value("document.body.innerText");
        unreachable!("never: {expression}; the page: {text:?}");
    }

    /// Opens an address and waits until a page is there with its script.
    pub(super) fn open(&mut self, url: &str) {
        // The page before may have the same address.
        self.value("window.isOld = true");
        self.call("Page.navigate", json!({ "url": url }));
        self.wait_for(
            "!window.isOld && document.readyState === 'complete' && document.querySelector('main')",
        );
    }

    /// The size of the window.
    pub(super) fn resize(&mut self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Light or dark.
    pub(super) fn theme(&mut self, theme: &str) {
        // A colour on its way from one theme to the other is neither.
        let features = json!([
            { "name": "prefers-color-scheme", "value": theme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.call("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Presses a key.
    pub(super) fn press(&mut self, key: &str, code: u32) {
        for kind in ["keyDown", "keyUp"] {
            let event = json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code });
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// The middle of an element.
    pub(super) fn middle(&mut self, selector: &str) -> (f64, f64) {
        let expression = format!(
            "(() => {{ const e = document.querySelector({}); e.scrollIntoView({{ block: 'center' }});
               const r = e.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2]; }})()",
            json!(selector)
        );
        let at = self.value(&expression);
        (at[0].as_f64().expect("a place"), at[1].as_f64().expect("a place"))
    }

    /// A picture of the window.
    pub(super) fn picture(&mut self) -> Vec<u8> {
        use base64::Engine as _;
        let answer = self.call("Page.captureScreenshot", json!({ "format": "png" }));
        let text = answer["data"].as_str().expect("a picture");
        base64::engine::general_purpose::STANDARD.decode(text).expect("base64")
    }
}
