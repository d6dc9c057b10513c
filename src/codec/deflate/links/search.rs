//! A search along the links.
//!
//! All candidates come nearest first, so the first one that is too old by its
//! ordinal ends the search, as does the first one too far away. To beat a
//! length, a match has to be linked to at *every* offset from the position
//! where a key lies within the bytes to be matched; so each such offset has its
//! own chain of links in which the match must appear, and the search follows
//! one that takes long steps.

use super::super::finding::Found;
use super::super::level::{FAR, MAX_DISTANCE, MIN_MATCH};
use super::super::window::{WORD, Window, leading_equal_bytes};
use super::Links;

/// The bytes of a short key.
const SHORT: usize = 4;
/// How many links are followed to see whether a chain soon leaves the window.
const PEEKS: usize = 4;

/// The chains of one kind of key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chain {
    Short,
    Long,
}

impl Chain {
    /// The offset of the last key within a match that is one byte longer than `length`.
    #[inline(always)]
    fn last_offset(self, length: usize) -> usize {
        let key = match self {
            Self::Short => SHORT,
            Self::Long => WORD,
        };
        (length + 1).saturating_sub(key)
    }
}

/// A candidate, and the chain it was reached by.
#[derive(Debug, Clone, Copy)]
struct Step {
    distance: usize,
    offset: usize,
}

/// A search for one match.
pub struct Search<'a> {
    links: &'a Links,
    window: &'a Window,
    index: usize,
    /// The bytes at the index.
    word: u64,
    ordinal: u16,
    /// How many entries of the hash list count.
    budget: u16,
    /// The largest distance that may be used.
    reach: usize,
    best: Found,
}

impl<'a> Search<'a> {
    #[inline(always)]
    pub fn new(links: &'a Links, window: &'a Window, index: usize, beat: usize) -> Self {
        Self {
            links,
            window,
            index,
            word: window.word(index),
            ordinal: links.record(index).ordinal,
            budget: links.tuning.budget(beat) as u16,
            // The byte at index 0 never begins a match.
            reach: MAX_DISTANCE.min(index - 1),
            best: Found::nothing(beat),
        }
    }

    /// Finds the nearest of the longest matches.
    #[inline(always)]
    pub fn run(mut self) -> Found {
        let beat = self.best.length;
        if beat >= WORD - 1 {
            self.follow(Chain::Long);
            return self.best;
        }
        let here = self.links.record(self.index);
        if usize::from(here.short) <= self.reach {
            if usize::from(here.long) <= self.reach {
                self.follow(Chain::Long);
            }
            if self.best.length == beat {
                self.follow(Chain::Short);
            }
        }
        if self.best.length < MIN_MATCH {
            self.find_shortest(usize::from(here.bucket));
        }
        self.best
    }

    /// Improves the best match along the chains of one kind.
    #[inline(always)]
    fn follow(&mut self, chain: Chain) {
        let Some(mut step) = self.first_step(chain) else {
            return;
        };
        loop {
            let length = self.length_at(step.distance, chain);
            if length > self.best.length {
                if !self.is_allowed(step.distance) {
                    return;
                }
                self.best = Found { length, distance: step.distance };
                if self.is_content(chain) {
                    return;
                }
                let Some(next) = self.leap(step.distance, chain) else {
                    return;
                };
                step = next;
            } else {
                step.distance += self.link(self.index - step.distance + step.offset, chain);
            }
            if step.distance > self.reach {
                return;
            }
        }
    }

    /// The first candidate of the chain that begins furthest back.
    #[inline(always)]
    fn first_step(&self, chain: Chain) -> Option<Step> {
        let last = chain.last_offset(self.best.length);
        let mut step = Step { distance: self.link(self.index + last, chain), offset: last };
        if last > 0 && step.distance <= self.reach {
            let distance = self.link(self.index, chain);
            if distance > step.distance {
                step = Step { distance, offset: 0 };
            }
        }
        (step.distance <= self.reach).then_some(step)
    }

    /// The next candidate after the best match so far, which is at this distance.
    #[inline(always)]
    fn leap(&self, distance: usize, chain: Chain) -> Option<Step> {
        let last = chain.last_offset(self.best.length);
        let mut ahead = 0;
        for _ in 0..PEEKS {
            ahead += self.link(self.index + last - ahead, chain);
            if ahead > self.reach {
                return None;
            }
            if ahead > distance {
                return Some(Step { distance: ahead, offset: last });
            }
        }
        // The best match is in the chains of all offsets up to here.
        let inner = last - 1;
        let candidate = self.index - distance;
        let [first, second] = [0, inner]
            .map(|offset| Step { distance: distance + self.link(candidate + offset, chain), offset });
        Some(if second.distance > first.distance { second } else { first })
    }

    #[inline(always)]
    fn link(&self, index: usize, chain: Chain) -> usize {
        let record = self.links.record(index);
        usize::from(match chain {
            Chain::Short => record.short,
            Chain::Long => record.long,
        })
    }

    /// The length of the match at this distance if it is of use, else some smaller number.
    #[inline(always)]
    fn length_at(&self, distance: usize, chain: Chain) -> usize {
        let candidate = self.index - distance;
        let difference = self.word ^ self.window.word(candidate);
        if difference != 0 || chain == Chain::Short {
            return if chain == Chain::Short { leading_equal_bytes(difference) } else { 0 };
        }
        let last = chain.last_offset(self.best.length);
        if self.window.word(self.index + last) != self.window.word(candidate + last) {
            return 0;
        }
        self.window.common_length(self.index, candidate)
    }

    /// Whether the candidate at this distance is in the part of its list that counts.
    ///
    /// Its first three bytes have to be those of the index, else it is in another list.
    #[inline(always)]
    fn is_allowed(&self, distance: usize) -> bool {
        let ordinal = self.links.record(self.index - distance).ordinal;
        let rank = self.ordinal.wrapping_sub(ordinal);
        // Only the newest entry may be at the largest distance.
        rank <= self.budget && (distance < MAX_DISTANCE || rank == 1)
    }

    /// Whether no longer match is wanted, or to be had on these chains.
    #[inline(always)]
    fn is_content(&self, chain: Chain) -> bool {
        match chain {
            Chain::Short => self.best.length >= WORD - 1,
            Chain::Long => self.best.length >= self.links.tuning.nice,
        }
    }

    /// Finds the nearest match of three bytes, if it is near enough to be used.
    ///
    /// There is no longer one, since the other chains have been searched.
    #[inline(always)]
    fn find_shortest(&mut self, first: usize) {
        let reach = self.reach.min(FAR);
        let mut distance = first;
        while distance <= reach {
            let candidate = self.index - distance;
            if (self.word ^ self.window.word(candidate)).trailing_zeros() >= 24 {
                if self.is_allowed(distance) {
                    self.best = Found { length: MIN_MATCH, distance };
                }
                return;
            }
            distance += usize::from(self.links.record(candidate).bucket);
        }
    }
}
