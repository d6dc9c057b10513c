//! `miniz-1`: the crate `miniz_oxide`, which cargo compressed with until 2024.

use std::io;

use miniz_oxide::deflate::core::CompressorOxide;
use miniz_oxide::deflate::stream;
use miniz_oxide::{DataFormat, MZFlush, MZStatus};

use super::crates::{self, CallProgress, Library};
use crate::encoder::gzip;
use crate::encoder::spec::EncoderSpec;

/// `miniz-1`: the bytes of `miniz_oxide` 0.9.1, which at level 9 are those of the miniz that cargo had from 2015 on.
pub static ENCODER: EncoderSpec = gzip::encoder(
    "miniz-1",
    "gzip: the bytes of miniz and miniz_oxide (cargo from 2015 to 2024).",
    |level, _| {
        let mut library = Box::<CompressorOxide>::default();
        // Without a header of zlib: a gzip file has its own.
        library.set_format_and_level(DataFormat::Raw, level.number());
        Ok(crates::start(library))
    },
);

impl Library for Box<CompressorOxide> {
    fn compress(&mut self, input: &[u8], output: &mut [u8], is_end: bool) -> io::Result<CallProgress> {
        let flush = if is_end { MZFlush::Finish } else { MZFlush::None };
        let result = stream::deflate(self, input, output, flush);
        match result.status {
            // Not an error: there was nothing to take, or no room.
            Ok(_) | Err(miniz_oxide::MZError::Buf) => Ok(CallProgress {
                taken: result.bytes_consumed,
                made: result.bytes_written,
                has_ended: result.status == Ok(MZStatus::StreamEnd),
            }),
            Err(fault) => Err(io::Error::other(format!("miniz_oxide: {fault:?}"))),
        }
    }
}
