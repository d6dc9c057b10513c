//! The input, cut into segments as it comes in.

use std::num::NonZeroUsize;

use super::super::level::WINDOW;
use super::segment::{OVERLAP, Segment};

/// Collects input until a segment is complete.
#[derive(Debug)]
pub struct Splitter {
    /// The length of all segments but the last one.
    length: usize,
    /// The position where the next segment starts.
    start: u64,
    /// Its bytes so far, after the window before it.
    bytes: Vec<u8>,
}

impl Splitter {
    /// Cuts segments of so many windows.
    pub fn new(windows: NonZeroUsize) -> Self {
        Self { length: windows.get() * WINDOW, start: 0, bytes: Vec::new() }
    }

    /// Takes in the first bytes of `data` and returns how many, along with a segment if that completes one.
    ///
    /// What follows a segment is known to be more than it overlaps with: so the last one is held back.
    pub fn take(&mut self, data: &[u8]) -> (usize, Option<Segment>) {
        let history = if self.start == 0 { 0 } else { WINDOW };
        let full = history + self.length + OVERLAP;
        self.bytes.reserve_exact(full - self.bytes.len());
        let taken = data.len().min(full - self.bytes.len());
        self.bytes.extend_from_slice(&data[..taken]);
        (taken, (self.bytes.len() == full).then(|| self.next()))
    }

    /// What is left.
    pub fn rest(&mut self) -> Segment {
        let bytes = std::mem::take(&mut self.bytes);
        let history = if self.start == 0 { 0 } else { WINDOW };
        Segment { start: self.start, length: bytes.len() - history, bytes, is_last: true }
    }

    fn next(&mut self) -> Segment {
        let shared = self.bytes[self.bytes.len() - OVERLAP - WINDOW..].to_vec();
        let bytes = std::mem::replace(&mut self.bytes, shared);
        let segment = Segment { start: self.start, length: self.length, bytes, is_last: false };
        self.start = segment.end();
        segment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_hold_the_input_once_and_what_is_around_them() {
        let input: Vec<u8> = (0..200_000u32).map(|n| (n.wrapping_mul(n) >> 7) as u8).collect();
        let mut splitter = Splitter::new(NonZeroUsize::MIN);
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
            let history = if segment.start == 0 { 0 } else { WINDOW };
            let from = segment.start as usize - history;
            assert!(segment.bytes == input[from..from + segment.bytes.len()]);
            let overlap = if segment.is_last { 0 } else { OVERLAP };
            assert_eq!(segment.bytes.len(), history + segment.length + overlap);
        }
    }
}
