//! The stream of blocks, with its offset and its digest.

use std::io::{self, Read};

use crate::container::inventory::Stream;
use crate::container::tar::block::BLOCK;
use crate::digest::Hasher;

/// The stream of an archive.
pub struct Body<R> {
    inner: R,
    hasher: Hasher,
    buffer: Vec<u8>,
}

impl<R: Read> Body<R> {
    pub fn new(inner: R) -> Self {
        Self { inner, hasher: Hasher::new(), buffer: vec![0; 64 * 1024] }
    }

    /// Bytes that were read.
    pub fn offset(&self) -> u64 {
        self.hasher.length()
    }

    /// The next block; `None` when the stream ends before it or within it.
    pub fn block(&mut self) -> io::Result<Option<[u8; BLOCK]>> {
        let mut block = [0; BLOCK];
        let mut at = 0;
        // A reader may return less than was asked for in the middle of a stream; only 0 means its
        // end.
        while at < BLOCK {
            let count = self.inner.read(&mut block[at..])?;
            self.hasher.update(&block[at..at + count]);
            at += count;
            if count == 0 {
                return Ok(None);
            }
        }
        Ok(Some(block))
    }

    /// Passes `length` bytes to `sink`; whether all of them were there.
    pub fn pass(&mut self, mut length: u64, mut sink: impl FnMut(&[u8])) -> io::Result<bool> {
        while length > 0 {
            let most = usize::try_from(length).unwrap_or(usize::MAX).min(self.buffer.len());
            let count = self.inner.read(&mut self.buffer[..most])?;
            if count == 0 {
                return Ok(false);
            }
            self.hasher.update(&self.buffer[..count]);
            sink(&self.buffer[..count]);
            length -= count as u64;
        }
        Ok(true)
    }

    /// Reads the rest; whether all of it is NULs.
    pub fn drain(&mut self) -> io::Result<bool> {
        let mut is_zero = true;
        self.pass(u64::MAX, |bytes| is_zero &= bytes.iter().all(|&byte| byte == 0))?;
        Ok(is_zero)
    }

    /// Length and digest of all that was read.
    pub fn finish(self) -> Stream {
        Stream { size: self.hasher.length(), digest: self.hasher.finish() }
    }
}
