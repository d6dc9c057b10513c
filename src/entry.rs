//! An entry of a plan, with every header value decided.

use std::sync::Arc;

use crate::digest::Digest;
use crate::mode::Mode;
use crate::object_id::ObjectId;
use crate::path::EntryPath;
use crate::time::{PreciseTime, Timestamp};

/// One entry of a plan, a future member of an archive.
///
/// `C` describes the bytes of a file: [`Content`] in a finished plan, [`Size`] before the files were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<C = Content> {
    /// Its path in the archive, with the prefix.
    pub path: EntryPath,
    /// Its kind.
    pub kind: Kind<C>,
    /// Permission bits after the mode policy.
    pub mode: Mode,
    /// Modification time after the time policy.
    pub mtime: Timestamp,
    /// Where its bytes come from.
    pub origin: Origin,
    /// The line of the manifest that selected it.
    pub rule: Rule,
    /// What its header says that those of other entries do not.
    pub own: OwnHeader,
}

/// What the header of one entry says otherwise than the plan says for all; nothing by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnHeader {
    /// Nanoseconds after the second of its modification time, below 1,000,000,000.
    pub nanoseconds: u32,
    /// Whether it has no modification time: the field stays empty, and the time of the entry is 1970.
    pub is_time_absent: bool,
    /// Its owner, if it is not that of the plan.
    pub owner: Option<Arc<Owner>>,
    /// Its device numbers, if they are not as the dialect has them.
    pub device: Option<DeviceFields>,
    /// Whether it has a record of its time, if it is not as the archive has it.
    pub pax_mtime: Option<PaxMtime>,
}

/// The two fields for the device numbers of an entry that is no device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceFields {
    /// The number 0.
    Zero,
    /// NULs.
    Empty,
}

impl DeviceFields {
    /// The word in manifests and plans.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::Empty => "empty",
        }
    }
}

/// Whether a pax record repeats the time of an entry, as Python writes it for times that are floating-point numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PaxMtime {
    /// No record.
    #[default]
    None,
    /// A record with a fraction, also for a whole second.
    Float,
}

impl PaxMtime {
    /// The word in manifests and plans.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Float => "float",
        }
    }
}

impl<C> Entry<C> {
    /// Whether this is a directory.
    #[must_use]
    pub fn is_directory(&self) -> bool {
        matches!(self.kind, Kind::Directory)
    }

    /// Its modification time to the nanosecond.
    #[must_use]
    pub fn time(&self) -> PreciseTime {
        PreciseTime { second: self.mtime, nanoseconds: self.own.nanoseconds }
    }

    /// The same entry with another description of its bytes.
    #[must_use]
    pub fn with_kind<D>(self, kind: Kind<D>) -> Entry<D> {
        let Self { path, mode, mtime, origin, rule, own, .. } = self;
        Entry { path, kind, mode, mtime, origin, rule, own }
    }
}

/// The kind of an entry. Devices, fifos, sockets and hard links cannot be planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind<C = Content> {
    /// A directory.
    Directory,
    /// A regular file.
    File(C),
    /// A symbolic link with its unchanged target.
    Symlink(LinkTarget),
}

/// The number of bytes of a file that was listed but not read yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u64);

/// Length and digest of a file that was read once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    /// Length in bytes.
    pub size: u64,
    /// SHA-256 of the bytes.
    pub digest: Digest,
}

impl From<Content> for Size {
    fn from(content: Content) -> Self {
        Self(content.size)
    }
}

/// The target of a symbolic link: non-empty bytes without NUL, kept unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkTarget(Box<[u8]>);

impl LinkTarget {
    /// Keeps `bytes`; `None` if they are empty or contain a NUL.
    pub fn parse(bytes: impl Into<Vec<u8>>) -> Option<Self> {
        let bytes = bytes.into();
        (!bytes.is_empty() && !bytes.contains(&0)).then(|| Self(bytes.into_boxed_slice()))
    }

    /// The target as bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Where the bytes of an entry come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The same path of a directory on disk.
    Source,
    /// This object of a git repository: a blob, a tree, or for a submodule its commit.
    Object(ObjectId),
    /// This blob with its placeholders filled in, or the file that it points to (Git LFS).
    Derived(ObjectId),
    /// The same path of the manifest's overlay.
    Overlay,
    /// A `[[generate]]` step of the manifest, counted from 0.
    Generated(usize),
    /// Nowhere: a directory that the manifest's `prefix` names.
    Prefix,
}

impl Origin {
    /// The git object that the entry is or was made from.
    #[must_use]
    pub fn object(self) -> Option<ObjectId> {
        match self {
            Self::Object(id) | Self::Derived(id) => Some(id),
            Self::Source | Self::Overlay | Self::Generated(_) | Self::Prefix => None,
        }
    }
}

/// The line of the manifest that put an entry into the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// `include[N]`, counted from 0.
    Include(usize),
    /// `parents = true`: a directory that contains entries.
    Parents,
}

/// The owner in every header.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    /// Numeric user id.
    pub uid: u64,
    /// Numeric group id.
    pub gid: u64,
    /// User name; empty for none.
    pub user: Arc<str>,
    /// Group name; empty for none.
    pub group: Arc<str>,
    /// Whether the fields of ids and names stay empty; ids are 0 then, and names empty.
    pub is_absent: bool,
}

impl Owner {
    /// `root` and 0, in both user and group.
    #[must_use]
    pub fn root() -> Self {
        Self { user: "root".into(), group: "root".into(), ..Self::default() }
    }

    /// No owner: the fields of ids and names stay empty.
    #[must_use]
    pub fn absent() -> Self {
        Self { is_absent: true, ..Self::default() }
    }

    /// Whether no names are stored, as GNU tar's `--numeric-owner` does.
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        self.user.is_empty() && self.group.is_empty()
    }
}
