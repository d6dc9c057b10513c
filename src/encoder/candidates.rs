//! Which named encoders can have written a file, by its first bytes: so few have to be tried.

use super::codec::Codec;
use super::format::Format;
use super::table::encoders_of;

/// Bytes of a file's beginning that are enough.
pub const FIRST: usize = 64;

/// The encoders whose files can begin so, the usual levels first; `first` are the first [`FIRST`]
/// bytes of the file, or all of a shorter one.
#[must_use]
pub fn candidates(format: Format, first: &[u8]) -> Vec<Codec> {
    let levels =
        encoders_of(format).flat_map(|encoder| encoder.all_levels().map(move |level| (encoder, level)));
    let possible = levels.filter(|(encoder, level)| (encoder.could_have_written)(*level, first));
    possible.map(|(encoder, level)| Codec::at(encoder, level)).collect()
}
