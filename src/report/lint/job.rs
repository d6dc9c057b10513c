//! Findings of lints for the pages of a CI job.

use super::text::finding;
use crate::diagnostic::Severity;
use crate::lint::Level;
use crate::ops::lint::{LintReport, LintedArchive};
use crate::path::shown;
use crate::report::github::{JobFinding, JobFindings};

/// Each lint that found something: an error if it is denied, otherwise a warning.
#[must_use]
pub fn for_job(report: &LintReport) -> JobFindings {
    let is_alone = report.archives.len() == 1;
    let names: Vec<String> = report.archives.iter().map(|archive| shown(&archive.name).to_string()).collect();
    JobFindings {
        command: "lint",
        subject: names.join("\n"),
        verdict: if report.is_clean() { "clean" } else { "findings" }.to_owned(),
        found: report.archives.iter().flat_map(|archive| findings(archive, is_alone)).collect(),
    }
}

/// What was found in an archive, with its name unless it is the only one.
fn findings(archive: &LintedArchive, is_alone: bool) -> impl Iterator<Item = JobFinding> {
    let name = if is_alone { String::new() } else { format!("{}: ", shown(&archive.name)) };
    archive.found.iter().map(move |found| JobFinding {
        severity: if found.level == Level::Deny { Severity::Error } else { Severity::Warning },
        title: format!("{name}{}", found.lint),
        text: finding(found),
    })
}
