//! Names as members of an archive carry them.

use crate::entry::Entry;

use super::block::{NAME, PREFIX};
use super::unrepresentable::Unrepresentable;

/// The name of a member: its path, and for a directory one slash.
pub fn member_name<C>(entry: &Entry<C>) -> Vec<u8> {
    let mut name = Vec::with_capacity(entry.path.as_bytes().len() + 1);
    name.extend_from_slice(entry.path.as_bytes());
    if entry.is_directory() {
        name.push(b'/');
    }
    name
}

/// Cuts a name into prefix and rest at the last slash that leaves at most 155 bytes before it: the
/// longest prefix wins. A name that fits its field is not cut.
///
/// Source: docs/spec/tar-dialects.md, section 6.
pub fn split(name: &[u8]) -> Result<(&[u8], &[u8]), Unrepresentable> {
    const LIMIT: usize = PREFIX.end - PREFIX.start + 1 + NAME.end;
    let length = name.len();
    if length <= NAME.end {
        return Ok((b"", name));
    }
    if length > LIMIT {
        return Err(Unrepresentable::NameTooLong { length, limit: LIMIT });
    }
    let slash = last_slash(name).ok_or(Unrepresentable::NameWithoutCut { length })?;
    let rest = &name[slash + 1..];
    if rest.is_empty() || rest.len() > NAME.end {
        return Err(Unrepresentable::NameWithoutCut { length });
    }
    Ok((&name[..slash], rest))
}

/// A slash that ends the name or begins it is no place for a cut.
fn last_slash(name: &[u8]) -> Option<usize> {
    let searched = name.len().min(PREFIX.len() + 1);
    let name = name.strip_suffix(b"/").unwrap_or(name);
    let searched = searched.min(name.len());
    name[..searched].iter().rposition(|&byte| byte == b'/').filter(|&slash| slash > 0)
}

/// Cuts a name as `git archive` does: like [`split`], but with at most 154 bytes before the slash
/// (docs/spec/tar-dialects.md, section 10.1). `None` where there is no such place.
pub fn split_short(name: &[u8]) -> Option<(&[u8], &[u8])> {
    if name.len() <= NAME.end {
        return Some((b"", name));
    }
    let searched = name.strip_suffix(b"/").unwrap_or(name);
    let searched = &searched[..searched.len().min(PREFIX.len())];
    let slash = searched.iter().rposition(|&byte| byte == b'/').filter(|&slash| slash > 0)?;
    let rest = &name[slash + 1..];
    (rest.len() <= NAME.end).then_some((&name[..slash], rest))
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

    fn lengths(parts: &[usize], is_directory: bool) -> Result<(usize, usize), Unrepresentable> {
        split(&name(parts, is_directory)).map(|(prefix, rest)| (prefix.len(), rest.len()))
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
    fn names_that_cannot_be_split_are_rejected() {
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
            split_short(&name(parts, is_directory)).map(|(prefix, rest)| (prefix.len(), rest.len()))
        };
        assert_eq!(lengths(&[1, 98], false), Some((0, 100)));
        assert_eq!(lengths(&[1, 99], false), Some((1, 99)));
        assert_eq!(lengths(&[154, 100], false), Some((154, 100)));
        assert_eq!(lengths(&[155, 99], false), None);
        assert_eq!(lengths(&[77, 77, 100], false), None, "the last slash in reach leaves too much");
        assert_eq!(lengths(&[154, 99], true), Some((154, 100)));
        assert_eq!(lengths(&[100], true), None);
        assert_eq!(split_short(&[b"/".as_slice(), &[b'n'; 100]].concat()), None);
    }
}
