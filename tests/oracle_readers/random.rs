//! What both generators of archives draw from their numbers.

pub use crate::support::random::Random;

impl Random {
    /// The numbers of a seed. The first one is left out.
    pub fn from_seed(seed: u64) -> Self {
        let mut random = Self(seed);
        random.next();
        random
    }

    /// One of the directories that are there, or one that no member makes; without a slash at its end.
    pub fn directory(&mut self, directories: &[&[u8]]) -> Vec<u8> {
        let is_top = directories.is_empty() || self.percent(20);
        let mut path = if is_top { b"p".to_vec() } else { self.pick(directories).to_vec() };
        if self.percent(15) {
            path.extend(b"/implied");
        }
        path
    }
}
