//! What a build wrote: three digests for each archive.

use std::io::{self, Write};

use serde::Serialize;

use super::Grouped;
use crate::digest::Digest;
use crate::ops::build::{BuildOutcome, Line};
use crate::sink;

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
            BuildOutcome::Differs(found) => writeln!(out, "  on disk  sha256 {found}")?,
            BuildOutcome::Replaced(former) => writeln!(out, "  before   sha256 {former}")?,
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
