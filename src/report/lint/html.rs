//! The page of the lints of an archive.

use std::io::{self, Write};

use maud::{Markup, html};

use crate::inspect::ArchiveFinding;
use crate::lint::{Level, Lint};
use crate::lints::catalog;
use crate::ops::lint::{LintReport, LintedArchive};
use crate::path::shown;
use crate::report::html::picture::{BarPart, bar, legend};
use crate::report::html::value::{self, Fact, code, words};
use crate::report::html::{PageHead, Tone, Verdict, page, parts};
use crate::text::{Counted, Grouped};

/// Findings of one lint that are listed without being unfolded.
const MOST_OPEN: usize = 10;

/// Writes the page, with a part for each archive.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn html(report: &LintReport, out: &mut dyn Write) -> io::Result<()> {
    let found: Vec<&ArchiveFinding> = report.archives.iter().flat_map(|archive| &archive.found).collect();
    let mood = match found.iter().map(|found| found.level).max() {
        None => Tone::Good,
        Some(level) => tone(level),
    };
    let word = if report.is_clean() { "clean" } else { "findings" };
    let meaning = meaning(&found);
    let verdict = Verdict { mood, word, meaning: &meaning };
    let names = report.archives.iter().map(|archive| shown(&archive.name).to_string()).collect();
    let (facts, body) = match &*report.archives {
        [only] => (facts(only), self::archive(only)),
        several => (Vec::new(), html! { @for archive in several { (section(archive)) } }),
    };
    page(&PageHead { command: "lint", names, verdict, facts }, &body, out)
}

/// One of several archives.
fn section(archive: &LintedArchive) -> Markup {
    html! {
        h2 { (code(&shown(&archive.name).to_string())) }
        (value::table("the archive", &facts(archive)))
        (self::archive(archive))
    }
}

/// What was found in an archive.
fn archive(archive: &LintedArchive) -> Markup {
    let found: Vec<&ArchiveFinding> = archive.found.iter().collect();
    html! {
        (levels(&found))
        @if let Some(place) = archive.stopped_at {
            p { "reading stopped at " (place.to_string()) ": members that were not read by then are not checked" }
        }
        @if !found.is_empty() { h2 { "Findings" } }
        div.cards { @for found in found { (card(found)) } }
    }
}

fn facts(archive: &LintedArchive) -> Vec<Fact> {
    let top = archive.top.as_deref().map(|top| ("top directory", code(top)));
    let commit = archive
        .claimed_commit
        .map(|id| ("commit", html! { (code(&id.to_string())) ", named by the comment of the archive" }));
    let mut facts = vec![
        ("archive", code(&shown(&archive.name).to_string())),
        ("size", html! { (Counted(archive.file.size, "byte", "bytes")) }),
        ("sha256", code(&archive.file.digest.to_string())),
        ("members", html! { (Grouped(archive.members as u64)) }),
    ];
    facts.extend(top.into_iter().chain(commit));
    facts
}

/// Each level with its lints.
fn by_level<'a>(found: &[&'a ArchiveFinding]) -> impl Iterator<Item = (Level, Vec<&'a ArchiveFinding>)> {
    let levels = [Level::Deny, Level::Warn].into_iter();
    let of = levels
        .map(|level| (level, found.iter().copied().filter(|found| found.level == level).collect::<Vec<_>>()));
    of.filter(|(_, found)| !found.is_empty())
}

/// `3 lints deny 14 findings, 1 lint warns of 2`.
fn meaning(found: &[&ArchiveFinding]) -> String {
    let counted = by_level(found).map(|(level, found)| {
        let lints = Counted(found.len() as u64, "lint", "lints");
        let verb = match (level, found.len()) {
            (Level::Deny, 1) => "denies",
            (Level::Deny, _) => "deny",
            (_, 1) => "warns of",
            _ => "warn of",
        };
        format!("{lints} {verb} {}", Counted(count(&found) as u64, "finding", "findings"))
    });
    let counted: Vec<String> = counted.collect();
    if counted.is_empty() { "no lint finds anything".to_owned() } else { counted.join(", ") }
}

fn count(found: &[&ArchiveFinding]) -> usize {
    found.iter().map(|found| found.count).sum()
}

/// A bar and a table of the levels.
fn levels(found: &[&ArchiveFinding]) -> Markup {
    let parts: Vec<BarPart> = by_level(found)
        .map(|(level, found)| {
            let (class, words) =
                if level == Level::Deny { ("p-added", "denied") } else { ("p-changed", "warned of") };
            BarPart { class, words, count: count(&found) }
        })
        .collect();
    html! {
        @if !parts.is_empty() {
            section.picture {
                h2 { "By level" }
                (bar("findings", &parts))
                (legend(&parts))
                (table(found))
            }
        }
    }
}

fn table(found: &[&ArchiveFinding]) -> Markup {
    html! {
        table.rows {
            caption { "findings of each lint" }
            thead { tr {
                th scope="col" { "lint" } th scope="col" { "level" } th scope="col" { "findings" }
            } }
            tbody {
                @for found in found {
                    tr {
                        th scope="row" { (code(found.lint)) }
                        td { span.chip.(tone(found.level).class()) { (found.level.name()) } }
                        td { (Grouped(found.count as u64)) }
                    }
                }
            }
        }
    }
}

fn tone(level: Level) -> Tone {
    if level == Level::Deny { Tone::Bad } else { Tone::Fair }
}

fn card(found: &ArchiveFinding) -> Markup {
    html! {
        section.card {
            header {
                h3 { (found.lint) }
                span.chip.(tone(found.level).class()) { (found.level.name()) }
                span.count { (Counted(found.count as u64, "finding", "findings")) }
            }
            p { (words(found.summary)) }
            @if found.examples.len() > MOST_OPEN {
                details { summary { (Counted(found.count as u64, "finding", "findings")) } div.inside { (list(found)) } }
            } @else {
                (list(found))
            }
            @if let Some(lint) = catalog::all().find(|lint| lint.name() == found.lint) { (advice(lint)) }
        }
    }
}

fn list(found: &ArchiveFinding) -> Markup {
    html! {
        ul.plain {
            @for example in &found.examples { li { (words(example)) } }
            @if found.count > found.examples.len() {
                li.soft { (parts::cut(found.examples.len(), found.count)) }
            }
        }
    }
}

fn advice(lint: &Lint) -> Markup {
    html! {
        details {
            summary { "Why, and what to do" }
            div.inside {
                p { (words(lint.explanation)) }
                p.soft { (code(&format!("pkgr lint --allow {}", lint.name()))) " turns it off." }
            }
        }
    }
}
