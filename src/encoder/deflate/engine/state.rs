//! States of a parse, which the parts of the encoder pass to each other.

/// All that the rest of a lazy parse depends on besides the input, where there is no match to beat
/// (docs/spec/gnu-1.md, section 6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct State {
    /// Where the next step looks for a match.
    pub position: u64,
    /// Whether the byte before that has not been coded yet.
    pub pending: bool,
}

/// The place of the window once the input has ended. It no longer moves then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// The position of the first step from then on.
    pub from: u64,
    /// The position of the byte with index 0.
    pub base: u64,
}
