//! A file with an offset and a lookahead buffer.

use std::io::{self, Read};

/// A file with an offset and a lookahead buffer.
pub struct Input<R> {
    inner: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Bytes of the file that were consumed.
    pub offset: u64,
}

impl<R: Read> Input<R> {
    pub fn new(inner: R) -> Self {
        Self { inner, buffer: vec![0; 64 * 1024], start: 0, end: 0, offset: 0 }
    }

    pub fn into_inner(self) -> R {
        self.inner
    }

    pub fn ready(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    pub fn consume(&mut self, count: usize) {
        self.start += count;
        self.offset += count as u64;
    }

    /// Reads more if the buffer is empty.
    pub fn refill(&mut self) -> io::Result<()> {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
            self.end = read_some(&mut self.inner, &mut self.buffer)?;
        }
        Ok(())
    }

    /// The next bytes without consuming them: `count`, or all that are left.
    pub fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        // Bytes move only if the lookahead does not fit behind `start`, so peeking is nearly always
        // free.
        if self.buffer.len() - self.start < count {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        while self.end - self.start < count {
            let more = read_some(&mut self.inner, &mut self.buffer[self.end..])?;
            if more == 0 {
                break;
            }
            self.end += more;
        }
        let end = self.end.min(self.start + count);
        Ok(&self.buffer[self.start..end])
    }

    /// The next bytes, all of them.
    pub fn fill(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        // Byte by byte is slow and does not matter: only headers and trailers are read this way.
        for byte in bytes {
            *byte = *self.peek(1)?.first().ok_or(io::ErrorKind::UnexpectedEof)?;
            self.consume(1);
        }
        Ok(())
    }

    /// Consumes zeros up to the first other byte, and counts them.
    pub fn skip_zeros(&mut self) -> io::Result<u64> {
        let mut count = 0;
        loop {
            self.refill()?;
            let ready = self.ready();
            let zeros = ready.iter().take_while(|&&byte| byte == 0).count();
            let is_over = zeros < ready.len() || ready.is_empty();
            self.consume(zeros);
            count += zeros as u64;
            if is_over {
                return Ok(count);
            }
        }
    }

    /// Reads to the end of the file, so that the digest covers all of it.
    pub fn drain(&mut self) -> io::Result<()> {
        loop {
            self.refill()?;
            if self.ready().is_empty() {
                return Ok(());
            }
            self.consume(self.ready().len());
        }
    }
}

fn read_some(inner: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match inner.read(buffer) {
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}
