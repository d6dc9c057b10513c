//! A verification as one JSON document (`schema/verify.schema.json`).

use std::io::{self, Write};

use serde::Serialize;

use crate::diff::{Cause, Detail, Verdict};
use crate::object_id::ObjectId;
use crate::ops::steering::SteeringFile;
use crate::ops::verify::{Verified, VerifyReport};
use crate::path::as_text;
use crate::plan::Package;
use crate::report::json;

/// Writes the document.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn json(report: &VerifyReport, out: &mut dyn Write) -> io::Result<()> {
    let comparisons = report.archives.iter().map(|verified| &verified.comparison);
    let revision = report.rebuilt.revision.as_ref();
    let document = VerifyDocument {
        verdict: report.verdict(),
        causes: comparisons.flat_map(|comparison| &comparison.difference.causes).collect(),
        package: &report.rebuilt.package,
        manifest: &report.rebuilt.manifest,
        rev: revision.map(|revision| &*revision.rev),
        commit: revision.map(|revision| revision.commit),
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
    /// Name and version of what was rebuilt.
    package: &'a Package,
    /// The bare name of the manifest.
    manifest: &'a str,
    /// What names the commit, as the manifest or the command line has it; null for a directory.
    rev: Option<&'a str>,
    /// The commit that was rebuilt; null for a directory.
    commit: Option<ObjectId>,
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
    /// The published files that can steer a build and are added or changed.
    steering: &'a [SteeringFile],
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
            steering: &comparison.steering,
            encoder: encoder.map(|codec| codec.to_string()),
        }
    }
}
