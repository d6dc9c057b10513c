//! The deflate encoders of other tools than gzip: recorded digests, and the tools where they are installed.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "an oracle test starts the real tool, and says what it saw"
)]

mod inputs;
mod vectors;
mod zlib;

use std::io::Write;
use std::num::NonZeroUsize;

use pkgr::encoder::{self, Codec, Encoder};
use pkgr::parallel::Pool;

fn codec(name: &str, level: u8) -> Codec {
    Codec::new(encoder::find(name).expect("is an encoder"), level, false).expect("is a level")
}

/// The raw deflate stream that an encoder makes on one thread.
fn deflate(name: &str, level: u8, data: &[u8]) -> Vec<u8> {
    let encoder = Encoder::new(codec(name, level), Vec::new(), NonZeroUsize::MIN, &Pool::none());
    finish(encoder.expect("has memory"), data)
}

/// What it makes on several threads: as it splits the input by itself, and in short segments.
fn deflate_on(threads: usize, name: &str, level: u8, data: &[u8]) -> Vec<Vec<u8>> {
    Pool::run(threads - 1, |pool| {
        let codec = codec(name, level);
        let whole = Encoder::new(codec, Vec::new(), NonZeroUsize::MIN, pool).expect("has memory");
        let mut made = vec![finish(whole, data)];
        if codec.shares_its_work() {
            made.push(finish(encoder::in_segments(Vec::new(), codec, pool, NonZeroUsize::MIN), data));
        }
        made
    })
}

/// A stream without the header and the trailer of gzip.
fn finish(mut encoder: Encoder<Vec<u8>>, data: &[u8]) -> Vec<u8> {
    encoder.write_all(data).expect("a vector takes everything");
    let member = encoder.finish().expect("a vector takes everything");
    member[10..member.len() - 8].to_vec()
}
