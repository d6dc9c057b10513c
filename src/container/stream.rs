//! What is known of bytes that passed.

use crate::digest::Digest;

/// Length and digest of a stream of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Bytes.
    pub size: u64,
    /// SHA-256 of them.
    pub digest: Digest,
}
