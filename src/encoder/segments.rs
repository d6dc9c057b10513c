//! An input cut into segments that overlap, for encoders that work on several segments at once.
//!
//! A segment contains the input around it: the bytes before it that an encoder can refer to, and the bytes after
//! it that its last step needs. So each segment can be encoded without the others. How the results are joined
//! depends on the encoder; see `deflate/engine/parallel/seam.rs`.

use std::num::NonZeroUsize;

/// A segment, with the input around it that its encoder reads.
#[derive(Debug)]
pub struct Segment {
    /// The position in the input where it starts, a multiple of [`SplitPoint::unit`].
    pub start: u64,
    /// Its own length in bytes.
    pub length: usize,
    /// One unit of input before it, unless it is the first one; its own bytes; and [`SplitPoint::overlap`] bytes
    /// more, unless it is the last one.
    pub bytes: Vec<u8>,
    /// Number of bytes before its own ones.
    before: usize,
    /// Whether the input ends with it.
    pub is_last: bool,
}

impl Segment {
    /// The position where the next one starts.
    pub fn end(&self) -> u64 {
        self.start + self.length as u64
    }

    /// The bytes between two positions that are this segment's own.
    pub fn own(&self, from: u64, to: u64) -> &[u8] {
        let index = |position: u64| self.index(position.clamp(self.start, self.end()));
        &self.bytes[index(from)..index(to)]
    }

    /// The index in `bytes` of the byte at a position, which must not be before the segment.
    pub fn index(&self, position: u64) -> usize {
        self.before + (position - self.start) as usize
    }
}

/// Sizes of segments and of the input around them.
#[derive(Debug, Clone, Copy)]
pub struct SplitPoint {
    /// Bytes before a segment that come with it; its length is a multiple of this.
    pub unit: usize,
    /// The units of a segment.
    pub units: NonZeroUsize,
    /// Bytes after a segment that come with it.
    pub overlap: usize,
}

/// Collects input until a segment is complete.
#[derive(Debug)]
pub struct Splitter {
    cut: SplitPoint,
    /// The position where the next segment starts.
    start: u64,
    /// Its bytes so far, after the unit before it.
    bytes: Vec<u8>,
}

impl Splitter {
    pub fn new(cut: SplitPoint) -> Self {
        Self { cut, start: 0, bytes: Vec::new() }
    }

    /// Consumes the first bytes of `data`. Returns their number, and a segment if they complete one.
    ///
    /// A segment is complete only when its overlap has been read too, so it is not the last one.
    pub fn take(&mut self, data: &[u8]) -> (usize, Option<Segment>) {
        let full = self.before() + self.length() + self.cut.overlap;
        // Exactly, as a segment lives until its blocks are written; growth by doubling could waste
        // half of it.
        self.bytes.reserve_exact(full - self.bytes.len());
        let taken = data.len().min(full - self.bytes.len());
        self.bytes.extend_from_slice(&data[..taken]);
        (taken, (self.bytes.len() == full).then(|| self.next()))
    }

    /// The last segment.
    pub fn rest(&mut self) -> Segment {
        let (bytes, before) = (std::mem::take(&mut self.bytes), self.before());
        Segment { start: self.start, length: bytes.len() - before, bytes, before, is_last: true }
    }

    fn next(&mut self) -> Segment {
        let (before, length) = (self.before(), self.length());
        // The next segment begins `overlap` bytes before the end of what was read, and needs a unit
        // before that. So there is always something left for the last segment, where the rules for
        // the end of the input apply.
        let shared = self.bytes[self.bytes.len() - self.cut.overlap - self.cut.unit..].to_vec();
        let bytes = std::mem::replace(&mut self.bytes, shared);
        let segment = Segment { start: self.start, length, bytes, before, is_last: false };
        self.start = segment.end();
        segment
    }

    /// The length of all segments but the last one.
    fn length(&self) -> usize {
        self.cut.units.get() * self.cut.unit
    }

    /// Number of bytes before the next segment's own ones.
    fn before(&self) -> usize {
        if self.start == 0 { 0 } else { self.cut.unit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: usize = 32 * 1024;
    const OVERLAP: usize = 4700;

    #[test]
    fn segments_hold_the_input_once_and_what_is_around_them() {
        let input: Vec<u8> = (0..200_000u32).map(|n| (n.wrapping_mul(n) >> 7) as u8).collect();
        let mut splitter =
            Splitter::new(SplitPoint { unit: UNIT, units: NonZeroUsize::MIN, overlap: OVERLAP });
        let (mut segments, mut rest) = (Vec::new(), &input[..]);
        while !rest.is_empty() {
            let (taken, segment) = splitter.take(&rest[..rest.len().min(10_000)]);
            segments.extend(segment);
            rest = &rest[taken..];
        }
        segments.push(splitter.rest());
        let own: Vec<u8> = segments.iter().flat_map(|segment| segment.own(0, u64::MAX)).copied().collect();
        assert!(own == input);
        for segment in segments {
            let history = if segment.start == 0 { 0 } else { UNIT };
            let from = segment.start as usize - history;
            assert!(segment.bytes == input[from..from + segment.bytes.len()]);
            let overlap = if segment.is_last { 0 } else { OVERLAP };
            assert_eq!(segment.bytes.len(), history + segment.length + overlap);
        }
    }
}
