//! What a build wrote: three digests for each archive.

use std::io::{self, Write};

use serde::Serialize;

use super::Grouped;
use crate::build::Built;
use crate::digest::Digest;
use crate::sink;

/// One archive, and how it compares with what stood in the output folder.
#[derive(Clone, Debug)]
pub struct Line {
    /// What was built.
    pub built: Built,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was written; nothing stood there.
    Written,
    /// It replaced another file.
    Replaced(Digest),
    /// The same bytes stood there; the file was not touched.
    Unchanged,
    /// Only checked: the same bytes stand there.
    Same,
    /// Only checked: other bytes stand there.
    Differs(Digest),
    /// Only checked: nothing stands there.
    Missing,
}

impl Outcome {
    /// Whether `build --check` counts it as a finding.
    #[must_use]
    pub fn is_finding(self) -> bool {
        matches!(self, Self::Differs(_) | Self::Missing)
    }

    /// One word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Replaced(_) => "replaced",
            Self::Unchanged => "unchanged",
            Self::Same => "same",
            Self::Differs(_) => "differs",
            Self::Missing => "missing",
        }
    }
}

/// For people: each archive with its digests.
///
/// # Errors
/// The writer's.
pub fn text(folder: &str, lines: &[Line], content: Digest, out: &mut dyn Write) -> io::Result<()> {
    for Line { built, outcome } in lines {
        let size = Grouped(built.size);
        writeln!(out, "{folder}/{}  {size} bytes, {}", built.file, outcome.word())?;
        writeln!(out, "  file     sha256 {}", built.digest)?;
        match outcome {
            Outcome::Differs(found) => writeln!(out, "  on disk  sha256 {found}")?,
            Outcome::Replaced(former) => writeln!(out, "  before   sha256 {former}")?,
            _ => {}
        }
        writeln!(out, "  tar      sha256 {}", built.tar_digest)?;
        writeln!(out, "  content  sha256 {content}")?;
    }
    Ok(())
}

/// One JSON document (`schema/build.schema.json`).
///
/// # Errors
/// The writer's.
pub fn json(lines: &[Line], content: Digest, out: &mut dyn Write) -> io::Result<()> {
    let archives = lines.iter().map(|line| ArchiveView::of(line, content)).collect();
    sink::json(&Document { version: 1, archives }, out)
}

/// The result of `pkgr build`.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(title = "pkgr build")]
pub(crate) struct Document {
    /// The version of this format.
    version: u32,
    /// The archives, in the manifest's order.
    archives: Vec<ArchiveView>,
}

/// One archive and its three digests.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct ArchiveView {
    /// Bare file name.
    file: String,
    /// Length of the file in bytes.
    size: u64,
    /// SHA-256 of the file.
    sha256: Digest,
    /// SHA-256 of the tar stream inside.
    tar_sha256: Digest,
    /// SHA-256 over paths, kinds, executable bits and bytes.
    content_sha256: Digest,
    /// `written`, `replaced`, `unchanged`; with `--check`: `same`, `differs`, `missing`.
    outcome: &'static str,
}

impl ArchiveView {
    fn of(line: &Line, content_sha256: Digest) -> Self {
        let Line { built, outcome } = line;
        Self {
            file: built.file.clone(),
            size: built.size,
            sha256: built.digest,
            tar_sha256: built.tar_digest,
            content_sha256,
            outcome: outcome.word(),
        }
    }
}
