//! An audit for people.

use std::io::{self, Write};
use std::slice;

use super::{MOST_NAMED, lines};
use crate::audit::{AuditVerdict, Finding};
use crate::ops::audit::AuditReport;
use crate::path::Escaped;
use crate::report::diff;
use crate::report::paint::{Hue, Paint};
use crate::text::{Grouped, More, Shortened};

/// Findings of one group that the text shows; the JSON document has all.
const MOST_SHOWN: usize = 20;

/// For people.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn text(report: &AuditReport, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let verdict = report.audit.verdict;
    writeln!(out, "{}: {}", paint.word(hue(verdict), verdict.name()), report.meaning())?;
    for (name, value) in report.sides(MOST_NAMED) {
        writeln!(out, "  {name:<9}  {value}")?;
    }
    writeln!(out)?;
    for (name, value) in report.counts() {
        writeln!(out, "{name:<22}{value}")?;
    }
    for (heading, findings) in report.groups() {
        let heading = paint.word(Hue::Bad, heading);
        writeln!(out, "\n{heading} ({})", Grouped(findings.len() as u64))?;
        findings.iter().take(MOST_SHOWN).try_for_each(|finding| self::finding(finding, out))?;
        if findings.len() > MOST_SHOWN {
            writeln!(out, "  {}", More(findings.len() - MOST_SHOWN))?;
        }
    }
    explained(report, paint, out)?;
    for detail in &report.details {
        writeln!(out)?;
        diff::details(slice::from_ref(detail), out)?;
    }
    Ok(())
}

/// The colour of a verdict.
fn hue(verdict: AuditVerdict) -> Hue {
    match verdict {
        AuditVerdict::Same | AuditVerdict::Explained => Hue::Good,
        AuditVerdict::Differs => Hue::Bad,
    }
}

fn finding(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  {}", Escaped(&finding.path))?;
    lines(finding).iter().try_for_each(|line| writeln!(out, "      {line}"))
}

fn explained(report: &AuditReport, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let groups = report.explained();
    if groups.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", paint.word(Hue::Strong, "explained"))?;
    for (why, findings) in groups {
        // Enough to check an explanation by eye; the JSON has every name.
        let named: Vec<_> = findings.iter().take(MOST_NAMED).map(|finding| Escaped(&finding.path)).collect();
        let named = Shortened::counted(&named, findings.len());
        writeln!(out, "  {why} ({})\n      {named}", Grouped(findings.len() as u64))?;
    }
    Ok(())
}
