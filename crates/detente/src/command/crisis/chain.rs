//! `detente chain`: what an incident answered, and what answered it.

use super::{Told, json, line, number};
use crate::args::ChainArgs;
use crate::exit::Exit;
use anyhow::bail;
use detente_crisis::crisis::{Ground, Links, Node, Picture};
use std::io::Write;

/// Shows the tree of an incident.
pub(crate) fn chain(args: &ChainArgs) -> anyhow::Result<Exit> {
    let id = number(&args.id)?;
    let told = Told::load(&args.state)?;
    let picture = told.picture();
    if picture.incident(id).is_none() {
        bail!("{}: no such incident in the ledger, or none any more", args.id);
    }
    let links = if args.stated { Links::stated(&picture) } else { Links::all(&picture) };
    let tree = links.tree(id);
    let mut out = std::io::stdout().lock();
    if args.state.json {
        json(&mut out, &tree)?;
        return Ok(Exit::Done);
    }
    if !tree.causes.below.is_empty() {
        writeln!(out, "it answers")?;
        write_below(&mut out, &picture, &tree.causes, 1)?;
    }
    writeln!(out, "{}", line(&picture, id))?;
    if tree.answers.below.is_empty() {
        writeln!(out, "  nothing is said to answer it")?;
    } else {
        writeln!(out, "answered by")?;
        write_below(&mut out, &picture, &tree.answers, 1)?;
    }
    Ok(Exit::Done)
}

fn write_below(
    out: &mut impl Write,
    picture: &Picture<'_>,
    node: &Node,
    depth: usize,
) -> std::io::Result<()> {
    for next in &node.below {
        let ground = match next.ground {
            Some(Ground::Inferred) => format!("  (inferred, {:.2})", next.score),
            _ => String::new(),
        };
        writeln!(out, "{:indent$}{}{ground}", "", line(picture, next.incident), indent = 2 * depth)?;
        write_below(out, picture, next, depth + 1)?;
    }
    Ok(())
}
