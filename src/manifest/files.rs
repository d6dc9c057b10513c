//! `[files]`: what goes into the archives, and below which directory.

use std::ops::Range;

use super::{Spanned, Template};
use crate::glob::{Pattern, PatternSet};
use crate::path::EntryPath;

/// What goes into the archives.
#[derive(Clone, Debug)]
pub struct Files {
    /// Top directory in the archive; expands to a relative path without `.` and `..`, or to nothing.
    pub prefix: Spanned<Template>,
    /// What is taken; at least one pattern.
    pub include: Patterns,
    /// What is left out again; wins over `include`.
    pub exclude: Patterns,
    /// What must be there in the end.
    pub require: Patterns,
    /// Whether directories without members are entries.
    pub empty_directories: bool,
    /// Whether each directory that holds members is an entry, the prefix included.
    pub parents: bool,
    /// Directories that are no entries all the same.
    pub no_entry: OverridePaths,
}

impl Files {
    /// Whether a path, or something below it, can be packed, as far as patterns decide it. No directory above the
    /// path is excluded.
    #[must_use]
    pub fn may_pack(&self, path: &EntryPath, is_directory: bool) -> bool {
        let include = self.include.set();
        self.exclude.set().first_match(path, is_directory).is_none()
            && (include.first_cover(path, is_directory).is_some()
                || is_directory && include.may_match_below(path))
    }
}

/// A list of patterns, each with the place it was written at.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    set: PatternSet,
    spans: Vec<Range<usize>>,
}

impl Patterns {
    /// Compiles patterns with their byte ranges in the manifest.
    #[must_use]
    pub fn new(patterns: Vec<(Pattern, Range<usize>)>) -> Self {
        let (patterns, spans) = patterns.into_iter().unzip();
        Self { set: PatternSet::new(patterns), spans }
    }

    /// The compiled set; its numbers are those of [`span`](Self::span).
    #[must_use]
    pub fn set(&self) -> &PatternSet {
        &self.set
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Byte range of pattern `number`, quotes included.
    #[must_use]
    pub fn span(&self, number: usize) -> Range<usize> {
        self.spans[number].clone()
    }

    /// Each pattern with its byte range, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Pattern, Range<usize>)> {
        self.set.patterns().iter().zip(self.spans.iter().cloned())
    }
}

/// The entries that an override is about.
#[derive(Clone, Debug, Default)]
pub struct OverridePaths {
    /// Patterns for paths below the prefix.
    pub patterns: Patterns,
    /// The place of `.`, which is the prefix itself.
    pub top: Option<Range<usize>>,
}

impl OverridePaths {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.top.is_none() && self.patterns.is_empty()
    }

    /// Whether they match an entry, by its path below the prefix; `None` stands for the prefix itself.
    #[must_use]
    pub fn has(&self, path: Option<&EntryPath>, is_directory: bool) -> bool {
        match path {
            None => self.top.is_some(),
            Some(path) => self.patterns.set().first_match(path, is_directory).is_some(),
        }
    }
}
