//! The part of a file in which it differs first, wherever that is.

use std::collections::{BTreeMap, BTreeSet};

use crate::container::visitor::BodyVisitor;
use crate::digest::{Digest, Hasher};

/// Bytes of a file that are compared to show how it differs.
pub const WINDOW: usize = 256 * 1024;

/// Where a window begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WindowStart {
    /// Bytes before it.
    pub byte: u64,
    /// Newlines before it.
    pub line: u64,
}

/// Some bytes of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DetailWindow {
    /// At most [`WINDOW`] bytes.
    pub bytes: Vec<u8>,
    /// Whether the file goes on after them.
    pub is_cut: bool,
}

/// Keeps one window of each wanted member.
pub struct Windows {
    /// Members by their number, and where the window begins.
    wanted: BTreeMap<usize, u64>,
    kept: BTreeMap<usize, DetailWindow>,
    current: Option<Filling>,
}

struct Filling {
    number: usize,
    /// Bytes that are still to be passed over.
    before: u64,
    window: DetailWindow,
}

impl Windows {
    pub fn new(wanted: BTreeMap<usize, u64>) -> Self {
        Self { wanted, kept: BTreeMap::new(), current: None }
    }

    /// The window of a member; an empty one where it was not seen.
    pub fn take(&mut self, number: usize) -> DetailWindow {
        self.kept.remove(&number).unwrap_or_default()
    }
}

impl BodyVisitor for Windows {
    fn begin(&mut self, number: usize, _: &[u8], _: u64) {
        let before = self.wanted.get(&number).copied();
        self.current = before.map(|before| Filling { number, before, window: DetailWindow::default() });
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let Some(Filling { before, window, .. }) = &mut self.current else { return };
        let skipped = usize::try_from(*before).unwrap_or(usize::MAX).min(bytes.len());
        *before -= skipped as u64;
        let rest = &bytes[skipped..];
        let taken = rest.len().min(WINDOW - window.bytes.len());
        window.bytes.extend_from_slice(&rest[..taken]);
        window.is_cut |= taken < rest.len();
    }

    fn end(&mut self) {
        self.kept.extend(self.current.take().map(|filled| (filled.number, filled.window)));
    }
}

/// A window's worth of a file, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FilePiece {
    digest: Digest,
    newlines: u64,
}

/// Takes the digests of wanted members, one for each window's worth.
pub struct DetailPieces {
    wanted: BTreeSet<usize>,
    taken: BTreeMap<usize, Vec<FilePiece>>,
    current: Option<usize>,
    hasher: Hasher,
    newlines: u64,
}

impl DetailPieces {
    pub fn new(wanted: BTreeSet<usize>) -> Self {
        Self { wanted, taken: BTreeMap::new(), current: None, hasher: Hasher::new(), newlines: 0 }
    }

    /// Where the first window begins in which a member differs from one of `other`.
    pub fn difference(&self, own: usize, other: &Self, theirs: usize) -> WindowStart {
        let none = Vec::new();
        let (left, right) =
            (self.taken.get(&own).unwrap_or(&none), other.taken.get(&theirs).unwrap_or(&none));
        let same = left.iter().zip(right).take_while(|(one, other)| one == other);
        let (count, line) = same.fold((0, 0), |(count, line), (piece, _)| (count + 1, line + piece.newlines));
        WindowStart { byte: count * WINDOW as u64, line }
    }

    fn close(&mut self) {
        let digest = std::mem::take(&mut self.hasher).finish();
        let newlines = std::mem::take(&mut self.newlines);
        if let Some(number) = self.current {
            self.taken.entry(number).or_default().push(FilePiece { digest, newlines });
        }
    }
}

impl BodyVisitor for DetailPieces {
    fn begin(&mut self, number: usize, _: &[u8], _: u64) {
        self.current = self.wanted.contains(&number).then_some(number);
    }

    fn bytes(&mut self, mut bytes: &[u8]) {
        if self.current.is_none() {
            return;
        }
        while !bytes.is_empty() {
            // Pieces of a fixed size, independent of how the bytes arrive: only so can those of two
            // archives be compared.
            let filled = usize::try_from(self.hasher.length()).unwrap_or(WINDOW);
            let (piece, rest) = bytes.split_at(bytes.len().min(WINDOW - filled));
            self.hasher.update(piece);
            self.newlines += newlines(piece);
            bytes = rest;
            if self.hasher.length() == WINDOW as u64 {
                self.close();
            }
        }
    }

    fn end(&mut self) {
        if self.hasher.length() > 0 {
            self.close();
        }
        self.current = None;
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.split(|&byte| byte == b'\n').count() as u64 - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn see(look: &mut dyn BodyVisitor, bodies: &[&[u8]]) {
        for (number, body) in bodies.iter().enumerate() {
            look.begin(number, b"name", body.len() as u64);
            body.chunks(1000).for_each(|piece| look.bytes(piece));
            look.end();
        }
    }

    #[test]
    fn a_window_begins_at_its_offset_and_knows_whether_the_file_goes_on() {
        let long = vec![7; WINDOW + 5];
        let mut windows = Windows::new(BTreeMap::from([(0, 0), (2, 3), (3, 9)]));
        see(&mut windows, &[&long, b"other", b"abcdef", b"abc"]);
        let first = windows.take(0);
        assert_eq!((first.bytes.len(), first.is_cut), (WINDOW, true));
        assert_eq!(windows.take(2), DetailWindow { bytes: b"def".to_vec(), is_cut: false });
        assert_eq!(windows.take(3), DetailWindow::default());
        assert_eq!(windows.take(1), DetailWindow::default());
    }

    #[test]
    fn the_first_piece_that_differs_is_found_with_the_lines_before_it() {
        let left = b"line\n".repeat(WINDOW);
        let mut right = left.clone();
        right[3 * WINDOW + 7] ^= 1;
        let (mut one, mut other) =
            (DetailPieces::new(BTreeSet::from([0])), DetailPieces::new(BTreeSet::from([1])));
        see(&mut one, &[&left]);
        see(&mut other, &[b"", &right]);
        let start = one.difference(0, &other, 1);
        let line = newlines(&left[..3 * WINDOW]);
        assert_eq!(start, WindowStart { byte: 3 * WINDOW as u64, line });
        // One is the beginning of the other.
        let mut short = DetailPieces::new(BTreeSet::from([0]));
        see(&mut short, &[&left[..WINDOW]]);
        assert_eq!(one.difference(0, &short, 0).byte, WINDOW as u64);
    }
}
