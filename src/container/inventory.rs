//! What is found in an existing archive: every member as its headers describe it, and what readers interpret
//! differently.

use std::fmt;

pub use super::member_path::MemberPath;
pub use super::stream::Stream;
pub use super::style::Style;
use crate::encoder::decode::{Compression, Framing};
use crate::entry::Owner;
use crate::object_id::ObjectId;
use crate::path::Escaped;
use crate::time::Timestamp;

/// A whole archive, without the bytes of its files.
#[derive(Clone, Debug)]
pub struct Inventory {
    /// The file as it is on disk.
    pub file: Stream,
    /// What the archive says beyond its members.
    pub container: RawContainer,
    /// The members, in the archive's order.
    pub members: Vec<Member>,
    /// Defects, and constructs that readers interpret differently.
    pub ambiguities: Vec<Ambiguity>,
    /// Where an ambiguity ended the reading; members that were not read by then are not in the list.
    pub stopped_at: Option<Place>,
}

/// What an archive says beyond its members, by its format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawContainer {
    /// A tar archive.
    Tar(Box<RawTar>),
    /// A zip, whose members are compressed one by one.
    Zip {
        /// The comment of the whole archive.
        comment: Option<Vec<u8>>,
    },
}

/// A tar stream, and the file that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawTar {
    /// How the file is compressed.
    pub compression: Compression,
    /// How the compressed streams follow each other.
    pub framing: Framing,
    /// The uncompressed stream.
    pub stream: Stream,
    /// The records of global headers, in their order.
    pub globals: Vec<Record>,
    /// The names of the global headers themselves, in their order.
    pub global_names: Vec<Vec<u8>>,
    /// Bytes of the stream after the last member.
    pub ending: u64,
}

impl Inventory {
    /// The tar stream; `None` for a zip, which has none.
    #[must_use]
    pub fn tar(&self) -> Option<&RawTar> {
        match &self.container {
            RawContainer::Tar(tar) => Some(tar),
            RawContainer::Zip { .. } => None,
        }
    }

    /// The format of the compression, as a manifest names it, or `zip`.
    #[must_use]
    pub fn compression_name(&self) -> &'static str {
        self.tar().map_or("zip", |tar| tar.compression.name())
    }

    /// The commit that the comment of the archive names, as `git archive` writes it. Anybody can write one.
    #[must_use]
    pub fn claimed_commit(&self) -> Option<ObjectId> {
        let comment = self.globals().into_iter().find(|record| record.keyword == b"comment")?;
        ObjectId::parse(std::str::from_utf8(&comment.value).ok()?)
    }

    /// What the archive says of all its members: the records of global headers, or the comment of a zip.
    #[must_use]
    pub fn globals(&self) -> Vec<Record> {
        match &self.container {
            RawContainer::Tar(tar) => tar.globals.clone(),
            RawContainer::Zip { comment } => {
                let record = |value: &Vec<u8>| Record { keyword: b"comment".to_vec(), value: value.clone() };
                comment.iter().map(record).collect()
            }
        }
    }
}

/// A member of an archive, or a file of a directory on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Where its first header begins in the stream.
    pub offset: u64,
    /// The name, and the path that it is unpacked to.
    pub path: MemberPath,
    /// What it is.
    pub kind: RawKind,
    /// Permission bits, and whatever other bits the field has; `None` for a member of a zip that records none.
    pub mode: Option<u32>,
    /// User and group; `None` for a member of a zip that records none, and on disk.
    pub owner: Option<RawOwner>,
    /// When it was changed; `None` for a member of a zip whose date is no day of the calendar, and on disk.
    pub mtime: Option<MemberTime>,
    /// Length and digest of its body.
    pub body: Stream,
    /// The records of its extended header, or the extra fields of a zip that no other field covers.
    pub records: Vec<Record>,
    /// How its header is encoded.
    pub style: Style,
}

impl Member {
    /// Whether it is a file that its owner may execute; `None` if no mode is recorded.
    #[must_use]
    pub fn is_executable(&self) -> Option<bool> {
        self.mode.map(|mode| self.kind == RawKind::File && mode & 0o100 != 0)
    }

    /// Its time of the calendar, without a zone if none is recorded.
    #[must_use]
    pub fn shown_time(&self) -> String {
        self.mtime.as_ref().map_or_else(|| "no day of the calendar".to_owned(), ToString::to_string)
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

impl RawOwner {
    /// The owner as a manifest can say it; `None` if a name is not UTF-8.
    #[must_use]
    pub fn planned(&self) -> Option<Owner> {
        let text = |name: &[u8]| std::str::from_utf8(name).ok().map(Into::into);
        let (user, group) = (text(&self.user)?, text(&self.group)?);
        Some(Owner { uid: self.uid, gid: self.gid, user, group, is_absent: false })
    }
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

/// A time in seconds since 1970, with a fraction in an extended header.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RawTime {
    /// Whole seconds, rounded down: -1 for half a second before 1970.
    pub seconds: i64,
    /// Digits of the fraction that is to be added, without zeros at its end; empty for a whole second.
    pub fraction: Vec<u8>,
}

/// When a member was changed, as precisely as the archive records it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberTime {
    /// A point in time.
    Exact(RawTime),
    /// A time of DOS: local time in a zone that is not recorded, in steps of two seconds. These are the seconds since
    /// 1970 if the zone is UTC.
    Dos(i64),
}

impl MemberTime {
    /// Whole seconds since 1970, as if a zone that is not recorded were UTC.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        match self {
            Self::Exact(time) => time.seconds,
            Self::Dos(seconds) => *seconds,
        }
    }

    /// Digits of the fraction of a second; empty for a whole second.
    #[must_use]
    pub fn fraction(&self) -> &[u8] {
        self.exact().map_or(&[], |time| &time.fraction)
    }

    /// The point in time, if the zone is recorded.
    #[must_use]
    pub fn exact(&self) -> Option<&RawTime> {
        match self {
            Self::Exact(time) => Some(time),
            Self::Dos(_) => None,
        }
    }
}

impl fmt::Display for MemberTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = shown_time(self.seconds());
        match self {
            Self::Exact(_) => f.write_str(&whole),
            Self::Dos(_) => write!(f, "{} without a zone", whole.trim_end_matches('Z')),
        }
    }
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

/// A place in an archive.
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

/// A defect, or a construct that readers interpret differently.
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
