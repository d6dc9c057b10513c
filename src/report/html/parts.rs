//! What several pages show.

use maud::{Markup, html};

use super::Tone;
use super::value::{Rank, code, words};
use crate::diff::nested::Within;
use crate::diff::{Cause, Detail, dangers_first};
use crate::ops::steering::{MOST_DETAILS, MOST_STEERING};
use crate::text::{Counted, Grouped};

/// A number of many.
pub fn count(count: usize, of: usize) -> Markup {
    html! {
        @if (count, of) != (1, 1) {
            span.count { (Grouped(count as u64)) " of " (Grouped(of as u64)) }
        }
    }
}

/// A list that ends before all of it: only one of 16 MiB does.
pub fn cut(shown: usize, count: usize) -> String {
    let (shown, count) = (Grouped(shown as u64), Grouped(count as u64));
    format!("the first {shown} of {count} are listed: a list has at most 16 MiB")
}

/// A card for each cause, with what its remedy is for.
pub fn causes(causes: &[Cause], purpose: &Markup, rank: Rank) -> Markup {
    html! {
        @if !causes.is_empty() {
            (rank.heading(&html! { "Why" }))
            div.cards { @for cause in dangers_first(causes) { (card(cause, purpose, rank)) } }
        }
    }
}

fn card(cause: &Cause, purpose: &Markup, rank: Rank) -> Markup {
    let mood = if cause.changes_tree { Tone::Bad } else { Tone::Fair };
    let example = &cause.example;
    html! {
        section.card {
            header {
                (rank.subheading(&html! { span.chip.(mood.class()) { (cause.cause.name()) } }))
                (count(cause.count, cause.of))
            }
            // The list has what the rule begins with.
            @if !(cause.cause.is_one_sided() && cause.paths.len() > 1) { p.rule { (code(&cause.rule)) } }
            @if cause.shown_example().is_some() {
                p.soft {
                    "such as " (code(&example.path)) ": "
                    span.from { (code(&example.left)) } " → " span.to { (code(&example.right)) }
                }
            }
            @if cause.paths.len() > 1 {
                details {
                    summary { (Grouped(cause.count as u64)) " members" }
                    ul.plain {
                        @for path in &cause.paths { li { (code(path)) } }
                        @if cause.count > cause.paths.len() { li.soft { (cut(cause.paths.len(), cause.count)) } }
                    }
                }
            }
            @if let Some(remedy) = &cause.remedy {
                p.soft { (purpose) }
                pre.remedy { (remedy.to_string()) }
            }
        }
    }
}

/// The files whose contents were compared, each folded.
pub fn details(details: &[&Detail], more: usize, rank: Rank) -> Markup {
    html! {
        @if !details.is_empty() {
            (rank.heading(&html! { "What differs in the files" }))
            @for (number, detail) in details.iter().enumerate() {
                details open[number == 0] {
                    summary { (code(&detail.path)) }
                    (self::detail(detail, rank))
                }
            }
        }
        @if more > 0 {
            p.soft {
                "The differences of " (Counted(more as u64, "other file", "other files"))
                " are not shown: this page shows at most " (MOST_STEERING) " files that can steer a build and "
                (MOST_DETAILS) " others. All names are above."
            }
        }
    }
}

/// How one file differs.
pub fn detail(detail: &Detail, rank: Rank) -> Markup {
    html! {
        @if let Some(within) = &detail.nested {
            (nested(within, rank))
        } @else {
            pre.diff { @for line in &detail.lines { (line_of(line)) } }
        }
    }
}

/// What is within a file that is an archive.
fn nested(within: &Within, rank: Rank) -> Markup {
    html! {
        @match within.verdict {
            Some(verdict) => p { strong { (verdict.name()) } ": " (verdict.meaning()) },
            None => p { "it is an archive that cannot be compared" },
        }
        @for problem in &within.problems { p.soft { (words(problem)) } }
        @if !within.causes.is_empty() { div.cards { @for cause in dangers_first(&within.causes) { (card(cause, &html! {}, rank)) } } }
    }
}

fn line_of(line: &str) -> Markup {
    let class = match line.as_bytes().first() {
        Some(b'+') => "add",
        Some(b'-') => "del",
        Some(b'@') => "hunk",
        Some(b' ') => "same",
        _ => "remark",
    };
    html! { span.(class) { (line) } }
}
