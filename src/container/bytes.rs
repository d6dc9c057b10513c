//! A file, or what was read from one, that can be read at any place.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What an archive is read from, as long as it was when it was opened.
#[derive(Clone, Debug)]
pub struct Bytes {
    inner: Inner,
    length: u64,
    meter: ReadMeter,
}

/// How much was read of a file by all of its readers together, and whether they should stop.
///
/// The threads that read a file outlive what reports the progress, so the two share this and nothing else.
#[derive(Clone, Debug, Default)]
pub struct ReadMeter(Arc<Meter>);

#[derive(Debug, Default)]
struct Meter {
    read: AtomicU64,
    is_stopped: AtomicBool,
}

impl ReadMeter {
    /// Bytes that were read, those that were read twice counted twice.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.0.read.load(Ordering::Relaxed)
    }

    /// Lets every further read fail.
    pub fn stop(&self) {
        self.0.is_stopped.store(true, Ordering::Relaxed);
    }

    fn count(&self, bytes: usize) -> io::Result<usize> {
        if self.0.is_stopped.load(Ordering::Relaxed) {
            return Err(io::Error::other("cancelled"));
        }
        self.0.read.fetch_add(bytes as u64, Ordering::Relaxed);
        Ok(bytes)
    }
}

#[derive(Clone, Debug)]
enum Inner {
    File(Arc<File>),
    Memory(Arc<[u8]>),
}

impl Bytes {
    /// An ordinary file, which must not change while it is read.
    ///
    /// # Errors
    /// Returns an error if the length of the file cannot be read.
    pub fn of_file(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self { inner: Inner::File(Arc::new(file)), length, meter: ReadMeter::default() })
    }

    /// Bytes in memory.
    #[must_use]
    pub fn of_memory(bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        let length = bytes.len() as u64;
        Self { inner: Inner::Memory(bytes), length, meter: ReadMeter::default() }
    }

    /// How many there are.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// What counts the bytes as they are read, and can stop all readers.
    #[must_use]
    pub fn meter(&self) -> ReadMeter {
        self.meter.clone()
    }

    /// Reads some of the bytes from `offset` on; none at the end.
    ///
    /// # Errors
    /// The system's, or reading was stopped.
    pub fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let left = usize::try_from(self.length.saturating_sub(offset)).unwrap_or(usize::MAX);
        let most = buffer.len().min(left);
        let buffer = &mut buffer[..most];
        match &self.inner {
            // A positioned read has no cursor, so both readers of a zip use one handle at the same
            // time.
            Inner::File(file) => loop {
                match file.read_at(buffer, offset) {
                    Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                    read => return read.and_then(|count| self.meter.count(count)),
                }
            },
            Inner::Memory(bytes) => {
                let start = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
                buffer.copy_from_slice(&bytes[start..start + most]);
                Ok(most)
            }
        }
    }

    /// The bytes of a range, or as many as there are of it.
    ///
    /// # Errors
    /// The system's.
    pub fn take(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.section(range).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// A reader of a range.
    #[must_use]
    pub fn section(&self, range: Range<u64>) -> Section {
        Section { bytes: self.clone(), at: range.start, end: range.end.min(self.length) }
    }

    /// A reader of all bytes.
    #[must_use]
    pub fn reader(&self) -> Section {
        self.section(0..self.length)
    }
}

/// A reader of some of the bytes, with its own place.
pub struct Section {
    bytes: Bytes,
    at: u64,
    end: u64,
}

impl Read for Section {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let most = buffer.len().min(left);
        let count = self.bytes.read_at(&mut buffer[..most], self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_and_memory_are_read_alike_at_every_place() {
        let mut file = tempfile::tempfile().expect("can be made");
        io::Write::write_all(&mut file, b"0123456789").expect("can be written");
        let kinds = [Bytes::of_file(file).expect("has a length"), Bytes::of_memory(b"0123456789".as_slice())];
        for bytes in kinds {
            for (range, expected) in
                [(0..10, &b"0123456789"[..]), (3..5, b"34"), (8..20, b"89"), (10..12, b""), (90..99, b"")]
            {
                assert_eq!(bytes.take(range.clone()).expect("can be read"), expected, "{range:?}");
            }
        }
    }
}
