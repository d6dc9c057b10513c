//! Members and files in the words of a report.

use super::{FirstBytes, Text};
use crate::container::inventory::{Member, RawKind};
use crate::path::Escaped;
use crate::source::TreeEntryKind;
use crate::source::git::{Leaf, LeafBytes};

/// A file as it is unpacked.
pub struct File {
    /// Its bytes.
    pub bytes: LeafBytes,
    /// What kind of bytes they are.
    pub text: Text,
    /// Whether its owner may execute it; `None` if the archive records no mode.
    pub is_executable: Option<bool>,
    /// What runs it.
    pub content: FirstBytes,
}

/// Text of an archive on one line, escaped, and cut to a length that a report can bear.
pub fn short(text: &str) -> String {
    const MOST: usize = 200;
    let cut = text.char_indices().nth(MOST).map_or(text.len(), |(at, _)| at);
    let (shown, rest) = text.split_at(cut);
    format!("{}{}", Escaped(shown.as_bytes()), if rest.is_empty() { "" } else { "…" })
}

/// A file that can be run is called a program.
pub fn file(file: &File) -> &'static str {
    if file.is_executable == Some(true) { "program" } else { "file" }
}

/// What the tree has at a path.
pub fn kind(leaf: &Leaf) -> &'static str {
    match leaf.kind {
        TreeEntryKind::Executable => "program",
        TreeEntryKind::File => "file",
        TreeEntryKind::Symlink => "link",
        TreeEntryKind::Submodule => "submodule",
        TreeEntryKind::Tree => "directory",
    }
}

/// What the archive has at a path: a file by its length and its `id`, a link by its target.
pub fn member(member: &Member, unpacked: Option<&File>, id: &str) -> String {
    match (&member.kind, unpacked) {
        (RawKind::File, Some(unpacked)) => {
            let text = match unpacked.text {
                Text::Utf8 => "",
                Text::Other => ", no UTF-8 text",
                Text::Binary => ", binary",
            };
            format!("{}, {} bytes{text}, {id}", file(unpacked), member.body.size)
        }
        (RawKind::HardLink(_), None) => format!("{}, which does not come before it", member.kind),
        (kind, _) => kind.to_string(),
    }
}
