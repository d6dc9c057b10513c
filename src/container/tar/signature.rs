//! By what archives of a tool are recognized.

use super::dialect::{Dialect, Encoding, HeaderFormat, Magic};
use crate::container::style::tar::{PaxName, TarStyle};

/// What archives of a tool, or of several that cannot be distinguished, have in common.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// The writer, as reports print it.
    pub label: &'static str,
    /// Where in an archive to look.
    pub evidence: Evidence,
    /// How that header is encoded.
    pub marks: Marks,
    /// A dialect that writes such headers; `None` if pkgr has none.
    pub dialect: Option<&'static Dialect>,
}

/// Where in an archive to look for the marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The first pax extended header has such a name, which only this tool gives. The marks are those of most headers.
    UniqueName(PaxName),
    /// A pax global header has a comment. The marks are those of most headers.
    Comment,
    /// The first pax extended header has one of these names. The marks are those of the header after it.
    Name(&'static [PaxName]),
    /// The marks are those of most headers.
    Headers,
}

impl Evidence {
    /// Of several signatures that match, the one with the lowest rank counts.
    pub(super) const fn rank(self) -> u8 {
        match self {
            Self::UniqueName(_) => 0,
            Self::Comment => 1,
            Self::Name(_) => 2,
            Self::Headers => 3,
        }
    }
}

/// How a header is encoded, as far as it counts; `None` if it does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Magic and version.
    pub magic: Option<Magic>,
    /// The checksum.
    pub checksum: Option<Encoding>,
    /// The size, in one of these ways.
    pub size: Option<&'static [Encoding]>,
    /// Whether there is a user id.
    pub has_id: Option<bool>,
    /// Whether there is a device number. In an entry that is no device, this alone differs between
    /// GNU tar 1.34 and 1.35 (docs/spec/tar-dialects.md, section 3).
    pub has_device: Option<bool>,
}

impl Marks {
    /// Any header.
    pub const ANY: Self = Self { magic: None, checksum: None, size: None, has_id: None, has_device: None };

    /// The marks of headers in a format.
    #[must_use]
    pub const fn from_format(format: &HeaderFormat) -> Self {
        let has_device = !matches!(format.numbers.device, Encoding::Absent);
        Self {
            magic: Some(format.magic),
            checksum: Some(format.numbers.checksum),
            size: Some(format.numbers.size),
            has_device: Some(has_device),
            ..Self::ANY
        }
    }

    /// Whether a header has the marks.
    #[must_use]
    pub fn fit(&self, style: &TarStyle) -> bool {
        let has = |mark: Option<bool>, found| mark.is_none_or(|mark| mark == (found != Encoding::Absent));
        (self.magic.is_none() || self.magic == style.magic)
            && self.checksum.is_none_or(|mark| mark == style.checksum)
            && self.size.is_none_or(|marks| marks.contains(&style.size))
            && has(self.has_id, style.uid)
            && has(self.has_device, style.device)
    }
}
