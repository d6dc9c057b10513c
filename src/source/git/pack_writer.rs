//! Packs, written without differences between objects: gitformat-pack(5), versions 2 of the pack and of its index.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use gix_hash::Kind as Hash;

use crate::error::Error;
use crate::object_id::ObjectId;
use crate::source::fs_write;

/// What an object is, by its number in a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackKind {
    /// A commit.
    Commit = 1,
    /// A tree.
    Tree = 2,
    /// A file's bytes.
    Blob = 3,
}

/// Offsets from here on stand in a table of their own in the index.
const LARGE: u64 = 1 << 31;

/// A pack that is being written.
pub struct PackFile {
    directory: PathBuf,
    pack: HashedFile,
    objects: Vec<IndexedObject>,
    hash: Hash,
}

/// An object, as the index has it.
struct IndexedObject {
    id: ObjectId,
    crc: u32,
    offset: u64,
}

impl PackFile {
    /// Begins the pack of `count` objects in a directory.
    ///
    /// # Errors
    /// Returns an error if the file cannot be created or written.
    pub fn create(directory: &Path, count: usize, hash: Hash) -> Result<Self, Error> {
        let mut pack = HashedFile::create(&directory.join("pack-history.pack"), hash)?;
        let count = u32::try_from(count).map_err(|_| {
            Error::at("write", directory)(io::Error::other(
                "the history has more objects than a pack can hold",
            ))
        })?;
        pack.put(b"PACK\0\0\0\x02")?;
        pack.put(&count.to_be_bytes())?;
        Ok(Self { directory: directory.to_owned(), pack, objects: Vec::new(), hash })
    }

    /// Adds an object of `size` bytes.
    ///
    /// # Errors
    /// Returns an error if the bytes cannot be read, or the file cannot be written.
    pub fn add(&mut self, id: ObjectId, kind: PackKind, size: u64, body: &mut dyn Read) -> Result<(), Error> {
        let offset = self.pack.length;
        self.pack.crc = crc32fast::Hasher::new();
        self.pack.put(&entry_header(kind, size))?;
        let mut encoder = ZlibEncoder::new(&mut self.pack, Compression::fast());
        let copied = io::copy(body, &mut encoder).and_then(|_| encoder.finish().map(drop));
        copied.map_err(Error::at("write", &self.pack.path))?;
        self.objects.push(IndexedObject { id, crc: self.pack.crc.clone().finalize(), offset });
        Ok(())
    }

    /// Ends the pack, and writes its index.
    ///
    /// # Errors
    /// Returns an error if a file cannot be written.
    pub fn finish(mut self) -> Result<(), Error> {
        let checksum = self.pack.finish()?;
        self.objects.sort_unstable_by_key(|object| object.id);
        let mut index = HashedFile::create(&self.directory.join("pack-history.idx"), self.hash)?;
        index.put(b"\xfftOc\0\0\0\x02")?;
        for first in 0..=u8::MAX {
            let count = self.objects.partition_point(|object| object.id.as_bytes()[0] <= first);
            index.put(&u32::try_from(count).expect("the pack counts so far").to_be_bytes())?;
        }
        self.objects.iter().try_for_each(|object| index.put(object.id.as_bytes()))?;
        self.objects.iter().try_for_each(|object| index.put(&object.crc.to_be_bytes()))?;
        let mut large = Vec::new();
        for object in &self.objects {
            index.put(&short_offset(object.offset, &mut large).to_be_bytes())?;
        }
        large.iter().try_for_each(|offset: &u64| index.put(&offset.to_be_bytes()))?;
        index.put(&checksum)?;
        index.finish().map(drop)
    }
}

/// The offset, or the number of a large one with the highest bit set.
fn short_offset(offset: u64, large: &mut Vec<u64>) -> u32 {
    if offset < LARGE {
        return u32::try_from(offset).expect("it is below the limit");
    }
    large.push(offset);
    u32::try_from(large.len() - 1).expect("the pack counts so far") | 1 << 31
}

/// Kind and length before an object's bytes: four bits of the length, then seven in each further byte, the lowest
/// first; the highest bit of a byte says that another one follows.
fn entry_header(kind: PackKind, size: u64) -> Vec<u8> {
    let byte = |bits: u64, more: bool| u8::try_from(bits).expect("at most seven bits") | u8::from(more) << 7;
    let mut rest = size >> 4;
    let mut header = vec![byte((kind as u64) << 4 | (size & 0xf), rest > 0)];
    while rest > 0 {
        let next = rest >> 7;
        header.push(byte(rest & 0x7f, next > 0));
        rest = next;
    }
    header
}

/// A file that ends in the hash of what was written to it.
struct HashedFile {
    path: PathBuf,
    file: BufWriter<File>,
    hasher: gix_hash::Hasher,
    /// Of what was written since it was set.
    crc: crc32fast::Hasher,
    length: u64,
}

impl HashedFile {
    fn create(path: &Path, hash: Hash) -> Result<Self, Error> {
        let file = BufWriter::new(fs_write::file(path)?);
        let (hasher, crc) = (gix_hash::hasher(hash), crc32fast::Hasher::new());
        Ok(Self { path: path.to_owned(), file, hasher, crc, length: 0 })
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.write_all(bytes).map_err(Error::at("write", &self.path))
    }

    /// Writes the hash, and returns it.
    fn finish(mut self) -> Result<Vec<u8>, Error> {
        let fail = |cause: io::Error| Error::at("write", &self.path)(cause);
        let hash =
            self.hasher.clone().try_finalize().map_err(|cause| fail(io::Error::other(cause.to_string())))?;
        self.file.write_all(hash.as_bytes()).and_then(|()| self.file.flush()).map_err(fail)?;
        Ok(hash.as_bytes().to_vec())
    }
}

impl Write for HashedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hasher.update(&bytes[..count]);
        self.crc.update(&bytes[..count]);
        self.length += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_all_sizes_are_read_back() {
        for size in [0, 1, 15, 16, 127, 2047, 2048, 1 << 31, u64::MAX] {
            let header = entry_header(PackKind::Blob, size);
            let entry = gix_pack::data::Entry::from_bytes(&header, 12, Hash::Sha1).expect("is a header");
            assert_eq!(entry.decompressed_size, size);
            assert!(matches!(entry.header, gix_pack::data::entry::Header::Blob));
        }
    }

    #[test]
    fn offsets_beyond_two_gibibytes_are_in_the_second_table() {
        let mut large = Vec::new();
        let short: Vec<u32> =
            [12, LARGE - 1, LARGE, 1 << 40].map(|offset| short_offset(offset, &mut large)).to_vec();
        assert_eq!(short, [12, 0x7fff_ffff, 0x8000_0000, 0x8000_0001]);
        assert_eq!(large, [LARGE, 1 << 40]);
    }
}
