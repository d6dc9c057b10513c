//! `xz-single-1`: the whole input in one block.

use liblzma::stream::{Check, Stream};

use super::super::format::Format;
use super::super::spec::{EncoderLevel, EncoderSpec, Parallel};
use super::{USUAL_LEVELS, Xz, block_header, has_dictionary, preset};

/// `xz-single-1`: the bytes of `xz -T1`.
pub static ENCODER: EncoderSpec = EncoderSpec {
    name: "xz-single-1",
    format: Format::Xz,
    summary: "xz, in one block: the bytes of `xz -T1`.",
    levels: 0..=9,
    default_level: 6,
    has_extreme: true,
    usual_levels: USUAL_LEVELS,
    weight: 40,
    parallel: |_| Parallel::No,
    memory: |level, _| memory(level),
    start: |level, _| Ok(Box::new(Xz::new(Stream::new_easy_encoder(preset(level), Check::Crc64)?))),
    tool_command: Some(|level| format!("xz -T1 -{level}")),
    tool_version: None,
    could_have_written,
};

/// Bytes of memory that the encoder takes, from the manual page of xz.
fn memory(level: EncoderLevel) -> u64 {
    const MEBIBYTES: [u64; 10] = [3, 9, 17, 32, 48, 94, 94, 186, 370, 674];
    MEBIBYTES[usize::from(level.number())] << 20
}

/// Only workers write the sizes of a block into its header.
fn could_have_written(level: EncoderLevel, first: &[u8]) -> bool {
    matches!(block_header(first), Some((0, filters)) if has_dictionary(level, filters))
}
