//! A comparison for people.

use std::io::{self, Write};
use std::path::Path;

use crate::diff::nested::Within;
use crate::diff::{Cause, Detail, MOST_NAMED, Side, Verdict, dangers_first};
use crate::ops::diff::{DiffReport, NamedSide};
use crate::path::{Escaped, shown};
use crate::report::facts::SideFacts;
use crate::report::paint::{Hue, Paint};
use crate::text::{Grouped, Shortened};

/// Writes the verdict, both sides, the causes and the details.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn text(report: &DiffReport, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let verdict = report.difference.verdict;
    writeln!(out, "{}: {}", paint.word(hue(verdict), verdict.name()), verdict.meaning())?;
    for (mark, named) in [('-', &report.left), ('+', &report.right)] {
        writeln!(out, "  {mark} {}", shown_side(named))?;
        duplicates(&named.side, out)?;
    }
    for cause in dangers_first(&report.difference.causes) {
        writeln!(out)?;
        self::cause(cause, Some(report.reproduced()), paint, out)?;
    }
    for detail in &report.details {
        writeln!(out)?;
        details(std::slice::from_ref(detail), out)?;
    }
    // Without any detail, this line would stand alone and say nothing about the files.
    match report.more_files() {
        more if more > 0 && !report.details.is_empty() => {
            writeln!(out, "\n{} more files differ", Grouped(more as u64))
        }
        _ => Ok(()),
    }
}

/// The colour of a verdict.
fn hue(verdict: Verdict) -> Hue {
    match verdict {
        Verdict::Identical => Hue::Good,
        Verdict::SameTar | Verdict::SameContent => Hue::Fair,
        Verdict::Differs => Hue::Bad,
    }
}

/// A side with its name, in a line.
pub(super) fn shown_side(named: &NamedSide) -> String {
    format!("{}  {}", shown(&named.name), summary(&named.side))
}

/// Paths that several members have, a few of them.
fn duplicates(side: &Side, out: &mut dyn Write) -> io::Result<()> {
    let found = SideFacts::new(side).duplicates;
    if found.is_empty() {
        return Ok(());
    }
    let named: Vec<String> =
        found.iter().map(|found| format!("`{}` {} times", Escaped(&found.path), found.count)).collect();
    let named = Shortened::inline(&named, MOST_DUPLICATES);
    writeln!(out, "    has {named}; which of them is unpacked depends on the program")
}

/// Paths with several members that are named.
const MOST_DUPLICATES: usize = 3;

/// What a side is, in a line.
fn summary(side: &Side) -> String {
    let facts = SideFacts::new(side);
    let count = Grouped(facts.members as u64);
    match facts.archive {
        None => format!("{count} entries of a directory"),
        Some(archive) => {
            format!("{count} members, {}, order {}, {}", archive.compression, archive.order, archive.dialect)
        }
    }
}

/// A cause in a paragraph; with the name of what its remedy reproduces, where that is not obvious.
pub(crate) fn cause(
    cause: &Cause,
    reproduced: Option<&Path>,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let count = match (cause.count, cause.of) {
        // There is only one that could differ, so that a count would say nothing.
        (1, 1) => String::new(),
        (count, of) => format!("{} of {}: ", Grouped(count as u64), Grouped(of as u64)),
    };
    let hue = if cause.cause.is_danger() { Hue::Bad } else { Hue::Fair };
    // Padded before it is coloured: a width would count the control sequences.
    let name = format!("{:<12}", cause.cause.name());
    let name = paint.word(hue, name);
    writeln!(out, "{name}{count}{}", rule(cause))?;
    if let Some(values) = cause.shown_example() {
        writeln!(out, "{:<12}such as `{}`: {values}", "", cause.example.path)?;
    }
    match (&cause.remedy, reproduced) {
        (Some(remedy), Some(name)) => writeln!(out, "{:<12}to reproduce {}: {remedy}", "", shown(name)),
        (Some(remedy), None) => writeln!(out, "{:<12}{remedy}", ""),
        (None, _) => Ok(()),
    }
}

/// The rule. Of members that only one side has the first, and how many others there are; JSON and HTML have all.
fn rule(cause: &Cause) -> String {
    if cause.cause.is_one_sided() && cause.paths.len() > MOST_NAMED {
        return Shortened::counted(&cause.paths[..MOST_NAMED], cause.count).ungrouped().to_string();
    }
    cause.rule.clone()
}

/// How the bytes of some files differ.
pub(crate) fn details(details: &[Detail], out: &mut dyn Write) -> io::Result<()> {
    for detail in details {
        writeln!(out, "{}", detail.path)?;
        detail.lines.iter().try_for_each(|line| writeln!(out, "  {line}"))?;
        detail.nested.iter().try_for_each(|within| nested(within, out))?;
    }
    Ok(())
}

/// What is within a file, indented below it.
fn nested(within: &Within, out: &mut dyn Write) -> io::Result<()> {
    match within.verdict {
        Some(verdict) => writeln!(out, "  {}: {}", verdict.name(), verdict.meaning())?,
        None => writeln!(out, "  it is an archive that cannot be compared")?,
    }
    within.problems.iter().try_for_each(|problem| writeln!(out, "  {problem}"))?;
    let mut text = Vec::new();
    dangers_first(&within.causes)
        .into_iter()
        .try_for_each(|cause| self::cause(cause, None, Paint::PLAIN, &mut text))?;
    String::from_utf8_lossy(&text).lines().try_for_each(|line| writeln!(out, "  {line}"))
}
