//! Whole outputs a person can read, compared with committed files.
//!
//! `DETENTE_GOLDEN=write cargo test --release -p detente golden` accepts what the program now prints; the
//! difference is then reviewed like code.
//!
//! The network adds floats in the order of the processor's vectors, so that a word on the edge of two readings can
//! fall on the other side on a processor with wider ones. `golden/` holds what one with AVX2 prints, and `golden/avx512/`
//! the outputs that come out otherwise with AVX-512. On the latter the former are written under valgrind, which has no
//! AVX-512 (CONTRIBUTING.md).

use super::{articles, file, run, story};
use std::path::{Path, PathBuf};

/// The outputs of this processor that differ from the common ones; none where it is a common one.
fn own() -> Option<PathBuf> {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vl") {
        return Some(file("crates/detente/tests/golden/avx512"));
    }
    None
}

fn check(name: &str, args: &[&str]) {
    let ran = run(args);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let common = file("crates/detente/tests/golden").join(name);
    let own = own().map(|folder| folder.join(name));
    if std::env::var("DETENTE_GOLDEN").is_ok_and(|v| v == "write") {
        accept(&common, own.as_deref(), &ran.out);
    }
    let path = own.filter(|path| path.exists()).unwrap_or(common);
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(ran.out == expected, "{} differs; DETENTE_GOLDEN=write accepts:\n{}", path.display(), ran.out);
}

/// Writes what the program prints; beside the common output only where this processor prints another.
fn accept(common: &Path, own: Option<&Path>, out: &str) {
    let Some(own) = own else {
        return std::fs::write(common, out).expect("a golden file is writable");
    };
    if std::fs::read_to_string(common).is_ok_and(|expected| expected == out) {
        let _ = std::fs::remove_file(own);
    } else {
        std::fs::write(own, out).expect("a golden file is writable");
    }
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
