//! Names as members of an archive carry them.

use crate::entry::Entry;

use super::block::NAME;
use super::dialect::Split;
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

impl Split {
    /// The parts of a name for the prefix and the name field; `None` if they have no room for it. A name that
    /// fits its own field is not split.
    ///
    /// Of several slashes the last one counts, so the prefix is as long as possible. A slash that begins the
    /// name would leave an empty prefix, and one that ends it (of a directory) an empty rest, so neither is a
    /// place to split (docs/spec/tar-dialects.md, sections 6 and 10.1).
    pub(super) fn parts(self, name: &[u8]) -> Option<(&[u8], &[u8])> {
        if name.len() <= NAME.end {
            return Some((b"", name));
        }
        let Self::Longest(most) = self else { return None };
        // Without the slash of a directory's name, which would leave an empty rest.
        let searched = name.strip_suffix(b"/").unwrap_or(name);
        // The slash itself is stored in neither field, so it may be the first byte after the prefix.
        let searched = &searched[..searched.len().min(most + 1)];
        let slash = searched.iter().rposition(|&byte| byte == b'/').filter(|&slash| slash > 0)?;
        let rest = &name[slash + 1..];
        (rest.len() <= NAME.end).then_some((&name[..slash], rest))
    }

    /// Why the fields have no room for a name.
    pub(super) fn fault(self, name: &[u8]) -> Unrepresentable {
        let length = name.len();
        let limit = match self {
            Self::Never => NAME.end,
            Self::Longest(most) => most + 1 + NAME.end,
        };
        if length > limit {
            return Unrepresentable::NameTooLong { length, limit };
        }
        Unrepresentable::NameWithoutCut { length }
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

    fn lengths(parts: &[usize], is_directory: bool) -> Result<(usize, usize), Unrepresentable> {
        let name = name(parts, is_directory);
        let split = Split::Longest(155);
        let parts = split.parts(&name).map(|(prefix, rest)| (prefix.len(), rest.len()));
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
            Split::Longest(154).parts(&name).map(|(prefix, rest)| (prefix.len(), rest.len()))
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
}
