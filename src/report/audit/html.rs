//! The page of an audit.

use std::io::{self, Write};

use maud::{Markup, html};

use super::lines;
use crate::audit::{self, Finding};
use crate::ops::audit::AuditReport;
use crate::path::Escaped;
use crate::report::html::{Tone, Verdict, page, parts};
use crate::text::Grouped;

/// Writes the page.
///
/// # Errors
/// The writer's.
pub fn html(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    let mood = match report.audit.verdict {
        audit::AuditVerdict::Same => Tone::Good,
        audit::AuditVerdict::Explained => Tone::Fair,
        audit::AuditVerdict::Differs => Tone::Bad,
    };
    let verdict = Verdict { mood, word: report.audit.verdict.name(), meaning: &report.meaning() };
    let body = html! {
        (table(&report.sides()))
        h2 { "Files and links" }
        (table(&report.counts()))
        @let groups = report.groups();
        @if !groups.is_empty() { h2 { "Not explained" } }
        @for (heading, findings) in groups { (group(&html! { (heading) }, &findings, true)) }
        (parts::details(&report.details, 0))
        @let explained = report.explained();
        @if !explained.is_empty() { h2 { "Explained" } }
        @for (why, findings) in explained { (group(&parts::words(&why), &findings, false)) }
    };
    page("audit", &verdict, &body, out)
}

fn table(rows: &[(&str, String)]) -> Markup {
    html! {
        table { tbody {
            @for (name, value) in rows { tr { th scope="row" { (name) } td { (parts::words(value)) } } }
        } }
    }
}

fn group(heading: &Markup, findings: &[&Finding], is_open: bool) -> Markup {
    html! {
        details open[is_open] {
            summary { (heading) " " span.count { "(" (Grouped(findings.len() as u64)) ")" } }
            div.inside {
                ul.plain { @for finding in findings { (item(finding)) } }
            }
        }
    }
}

fn item(finding: &Finding) -> Markup {
    html! {
        li {
            (parts::code(&Escaped(&finding.path).to_string()))
            @for line in lines(finding) {
                p.soft.steers[finding.steers == Some(&line)] { (parts::words(&line)) }
            }
        }
    }
}
