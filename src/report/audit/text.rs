//! An audit for people.

use std::io::{self, Write};

use super::{MOST_NAMED, Report, lines};
use crate::audit::Finding;
use crate::path::Escaped;
use crate::report::Grouped;

/// Findings of one group that the text shows; the JSON document has all.
const MOST_SHOWN: usize = 20;

/// For people.
///
/// # Errors
/// The writer's.
pub fn text(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}: {}", report.audit.verdict.name(), report.meaning())?;
    for (name, value) in report.sides() {
        writeln!(out, "  {name:<9}  {value}")?;
    }
    writeln!(out)?;
    for (name, value) in report.counts() {
        writeln!(out, "{name:<22}{value}")?;
    }
    for (heading, findings) in report.groups() {
        writeln!(out, "\n{heading} ({})", Grouped(findings.len() as u64))?;
        findings.iter().take(MOST_SHOWN).try_for_each(|finding| self::finding(finding, out))?;
        if findings.len() > MOST_SHOWN {
            writeln!(out, "  and {} more", Grouped((findings.len() - MOST_SHOWN) as u64))?;
        }
    }
    explained(report, out)?;
    for detail in report.details {
        writeln!(out, "\n{}", detail.path)?;
        detail.lines.iter().try_for_each(|line| writeln!(out, "  {line}"))?;
    }
    Ok(())
}

fn finding(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  {}", Escaped(&finding.path))?;
    lines(finding).iter().try_for_each(|line| writeln!(out, "      {line}"))
}

fn explained(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let groups = report.explained();
    if groups.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nexplained")?;
    for (why, findings) in groups {
        let named = findings.iter().take(MOST_NAMED).map(|finding| Escaped(&finding.path).to_string());
        let named = named.collect::<Vec<_>>().join(", ");
        let more = match findings.len().saturating_sub(MOST_NAMED) {
            0 => String::new(),
            more => format!(" and {} more", Grouped(more as u64)),
        };
        writeln!(out, "  {why} ({})\n      {named}{more}", Grouped(findings.len() as u64))?;
    }
    Ok(())
}
