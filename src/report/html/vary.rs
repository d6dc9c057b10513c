//! The page of variations: the table, and a section for each finding.

use std::io::{self, Write};

use maud::{Markup, html};

use super::{Tone, Verdict, page, parts};
use crate::report::vary::text::{blame, findings, scope, title, words};
use crate::report::vary::{Counts, Difference, Outcome, Report, Row};

/// Writes the page.
///
/// # Errors
/// The writer's.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = findings(report.rows);
    let (mood, word) = if findings.is_empty() { (Tone::Good, "same") } else { (Tone::Bad, "differs") };
    let meaning = Counts::of(report.rows).to_string();
    let body = html! {
        div.wide { table {
            thead { tr { th { "variation" } th { "what was changed" } th { "result" } } }
            tbody { @for row in report.rows { (self::row(row)) } }
        } }
        p.soft { (scope(report.rows)) }
        @for row in findings { (finding(row)) }
    };
    page("vary", &Verdict { mood, word, meaning: &meaning }, &body, out)
}

fn row(row: &Row) -> Markup {
    let words = words(&row.outcome);
    html! {
        tr {
            th scope="row" { (row.variation) }
            td { (row.changed) }
            td {
                @match row.outcome {
                    Outcome::Same => span.chip.(Tone::Good.class()) { (words) },
                    Outcome::NotTried { .. } => span.soft { (words) },
                    Outcome::Unclear { .. } => span.chip.(Tone::Fair.class()) { (words) },
                    Outcome::Differs { .. } | Outcome::Failed { .. } => {
                        span.chip.(Tone::Bad.class()) { (words) }
                    }
                }
            }
        }
    }
}

fn finding(row: &Row) -> Markup {
    html! {
        section {
            h2 { (title(row)) }
            @match &row.outcome {
                Outcome::Failed { reason } => pre { (reason) },
                Outcome::Unclear { members } => {
                    p { "It differs only where it differs anyway:" }
                    ul.plain { @for member in members { li { (parts::code(member)) } } }
                }
                Outcome::Differs { differences } => {
                    @for difference in differences { (self::difference(difference)) }
                }
                Outcome::Same | Outcome::NotTried { .. } => {}
            }
        }
    }
}

fn difference(difference: &Difference) -> Markup {
    html! {
        p { (difference.archives.join(", ")) ": " (difference.verdict.meaning()) }
        ul.plain { @for found in &difference.blame { li { (parts::words(&blame(found))) } } }
        (parts::causes(&difference.causes, None))
        (parts::details(&difference.details, 0))
    }
}
