//! What several pages show.

use std::path::Path;

use maud::{Markup, html};

use super::Tone;
use crate::container::inventory::{Inventory, shown_time};
use crate::container::tar::sorting::Sorting;
use crate::container::writer;
use crate::diff::nested::Within;
use crate::diff::{Cause, Detail, Side};
use crate::encoder::decode::Compression;
use crate::path::{Escaped, shown};
use crate::report::Grouped;

/// A value that a program wrote or will read.
pub fn code(text: &str) -> Markup {
    html! { code { (text) } }
}

/// Words of a sentence, with what stands in backticks as code.
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
pub fn facts(left: (&Path, &Side), right: (&Path, &Side)) -> Markup {
    let rows = rows(left.1).into_iter().zip(rows(right.1));
    html! {
        div.wide { table.sides {
            thead { tr {
                th {}
                th scope="col" { (code(&shown(left.0).to_string())) }
                th scope="col" { (code(&shown(right.0).to_string())) }
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

fn rows(side: &Side) -> Vec<Row> {
    let members = Grouped(side.members().len() as u64).to_string();
    let of = |show: fn(&Inventory) -> String| match side {
        Side::Archive(inventory) => Some(show(inventory)),
        Side::Directory(_) => None,
    };
    let tar = match side {
        Side::Archive(inventory) => inventory.tar(),
        Side::Directory(_) => None,
    };
    vec![
        ("members", Some(members)),
        ("size", of(|inventory| format!("{} bytes", Grouped(inventory.file.size)))),
        ("sha256", of(|inventory| inventory.file.digest.to_string())),
        ("tar size", tar.map(|tar| format!("{} bytes", Grouped(tar.size)))),
        ("tar sha256", tar.map(|tar| tar.digest.to_string())),
        ("compression", of(|inventory| compression(&inventory.compression))),
        ("order", of(|inventory| Sorting::of(&inventory.members).to_string())),
        ("dialect", of(writer)),
    ]
}

fn compression(compression: &Compression) -> String {
    match compression {
        Compression::Gzip(header) => {
            let name =
                header.name.as_ref().map_or_else(String::new, |name| format!(", name {}", Escaped(name)));
            let time = match header.mtime {
                0 => String::new(),
                time => format!(", time {}", shown_time(time.into())),
            };
            format!("gzip, flags {}, system {}{time}{name}", header.extra_flags, header.system)
        }
        other => other.name().to_owned(),
    }
}

/// A card for each cause, with the name of what the remedies reproduce.
pub fn causes(causes: &[Cause], reproduced: Option<&Path>) -> Markup {
    html! {
        @if !causes.is_empty() {
            h2 { "Why" }
            div.cards { @for cause in causes { (card(cause, reproduced)) } }
        }
    }
}

fn card(cause: &Cause, reproduced: Option<&Path>) -> Markup {
    let mood = if cause.changes_tree { Tone::Bad } else { Tone::Fair };
    let example = &cause.example;
    let has_example =
        !example.path.is_empty() && format!("{} → {}", example.left, example.right) != cause.rule;
    html! {
        section.card {
            header {
                h3 { span.chip.(mood.class()) { (cause.cause.name()) } }
                (count(cause.count, cause.of))
            }
            p.rule { (code(&cause.rule)) }
            @if has_example {
                p.soft {
                    "such as " (code(&example.path)) ": "
                    span.from { (code(&example.left)) } " → " span.to { (code(&example.right)) }
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

/// The files that were looked into, each folded.
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
        @if !within.causes.is_empty() { div.cards { @for cause in &within.causes { (card(cause, None)) } } }
    }
}

fn line_of(line: &str) -> Markup {
    let class = match line.as_bytes().first() {
        Some(b'+') => "add",
        Some(b'-') => "del",
        Some(b'@') => "hunk",
        Some(b' ') => "same",
        _ => "told",
    };
    html! { span.(class) { (line) } }
}
