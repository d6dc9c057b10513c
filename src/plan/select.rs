//! Which paths of the source go into the archives, and which rule decides each.
//!
//! A path is left out when an `exclude` pattern matches it or a directory above it. Otherwise it
//! is taken when an `include` pattern matches it or a directory above it.
//!
//! [`Rules::decide`] says this of one path, for `--explain`; [`select`] applies it to a whole listing
//! in one pass, with what was found for the directories above at hand. A property in `tests/plan.rs`
//! holds the two against each other.

use crate::glob::PatternSet;
use crate::manifest::{Files, Patterns};
use crate::path::EntryPath;
use crate::source::{Item, ItemKind, Listing};

/// What the manifest says about one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// `include[N]` takes it.
    Included(usize),
    /// `exclude[N]` matches it, or the directory `at` above it.
    Excluded {
        /// The number of the pattern, from 0.
        index: usize,
        /// What the pattern matches: the path itself or a directory above it.
        at: EntryPath,
    },
    /// It is in the output directory.
    Output,
    /// No `include` pattern matches.
    Unmatched,
}

/// The rules of selection: the manifest's patterns, and the output directory if it is in the source.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// The patterns.
    pub files: &'a Files,
    /// The output directory's path below the source.
    pub output: Option<&'a EntryPath>,
}

impl Rules<'_> {
    /// Decides one path on its own, whether or not it exists.
    #[must_use]
    pub fn decide(&self, path: &EntryPath, is_directory: bool) -> Decision {
        let chain = ancestors(path);
        let parts = || chain.iter().map(|above| (above, above != path || is_directory));
        if self.output.is_some_and(|output| chain.contains(output)) {
            return Decision::Output;
        }
        let excluded = parts().find_map(|(at, is_directory)| {
            let index = self.files.exclude.set().first_match(at, is_directory)?;
            Some(Decision::Excluded { index, at: at.clone() })
        });
        excluded.unwrap_or_else(|| {
            let include = self.files.include.set();
            let first = parts().flat_map(|(at, is_directory)| include.matches(at, is_directory)).min();
            first.map_or(Decision::Unmatched, Decision::Included)
        })
    }

    /// Whether a draft lists `directory`, if it lists the parents.
    #[must_use]
    pub fn looks_into(&self, directory: &EntryPath) -> bool {
        let is_out = matches!(self.decide(directory, true), Decision::Excluded { .. } | Decision::Output);
        !is_out && self.enters(directory)
    }

    /// Whether the walk goes into `directory`.
    fn enters(&self, directory: &EntryPath) -> bool {
        let include = self.files.include.set();
        include.first_cover(directory, true).is_some() || include.may_match_below(directory)
    }
}

/// The directories above `path`, topmost first, and `path` itself.
fn ancestors(path: &EntryPath) -> Vec<EntryPath> {
    let mut chain: Vec<_> = std::iter::successors(Some(path.clone()), EntryPath::parent).collect();
    chain.reverse();
    chain
}

/// Prunes the walk, and remembers what was pruned and why.
pub struct Pruner<'a> {
    rules: Rules<'a>,
    pub removed: Vec<Removed>,
    pub output_seen: bool,
    skipped: bool,
}

/// A path that an `exclude` pattern took out.
pub struct Removed {
    pub path: EntryPath,
    pub is_directory: bool,
    pub excludes: Vec<usize>,
}

impl<'a> Pruner<'a> {
    pub fn new(rules: Rules<'a>) -> Self {
        Self { rules, removed: Vec::new(), output_seen: false, skipped: false }
    }

    /// Whether to go into a directory whose parents were all entered.
    pub fn enter(&mut self, directory: &EntryPath) -> bool {
        if self.excludes(directory, true) {
            self.skipped = true;
            return false;
        }
        if self.rules.output == Some(directory) {
            self.output_seen = true;
            return false;
        }
        let enters = self.rules.enters(directory);
        // Pruning is not exclusion, but what was not entered was not seen either, so "all of the
        // source" would be a guess.
        self.skipped |= !enters;
        enters
    }

    /// Whether the walk saw all of the source, and nothing was excluded.
    pub fn took_nothing_out(&self) -> bool {
        self.removed.is_empty() && !self.output_seen && !self.skipped
    }

    fn excludes(&mut self, path: &EntryPath, is_directory: bool) -> bool {
        let excludes = self.rules.files.exclude.set().matches(path, is_directory);
        if excludes.is_empty() {
            return false;
        }
        self.removed.push(Removed { path: path.clone(), is_directory, excludes });
        true
    }
}

/// An item that goes into the archives.
pub struct SelectedItem<'a> {
    pub item: &'a Item,
    /// The first `include` pattern that covers it; `None` for a directory that is there only for
    /// what it holds.
    pub include: Option<usize>,
    /// Whether something chosen lies below it.
    pub holds: bool,
}

/// What the rules take out of a listing.
pub struct Selection<'a> {
    /// In the order of the listing: parents before children.
    pub chosen: Vec<SelectedItem<'a>>,
    /// For each `include` pattern, whether something chosen is there because of it.
    pub used: Vec<bool>,
    /// Whether every listed item is chosen.
    pub takes_all: bool,
}

/// Applies the rules to a listing whose walk was pruned by `pruner`.
pub fn select<'a>(rules: Rules<'_>, listing: &'a Listing, pruner: &mut Pruner<'_>) -> Selection<'a> {
    let mut pass = SelectPass {
        include: rules.files.include.set(),
        above: Vec::new(),
        selection: Selection {
            chosen: Vec::new(),
            used: vec![false; rules.files.include.len()],
            takes_all: false,
        },
    };
    for item in &listing.items {
        // Directories that are excluded were not listed.
        if item.kind.is_directory() || !pruner.excludes(&item.path, false) {
            pass.item(item, listing.stays_empty(&item.path));
        }
    }
    pass.finish(rules.files, listing)
}

/// One pass over a listing, with the directories above the current item at hand.
struct SelectPass<'r, 'a> {
    include: &'r PatternSet,
    above: Vec<Above<'a>>,
    selection: Selection<'a>,
}

struct Above<'a> {
    path: &'a EntryPath,
    /// Where it stands in the selection.
    position: usize,
    /// The patterns that match it, and so cover what is below.
    includes: Vec<usize>,
    /// The first of all patterns that match it or a directory above it.
    first: Option<usize>,
}

impl<'a> SelectPass<'_, 'a> {
    fn item(&mut self, item: &'a Item, stays_empty: bool) {
        while self.above.last().is_some_and(|above| !item.path.is_below(above.path)) {
            self.above.pop();
        }
        let includes = self.include.matches(&item.path, item.kind.is_directory());
        // The smallest number wins, and directories pass on their own, so this is what `decide`
        // finds by asking about every directory above.
        let inherited = self.above.last().and_then(|above| above.first);
        let include = inherited.into_iter().chain(includes.first().copied()).min();
        // A directory is kept until its contents are known; `finish` drops those without any.
        if item.kind == ItemKind::Directory {
            if stays_empty && include.is_some() {
                self.hold();
            }
            let position = self.selection.chosen.len();
            self.selection.chosen.push(SelectedItem { item, include, holds: false });
            self.above.push(Above { path: &item.path, position, includes, first: include });
        } else if include.is_some() {
            self.leaf(item, include, &includes);
        }
    }

    /// Keeps the directories that are entries.
    fn finish(self, files: &Files, listing: &Listing) -> Selection<'a> {
        let Selection { mut chosen, mut used, .. } = self.selection;
        chosen.retain(|chosen| match chosen.include {
            _ if chosen.item.kind != ItemKind::Directory => true,
            _ if chosen.holds => files.parents,
            Some(index) => {
                let stays = files.empty_directories || listing.stays_empty(&chosen.item.path);
                used[index] |= stays;
                stays
            }
            None => false,
        });
        let takes_all = files.parents && chosen.len() == listing.items.len();
        Selection { chosen, used, takes_all }
    }

    fn leaf(&mut self, item: &'a Item, include: Option<usize>, includes: &[usize]) {
        self.selection.chosen.push(SelectedItem { item, include, holds: false });
        for &index in includes {
            self.selection.used[index] = true;
        }
        self.hold();
    }

    /// Notes that the directories above the current item hold something.
    fn hold(&mut self) {
        for above in self.above.iter().rev() {
            // What is above a directory that holds something holds it too.
            if std::mem::replace(&mut self.selection.chosen[above.position].holds, true) {
                return;
            }
            for &index in &above.includes {
                self.selection.used[index] = true;
            }
        }
    }
}

/// The patterns of `patterns` that match none of `paths`, by number.
pub fn unmatched<'a>(patterns: &Patterns, paths: impl Iterator<Item = (&'a EntryPath, bool)>) -> Vec<usize> {
    let mut used = vec![false; patterns.len()];
    for (path, is_directory) in paths {
        for index in patterns.set().matches(path, is_directory) {
            used[index] = true;
        }
    }
    (0..used.len()).filter(|&index| !used[index]).collect()
}
