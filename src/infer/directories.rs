//! Which directories have entries of their own.

use std::collections::BTreeSet;

use super::observation::Observation;
use crate::path::EntryPath;

/// Which of the directories that hold entries are entries themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Directories {
    /// All but these, by their paths below the prefix.
    AllBut(Vec<EntryPath>),
    /// None.
    None,
}

impl Directories {
    /// Those of an archive with these entries; `has_prefix` says that all are in one directory.
    #[must_use]
    pub fn of(entries: &[Observation], has_prefix: bool) -> Self {
        let own: BTreeSet<&EntryPath> =
            entries.iter().filter(|one| one.entry.is_directory()).map(|one| &one.path).collect();
        if own.is_empty() {
            return Self::None;
        }
        // The prefix itself has no path below the prefix, and is above every entry.
        let below = entries.iter().filter(|one| !one.path.is_top());
        let mut above: BTreeSet<EntryPath> = below.flat_map(|one| parents(&one.path)).collect();
        if has_prefix {
            above.insert(EntryPath::top());
        }
        Self::AllBut(above.into_iter().filter(|path| !own.contains(path)).collect())
    }
}

/// Whether a directory without entries in it is an entry.
pub(super) fn has_empty(entries: &[Observation]) -> bool {
    let above: BTreeSet<EntryPath> = entries.iter().flat_map(|one| parents(&one.path)).collect();
    let mut directories = entries.iter().filter(|one| one.entry.is_directory() && !one.path.is_top());
    directories.any(|one| !above.contains(&one.path))
}

fn parents(path: &EntryPath) -> impl Iterator<Item = EntryPath> + use<> {
    std::iter::successors(path.parent(), EntryPath::parent)
}
