//! The match finders of the lazy levels, where every position enters the dictionary.
//!
//! There are two, because no single one is fast at all levels. Walking the chains costs one access to memory for
//! each entry, and a level allows from 16 to 4096 of them. `links` pays a fixed price for each position
//! instead and then skips nearly all entries: for the tar of `CPython` at level 9 the encoder takes 2.6 s, and
//! gzip, which walks, 13.3 s. With few entries that price is never earned back.

use super::chains::Chains;
use super::rules::FoundMatch;
use super::tuning::Tuning;
use super::window::Window;
use crate::encoder::deflate::format::WINDOW;

/// From how many dictionary entries on the plain walk is slower. No byte depends on it.
// That is level 6 and above. A prototype took 3.3 s with the walk and 3.8 s with links at level 5,
// and 5.3 s and 4.1 s at level 6, for the tar of CPython.
const MANY_ENTRIES: usize = 128;

/// Whether the plain walk of the chains is the slower way to the same matches.
pub const fn is_deep(tuning: Tuning) -> bool {
    tuning.chain >= MANY_ENTRIES
}

/// What finds the matches of a lazy parser. All of them find the same ones.
// A finder may go ahead of the parser, because at these levels the dictionary does not depend on
// what the parser takes. Both kinds find the same matches, so each level can use the faster one.
pub trait Finder {
    /// Takes note of the input in the window, all of which will be given to `find` in order.
    fn prepare(&mut self, window: &Window);

    /// Looks for a match at this index that is longer than `beat`.
    ///
    /// Each index is larger than the one before.
    fn find(&mut self, window: &Window, index: usize, beat: usize) -> FoundMatch;

    /// Follows the window, whose indexes have shrunk.
    fn slide(&mut self);
}

/// Walks the chains, which is faster if few entries are visited.
#[derive(Debug)]
pub struct Walker {
    chains: Chains,
    /// The next index to enter.
    next: usize,
}

impl Walker {
    pub fn new(tuning: Tuning) -> Self {
        Self { chains: Chains::new(tuning), next: 0 }
    }
}

impl Finder for Walker {
    fn prepare(&mut self, _: &Window) {}

    #[inline(always)]
    fn find(&mut self, window: &Window, index: usize, beat: usize) -> FoundMatch {
        // The parser does not search inside a match, but these positions enter the dictionary all the same
        // (docs/spec/gnu-1.md, section 3). Here is where they are caught up with.
        for skipped in self.next..index {
            self.chains.insert(window, skipped);
        }
        self.next = index + 1;
        self.chains.insert_and_find(window, index, beat)
    }

    fn slide(&mut self) {
        self.next -= WINDOW;
        self.chains.slide();
    }
}
