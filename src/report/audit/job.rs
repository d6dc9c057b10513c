//! An audit for the pages of a CI job.

use super::{MOST_NAMED, lines};
use crate::audit::Finding;
use crate::diagnostic::Severity;
use crate::ops::audit::AuditReport;
use crate::path::Escaped;
use crate::report::github::{JobFinding, JobFindings};
use crate::text::Shortened;

/// The verdict, and what nothing explains, a finding for each heading.
#[must_use]
pub fn for_job(report: &AuditReport) -> JobFindings {
    let sides = report.sides(MOST_NAMED).into_iter().map(|(name, value)| format!("{name}: {value}"));
    let groups = report.groups().into_iter().map(|(heading, findings)| JobFinding {
        severity: Severity::Error,
        title: heading.to_owned(),
        text: named(&findings),
    });
    JobFindings {
        command: "audit",
        subject: std::iter::once(report.meaning()).chain(sides).collect::<Vec<_>>().join("\n"),
        verdict: report.audit.verdict.name().to_owned(),
        found: groups.collect(),
    }
}

/// The first findings, each with what the report says of it.
fn named(findings: &[&Finding]) -> String {
    let first: Vec<String> = findings.iter().take(MOST_NAMED).map(|finding| one(finding)).collect();
    Shortened::counted_lines(&first, findings.len()).to_string().trim_start().to_owned()
}

fn one(finding: &Finding) -> String {
    let name = Escaped(&finding.path).to_string();
    let lines = lines(finding).into_iter().map(|line| format!("\n    {line}"));
    std::iter::once(name).chain(lines).collect()
}
