//! The page of the lints of an archive.

use std::io::{self, Write};
use std::path::Path;

use maud::{Markup, html};

use super::{Tone, Verdict, page, parts};
use crate::inspect::ArchiveFinding;
use crate::lint::Level;
use crate::path::shown;
use crate::report::Grouped;

/// Writes the page.
///
/// # Errors
/// The writer's.
pub fn write(name: &Path, found: &[ArchiveFinding], out: &mut dyn Write) -> io::Result<()> {
    let meaning = match found.len() {
        0 => "no lint finds anything".to_owned(),
        1 => "1 lint finds something".to_owned(),
        count => format!("{count} lints find something"),
    };
    let mood = match found {
        [] => Tone::Good,
        _ if found.iter().any(|found| found.level == Level::Deny) => Tone::Bad,
        _ => Tone::Fair,
    };
    let word = if found.is_empty() { "clean" } else { "findings" };
    let body = html! {
        p { (parts::code(&shown(name).to_string())) }
        div.cards { @for found in found { (card(found)) } }
    };
    page("lint", &Verdict { mood, word, meaning: &meaning }, &body, out)
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
                    li.soft { "and " (Grouped((found.count - found.examples.len()) as u64)) " more" }
                }
            }
        }
    }
}
