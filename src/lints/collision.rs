//! Paths that are one on some systems.
//!
//! The rule is stricter than any one file system, because a release is unpacked on all of them
//! and none documents its table for good. Two paths collide when they are equal after, part by
//! part,
//!
//! 1. compatibility decomposition (NFKD): composed and decomposed letters, full-width forms and
//!    ligatures become one, as some file systems can be configured to do;
//! 2. lower-casing, upper-casing and again lower-casing each character: `ß`, `ẞ`, `ss` and `SS`
//!    become one, and so do `ı` and `i`, `ς` and `σ`;
//! 3. composition (NFKC), as step 2 decomposes some letters.
//!
//! It is a lint, not an imitation: it may name a pair that a certain system keeps apart, and it
//! does not know what a system drops besides, such as the dots that Windows cuts off.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::finding::{LintFinding, LintSubject, LintedPath};
use super::tree::{LintNode, Tree};

/// Groups of paths that fold to the same.
pub fn collisions<'a>(tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    let classes = classes(tree.nodes());
    let mut order: Vec<usize> = (0..tree.nodes().len()).collect();
    // Stable, so that the paths of a group stay in the order of the tree.
    order.sort_by_key(|&index| classes[index]);
    let groups = order.chunk_by(|&a, &b| classes[a] == classes[b]).filter(|group| group.len() > 1);
    groups.map(|group| together(tree, group)).collect()
}

fn together<'a>(tree: &Tree<'a>, group: &[usize]) -> LintFinding<'a> {
    let places = group.iter().map(|&index| LintedPath::new(tree, &tree.nodes()[index])).collect();
    LintFinding { subject: LintSubject::Together(places), detail: None }
}

/// For each node the number of the first one whose path folds to the same. A path is its last part in the
/// class of its directory, so each name is folded once, however deep it is.
fn classes(nodes: &[LintNode<'_>]) -> Vec<usize> {
    let keys = FoldedKeys::of(nodes);
    let mut classes: Vec<usize> = Vec::with_capacity(nodes.len());
    let mut first: BTreeMap<(Option<usize>, &[u8]), usize> = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate() {
        let above = node.parent.map(|parent| classes[parent]);
        classes.push(*first.entry((above, keys.get(index))).or_insert(index));
    }
    classes
}

/// The folded names of all nodes in one buffer: one allocation instead of one for each name.
struct FoldedKeys {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl FoldedKeys {
    fn of(nodes: &[LintNode<'_>]) -> Self {
        let mut keys = Self { bytes: Vec::new(), ends: Vec::with_capacity(nodes.len()) };
        for node in nodes {
            fold(node.name(), &mut keys.bytes);
            keys.ends.push(keys.bytes.len());
        }
        keys
    }

    fn get(&self, index: usize) -> &[u8] {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[index]]
    }
}

/// What all paths that are one on some system fold to.
#[must_use]
pub fn folded(path: &[u8]) -> Vec<u8> {
    let mut key = Vec::new();
    fold(path, &mut key);
    key
}

fn fold(path: &[u8], key: &mut Vec<u8>) {
    if path.is_ascii() {
        key.extend(path.iter().map(|byte| separator(byte.to_ascii_lowercase())));
        return;
    }
    for (number, part) in path.split(|&byte| byte == b'/').enumerate() {
        key.extend((number > 0).then_some(0));
        fold_part(part, key);
    }
}

/// Some characters fold to a text with a slash; parts are therefore kept apart by NUL.
fn separator(byte: u8) -> u8 {
    if byte == b'/' { 0 } else { byte }
}

/// Bytes that are not UTF-8 stay as they are.
fn fold_part(part: &[u8], key: &mut Vec<u8>) {
    for chunk in part.utf8_chunks() {
        let lower = chunk.valid().nfkd().flat_map(char::to_lowercase);
        let folded = lower.flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfkc();
        folded.for_each(|character| key.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()));
        key.extend_from_slice(chunk.invalid());
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;
    use super::*;

    // T094, T095
    #[test]
    fn names_that_fold_to_one_are_a_group() {
        let groups: [&[&str]; 9] = [
            &["README", "Readme", "readme"],
            &["stra\u{df}e", "STRASSE", "stra\u{1e9e}e"],
            &["\u{131}", "I", "i"],
            &["\u{ff21}.c", "a.c"],
            &["caf\u{e9}", "cafe\u{301}", "CAFE\u{301}"],
            &["\u{d55c}", "\u{1112}\u{1161}\u{11ab}"],
            &["\u{fb01}x", "fix"],
            &["\u{3c3}", "\u{3c2}", "\u{3a3}"],
            &["\u{390}", "\u{1fd3}"],
        ];
        for group in groups {
            let findings = found(collisions, group);
            assert_eq!(findings.len(), 1, "{findings:?}");
            assert_eq!(findings[0].matches(" and ").count(), group.len() - 1);
        }
    }

    #[test]
    fn names_that_differ_in_more_do_not_collide() {
        let fine: [&[&str]; 4] =
            [&["a", "b"], &["e", "\u{e9}"], &["a\u{ff0f}b", "a/b"], &["ab", "a-b", "a/c"]];
        for names in fine {
            assert_eq!(found(collisions, names), [""; 0]);
        }
        assert!(found(collisions, &[&b"a\xe9"[..], b"a\xc9"]).is_empty());
    }

    // T094: a directory without an entry collides like any other path.
    #[test]
    fn directories_collide_and_so_does_what_is_in_both() {
        assert_eq!(found(collisions, &["Doc/a", "doc/b"]), ["`Doc/` and `doc/`"]);
        assert_eq!(found(collisions, &["Doc/a", "doc"]), ["`Doc/` and `doc`"]);
        assert_eq!(found(collisions, &["D/a", "d/A"]), ["`D/` and `d/`", "`D/a` and `d/A`"]);
    }
}
