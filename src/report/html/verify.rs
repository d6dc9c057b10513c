//! The page of a verification: a section for each archive.

use std::io::{self, Write};
use std::path::Path;

use maud::{Markup, html};

use super::diff::verdict;
use super::{page, parts};
use crate::diff::Verdict;
use crate::path::shown;
use crate::report::verify::Checked;

/// Writes the page.
///
/// # Errors
/// The writer's.
pub fn write(checked: &[Checked<'_>], out: &mut dyn Write) -> io::Result<()> {
    let worst = checked.iter().map(|checked| checked.difference.verdict).max();
    let body = html! { @for checked in checked { (section(checked)) } };
    page("verify", &verdict(worst.unwrap_or(Verdict::Identical)), &body, out)
}

fn section(checked: &Checked<'_>) -> Markup {
    let difference = &checked.difference;
    let verdict = verdict(difference.verdict);
    html! {
        section {
            h2 {
                (parts::code(&shown(&checked.name).to_string())) " "
                span.chip.(verdict.mood.class()) { (verdict.mood.mark()) " " (verdict.word) }
            }
            (parts::facts((Path::new("the manifest"), checked.rebuilt), (&checked.name, &checked.published)))
            @if let Some(encoder) = checked.encoder {
                p { "The published bytes are those of " (parts::code(&encoder.to_string())) "." }
            }
            (parts::causes(&difference.causes, Some(&checked.name)))
            (parts::details(&checked.details, difference.changed.len() - checked.details.len()))
        }
    }
}
