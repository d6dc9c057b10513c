//! The number of workers of an encoder that starts its own.

use std::num::NonZeroUsize;

use crate::limits;

/// Most bytes of memory of the workers of one encoder, in total.
// Workers hold whole blocks, so memory and not the number of processors is what limits them. Fewer
// workers give the same bytes later; a build that is killed for lack of memory gives none.
const MOST_MEMORY: u64 = 4 << 30;

/// The number of workers to start: at least one, at most `threads`, and only as many as fit in
/// [`MOST_MEMORY`]. `memory` returns the bytes for a number of workers.
pub fn workers(threads: NonZeroUsize, mut memory: impl FnMut(u32) -> u64) -> u32 {
    /// More than any encoder accepts.
    const MOST: u32 = 64;
    let asked = u32::try_from(threads.get()).unwrap_or(MOST).min(MOST);
    // Half, since other encoders of the same build and the reading thread need space too.
    let most = limits::address_space().map_or(MOST_MEMORY, |space| MOST_MEMORY.min(space / 2));
    (2..=asked).rev().find(|&count| memory(count) <= most).unwrap_or(1)
}
