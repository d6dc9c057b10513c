//! Patterns over archive paths: one portable dialect, the same on every system.
//!
//! * `*` and `?` match within one part; neither crosses `/`. `?` is one byte.
//! * `**` stands only as a whole part and matches any number of parts.
//! * `[abc]`, `[a-z]`, `[!a-z]` match one ASCII byte; `{a,b}` matches one of its alternatives.
//! * `\` takes the special meaning from the next character.
//! * A `/` at the end matches directories only.
//! * A pattern that matches a directory covers all that is below it.
//!
//! Matching is by bytes and case-sensitive. A pattern is compared with the whole path below the
//! archive's prefix; where [`Anchor::Anywhere`] is asked for, a pattern without a slash (one at
//! the end aside) is compared with the last part, at any depth.

use crate::path::EntryPath;

mod parse;

pub use parse::{GlobFault, GlobFaultKind};

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
    /// What is compiled: [`text`](Self::text) with its anchor written out, no slash at the end.
    glob: Box<str>,
    /// Whether it ended in a slash.
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
}

/// Patterns compiled together; each keeps the number it had in the list.
#[derive(Clone, Debug, Default)]
pub struct PatternSet {
    patterns: Vec<Pattern>,
}

impl PatternSet {
    /// Compiles the patterns.
    #[must_use]
    pub fn new(patterns: Vec<Pattern>) -> Self {
        Self { patterns }
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
    pub fn matches(&self, _path: &EntryPath, _is_directory: bool) -> Vec<usize> {
        todo!("compiled in the next step")
    }

    /// The number of the first pattern that matches this path or, failing that, a directory
    /// above it, the nearest one first.
    #[must_use]
    pub fn first_cover(&self, path: &EntryPath, is_directory: bool) -> Option<usize> {
        self.first_match(path, is_directory).or_else(|| {
            std::iter::successors(path.parent(), EntryPath::parent)
                .find_map(|above| self.first_match(&above, true))
        })
    }

    /// Whether some pattern can match something below `directory`; a walk may skip it otherwise.
    #[must_use]
    pub fn may_match_below(&self, _directory: &EntryPath) -> bool {
        todo!("compiled in the next step")
    }
}
