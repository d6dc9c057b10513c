//! The match finders of the lazy levels, where every position enters the dictionary.

use super::chains::Chains;
use super::finding::Found;
use super::level::{Tuning, WINDOW};
use super::links::Links;
use super::window::Window;

/// A finder that enters positions in their order, at its own pace.
///
/// Both kinds find the same matches.
#[derive(Debug)]
pub enum Finder {
    /// Walks the chains, which pays off where few entries are looked at.
    Plain {
        chains: Chains,
        /// The next index to enter.
        next: usize,
    },
    Fast(Links),
}

/// From how many dictionary entries on the plain walk is slower.
const MANY_ENTRIES: usize = 128;

impl Finder {
    pub fn new(tuning: Tuning) -> Self {
        if tuning.chain >= MANY_ENTRIES {
            Self::Fast(Links::new(tuning))
        } else {
            Self::Plain { chains: Chains::new(tuning), next: 0 }
        }
    }

    /// Follows the window, whose indexes have shrunk.
    pub fn slide(&mut self) {
        match self {
            Self::Plain { chains, next } => {
                *next -= WINDOW;
                chains.slide();
            }
            Self::Fast(links) => links.slide(),
        }
    }

    /// Looks for a match at this index that is longer than `beat`.
    #[inline(always)]
    pub fn find(&mut self, window: &Window, index: usize, beat: usize) -> Found {
        match self {
            Self::Plain { chains, next } => {
                for skipped in *next..index {
                    chains.insert(window, skipped);
                }
                *next = index + 1;
                chains.insert_and_find(window, index, beat)
            }
            Self::Fast(links) => links.find(window, index, beat),
        }
    }
}
