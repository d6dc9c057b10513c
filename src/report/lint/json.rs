//! Findings of lints as one JSON document (`schema/lint.schema.json`).

use std::io::{self, Write};

use serde::Serialize;

use crate::digest::Digest;
use crate::inspect::ArchiveFinding;
use crate::ops::lint::{LintReport, LintedArchive};
use crate::path::as_text;
use crate::report::json;

/// Writes the document.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn json(report: &LintReport, out: &mut dyn Write) -> io::Result<()> {
    json::write(&LintDocument::new(report), out)
}

/// The schema of the document.
#[must_use]
pub fn schema() -> String {
    json::schema::<LintDocument<'_>>()
}

/// The result of `pkgr lint`.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(title = "pkgr lint")]
struct LintDocument<'a> {
    /// The only archive; absent if there are several.
    #[serde(flatten)]
    only: Option<LintedArchiveView<'a>>,
    /// Every archive that could be read.
    archives: Vec<LintedArchiveView<'a>>,
}

/// What was found in an archive.
#[derive(Clone, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Archive")]
struct LintedArchiveView<'a> {
    /// The archive, as it was named.
    file: String,
    /// Length of the file in bytes.
    size: u64,
    /// SHA-256 of the file.
    sha256: Digest,
    /// Members that were read.
    members: usize,
    /// The lints that found something, what is denied first.
    lints: &'a [ArchiveFinding],
    /// Where reading ended before the end of the archive, so that members that were not read by then are not checked.
    stopped_at: Option<String>,
}

impl<'a> LintDocument<'a> {
    fn new(report: &'a LintReport) -> Self {
        let archives: Vec<_> = report.archives.iter().map(LintedArchiveView::new).collect();
        // Programs that read the document of one archive find its keys where they always were.
        let only = if let [only] = &*archives { Some(only.clone()) } else { None };
        Self { only, archives }
    }
}

impl<'a> LintedArchiveView<'a> {
    fn new(archive: &'a LintedArchive) -> Self {
        let stopped_at = archive.stopped_at.map(|place| place.to_string());
        Self {
            file: as_text(&archive.name),
            size: archive.file.size,
            sha256: archive.file.digest,
            members: archive.members,
            lints: &archive.found,
            stopped_at,
        }
    }
}
