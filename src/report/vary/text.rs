//! The table of variations for people, and what each difference comes from.

use std::io::{self, Write};

use super::{Blame, Compared, Counts, Difference, NOTHING, Outcome, Report, Row};
use crate::diff::{Cause, CauseKind};
use crate::report::Grouped;
use crate::report::diff::cause;

/// For people: a table, the counts, and an explanation of each difference.
///
/// # Errors
/// The writer's.
pub fn text(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let width = |cell: fn(&Row) -> &str, title: &str| {
        report.rows.iter().map(|row| cell(row).chars().count()).max().unwrap_or(0).max(title.len())
    };
    let (first, second) =
        (width(|row| row.variation, "variation"), width(|row| &row.changed, "what was changed"));
    writeln!(out, "{:<first$}  {:<second$}  result", "variation", "what was changed")?;
    for row in report.rows {
        writeln!(out, "{:<first$}  {:<second$}  {}", row.variation, row.changed, words(&row.outcome))?;
    }
    writeln!(out, "\n{}", summary(report.rows))?;
    writeln!(out, "{}", scope(report.rows))?;
    let mut told: Option<&Row> = None;
    for row in report.rows {
        if told.is_none_or(|told| !is_like(told, row)) {
            explain(row, out)?;
        }
        if row.outcome.is_finding() {
            told = Some(row);
        }
    }
    Ok(())
}

/// How it came out, in the last column.
fn words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Same => "same".to_owned(),
        Outcome::Differs { .. } => "differs".to_owned(),
        Outcome::Failed { .. } => "differs: failed".to_owned(),
        Outcome::Unclear { .. } => "unclear: differs anyway".to_owned(),
        Outcome::NotTried { reason } => format!("not tried: {reason}"),
    }
}

fn summary(rows: &[Row]) -> String {
    let Counts { same, differs, unclear, not_tried } = Counts::of(rows);
    let parts = [(same, "same"), (differs, "differ"), (unclear, "unclear"), (not_tried, "not tried")];
    let parts = parts.iter().filter(|(count, word)| *count > 0 || *word == "same");
    parts.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
}

/// What the word "same" speaks of.
fn scope(rows: &[Row]) -> String {
    let whole: Vec<&str> =
        rows.iter().filter(|row| row.compared == Compared::Archive).map(|row| row.variation).collect();
    let mut names = whole.clone();
    names.dedup();
    match whole.len() {
        count if count == rows.len() => "compared: every archive, as it is published".to_owned(),
        0 => "compared: the tar stream of every archive".to_owned(),
        _ => format!("compared: the tar stream of every archive; as published: {}", names.join(", ")),
    }
}

/// Whether a second case of a variation tells nothing new.
fn is_like(told: &Row, row: &Row) -> bool {
    let kinds = |differences: &[Difference]| -> Vec<_> {
        let causes = differences.iter().flat_map(|difference| &difference.causes);
        causes.map(|cause| (cause.cause, cause.count)).collect()
    };
    match (&told.outcome, &row.outcome) {
        (Outcome::Differs { differences: one }, Outcome::Differs { differences: other }) => {
            told.variation == row.variation && kinds(one) == kinds(other)
        }
        _ => false,
    }
}

fn explain(row: &Row, out: &mut dyn Write) -> io::Result<()> {
    let title = match row.variation {
        NOTHING => "nothing: differs even when nothing is varied".to_owned(),
        variation => format!("{variation}: {}", row.changed),
    };
    match &row.outcome {
        Outcome::Same | Outcome::NotTried { .. } => Ok(()),
        Outcome::Failed { reason } => {
            writeln!(out, "\n{title}\n  failed with: {}", reason.replace('\n', "\n  "))
        }
        Outcome::Unclear { members } => {
            writeln!(out, "\n{title}\n  differs only where it differs anyway: {}", members.join(", "))
        }
        Outcome::Differs { differences } => {
            writeln!(out, "\n{title}")?;
            differences.iter().try_for_each(|difference| self::difference(difference, out))
        }
    }
}

fn difference(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    let Difference { archives, verdict, causes, details, blame } = difference;
    let mut text = Vec::new();
    writeln!(text, "{}: {}", archives.join(", "), verdict.meaning())?;
    blame.iter().try_for_each(|blame| writeln!(text, "{}", self::blame(blame)))?;
    // What is shown in full needs no digests.
    let is_shown = |found: &&Cause| found.cause != CauseKind::Content || found.count > details.len();
    causes.iter().filter(is_shown).try_for_each(|found| cause(found, &mut text))?;
    for detail in details {
        writeln!(text, "{}", detail.path)?;
        detail.lines.iter().try_for_each(|line| writeln!(text, "  {line}"))?;
    }
    String::from_utf8_lossy(&text).lines().try_for_each(|line| writeln!(out, "  {line}"))
}

fn blame(blame: &Blame) -> String {
    match blame {
        Blame::Key { name, line } => format!("because of `{name}`, line {line} of the manifest"),
        Blame::Step { name, line, members } => {
            let (shown, rest) = members.split_at(members.len().min(3));
            let rest = if rest.is_empty() {
                String::new()
            } else {
                format!(" and {} more", Grouped(rest.len() as u64))
            };
            format!("made by the step `{name}`, line {line} of the manifest: {}{rest}", shown.join(", "))
        }
    }
}
