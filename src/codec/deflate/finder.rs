//! The match finder of the lazy levels, where every position enters the dictionary.

use super::chains::Chains;
use super::finding::Found;
use super::level::{Tuning, WINDOW};
use super::window::Window;

/// A finder that enters positions in their order, at its own pace.
#[derive(Debug)]
pub struct Finder {
    chains: Chains,
    /// The next index to enter.
    next: usize,
}

impl Finder {
    pub fn new(tuning: Tuning) -> Self {
        Self { chains: Chains::new(tuning), next: 0 }
    }

    /// Follows the window, whose indexes have shrunk.
    pub fn slide(&mut self) {
        self.next -= WINDOW;
        self.chains.slide();
    }

    /// Looks for a match at this index that is longer than `beat`.
    #[inline(always)]
    pub fn find(&mut self, window: &Window, index: usize, beat: usize) -> Found {
        for skipped in self.next..index {
            self.chains.insert(window, skipped);
        }
        self.next = index + 1;
        self.chains.insert_and_find(window, index, beat)
    }
}
