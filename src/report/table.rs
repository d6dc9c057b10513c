//! The plan as a table for people: mode, size, time, path, and a summary last.

use std::io::{self, Write};

use super::{Grouped, json};
use crate::entry::{Entry, Kind, Owner};
use crate::mode::ModePolicy;
use crate::path::Escaped;
use crate::plan::{Plan, Times};

/// Entries in aligned columns, then what they come to.
///
/// # Errors
/// The writer's.
pub fn write(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let width = size_width(plan);
    writeln!(out, "mode  {:>width$}  {:<20}  path", "size", "time")?;
    for entry in plan.entries() {
        row(entry, width, out)?;
    }
    writeln!(out)?;
    summary(plan, out)
}

fn size_width(plan: &Plan) -> usize {
    let widest =
        plan.entries().iter().map(|entry| size(entry).map_or(1, |size| Grouped(size).to_string().len()));
    widest.max().unwrap_or(1).max("size".len())
}

fn size(entry: &Entry) -> Option<u64> {
    if let Kind::File(file) = entry.kind { Some(file.size) } else { None }
}

fn row(entry: &Entry, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let size = size(entry).map_or_else(|| "-".to_owned(), |size| Grouped(size).to_string());
    let time = entry.mtime.to_string();
    write!(out, "{}  {size:>width$}  {time:<20}  {}", entry.mode, entry.path)?;
    match &entry.kind {
        Kind::Directory => writeln!(out, "/"),
        Kind::File(_) => writeln!(out),
        Kind::Symlink(target) => writeln!(out, " -> {}", Escaped(target.as_bytes())),
    }
}

/// What the plan comes to: counts, bytes, the content digest, and the archives.
///
/// # Errors
/// The writer's.
pub fn summary(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let package = plan.package();
    writeln!(out, "package   {} {}", package.name, package.version)?;
    if let Some(revision) = plan.revision() {
        writeln!(out, "commit    {}", revision.commit)?;
        if let Some(reference) = &revision.reference {
            writeln!(out, "ref       {}", Escaped(reference.as_bytes()))?;
        }
    }
    if let Some(mark) = plan.work_tree().filter(|mark| !mark.is_clean()) {
        writeln!(out, "work tree {} ({})", mark.commit, mark.words())?;
    }
    writeln!(out, "entries   {}", counts(plan))?;
    writeln!(out, "bytes     {}", Grouped(plan.bytes()))?;
    writeln!(out, "content   sha256 {}", plan.content_digest())?;
    if let Some(swhid) = plan.swhid() {
        writeln!(out, "swhid     {swhid}")?;
    }
    for archive in plan.archives() {
        let tar = archive.preset.name();
        writeln!(out, "archive   {}  ({tar}, {})", archive.file, archive.codec)?;
    }
    Ok(())
}

/// The owner as `uid:gid`, with the names where there are any.
pub(crate) fn owner(owner: &Owner) -> String {
    let Owner { uid, gid, user, group } = owner;
    let names = if owner.is_numeric() { "no names".to_owned() } else { format!("`{user}:{group}`") };
    format!("{uid}:{gid}, {names}")
}

/// What was resolved: the policies behind every header value, for those who ask.
///
/// # Errors
/// The writer's.
pub fn policies<C>(plan: &Plan<C>, mode: &ModePolicy, out: &mut dyn Write) -> io::Result<()> {
    let time = match plan.times() {
        Times::Set(time) => format!("{time}"),
        Times::Clamp(time) => format!("{time} at most"),
        Times::Own(time) => format!("of the last commit that touched each path, {time} at most"),
    };
    writeln!(out, "prefix    {}", plan.prefix())?;
    writeln!(out, "order     {}", json::order(plan.order()))?;
    writeln!(out, "time      {time}")?;
    writeln!(out, "mode      {mode}")?;
    writeln!(out, "owner     {}", owner(plan.owner()))
}

fn counts(plan: &Plan) -> String {
    let count =
        |wanted: fn(&Kind) -> bool| plan.entries().iter().filter(|entry| wanted(&entry.kind)).count() as u64;
    let files = count(|kind| matches!(kind, Kind::File(_)));
    let directories = count(|kind| matches!(kind, Kind::Directory));
    let links = count(|kind| matches!(kind, Kind::Symlink(_)));
    let all = Grouped(plan.entries().len() as u64);
    format!(
        "{all} ({} files, {} directories, {} links)",
        Grouped(files),
        Grouped(directories),
        Grouped(links)
    )
}
