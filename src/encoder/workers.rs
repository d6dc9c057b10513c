//! How many workers an encoder starts that has its own.

use std::num::NonZeroUsize;

use crate::limits;

/// Bytes of memory that the workers of one encoder may take together.
const MOST_MEMORY: u64 = 4 << 30;

/// How many workers to start: no more than asked for, and only as many as have room for their memory,
/// which `memory` gives in bytes for a number of them; at least one.
pub fn workers(threads: NonZeroUsize, mut memory: impl FnMut(u32) -> u64) -> u32 {
    /// More than any encoder takes.
    const MOST: u32 = 64;
    let asked = u32::try_from(threads.get()).unwrap_or(MOST).min(MOST);
    let most = limits::address_space().map_or(MOST_MEMORY, |space| MOST_MEMORY.min(space / 2));
    (2..=asked).rev().find(|&count| memory(count) <= most).unwrap_or(1)
}
