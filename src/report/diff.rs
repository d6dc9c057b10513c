//! What a comparison found: one paragraph for each cause, and the lines of files that differ.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::Grouped;
use crate::container::tar::sorting::Sorting;
use crate::container::writer;
use crate::diff::nested::Within;
use crate::diff::{Cause, Detail, Difference, Side, Verdict};
use crate::digest::Digest;
use crate::path::{as_text, shown};
use crate::sink;

/// A comparison, with the names of both sides and the files that were looked into.
pub struct Report<'a> {
    /// The name and the contents of the left side.
    pub left: (&'a Path, &'a Side),
    /// The name and the contents of the right side.
    pub right: (&'a Path, &'a Side),
    /// What was found.
    pub difference: &'a Difference,
    /// How the bytes of some files differ.
    pub details: &'a [Detail],
    /// The side that a manifest would reproduce with the remedies.
    pub reproduced: &'a Path,
}

impl Verdict {
    /// What it means.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Identical => "every byte is the same",
            Self::SameTar => "the tar streams are the same; only the compression differs",
            Self::SameContent => "the same files with the same bytes; only metadata or the order differs",
            Self::Differs => "the contents differ",
        }
    }
}

/// For people.
///
/// # Errors
/// The writer's.
pub fn text(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let verdict = report.difference.verdict;
    writeln!(out, "{}: {}", verdict.name(), verdict.meaning())?;
    for (mark, (name, side)) in [('-', report.left), ('+', report.right)] {
        writeln!(out, "  {mark} {}  {}", shown(name), summary(side))?;
    }
    for cause in &report.difference.causes {
        writeln!(out)?;
        self::cause(cause, Some(report.reproduced), out)?;
    }
    for detail in report.details {
        writeln!(out, "\n{}", detail.path)?;
        detail.lines.iter().try_for_each(|line| writeln!(out, "  {line}"))?;
        detail.nested.iter().try_for_each(|within| nested(within, out))?;
    }
    let changed = report.difference.changed.len();
    if changed > report.details.len() && !report.details.is_empty() {
        writeln!(out, "\n{} more files differ", Grouped((changed - report.details.len()) as u64))?;
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
    within.causes.iter().try_for_each(|cause| self::cause(cause, None, &mut text))?;
    String::from_utf8_lossy(&text).lines().try_for_each(|line| writeln!(out, "  {line}"))
}

/// What a side is, in a line.
fn summary(side: &Side) -> String {
    let count = Grouped(side.members().len() as u64);
    match side {
        Side::Directory(_) => format!("{count} entries of a directory"),
        Side::Archive(inventory) => format!(
            "{count} members, {}, order {}, {}",
            inventory.compression.name(),
            Sorting::of(&inventory.members),
            writer(inventory)
        ),
    }
}

/// A cause in a paragraph; with the name of what its remedy reproduces, where that is not obvious.
pub(crate) fn cause(cause: &Cause, reproduced: Option<&Path>, out: &mut dyn Write) -> io::Result<()> {
    let count = match (cause.count, cause.of) {
        (1, 1) => String::new(),
        (count, of) => format!("{} of {}: ", Grouped(count as u64), Grouped(of as u64)),
    };
    writeln!(out, "{:<12}{count}{}", cause.cause.name(), cause.rule)?;
    let example = &cause.example;
    let values = format!("{} → {}", example.left, example.right);
    if cause.rule != values && !example.path.is_empty() && !cause.rule.starts_with(&example.path) {
        writeln!(out, "{:<12}such as `{}`: {values}", "", example.path)?;
    }
    match (&cause.remedy, reproduced) {
        (Some(remedy), Some(name)) => writeln!(out, "{:<12}to reproduce {}: {remedy}", "", shown(name)),
        (Some(remedy), None) => writeln!(out, "{:<12}{remedy}", ""),
        (None, _) => Ok(()),
    }
}

/// As one JSON document (`schema/diff.schema.json`).
///
/// # Errors
/// The writer's.
pub fn json(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        version: 1,
        verdict: report.difference.verdict,
        left: SideView::of(report.left),
        right: SideView::of(report.right),
        causes: &report.difference.causes,
        changed: report.difference.changed.len(),
        details: report.details,
    };
    sink::json(&document, out)
}

/// The result of `pkgr diff`.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(title = "pkgr diff")]
pub(crate) struct Document<'a> {
    /// The version of this format.
    version: u32,
    /// How much the sides have in common.
    verdict: Verdict,
    /// The first side.
    left: SideView,
    /// The second side.
    right: SideView,
    /// Why they are not identical.
    causes: &'a [Cause],
    /// Files whose bytes differ.
    changed: usize,
    /// How some of them differ.
    details: &'a [Detail],
}

/// One side of a comparison.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct SideView {
    /// As it was named.
    name: String,
    /// Members of the archive, or entries of the directory.
    members: usize,
    /// What an archive is beyond its members.
    archive: Option<ArchiveView>,
}

/// What an archive is beyond its members.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct ArchiveView {
    /// Length of the file in bytes.
    size: u64,
    /// SHA-256 of the file.
    sha256: Digest,
    /// SHA-256 of the tar stream inside; null for a zip, which has none.
    tar_sha256: Option<Digest>,
    /// The format of the compression, as a manifest spells it, or `zip`.
    compression: &'static str,
    /// Who may have written it, by the spelling of its headers.
    dialect: String,
    /// The order of its members: `gnu-name`, `bytes`, `git`, `unsorted`.
    order: String,
}

impl SideView {
    fn of((name, side): (&Path, &Side)) -> Self {
        let archive = match side {
            Side::Directory(_) => None,
            Side::Archive(inventory) => Some(ArchiveView {
                size: inventory.file.size,
                sha256: inventory.file.digest,
                tar_sha256: inventory.tar().map(|stream| stream.digest),
                compression: inventory.compression.name(),
                dialect: writer(inventory),
                order: Sorting::of(&inventory.members).to_string(),
            }),
        };
        Self { name: as_text(name), members: side.members().len(), archive }
    }
}
