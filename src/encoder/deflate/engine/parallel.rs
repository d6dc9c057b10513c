//! The encoder of the lazy levels on several threads, with the bytes that one thread gives.
//!
//! ```text
//! splitter ─▶ segments, each parsed from a guess ─▶ seam ─▶ blocks ─▶ groups, each coded ─▶ bits
//!              (any thread)                                            (any thread)
//! ```
//!
//! Everything that is not marked belongs to the thread that writes, and is cheap. It hands out work
//! for others to help with, and takes the results in their order, so the number of threads changes
//! the speed and nothing else. How much is on its way at once is bounded by the number of threads.

mod blocks;
mod scan;
mod seam;

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::Arc;

use self::blocks::{BlockGroup, Blocks};
use self::scan::{OVERLAP, Parsed, parse};
use self::seam::Seam;
use super::tuning::Tuning;
use crate::encoder::deflate::format::WINDOW;
use crate::encoder::deflate::format::bits::BitWriter;
use crate::encoder::deflate::format::block::BlockPiece;
use crate::encoder::segments::{Segment, SplitPoint, Splitter};
use crate::parallel::{Pool, Promise, Urgency, WorkerPanicked};

/// The windows of a segment: enough for the work at its ends to be small beside the rest.
// Each segment warms its tables with a window of history and parses a little too far. In a
// prototype, segments of 128 KiB took about 5 % more processor time than these of 1 MiB, and 32 KiB
// about twice as much.
pub const WINDOWS: NonZeroUsize = NonZeroUsize::new(32).expect("not zero");

/// The number of segments in flight with `threads` threads: one for each, and as many that wait while the
/// writing thread does other work. More than some dozen threads would have to wait for that one anyway.
fn most_segments(threads: usize) -> usize {
    const MOST: usize = 24;
    (2 * threads).min(MOST)
}

/// Most bytes of additional memory with `threads` threads: a segment has its input, at worst one token for each
/// byte of it, and the blocks of both that wait to be coded or written.
pub fn memory(threads: NonZeroUsize) -> u64 {
    // For each byte: the byte itself, a token of four bytes, and at most about one byte of output.
    let (segments, tables) = (most_segments(threads.get()) + 1, threads.get());
    (segments * 6 * WINDOWS.get() * WINDOW + tables * (1 << 20)) as u64
}

/// Compresses a stream of bytes with the help of other threads.
#[derive(Debug)]
pub struct ParallelDeflater {
    tuning: Tuning,
    pool: Pool,
    /// How many segments may be on their way.
    most: usize,
    splitter: Splitter,
    parsing: VecDeque<(Arc<Segment>, Promise<Parsed>)>,
    seam: Seam,
    blocks: Blocks,
    coding: VecDeque<Promise<Vec<BlockPiece>>>,
    bits: BitWriter,
}

impl ParallelDeflater {
    pub fn new(tuning: Tuning, pool: &Pool, windows: NonZeroUsize) -> Self {
        Self {
            tuning,
            pool: pool.clone(),
            most: most_segments(pool.helpers() + 1),
            splitter: Splitter::new(SplitPoint { unit: WINDOW, units: windows, overlap: OVERLAP }),
            parsing: VecDeque::new(),
            seam: Seam::default(),
            blocks: Blocks::new(tuning),
            coding: VecDeque::new(),
            bits: BitWriter::default(),
        }
    }

    /// Takes in the first bytes of `data` and returns how many.
    ///
    /// # Errors
    /// Returns an error if a helper has panicked.
    pub fn write(&mut self, data: &[u8]) -> Result<usize, WorkerPanicked> {
        let (taken, segment) = self.splitter.take(data);
        if let Some(segment) = segment {
            self.begin(segment);
            self.collect(self.most)?;
        }
        Ok(taken)
    }

    /// Ends the stream. All that remains is in the output then.
    ///
    /// # Errors
    /// Returns an error if a helper has panicked.
    pub fn finish(&mut self) -> Result<(), WorkerPanicked> {
        let last = self.splitter.rest();
        self.begin(last);
        self.collect(0)?;
        self.bits.align();
        Ok(())
    }

    /// The compressed bytes so far; the caller removes what it writes.
    pub fn output(&mut self) -> &mut Vec<u8> {
        self.bits.bytes()
    }

    fn begin(&mut self, segment: Segment) {
        let (segment, tuning) = (Arc::new(segment), self.tuning);
        let its = Arc::clone(&segment);
        let parsed = self.pool.start(Urgency::Usual, move || parse(&its, tuning));
        self.parsing.push_back((segment, parsed));
    }

    /// Collects finished segments, and waits until at most `most` segments are in flight.
    ///
    /// Waiting bounds the memory: a reader that is faster than the encoder would otherwise queue up the whole
    /// input.
    fn collect(&mut self, most: usize) -> Result<(), WorkerPanicked> {
        while self.parsing.front_mut().is_some_and(|(_, parsed)| parsed.is_ready())
            || self.parsing.len() > most
        {
            let Some((segment, parsed)) = self.parsing.pop_front() else { break };
            self.join(&segment, parsed.wait()?);
        }
        while self.coding.front_mut().is_some_and(Promise::is_ready) || self.coding.len() > most {
            let Some(pieces) = self.coding.pop_front() else { break };
            pieces.wait()?.iter().for_each(|piece| piece.write(&mut self.bits));
        }
        Ok(())
    }

    fn join(&mut self, segment: &Arc<Segment>, parsed: Parsed) {
        // The segment stays alive for its bytes: a block that is stored copies its input from
        // there.
        self.blocks.expect(Arc::clone(segment));
        let ending = self.seam.join(segment, parsed, self.tuning, |tokens| self.blocks.extend(tokens));
        if let Some(ending) = &ending {
            // Before the last blocks are cut, as the end of the window decides which of them can be
            // stored.
            self.blocks.close(ending.closing);
        }
        let group = self.blocks.cut();
        self.code(group);
        if let Some(ending) = ending {
            let last = self.blocks.finish(ending.literal);
            self.code(last);
        }
    }

    fn code(&mut self, group: BlockGroup) {
        if !group.is_empty() {
            // Urgent, as it sets the memory of the tokens free, while a further parse takes more.
            self.coding.push_back(self.pool.start(Urgency::Urgent, move || group.code()));
        }
    }
}
