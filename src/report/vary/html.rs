//! The page of variations: the table, and a section for each finding.

use std::io::{self, Write};

use maud::{Markup, html};

use super::text::{blame, findings, scope, title, words};
use crate::report::html::{Tone, Verdict, page, parts};
use crate::vary::{BuildDifference, VariationCounts, VariationOutcome, VariationRow, VaryReport};

/// Writes the page.
///
/// # Errors
/// Returns an error if it cannot be written.
pub fn html(report: &VaryReport, out: &mut dyn Write) -> io::Result<()> {
    let findings = findings(&report.rows);
    let (mood, word) = if findings.is_empty() { (Tone::Good, "same") } else { (Tone::Bad, "differs") };
    let meaning = VariationCounts::from_rows(&report.rows).to_string();
    let body = html! {
        div.wide { table {
            thead { tr { th { "variation" } th { "what was changed" } th { "result" } } }
            tbody { @for row in &report.rows { (self::row(row)) } }
        } }
        p.soft { (scope(&report.rows)) }
        @for row in findings { (finding(row)) }
    };
    page("vary", &Verdict { mood, word, meaning: &meaning }, &body, out)
}

fn row(row: &VariationRow) -> Markup {
    let words = words(&row.outcome);
    html! {
        tr {
            th scope="row" { (row.variation) }
            td { (row.changed) }
            td {
                @match row.outcome {
                    VariationOutcome::Same => span.chip.(Tone::Good.class()) { (words) },
                    VariationOutcome::NotTried { .. } => span.soft { (words) },
                    VariationOutcome::Unclear { .. } => span.chip.(Tone::Fair.class()) { (words) },
                    VariationOutcome::Differs { .. } | VariationOutcome::Failed { .. } => {
                        span.chip.(Tone::Bad.class()) { (words) }
                    }
                }
            }
        }
    }
}

fn finding(row: &VariationRow) -> Markup {
    html! {
        section {
            h2 { (title(row)) }
            @match &row.outcome {
                VariationOutcome::Failed { reason } => pre { (reason) },
                VariationOutcome::Unclear { members } => {
                    p { "It differs only where it differs anyway:" }
                    ul.plain { @for member in members { li { (parts::code(member)) } } }
                }
                VariationOutcome::Differs { differences } => {
                    @for difference in differences { (self::difference(difference)) }
                }
                VariationOutcome::Same | VariationOutcome::NotTried { .. } => {}
            }
        }
    }
}

fn difference(difference: &BuildDifference) -> Markup {
    html! {
        p { (difference.archives.join(", ")) ": " (difference.verdict.meaning()) }
        ul.plain { @for found in &difference.blame { li { (parts::words(&blame(found))) } } }
        (parts::causes(&difference.causes, None))
        (parts::details(&difference.details, 0))
    }
}
