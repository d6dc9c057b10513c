//! The page of the lints of an archive.

use std::io::{self, Write};

use maud::{Markup, html};

use crate::inspect::ArchiveFinding;
use crate::lint::Level;
use crate::ops::lint::{LintReport, LintedArchive};
use crate::path::shown;
use crate::report::html::{Tone, Verdict, page, parts};
use crate::text::{Grouped, More};

/// Writes the page, with a section for each archive.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn html(report: &LintReport, out: &mut dyn Write) -> io::Result<()> {
    let found = || report.archives.iter().flat_map(|archive| &archive.found);
    let meaning = match found().count() {
        0 => "no lint finds anything".to_owned(),
        1 => "1 lint finds something".to_owned(),
        count => format!("{count} lints find something"),
    };
    let mood = match found().map(|found| found.level).max() {
        None => Tone::Good,
        Some(Level::Deny) => Tone::Bad,
        Some(_) => Tone::Fair,
    };
    let word = if report.is_clean() { "clean" } else { "findings" };
    let body = html! { @for archive in &report.archives { (section(archive)) } };
    page("lint", &Verdict { mood, word, meaning: &meaning }, &body, out)
}

fn section(archive: &LintedArchive) -> Markup {
    html! {
        p { (parts::code(&shown(&archive.name).to_string())) }
        div.cards { @for found in &archive.found { (card(found)) } }
        @if let Some(place) = archive.stopped_at {
            p { "reading stopped at " (place.to_string()) ": members that were not read by then are not checked" }
        }
    }
}

fn card(found: &ArchiveFinding) -> Markup {
    let mood = if found.level == Level::Deny { Tone::Bad } else { Tone::Fair };
    html! {
        section.card {
            header {
                h3 { (found.lint) }
                span.chip.(mood.class()) { (found.level.name()) }
                span.count { (Grouped(found.count as u64)) }
            }
            p { (parts::words(found.summary)) }
            ul.plain {
                @for example in &found.examples { li { (parts::words(example)) } }
                @if found.count > found.examples.len() {
                    li.soft { (More(found.count - found.examples.len())) }
                }
            }
        }
    }
}
