//! The result of `pkgr vary` as JSON.

use std::io::{self, Write};

use serde::Serialize;

use crate::plan::Package;
use crate::report::json;
use crate::vary::{BaseArchive, VariationCounts, VariationRow, VaryReport};

/// Writes one JSON document (`schema/vary.schema.json`).
///
/// # Errors
/// Returns an error if it cannot be written.
pub fn json(report: &VaryReport, out: &mut dyn Write) -> io::Result<()> {
    let VaryReport { package, manifest, archives, rows } = report;
    let counts = VariationCounts::from_rows(rows);
    json::write(&VaryDocument { package, manifest, counts, archives, variations: rows }, out)
}

/// The schema of the document.
#[must_use]
pub fn schema() -> String {
    json::schema::<VaryDocument<'_>>()
}

/// The result of `pkgr vary`.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(title = "pkgr vary")]
struct VaryDocument<'a> {
    /// Name and version of what was built.
    package: &'a Package,
    /// The bare name of the manifest.
    manifest: &'a str,
    /// How often each outcome came.
    counts: VariationCounts,
    /// The archives of the build where nothing is varied.
    archives: &'a [BaseArchive],
    /// Each case in turn.
    variations: &'a [VariationRow],
}
