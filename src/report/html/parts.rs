//! What several pages show.

use std::path::Path;

use maud::{Markup, html};

use super::Tone;
use crate::diff::nested::Within;
use crate::diff::{Cause, Detail, dangers_first};
use crate::encoder::decode::Compression;
use crate::ops::diff::NamedSide;
use crate::path::shown;
use crate::report::facts::{ArchiveFacts, SideFacts};
use crate::text::{Grouped, More};

/// A value that a program wrote or will read.
pub fn code(text: &str) -> Markup {
    html! { code { (text) } }
}

/// A sentence, in which text in backticks is code.
pub fn words(text: &str) -> Markup {
    html! {
        @for (number, part) in text.split('`').enumerate() {
            @if number % 2 == 0 { (part) } @else { (code(part)) }
        }
    }
}

/// A number of many.
pub fn count(count: usize, of: usize) -> Markup {
    html! {
        @if (count, of) != (1, 1) {
            span.count { (Grouped(count as u64)) " of " (Grouped(of as u64)) }
        }
    }
}

/// What is known of both sides, with a mark where it differs.
pub fn facts(left: &NamedSide, right: &NamedSide) -> Markup {
    let rows = rows(&SideFacts::new(&left.side)).into_iter().zip(rows(&SideFacts::new(&right.side)));
    html! {
        div.wide { table.sides {
            thead { tr {
                th {}
                th scope="col" { (code(&shown(&left.name).to_string())) }
                th scope="col" { (code(&shown(&right.name).to_string())) }
            } }
            tbody {
                @for ((name, ours), (_, theirs)) in rows {
                    @let is_other = ours.is_some() && theirs.is_some() && ours != theirs;
                    @if ours.is_some() || theirs.is_some() {
                        tr.other[is_other] {
                            th scope="row" { (name) @if is_other { " " span.differs { "≠ differs" } } }
                            @for (side, value) in [("first:", ours), ("second:", theirs)] {
                                td data-side=(side) { @if let Some(value) = value { (code(&value)) } @else { "–" } }
                            }
                        }
                    }
                }
            }
        } }
    }
}

type Row = (&'static str, Option<String>);

fn rows(side: &SideFacts<'_>) -> Vec<Row> {
    let bytes = |size: u64| format!("{} bytes", Grouped(size));
    let archive = side.archive.as_ref();
    let tar = archive.and_then(|archive| archive.tar).map(|tar| tar.stream);
    vec![
        ("members", Some(Grouped(side.members as u64).to_string())),
        (
            "duplicate paths",
            (!side.duplicates.is_empty()).then(|| Grouped(side.duplicates.len() as u64).to_string()),
        ),
        ("size", archive.map(|archive| bytes(archive.file.size))),
        ("sha256", archive.map(|archive| archive.file.digest.to_string())),
        ("tar size", tar.map(|tar| bytes(tar.size))),
        ("tar sha256", tar.map(|tar| tar.digest.to_string())),
        ("compression", archive.map(|archive| compression(archive))),
        ("order", archive.map(|archive| archive.order.clone())),
        ("dialect", archive.map(|archive| archive.dialect.clone())),
    ]
}

fn compression(archive: &ArchiveFacts<'_>) -> String {
    let name = match archive.tar.map(|tar| &tar.compression) {
        Some(Compression::Gzip(header)) => format!("gzip, {header}"),
        _ => archive.compression.to_owned(),
    };
    let remarks = archive.tar.map(|tar| tar.framing.remarks(tar.compression.format()));
    [name].into_iter().chain(remarks.into_iter().flatten()).collect::<Vec<_>>().join(", ")
}

/// A card for each cause, with the name of what the remedies reproduce.
pub fn causes(causes: &[Cause], reproduced: Option<&Path>) -> Markup {
    html! {
        @if !causes.is_empty() {
            h2 { "Why" }
            div.cards { @for cause in dangers_first(causes) { (card(cause, reproduced)) } }
        }
    }
}

fn card(cause: &Cause, reproduced: Option<&Path>) -> Markup {
    let mood = if cause.changes_tree { Tone::Bad } else { Tone::Fair };
    let example = &cause.example;
    html! {
        section.card {
            header {
                h3 { span.chip.(mood.class()) { (cause.cause.name()) } }
                (count(cause.count, cause.of))
            }
            p.rule { (code(&cause.rule)) }
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
                        @if cause.count > cause.paths.len() {
                            li.soft { (More(cause.count - cause.paths.len())) }
                        }
                    }
                }
            }
            @if let Some(remedy) = &cause.remedy {
                @if let Some(name) = reproduced {
                    p.soft { "to reproduce " (code(&shown(name).to_string())) ":" }
                }
                pre.remedy { (remedy.to_string()) }
            }
        }
    }
}

/// The files whose contents were compared, each folded.
pub fn details(details: &[Detail], more: usize) -> Markup {
    html! {
        @if !details.is_empty() {
            h2 { "What differs in the files" }
            @for (number, detail) in details.iter().enumerate() {
                details open[number == 0] {
                    summary { (code(&detail.path)) }
                    @if let Some(within) = &detail.nested {
                        (nested(within))
                    } @else {
                        pre.diff { @for line in &detail.lines { (line_of(line)) } }
                    }
                }
            }
            @if more > 0 { p.soft { (Grouped(more as u64)) " more files differ." } }
        }
    }
}

/// What is within a file that is an archive.
fn nested(within: &Within) -> Markup {
    html! {
        @match within.verdict {
            Some(verdict) => p { strong { (verdict.name()) } ": " (verdict.meaning()) },
            None => p { "it is an archive that cannot be compared" },
        }
        @for problem in &within.problems { p.soft { (words(problem)) } }
        @if !within.causes.is_empty() { div.cards { @for cause in dangers_first(&within.causes) { (card(cause, None)) } } }
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
