//! A tar stream in one dialect, split into chunks.

use std::io::Write;
use std::sync::Arc;

use super::chunk::{Chunk, distinct};
use super::lane::Outlet;
use crate::container::tar::{self, Headers};
use crate::digest::{Digest, Hasher};
use crate::entry::Entry;
use crate::error::Error;
use crate::plan::{Archive, Plan};

/// Bytes of a chunk: large enough that passing it on costs little compared with compressing it, small enough
/// that a few queued chunks take little memory compared with an encoder.
const CHUNK: usize = 256 * 1024;

/// Archives with the same dialect share one stream; each stream is made and hashed once.
pub(super) struct TarStream<'a> {
    index: usize,
    /// The first archive that is made of it.
    archive: &'a Archive,
    headers: Headers,
    /// Whether the current entry is a member.
    is_open: bool,
    pending: Vec<u8>,
    seen: Hasher,
}

/// The distinct tar streams that the plan's archives need.
pub(super) fn of(plan: &Plan) -> Vec<TarStream<'_>> {
    let archives = distinct(plan).into_iter().enumerate();
    archives.map(|(index, archive)| TarStream::new(index, archive, plan.headers(archive))).collect()
}

impl<'a> TarStream<'a> {
    fn new(index: usize, archive: &'a Archive, headers: Headers) -> Self {
        let mut pending = Vec::with_capacity(CHUNK);
        pending.extend_from_slice(&headers.start());
        Self { index, archive, headers, is_open: false, pending, seen: Hasher::new() }
    }

    /// Begins an entry; nothing of it is written if the archives leave it out.
    pub fn header<W: Write>(&mut self, entry: &Entry, outlet: &mut Outlet<W>) -> Result<(), Error> {
        self.is_open = self.archive.has(entry);
        if !self.is_open {
            return Ok(());
        }
        self.headers
            .write(entry, &mut self.pending)
            .expect("the plan contains only entries that each of its dialects can represent");
        self.send_if_full(outlet)
    }

    /// Whether the current entry is a member.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    pub fn body<W: Write>(&mut self, bytes: &[u8], outlet: &mut Outlet<W>) -> Result<(), Error> {
        if !self.is_open {
            return Ok(());
        }
        self.pending.extend_from_slice(bytes);
        self.send_if_full(outlet)
    }

    pub fn padding<W: Write>(&mut self, size: u64, outlet: &mut Outlet<W>) -> Result<(), Error> {
        self.body(tar::padding(size), outlet)
    }

    pub fn end<W: Write>(&mut self, outlet: &mut Outlet<W>) -> Result<(), Error> {
        // The padding at the end depends on the length of the whole stream, including what is still
        // pending.
        let length = self.seen.length() + self.pending.len() as u64;
        self.pending.extend_from_slice(self.headers.end(length));
        self.send(outlet)
    }

    /// The first archive that is made of it.
    pub fn archive(&self) -> &'a Archive {
        self.archive
    }

    pub fn into_digest(self) -> Digest {
        self.seen.finish()
    }

    fn send_if_full<W: Write>(&mut self, outlet: &mut Outlet<W>) -> Result<(), Error> {
        if self.pending.len() < CHUNK { Ok(()) } else { self.send(outlet) }
    }

    fn send<W: Write>(&mut self, outlet: &mut Outlet<W>) -> Result<(), Error> {
        self.seen.update(&self.pending);
        // Files are read in pieces of 64 KiB, so a chunk goes over its size by less than that.
        let full = std::mem::replace(&mut self.pending, Vec::with_capacity(CHUNK + CHUNK / 4));
        outlet.send(&Chunk { stream: self.index, bytes: Arc::new(full) })
    }
}
