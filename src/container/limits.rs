//! How much an archive may ask of the machine.

use crate::encoder::decode;
use crate::limits;

/// How much an archive may ask of the machine.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Of decompression.
    pub decode: decode::DecodeLimits,
    /// Members.
    pub members: usize,
    /// Bytes of one extended header, of one long name, or of the target of a link in a zip.
    pub header: u64,
}

#[allow(clippy::cast_possible_truncation, reason = "a number of members fits")]
impl Default for Limits {
    fn default() -> Self {
        Self {
            decode: decode::DecodeLimits::default(),
            members: limits::MEMBERS.value as usize,
            header: limits::HEADER.value,
        }
    }
}
