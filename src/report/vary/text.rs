//! The table of variations for people, and what each difference comes from.

use std::io::{self, Write};

use crate::diff::{Cause, CauseKind};
use crate::report::diff::{self, cause};
use crate::report::paint::{Hue, Paint};
use crate::text::Shortened;
use crate::vary::{
    Blame, BuildDifference, ComparedPart, NOTHING, VariationCounts, VariationOutcome, VariationRow,
    VaryReport,
};

/// For people: a table, the counts, and an explanation of each difference.
///
/// # Errors
/// Returns an error if it cannot be written.
pub fn text(report: &VaryReport, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let width = |cell: fn(&VariationRow) -> &str, title: &str| {
        report.rows.iter().map(|row| cell(row).chars().count()).max().unwrap_or(0).max(title.len())
    };
    let (first, second) =
        (width(|row| row.variation, "variation"), width(|row| &row.changed, "what was changed"));
    writeln!(out, "{:<first$}  {:<second$}  result", "variation", "what was changed")?;
    for row in &report.rows {
        let result = paint.word(hue(&row.outcome), words(&row.outcome));
        writeln!(out, "{:<first$}  {:<second$}  {result}", row.variation, row.changed)?;
    }
    writeln!(out, "\n{}", VariationCounts::from_rows(&report.rows))?;
    writeln!(out, "{}", scope(&report.rows))?;
    findings(&report.rows).into_iter().try_for_each(|row| explain(row, paint, out))
}

/// The rows that are explained; a second case of a variation only if its differences are new.
pub(super) fn findings(rows: &[VariationRow]) -> Vec<&VariationRow> {
    let mut reported: Vec<&VariationRow> = Vec::new();
    for row in rows.iter().filter(|row| row.outcome.is_finding()) {
        if reported.last().is_none_or(|last| !is_like(last, row)) {
            reported.push(row);
        }
    }
    reported
}

/// How it came out, in the last column.
pub(super) fn words(outcome: &VariationOutcome) -> String {
    match outcome {
        VariationOutcome::Same => "same".to_owned(),
        VariationOutcome::Differs { .. } => "differs".to_owned(),
        VariationOutcome::Failed { .. } => "differs: failed".to_owned(),
        VariationOutcome::Unclear { .. } => "unclear: differs anyway".to_owned(),
        VariationOutcome::NotTried { reason } => format!("not tried: {reason}"),
    }
}

/// The colour of a result.
fn hue(outcome: &VariationOutcome) -> Hue {
    match outcome {
        VariationOutcome::Same => Hue::Good,
        VariationOutcome::Differs { .. } | VariationOutcome::Failed { .. } => Hue::Bad,
        VariationOutcome::Unclear { .. } | VariationOutcome::NotTried { .. } => Hue::Fair,
    }
}

/// What the word "same" speaks of.
pub(super) fn scope(rows: &[VariationRow]) -> String {
    let is_tried = |row: &&VariationRow| row.outcome.was_tried();
    let tried: Vec<&VariationRow> = rows.iter().filter(is_tried).collect();
    let whole = tried.iter().filter(|row| row.compared == ComparedPart::Archive);
    let mut names: Vec<&str> = whole.clone().map(|row| row.variation).collect();
    names.dedup();
    match whole.count() {
        count if count == tried.len() => "compared: every archive, as it is published".to_owned(),
        0 => "compared: the tar stream of every archive".to_owned(),
        _ => format!("compared: the tar stream of every archive; as published: {}", names.join(", ")),
    }
}

/// Whether a second case of a variation has the same differences.
fn is_like(reported: &VariationRow, row: &VariationRow) -> bool {
    let kinds = |differences: &[BuildDifference]| -> Vec<_> {
        let causes = differences.iter().flat_map(|difference| &difference.causes);
        causes.map(|cause| (cause.cause, cause.count)).collect()
    };
    match (&reported.outcome, &row.outcome) {
        (
            VariationOutcome::Differs { differences: one },
            VariationOutcome::Differs { differences: other },
        ) => reported.variation == row.variation && kinds(one) == kinds(other),
        _ => false,
    }
}

/// What an explanation begins with.
pub(super) fn title(row: &VariationRow) -> String {
    match row.variation {
        NOTHING => "nothing: differs even when nothing is varied".to_owned(),
        variation => format!("{variation}: {}", row.changed),
    }
}

pub(super) fn explain(row: &VariationRow, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let title = paint.word(Hue::Strong, title(row));
    match &row.outcome {
        VariationOutcome::Same | VariationOutcome::NotTried { .. } => Ok(()),
        VariationOutcome::Failed { reason } => {
            writeln!(out, "\n{title}\n  failed with: {}", reason.replace('\n', "\n  "))
        }
        VariationOutcome::Unclear { members } => {
            writeln!(out, "\n{title}\n  differs only where it differs anyway: {}", members.join(", "))
        }
        VariationOutcome::Differs { differences } => {
            writeln!(out, "\n{title}")?;
            differences.iter().try_for_each(|difference| self::difference(difference, out))
        }
    }
}

fn difference(difference: &BuildDifference, out: &mut dyn Write) -> io::Result<()> {
    let BuildDifference { archives, verdict, causes, details, blame } = difference;
    let mut text = Vec::new();
    writeln!(text, "{}: {}", archives.join(", "), verdict.meaning())?;
    blame.iter().try_for_each(|blame| writeln!(text, "{}", self::blame(blame)))?;
    // What is shown in full needs no digests.
    let is_shown = |found: &&Cause| found.cause != CauseKind::Content || found.count > details.len();
    causes.iter().filter(is_shown).try_for_each(|found| cause(found, None, Paint::PLAIN, &mut text))?;
    diff::details(details, &mut text)?;
    String::from_utf8_lossy(&text).lines().try_for_each(|line| writeln!(out, "  {line}"))
}

pub(super) fn blame(blame: &Blame) -> String {
    match blame {
        Blame::Key { name, line } => format!("because of `{name}`, line {line} of the manifest"),
        Blame::Step { name, line, members } => {
            let shown = Shortened::inline(members, 3);
            format!("made by the step `{name}`, line {line} of the manifest: {shown}")
        }
    }
}
