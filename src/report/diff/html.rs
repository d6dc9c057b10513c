//! The page of a comparison.

use std::io::{self, Write};

use maud::html;

use crate::diff;
use crate::ops::diff::DiffReport;
use crate::report::html::{Tone, Verdict, page, parts};

/// What a verdict looks like.
pub fn banner(verdict: diff::Verdict) -> Verdict<'static> {
    let mood = match verdict {
        diff::Verdict::Identical => Tone::Good,
        diff::Verdict::SameTar | diff::Verdict::SameContent => Tone::Fair,
        diff::Verdict::Differs => Tone::Bad,
    };
    Verdict { mood, word: verdict.name(), meaning: verdict.meaning() }
}

/// Writes the page.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn html(report: &DiffReport, out: &mut dyn Write) -> io::Result<()> {
    let body = html! {
        (parts::facts(&report.left, &report.right))
        (parts::causes(&report.difference.causes, Some(report.reproduced())))
        (parts::details(&report.details, report.more_files()))
    };
    page("diff", &banner(report.difference.verdict), &body, out)
}
