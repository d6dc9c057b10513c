//! Limits on what an input can make pkgr read, write or hold in memory: one table of names, values and
//! reasons.
//!
//! `pkgr explain limits` prints the table, `docs/limits.md` repeats it, and diagnostics quote it. Limits that only
//! concern layout, such as the number of examples in a report, are not here.

use std::fmt;
use std::io;
use std::num::NonZeroUsize;

use crate::text::Grouped;

/// A named limit. Input beyond it is an error whose diagnostic shows the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The name in diagnostics.
    pub name: &'static str,
    /// The largest accepted number.
    pub value: u64,
    /// What is counted.
    pub unit: &'static str,
    /// Why the limit exists and has this value.
    pub reason: &'static str,
}

impl Limit {
    /// Whether a number is beyond the limit.
    #[must_use]
    pub fn is_exceeded_by(&self, number: u64) -> bool {
        number > self.value
    }
}

impl fmt::Display for Limit {
    /// For the end of a message: "limit `depth`: 2,048 levels of directories".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "limit `{}`: {} {}", self.name, Grouped(self.value), self.unit)
    }
}

macro_rules! limits {
    ($($(#[$doc:meta])* $constant:ident = $name:literal, $value:expr, $unit:literal, $reason:literal;)+) => {
        $($(#[$doc])* pub const $constant: Limit =
            Limit { name: $name, value: $value, unit: $unit, reason: $reason };)+

        /// All limits, in the order in which a run can reach them.
        pub const ALL: &[Limit] = &[$($constant),+];
    };
}

limits! {
    /// Of a manifest.
    MANIFEST = "manifest", 1 << 20, "bytes in a manifest",
        "People write and review manifests; a larger file is probably an archive given by mistake.";
    /// Of the directories above a file in a source.
    DEPTH = "depth", 2_048, "levels of directories in a source",
        "git itself rejects deeper trees (`core.maxTreeDepth`), and so do most programs that unpack.";
    /// Of entries that a source may list.
    ENTRIES = "entries", 5_000_000, "entries of a source",
        "Nine small objects of a repository can list a hundred million files.";
    /// Of the paths of a source together.
    PATHS = "paths", 1 << 30, "bytes in all paths of a source",
        "Each path is held in memory, and deep trees of long names grow quadratically.";
    /// Of an object of a repository that must be held in memory.
    OBJECT = "object", 2 << 30, "bytes of a git object that is held in memory",
        "Trees, commits, tags and deltas are held whole; other blobs are streamed.";
    /// Of tag objects between a name and its commit.
    TAGS = "tags", 64, "tag objects between a name and its commit",
        "Tags of tags are rare, and an endless chain of them is easy to make.";
    /// Of the object stores that a repository borrows from.
    ALTERNATES = "alternates", 64, "object stores that a repository borrows from",
        "git follows such lists five levels deep; a list can be long and contain cycles.";
    /// Of the small files of a repository, such as `HEAD`, `.git`, `config`.
    REPOSITORY_FILE = "repository-file", 64 << 20, "bytes in `.git`, `HEAD`, `config`, `packed-refs` and similar files",
        "A larger file is damaged or malicious.";
    /// Of a `.gitattributes`, `.gitignore` or `.gitmodules` file.
    ATTRIBUTES = "attributes", 16 << 20, "bytes in a `.gitattributes`, `.gitignore` or `.gitmodules` file",
        "Each of its lines is compared with each path.";
    /// Of a file that `expect.text` names.
    EXPECTED_TEXT = "expected-text", 16 << 20, "bytes in a file that `expect.text` names",
        "Files that contain a version are small, and the whole file is held in memory.";
    /// Of what `export-subst` or `ident` adds to one file.
    SUBST_FILE = "subst-file", 64 << 20, "bytes that `export-subst` or `ident` adds to one file",
        "A few thousand placeholders for a long message expand to more bytes than fit on a disk.";
    /// Of what `export-subst` and conversions add to all files together.
    SUBST_TOTAL = "subst-total", 1 << 30, "bytes that `export-subst` and conversions add to all files of a commit",
        "Any number of files can share one object.";
    /// Of the file of signers.
    SIGNERS = "signers", 16 << 20, "bytes in the file of `expect.signers`",
        "A keyring of a thousand certificates is smaller.";
    /// Of a plan that is read.
    PLAN = "plan", 2 << 30, "bytes in a plan given with `--plan`",
        "A plan of five million entries is smaller.";
    /// Of what comes out of an archive.
    TOTAL = "total", 256 << 30, "bytes that come out of an archive",
        "It bounds the time for an archive.";
    /// Of what comes out of an archive for each byte of it.
    RATIO = "ratio", 2_000, "bytes that come out of an archive for each byte of it, after the first 256 MiB",
        "A higher ratio is a compression bomb: only runs of zeros compress as well.";
    /// Of the memory that a decoder takes.
    WINDOW = "window", 1 << 30, "bytes of memory that a compressed stream needs to be read",
        "The highest levels of xz and zstd need less.";
    /// Of the members of an archive.
    MEMBERS = "members", 5_000_000, "members of an archive",
        "Each member is held in memory, without its bytes.";
    /// Of an extended header.
    HEADER = "header", 1 << 20, "bytes in one extended header, long name or link target of an archive",
        "It is held in memory before it is parsed.";
    /// Of the names and records of an archive together.
    NAMES = "names", 1 << 30, "bytes in all names and records of an archive",
        "A megabyte of compressed headers can hold two gigabytes of names.";
    /// Of a zip within an archive.
    NESTED = "nested", 256 << 20, "bytes of a zip within an archive that is held in memory",
        "A zip is read from its end, so it cannot be streamed.";
}

/// Bytes of address space that the process may use (`ulimit -v`); `None` if there is no limit.
#[must_use]
pub fn address_space() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::As).current
}

/// Bytes of address space in use, from `/proc/self/status`; `None` if the system has no such file.
fn taken() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmSize:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|size| size * 1024)
}

/// The number of threads that fit the address space, at most `asked`. Each has a stack, and an arena that the
/// system allocator reserves in steps of 64 MiB; 192 MiB per thread are enough for both.
#[must_use]
pub fn threads(asked: NonZeroUsize) -> NonZeroUsize {
    let room = address_space().map_or(u64::MAX, |space| space / (192 << 20));
    let room = usize::try_from(room).unwrap_or(usize::MAX);
    NonZeroUsize::new(room).unwrap_or(NonZeroUsize::MIN).min(asked)
}

/// Bytes of a git object that may be held in memory: [`OBJECT`], or a quarter of the address space if that is
/// limited.
#[must_use]
pub fn held_object() -> u64 {
    address_space().map_or(OBJECT.value, |space| OBJECT.value.min(space / 4))
}

/// Items between two checks of the address space.
const STEP: u64 = 1024;

/// Bytes of a JSON document that may be held in memory; its parsed values take many times as much.
#[must_use]
pub fn held_document() -> u64 {
    held_object() / 8
}

/// Counts items that are held in memory, so that running out of it is an error and not an abort.
#[derive(Clone, Copy, Debug)]
pub struct HeldMemory {
    count: u64,
    bytes: u64,
    space: Option<u64>,
    /// The number of bytes at which the address space is checked next.
    next: u64,
}

impl Default for HeldMemory {
    fn default() -> Self {
        Self { count: 0, bytes: 0, space: address_space(), next: 0 }
    }
}

/// The limit that was exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exceeded {
    /// A limit of the table.
    Limit(Limit),
    /// The address space of the process.
    Space(u64),
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limit(limit) => limit.fmt(f),
            Self::Space(space) => {
                write!(f, "the process may use {} bytes of address space, `ulimit -v`", Grouped(*space))
            }
        }
    }
}

impl From<Exceeded> for io::Error {
    fn from(exceeded: Exceeded) -> Self {
        Self::new(io::ErrorKind::OutOfMemory, format!("not enough memory ({exceeded})"))
    }
}

impl HeldMemory {
    /// Adds an item of `each` bytes with texts of `bytes` bytes.
    ///
    /// # Errors
    /// Returns an error if there are more than `most` items, their texts have more than `texts` bytes, or the
    /// process is about to run out of address space.
    pub fn add(&mut self, bytes: usize, each: usize, most: Limit, texts: Limit) -> Result<(), Exceeded> {
        self.count += 1;
        self.bytes += bytes as u64;
        let limits = [(most, self.count), (texts, self.bytes)];
        if let Some((limit, _)) = limits.into_iter().find(|(limit, number)| limit.is_exceeded_by(*number)) {
            return Err(Exceeded::Limit(limit));
        }
        let Some(space) = self.space else { return Ok(()) };
        // Rust aborts if an allocation fails. So the space is checked before it runs out, from time
        // to time, since asking the system for every item would take longer than the items.
        let held = self.bytes.saturating_add(self.count.saturating_mul(each as u64));
        if held < self.next {
            return Ok(());
        }
        self.next = held + STEP * (each as u64 + 64);
        // A list grows by doubling, and later stages make further lists of the same items.
        let needed = (held + held / 2).saturating_add(space / 16);
        let left = space.saturating_sub(taken().unwrap_or(space / 2));
        if needed > left { Err(Exceeded::Space(space)) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_has_its_own_name_and_a_reason() {
        let mut names: Vec<_> = ALL.iter().map(|limit| limit.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
        assert!(ALL.iter().all(|limit| limit.value > 0 && limit.reason.ends_with('.')));
    }

    #[test]
    fn a_count_or_the_bytes_end_at_their_limit() {
        let most = Limit { value: 3, ..ENTRIES };
        let texts = Limit { value: 10, ..PATHS };
        let mut held = HeldMemory::default();
        assert_eq!([1, 1, 1].map(|bytes| held.add(bytes, 1, most, texts)), [Ok(()); 3]);
        assert_eq!(held.add(1, 1, most, texts), Err(Exceeded::Limit(most)));
        let mut held = HeldMemory::default();
        assert_eq!(held.add(10, 1, most, texts), Ok(()));
        assert_eq!(held.add(1, 1, most, texts), Err(Exceeded::Limit(texts)));
    }
}
