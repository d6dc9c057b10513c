//! A verification as one JSON document (`schema/verify.schema.json`).

use std::io::{self, Write};

use serde::Serialize;

use crate::diff::{Cause, Detail, Verdict};
use crate::ops::verify::{Verified, VerifyReport};
use crate::path::as_text;
use crate::report::json;

/// Writes the document.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn json(report: &VerifyReport, out: &mut dyn Write) -> io::Result<()> {
    let comparisons = report.archives.iter().map(|verified| &verified.comparison);
    let document = VerifyDocument {
        verdict: report.verdict(),
        causes: comparisons.flat_map(|comparison| &comparison.difference.causes).collect(),
        archives: report.archives.iter().map(VerifiedArchiveView::new).collect(),
    };
    json::write(&document, out)
}

/// The schema of the document.
#[must_use]
pub fn schema() -> String {
    json::schema::<VerifyDocument<'_>>()
}

/// The result of `pkgr verify`.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(title = "pkgr verify")]
struct VerifyDocument<'a> {
    /// The verdict of the archive that differs most.
    verdict: Verdict,
    /// The causes of all archives.
    causes: Vec<&'a Cause>,
    /// Each archive.
    archives: Vec<VerifiedArchiveView<'a>>,
}

/// One archive.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "ArchiveView")]
struct VerifiedArchiveView<'a> {
    /// As it was named.
    file: String,
    /// How much it has in common with what the manifest gives.
    verdict: Verdict,
    /// Why it is not identical.
    causes: &'a [Cause],
    /// How some files differ.
    details: &'a [Detail],
    /// The encoder and level that give the published bytes, where only the compression differs.
    encoder: Option<String>,
}

impl<'a> VerifiedArchiveView<'a> {
    fn new(verified: &'a Verified) -> Self {
        let Verified { comparison, encoder } = verified;
        Self {
            file: as_text(&comparison.right.name),
            verdict: comparison.difference.verdict,
            causes: &comparison.difference.causes,
            details: &comparison.details,
            encoder: encoder.map(|codec| codec.to_string()),
        }
    }
}
