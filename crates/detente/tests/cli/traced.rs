//! The program under strace: whether it can be, how it is begun, and whether what it acknowledged was on the disk first.

use crate::stores::skips::skipped;
use std::collections::HashSet;
use std::process::{Command, Stdio};

/// Whether strace is there and may trace; says so where not.
pub(crate) fn can_trace() -> bool {
    let tried = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let can = tried.is_ok_and(|status| status.success());
    if !can {
        skipped("strace", "strace is not there, or may not trace");
    }
    can
}

/// The beginning of a command line: strace as a grandchild of the program, which keeps the process and its number for itself.
pub(crate) fn strace<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["strace", "-D", "-f", "--seccomp-bpf"], more].concat()
}

/// Calls that show whether an acknowledgement, which goes out by one of those that write, came after its sync; with names of files.
pub(crate) const SYNCS_AND_ANSWERS: &[&str] =
    &["-y", "-s", "24", "-e", "trace=fsync,fdatasync,write,writev,sendto,sendmsg"];

/// How many acknowledgements, each a call that begins to write `mark`, are in a trace. Fails where between two of them the log of the
/// ledger was not synced.
pub(crate) fn check_synced(trace: &str, mark: &str) -> usize {
    let (mut is_synced, mut acknowledged) = (false, 0);
    // Processes with a sync of the log under way.
    let mut syncing = HashSet::new();
    for line in trace.lines() {
        let process = line.split_whitespace().next().unwrap_or_default();
        let is_done = line.trim_end().ends_with("= 0");
        if line.contains("sync(") && line.contains("-wal>") {
            is_synced |= is_done;
            if !is_done {
                syncing.insert(process);
            }
        } else if line.contains("sync resumed>") {
            is_synced |= syncing.remove(process) && is_done;
        } else if line.contains(mark) {
            assert!(is_synced, "acknowledged before its sync: {line}");
            (is_synced, acknowledged) = (false, acknowledged + 1);
        }
    }
    acknowledged
}
