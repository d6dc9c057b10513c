//! Where the files of the archive come from, and what is known of each there.

use std::collections::BTreeSet;

#[cfg(feature = "git")]
use super::overlay::NewOverlay;
use super::published::Published;
use crate::diff::remedy::patterns;
use crate::entry::{Entry, Kind, Size};
use crate::glob::Anchor;
use crate::infer::{InferredSource, Observation, SourceAttributes, below, prefix, stem};
use crate::mode::Mode;
use crate::path::EntryPath;
use crate::source::archive_tree::{ArchiveFile, ArchiveTree};
use crate::source::{ItemKind, Listing, Source};

/// Patterns for what an archive lacks: a whitelist of its maker becomes a list of all else.
const MOST_PATTERNS: usize = 200;

/// A source, and the entries that it is to give.
pub struct SourceTree {
    /// The source.
    pub source: Source,
    /// As a manifest names it.
    pub named: InferredSource,
    /// The directory of the archive that all entries are in.
    pub prefix: Option<EntryPath>,
    /// The entries of the archive, in its order.
    pub entries: Vec<Observation>,
    /// What the source has and the archive lacks: patterns.
    pub exclude: Vec<String>,
    /// Entries that the source does not have, or with other bytes, by their paths below the prefix.
    pub foreign: Vec<EntryPath>,
    /// The directory that was written for them; it is removed again with the tree, unless it is kept.
    #[cfg(feature = "git")]
    pub overlay: Option<NewOverlay>,
}

/// The archive itself, as if it were unpacked beside the manifest.
pub(super) fn of_archive(published: &Published<'_>) -> SourceTree {
    let prefix = prefix(&published.inventory);
    let entries = entries(published, prefix.as_ref(), |entry, _| Some(as_unpacked(entry)));
    let entries: Vec<Observation> = entries.into_iter().flatten().collect();
    let name = prefix.as_ref().map(|prefix| String::from_utf8_lossy(prefix.as_bytes()).into_owned());
    let named = name.unwrap_or_else(|| stem(&published.file).to_owned());
    let files = entries.iter().enumerate().map(|(number, one)| ArchiveFile {
        path: one.path.clone(),
        entry: one.entry.clone(),
        body: published.range(number),
    });
    SourceTree {
        source: ArchiveTree::new(published.stream.clone(), files.collect()).into(),
        named: InferredSource::Directory(named),
        prefix,
        entries,
        exclude: Vec::new(),
        foreign: Vec::new(),
        #[cfg(feature = "git")]
        overlay: None,
    }
}

/// The entries; `find` gives what the source has for one, by its path below the prefix.
pub(super) fn entries(
    published: &Published<'_>,
    prefix: Option<&EntryPath>,
    find: impl Fn(&Entry<Size>, &EntryPath) -> Option<SourceAttributes>,
) -> Vec<Option<Observation>> {
    let entries = published.headings.members.iter().filter_map(|heading| heading.entry.as_ref());
    let observe = |(number, entry): (usize, &Entry<Size>)| {
        let path = below(&entry.path, prefix);
        let found = find(entry, &path)?;
        Some(Observation { number, path, entry: entry.clone(), found })
    };
    entries.enumerate().map(observe).collect()
}

/// What a file has once it is unpacked.
pub(super) fn as_unpacked(entry: &Entry<Size>) -> SourceAttributes {
    let mode = match entry.kind {
        Kind::Symlink(_) => Mode::LINK,
        Kind::Directory | Kind::File(_) => Mode::from_bits(entry.mode.bits().into()),
    };
    SourceAttributes { mode, time: Some(entry.time()) }
}

/// Patterns for the files that the archive lacks; none where they would be too many to read, and the proof names them.
pub(super) fn surplus(listing: &Listing, entries: &[Observation]) -> Vec<String> {
    let kept: Vec<&[u8]> = entries.iter().map(|one| one.path.as_bytes()).collect();
    let wanted: BTreeSet<&[u8]> = kept.iter().copied().collect();
    // A directory that is left empty is no entry, so files alone need patterns.
    let files = listing.items.iter().filter(|item| item.kind != ItemKind::Directory);
    let own: Vec<&[u8]> =
        files.map(|item| item.path.as_bytes()).filter(|path| !wanted.contains(path)).collect();
    if own.is_empty() {
        Vec::new()
    } else {
        patterns(&own, &kept, Anchor::Anywhere, MOST_PATTERNS).unwrap_or_default()
    }
}
