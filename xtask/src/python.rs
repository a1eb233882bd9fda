//! Python environments for the tasks that need one, made under `target/` and never committed.

use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The interpreter of the environment `name` with these packages installed. `args` are pip's: packages or `-r FILE`.
pub(crate) fn environment(root: &Path, name: &str, args: &[&str]) -> anyhow::Result<PathBuf> {
    let folder = root.join("target").join("python").join(name);
    let python = folder.join("bin").join("python");
    if !python.exists() {
        call(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    }
    let wanted = args.join("\n");
    let mark = folder.join("installed.txt");
    if std::fs::read_to_string(&mark).is_ok_and(|had| had == wanted) {
        return Ok(python);
    }
    call(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(args))?;
    std::fs::write(&mark, wanted).with_context(|| format!("writing {}", mark.display()))?;
    Ok(python)
}

/// Runs a command to its end and fails where it does.
pub(crate) fn call(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("starting {command:?}"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}
