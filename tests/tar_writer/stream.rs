//! A whole tar stream from entries and bodies in memory: headers of the dialect, bodies, padding and the end,
//! put together as `src/build/stream.rs` does it from a plan.

use pkgr::container::tar::{Headers, Unrepresentable, padding};
use pkgr::entry::{Entry, Kind, Size};

pub struct Stream {
    headers: Headers,
    bytes: Vec<u8>,
}

impl Stream {
    pub fn new(headers: Headers) -> Self {
        Self { bytes: headers.start(), headers }
    }

    /// Appends one entry; nothing where the dialect cannot hold it.
    pub fn append<C: Copy + Into<Size>>(
        &mut self,
        entry: &Entry<C>,
        body: &[u8],
    ) -> Result<(), Unrepresentable> {
        self.headers.write(entry, &mut self.bytes)?;
        if let Kind::File(content) = entry.kind {
            let size: Size = content.into();
            assert_eq!(size.0, body.len() as u64, "{}", entry.path);
            self.bytes.extend_from_slice(body);
            self.bytes.extend_from_slice(padding(size.0));
        }
        Ok(())
    }

    pub fn finish(mut self) -> Vec<u8> {
        let end = self.headers.end(self.bytes.len() as u64);
        self.bytes.extend_from_slice(end);
        self.bytes
    }
}
