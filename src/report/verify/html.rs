//! The page of a verification: a section for each archive.

use std::io::{self, Write};

use maud::{Markup, html};

use crate::ops::verify::{Verified, VerifyReport};
use crate::path::shown;
use crate::report::diff::banner;
use crate::report::html::{page, parts};

/// Writes the page.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn html(report: &VerifyReport, out: &mut dyn Write) -> io::Result<()> {
    let body = html! { @for verified in &report.archives { (section(verified)) } };
    page("verify", &banner(report.verdict()), &body, out)
}

fn section(verified: &Verified) -> Markup {
    let comparison = &verified.comparison;
    let verdict = banner(comparison.difference.verdict);
    html! {
        section {
            h2 {
                (parts::code(&shown(&comparison.right.name).to_string())) " "
                span.chip.(verdict.mood.class()) { (verdict.mood.mark()) " " (verdict.word) }
            }
            (parts::facts(&comparison.left, &comparison.right))
            @if let Some(encoder) = verified.encoder {
                p { "The published bytes are those of " (parts::code(&encoder.to_string())) "." }
            }
            (parts::causes(&comparison.difference.causes, Some(comparison.reproduced())))
            (parts::details(&comparison.details, comparison.more_files()))
        }
    }
}
