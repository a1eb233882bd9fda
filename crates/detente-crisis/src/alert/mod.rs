//! What a reader wants to be told of: rules, what they find in a ledger, and each finding as one sentence.
//!
//! In: [`Rules`] from a file of the reader's, incidents with what they make up. Out: [`Finding`]s, each with the incidents and
//! reports it rests on, and [`Alert`]s, findings told in a sentence that keeps who says so. [`Told`] knows what was told before, also
//! where an incident has another number since. Nothing here delivers anything, or reads a clock.
//!
//! The rule "first-conflict of IRN and PAK in 180 days" over the strikes of January 2024 gives one alert: "On 16 January 2024 Iran
//! attacked Pakistan from the air, according to EFE; no material conflict between Iran and Pakistan is told of since 1 June 2023."

mod find;
mod rule;
mod subject;
mod tell;
#[cfg(test)]
mod tests;

pub use find::find;
pub use rule::{Rule, Rules, Trigger};
pub use subject::{Alert, Finding, Subject, Told};
pub use tell::tell;
