//! Telling a receiver of an alert: a signed POST, tried again for a while.
//!
//! In: an alert as JSON. Out: that the receiver took it (2xx), or why it did not. The signature is the HMAC-SHA256 of the time of
//! sending, a full stop and the body, under a secret that both know: who has the body alone cannot make it, and who has an old request cannot
//! pass it off as new.
//!
//! `Detente-Timestamp: 1705654800`, `Detente-Signature: sha256=9f86d081...` over `1705654800.{"id":...}`.

use anyhow::{Context as _, bail};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use std::time::Duration;
use ureq::config::Config;

/// The variable of the environment that has the secret.
const SECRET: &str = "DETENTE_WEBHOOK_SECRET";

/// How often an alert is sent at a time.
const TRIES: u32 = 5;
/// The wait before the second try; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// The longest wait that a receiver can ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Time for one try.
const PATIENCE: Duration = Duration::from_secs(10);

/// A receiver.
#[derive(Debug)]
pub(crate) struct Webhook {
    agent: ureq::Agent,
    address: String,
    key: Hmac<Sha256>,
}

/// Why one try failed.
struct Failure {
    why: String,
    /// Whether another try may do.
    may_pass: bool,
    /// For how long the receiver asks to be left alone.
    retry_after: Option<Duration>,
}

impl Webhook {
    /// The receiver at an address, with the secret of the environment.
    ///
    /// # Errors
    /// Where there is no secret, or the address is none.
    pub(crate) fn new(address: &str) -> anyhow::Result<Self> {
        let secret = std::env::var(SECRET).unwrap_or_default();
        if secret.is_empty() {
            bail!("a webhook needs a secret to sign with; put one into {SECRET}");
        }
        if !address.starts_with("https://") && !address.starts_with("http://") {
            bail!("{address:?} is no address of a webhook; write https://HOST/PATH");
        }
        let config = Config::builder()
            .http_status_as_error(false)
            // An alert goes where the user sends it, and nowhere else.
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(PATIENCE))
            .user_agent(concat!("detente/", env!("CARGO_PKG_VERSION")))
            .build();
        let key = Hmac::new_from_slice(secret.as_bytes()).context("the secret cannot be used")?;
        Ok(Webhook { agent: ureq::Agent::new_with_config(config), address: address.to_owned(), key })
    }

    /// Sends an alert until the receiver takes it or patience ends. `wait` waits, and answers false where whoever waits should
    /// stop.
    ///
    /// # Errors
    /// Why the receiver did not take it.
    pub(crate) fn send(&self, id: &str, body: &str, wait: &dyn Fn(Duration) -> bool) -> Result<(), String> {
        let mut pause = FIRST_WAIT;
        let mut tries = 1;
        loop {
            let Err(failure) = self.try_once(id, body) else { return Ok(()) };
            let asked = failure.retry_after.unwrap_or_default().min(LONGEST_WAIT);
            let goes_on = failure.may_pass && tries < TRIES && wait(pause.max(asked));
            if !goes_on {
                let times = if tries == 1 { "once".to_owned() } else { format!("{tries} times") };
                return Err(format!("webhook {}: {} (tried {times})", self.address, failure.why));
            }
            tries += 1;
            pause *= 2;
        }
    }

    fn try_once(&self, id: &str, body: &str) -> Result<(), Failure> {
        let timestamp = Timestamp::now().as_second();
        let sent = self
            .agent
            .post(&self.address)
            .header("Content-Type", "application/json")
            .header("Detente-Alert", id)
            .header("Detente-Timestamp", timestamp.to_string())
            .header("Detente-Signature", self.signature(timestamp, body))
            .send(body.as_bytes());
        let response = match sent {
            Ok(response) => response,
            Err(error) => return Err(Failure { why: error.to_string(), may_pass: true, retry_after: None }),
        };
        let status = response.status().as_u16();
        if (200..300).contains(&status) {
            return Ok(());
        }
        let retry_after = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
        Err(Failure {
            why: format!("the receiver answered {status}"),
            // It will not like the same request any better another time, but when it is in trouble itself or too busy.
            may_pass: status >= 500 || matches!(status, 408 | 425 | 429),
            retry_after: retry_after.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs),
        })
    }

    fn signature(&self, timestamp: i64, body: &str) -> String {
        let mut mac = self.key.clone();
        mac.update(timestamp.to_string().as_bytes());
        mac.update(b".");
        mac.update(body.as_bytes());
        let digest = mac.finalize().into_bytes();
        let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha256={digits}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_time_and_body() {
        let key = Hmac::new_from_slice(b"between us").expect("a key");
        let agent = ureq::Agent::new_with_defaults();
        let webhook = Webhook { agent, address: "http://desk.example/".to_owned(), key };
        // printf '1705654800.{"id":"00000000000000aa"}' | openssl dgst -sha256 -hmac 'between us'
        let expected = "bb891d436990eb8971986fea8c4485b2edde1e3ce1d1cc501b5d4014adca0248";
        assert_eq!(
            webhook.signature(1_705_654_800, r#"{"id":"00000000000000aa"}"#),
            format!("sha256={expected}")
        );
    }
}
