//! One checked pattern.

use super::fault::GlobFault;
use super::parse::{self, DOUBLE_STAR};
use crate::path::EntryPath;

/// The part of a path that a pattern is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The whole path: `include`, `require`, `newer`, a lint's `allow`.
    Top,
    /// The whole path if the pattern has a slash inside or at its start, else the last part: `exclude`.
    Anywhere,
}

/// A pattern that matches just these bytes, or where they are not UTF-8 any in their place.
#[must_use]
pub fn escaped(bytes: &[u8]) -> String {
    let mut glob = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            // At the start, a letter and a colon are a drive, and `!` is a negation.
            let is_start = matches!((glob.len(), character), (1, ':') | (0, '!'));
            if is_start || matches!(character, '*' | '?' | '[' | ']' | '{' | '}' | '\\') {
                glob.push('\\');
            }
            glob.push(character);
        }
        glob.extend(chunk.invalid().iter().map(|_| '?'));
    }
    glob
}

/// One checked pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: Box<str>,
    /// Its parts in the syntax of the matcher, with the anchor made explicit; at least one.
    pub(super) parts: Vec<Box<str>>,
    pub(super) directories_only: bool,
}

impl Pattern {
    /// Reads the dialect of the module [`glob`](super).
    ///
    /// # Errors
    /// The first place where the text breaks it, and how.
    pub fn parse(text: &str, anchor: Anchor) -> Result<Self, GlobFault> {
        let mut parts = parse::parts(text)?;
        if anchor == Anchor::Anywhere && parts.len() == 1 && !parse::is_rooted(text) {
            parts.insert(0, DOUBLE_STAR.into());
        }
        // `**/**` matches what `**` matches, and an automaton would try every split between the
        // two.
        parts.dedup_by(|next, part| **next == *DOUBLE_STAR && **part == *DOUBLE_STAR);
        Ok(Self { text: text.into(), parts, directories_only: text.ends_with('/') })
    }

    /// As the user wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The only path that it matches; `None` if it can match others, or matches directories only.
    #[must_use]
    pub fn literal(&self) -> Option<EntryPath> {
        let is_plain = !self.directories_only && !self.text.contains(['*', '?', '[', '{', '\\']);
        let path = self.text.strip_prefix('/').unwrap_or(&self.text);
        if is_plain { EntryPath::parse(path.as_bytes()).ok() } else { None }
    }

    /// Whether it ends in a slash, which matches directories only.
    #[must_use]
    pub fn directories_only(&self) -> bool {
        self.directories_only
    }

    /// Globs of the directories that can contain a match.
    pub(super) fn ancestors(&self) -> impl Iterator<Item = &[Box<str>]> {
        // From the first `**` on any directory can contain a match, so the parts behind it exclude
        // none.
        let endless = self.parts.iter().position(|part| **part == *DOUBLE_STAR);
        let longest = endless.map_or(self.parts.len() - 1, |endless| endless + 1);
        (1..=longest).map(|length| &self.parts[..length])
    }
}
