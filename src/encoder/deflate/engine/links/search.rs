//! A search along the links.
//!
//! All candidates come nearest first, so the first one that is too old by its
//! ordinal ends the search, as does the first one too far away. To beat a
//! length, a match has to be linked to at *every* offset from the position
//! where a key lies within the bytes to be matched; so each such offset has its
//! own chain of links in which the match must appear, and the search follows
//! one that takes long steps.

use super::super::rules::FoundMatch;
use super::super::tuning::{FAR, MAX_DISTANCE};
use super::super::window::{WORD, Window, leading_equal_bytes};
use super::table::LinkTable;
use crate::encoder::deflate::format::MIN_MATCH;

/// The bytes of a short key. A long one has those of a word.
const SHORT: usize = 4;
/// How many links are followed to see whether a chain soon leaves the window.
// These constants balance work that is wasted against work that is saved. No byte depends on them.
const PEEKS: usize = 4;
/// The number of offsets of a long match whose links are compared.
const SAMPLES: usize = 8;

/// A candidate, and the offset whose chain it was reached by.
#[derive(Debug, Clone, Copy)]
struct SearchStep {
    distance: usize,
    offset: usize,
}

/// A search for one match.
#[derive(Clone, Copy)]
pub struct Search<'a> {
    links: &'a LinkTable,
    window: &'a Window,
    index: usize,
    /// The place of the index in the ring.
    position: u16,
    /// The bytes at the index.
    word: u64,
    /// How many entries of the hash list count.
    budget: u16,
    /// The largest distance that may be used.
    reach: usize,
}

impl<'a> Search<'a> {
    #[inline(always)]
    pub fn new(links: &'a LinkTable, window: &'a Window, index: usize, beat: usize) -> Self {
        Self {
            links,
            window,
            index,
            position: (index + links.shift) as u16,
            word: window.word(index),
            budget: links.tuning.budget(beat) as u16,
            // The byte at index 0 never begins a match.
            reach: MAX_DISTANCE.min(index - 1),
        }
    }

    /// Finds the nearest of the longest matches.
    #[inline(always)]
    pub fn run(self, beat: usize) -> FoundMatch {
        // A match that beats seven bytes has a whole word in common, so it is found by long keys
        // alone.
        if beat >= WORD - 1 { self.beat_long(beat) } else { self.beat_short(beat) }
    }

    /// Looks for a match of any length, which is longer than `beat`.
    #[inline(always)]
    fn beat_short(self, beat: usize) -> FoundMatch {
        // A longer match has the short keys of all offsets up to here, so it is in each of their
        // chains. Nothing nearer than the longest of their first links can be one, and the search
        // starts there.
        let wanted = beat.max(SHORT - 1);
        let mut step = SearchStep { distance: self.short(0, 0), offset: 0 };
        for offset in 1..=wanted + 1 - SHORT {
            let distance = self.short(offset, 0);
            if distance > step.distance {
                step = SearchStep { distance, offset };
            }
        }
        while step.distance <= self.reach {
            let equal = self.equal_in_word(step.distance);
            if equal > wanted {
                if self.is_allowed(step.distance) {
                    return self.improve(FoundMatch { length: equal, distance: step.distance });
                }
                // Candidates come nearest first, so all further ones are too old as well.
                break;
            }
            step.distance += self.short(step.offset, step.distance);
        }
        // Even after a candidate that was too old: one with three bytes can be nearer, so that it
        // counts.
        if beat < MIN_MATCH { self.shortest() } else { FoundMatch::nothing(beat) }
    }

    /// Looks for a better match than the nearest one, of which a word at most is known to be equal.
    ///
    /// Not inlined, as most positions have no match at all.
    #[inline(never)]
    fn improve(self, nearest: FoundMatch) -> FoundMatch {
        if nearest.length == WORD {
            return self.improve_long(self.measured(nearest.distance));
        }
        // A longer match has a short key that takes in one more byte. If nothing in reach has that key, the
        // search ends here.
        if self.short(nearest.length + 1 - SHORT, 0) > self.reach {
            return nearest;
        }
        match self.first_long() {
            // A word in common beats all shorter matches, nearer ones included, so these need not
            // be visited.
            Some(found) => self.improve_long(found),
            None => self.improve_short(nearest),
        }
    }

    /// Looks for a longer match than the best one, below the length of a word.
    #[inline(always)]
    fn improve_short(self, mut best: FoundMatch) -> FoundMatch {
        // "Nice" is not compared: the levels with this finder have at least 128, and these matches
        // are shorter than a word.
        while best.length < WORD - 1 {
            let longer = self.leap_short(best).and_then(|step| self.walk_short(step, best.length));
            let Some(found) = longer else { break };
            best = found;
        }
        best
    }

    /// The next candidate after the best match so far, on the chain that begins furthest back.
    #[inline(always)]
    fn leap_short(self, best: FoundMatch) -> Option<SearchStep> {
        let inner = SearchStep { distance: best.distance + self.short(0, best.distance), offset: 0 };
        self.peek(inner, best.length + 1 - SHORT, |offset, distance| self.short(offset, distance))
    }

    /// Follows a chain to the next match that is longer than `beat`.
    #[inline(always)]
    fn walk_short(self, mut step: SearchStep, beat: usize) -> Option<FoundMatch> {
        loop {
            let length = self.equal_in_word(step.distance);
            if length > beat {
                return self.allowed(FoundMatch { length, distance: step.distance });
            }
            step.distance += self.short(step.offset, step.distance);
            if step.distance > self.reach {
                return None;
            }
        }
    }

    /// The nearest match of at least a word.
    #[inline(always)]
    fn first_long(self) -> Option<FoundMatch> {
        let mut distance = self.long(0, 0);
        while distance <= self.reach {
            if self.window.word(self.index - distance) == self.word {
                return self.allowed(self.measured(distance));
            }
            distance += self.long(0, distance);
        }
        None
    }

    /// Looks for a match that is longer than `beat`, which is one less than a word or more.
    #[inline(never)]
    fn beat_long(self, beat: usize) -> FoundMatch {
        let found = self.first_step(beat).and_then(|step| self.walk_long(step, beat));
        found.map_or(FoundMatch::nothing(beat), |found| self.improve_long(found))
    }

    /// Looks for a longer match than the best one, which has at least a word.
    #[inline(always)]
    fn improve_long(self, mut best: FoundMatch) -> FoundMatch {
        // Candidates come nearest first and each is longer than the last, so this stops at the same
        // match as the plain walk: the first one that is nice.
        while best.length < self.links.tuning.nice {
            let longer = self.leap_long(best).and_then(|step| self.walk_long(step, best.length));
            let Some(found) = longer else { break };
            best = found;
        }
        best
    }

    /// The first candidate of the long chain that begins furthest back.
    #[inline(always)]
    fn first_step(self, beat: usize) -> Option<SearchStep> {
        let last = beat + 1 - WORD;
        // The last offset has the byte that no match of length `beat` includes, so its chain is the
        // most likely to be empty. Many searches end with this single look-up.
        let step = SearchStep { distance: self.long(last, 0), offset: last };
        if step.distance > self.reach {
            return None;
        }
        let step = self.furthest(step, last, 0);
        (step.distance <= self.reach).then_some(step)
    }

    /// The next candidate after the best match so far, on the long chain that begins furthest back.
    #[inline(always)]
    fn leap_long(self, best: FoundMatch) -> Option<SearchStep> {
        // The best match is in the chains of all offsets before the last one, and so is a longer one behind it.
        // Any of these chains may be followed; the one with the longest link skips most.
        let last = best.length + 1 - WORD;
        let inner = self.furthest(SearchStep { distance: 0, offset: 0 }, last, best.distance);
        let inner = SearchStep { distance: best.distance + inner.distance, ..inner };
        self.peek(inner, last, |offset, distance| self.long(offset, distance))
    }

    /// The longest of a step and some of the long links at offsets below `end`, at this distance.
    #[inline(always)]
    fn furthest(self, mut step: SearchStep, end: usize, distance: usize) -> SearchStep {
        // Asking every offset of a long match would cost more than the steps that it saves.
        let stride = 1 + end / SAMPLES;
        let mut offset = 0;
        while offset < end {
            let link = self.long(offset, distance);
            if link > step.distance {
                step = SearchStep { distance: link, offset };
            }
            offset += stride;
        }
        step
    }

    /// The candidate, or the next one after it on the chain of the last offset, the only one that
    /// takes in the byte that broke the best match. Nothing if either is out of reach.
    #[inline(always)]
    fn peek(self, step: SearchStep, last: usize, link: impl Fn(usize, usize) -> usize) -> Option<SearchStep> {
        if step.distance > self.reach {
            return None;
        }
        let mut ahead = 0;
        for _ in 0..PEEKS {
            ahead += link(last, ahead);
            if ahead > self.reach {
                return None;
            }
            // The match must be on both chains, so it is not before the later of the two
            // candidates.
            if ahead >= step.distance {
                return Some(SearchStep { distance: ahead, offset: last });
            }
        }
        Some(step)
    }

    /// Follows a long chain to the next match that is longer than `beat`.
    #[inline(always)]
    fn walk_long(self, mut step: SearchStep, beat: usize) -> Option<FoundMatch> {
        // A longer match takes in the word that ends with one more byte.
        let end = self.index + beat + 1 - WORD;
        // One word at the far end rejects nearly all candidates; the whole length is compared only
        // behind it.
        let wanted = self.window.word(end);
        loop {
            if self.window.word(end - step.distance) == wanted {
                let found = self.measured(step.distance);
                if found.length > beat {
                    return self.allowed(found);
                }
            }
            step.distance += self.long(step.offset, step.distance);
            if step.distance > self.reach {
                return None;
            }
        }
    }

    /// Finds the nearest match of three bytes, if it is near enough to be used.
    ///
    /// There is no longer one, since the other chains have been searched.
    #[inline(always)]
    fn shortest(self) -> FoundMatch {
        // The parser drops shortest matches from further away, and there is no longer match to find
        // there.
        let reach = self.reach.min(FAR);
        let mut distance = self.list_link(0);
        while distance <= reach {
            let difference = self.word ^ self.window.word(self.index - distance);
            if difference.trailing_zeros() as usize >= 8 * MIN_MATCH {
                // Only the nearest one counts: if it is too old for the budget, so are all behind
                // it.
                let found = self.allowed(FoundMatch { length: MIN_MATCH, distance });
                return found.unwrap_or(FoundMatch::nothing(MIN_MATCH - 1));
            }
            distance += self.list_link(distance);
        }
        FoundMatch::nothing(MIN_MATCH - 1)
    }

    /// The link between short keys this far behind the position and that much ahead of it.
    #[inline(always)]
    fn short(self, offset: usize, distance: usize) -> usize {
        usize::from(self.links.short[self.place(offset, distance)])
    }

    /// The same for long keys.
    #[inline(always)]
    fn long(self, offset: usize, distance: usize) -> usize {
        usize::from(self.links.long[self.place(offset, distance)])
    }

    /// The same within a hash list.
    #[inline(always)]
    fn list_link(self, distance: usize) -> usize {
        let place = self.place(0, distance);
        usize::from((place as u16).wrapping_sub(self.links.lists[place] as u16))
    }

    /// A place in the ring.
    #[inline(always)]
    fn place(self, offset: usize, distance: usize) -> usize {
        usize::from(self.position.wrapping_add(offset as u16).wrapping_sub(distance as u16))
    }

    #[inline(always)]
    fn equal_in_word(self, distance: usize) -> usize {
        leading_equal_bytes(self.word ^ self.window.word(self.index - distance))
    }

    #[inline(always)]
    fn measured(self, distance: usize) -> FoundMatch {
        FoundMatch { length: self.window.common_length(self.index, self.index - distance), distance }
    }

    #[inline(always)]
    fn allowed(self, found: FoundMatch) -> Option<FoundMatch> {
        self.is_allowed(found.distance).then_some(found)
    }

    /// Whether the candidate at this distance is in the part of its list that counts.
    ///
    /// Its first three bytes have to be those of the index, else it is in another list.
    #[inline(always)]
    fn is_allowed(self, distance: usize) -> bool {
        let ordinal = |distance| self.links.lists[self.place(0, distance)] >> 16;
        // The number of entries of the list from the candidate on. Both ordinals are modulo 2^16,
        // and fewer than 2^15 entries fit into a window, so the difference is exact.
        let rank = ordinal(0).wrapping_sub(ordinal(distance)) as u16;
        // Only the newest entry may be at the largest distance.
        rank <= self.budget && (distance < MAX_DISTANCE || rank == 1)
    }
}
