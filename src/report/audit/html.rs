//! The page of an audit.

use std::collections::BTreeMap;
use std::io::{self, Write};

use maud::{Markup, html};

use super::{heading, lines};
use crate::audit::{self, Class, Finding};
use crate::container::inventory::RawKind;
use crate::diff::Detail;
use crate::ops::audit::AuditReport;
use crate::path::{Escaped, shown};
use crate::report::html::picture::{Fate, Picture};
use crate::report::html::steering::{self, Steering, SteeringBody};
use crate::report::html::value::{self, Fact, Rank, code, words};
use crate::report::html::{PageHead, Tone, Verdict, page, parts};
use crate::text::Grouped;

/// Writes the page.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn html(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    let mood = match report.audit.verdict {
        audit::AuditVerdict::Same => Tone::Good,
        audit::AuditVerdict::Explained => Tone::Fair,
        audit::AuditVerdict::Differs => Tone::Bad,
    };
    let meaning = report.meaning();
    let verdict = Verdict { mood, word: report.audit.verdict.name(), meaning: &meaning };
    let groups = report.groups();
    let body = html! {
        (picture(report).markup("files and links by content", Rank::Page))
        (steering(report))
        // What can steer a build is above, with its contents.
        @let groups = without_steering(groups);
        @if !groups.is_empty() { h2 { "Not explained" } }
        @for (heading, findings) in groups { (group(&html! { (heading) }, &findings, true)) }
        (parts::details(&other_details(report), more_files(report), Rank::Page))
        @let explained = report.explained();
        @if !explained.is_empty() { h2 { "Explained" } }
        @for (why, findings) in explained { (group(&words(&why), &findings, false)) }
        h2 { "Counts" }
        (value::table("files and links by what became of them", &facts(report.counts())))
    };
    let package = report.package.iter().flat_map(value::package);
    let facts = package.chain(facts(report.sides(usize::MAX))).collect();
    page(
        &PageHead { command: "audit", names: vec![shown(&report.name).to_string()], verdict, facts },
        &body,
        out,
    )
}

fn facts(rows: Vec<(&'static str, String)>) -> Vec<Fact> {
    rows.into_iter().map(|(name, value)| (name, words(&value))).collect()
}

/// Every file and link of the archive and of the tree, by what became of it.
fn picture(report: &AuditReport) -> Picture {
    let (inventory, prefix) = (&report.inventory, report.audit.prefix.as_deref());
    // What is explained by a conversion is the same file.
    let paths = inventory.members.iter().filter(|member| member.kind != RawKind::Directory);
    let mut fates: BTreeMap<&[u8], Fate> =
        paths.map(|member| (member.path.below(prefix), Fate::Same)).collect();
    for finding in &report.audit.findings {
        let fate = match finding.class {
            Class::Changed | Class::Kind | Class::Mode => Fate::Changed,
            Class::Added | Class::Duplicate => Fate::Added,
            Class::Missing => Fate::LeftOut,
            // Nothing is known of a submodule, and what is said of the origin is about no file.
            Class::Origin | Class::Converted | Class::Submodule => continue,
        };
        fates.insert(&finding.path, fate);
    }
    let mut picture = Picture::default();
    for (path, fate) in fates {
        picture.add(path, false, fate);
    }
    picture
}

/// What nothing explains and can steer a build.
fn steering(report: &AuditReport) -> Markup {
    let findings = report.audit.unexplained().filter(|finding| finding.steers.is_some());
    let files: Vec<Steering<'_>> = findings.map(|finding| steering_file(report, finding)).collect();
    steering::section(&files, Rank::Page)
}

fn steering_file<'a>(report: &'a AuditReport, finding: &'a Finding) -> Steering<'a> {
    let path = Escaped(&finding.path).to_string();
    let content = report.contents.iter().find(|content| Some(content.member) == finding.member);
    let detail = report.details.iter().find(|detail| finding.files.is_some() && detail.path == path);
    let body = match (content, detail) {
        (Some(content), _) => {
            let command = steering::command(&report.name, &report.inventory, content.member);
            SteeringBody::Content(content, command)
        }
        (None, Some(detail)) => SteeringBody::Diff(detail),
        (None, None) => SteeringBody::Nothing,
    };
    Steering { path, change: heading(finding), lines: lines(finding), body }
}

fn without_steering<'a>(
    groups: Vec<(&'static str, Vec<&'a Finding>)>,
) -> Vec<(&'static str, Vec<&'a Finding>)> {
    let others = groups.into_iter().map(|(heading, findings)| {
        (heading, findings.into_iter().filter(|finding| finding.steers.is_none()).collect::<Vec<_>>())
    });
    others.filter(|(_, findings)| !findings.is_empty()).collect()
}

/// The details that are not shown above.
fn other_details(report: &AuditReport) -> Vec<&Detail> {
    let steering: Vec<String> = report
        .audit
        .unexplained()
        .filter(|finding| finding.steers.is_some())
        .map(|finding| Escaped(&finding.path).to_string())
        .collect();
    report.details.iter().filter(|detail| !steering.contains(&detail.path)).collect()
}

/// Changed files without details.
fn more_files(report: &AuditReport) -> usize {
    let changed = report.audit.unexplained().filter(|finding| finding.files.is_some());
    changed.count().saturating_sub(report.details.len())
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
            (code(&Escaped(&finding.path).to_string()))
            @for line in lines(finding) { p.soft { (words(&line)) } }
        }
    }
}
