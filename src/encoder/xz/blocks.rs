//! `xz-blocks-1`: blocks of a fixed size, which any number of workers compress in parallel.

use std::num::NonZeroUsize;

use liblzma::stream::{Check, MtStreamBuilder};

use super::super::format::Format;
use super::super::spec::{EncoderLevel, EncoderSpec, Parallel};
use super::super::workers::workers;
use super::{USUAL_LEVELS, Xz, block_header, dictionary, has_dictionary, preset};

/// `xz-blocks-1`: the bytes of `xz -T2`.
pub static ENCODER: EncoderSpec = EncoderSpec {
    name: "xz-blocks-1",
    format: Format::Xz,
    summary: "xz, in blocks that are compressed side by side: the bytes of `xz -T2`.",
    levels: 0..=9,
    default_level: 6,
    has_extreme: true,
    usual_levels: USUAL_LEVELS,
    weight: 20,
    parallel: |_| Parallel::Workers,
    memory: |level, threads| with_workers(level, threads).memusage(),
    start: |level, threads| Ok(Box::new(Xz::new(with_workers(level, threads.most).encoder()?))),
    // The block size is written out, as it decides the bytes and the tool may choose another
    // default.
    tool_command: Some(|level| format!("xz -T2 --block-size={} -{level}", block(level))),
    tool_version: None,
    could_have_written,
};

/// Bytes of input in each block: three dictionaries, at least 1 MiB. This is the default of `xz`.
fn block(level: EncoderLevel) -> u64 {
    (3 * dictionary(level)).max(1 << 20)
}

/// A stream with up to `threads` workers, as many as fit in memory. Each takes the memory of `xz-single-1` and
/// about two blocks: 166 MiB at level 6, 1.25 GiB at level 9.
fn with_workers(level: EncoderLevel, threads: NonZeroUsize) -> MtStreamBuilder {
    let mut builder = MtStreamBuilder::new();
    builder.preset(preset(level)).check(Check::Crc64).block_size(block(level));
    // The number of workers is free: blocks are compressed independently and written in order.
    let threads = workers(threads, |count| builder.threads(count).memusage());
    builder.threads(threads);
    builder
}

/// Workers write both sizes of a block into its header, before the filters.
fn could_have_written(level: EncoderLevel, first: &[u8]) -> bool {
    // A worker has its whole block before it writes the header. A single thread writes the header
    // first and cannot know the sizes. So this flag separates the two encoders.
    const BOTH_SIZES: u8 = 0xc0;
    let Some((BOTH_SIZES, sizes)) = block_header(first) else { return false };
    let filters = after_number(sizes).and_then(after_number);
    filters.is_some_and(|filters| has_dictionary(level, filters))
}

/// The bytes after a number of variable length (The .xz File Format, section 1.2).
fn after_number(bytes: &[u8]) -> Option<&[u8]> {
    let last = bytes.iter().position(|byte| byte & 0x80 == 0)?;
    bytes.get(last + 1..)
}
