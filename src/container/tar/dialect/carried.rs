//! What carries the values that a header has no room for, as data.

use crate::container::style::tar::Encoding;

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
    /// Whether a record says that values are bytes, if one of them is not UTF-8.
    pub marks_binary: bool,
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
    /// By this template, cut to this many bytes.
    CutTemplate(&'static str, usize),
    /// In this directory, which is beside the entry and inside a directory, in ASCII alone.
    Beside(&'static str),
    /// After the git object that the entry was made from.
    Object,
}

/// When an extension carries a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueRule {
    /// Which value.
    pub keyword: Keyword,
    /// When by itself.
    pub when: When,
    /// When beside another value that is carried.
    pub beside: Beside,
}

impl ValueRule {
    /// Carries the value if its field has no room for it.
    #[must_use]
    pub const fn no_room(keyword: Keyword) -> Self {
        Self { keyword, when: When::NoRoom, beside: Beside::Never }
    }

    /// Carries the value if its field has no room for it or it has a byte above 127.
    #[must_use]
    pub const fn no_room_or_not_ascii(keyword: Keyword) -> Self {
        Self { keyword, when: When::NoRoomOrNotAscii, beside: Beside::Never }
    }

    /// Carries the value beside others alone; if its own field has no room for it, the entry is rejected.
    #[must_use]
    pub const fn only_beside(keyword: Keyword, beside: Beside) -> Self {
        Self { keyword, when: When::Never, beside }
    }

    /// Carries the value beside others too.
    #[must_use]
    pub const fn or_beside(self, beside: Beside) -> Self {
        Self { beside, ..self }
    }

    /// Whether a text is carried, given whether its field has room for it.
    pub(in crate::container::tar) fn applies_to(self, text: &[u8], has_room: bool) -> bool {
        match self.when {
            When::NoRoom => !has_room,
            When::NoRoomOrNotAscii => !has_room || !text.is_ascii(),
            When::Never => false,
        }
    }
}

/// When an extension carries a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// If its field has no room for it.
    NoRoom,
    /// If its field has no room for it, or it has a byte above 127.
    NoRoomOrNotAscii,
    /// Not by itself.
    Never,
}

/// When an extension carries a value because it carries another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Never.
    Never,
    /// Always.
    Always,
    /// If it is neither 0 nor empty.
    UnlessZero,
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

/// The header of a member that describes others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtensionHeader {
    /// Permission bits.
    pub mode: HeaderMode,
    /// User and group id.
    pub ids: HeaderIds,
    /// Its modification time.
    pub time: HeaderTime,
    /// Its user and group name.
    pub owner: HeaderOwner,
    /// Its device numbers.
    pub device: Encoding,
    /// Its link target, if it describes a link; empty for none.
    pub link: &'static str,
}

/// The permission bits of a member that describes others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderMode {
    /// These.
    Bits(u16),
    /// Those of the entry.
    Entry,
}

/// The ids of a member that describes others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderIds {
    /// 0.
    Zero,
    /// Those of the entry.
    Entry,
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
    /// Those of the entry.
    Entry,
}

/// What the field of a name or a link target holds if an extension carries the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandIn {
    /// As many bytes as fit, even if the last character is cut.
    FirstBytes,
    /// As many characters of UTF-8 as fit.
    FirstCharacters,
    /// The first bytes, with a question mark for each character that is not ASCII; names of owners too.
    QuestionMarks,
    /// As many bytes as fit, without those above 127; names of owners too. A cut leaves no slash at the end.
    Ascii,
    /// This, whether or not the field has room.
    Fixed(&'static str),
    /// This and the number of entries before that had such a name, whether or not the field has room.
    Counted(&'static str),
    /// The name of the git object that the entry was made from.
    Object,
}
