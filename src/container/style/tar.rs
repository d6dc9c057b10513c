//! How a header is spelt: what no value shows, and what tells one writer from another.

use memchr::memmem;

/// The spelling of one header block, and of the extension before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Magic and version.
    pub magic: Magic,
    /// How the mode is spelt.
    pub mode: Spelling,
    /// How the user id is spelt.
    pub uid: Spelling,
    /// How the size is spelt.
    pub size: Spelling,
    /// How the time is spelt.
    pub mtime: Spelling,
    /// How the checksum is spelt.
    pub checksum: Spelling,
    /// How the major device number is spelt.
    pub device: Spelling,
    /// Whether the name is split.
    pub is_split: bool,
    /// The typeflag.
    pub typeflag: u8,
    /// What stands before the header.
    pub extension: Extension,
    /// The number of a process in the name of the extended header; 0 where there is none.
    pub process: u64,
    /// Whether times of access and change stand where others have the prefix of a name.
    pub has_more_times: bool,
}

/// Magic and version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Magic {
    /// NULs: older than POSIX.
    #[default]
    V7,
    /// `ustar\0` and `00`.
    Ustar,
    /// `ustar  \0`.
    Gnu,
    /// Anything else.
    Other,
}

/// How a number is spelt in its field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spelling {
    /// NULs or blanks.
    #[default]
    Absent,
    /// So many characters of octal digits, blanks before them included, and what ends them.
    Octal(u8, Ending),
    /// Two's complement in base 256.
    Base256,
}

/// What stands after the digits of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nothing: the digits fill the field.
    Full,
    /// NULs.
    Nul,
    /// A blank.
    Blank,
    /// A blank, then NULs.
    BlankNul,
    /// A NUL, then blanks.
    NulBlank,
}

/// What stands before a header for what has no room in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extension {
    /// Nothing.
    #[default]
    None,
    /// A pax header, by the way its own name is made.
    Pax(PaxName),
    /// A GNU header for a long name or link.
    Long,
}

/// How the name of a pax header is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaxName {
    /// `dir/PaxHeaders/file`: GNU tar from 1.33 on.
    Gnu,
    /// `dir/PaxHeaders.1234/file`, with the number of a process or a constant.
    Numbered,
    /// `././@PaxHeader`: Python.
    Python,
    /// `0123….paxheader`: git.
    Git,
    /// `PaxHeader/file`: libarchive, node-tar.
    PaxHeader,
    /// Another way.
    Other,
}

impl PaxName {
    /// Tells the way by the name.
    #[must_use]
    pub fn of(name: &[u8]) -> Self {
        let has = |part: &[u8]| memmem::find(name, part).is_some();
        if name == b"././@PaxHeader" {
            Self::Python
        } else if name.ends_with(b".paxheader") {
            Self::Git
        } else if has(b"/PaxHeaders/") {
            Self::Gnu
        } else if has(b"PaxHeaders.") {
            Self::Numbered
        } else if has(b"PaxHeader/") {
            Self::PaxHeader
        } else {
            Self::Other
        }
    }
}

/// The number in `dir/PaxHeaders.1234/file` or `/tmp/GlobalHead.1234.1`: POSIX puts that of the process
/// there. 0 for a name without one.
#[must_use]
pub fn process(name: &[u8]) -> u64 {
    let after = |mark: &[u8]| {
        let at = memmem::rfind(name, mark)? + mark.len();
        let digits = name[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        std::str::from_utf8(&name[at..at + digits]).ok()?.parse().ok()
    };
    after(b"PaxHeaders.").or_else(|| after(b"GlobalHead.")).unwrap_or(0)
}

impl Magic {
    /// The magic in the bytes of the field.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        match bytes {
            b"ustar\x0000" => Self::Ustar,
            b"ustar  \0" => Self::Gnu,
            [0, 0, 0, 0, 0, 0, 0, 0] => Self::V7,
            _ => Self::Other,
        }
    }
}

impl Spelling {
    /// The spelling in the bytes of a field, which is not empty.
    #[must_use]
    pub fn of(field: &[u8]) -> Self {
        if field[0] & 0x80 != 0 {
            return Self::Base256;
        }
        let end = field.iter().rposition(u8::is_ascii_digit).map_or(0, |last| last + 1);
        let ending = match &field[end..] {
            _ if end == 0 => return Self::Absent,
            [] => Ending::Full,
            [0, rest @ ..] if rest.iter().all(|&byte| byte == 0) => Ending::Nul,
            [0, ..] => Ending::NulBlank,
            [_, rest @ ..] if rest.contains(&0) => Ending::BlankNul,
            _ => Ending::Blank,
        };
        Self::Octal(u8::try_from(end).unwrap_or(u8::MAX), ending)
    }
}
