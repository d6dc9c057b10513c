//! What one dialect of tar does differently from another, as data.
//!
//! The writer has no branch on a tool or a version. It asks a [`Dialect`] for each choice. The dialects
//! themselves are in [`tool`](super::tool), one file for each tool.

mod carried;

pub use self::carried::{
    Beside, ExtensionHeader, Extensions, Form, HeaderIds, HeaderMode, HeaderOwner, HeaderTime, Keyword,
    PaxHeaderName, StandIn, ValueRule, When,
};
pub use crate::container::style::tar::{Encoding, Ending, Magic};

/// A named dialect: exactly one encoding of every header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The name in manifests and plans.
    pub name: &'static str,
    /// The description in the manifest's schema: the programs that write it.
    pub summary: &'static str,
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
    /// A dialect that stores what the plan says, with nothing at the start, as most tools do.
    pub(super) const fn planned(
        name: &'static str,
        summary: &'static str,
        formats: &'static [HeaderFormat],
        record: usize,
    ) -> Self {
        Self {
            name,
            summary,
            formats,
            modes: Modes::Planned,
            owner: Ownership::Planned,
            start: Start::Nothing,
            prefix: PrefixEntries::All,
            record,
            command: None,
        }
    }

    /// Whether the manifest names the extended headers, by `pax = { exthdr-name = … }`.
    #[must_use]
    pub fn is_posix(&self) -> bool {
        self.formats.iter().any(|format| {
            format.extensions.is_some_and(|extensions| extensions.form == Form::Pax(PaxHeaderName::Manifest))
        })
    }

    /// Whether a pax record can repeat the time of an entry, by `pax = { mtime = … }`.
    #[must_use]
    pub fn has_float_times(&self) -> bool {
        self.formats.iter().any(|format| matches!(format.fraction, Fraction::Float(_)))
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
    /// What becomes of the fraction of a second.
    pub fraction: Fraction,
    /// Whether the name of a directory ends in a slash.
    pub directory_slash: bool,
    /// Whether and how a long name is split between its field and the prefix field.
    pub split: Split,
    /// The most bytes of a user or group name that its field of 32 bytes takes; 0 if the format has no such
    /// names.
    pub owner_name: usize,
    /// Whether it holds no name with a byte above 127. Another format has to follow, which reports what it cannot hold.
    pub ascii_only: bool,
    /// What carries the values that have no room in the header; `None` if an entry with such a value is
    /// rejected.
    pub extensions: Option<Extensions>,
}

impl HeaderFormat {
    /// The rule by which an extension carries a value; `None` if none carries it.
    pub(super) fn rule(&self, keyword: Keyword) -> Option<ValueRule> {
        self.extensions?.values.iter().find(|rule| rule.keyword == keyword).copied()
    }

    /// Whether a name may have these bytes, wherever it goes.
    pub(super) fn takes(&self, name: &[u8]) -> bool {
        !self.ascii_only || name.is_ascii()
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

/// How a name that is too long for its field is split at a slash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// Not at all.
    Never,
    /// At the last slash that leaves at most this many bytes for the prefix field.
    Longest(usize),
    /// At the first slash that leaves at most 100 bytes for the name, if this many or fewer are before it.
    Shortest(usize),
    /// From 100 bytes on at the last slash, or at the one that leaves at most 155 bytes before it. What is then still too
    /// long is cut, and an extension carries the whole.
    Node,
}

/// What becomes of the fraction of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fraction {
    /// It is dropped, and the time rounded down.
    Down,
    /// It is dropped, and the time rounded toward 1970.
    TowardZero,
    /// It is dropped, and the time rounded to the nearest second, a half up.
    HalfUp,
    /// A record has it in decimal digits, and the field the time rounded down.
    Decimal,
    /// A record has the time as a floating-point number, if the archive asks for it, and the field what is said here.
    Float(FloatField),
}

/// The field of a time that a record has as a floating-point number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatField {
    /// 0.
    Zero,
    /// The nearest second; of two, the even one.
    Nearest,
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
