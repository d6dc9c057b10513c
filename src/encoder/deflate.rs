//! Deflate encoders (RFC 1951): the code that they share, and one file for each family.
//!
//! The format fixes how tokens become bits. Which tokens, where a block ends and how it is coded is the
//! encoder's own choice, so an encoder is the set of these choices. `engine` makes those of GNU gzip and of
//! zlib, which are nearly the same; an encoder of that kind is a table of parameters. Any other gets a module
//! beside `engine` and uses `format` as it is; `crates` drives those that are libraries.

mod crates;
mod engine;
mod format;
pub(super) mod gnu;
pub(super) mod miniz;
mod pieces;
pub(super) mod zlib;
pub(super) mod zlib_rs;

use std::io::Write;
use std::num::NonZeroUsize;

use super::codec::Codec;
use super::stream::Encoder;
use crate::parallel::Pool;

/// An encoder of gzip that splits its input into segments of `windows` times 32 KiB, even without helpers.
///
/// The length changes no byte. Tests use short segments, so that few bytes make many of them.
///
/// # Panics
/// Panics if the parse of the codec cannot be split: for other encoders, and for levels below 4.
pub fn in_segments<W: Write>(inner: W, codec: Codec, pool: &Pool, windows: NonZeroUsize) -> Encoder<W> {
    let tuning = codec
        .encoder()
        .zip(codec.level())
        .and_then(|(encoder, level)| gnu::tuning(encoder, level).or_else(|| zlib::tuning(encoder, level)));
    let tuning = tuning.expect("only encoders of this crate can be split");
    Encoder::with(inner, codec, engine::in_segments(tuning, pool, windows))
}
