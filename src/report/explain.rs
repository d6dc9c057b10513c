//! Which rule decides one path, and what its header will say.

use std::io::{self, Write};
use std::ops::Range;

use super::table;
use crate::diagnostic::SourceText;
use crate::document;
use crate::entry::{Entry, Kind, Size};
use crate::manifest::{Manifest, Patterns};
use crate::path::{EntryPath, Escaped};
use crate::plan::Decision;
use crate::source::{ItemKind, Rejection};

/// What is known of one path.
pub struct Explanation<'a> {
    /// The path below the source.
    pub path: &'a EntryPath,
    /// What stands there; `None` for nothing.
    pub found: Option<&'a ItemKind>,
    /// What the manifest says about it.
    pub decision: &'a Decision,
    /// Its entry, where the plan has one.
    pub entry: Option<&'a Entry<Size>>,
}

/// A few lines for people.
///
/// # Errors
/// The writer's.
pub fn write(
    explanation: &Explanation<'_>,
    manifest: &Manifest,
    text: &SourceText,
    out: &mut dyn Write,
) -> io::Result<()> {
    let found = explanation.found.map_or("not in the source", kind);
    writeln!(out, "{}: {found}", explanation.path)?;
    let line = |span: Range<usize>| format!("{}:{}", text.name, text.line(span.start));
    let quoted = |key: &str, patterns: &Patterns, index: usize| {
        let pattern = patterns.set().patterns()[index].as_str();
        format!("{key}[{index}] `{pattern}`, {}", line(patterns.span(index)))
    };
    match explanation.decision {
        Decision::Included(index) => {
            writeln!(out, "  taken by      {}", quoted("include", &manifest.files.include, *index))?;
        }
        Decision::Excluded { index, at } => {
            let above = if at == explanation.path { String::new() } else { format!(" (it matches `{at}`)") };
            writeln!(out, "  left out by   {}{above}", quoted("exclude", &manifest.files.exclude, *index))?;
        }
        Decision::Output => {
            writeln!(out, "  left out      it is in the output folder, which is never packed")?;
        }
        Decision::Unmatched => {
            writeln!(out, "  left out      no `include` pattern matches it")?;
        }
    }
    match explanation.entry {
        Some(entry) => header(entry, explanation.found == Some(&ItemKind::Pending), manifest, out),
        None if explanation.found == Some(&ItemKind::Directory) => {
            writeln!(out, "  no entry      it holds nothing that is packed, and empty directories are not")
        }
        None => Ok(()),
    }
}

fn header(entry: &Entry<Size>, is_pending: bool, manifest: &Manifest, out: &mut dyn Write) -> io::Result<()> {
    let slash = if entry.is_directory() { "/" } else { "" };
    writeln!(out, "  in archives   {}{slash}", entry.path)?;
    writeln!(out, "  because of    {}", document::rule(entry.rule))?;
    if !is_pending {
        writeln!(out, "  mode          {} by `mode = \"{}\"`", entry.mode, manifest.normalize.mode)?;
    }
    writeln!(out, "  time          {}", entry.mtime)?;
    writeln!(out, "  owner         {}", table::owner(&manifest.normalize.owner))?;
    match &entry.kind {
        Kind::Directory => Ok(()),
        Kind::File(_) if is_pending => Ok(()),
        Kind::File(size) => writeln!(out, "  size          {} bytes", size.0),
        Kind::Symlink(target) => writeln!(out, "  links to      {}", Escaped(target.as_bytes())),
    }
}

fn kind(kind: &ItemKind) -> &'static str {
    match kind {
        ItemKind::Directory => "directory",
        ItemKind::File(_) => "file",
        ItemKind::Symlink(_) => "symbolic link",
        ItemKind::Special(kind) => kind,
        ItemKind::Pending => "made by a step, which was not run",
        ItemKind::Rejected(Rejection::Submodule) => "submodule",
        ItemKind::Rejected(Rejection::LfsPointer) => "Git LFS pointer",
        ItemKind::Rejected(Rejection::Placeholder { .. }) => "file with placeholders",
    }
}
