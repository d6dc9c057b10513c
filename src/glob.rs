//! Patterns for archive paths: one portable dialect, the same on every system.
//!
//! * `*` and `?` match within one part of a path; neither crosses `/`. `?` is one byte.
//! * `**` must be a whole part and matches any number of parts.
//! * `[abc]`, `[a-z]`, `[!a-z]` match one byte; `{a,b}` matches one of its alternatives.
//! * `\` escapes the next character.
//! * A `/` at the end matches directories only, submodules among them.
//! * A `/` at the start means the top of the source.
//! * A `!` at the start is an error: nothing is taken back.
//! * A pattern that matches a directory covers everything below it.
//!
//! Matching compares bytes and is case-sensitive. A pattern is compared with the whole path below the
//! archive's prefix. With [`Anchor::Anywhere`], a pattern without a slash at its start or inside is compared
//! with the last part, at any depth.

use std::collections::BTreeSet;

use crate::path::EntryPath;

mod fault;
mod matcher;
mod parse;
mod pattern;

pub use fault::{GlobFault, GlobFaultKind};
pub use pattern::{Anchor, Pattern, escaped};

use matcher::Matcher;

/// Patterns compiled together. Each keeps its index in the list.
#[derive(Clone, Debug, Default)]
pub struct PatternSet {
    patterns: Vec<Pattern>,
    exact: Matcher,
    ancestors: Matcher,
}

impl PatternSet {
    /// Compiles the patterns.
    #[must_use]
    pub fn new(patterns: Vec<Pattern>) -> Self {
        let exact = Matcher::new(patterns.iter().map(|pattern| pattern.parts.as_slice()));
        let ancestors: BTreeSet<&[Box<str>]> = patterns.iter().flat_map(Pattern::ancestors).collect();
        let ancestors = Matcher::new(ancestors);
        Self { patterns, exact, ancestors }
    }

    /// The patterns in their order.
    #[must_use]
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// Whether the set has no patterns.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The index of the first pattern that matches exactly this path.
    #[must_use]
    pub fn first_match(&self, path: &EntryPath, is_directory: bool) -> Option<usize> {
        self.matches(path, is_directory).first().copied()
    }

    /// The indices of all patterns that match exactly this path, ascending.
    #[must_use]
    pub fn matches(&self, path: &EntryPath, is_directory: bool) -> Vec<usize> {
        let mut numbers = self.exact.matches(path);
        numbers.retain(|&number| is_directory || !self.patterns[number].directories_only);
        numbers
    }

    /// The index of the first pattern that matches this path or, if none does, a directory above it, the
    /// nearest one first.
    ///
    /// This is for single paths. A walk from the top already knows which directories are covered.
    #[must_use]
    pub fn first_cover(&self, path: &EntryPath, is_directory: bool) -> Option<usize> {
        let mut above = path.parents();
        self.first_match(path, is_directory)
            .or_else(|| above.find_map(|directory| self.first_match(&directory, true)))
    }

    /// Whether a pattern can match a path below `directory`; otherwise a walk can skip it.
    ///
    /// Patterns that match `directory` itself do not count; see [`first_match`](Self::first_match).
    #[must_use]
    pub fn may_match_below(&self, directory: &EntryPath) -> bool {
        self.ancestors.is_match(directory)
    }
}

#[cfg(test)]
mod tests;
