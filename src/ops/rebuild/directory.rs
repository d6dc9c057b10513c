//! A directory on disk as the source of an archive.

use std::collections::BTreeMap;
use std::path::Path;

use super::published::Published;
use super::tree::{SourceTree, entries, surplus};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::entry::{Entry, Size};
use crate::infer::{InferredSource, Observation, SourceAttributes, prefix};
use crate::ops::checkout::relative;
use crate::path::{EntryPath, shown};
use crate::source::directory::Directory;
use crate::source::{Attributes, Source};
use crate::text::Counted;

/// Paths that an error names.
const MOST_LISTED: usize = 10;

/// A directory that has the files.
///
/// # Errors
/// Returns an error if it cannot be read, or lacks entries of the archive.
pub(super) fn of_directory(
    published: &Published<'_>,
    directory: &Path,
    manifest: &Path,
) -> Result<SourceTree, Diagnostics> {
    let source: Source = Directory::open(directory)?.into();
    let listing = source.list(&mut |_| true)?;
    let found: BTreeMap<&EntryPath, &Attributes> =
        listing.items.iter().map(|item| (&item.path, &item.attributes)).collect();
    let prefix = prefix(&published.inventory);
    let entries = entries(published, prefix.as_ref(), |entry, path| {
        let attributes = if path.is_top() { &listing.root } else { found.get(path)? };
        Some(as_found(entry, *attributes))
    });
    let missing: Vec<String> = entries
        .iter()
        .zip(&published.headings.members)
        .filter(|(one, _)| one.is_none())
        .filter_map(|(_, heading)| Some(heading.entry.as_ref()?.path.to_string()))
        .collect();
    if !missing.is_empty() {
        return Err(lacking(directory, &missing).into());
    }
    let entries: Vec<Observation> = entries.into_iter().flatten().collect();
    Ok(SourceTree {
        exclude: surplus(&listing, &entries),
        named: InferredSource::Directory(relative(directory, manifest)?),
        source,
        prefix,
        entries,
        foreign: Vec::new(),
        #[cfg(feature = "git")]
        overlay: None,
    })
}

fn as_found(entry: &Entry<Size>, attributes: Attributes) -> SourceAttributes {
    // An archive whose headers have whole seconds alone says nothing of the fraction on disk.
    let is_whole = entry.own.nanoseconds == 0 && attributes.mtime == entry.mtime;
    SourceAttributes {
        mode: attributes.mode,
        time: Some(if is_whole { entry.time() } else { attributes.time() }),
    }
}

fn lacking(directory: &Path, missing: &[String]) -> Diagnostic {
    let count = Counted(missing.len() as u64, "entry", "entries");
    let listed = missing.iter().take(MOST_LISTED).cloned().collect::<Vec<_>>().join("\n  ");
    let message = format!("the directory `{}` lacks {count} of the archive:\n  {listed}", shown(directory));
    Diagnostic::error(Code::InitLacking, message)
        .help("name the directory that the archive was unpacked to, with all of its files; or leave out `--directory`")
}
