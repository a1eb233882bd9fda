//! Time and memory of a walk, measured in a process of its own: the tests of one process share their memory.

use detente_ingest::{Problem, Sources};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// What a walk gave and cost.
#[derive(Debug)]
pub(crate) struct Cost {
    pub(crate) articles: usize,
    /// The kinds of problem, in order, with a blank between them.
    pub(crate) faults: String,
    /// Of the processor: other work of the machine does not count.
    pub(crate) time: Duration,
    /// Memory above what the process had before, in MiB.
    pub(crate) memory: u64,
    /// Bytes written to disk, in KiB.
    pub(crate) written: u64,
}

const NAMED: &str = "DETENTE_TEST_WALK";
const PIPED: &str = "DETENTE_TEST_PIPED";

/// Walks through these files in a process of its own; `piped` is how many bytes of one letter stand in standard input.
pub(crate) fn walk(paths: &[&Path], piped: u64) -> Cost {
    let named = std::env::join_paths(paths).expect("names without colons");
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "measured::named_files", "--ignored", "--nocapture", "--test-threads=1"])
        .env(NAMED, named)
        .env(PIPED, piped.to_string())
        .output()
        .expect("a process");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line =
        text.lines().find_map(|line| line.split_once("cost\t").map(|(_, rest)| rest)).unwrap_or_else(|| {
            let errors = String::from_utf8_lossy(&output.stderr);
            unreachable!("the walk ended with {}: {errors}", output.status)
        });
    let fields: Vec<&str> = line.split('\t').collect();
    let number = |at: usize| fields[at].parse::<u64>().expect("a number");
    Cost {
        articles: number(0) as usize,
        time: Duration::from_millis(number(1)),
        memory: number(2),
        written: number(3),
        faults: fields[4].to_owned(),
    }
}

/// Not a test: what the process of its own does.
#[test]
#[ignore = "run by the others in a process of its own"]
fn named_files() {
    use std::io::Read;
    let Some(named) = std::env::var_os(NAMED) else { return };
    let piped = std::env::var(PIPED).ok().and_then(|bytes| bytes.parse().ok()).unwrap_or(0);
    let paths: Vec<PathBuf> = std::env::split_paths(&named).collect();
    let (start, idle, written) = (time(), peak(), disk());
    let (mut articles, mut faults) = (0, Vec::new());
    for item in Sources::new(paths, std::io::repeat(b'x').take(piped)) {
        match item {
            Ok(_) => articles += 1,
            Err(fault) => {
                assert!(!matches!(fault.problem, Problem::Defect), "{fault}");
                faults.push(fault.problem.name());
            }
        }
    }
    faults.truncate(20);
    let (memory, disk) = ((peak() - idle) / 1024, (disk() - written).div_ceil(1024));
    println!("\ncost\t{articles}\t{}\t{memory}\t{disk}\t{}", time() - start, faults.join(" "));
}

/// A number of KiB or bytes that Linux tells of this process.
fn told(file: &str, field: &str) -> u64 {
    let text = std::fs::read_to_string(file).expect("Linux tells this");
    let line = text.lines().find_map(|line| line.strip_prefix(field)).expect("the field");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// Milliseconds of the processor, of the program and of the system on its behalf.
fn time() -> u64 {
    let text = std::fs::read_to_string("/proc/self/stat").expect("Linux tells this");
    // After the program's name, which may hold anything.
    let (_, fields) = text.rsplit_once(')').expect("the name's end");
    let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok());
    ticks.sum::<u64>() * 10
}

fn peak() -> u64 {
    told("/proc/self/status", "VmHWM:")
}

fn disk() -> u64 {
    told("/proc/self/io", "wchar:")
}
