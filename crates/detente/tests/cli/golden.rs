//! Whole outputs a person can read, compared with committed files.
//!
//! `DETENTE_GOLDEN=write cargo test --release -p detente golden` accepts what the program now prints; the
//! difference is then reviewed like code.

use super::{articles, file, run, story};

fn check(name: &str, args: &[&str]) {
    let ran = run(args);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let path = file("crates/detente/tests/golden").join(name);
    if std::env::var("DETENTE_GOLDEN").is_ok_and(|v| v == "write") {
        std::fs::write(&path, &ran.out).expect("a golden file is writable");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(ran.out == expected, "{name} differs; DETENTE_GOLDEN=write accepts:\n{}", ran.out);
}

#[test]
fn golden_founding_story() {
    check("founding-story.txt", &["read", "--published", "2024-01-19", &story()]);
    check(
        "founding-story.annotated.txt",
        &["read", "--published", "2024-01-19", "-f", "annotated", &story()],
    );
}

#[test]
fn golden_own_articles() {
    for name in ["event-aegean", "event-nile", "event-gulf"] {
        let path = format!("{}/{name}.txt", articles());
        check(&format!("{name}.txt"), &["read", &path]);
    }
}
