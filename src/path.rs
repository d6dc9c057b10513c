//! Paths inside an archive: bytes with a grammar, and the orders that releases use.

mod collation;
mod device;
mod order;
mod pins;

use std::cmp::Ordering;
use std::fmt;
use std::path::Path;

pub use self::device::is_device;
pub use self::order::Order;
pub use self::pins::{Before, PinFault, Pins};
use crate::sink::{CommandMark, is_invisible, is_obeyed};

/// A path below the root of an archive or of a source tree.
///
/// Grammar: one or more parts separated by single `/`. A part is not empty, is neither `.` nor `..`, and
/// contains no NUL. There is no leading and no trailing slash: the kind of an entry, not its name, makes it
/// a directory. Bytes are kept unchanged: not decoded, case-folded or normalized.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryPath(Box<[u8]>);

/// Why bytes are not a valid [`EntryPath`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathFault {
    /// No bytes at all.
    #[error("is empty")]
    Empty,
    /// Begins with `/`.
    #[error("is absolute")]
    Absolute,
    /// Two slashes in a row, or a slash at the end.
    #[error("has an empty part")]
    EmptyPart,
    /// A part is `.` or `..`.
    #[error("has a `.` or `..` part")]
    DotPart,
    /// Holds a NUL byte.
    #[error("holds a NUL byte")]
    Nul,
}

impl EntryPath {
    /// Checks the grammar and keeps the bytes.
    ///
    /// # Errors
    /// Returns the first rule of the grammar that `bytes` breaks.
    pub fn parse(bytes: impl Into<Vec<u8>>) -> Result<Self, PathFault> {
        let bytes = bytes.into();
        check(&bytes)?;
        Ok(Self(bytes.into_boxed_slice()))
    }

    /// The top of an archive or of a source tree, which alone has no parts: what all other paths are below.
    #[must_use]
    pub fn top() -> Self {
        Self(Box::default())
    }

    /// Whether it is the top, which has no name and no entry.
    #[must_use]
    pub fn is_top(&self) -> bool {
        self.0.is_empty()
    }

    /// As it is shown where the top has a name too, which is `.`.
    #[must_use]
    pub fn with_dot(&self) -> String {
        if self.is_top() { ".".to_owned() } else { self.to_string() }
    }

    /// The path as bytes, without a trailing slash; empty for the top.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The parts, first to last; at least one.
    #[must_use]
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &[u8]> {
        self.0.split(|&byte| byte == b'/')
    }

    /// The last part.
    #[must_use]
    pub fn file_name(&self) -> &[u8] {
        self.parts().next_back().unwrap_or(&self.0)
    }

    /// The path without its last part; `None` at the top level.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let slash = self.0.iter().rposition(|&byte| byte == b'/')?;
        Some(Self(self.0[..slash].into()))
    }

    /// This path with one more part below it.
    ///
    /// # Errors
    /// Returns the rule that `name` breaks. A slash inside `name` separates parts.
    pub fn join(&self, name: &[u8]) -> Result<Self, PathFault> {
        check(name)?;
        let mut bytes = Vec::with_capacity(self.0.len() + 1 + name.len());
        bytes.extend_from_slice(&self.0);
        bytes.push(b'/');
        bytes.extend_from_slice(name);
        Ok(Self(bytes.into_boxed_slice()))
    }

    /// This path below `directory`.
    #[must_use]
    pub fn under(&self, directory: &Self) -> Self {
        if directory.is_top() {
            return self.clone();
        }
        Self([directory.as_bytes(), b"/", self.as_bytes()].concat().into_boxed_slice())
    }

    /// The directories above it, the nearest first.
    pub fn parents(&self) -> impl Iterator<Item = Self> + use<> {
        std::iter::successors(self.parent(), Self::parent)
    }

    /// Whether this path is below `directory`.
    #[must_use]
    pub fn is_below(&self, directory: &Self) -> bool {
        directory.is_top() && !self.is_top() || is_below(&self.0, &directory.0)
    }

    /// The part of this path below `directory`; `None` when it is not below it.
    #[must_use]
    pub fn below(&self, directory: &Self) -> Option<Self> {
        if directory.is_top() {
            return Some(self.clone()).filter(|path| !path.is_top());
        }
        let rest = self.0.strip_prefix(&*directory.0)?.strip_prefix(b"/")?;
        Some(Self(rest.into()))
    }
}

fn check(bytes: &[u8]) -> Result<(), PathFault> {
    if bytes.is_empty() {
        return Err(PathFault::Empty);
    }
    if bytes[0] == b'/' {
        return Err(PathFault::Absolute);
    }
    bytes.split(|&byte| byte == b'/').try_for_each(check_part)
}

fn check_part(part: &[u8]) -> Result<(), PathFault> {
    match part {
        b"" => Err(PathFault::EmptyPart),
        b"." | b".." => Err(PathFault::DotPart),
        _ if part.contains(&0) => Err(PathFault::Nul),
        _ => Ok(()),
    }
}

impl fmt::Display for EntryPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped(&self.0).fmt(f)
    }
}

impl fmt::Debug for EntryPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{self}`")
    }
}

/// Displays bytes from a hostile tree, so that no terminal or CI log finds a command in them.
///
/// Printable text is unchanged and a backslash is doubled. Control characters, bidirectional controls and
/// zero-width characters are written as `\u{…}`, bytes that are not UTF-8 as `\xNN`. The colons and brackets
/// that begin a command of a CI log (`::error`, `##[error]`, `##vso[`) are written as `\u{…}` too.
pub struct Escaped<'a>(pub &'a [u8]);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut mark = CommandMark::default();
        for chunk in self.0.utf8_chunks() {
            for (at, character) in chunk.valid().char_indices() {
                if mark.push(character) || begins_command(chunk.valid(), at) {
                    write!(f, "\\u{{{:x}}}", u32::from(character))?;
                } else {
                    write_escaped(f, character)?;
                }
            }
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

/// A path of the operating system, displayed by [`Escaped`].
#[must_use]
pub fn shown(path: &Path) -> Escaped<'_> {
    Escaped(path.as_os_str().as_encoded_bytes())
}

/// A path for a report that programs read: UTF-8 unchanged, anything else as in [`shown`].
#[must_use]
pub fn as_text(path: &Path) -> String {
    path.to_str().map_or_else(|| shown(path).to_string(), str::to_owned)
}

/// Whether GitHub's runner would find a command at this place, wherever the line is wrapped.
fn begins_command(text: &str, at: usize) -> bool {
    let (before, rest) = text.split_at(at);
    rest.starts_with("::") && before.chars().next_back().is_none_or(char::is_whitespace)
}

fn write_escaped(f: &mut fmt::Formatter<'_>, character: char) -> fmt::Result {
    match character {
        '\\' => f.write_str("\\\\"),
        '\n' => f.write_str("\\n"),
        '\t' => f.write_str("\\t"),
        '\r' => f.write_str("\\r"),
        _ if is_obeyed(character) || is_invisible(character) => {
            write!(f, "\\u{{{:x}}}", u32::from(character))
        }
        _ => fmt::Write::write_char(f, character),
    }
}

/// Compares two paths part by part, each part as unsigned bytes.
#[must_use]
pub fn by_parts(left: &[u8], right: &[u8]) -> Ordering {
    // The bytes before are the same, so the first different one decides. The end of a path comes
    // before everything, so a directory precedes what it contains.
    let equal = common(left, right);
    let next = |path: &[u8]| path.get(equal).copied().map(part_key);
    next(left).cmp(&next(right))
}

/// Whether a path is below another one.
#[must_use]
pub fn is_below(path: &[u8], directory: &[u8]) -> bool {
    path.strip_prefix(directory).is_some_and(|rest| rest.starts_with(b"/"))
}

/// The length of the common prefix. Neighbours in a tree share most of their paths, so words are compared
/// before bytes.
#[must_use]
pub fn common(left: &[u8], right: &[u8]) -> usize {
    let words = left.as_chunks::<8>().0.iter().zip(right.as_chunks::<8>().0);
    let start = 8 * words.take_while(|(a, b)| a == b).count();
    let bytes = left[start..].iter().zip(&right[start..]);
    start + bytes.take_while(|(a, b)| a == b).count()
}

/// Maps a slash to 0, below every byte of a name, because names contain no NUL.
fn part_key(byte: u8) -> u8 {
    if byte == b'/' { 0 } else { byte }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> EntryPath {
        EntryPath::parse(text).expect("a test path is well formed")
    }

    #[test]
    fn each_broken_rule_is_named() {
        assert_eq!(EntryPath::parse(""), Err(PathFault::Empty));
        assert_eq!(EntryPath::parse("/a"), Err(PathFault::Absolute));
        assert_eq!(EntryPath::parse("a//b"), Err(PathFault::EmptyPart));
        assert_eq!(EntryPath::parse("a/"), Err(PathFault::EmptyPart));
        assert_eq!(EntryPath::parse("a/../b"), Err(PathFault::DotPart));
        assert_eq!(EntryPath::parse("./a"), Err(PathFault::DotPart));
        assert_eq!(EntryPath::parse("a\0b"), Err(PathFault::Nul));
    }

    #[test]
    fn every_path_is_below_the_top() {
        let top = EntryPath::top();
        assert!(path("a/b").is_below(&top) && !top.is_below(&top));
        assert_eq!(path("a/b").below(&top), Some(path("a/b")));
        assert_eq!((path("a").under(&top), top.below(&top)), (path("a"), None));
        assert_eq!((top.to_string(), top.parents().count()), (String::new(), 0));
    }

    #[test]
    fn parent_name_and_below_take_a_path_apart() {
        assert_eq!(path("a/b/c").parent(), Some(path("a/b")));
        assert_eq!(path("a").parent(), None);
        assert_eq!(path("a/b").file_name(), b"b");
        assert_eq!(path("a/b/c").below(&path("a")), Some(path("b/c")));
        assert_eq!(path("ab/c").below(&path("a")), None);
    }

    // T092
    #[test]
    fn hostile_names_are_shown_escaped() {
        let shown = |bytes: &[u8]| Escaped(bytes).to_string();
        assert_eq!(shown(b"a\x1b[31m\n"), "a\\u{1b}[31m\\n");
        assert_eq!(shown("x\u{202e}y\u{200b}".as_bytes()), "x\\u{202e}y\\u{200b}");
        assert_eq!(shown(b"caf\xe9\\"), "caf\\xe9\\\\");
        assert_eq!(shown("café".as_bytes()), "café");
    }
}
