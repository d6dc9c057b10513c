//! What the pages of `diff` and `verify` show of two sides.

use maud::{Markup, html};

use super::parts;
use super::picture::{Fate, Picture};
use super::steering::{self, Steering, SteeringBody};
use super::value::{Rank, code};
use crate::container::inventory::{Member, RawKind};
use crate::container::names::top;
use crate::diff::{Detail, FileContent, Side};
use crate::encoder::decode::Compression;
use crate::ops::diff::{DiffReport, NamedSide, ReproducedSide};
use crate::ops::steering::{SteeringChange, SteeringFile};
use crate::path::shown;
use crate::report::facts::{ArchiveFacts, SideFacts};
use crate::text::Grouped;

/// What is known of both sides: once where it is the same, otherwise with the marks of a diff.
pub fn facts(left: &NamedSide, right: &NamedSide) -> Markup {
    let rows = rows(&SideFacts::new(&left.side)).into_iter().zip(rows(&SideFacts::new(&right.side)));
    html! {
        table.facts {
            caption { "what is known of both sides" }
            tbody {
                tr { th scope="row" { "name" } (both(&name(left), &name(right))) }
                @for ((name, ours), (_, theirs)) in rows {
                    @let is_other = ours.is_some() && theirs.is_some() && ours != theirs;
                    @if ours.is_some() || theirs.is_some() {
                        tr {
                            th scope="row" { (name) @if is_other { " " span.differs { "≠ differs" } } }
                            @match (&ours, &theirs) {
                                (Some(ours), Some(theirs)) if ours == theirs => td { (code(ours)) },
                                _ => (both(ours.as_deref().unwrap_or("–"), theirs.as_deref().unwrap_or("–"))),
                            }
                        }
                    }
                }
            }
        }
    }
}

fn name(side: &NamedSide) -> String {
    shown(&side.name).to_string()
}

/// A cell with the values of both sides, one above the other: side by side, two digests fit on no small screen.
fn both(left: &str, right: &str) -> Markup {
    html! {
        td {
            p.side { span.from { "− " } (code(left)) }
            p.side { span.to { "+ " } (code(right)) }
        }
    }
}

/// Bar and strips of a comparison.
pub fn picture(report: &DiffReport, rank: Rank) -> Markup {
    let (left, right) = (report.left.side.members(), report.right.side.members());
    let found = &report.difference.members;
    let (ours, theirs) = (top(left), top(right));
    let mut picture = Picture::default();
    let mut fates = vec![Fate::Same; left.len()];
    found.changed.iter().for_each(|changed| fates[changed.left] = Fate::Changed);
    found.missing.iter().for_each(|&number| fates[number] = Fate::LeftOut);
    let is_directory = |member: &Member| member.kind == RawKind::Directory;
    // A directory on disk stands for the directories of an archive, which are not compared there.
    let is_compared = |member: &Member| !(report.has_directory() && is_directory(member));
    let ours = left.iter().zip(fates).map(|(member, fate)| (member, ours, fate));
    let extra = found.extra.iter().map(|&number| (&right[number], theirs, Fate::Added));
    for (member, top, fate) in ours.chain(extra).filter(|(member, ..)| is_compared(member)) {
        picture.add(member.path.below(top), is_directory(member), fate);
    }
    picture.markup("members by content", rank)
}

/// The files of a comparison that can steer a build.
pub fn steering(report: &DiffReport, rank: Rank) -> Markup {
    let files: Vec<Steering<'_>> = report.steering.iter().map(|file| steering_file(report, file)).collect();
    steering::section(&files, rank)
}

fn steering_file<'a>(report: &'a DiffReport, file: &'a SteeringFile) -> Steering<'a> {
    let detail = report.details.iter().find(|detail| detail.path == file.path);
    let command = |content: &FileContent| match &*report.right.side {
        Side::Archive(inventory) => steering::command(&report.right.name, inventory, content.member),
        Side::Directory(_) => None,
    };
    let (change, body) = match (file.change, &file.content, detail) {
        (SteeringChange::Added, Some(content), _) => {
            ("added", SteeringBody::Content(content, command(content)))
        }
        (SteeringChange::Added, None, _) => ("added", SteeringBody::Nothing),
        (SteeringChange::Changed, _, Some(detail)) => ("changed", SteeringBody::Diff(detail)),
        (SteeringChange::Changed, _, None) => ("changed", SteeringBody::Nothing),
    };
    let kind = (file.kind != "file").then(|| file.kind.clone());
    let lines = std::iter::once(file.why.to_owned()).chain(kind).collect();
    Steering { path: file.path.clone(), change, lines, body }
}

/// How the other files differ, and how many are left out.
pub fn other_details(report: &DiffReport, rank: Rank) -> Markup {
    let is_steering = |detail: &&Detail| report.steering.iter().any(|file| file.path == detail.path);
    let others: Vec<&Detail> = report.details.iter().filter(|detail| !is_steering(detail)).collect();
    parts::details(&others, report.more_files(), rank)
}

/// What the remedies of a comparison are for.
pub fn purpose(report: &DiffReport) -> Markup {
    html! {
        @match report.reproduced {
            ReproducedSide::Right => "to get the published bytes, write:",
            ReproducedSide::Left => {
                "to get the bytes of " (code(&shown(report.reproduced()).to_string())) ", write:"
            }
        }
    }
}

type Row = (&'static str, Option<String>);

fn rows(side: &SideFacts<'_>) -> Vec<Row> {
    let bytes = |size: u64| format!("{} bytes", Grouped(size));
    let archive = side.archive.as_ref();
    let tar = archive.and_then(|archive| archive.tar).map(|tar| tar.stream);
    vec![
        ("members", Some(Grouped(side.members as u64).to_string())),
        ("top directory", side.top.clone()),
        ("commit it names", side.claimed_commit.map(|commit| commit.to_string())),
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
