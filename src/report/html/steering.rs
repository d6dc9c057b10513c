//! Files that can steer a build, with what they contain: what a reviewer has to read.

use std::path::Path;

use maud::{Markup, html};

use super::parts;
use super::value::{Rank, code, words};
use crate::container::inventory::Inventory;
use crate::diff::{Detail, FileContent, MOST_CONTENT};
use crate::path::Escaped;
use crate::text::{Grouped, shell_word};

/// Files that are shown open.
const MOST_OPEN: usize = 5;

/// A file that can steer a build.
pub struct Steering<'a> {
    pub path: String,
    /// `added`, `changed`.
    pub change: &'a str,
    /// How it can, and what else is known.
    pub lines: Vec<String>,
    pub body: SteeringBody<'a>,
}

/// What there is to read.
pub enum SteeringBody<'a> {
    /// Its beginning, and the command that prints all of it.
    Content(&'a FileContent, Option<String>),
    /// How it differs.
    Diff(&'a Detail),
    /// Neither: a link, or one file too many.
    Nothing,
}

/// All of them, above everything else.
pub fn section(files: &[Steering<'_>], rank: Rank) -> Markup {
    html! {
        @if !files.is_empty() {
            section.danger {
                (rank.heading(&html! { "Can steer a build " span.count { "(" (Grouped(files.len() as u64)) ")" } }))
                p.soft { "These run, or decide what runs, when somebody builds. Read them first." }
                @for (number, file) in files.iter().enumerate() { (self::file(file, number < MOST_OPEN, rank)) }
            }
        }
    }
}

fn file(file: &Steering<'_>, is_open: bool, rank: Rank) -> Markup {
    html! {
        details open[is_open] {
            summary { (code(&file.path)) " " span.chip.bad { (file.change) } }
            div.inside { @for line in &file.lines { p.soft { (words(line)) } } }
            @match &file.body {
                SteeringBody::Content(content, command) => (self::content(content, command.as_deref())),
                SteeringBody::Diff(detail) => (parts::detail(detail, rank)),
                SteeringBody::Nothing => {}
            }
        }
    }
}

/// The beginning of a file, and what is not shown of it.
fn content(content: &FileContent, command: Option<&str>) -> Markup {
    let all = match command {
        Some(command) => format!("`{command}` prints all of it"),
        None => "unpack the archive in an empty directory to read all of it".to_owned(),
    };
    let size = Grouped(content.size);
    let note = match &content.lines {
        None => Some(format!("{size} bytes, not text, sha256 {}; {all}", content.sha256)),
        Some(_) if content.size == 0 => Some("an empty file".to_owned()),
        Some(_) if content.shown < content.size => Some(format!(
            "the first {} of {size} bytes are shown, as this page shows at most {} of a file; {all}",
            Grouped(content.shown),
            Grouped(MOST_CONTENT as u64)
        )),
        Some(_) => None,
    };
    html! {
        @if let Some(lines) = content.lines.as_ref().filter(|lines| !lines.is_empty()) {
            pre.diff { @for line in lines { span.add { "+" (line) } } }
        }
        @if let Some(note) = note { div.inside.note { p.soft { (words(&note)) } } }
    }
}

/// The command that prints a member; `None` where no command line takes its name, or another program reads it.
pub fn command(archive: &Path, inventory: &Inventory, member: usize) -> Option<String> {
    let (archive, member) = (archive.to_str()?, inventory.members.get(member)?);
    let name = std::str::from_utf8(member.path.raw()).ok()?;
    let is_plain = Escaped(name.as_bytes()).to_string() == name && !name.contains(['`', '\\', '*', '?', '[']);
    let is_readable = is_plain && !name.starts_with('-') && !archive.contains(['`', ':']);
    let program = if inventory.tar().is_some() { "tar -xOf" } else { "unzip -p" };
    is_readable.then(|| format!("{program} {} {}", shell_word(archive), shell_word(name)))
}
