//! Compression: named encoders whose bytes never change.
//!
//! The name of an encoder stands for an exact function from input to output. Other bytes get another name,
//! never a new version of an old one.

mod bzip2;
mod candidates;
mod codec;
pub mod decode;
#[allow(
    clippy::cast_possible_truncation,
    clippy::inline_always,
    clippy::large_stack_arrays,
    clippy::match_same_arms,
    clippy::similar_names,
    reason = "the innermost loops: every number is bounded by the window, and inlining was measured"
)]
mod deflate;
mod format;
mod gzip;
#[allow(clippy::cast_possible_truncation, reason = "positions are bounded by the bytes in memory")]
mod segments;
mod spec;
mod stream;
mod table;
mod workers;
mod xz;
mod zstd;

pub use candidates::{FIRST, candidates};
pub use codec::Codec;
#[doc(hidden)]
pub use deflate::in_segments;
pub use format::Format;
pub use gzip::MemberHeader;
pub use spec::{Compressor, EncoderLevel, EncoderSpec, NoSuchLevel, Parallel, Threads};
pub use stream::Encoder;
pub use table::{ENCODERS, encoders_of, find};
