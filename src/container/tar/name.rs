//! Names as members of an archive carry them.

use crate::entry::Entry;

use super::block::NAME;
use super::dialect::Split;
use super::unrepresentable::Unrepresentable;

/// The name of a member: its path, and for a directory one slash, in formats that have it.
pub fn member_name<C>(entry: &Entry<C>, directory_slash: bool) -> Vec<u8> {
    let mut name = Vec::with_capacity(entry.path.as_bytes().len() + 1);
    name.extend_from_slice(entry.path.as_bytes());
    if directory_slash && entry.is_directory() {
        name.push(b'/');
    }
    name
}

/// The text with a question mark for each character that is not ASCII, and for each byte that is no character.
pub fn question_marks(text: &[u8]) -> Vec<u8> {
    let mut marked = Vec::with_capacity(text.len());
    for chunk in text.utf8_chunks() {
        // A byte that cannot be ASCII stands for a character until all are replaced, so that a
        // question mark in the name itself stays one.
        marked.extend(chunk.valid().chars().map(|character| u8::try_from(character).unwrap_or(0xff)));
        marked.extend(chunk.invalid().iter().map(|_| b'?'));
    }
    marked.iter_mut().filter(|byte| !byte.is_ascii()).for_each(|byte| *byte = b'?');
    marked
}

/// The bytes of a text that are ASCII.
pub fn ascii(text: &[u8]) -> Vec<u8> {
    text.iter().copied().filter(u8::is_ascii).collect()
}

/// As many bytes of ASCII as a field of `most` bytes holds. If some have no room, no slash is at the end: a reader
/// that knows no extension would take a file for a directory.
pub fn first_ascii(text: &[u8], most: usize) -> Vec<u8> {
    let mut kept = ascii(text);
    if kept.len() > most {
        kept.truncate(most);
        trim_slashes(&mut kept);
    }
    kept
}

/// The name of an extended header in a directory beside a member, or inside a member that is a directory.
pub fn name_beside(member: &[u8], directory: &str) -> Vec<u8> {
    let (above, last) =
        member.split_at(member.iter().rposition(|&byte| byte == b'/').map_or(0, |slash| slash + 1));
    // The field cuts it, and slashes are removed behind the cut.
    let mut name = ascii(&[above, directory.as_bytes(), b"/", last].concat());
    name.truncate(NAME.len());
    trim_slashes(&mut name);
    name
}

fn trim_slashes(name: &mut Vec<u8>) {
    while name.last() == Some(&b'/') {
        name.pop();
    }
}

/// As many characters of UTF-8 as `most` bytes hold; as many bytes, if they are no UTF-8.
pub fn first_characters(text: &[u8], most: usize) -> &[u8] {
    let cut = &text[..text.len().min(most)];
    match std::str::from_utf8(cut) {
        // Only a character that the cut itself goes through is left out; other bytes are as they are.
        Err(fault) if fault.error_len().is_none() => &cut[..fault.valid_up_to()],
        _ => cut,
    }
}

/// A name in its two fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameParts<'a> {
    pub prefix: &'a [u8],
    pub rest: &'a [u8],
    /// Whether the fields say all of it.
    pub is_whole: bool,
}

/// The longest name that node-tar does not split: one byte less than the field.
const NODE_NAME: usize = NAME.end - 1;
/// The most bytes of a prefix.
const PREFIX: usize = 155;

impl Split {
    /// The parts of a name for the prefix and the name field; `None` if they have no room for it. A name that
    /// fits its own field is not split.
    ///
    /// A slash that begins the name would leave an empty prefix, and one that ends it (of a directory) an empty rest, so
    /// neither is a place to split (docs/spec/tar-dialects.md, sections 6, 10.1 and 10.3).
    pub(super) fn parts(self, name: &[u8]) -> Option<NameParts<'_>> {
        let at = match self {
            // A name of exactly 100 bytes fits, and node-tar splits it all the same.
            Self::Node if name.len() > NODE_NAME => return node_parts(name),
            _ if name.len() <= NAME.end => {
                return Some(NameParts { prefix: b"", rest: name, is_whole: true });
            }
            Self::Never | Self::Node => return None,
            Self::Longest(most) => last_slash(name, most)?,
            Self::Shortest(most) => first_slash(name).filter(|&slash| slash <= most)?,
        };
        let rest = &name[at + 1..];
        (rest.len() <= NAME.end).then_some(NameParts { prefix: &name[..at], rest, is_whole: true })
    }

    /// Why the fields have no room for a name.
    pub(super) fn fault(self, name: &[u8]) -> Unrepresentable {
        let length = name.len();
        let limit = match self {
            Self::Never => NAME.end,
            Self::Longest(most) | Self::Shortest(most) => most + 1 + NAME.end,
            Self::Node => PREFIX + 1 + NAME.end,
        };
        if length > limit {
            return Unrepresentable::NameTooLong { length, limit };
        }
        Unrepresentable::NameWithoutCut { length }
    }
}

/// The last slash with at most `most` bytes before it.
fn last_slash(name: &[u8], most: usize) -> Option<usize> {
    // Without the slash of a directory's name, which would leave an empty rest.
    let searched = name.strip_suffix(b"/").unwrap_or(name);
    // The slash itself is stored in neither field, so it may be the first byte after the prefix.
    let searched = &searched[..searched.len().min(most + 1)];
    searched.iter().rposition(|&byte| byte == b'/').filter(|&slash| slash > 0)
}

/// The first slash with at most 100 bytes after it.
fn first_slash(name: &[u8]) -> Option<usize> {
    let start = (name.len() - NAME.end).saturating_sub(1).max(1);
    let slash = name.get(start..)?.iter().position(|&byte| byte == b'/')? + start;
    (slash + 1 < name.len()).then_some(slash)
}

/// The parts of a name of 100 bytes or more. That of a directory and one without a slash were not seen, so they are
/// rejected (docs/spec/tar-dialects.md, section 10.5).
fn node_parts(name: &[u8]) -> Option<NameParts<'_>> {
    let is_slash = |&byte: &u8| byte == b'/';
    let mut slash = name.iter().rposition(is_slash).filter(|&slash| slash > 0 && slash + 1 < name.len())?;
    loop {
        let (prefix, rest) = (&name[..slash], &name[slash + 1..]);
        if prefix.len() <= PREFIX {
            // The prefix is stored even where the rest is cut: a reader takes the record.
            let is_whole = rest.len() <= NAME.end;
            return Some(NameParts {
                prefix,
                rest: if is_whole { rest } else { &rest[..NODE_NAME] },
                is_whole,
            });
        }
        match prefix.iter().rposition(is_slash) {
            Some(before) => slash = before,
            None => return Some(NameParts { prefix: b"", rest: &name[..NODE_NAME], is_whole: false }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(parts: &[usize], is_directory: bool) -> Vec<u8> {
        let parts: Vec<_> = parts.iter().map(|&length| vec![b'n'; length]).collect();
        let mut name = parts.join(&b'/');
        name.extend(is_directory.then_some(b'/'));
        name
    }

    // docs/spec/tar-dialects.md, section 10.4.
    #[test]
    fn the_names_of_go_are_cut_without_a_slash_at_the_end() {
        let (long, longest) = ("f".repeat(86), "e".repeat(99));
        assert_eq!(first_ascii(format!("{longest}/m").as_bytes(), 100), longest.as_bytes());
        assert_eq!(first_ascii("té/é".as_bytes(), 100), b"t/");
        let beside = |name: &str| String::from_utf8(name_beside(name.as_bytes(), "PaxHeaders.0"));
        assert_eq!(beside("p/té").as_deref(), Ok("p/PaxHeaders.0/t"));
        assert_eq!(beside("p/é/").as_deref(), Ok("p//PaxHeaders.0"));
        assert_eq!(beside("é").as_deref(), Ok("PaxHeaders.0"));
        assert_eq!(beside(&format!("{long}/g")), Ok(format!("{long}/PaxHeaders.0")));
    }

    fn lengths(parts: &[usize], is_directory: bool) -> Result<(usize, usize), Unrepresentable> {
        let name = name(parts, is_directory);
        let split = Split::Longest(155);
        let parts = split.parts(&name).map(|parts| (parts.prefix.len(), parts.rest.len()));
        parts.ok_or_else(|| split.fault(&name))
    }

    // T090
    #[test]
    fn the_longest_prefix_of_at_most_155_bytes_wins() {
        assert_eq!(lengths(&[1, 98], false), Ok((0, 100)));
        assert_eq!(lengths(&[1, 99], false), Ok((1, 99)));
        assert_eq!(lengths(&[1, 1, 98], false), Ok((3, 98)));
        assert_eq!(lengths(&[155, 100], false), Ok((155, 100)));
        assert_eq!(lengths(&[77, 77, 1, 98], false), Ok((155, 100)));
    }

    // T090
    #[test]
    fn the_slash_of_a_directory_counts_but_is_no_place_to_cut() {
        assert_eq!(lengths(&[1, 97], true), Ok((0, 100)));
        assert_eq!(lengths(&[1, 98], true), Ok((1, 99)));
        assert_eq!(lengths(&[155, 99], true), Ok((155, 100)));
        assert_eq!(lengths(&[100], true), Err(Unrepresentable::NameWithoutCut { length: 101 }));
    }

    // T090
    #[test]
    fn what_cannot_be_split_is_rejected() {
        assert_eq!(lengths(&[101], false), Err(Unrepresentable::NameWithoutCut { length: 101 }));
        assert_eq!(lengths(&[1, 101], false), Err(Unrepresentable::NameWithoutCut { length: 103 }));
        assert_eq!(lengths(&[156, 99], false), Err(Unrepresentable::NameWithoutCut { length: 256 }));
        let too_long = Unrepresentable::NameTooLong { length: 257, limit: 256 };
        assert_eq!(lengths(&[156, 100], false), Err(too_long));
        assert_eq!(lengths(&[155, 100], true), Err(too_long));
    }

    // T090
    #[test]
    fn git_keeps_one_byte_of_the_prefix_free() {
        let lengths = |parts: &[usize], is_directory| {
            let name = name(parts, is_directory);
            Split::Longest(154).parts(&name).map(|parts| (parts.prefix.len(), parts.rest.len()))
        };
        assert_eq!(lengths(&[1, 98], false), Some((0, 100)));
        assert_eq!(lengths(&[1, 99], false), Some((1, 99)));
        assert_eq!(lengths(&[154, 100], false), Some((154, 100)));
        assert_eq!(lengths(&[155, 99], false), None);
        assert_eq!(lengths(&[77, 77, 100], false), None, "the last slash in reach leaves too much");
        assert_eq!(lengths(&[154, 99], true), Some((154, 100)));
        assert_eq!(lengths(&[100], true), None);
        assert_eq!(Split::Longest(154).parts(&[b"/".as_slice(), &[b'n'; 100]].concat()), None);
    }

    #[test]
    fn the_shortest_prefix_that_leaves_at_most_100_bytes_wins() {
        let lengths = |parts: &[usize], is_directory| {
            let name = name(parts, is_directory);
            Split::Shortest(155).parts(&name).map(|parts| (parts.prefix.len(), parts.rest.len()))
        };
        assert_eq!(lengths(&[1, 97], false), Some((0, 99)));
        assert_eq!(lengths(&[1, 98], false), Some((0, 100)));
        assert_eq!(lengths(&[1, 99], false), Some((1, 99)));
        assert_eq!(lengths(&[40, 40, 40], false), Some((40, 81)));
        assert_eq!(lengths(&[40, 59, 40], false), Some((40, 100)));
        assert_eq!(lengths(&[40, 60, 40], false), Some((101, 40)));
        assert_eq!(lengths(&[155, 100], false), Some((155, 100)));
        assert_eq!(lengths(&[156, 100], false), None);
        assert_eq!(lengths(&[1, 98], true), Some((1, 99)));
        assert_eq!(lengths(&[100], true), None);
        assert_eq!(lengths(&[101], false), None);
    }

    #[test]
    fn node_splits_from_100_bytes_on_and_cuts_what_is_still_too_long() {
        let parts = |parts: &[usize]| {
            let name = name(parts, false);
            let found = Split::Node.parts(&name)?;
            Some((found.prefix.len(), found.rest.len(), found.is_whole))
        };
        assert_eq!(parts(&[7, 91]), Some((0, 99, true)));
        assert_eq!(parts(&[7, 92]), Some((7, 92, true)));
        assert_eq!(parts(&[7, 93]), Some((7, 93, true)));
        assert_eq!(parts(&[7, 100]), Some((7, 100, true)));
        assert_eq!(parts(&[7, 101]), Some((7, 99, false)));
        assert_eq!(parts(&[100, 80, 10]), Some((100, 91, true)));
        assert_eq!(parts(&[100, 95, 10]), Some((100, 99, false)));
        assert_eq!(parts(&[160, 10]), Some((0, 99, false)));
        assert_eq!(parts(&[100]), None, "no slash to split at");
        assert_eq!(Split::Node.parts(&name(&[7, 92], true)), None, "a directory");
    }

    #[test]
    fn each_character_that_is_not_ascii_is_one_question_mark() {
        assert_eq!(question_marks("té/日本".as_bytes()), b"t?/??");
        assert_eq!(question_marks(b"a\xff\xfeb"), b"a??b");
    }

    #[test]
    fn a_character_is_not_cut() {
        assert_eq!(first_characters("abé".as_bytes(), 3), b"ab");
        assert_eq!(first_characters("abé".as_bytes(), 4), "abé".as_bytes());
        assert_eq!(first_characters(b"ab\xff\xff", 3), b"ab\xff");
    }
}
