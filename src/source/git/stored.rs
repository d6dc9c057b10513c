//! Objects that git stores whole, read piece by piece: a file may be larger than the memory.
//!
//! A loose object is a zlib stream of a header and the bytes; a packed one that is no difference to
//! another is a zlib stream of the bytes alone (gitformat-pack(5)). The id is checked when the last byte was
//! read, so a reader that stops earlier has checked nothing.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::read::ZlibDecoder;
use gix_hash::Kind as Hash;
use gix_object::{Kind, encode::loose_header};
use gix_pack::data::entry::Header;

use super::fault;
use super::packs::Packed;
use crate::artifact::open_file;
use crate::error::Error;
use crate::object_id::ObjectId;

/// Bytes of a pack that hold the header of any entry.
const LONGEST_HEADER: u64 = 64;

/// An object as it comes out of the store.
pub struct Whole {
    bytes: ZlibDecoder<BufReader<File>>,
    /// `None` once the last byte was checked.
    hasher: Option<gix_hash::Hasher>,
    id: ObjectId,
    left: u64,
}

impl Whole {
    /// The blob in a loose file.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, or does not begin with the header of a blob of `size`
    /// bytes.
    pub fn loose(path: &Path, id: ObjectId, size: u64, hash: Hash) -> io::Result<Self> {
        let mut whole = Self::new(open_file(path)?, id, size, hash);
        let expected = loose_header(Kind::Blob, size);
        let mut header = vec![0; expected.len()];
        whole.bytes.read_exact(&mut header).map_err(|cause| damaged(id, &cause.to_string()))?;
        if header == *expected { Ok(whole) } else { Err(damaged(id, "its header is that of another object")) }
    }

    /// The blob in a pack; `None` where it is stored as a difference to another object.
    ///
    /// # Errors
    /// Returns an error if the pack cannot be read.
    pub fn packed(place: &Packed, id: ObjectId, size: u64, hash: Hash) -> io::Result<Option<Self>> {
        let mut file = open_file(&place.path)?;
        file.seek(SeekFrom::Start(place.offset))?;
        let mut start = Vec::new();
        Read::by_ref(&mut file).take(LONGEST_HEADER).read_to_end(&mut start)?;
        let entry = gix_pack::data::Entry::from_bytes(&start, place.offset, hash);
        let entry = entry.map_err(|cause| damaged(id, &cause.to_string()))?;
        // A difference needs its base in memory, so it cannot be streamed; the caller reads it
        // whole.
        if !matches!(entry.header, Header::Blob) || entry.decompressed_size != size {
            return Ok(None);
        }
        file.seek(SeekFrom::Start(entry.data_offset))?;
        Ok(Some(Self::new(file, id, size, hash)))
    }

    fn new(file: File, id: ObjectId, size: u64, hash: Hash) -> Self {
        let mut hasher = gix_hash::hasher(hash);
        // An id covers kind and length as well as the bytes.
        hasher.update(&loose_header(Kind::Blob, size));
        Self { bytes: ZlibDecoder::new(BufReader::new(file)), hasher: Some(hasher), id, left: size }
    }

    /// An error of zlib is about the object; every other one comes from the system.
    fn failed(&self, cause: io::Error) -> io::Error {
        match cause.kind() {
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                damaged(self.id, &cause.to_string())
            }
            _ => cause,
        }
    }

    /// What is left to do after the last byte: no more may come, and the id must be right.
    fn finish(&mut self) -> io::Result<()> {
        let Some(hasher) = self.hasher.take() else { return Ok(()) };
        // The length alone would let a longer object pass with a right beginning.
        if self.bytes.read(&mut [0]).map_err(|cause| self.failed(cause))? > 0 {
            return Err(damaged(self.id, "more bytes come out than its header says"));
        }
        let found = hasher.try_finalize().map_err(|cause| damaged(self.id, &cause.to_string()))?;
        if found.as_bytes() == self.id.as_bytes() {
            return Ok(());
        }
        Err(damaged(self.id, &format!("its bytes are those of {found}")))
    }
}

impl Read for Whole {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        if self.left == 0 {
            return self.finish().map(|()| 0);
        }
        let count = self.bytes.read(&mut buffer[..most]).map_err(|cause| self.failed(cause))?;
        if count == 0 && most > 0 {
            return Err(damaged(self.id, "fewer bytes come out than its header says"));
        }
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&buffer[..count]);
        }
        self.left -= count as u64;
        Ok(count)
    }
}

/// The whole diagnostic within an I/O error: a reader can return nothing else.
fn damaged(id: ObjectId, why: &str) -> io::Error {
    io::Error::other(Error::from(fault::damaged_stream(id, why)))
}

/// The path of a loose object in a directory of objects.
pub fn loose_path(store: &Path, id: &ObjectId) -> PathBuf {
    let hex = id.to_string();
    store.join(&hex[..2]).join(&hex[2..])
}
