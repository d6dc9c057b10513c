//! What generated archives have, counted.

use std::collections::BTreeMap;

/// How many archives have each kind of thing.
#[derive(Default)]
pub struct Seen {
    of_this: Vec<&'static str>,
    /// By kind: archives, and clear archives.
    pub counts: BTreeMap<&'static str, [usize; 2]>,
}

impl Seen {
    /// The archive that is made has such a thing.
    pub fn add(&mut self, kind: &'static str) {
        if !self.of_this.contains(&kind) {
            self.of_this.push(kind);
        }
    }

    /// The archive is made, and clear or not.
    pub fn count(&mut self, is_clear: bool) {
        for kind in self.of_this.drain(..) {
            let counts = self.counts.entry(kind).or_default();
            counts[0] += 1;
            counts[1] += usize::from(is_clear);
        }
    }
}
