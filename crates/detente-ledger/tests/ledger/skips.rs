//! Tests that a machine does not allow. In: what is missing. Out: a line that says so, or a failure where it has to be there:
//! `DETENTE_REQUIRED` names in words what has (`.ci/run` sets it to what it finds or installs), so that no test is left out there unseen.

/// Says that a test is left out, and why.
pub(crate) fn skipped(missing: &str, why: &str) {
    let required = std::env::var("DETENTE_REQUIRED").unwrap_or_default();
    let is_required = required.split_whitespace().any(|name| name == missing);
    assert!(!is_required, "{why}, and DETENTE_REQUIRED names {missing}");
    eprintln!("skipped: {why}");
}
