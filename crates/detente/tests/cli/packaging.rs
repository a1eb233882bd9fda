//! Settings of the server by option, environment and file; what `packaging/` ships is what the program takes.

use super::{Ran, command, file};
use std::path::Path;
use std::process::Command;

/// What the settings come to, without those of whoever runs the test.
fn settings(args: &[&str], environment: &[(&str, &str)], home: &Path) -> Ran {
    let mut command = command();
    for name in ["CONFIG", "LISTEN", "HOST", "READ_ONLY"] {
        command.env_remove(format!("DETENTE_SERVE_{name}"));
    }
    command.env_remove("DETENTE_LEDGER").env("HOME", home).env("XDG_CONFIG_HOME", home.join("config"));
    command.args(["serve", "--check"]).args(args).envs(environment.iter().copied());
    command.output().expect("the program starts").into()
}

#[test]
fn options_count_before_the_environment_and_that_before_the_file() {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("my.toml");
    std::fs::write(&path, "listen = \"127.0.0.1:1\"\nhosts = [\"file.example\"]\nread-only = true\n")
        .expect("written");
    let path = path.display().to_string();
    let config = ["--config", &path];
    let check = |args: &[&str], environment: &[(&str, &str)], expected: &[&str]| {
        let ran = settings(&[&config, args].concat(), environment, home.path());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        for line in expected {
            assert!(
                ran.out.lines().any(|l| l == *line),
                "{args:?} {environment:?}: no {line} in {}",
                ran.out
            );
        }
    };
    check(&[], &[], &["listen = \"127.0.0.1:1\"", "hosts = [\"file.example\"]", "read-only = true"]);
    let environment = [
        ("DETENTE_SERVE_LISTEN", "127.0.0.1:2"),
        ("DETENTE_SERVE_HOST", "a.example,b.example"),
        ("DETENTE_SERVE_READ_ONLY", "false"),
    ];
    check(
        &[],
        &environment,
        &["listen = \"127.0.0.1:2\"", "hosts = [\"a.example\", \"b.example\"]", "read-only = false"],
    );
    let args = ["--listen", "127.0.0.1:3", "--host", "c.example", "--read-only"];
    check(&args, &environment, &["listen = \"127.0.0.1:3\"", "hosts = [\"c.example\"]", "read-only = true"]);
}

#[test]
fn the_folder_of_settings_is_looked_into() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("config/detente");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("serve.toml"), "listen = \"127.0.0.1:5\"\n").expect("written");
    let ran = settings(&[], &[], home.path());
    assert!(ran.out.contains("127.0.0.1:5"), "{}{}", ran.out, ran.err);
}

#[test]
fn what_no_setting_is_has_its_line() {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("my.toml");
    std::fs::write(&path, "listen = \"127.0.0.1:1\"\ncolour = \"red\"\n").expect("written");
    let ran = settings(&["--config", &path.display().to_string()], &[], home.path());
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err.contains("my.toml") && ran.err.contains("line 2") && ran.err.contains("colour"),
        "{}",
        ran.err
    );
    let missing = settings(&["--config", "nowhere.toml"], &[], home.path());
    assert!(missing.code == Some(1) && missing.err.contains("nowhere.toml"), "{}", missing.err);
    let open = settings(&["--listen", "0.0.0.0:0"], &[], home.path());
    assert!(open.code == Some(1) && open.err.contains("token"), "{}", open.err);
}

/// The words of a command line of a unit, after the program.
fn unit_args() -> Vec<String> {
    let unit = std::fs::read_to_string(file("packaging/detente.service")).expect("the unit");
    let line = unit.lines().find_map(|line| line.strip_prefix("ExecStart=")).expect("a command");
    let mut words = line.split(' ').map(String::from);
    assert!(words.next().is_some_and(|program| program.ends_with("/detente")), "{line}");
    words.collect()
}

#[test]
fn the_shipped_settings_and_command_lines_are_taken() {
    let home = tempfile::tempdir().expect("a folder");
    let shipped = file("packaging/serve.toml").display().to_string();
    // Where the unit says /etc/detente/serve.toml, the file that is shipped for that place.
    let args: Vec<String> = unit_args()
        .into_iter()
        .map(|word| if word == "/etc/detente/serve.toml" { shipped.clone() } else { word })
        .collect();
    assert!(args.contains(&shipped), "the unit names another file: {args:?}");
    assert_eq!(args[0], "serve");
    let args: Vec<&str> = args[1..].iter().map(String::as_str).collect();
    let ran = settings(&args, &[], home.path());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("ledger = \"/var/lib/detente/ledger.db\""), "{}", ran.out);
}

/// systemd itself reads the unit, with the program where it is here.
#[test]
fn the_unit_is_sound() {
    if !Command::new("systemd-analyze").arg("--version").output().is_ok_and(|o| o.status.success()) {
        eprintln!("SKIPPED: there is no systemd-analyze");
        return;
    }
    let unit = std::fs::read_to_string(file("packaging/detente.service")).expect("the unit");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("detente.service");
    std::fs::write(&path, unit.replace("/usr/local/bin/detente", env!("CARGO_BIN_EXE_detente")))
        .expect("written");
    let ran = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&path).output();
    let ran = ran.expect("systemd-analyze");
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && !told.contains("detente.service"), "{told}");
}

#[test]
fn the_container_runs_the_same_program_without_rights() {
    let text = std::fs::read_to_string(file("packaging/Containerfile")).expect("the file");
    let last = |name: &str| {
        text.lines().rev().find_map(|l| l.strip_prefix(name)).expect("a line").trim().to_string()
    };
    assert_ne!(last("USER "), "root");
    let command: Vec<String> = serde_json::from_str(&last("CMD ")).expect("a list");
    assert_eq!(command, ["serve"]);
    let home = tempfile::tempdir().expect("a folder");
    let ledger = home.path().join("ledger.db").display().to_string();
    let token = super::run(["token", "--scope", "read", "--ledger", &ledger]);
    assert_eq!(token.code, Some(0), "{}", token.err);
    let environment: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| line.strip_prefix("ENV "))
        .flat_map(|line| line.split(' '))
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| if name == "DETENTE_LEDGER" { (name, ledger.as_str()) } else { (name, value) })
        .collect();
    assert_eq!(environment.len(), 2);
    let ran = settings(&[], &environment, home.path());
    assert!(ran.code == Some(0) && ran.out.contains("0.0.0.0:4600"), "{}{}", ran.out, ran.err);
}
