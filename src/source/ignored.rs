//! What `export-ignore` leaves out of a commit, and the lines of attribute files that say so.

use std::fmt;
use std::sync::Arc;

use super::tree_entry::TreeEntryKind;
use crate::path::{EntryPath, Escaped};

/// Bytes of a line that are kept.
const LONGEST: usize = 200;

/// A line of an attribute file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeLine {
    /// The path of the file in the repository; below the path of the submodule, where it is in one.
    pub file: EntryPath,
    /// Its number, from 1.
    pub number: usize,
    /// Its text without blanks at both ends, escaped and cut where it is long.
    pub text: String,
}

/// Something that a line leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredPath {
    /// Its path below the top of the source.
    pub path: EntryPath,
    /// What it is.
    pub kind: TreeEntryKind,
    /// What the line matches: the path itself or a directory above it.
    pub at: EntryPath,
    /// The line.
    pub line: Arc<AttributeLine>,
}

/// What one line leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoringLine {
    /// The line.
    pub line: Arc<AttributeLine>,
    /// Files, links and submodules.
    pub files: u64,
    /// Whether every directory was counted: trees of a partial clone can be missing.
    pub is_counted: bool,
}

/// How many files, links and submodules all lines leave out.
#[must_use]
pub fn ignored_files(lines: &[IgnoringLine]) -> u64 {
    lines.iter().fold(0, |sum: u64, line| sum.saturating_add(line.files))
}

impl AttributeLine {
    /// A line as the file has it.
    #[must_use]
    pub fn new(file: EntryPath, number: usize, line: &[u8]) -> Self {
        let line = line.trim_ascii();
        let end = if line.len() > LONGEST { "…" } else { "" };
        let text = format!("{}{end}", Escaped(&line[..line.len().min(LONGEST)]));
        Self { file, number, text }
    }
}

impl fmt::Display for AttributeLine {
    /// The place and the text: `.gitattributes:3: /.github export-ignore`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.number, self.text)
    }
}

impl IgnoredPath {
    /// Whether patterns for directories match it.
    #[must_use]
    pub fn is_directory(&self) -> bool {
        matches!(self.kind, TreeEntryKind::Tree | TreeEntryKind::Submodule)
    }
}
