//! `zlib-rs-1` and `zlib-rs-2`: two versions of the crate `zlib-rs`, which cargo and maturin compress with.
//!
//! They differ in one comparison at the end of the input. Both have a safe interface, and the
//! processor decides nothing that reaches the bytes.

use std::io;

use super::crates::{self, CallProgress, Library};
use crate::encoder::gzip;
use crate::encoder::spec::EncoderSpec;

/// The bits of the window size.
const WINDOW_BITS: u8 = 15;

/// `zlib-rs-1`: the versions 0.5.1 to 0.6.2.
pub static FIRST: EncoderSpec = gzip::encoder(
    "zlib-rs-1",
    "gzip: the bytes of zlib-rs 0.5.1 to 0.6.2 (cargo and maturin in 2025).",
    |level, _| Ok(crates::start(zlib_rs_1::Deflate::new(crates::number(level), false, WINDOW_BITS))),
);

/// `zlib-rs-2`: the versions 0.6.4 to 0.6.8.
pub static SECOND: EncoderSpec = gzip::encoder(
    "zlib-rs-2",
    "gzip: the bytes of zlib-rs 0.6.4 to 0.6.8 (cargo and maturin since 2026).",
    |level, _| Ok(crates::start(zlib_rs_2::Deflate::new(crates::number(level), false, WINDOW_BITS))),
);

/// The interface of both versions is the same, but the types are not.
macro_rules! library {
    ($version:ident) => {
        impl Library for $version::Deflate {
            fn compress(
                &mut self,
                input: &[u8],
                output: &mut [u8],
                is_end: bool,
            ) -> io::Result<CallProgress> {
                use $version::{DeflateFlush, Status};
                // The call itself does not say how much it took, only the totals do. They wrap on targets where the
                // older version counts in 32 bits; the difference is right all the same.
                let (taken, made) = (self.total_in(), self.total_out());
                let flush = if is_end { DeflateFlush::Finish } else { DeflateFlush::NoFlush };
                let status = $version::Deflate::compress(self, input, output, flush)
                    .map_err(|fault| io::Error::other(fault.as_str()))?;
                Ok(CallProgress {
                    taken: self.total_in().wrapping_sub(taken) as usize,
                    made: self.total_out().wrapping_sub(made) as usize,
                    has_ended: matches!(status, Status::StreamEnd),
                })
            }
        }
    };
}

library!(zlib_rs_1);
library!(zlib_rs_2);
