//! Patterns for archive paths: one portable dialect, the same on every system.
//!
//! * `*` and `?` match within one part of a path; neither crosses `/`. `?` is one byte.
//! * `**` must be a whole part and matches any number of parts.
//! * `[abc]`, `[a-z]`, `[!a-z]` match one byte; `{a,b}` matches one of its alternatives.
//! * `\` escapes the next character.
//! * A `/` at the end matches directories only.
//! * A pattern that matches a directory covers everything below it.
//!
//! Matching compares bytes and is case-sensitive. A pattern is compared with the whole path below the
//! archive's prefix. With [`Anchor::Anywhere`], a pattern without a slash (except at its end) is compared
//! with the last part, at any depth.

use std::collections::BTreeSet;

use crate::path::EntryPath;

mod fault;
mod matcher;
mod parse;
mod pattern;

pub use fault::{GlobFault, GlobFaultKind};
pub use pattern::{Anchor, Pattern};

use matcher::Matcher;
<<<<<<< HEAD
use parse::DOUBLE_STAR;

/// The part of a path that a pattern is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The whole path: `include`, `require`, `newer`, a lint's `allow`.
    Top,
    /// The whole path if the pattern has a slash inside, else the last part: `exclude`.
    Anywhere,
}

/// One checked pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: Box<str>,
    /// Its parts in the syntax of the matcher, with the anchor made explicit; at least one.
    parts: Vec<Box<str>>,
    directories_only: bool,
}

impl Pattern {
    /// Parses the dialect of this module.
    ///
    /// # Errors
    /// Returns the first fault and its place.
    pub fn parse(text: &str, anchor: Anchor) -> Result<Self, GlobFault> {
        parse::parse(text, anchor)
    }

    /// The text in the manifest.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The only path that it matches; `None` if it can match others, or matches directories only.
    #[must_use]
    pub fn literal(&self) -> Option<EntryPath> {
        let is_plain = !self.directories_only && !self.text.contains(['*', '?', '[', '{', '\\']);
        if is_plain { EntryPath::parse(self.text.as_bytes()).ok() } else { None }
    }

    /// Whether it ends in a slash, which matches directories only.
    #[must_use]
    pub fn directories_only(&self) -> bool {
        self.directories_only
    }

    /// Globs of the directories that can contain a match.
    fn ancestors(&self) -> impl Iterator<Item = &[Box<str>]> {
        let endless = self.parts.iter().position(|part| **part == *DOUBLE_STAR);
        let longest = endless.map_or(self.parts.len() - 1, |endless| endless + 1);
        (1..=longest).map(|length| &self.parts[..length])
    }
}
=======
>>>>>>> main

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
        let mut above = std::iter::successors(path.parent(), EntryPath::parent);
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
