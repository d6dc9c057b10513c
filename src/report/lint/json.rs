//! Findings of lints as one JSON document (`schema/lint.schema.json`).

use std::io::{self, Write};

use serde::Serialize;

use crate::inspect::ArchiveFinding;
use crate::ops::lint::LintReport;
use crate::path::as_text;
use crate::report::json;

/// Writes the document.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn json(report: &LintReport, out: &mut dyn Write) -> io::Result<()> {
    json::write(&LintDocument { file: as_text(&report.name), lints: &report.found }, out)
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
    /// The archive, as it was named.
    file: String,
    /// The lints that found something, what is denied first.
    lints: &'a [ArchiveFinding],
}
