//! The plan as a table for people: mode, size, time, path, and a summary last.

use std::io::{self, Write};

use crate::document;
use crate::entry::{Entry, Kind, Origin, Owner, Size};
use crate::manifest::Generate;
use crate::mode::ModePolicy;
use crate::ops::release::Preview;
use crate::path::Escaped;
use crate::plan::{Plan, Times};
use crate::report::paint::{Hue, Paint};
use crate::source::generate::command_line;
use crate::source::{IgnoringLine, ignored_files};
use crate::text::{Counted, Grouped, Shortened};

/// Entries in aligned columns, then what they come to.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn write(plan: &Plan, ignoring: &[IgnoringLine], paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let width = size_width(plan.entries());
    head(width, paint, out)?;
    plan.entries().iter().try_for_each(|entry| row(entry, width, paint, out))?;
    writeln!(out)?;
    summary(plan, ignoring, out)
}

/// The same for a plan whose steps were not run: nothing but the names of their outputs is known, so
/// the summary has the steps in place of the digest of the content.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn write_preview(
    preview: &Preview,
    steps: &[Generate],
    ignoring: &[IgnoringLine],
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Preview { draft, known } = preview;
    let width = size_width(draft.entries());
    head(width, paint, out)?;
    for entry in draft.entries() {
        match draft.pending_step(entry) {
            None => row(entry, width, paint, out)?,
            Some(step) => {
                let time = time(entry);
                writeln!(
                    out,
                    "----  {:>width$}  {time:<20}  {}  (made by the step `{step}`)",
                    "-", entry.path
                )?;
            }
        }
    }
    writeln!(out)?;
    origin(known, out)?;
    overlay(known, out)?;
    ignored(ignoring, out)?;
    // No digest of the content: it would be one without these outputs, and no build could have it.
    writeln!(out, "entries   {}, and the outputs of the steps", counts(known))?;
    writeln!(out, "bytes     {}", Grouped(known.bytes()))?;
    for step in steps {
        writeln!(
            out,
            "step      {}: [{}], not run; `--run-steps` runs it",
            step.name.get_ref(),
            command_line(step)
        )?;
    }
    archives(known, false, out)
}

fn head(width: usize, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let head = format_args!("mode  {:>width$}  {:<20}  path", "size", "time");
    writeln!(out, "{}", paint.word(Hue::Faint, head))
}

fn size_width<C: Copy + Into<Size>>(entries: &[Entry<C>]) -> usize {
    let widest = entries.iter().map(|entry| size(entry).map_or(1, |size| Grouped(size).to_string().len()));
    widest.max().unwrap_or(1).max("size".len())
}

fn size<C: Copy + Into<Size>>(entry: &Entry<C>) -> Option<u64> {
    if let Kind::File(file) = entry.kind { Some(file.into().0) } else { None }
}

fn row<C: Copy + Into<Size>>(
    entry: &Entry<C>,
    width: usize,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let size = size(entry).map_or_else(|| "-".to_owned(), |size| Grouped(size).to_string());
    let time = time(entry);
    write!(out, "{}  {size:>width$}  {time:<20}  ", entry.mode)?;
    match &entry.kind {
        Kind::Directory => writeln!(out, "{}/", paint.word(Hue::Directory, &entry.path)),
        Kind::File(_) if entry.mode.is_executable() => {
            writeln!(out, "{}", paint.word(Hue::Good, &entry.path))
        }
        Kind::File(_) => writeln!(out, "{}", entry.path),
        Kind::Symlink(target) => {
            writeln!(out, "{} -> {}", paint.word(Hue::Link, &entry.path), Escaped(target.as_bytes()))
        }
    }
}

/// The time of an entry, or that it has none.
pub(crate) fn time<C>(entry: &Entry<C>) -> String {
    if entry.own.is_time_absent { "absent".to_owned() } else { entry.time().to_string() }
}

/// What the plan comes to: counts, bytes, the content digest, and the archives.
fn summary(plan: &Plan, ignoring: &[IgnoringLine], out: &mut dyn Write) -> io::Result<()> {
    origin(plan, out)?;
    overlay(plan, out)?;
    ignored(ignoring, out)?;
    writeln!(out, "entries   {}", counts(plan))?;
    writeln!(out, "bytes     {}", Grouped(plan.bytes()))?;
    writeln!(out, "content   sha256 {}", plan.content_digest())?;
    if let Some(swhid) = plan.swhid() {
        writeln!(out, "swhid     {swhid}")?;
    }
    archives(plan, true, out)
}

/// The package, and the commit or work tree that it is made from.
fn origin(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let package = plan.package();
    writeln!(out, "package   {} {}", package.name, package.version)?;
    if !plan.inputs().is_empty() {
        writeln!(out, "inputs    {}", Escaped(plan.inputs().to_string().as_bytes()))?;
    }
    if let Some(revision) = plan.revision() {
        writeln!(out, "commit    {}", revision.commit)?;
        if let Some(reference) = &revision.reference {
            writeln!(out, "ref       {}", Escaped(reference.as_bytes()))?;
        }
    }
    if let Some(source) = plan.outside() {
        writeln!(out, "source    {} (outside of the manifest's directory)", Escaped(source.as_bytes()))?;
    }
    if let Some(mark) = plan.work_tree().filter(|mark| !mark.is_clean()) {
        writeln!(out, "work tree {} ({})", mark.commit, mark.words())?;
    }
    Ok(())
}

/// The files that come from the overlay.
fn overlay(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let is_laid = |entry: &&Entry| entry.origin == Origin::Overlay && !entry.is_directory();
    let laid = plan.entries().iter().filter(is_laid).map(|entry| format!("`{}`", entry.path));
    let laid: Vec<String> = laid.collect();
    let Some(name) = plan.overlay().map(|name| Escaped(name.as_bytes())) else { return Ok(()) };
    let count = Counted(laid.len() as u64, "file", "files");
    let list = if laid.is_empty() { "" } else { ": " };
    writeln!(out, "overlay   {name}, {count}{list}{}", Shortened::inline(&laid, SHOWN))
}

/// How many files `export-ignore` leaves out, and the lines that do it.
fn ignored(ignoring: &[IgnoringLine], out: &mut dyn Write) -> io::Result<()> {
    if ignoring.is_empty() {
        return Ok(());
    }
    let files = files(ignored_files(ignoring), ignoring.iter().all(|line| line.is_counted));
    let lines: Vec<String> = ignoring.iter().map(|line| format!("`{}`", line.line)).collect();
    writeln!(out, "ignored   {files} by {}", Shortened::inline(&lines, SHOWN))
}

/// Every line of an attribute file that leaves something out, with the number of files.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn ignoring_lines(ignoring: &[IgnoringLine], out: &mut dyn Write) -> io::Result<()> {
    ignoring.iter().try_for_each(|line| {
        writeln!(out, "ignored   {} by `{}`", files(line.files, line.is_counted), line.line)
    })
}

fn files(count: u64, is_whole: bool) -> String {
    let least = if is_whole { "" } else { "at least " };
    format!("{least}{}", Counted(count, "file", "files"))
}

/// Entries of one line that are named before the rest is counted.
const SHOWN: usize = 5;

/// The archives; where one leaves out entries, which, and with `is_whole` the digest of its own content.
fn archives(plan: &Plan, is_whole: bool, out: &mut dyn Write) -> io::Result<()> {
    for archive in plan.archives() {
        let tar = archive.tar().dialect.name;
        let header = if archive.tar().header.is_some() { ", own header" } else { "" };
        writeln!(out, "archive   {}  ({tar}, {}{header})", archive.file, archive.tar().codec)?;
        if archive.left_out.is_empty() {
            continue;
        }
        let tops: Vec<String> = archive.left_out_tops().map(|path| format!("`{path}`")).collect();
        let (count, list) = (Grouped(archive.left_out.len() as u64), Shortened::inline(&tops, SHOWN));
        writeln!(out, "  without {count} of the entries: {list}")?;
        if is_whole {
            writeln!(out, "  content sha256 {}", plan.content_digest_of(archive))?;
        }
    }
    Ok(())
}

/// The owner as `uid:gid`, with the names where there are any.
pub(crate) fn owner(owner: &Owner) -> String {
    let Owner { uid, gid, user, group, is_absent } = owner;
    if *is_absent {
        return "absent".to_owned();
    }
    let names = if owner.is_numeric() { "no names".to_owned() } else { format!("`{user}:{group}`") };
    format!("{uid}:{gid}, {names}")
}

/// What was resolved: the policies behind every header value, for those who ask.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn policies<C>(plan: &Plan<C>, mode: &ModePolicy, out: &mut dyn Write) -> io::Result<()> {
    let time = match plan.times() {
        Times::Set(time) => format!("{time}"),
        Times::SetBoth { files, directories } if files == directories => files.to_string(),
        Times::SetBoth { files, directories } => format!("{files}, of directories {directories}"),
        Times::Clamp(time) => format!("{time} at most"),
        Times::Tree => "of each file on disk".to_owned(),
        Times::Table(_) => "as the table of entries says".to_owned(),
        Times::Absent(_) => "absent".to_owned(),
        Times::Own(time) => format!("of the last commit that touched each path, {time} at most"),
    };
    writeln!(out, "prefix    {}", plan.prefix())?;
    writeln!(out, "order     {}", document::order(plan.order()))?;
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
