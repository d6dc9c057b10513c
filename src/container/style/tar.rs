//! How a tar header is encoded: what no value shows, and what distinguishes one writer from another.

mod encoding;

use memchr::memmem;

pub use encoding::{Encoding, Ending, Magic};

/// The encoding of one header block, and of the extension before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TarStyle {
    /// Magic and version; `None` for one that no known tool writes.
    pub magic: Option<Magic>,
    /// How the mode is encoded.
    pub mode: Encoding,
    /// How the user id is encoded.
    pub uid: Encoding,
    /// How the size is encoded.
    pub size: Encoding,
    /// How the time is encoded.
    pub mtime: Encoding,
    /// How the checksum is encoded.
    pub checksum: Encoding,
    /// How the major device number is encoded.
    pub device: Encoding,
    /// Whether the name is split.
    pub is_split: bool,
    /// The typeflag.
    pub typeflag: u8,
    /// The extension before the header.
    pub extension: Extension,
    /// The number of a process in the name of the extended header; 0 where there is none.
    pub process: u64,
    /// Whether times of access and change stand where others have the prefix of a name.
    pub has_more_times: bool,
}

/// What precedes a header for the values that have no room in it.
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
    /// `dir/PaxHeaders.0/file`, of a directory `dir/PaxHeaders.0`, in a header with the mode 0: Go.
    Go,
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
    /// The way in which the name of a pax header was made. `mode` is the field of that header.
    #[must_use]
    pub fn from_header(name: &[u8], mode: &[u8]) -> Self {
        let has = |part: &[u8]| memmem::find(name, part).is_some();
        if name == b"././@PaxHeader" {
            Self::Python
        } else if name.ends_with(b".paxheader") {
            Self::Git
        } else if has(b"/PaxHeaders/") {
            Self::Gnu
        } else if (has(b"PaxHeaders.0/") || name.ends_with(b"PaxHeaders.0")) && mode == b"0000000\0" {
            Self::Go
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
