//! Patterns over archive paths: one portable dialect, the same on every system.
//!
//! * `*` and `?` match within one part of a path; neither crosses `/`. `?` is one byte.
//! * `**` stands only as a whole part and matches any number of parts.
//! * `[abc]`, `[a-z]`, `[!a-z]` match one byte; `{a,b}` matches one of its alternatives.
//! * `\` takes the special meaning from the next character.
//! * A `/` at the end matches directories only.
//! * A pattern that matches a directory covers all that is below it.
//!
//! Matching is by bytes and case-sensitive. A pattern is compared with the whole path below the
//! archive's prefix; where [`Anchor::Anywhere`] is asked for, a pattern without a slash (one at
//! the end aside) is compared with the last part, at any depth.

use std::collections::BTreeSet;

use globset::{Candidate, Glob, GlobBuilder, GlobSet};

use crate::path::EntryPath;

mod fault;
mod parse;

pub use fault::{GlobFault, GlobFaultKind};
use parse::DOUBLE_STAR;

/// What a pattern is compared with.
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
    /// Its parts as the matcher reads them, with the anchor written out; at least one.
    parts: Vec<Box<str>>,
    directories_only: bool,
}

impl Pattern {
    /// Reads the dialect of this module.
    ///
    /// # Errors
    /// The first place where the text breaks it, and how.
    pub fn parse(text: &str, anchor: Anchor) -> Result<Self, GlobFault> {
        parse::parse(text, anchor)
    }

    /// As the user wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it ends in a slash and so matches directories only.
    #[must_use]
    pub fn directories_only(&self) -> bool {
        self.directories_only
    }

    /// Globs of the directories below which it can match.
    fn ancestors(&self) -> impl Iterator<Item = String> {
        let endless = self.parts.iter().position(|part| **part == *DOUBLE_STAR);
        let last = endless.unwrap_or(self.parts.len() - 1);
        let above = (1..=last).map(|length| self.parts[..length].join("/"));
        above.chain(endless.map(|endless| self.parts[..=endless].join("/")))
    }
}

/// Patterns compiled together; each keeps the number it had in the list.
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
        let exact = Matcher::new(patterns.iter().map(|pattern| pattern.parts.join("/")));
        let ancestors: BTreeSet<String> = patterns.iter().flat_map(Pattern::ancestors).collect();
        Self { patterns, exact, ancestors: Matcher::new(ancestors) }
    }

    /// The patterns in their order.
    #[must_use]
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The number of the first pattern that matches this very path.
    #[must_use]
    pub fn first_match(&self, path: &EntryPath, is_directory: bool) -> Option<usize> {
        self.matches(path, is_directory).first().copied()
    }

    /// The numbers of all patterns that match this very path, ascending.
    #[must_use]
    pub fn matches(&self, path: &EntryPath, is_directory: bool) -> Vec<usize> {
        let mut numbers = self.exact.matches(path);
        numbers.retain(|&number| is_directory || !self.patterns[number].directories_only);
        numbers
    }

    /// The number of the first pattern that matches this path or, failing that, a directory
    /// above it, the nearest one first.
    ///
    /// A walk that has descended from the top knows this already; it is for single paths.
    #[must_use]
    pub fn first_cover(&self, path: &EntryPath, is_directory: bool) -> Option<usize> {
        let mut above = std::iter::successors(path.parent(), EntryPath::parent);
        self.first_match(path, is_directory)
            .or_else(|| above.find_map(|directory| self.first_match(&directory, true)))
    }

    /// Whether some pattern can match something below `directory`; a walk may skip it otherwise.
    ///
    /// A pattern that matches `directory` itself is not asked; see [`first_match`](Self::first_match).
    #[must_use]
    pub fn may_match_below(&self, directory: &EntryPath) -> bool {
        self.ancestors.is_match(directory)
    }
}

/// Globs compiled into as few automata as their size allows.
#[derive(Clone, Debug, Default)]
struct Matcher(Vec<Automaton>);

#[derive(Clone, Debug)]
struct Automaton {
    /// The number of its first glob.
    first: usize,
    set: GlobSet,
}

impl Matcher {
    fn new(globs: impl IntoIterator<Item = String>) -> Self {
        let globs: Vec<Glob> = globs.into_iter().map(|glob| compile(&glob)).collect();
        let mut automata = Vec::new();
        if !globs.is_empty() {
            join(&globs, 0, &mut automata);
        }
        Self(automata)
    }

    fn matches(&self, path: &EntryPath) -> Vec<usize> {
        let candidate = Candidate::from_bytes(path.as_bytes());
        let mut all = Vec::new();
        for automaton in &self.0 {
            all.extend(automaton.set.matches_candidate(&candidate).iter().map(|n| n + automaton.first));
        }
        all
    }

    fn is_match(&self, path: &EntryPath) -> bool {
        let candidate = Candidate::from_bytes(path.as_bytes());
        self.0.iter().any(|automaton| automaton.set.is_match_candidate(&candidate))
    }
}

/// Compiles all globs into one automaton, or each half on its own where that grows too large.
fn join(globs: &[Glob], first: usize, automata: &mut Vec<Automaton>) {
    match GlobSet::new(globs) {
        Ok(set) => automata.push(Automaton { first, set }),
        Err(error) => {
            assert!(globs.len() > 1, "a checked pattern compiles alone: {error}");
            let (left, right) = globs.split_at(globs.len() / 2);
            join(left, first, automata);
            join(right, first + left.len(), automata);
        }
    }
}

fn compile(glob: &str) -> Glob {
    GlobBuilder::new(glob)
        .literal_separator(true)
        .backslash_escape(true)
        .empty_alternates(true)
        .build()
        .expect("the parser hands on only what the matcher reads")
}

#[cfg(test)]
mod tests;
