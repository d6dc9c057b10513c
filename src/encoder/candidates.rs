//! Finds the named encoders that can have written a file from its first bytes, so that few have to be tried.

use super::codec::Codec;
use super::format::Format;
use super::table::encoders_of;

/// Bytes of the beginning of a file that are needed.
pub const FIRST: usize = 64;

/// The encoders whose output can begin with `first`, the usual levels first. `first` are the first [`FIRST`]
/// bytes of the file, or all of a shorter one.
#[must_use]
pub fn candidates(format: Format, first: &[u8]) -> Vec<Codec> {
    let levels =
        encoders_of(format).flat_map(|encoder| encoder.all_levels().map(move |level| (encoder, level)));
    // Trying a candidate means to compress the whole archive again, and the header excludes most of
    // them for nothing. It may only exclude what is impossible: a wrong "no" would hide the right
    // encoder.
    let possible = levels.filter(|(encoder, level)| (encoder.could_have_written)(*level, first));
    possible.map(|(encoder, level)| Codec::at(encoder, level)).collect()
}
