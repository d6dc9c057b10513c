//! The page of a comparison.

use std::io::{self, Write};

use maud::html;

use crate::diff;
use crate::ops::diff::DiffReport;
use crate::path::shown;
use crate::report::html::value::{Rank, code};
use crate::report::html::{PageHead, Tone, Verdict, comparison, page, parts};

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
        (comparison::picture(report, Rank::Page))
        (comparison::steering(report, Rank::Page))
        (parts::causes(&report.difference.causes, &comparison::purpose(report), Rank::Page))
        (comparison::other_details(report, Rank::Page))
        h2 { "Both sides" }
        (comparison::facts(&report.left, &report.right))
    };
    let names = [&report.left, &report.right].map(|side| shown(&side.name).to_string());
    let [left, right] = &names;
    let facts = vec![("− archive", code(left)), ("+ archive", code(right))];
    let verdict = banner(report.difference.verdict);
    page(&PageHead { command: "diff", names: names.to_vec(), verdict, facts }, &body, out)
}
