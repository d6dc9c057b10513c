//! The beginning of files that somebody has to read: those that only one side has, and that can steer a build.

use std::collections::{BTreeMap, BTreeSet};

use super::detail::{Bodies, text};
use super::window::{DetailWindow, Windows};
use crate::container::inventory::Member;
use crate::digest::Digest;
use crate::error::Error;
use crate::path::Escaped;

/// Bytes of one file that are shown.
pub const MOST_CONTENT: usize = 32 * 1024;

/// Files of one report whose contents are shown.
pub const MOST_CONTENTS: usize = 64;

/// The beginning of one file.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct FileContent {
    /// The member, as it is shown.
    pub path: String,
    /// The number of the member.
    #[serde(skip)]
    pub member: usize,
    /// Length of the file in bytes.
    pub size: u64,
    /// SHA-256 of the file.
    pub sha256: Digest,
    /// Its first lines, as they are shown; null for what is not UTF-8 text.
    pub lines: Option<Vec<String>>,
    /// Bytes that the lines show: fewer than `size` where the file is longer than 32 KiB.
    pub shown: u64,
}

/// The beginning of the files with these numbers.
///
/// # Errors
/// Returns an error if the side cannot be read again.
pub fn contents(
    wanted: &[usize],
    members: &[Member],
    bodies: &Bodies<'_>,
) -> Result<Vec<FileContent>, Error> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let numbers: BTreeSet<usize> = wanted.iter().copied().collect();
    let mut windows = Windows::new(numbers.iter().map(|&number| (number, 0)).collect::<BTreeMap<_, _>>());
    bodies(&numbers, &mut windows)?;
    let content = |&number: &usize| FileContent::new(number, &members[number], windows.take(number));
    Ok(wanted.iter().map(content).collect())
}

impl FileContent {
    fn new(number: usize, member: &Member, mut window: DetailWindow) -> Self {
        window.is_cut |= window.bytes.len() > MOST_CONTENT;
        window.bytes.truncate(MOST_CONTENT);
        let text = text(&window);
        // split_terminator, as a newline at the end begins no line.
        let lines =
            text.map(|text| text.split_terminator('\n').map(|line| Escaped(line.as_bytes()).to_string()));
        Self {
            path: member.path.to_string(),
            member: number,
            size: member.body.size,
            sha256: member.body.digest,
            shown: text.map_or(0, |text| text.len() as u64),
            lines: lines.map(Iterator::collect),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::inventory::{MemberPath, RawKind, Stream, Style};
    use crate::container::visitor::BodyVisitor;

    fn content(bytes: &'static [u8]) -> FileContent {
        let member = Member {
            offset: 0,
            path: MemberPath::new(b"p/a\x1b".to_vec()),
            kind: RawKind::File,
            mode: None,
            owner: None,
            mtime: None,
            body: Stream { size: bytes.len() as u64, digest: Digest::of(bytes) },
            records: Vec::new(),
            style: Style::default(),
        };
        let bodies = |_: &BTreeSet<usize>, visitor: &mut dyn BodyVisitor| {
            visitor.begin(0, b"a", bytes.len() as u64);
            visitor.bytes(bytes);
            visitor.end();
            Ok(())
        };
        contents(&[0], &[member], &bodies).expect("memory can be read").remove(0)
    }

    // T092
    #[test]
    fn text_is_shown_escaped_and_binary_by_its_digest() {
        let found = content(b"one\n\x1b[2J\n\ntwo");
        assert_eq!(found.path, "p/a\\u{1b}");
        assert_eq!(found.lines, Some(["one", "\\u{1b}[2J", "", "two"].map(str::to_owned).to_vec()));
        assert_eq!((found.shown, found.size), (13, 13));
        let binary = content(b"\0\x01");
        assert_eq!((binary.lines, binary.shown, binary.size), (None, 0, 2));
        assert_eq!(content(b"").lines, Some(Vec::new()));
    }

    #[test]
    fn a_long_file_is_cut_at_a_character() {
        let found = content([&b"x".repeat(MOST_CONTENT - 1)[..], "\u{e9} end".as_bytes()].concat().leak());
        assert_eq!((found.shown, found.size), (MOST_CONTENT as u64 - 1, MOST_CONTENT as u64 + 5));
        assert_eq!(found.lines.expect("is text")[0].len(), MOST_CONTENT - 1);
    }
}
