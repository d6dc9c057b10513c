//! What one dialect of tar does differently from another, as data.
//!
//! The writer has no branch on a tool or a version. It asks a [`Dialect`] for each choice. The dialects
//! themselves are in [`tool`](super::tool), one file for each tool.

pub use crate::container::style::tar::{Encoding, Ending, Magic};

/// A named dialect: exactly one encoding of every header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The name in manifests and plans.
    pub name: &'static str,
    /// The formats of headers that the tool chooses from for each entry: the first that holds the entry
    /// whole. There is at least one.
    pub formats: &'static [HeaderFormat],
    /// Whose permission bits are stored.
    pub modes: Modes,
    /// Whose ids and names are stored.
    pub owner: Ownership,
    /// What comes before the first entry.
    pub start: Start,
    /// Which directories of the prefix have entries.
    pub prefix: PrefixEntries,
    /// The archive's length in bytes is a multiple of this, which is at most [`MAX_RECORD`]. The two blocks
    /// of NULs at the end are always there, so 512 adds nothing to them.
    pub record: usize,
    /// The GNU tar that writes the dialect; `None` if none does.
    pub command: Option<GnuTar>,
}

/// Twenty blocks of 512 bytes: the customary record of tar, and the longest one a dialect may ask for.
pub const MAX_RECORD: usize = 10_240;

/// A version of GNU tar and one of its formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GnuTar {
    /// As in `1.35`.
    pub version: &'static str,
    /// The value of `--format`.
    pub format: &'static str,
}

impl Dialect {
    /// Whether the manifest names the extended headers, by `pax = { exthdr-name = … }`.
    #[must_use]
    pub fn is_posix(&self) -> bool {
        self.formats.iter().any(|format| {
            format.extensions.is_some_and(|extensions| extensions.form == Form::Pax(PaxHeaderName::Manifest))
        })
    }

    /// Whether the dialect is that of a commit: it decides modes, owner and order by itself, and names the
    /// commit at the start.
    #[must_use]
    pub fn is_of_commit(&self) -> bool {
        self.start != Start::Nothing
    }
}

/// How a header is encoded, and what carries the values that it has no room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderFormat {
    /// Magic and version.
    pub magic: Magic,
    /// Typeflag of a regular file.
    pub regular: u8,
    /// How each number is encoded.
    pub numbers: Numbers,
    /// Whether and how a long name is split between its field and the prefix field.
    pub split: Split,
    /// The most bytes of a user or group name that its field of 32 bytes takes; 0 if the format has no such
    /// names.
    pub owner_name: usize,
    /// What carries the values that have no room in the header; `None` if an entry with such a value is
    /// rejected.
    pub extensions: Option<Extensions>,
}

impl HeaderFormat {
    /// The rule by which an extension carries a value; `None` if none carries it.
    pub(super) fn rule(&self, keyword: Keyword) -> Option<ValueRule> {
        self.extensions?.values.iter().find(|rule| rule.keyword == keyword).copied()
    }
}

/// How numbers are encoded, each in a field of its own. Of several encodings, the first that holds the number
/// is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Permission bits, 8 bytes.
    pub mode: &'static [Encoding],
    /// User and group id, 8 bytes each.
    pub id: &'static [Encoding],
    /// Length of the body, 12 bytes.
    pub size: &'static [Encoding],
    /// Modification time, 12 bytes.
    pub mtime: &'static [Encoding],
    /// The checksum, 8 bytes.
    pub checksum: Encoding,
    /// The device numbers of entries, which are no devices, 8 bytes each.
    pub device: Encoding,
}

/// How a name of more than 100 bytes is split at a slash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// Not at all.
    Never,
    /// At the last slash that leaves at most this many bytes for the prefix field.
    Longest(usize),
}

/// What comes ahead of an entry and carries the values that its header has no room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extensions {
    /// How the values are written.
    pub form: Form,
    /// Which values are carried, in the order in which they are written. A value without a rule is not: if
    /// its field has no room for it, the entry is rejected.
    pub values: &'static [ValueRule],
    /// The header of the members that carry them.
    pub header: ExtensionHeader,
    /// What the field of a name or a link target holds if an extension carries the whole.
    pub stand_in: StandIn,
}

/// How extensions are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One pax extended header (typeflag `x`) with a record for each value.
    Pax(PaxHeaderName),
    /// For each value a member of its own: typeflag `K` for a link target, `L` for a name.
    LongNames,
}

/// How a pax extended header is itself named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaxHeaderName {
    /// By the template of the manifest.
    Manifest,
    /// By this template, such as `././@PaxHeader`, which is the same for every entry.
    Template(&'static str),
    /// After the git object that the entry was made from.
    Object,
}

/// When an extension carries a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueRule {
    /// Which value.
    pub keyword: Keyword,
    /// When.
    pub when: When,
}

impl ValueRule {
    /// Carries the value if its field has no room for it.
    #[must_use]
    pub const fn no_room(keyword: Keyword) -> Self {
        Self { keyword, when: When::NoRoom }
    }

    /// Carries the value if its field has no room for it or it has a byte above 127.
    #[must_use]
    pub const fn no_room_or_not_ascii(keyword: Keyword) -> Self {
        Self { keyword, when: When::NoRoomOrNotAscii }
    }

    /// Whether a text is carried, given whether its field has room for it.
    pub(super) fn applies_to(self, text: &[u8], has_room: bool) -> bool {
        !has_room || (self.when == When::NoRoomOrNotAscii && !text.is_ascii())
    }
}

/// When an extension carries a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// If its field has no room for it.
    NoRoom,
    /// If its field has no room for it, or it has a byte above 127.
    NoRoomOrNotAscii,
}

/// A value of a header, called as in a pax record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyword {
    /// The name of the entry.
    Path,
    /// The target of a link.
    Linkpath,
    /// User id.
    Uid,
    /// Group id.
    Gid,
    /// Length of the body.
    Size,
    /// Modification time.
    Mtime,
    /// User name.
    Uname,
    /// Group name.
    Gname,
}

impl Keyword {
    /// The word in a record.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Linkpath => "linkpath",
            Self::Uid => "uid",
            Self::Gid => "gid",
            Self::Size => "size",
            Self::Mtime => "mtime",
            Self::Uname => "uname",
            Self::Gname => "gname",
        }
    }
}

/// The header of a member that describes others. Its ids are 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtensionHeader {
    /// Permission bits.
    pub mode: u16,
    /// Its modification time.
    pub time: HeaderTime,
    /// Its user and group name.
    pub owner: HeaderOwner,
    /// Its device numbers.
    pub device: Encoding,
}

/// The modification time of a member that describes others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderTime {
    /// 0.
    Zero,
    /// That of the entry.
    Entry,
    /// The one that all entries are set or clamped to, or that of the entry if there is none.
    Reference,
}

/// The user and group name of a member that describes others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderOwner {
    /// None.
    Nameless,
    /// `root`.
    Root,
    /// `root`, or none if the entries have none.
    RootIfNamed,
}

impl HeaderOwner {
    /// The name, given whether the entries have no names.
    pub(super) const fn name(self, is_numeric: bool) -> &'static str {
        match (self, is_numeric) {
            (Self::Nameless, _) | (Self::RootIfNamed, true) => "",
            (Self::Root, _) | (Self::RootIfNamed, false) => "root",
        }
    }
}

/// What the field of a name or a link target holds if an extension carries the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandIn {
    /// As many bytes as fit, even if the last character is cut.
    FirstBytes,
    /// The name of the git object that the entry was made from.
    Object,
}

/// Whose permission bits are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modes {
    /// Those of the plan.
    Planned,
    /// Those of [`ModePolicy::GitArchive`](crate::mode::ModePolicy::GitArchive), for what the plan
    /// has as executable and what not.
    GitArchive,
}

/// Whose ids and names are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// Those of the plan.
    Planned,
    /// `root` and 0, regardless of the plan.
    Root,
}

/// What comes before the first entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Nothing.
    Nothing,
    /// A pax global header that names the commit. If the one time of all entries has no room in their
    /// fields, it is recorded there, and the fields hold the largest number that they can.
    Commit {
        /// The name of the header.
        name: &'static str,
        /// What else the header holds.
        header: ExtensionHeader,
    },
}

/// Which directories of a prefix such as `a/b` have entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrefixEntries {
    /// Each of them.
    All,
    /// Only the last one, which is the top of the source.
    Last,
}
