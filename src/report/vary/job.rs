//! Variations for the pages of a CI job.

use super::text::{explain, findings, title};
use crate::diagnostic::Severity;
use crate::report::github::{JobFinding, JobFindings};
use crate::report::paint::Paint;
use crate::report::written;
use crate::vary::{VariationCounts, VaryReport};

/// Each variation that changes the archives.
#[must_use]
pub fn for_job(report: &VaryReport) -> JobFindings {
    let found = findings(&report.rows).into_iter().map(|row| JobFinding {
        severity: Severity::Error,
        title: title(row),
        text: written(|text| explain(row, Paint::PLAIN, text)).trim().to_owned(),
    });
    JobFindings {
        command: "vary",
        subject: VariationCounts::from_rows(&report.rows).to_string(),
        verdict: if report.has_findings() { "differs" } else { "same" }.to_owned(),
        found: found.collect(),
    }
}
