//! The plain match finder: chains of earlier positions with the same hash.
//!
//! This is the dictionary as the rules describe it (docs/spec/gnu-1.md,
//! sections 3 and 4): one list for each hash of the next bytes,
//! newest position first. A search visits a limited number of them. Collisions
//! of the hash count against that limit, so the hash itself is part of the rules.

use super::hash::HASHES;
use super::rules::{FoundMatch, search_is_off};
use super::tuning::{MAX_DISTANCE, Tuning};
use super::window::{Window, leading_equal_bytes};
use crate::encoder::deflate::format::WINDOW;

/// The lists. Entries are window indexes; 0 stands for "none", which is why the
/// byte at index 0 can never begin a match.
#[derive(Debug)]
pub struct Chains {
    newest: Box<[u16; HASHES]>,
    /// For each index, modulo the window, the next older one with the same hash.
    // A candidate is less than a window back, so its place in this ring has not been used again.
    older: Box<[u16; WINDOW]>,
    tuning: Tuning,
}

impl Chains {
    pub fn new(tuning: Tuning) -> Self {
        Self { newest: Box::new([0; HASHES]), older: Box::new([0; WINDOW]), tuning }
    }

    /// Follows the window: all indexes shrink, and those that fall to zero are gone.
    pub fn slide(&mut self) {
        // Only the largest hash uses all entries; the others need not pay for it.
        let used = self.tuning.rules.hash.values();
        for entry in self.newest[..used].iter_mut().chain(self.older.iter_mut()) {
            // An entry that was at exactly one window becomes 0, "none", although its byte is still
            // in the buffer. gzip loses it too (docs/spec/gnu-1.md, section 5.2), so a wider type
            // here would change bytes.
            *entry = entry.saturating_sub(WINDOW as u16);
        }
    }

    /// Puts this index at the head of its list, and looks for a match longer than `beat`.
    #[inline(always)]
    pub fn insert_and_find(&mut self, window: &Window, index: usize, beat: usize) -> FoundMatch {
        let newest = self.insert(window, index);
        if newest == 0 || search_is_off(index) {
            return FoundMatch::nothing(beat);
        }
        // No match is as long as this, so it ends no search early.
        self.find_from(window, index, newest, beat, usize::MAX)
    }

    /// Looks for a match longer than `beat` in a list from its newest entry on. A match of `enough` bytes ends
    /// the search.
    #[inline(always)]
    pub fn find_from(
        &self,
        window: &Window,
        index: usize,
        newest: usize,
        beat: usize,
        enough: usize,
    ) -> FoundMatch {
        // The newest entry may be one byte further away than all others; `walk` compares with
        // "less" (docs/spec/gnu-1.md, section 3).
        if index - newest > MAX_DISTANCE {
            return FoundMatch::nothing(beat);
        }
        self.walk(window, index, newest, beat, self.tuning.nice.min(enough))
    }

    /// Puts this index at the head of its list and returns the former head.
    #[inline(always)]
    pub fn insert(&mut self, window: &Window, index: usize) -> usize {
        self.insert_word(index, window.word(index))
    }

    /// The same, with the word at this index.
    #[inline(always)]
    pub fn insert_word(&mut self, index: usize, word: u64) -> usize {
        let head = &mut self.newest[usize::from(self.tuning.rules.hash.of(word))];
        let former = *head;
        self.older[index % WINDOW] = former;
        *head = index as u16;
        usize::from(former)
    }

    /// Visits the list from `newest` on; the nearest of the longest matches wins.
    fn walk(&self, window: &Window, index: usize, newest: usize, beat: usize, nice: usize) -> FoundMatch {
        // All but the newest entry have to be nearer than the largest distance.
        // Near the start of the buffer the bound becomes 0, so the same comparison ends the walk at
        // "none".
        let out_of_reach = index.saturating_sub(MAX_DISTANCE);
        let mut best = FoundMatch::nothing(beat);
        let mut candidate = newest;
        for _ in 0..self.tuning.budget(beat) {
            // Every entry uses up the budget, even one whose three bytes differ and only share the
            // hash.
            let length = length_if_longer(window, index, candidate, best.length);
            // Strictly longer, so the nearest of equal lengths wins.
            if length > best.length {
                best = FoundMatch { length, distance: index - candidate };
                if length >= nice {
                    break;
                }
            }
            candidate = usize::from(self.older[candidate % WINDOW]);
            if candidate <= out_of_reach {
                break;
            }
        }
        best
    }
}

/// The length of the match, or 0 if a comparison at one place shows that it is not longer than `best`.
#[inline(always)]
fn length_if_longer(window: &Window, index: usize, candidate: usize, best: usize) -> usize {
    let first_bytes = window.word(index) ^ window.word(candidate);
    // One comparison of words decides about all short matches, and most candidates end here.
    if best < 8 {
        let equal = leading_equal_bytes(first_bytes);
        return if equal < 8 { equal } else { window.common_length(index, candidate) };
    }
    // A longer match includes the word that ends just behind the best one.
    let last = best - 7;
    if first_bytes != 0 || window.word(index + last) != window.word(candidate + last) {
        return 0;
    }
    window.common_length(index, candidate)
}
