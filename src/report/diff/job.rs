//! A comparison for the pages of a CI job.

use std::path::Path;

use super::text::{cause, shown_side};
use crate::diagnostic::Severity;
use crate::diff::dangers_first;
use crate::ops::diff::DiffReport;
use crate::report::github::{JobFinding, JobFindings};
use crate::report::paint::Paint;
use crate::report::written;

/// The verdict and the causes.
#[must_use]
pub fn for_job(report: &DiffReport) -> JobFindings {
    JobFindings {
        command: "diff",
        subject: sides(report),
        verdict: report.difference.verdict.name().to_owned(),
        found: causes(report),
    }
}

/// Both sides, a line each.
pub(crate) fn sides(report: &DiffReport) -> String {
    format!("- {}\n+ {}", shown_side(&report.left), shown_side(&report.right))
}

/// Each cause, dangers first: what is unpacked differs by these alone, and they are errors.
pub(crate) fn causes(report: &DiffReport) -> Vec<JobFinding> {
    let reproduced: &Path = report.reproduced();
    let causes = dangers_first(&report.difference.causes).into_iter().map(|found| JobFinding {
        severity: if found.cause.is_danger() { Severity::Error } else { Severity::Warning },
        title: found.cause.name().to_owned(),
        text: written(|text| cause(found, Some(reproduced), Paint::PLAIN, text)),
    });
    causes.collect()
}
