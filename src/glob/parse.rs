//! From text to a checked pattern.

use super::{Anchor, Pattern};

/// Where a pattern breaks the dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobFault {
    /// Byte offset in the pattern.
    pub offset: usize,
    /// Bytes at fault.
    pub length: usize,
    /// What is wrong there.
    pub kind: GlobFaultKind,
}

/// How a pattern breaks the dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GlobFaultKind {
    /// No characters, or nothing but a slash.
    #[error("an empty pattern")]
    Empty,
}

pub(super) fn parse(_text: &str, _anchor: Anchor) -> Result<Pattern, GlobFault> {
    todo!("parsed in the next step")
}
