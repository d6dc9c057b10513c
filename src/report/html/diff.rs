//! The page of a comparison.

use std::io::{self, Write};

use maud::html;

use super::{Tone, Verdict, page, parts};
use crate::diff;
use crate::report::diff::Report;

/// What a verdict looks like.
pub fn verdict(verdict: diff::Verdict) -> Verdict<'static> {
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
/// The writer's.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let difference = report.difference;
    let more = difference.changed.len() - report.details.len();
    let body = html! {
        (parts::facts(report.left, report.right))
        (parts::causes(&difference.causes, Some(report.reproduced)))
        (parts::details(report.details, more))
    };
    page("diff", &verdict(difference.verdict), &body, out)
}
