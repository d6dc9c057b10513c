//! The links, and how positions enter them.

use super::super::hash::{HASHES, KeyHash};
use super::super::tuning::Tuning;
use super::super::window::{WORD, Window};
use crate::encoder::deflate::format::WINDOW;

/// The number of positions that have links: those of two windows. Positions are
/// taken modulo this number, so that they fit into 16 bits.
const RING: usize = 2 * WINDOW;
/// The number of positions that are linked at a time.
const PIECE: usize = 1024;
/// The number of heads for each of the two kinds of keys.
const HEADS: usize = 1 << 15;
/// Distances from here on are beyond reach, so an older head may move up to it.
// Above the largest distance, 32506, so a head that was moved here never gives a candidate. And
// below 65536 - 32768, so its distance still fits into 16 bits after the window of positions until
// the next sweep.
const BEYOND_REACH: u16 = 32600;

/// The links between positions of the window.
///
/// A link is the distance to the last position before with the same key, or some
/// distance beyond reach. Each kind has an array of its own, as a search mostly
/// stays within one kind, and the processor's cache is small.
#[derive(Debug)]
pub struct LinkTable {
    /// Links between positions whose next four bytes have the same key.
    pub short: Box<[u16; RING]>,
    /// Links between positions whose next eight bytes have the same key.
    pub long: Box<[u16; RING]>,
    /// For each position the head of its hash list before it came: its ordinal
    /// in the high half, the position before it in the low one.
    pub lists: Box<[u32; RING]>,
    /// For each key the last position that has it.
    short_heads: Box<[u16; HEADS]>,
    long_heads: Box<[u16; HEADS]>,
    /// For each hash how many positions had it, modulo 2^16, and below that the last one.
    list_heads: Box<[u32; HASHES]>,
    /// The next index to link.
    next: usize,
    /// How many positions may be linked before old heads have to be moved up.
    until_sweep: usize,
    /// What to add to a window index to get its position.
    pub shift: usize,
    pub tuning: Tuning,
}

impl LinkTable {
    pub fn new(tuning: Tuning) -> Self {
        // A head that was never set must be out of reach of position 0.
        let none = 0u16.wrapping_sub(BEYOND_REACH);
        Self {
            short: Box::new([0; RING]),
            long: Box::new([0; RING]),
            lists: Box::new([0; RING]),
            short_heads: Box::new([none; HEADS]),
            long_heads: Box::new([none; HEADS]),
            list_heads: Box::new([u32::from(none); HASHES]),
            next: 0,
            until_sweep: WINDOW,
            shift: 0,
            tuning,
        }
    }

    /// Links some positions, of which the first has this place in the ring. The
    /// bytes are theirs, and as many after them as the last key needs.
    fn link(&mut self, bytes: &[u8], start: usize) {
        // One loop for each hash, with the hash as a part of it: a branch for each position would cost more than the
        // hash itself. Those that shift carry it on from byte to byte.
        match self.tuning.rules.hash {
            KeyHash::Shift5 => self.link_by(bytes, start, rolling::<5, 15>(bytes)),
            KeyHash::Shift6 => self.link_by(bytes, start, rolling::<6, 16>(bytes)),
            KeyHash::Crc3 => self.link_by(bytes, start, |word| KeyHash::Crc3.of(word)),
            KeyHash::Crc4 => self.link_by(bytes, start, |word| KeyHash::Crc4.of(word)),
            KeyHash::Product => self.link_by(bytes, start, |word| KeyHash::Product.of(word)),
        }
    }

    /// The same with a hash of each word.
    #[inline(always)]
    fn link_by(&mut self, bytes: &[u8], start: usize, mut hash: impl FnMut(u64) -> u16) {
        let places = start..start + bytes.len() - (WORD - 1);
        let lists = self.lists[places.clone()].iter_mut();
        let links = self.short[places.clone()].iter_mut().zip(&mut self.long[places]);
        let words = (start as u32..RING as u32).zip(bytes.windows(WORD));
        for (((position, bytes), list), (short, long)) in words.zip(lists).zip(links) {
            let word = word(bytes);
            let head = &mut self.list_heads[usize::from(hash(word))];
            *list = *head;
            *head = ((*head >> 16) + 1) << 16 | position;
            *short = replace(&mut self.short_heads[short_key(word)], position);
            *long = replace(&mut self.long_heads[long_key(word)], position);
        }
    }

    /// Does the same for positions that all have the same word: each one follows the one before.
    fn link_run(&mut self, bytes: &[u8], start: usize) {
        let end = start + bytes.len() - (WORD - 1);
        // The first position has the history of the heads; all others have the one before them.
        self.link(&bytes[..WORD], start);
        self.short[start + 1..end].fill(1);
        self.long[start + 1..end].fill(1);
        let word = word(&bytes[..WORD]);
        let hash = usize::from(self.tuning.rules.hash.of(word));
        let mut head = self.list_heads[hash];
        for (position, list) in (start as u32 + 1..).zip(&mut self.lists[start + 1..end]) {
            *list = head;
            head = ((head >> 16) + 1) << 16 | position;
        }
        self.list_heads[hash] = head;
        self.short_heads[short_key(word)] = (end - 1) as u16;
        self.long_heads[long_key(word)] = (end - 1) as u16;
    }

    /// Links all positions whose bytes are final.
    #[inline(never)]
    pub fn link_settled(&mut self, window: &Window) {
        while self.next < window.settled_end() {
            let start = (self.next + self.shift) % RING;
            // A piece never wraps around the ring, so the loop that links it works on plain slices.
            let count = (window.settled_end() - self.next).min(self.until_sweep).min(RING - start).min(PIECE);
            let bytes = window.slice(self.next, self.next + count + WORD - 1);
            // In a run every position changes the same three heads, each waiting for the one before: archives
            // are padded with zeros, so that is worth a loop of its own.
            if bytes.iter().all(|&byte| byte == bytes[0]) {
                self.link_run(bytes, start);
            } else {
                self.link(bytes, start);
            }
            self.next += count;
            self.until_sweep -= count;
            if self.until_sweep == 0 {
                self.sweep();
            }
        }
    }

    /// Follows the window, whose indexes have shrunk.
    pub fn shift_by_window(&mut self) {
        // Indexes shrink by as much as the shift grows, so every position keeps its place in the
        // ring and no link is rewritten. The plain chains have to rewrite all their entries here.
        self.next -= WINDOW;
        self.shift = (self.shift + WINDOW) % RING;
    }

    /// Moves old heads up before their distance would no longer fit into 16 bits.
    fn sweep(&mut self) {
        let now = (self.next + self.shift) as u16;
        let moved = |head: u16| now.wrapping_sub(now.wrapping_sub(head).min(BEYOND_REACH));
        self.short_heads.iter_mut().for_each(|head| *head = moved(*head));
        self.long_heads.iter_mut().for_each(|head| *head = moved(*head));
        for head in &mut self.list_heads[..self.tuning.rules.hash.values()] {
            *head = *head & 0xffff_0000 | u32::from(moved(*head as u16));
        }
        self.until_sweep = WINDOW;
    }
}

/// The hash of three bytes for one word after the other, in which older bytes move out at the top.
#[inline(always)]
fn rolling<const SHIFT: u32, const BITS: u32>(bytes: &[u8]) -> impl FnMut(u64) -> u16 {
    let mut hash = u64::from(bytes[0]) << SHIFT ^ u64::from(bytes[1]);
    move |word| {
        hash = (hash << SHIFT ^ word >> 16 & 0xff) & ((1 << BITS) - 1);
        hash as u16
    }
}

/// A word out of its bytes.
#[inline(always)]
fn word(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(bytes.try_into().expect("a slice of the size of a word"))
}

/// Puts a position at the head, and returns its distance from the one that was there.
#[inline(always)]
fn replace(head: &mut u16, position: u32) -> u16 {
    let distance = position.wrapping_sub(u32::from(*head)) as u16;
    *head = position as u16;
    distance
}

/// The key of the first four bytes of a word.
#[inline(always)]
fn short_key(word: u64) -> usize {
    // A product spreads all bits of the key over its top bits. This hash may be any: candidates are
    // compared by their bytes, and the budget is counted in the lists of the rules' own hash.
    (word as u32).wrapping_mul(0x9e37_79b1) as usize >> 17
}

/// The key of a word.
#[inline(always)]
fn long_key(word: u64) -> usize {
    (word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 49) as usize
}
