//! What is found in an existing archive: every member as its headers say, and what no two readers
//! would be sure to read the same.

use std::fmt;

pub use super::member_path::MemberPath;
pub use super::stream::Stream;
pub use super::style::Style;
use super::style::zip;
use crate::encoder::decode::Compression;
use crate::path::Escaped;
use crate::time::Timestamp;

/// A whole archive, without the bytes of its files.
#[derive(Clone, Debug)]
pub struct Inventory {
    /// The file as it is on disk.
    pub file: Stream,
    /// How it is compressed.
    pub compression: Compression,
    /// What comes out: the tar stream. A zip is its own stream.
    pub stream: Stream,
    /// The members, in the archive's order.
    pub members: Vec<Member>,
    /// The records of global headers, in their order; of a zip, its comment.
    pub globals: Vec<Record>,
    /// The names of the global headers themselves, in their order.
    pub global_names: Vec<Vec<u8>>,
    /// Bytes of the stream after the last member; of a zip, from its central directory on.
    pub ending: u64,
    /// What is damaged, or can be read in more than one way.
    pub ambiguities: Vec<Ambiguity>,
}

impl Inventory {
    /// The tar stream inside; a zip has none.
    #[must_use]
    pub fn tar(&self) -> Option<Stream> {
        (self.compression != Compression::Zip).then_some(self.stream)
    }
}

/// A member of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Where its first header stands in the stream.
    pub offset: u64,
    /// The name, and the path that it is unpacked to.
    pub path: MemberPath,
    /// What it is.
    pub kind: RawKind,
    /// Permission bits, and whatever other bits the field has.
    pub mode: u32,
    /// User and group.
    pub owner: RawOwner,
    /// When it was changed.
    pub mtime: RawTime,
    /// Length and digest of its body.
    pub body: Stream,
    /// The records of its extended header, or the extra fields of a zip that nothing else tells.
    pub records: Vec<Record>,
    /// How its header is spelt.
    pub style: Style,
}

impl Member {
    /// Whether it is a file that its owner may execute.
    #[must_use]
    pub fn is_executable(&self) -> bool {
        self.kind == RawKind::File && self.mode & 0o100 != 0
    }

    /// Whether its mode is told; in a zip it need not be.
    #[must_use]
    pub fn has_mode(&self) -> bool {
        self.style.zip().is_none_or(zip::ZipStyle::has_mode)
    }

    /// Whether its user and group are told; in a zip they need not be.
    #[must_use]
    pub fn has_owner(&self) -> bool {
        self.style.zip().is_none_or(zip::ZipStyle::has_owner)
    }

    /// Whether the zone of its time is not told, and its seconds are even: the time of DOS.
    #[must_use]
    pub fn has_dos_time(&self) -> bool {
        self.style.zip().is_some_and(|style| style.clock == zip::Clock::Dos)
    }

    /// Its time of the calendar, without the zone where none is told.
    #[must_use]
    pub fn shown_time(&self) -> String {
        let whole = shown_time(self.mtime.seconds);
        if self.has_dos_time() { format!("{} without a zone", whole.trim_end_matches('Z')) } else { whole }
    }
}

/// What a member is: more than a plan can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link to this target.
    Symlink(Vec<u8>),
    /// A hard link to this member.
    HardLink(Vec<u8>),
    /// Anything else, by its typeflag: a device, a fifo, a sparse file, part of a volume.
    Other(u8),
}

impl fmt::Display for RawKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => f.write_str("file"),
            Self::Directory => f.write_str("directory"),
            Self::Symlink(target) => write!(f, "link to `{}`", Escaped(target)),
            Self::HardLink(target) => write!(f, "hard link to `{}`", Escaped(target)),
            Self::Other(flag) => write!(f, "typeflag `{}`", flag.escape_ascii()),
        }
    }
}

/// User and group, by number and by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RawOwner {
    /// User id.
    pub uid: u64,
    /// Group id.
    pub gid: u64,
    /// User name; empty where there is none.
    pub user: Vec<u8>,
    /// Group name; empty where there is none.
    pub group: Vec<u8>,
}

impl fmt::Display for RawOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.uid, self.gid)?;
        if self.user.is_empty() && self.group.is_empty() {
            return Ok(());
        }
        write!(f, " {}:{}", Escaped(&self.user), Escaped(&self.group))
    }
}

/// A time in seconds since 1970, with what follows the point in an extended header.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RawTime {
    /// Whole seconds.
    pub seconds: i64,
    /// Digits after the point, as they are written; empty for a whole second.
    pub fraction: Vec<u8>,
}

/// Seconds since 1970 as a time of the calendar, or as they are where it has none.
#[must_use]
pub fn shown_time(seconds: i64) -> String {
    Timestamp::from_seconds(seconds).map_or_else(|_| seconds.to_string(), |time| time.to_string())
}

/// A record of an extended header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Such as `path`, `mtime`, `comment`.
    pub keyword: Vec<u8>,
    /// Its value.
    pub value: Vec<u8>,
}

/// Where something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Bytes before it in the file.
    File(u64),
    /// Bytes before it in the stream that comes out of the file.
    Stream(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(offset) => write!(f, "byte {offset} of the file"),
            Self::Stream(offset) => write!(f, "byte {offset} of the tar stream"),
        }
    }
}

/// Something that two readers could read differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguity {
    /// Where.
    pub place: Place,
    /// What.
    pub what: String,
}

impl fmt::Display for Ambiguity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}
