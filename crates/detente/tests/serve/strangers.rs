//! What schemathesis finds, which knows nothing of us but the API's document: questions made from the schemas of parameters and bodies, sound
//! and unsound, each answer held against the document. `contract` asks more of us, and knows us; this one does not.
//!
//! Runs where `DETENTE_SCHEMATHESIS` names the program (`st` of the PyPI package schemathesis); elsewhere it says so and does nothing.

use super::server::Server;
use super::stores::skips::skipped;
use std::process::Command;

/// Questions of each kind to an operation.
const QUESTIONS: &str = "12";

#[test]
fn a_stranger_finds_the_api_as_its_document_says() {
    let Some(program) = std::env::var_os("DETENTE_SCHEMATHESIS") else {
        skipped("schemathesis", "DETENTE_SCHEMATHESIS names no program");
        return;
    };
    let server = Server::demo();
    let folder = tempfile::tempdir().expect("a folder");
    let run = Command::new(program)
        .current_dir(folder.path())
        .args(["run", &server.url("/v1/openapi.json"), "--phases", "examples,coverage,fuzzing"])
        .args(["--max-examples", QUESTIONS, "--seed", "1", "--no-color"])
        .args(["--header", &format!("Authorization: Bearer {}", server.token)])
        // Of signs beyond ASCII it makes words without a letter, which nobody can look for; `hostile` sends those.
        .args(["--generation-codec", "ascii"])
        // It cannot write JSON Lines.
        .args(["--exclude-path", "/v1/articles/bulk"])
        .output()
        .expect("schemathesis");
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{told}\n{}", String::from_utf8_lossy(&run.stderr));
    // It would show nothing had it asked nothing.
    assert!(told.contains("Test cases:") && !told.contains("0 generated"), "{told}");
}
