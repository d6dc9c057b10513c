//! The fast match finder: it finds what the plain chain walk finds, without the walk.
//!
//! The rules limit a search to the newest so many entries of a hash list. Here
//! every position has an *ordinal*, its number within its list, so whether an
//! earlier position is among those entries is a subtraction. Candidates may then
//! come from anywhere, as long as they come nearest first, and they come from
//! links between positions whose next eight (or four) bytes have the same hash.
//! Such links skip nearly everything that the plain walk has to look at.
//!
//! Links are made ahead of the search, so that those of later positions can be
//! asked too; see `search`.

mod search;

use super::finding::{Found, hash, search_is_off};
use super::level::{MAX_MATCH, Tuning, WINDOW};
use super::window::Window;
use search::Search;

/// The number of records, one for each position of the last two windows.
const RING: usize = 2 * WINDOW;
/// The number of heads for each kind of key.
const HEADS: usize = 1 << 15;
/// How many positions beyond the longest match are linked at once.
const BATCH: usize = 512;
/// Distances from here on are beyond reach, so an older head may move up to it.
const BEYOND_REACH: u16 = 32600;

/// What is known of a position. A link is the distance to the last position
/// before it with the same key, or some distance beyond reach.
#[derive(Debug, Clone, Copy, Default)]
struct Record {
    /// The number of the position among those with the same hash.
    ordinal: u16,
    /// To the last position with the same hash of three bytes.
    bucket: u16,
    /// To the last position whose next four bytes have the same key.
    short: u16,
    /// To the last position whose next eight bytes have the same key.
    long: u16,
}

/// The links between positions of the window.
#[derive(Debug)]
pub struct Links {
    records: Box<[Record; RING]>,
    /// For each hash the last position with it, and above that the position's ordinal.
    buckets: Box<[u32; HEADS]>,
    /// For each key the last position with it. Positions are taken modulo 2^16.
    short: Box<[u16; HEADS]>,
    long: Box<[u16; HEADS]>,
    /// The next index to link.
    next: usize,
    /// How many positions may be linked before old heads have to be moved up.
    until_sweep: usize,
    /// What to add to a window index to get its position.
    shift: usize,
    tuning: Tuning,
}

impl Links {
    pub fn new(tuning: Tuning) -> Self {
        let none = 0u16.wrapping_sub(BEYOND_REACH);
        Self {
            records: Box::new([Record::default(); RING]),
            buckets: Box::new([u32::from(none); HEADS]),
            short: Box::new([none; HEADS]),
            long: Box::new([none; HEADS]),
            next: 0,
            until_sweep: WINDOW,
            shift: 0,
            tuning,
        }
    }

    /// Follows the window, whose indexes have shrunk.
    pub fn slide(&mut self) {
        self.next -= WINDOW;
        self.shift = (self.shift + WINDOW) % RING;
    }

    /// Looks for a match at this index that is longer than `beat`.
    #[inline(always)]
    pub fn find(&mut self, window: &Window, index: usize, beat: usize) -> Found {
        if self.next < index + MAX_MATCH {
            self.link_up_to(window, (index + MAX_MATCH + BATCH).min(window.settled_end()));
        }
        if search_is_off(index) || index == 0 {
            return Found::nothing(beat);
        }
        Search::new(self, window, index, beat).run()
    }

    /// Links all positions before this index that have not been linked yet.
    #[inline(never)]
    fn link_up_to(&mut self, window: &Window, end: usize) {
        while self.next < end {
            let count = (end - self.next).min(self.until_sweep);
            for index in self.next..self.next + count {
                self.link(window.word(index), (index + self.shift) as u16);
            }
            self.next += count;
            self.until_sweep -= count;
            if self.until_sweep == 0 {
                self.sweep();
            }
        }
    }

    #[inline(always)]
    fn link(&mut self, word: u64, position: u16) {
        let bucket = &mut self.buckets[usize::from(hash(word))];
        let ordinal = (*bucket >> 16) as u16;
        let link = |head: u16| position.wrapping_sub(head);
        let short = &mut self.short[short_key(word)];
        let long = &mut self.long[long_key(word)];
        self.records[usize::from(position)] =
            Record { ordinal, bucket: link(*bucket as u16), short: link(*short), long: link(*long) };
        *bucket = u32::from(ordinal.wrapping_add(1)) << 16 | u32::from(position);
        *short = position;
        *long = position;
    }

    /// Moves old heads up before their distance would no longer fit into 16 bits.
    fn sweep(&mut self) {
        let now = (self.next + self.shift) as u16;
        for head in self.short.iter_mut().chain(self.long.iter_mut()) {
            *head = now.wrapping_sub(now.wrapping_sub(*head).min(BEYOND_REACH));
        }
        for bucket in self.buckets.iter_mut() {
            let age = u32::from(now).wrapping_sub(*bucket) & 0xffff;
            let head = u32::from(now).wrapping_sub(age.min(u32::from(BEYOND_REACH))) & 0xffff;
            *bucket = *bucket & 0xffff_0000 | head;
        }
        self.until_sweep = WINDOW;
    }

    #[inline(always)]
    fn record(&self, index: usize) -> Record {
        self.records[(index + self.shift) % RING]
    }
}

/// The key of the first four bytes of a word.
#[inline(always)]
fn short_key(word: u64) -> usize {
    (word as u32).wrapping_mul(0x9e37_79b1) as usize >> 17
}

/// The key of a word.
#[inline(always)]
fn long_key(word: u64) -> usize {
    (word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 49) as usize
}
