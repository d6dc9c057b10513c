//! Findings of lints for the pages of a CI job.

use super::text::finding;
use crate::diagnostic::Severity;
use crate::lint::Level;
use crate::ops::lint::LintReport;
use crate::path::shown;
use crate::report::github::{JobFinding, JobFindings};

/// Each lint that found something: an error if it is denied, otherwise a warning.
#[must_use]
pub fn for_job(report: &LintReport) -> JobFindings {
    let found = report.found.iter().map(|found| JobFinding {
        severity: if found.level == Level::Deny { Severity::Error } else { Severity::Warning },
        title: found.lint.to_owned(),
        text: finding(found),
    });
    JobFindings {
        command: "lint",
        subject: shown(&report.name).to_string(),
        verdict: if report.found.is_empty() { "clean" } else { "findings" }.to_owned(),
        found: found.collect(),
    }
}
