//! Which rule decides one path, and what its header will say.

use std::io::{self, Write};
use std::ops::Range;

use super::table;
use crate::document;
use crate::entry::{Entry, Kind, Size};
use crate::manifest::{Manifest, Patterns};
use crate::mode::ModePolicy;
use crate::ops::plan::PathReport;
use crate::path::{EntryPath, Escaped};
use crate::plan::Decision;
use crate::source::{IgnoredPath, ItemKind, OverlayPath, Rejection, TreeEntryKind};

/// A few lines for people.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn write(report: &PathReport, out: &mut dyn Write) -> io::Result<()> {
    let (manifest, text) = (&report.loaded.manifest, &report.loaded.text);
    if let Some(ignored) = &report.ignored {
        return self::ignored(ignored, out);
    }
    if report.overlay == Some(OverlayPath::Own) {
        return overlay_itself(&report.path, out);
    }
    found(report, out)?;
    let line = |span: Range<usize>| format!("{}:{}", text.name, text.line(span.start));
    let quoted = |key: &str, patterns: &Patterns, index: usize| {
        let pattern = patterns.set().patterns()[index].as_str();
        format!("{key}[{index}] `{pattern}`, {}", line(patterns.span(index)))
    };
    match &report.decision {
        Decision::Included(index) => {
            let verb = if report.found.is_some() { "taken by    " } else { "matched by  " };
            writeln!(out, "  {verb}  {}", quoted("include", &manifest.files.include, *index))?;
        }
        Decision::Excluded { index, at } => {
            // A pattern that leaves out a directory leaves out all below it, so the path alone may
            // match nothing.
            let above = if *at == report.path { String::new() } else { format!(" (it matches `{at}`)") };
            writeln!(out, "  left out by   {}{above}", quoted("exclude", &manifest.files.exclude, *index))?;
        }
        Decision::Output => {
            writeln!(out, "  left out      it is in the output directory, which is never packed")?;
        }
        Decision::Unmatched => {
            writeln!(out, "  left out      no `include` pattern matches it")?;
        }
    }
    for left_out in &report.left_out_of {
        let exclude = &manifest.archives[left_out.archive].exclude;
        writeln!(
            out,
            "  not in        {}, by its {}",
            left_out.file,
            quoted("exclude", exclude, left_out.index)
        )?;
    }
    match &report.entry {
        Some(entry) => header(entry, &report.path, report.found == Some(ItemKind::Pending), manifest, out),
        None if report.found == Some(ItemKind::Directory) => {
            writeln!(out, "  no entry      it holds nothing that is packed, and empty directories are not")
        }
        None => Ok(()),
    }
}

/// What is at the path, and where it comes from; for nothing, what was probably meant.
fn found(report: &PathReport, out: &mut dyn Write) -> io::Result<()> {
    let found = report.found.as_ref().map_or("not in the source", kind);
    writeln!(out, "{}: {found}", report.path)?;
    overlay(report, out)?;
    report.near.as_ref().map_or(Ok(()), |near| writeln!(out, "  did you mean  {near}"))
}

/// What is in the overlay's directory, where that is inside of the source.
fn overlay_itself(path: &EntryPath, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{path}: part of the overlay")?;
    writeln!(out, "  left out      its files are packed at the paths that they have below the overlay")
}

/// That the overlay has the file, and whether the source has one too.
fn overlay(report: &PathReport, out: &mut dyn Write) -> io::Result<()> {
    let Some((key, overlay)) = report.loaded.manifest.source.overlay().zip(report.overlay) else {
        return Ok(());
    };
    let name = Escaped(key.get_ref().trim_end_matches('/').as_bytes());
    let how = if overlay == OverlayPath::Replaced { ", in place of the source's own" } else { "" };
    writeln!(out, "  comes from    {name}/{} of the overlay{how}", report.path)
}

fn ignored(ignored: &IgnoredPath, out: &mut dyn Write) -> io::Result<()> {
    let kind = match ignored.kind {
        TreeEntryKind::Tree => "directory",
        TreeEntryKind::File | TreeEntryKind::Executable => "file",
        TreeEntryKind::Symlink => "symbolic link",
        TreeEntryKind::Submodule => "submodule",
    };
    let above =
        if ignored.at == ignored.path { String::new() } else { format!(" (it matches `{}`)", ignored.at) };
    writeln!(out, "{}: {kind}", ignored.path)?;
    writeln!(out, "  left out by   {}{above}", ignored.line)
}

/// The mode policy that the last override says for an entry.
fn overriding<'a>(entry: &Entry<Size>, below: &EntryPath, manifest: &'a Manifest) -> Option<&'a ModePolicy> {
    let overrides = manifest.normalize.overrides.iter().rev();
    let mut meant = overrides.filter(|one| one.paths.has(Some(below), entry.is_directory()));
    meant.find_map(|one| one.mode.as_ref())
}

fn header(
    entry: &Entry<Size>,
    below: &EntryPath,
    is_pending: bool,
    manifest: &Manifest,
    out: &mut dyn Write,
) -> io::Result<()> {
    let slash = if entry.is_directory() { "/" } else { "" };
    writeln!(out, "  in archives   {}{slash}", entry.path)?;
    writeln!(out, "  because of    {}", document::rule(entry.rule))?;
    if !is_pending {
        let policy = overriding(entry, below, manifest).unwrap_or(&manifest.normalize.mode);
        writeln!(out, "  mode          {} by `mode = {}`", entry.mode, policy.as_toml())?;
    }
    writeln!(out, "  time          {}", table::time(entry))?;
    let owner = entry.own.owner.as_deref().unwrap_or(&manifest.normalize.owner);
    writeln!(out, "  owner         {}", table::owner(owner))?;
    if let Some(device) = entry.own.device {
        writeln!(out, "  device        {}", device.name())?;
    }
    if let Some(pax_mtime) = entry.own.pax_mtime {
        writeln!(out, "  pax-mtime     {}", pax_mtime.name())?;
    }
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
        ItemKind::Special(kind) | ItemKind::Unread(kind) => kind,
        ItemKind::Pending => "made by a step, which was not run",
        ItemKind::Rejected(Rejection::Submodule) => "submodule",
        ItemKind::Rejected(Rejection::LfsPointer) => "Git LFS pointer",
        ItemKind::Rejected(Rejection::Placeholder(_)) => "file with placeholders",
        ItemKind::Rejected(
            Rejection::UnknownEncoding(_) | Rejection::UnnamedEncoding | Rejection::Unencodable,
        ) => "file with an encoding",
    }
}
