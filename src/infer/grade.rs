//! How much a manifest has to name one by one: the less, the better a rule describes the archive.

use std::collections::BTreeSet;
use std::fmt;

use super::directories::Directories;
use super::manifest::InferredManifest;
use super::order::pinned;
use super::overrides::OverriddenPaths;
use crate::manifest::Mtime;
use crate::mode::ModePolicy;
use crate::path::EntryPath;
use crate::text::Counted;

/// What a recipe needs beside the bytes and executable bits of the files; the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Rules.
    Rules,
    /// Rules, and this many entries by name.
    NamedPaths(usize),
    /// The times or modes of the files on disk too.
    Tree,
    /// A table with a line for each entry.
    Table,
}

impl Grade {
    /// The grade of a recipe.
    #[must_use]
    pub fn of(recipe: &InferredManifest) -> Self {
        if recipe.table.is_some() {
            return Self::Table;
        }
        if recipe.mtime == Mtime::Tree || recipe.mode == ModePolicy::Keep {
            return Self::Tree;
        }
        match named(recipe).len() {
            0 => Self::Rules,
            count => Self::NamedPaths(count),
        }
    }

    /// The word for tables of many archives.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::NamedPaths(_) => "named-paths",
            Self::Tree => "tree",
            Self::Table => "table",
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rules => f.write_str("rules"),
            Self::NamedPaths(count) => {
                write!(f, "rules and {}", Counted(*count as u64, "named path", "named paths"))
            }
            Self::Tree => f.write_str("rules and what the files on disk have"),
            Self::Table => f.write_str("rules and a table"),
        }
    }
}

/// The entries that a recipe names, each once.
#[must_use]
pub(super) fn named(recipe: &InferredManifest) -> BTreeSet<&EntryPath> {
    let mut all: BTreeSet<&EntryPath> = pinned(&recipe.pins).collect();
    for one in &recipe.overrides {
        if let OverriddenPaths::Some(paths) = &one.paths {
            all.extend(paths);
        }
    }
    if let Directories::AllBut(missing) = &recipe.directories {
        all.extend(missing);
    }
    all
}

impl InferredManifest {
    /// The entries that the recipe names one by one.
    #[must_use]
    pub fn named_paths(&self) -> Vec<&EntryPath> {
        named(self).into_iter().collect()
    }
}
