//! What every deflate encoder shares: tokens, how often they occur, Huffman codes, and their bits.
//!
//! `block` and `huffman` also decide where the format leaves a choice: which form a block gets, and which
//! of several optimal codes. Their comments cite the rules of `gnu-1` for that (docs/spec/gnu-1.md,
//! section 7).

pub mod bits;
pub mod block;
pub mod counts;
pub mod huffman;
pub mod lengths;
pub mod token;

/// How far back a match may point, in bytes.
pub const WINDOW: usize = 32 * 1024;
/// The shortest match, in bytes.
pub const MIN_MATCH: usize = 3;
/// The longest match, in bytes.
pub const MAX_MATCH: usize = 258;
