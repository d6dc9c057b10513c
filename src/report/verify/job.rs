//! A verification for the pages of a CI job.

use crate::diff::Verdict;
use crate::ops::verify::{Verified, VerifyReport};
use crate::path::shown;
use crate::report::diff;
use crate::report::github::{JobFinding, JobFindings};

/// The verdict, and the causes of each archive.
#[must_use]
pub fn for_job(report: &VerifyReport) -> JobFindings {
    let sides: Vec<String> = report.archives.iter().map(subject).collect();
    JobFindings {
        command: "verify",
        subject: sides.join("\n"),
        verdict: report.verdict().name().to_owned(),
        found: report.archives.iter().flat_map(causes).collect(),
    }
}

/// An archive that is the same needs one line.
fn subject(verified: &Verified) -> String {
    let report = &verified.comparison;
    match report.difference.verdict {
        Verdict::Identical => format!("{}: identical", shown(&report.right.name)),
        verdict => format!("{}: {}\n{}", shown(&report.right.name), verdict.name(), diff::sides(report)),
    }
}

fn causes(verified: &Verified) -> Vec<JobFinding> {
    let report = &verified.comparison;
    let name = shown(&report.right.name);
    let causes = diff::causes(report).into_iter();
    causes.map(|found| JobFinding { title: format!("{name}: {}", found.title), ..found }).collect()
}
