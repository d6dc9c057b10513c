//! Variations for the pages of a CI job.

use super::text::{explain, findings, title};
use crate::diagnostic::Severity;
use crate::report::github::{JobFinding, JobFindings};
use crate::vary::{VariationCounts, VaryReport};

/// Each variation that changes the archives.
#[must_use]
pub fn for_job(report: &VaryReport) -> JobFindings {
    let found = findings(&report.rows).into_iter().map(|row| {
        let mut text = Vec::new();
        // A vector takes everything.
        let _ = explain(row, &mut text);
        let text = String::from_utf8_lossy(&text).into_owned();
        JobFinding { severity: Severity::Error, title: title(row), text: text.trim().to_owned() }
    });
    JobFindings {
        command: "vary",
        subject: VariationCounts::from_rows(&report.rows).to_string(),
        verdict: if report.has_findings() { "differs" } else { "same" }.to_owned(),
        found: found.collect(),
    }
}
