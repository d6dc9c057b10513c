//! A build as one JSON document (`schema/build.schema.json`).

use std::io::{self, Write};

use serde::Serialize;

use crate::digest::Digest;
use crate::ops::build::Line;
use crate::report::json;

/// Writes the document.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn json(lines: &[Line], out: &mut dyn Write) -> io::Result<()> {
    let archives = lines.iter().map(BuiltArchiveView::new).collect();
    json::write(&BuildDocument { archives }, out)
}

/// The schema of the document.
#[must_use]
pub fn schema() -> String {
    json::schema::<BuildDocument>()
}

/// The result of `pkgr build`.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(title = "pkgr build")]
struct BuildDocument {
    /// The archives, in the manifest's order.
    archives: Vec<BuiltArchiveView>,
}

/// One archive and its three digests.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "ArchiveView")]
struct BuiltArchiveView {
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

impl BuiltArchiveView {
    fn new(line: &Line) -> Self {
        let Line { built, outcome } = line;
        Self {
            file: built.file.clone(),
            size: built.size,
            sha256: built.digest,
            tar_sha256: built.tar_digest,
            content_sha256: built.content_digest,
            outcome: outcome.word(),
        }
    }
}
