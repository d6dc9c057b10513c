//! Names that one system or tool takes for something else.

use super::finding::{LintFinding, judged};
use super::name::LintedName;
use super::tree::{LintNode, Tree};
use crate::path::is_device;

/// Names that Windows keeps for devices, or cannot store as they are.
pub fn reserved<'a>(tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    each(tree, |name| unstorable(name).or_else(|| is_device(name).then_some("the name of a device")))
}

/// Names that a shell or a tar program takes for something else.
pub fn ambiguous<'a>(tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    each(tree, |name| match name {
        [b'-', ..] => Some("reads as an option"),
        [b'~', ..] => Some("reads as a home directory"),
        _ => is_tar_word(LintedName(name)).then_some("tar's own name for a header"),
    })
}

/// As [`judged`], but by the name alone, and a directory does not stand for what is in it.
fn each<'a>(tree: &Tree<'a>, judge: impl Fn(&[u8]) -> Option<&'static str>) -> Vec<LintFinding<'a>> {
    let find = |node: &LintNode<'a>| {
        let reason = judge(node.name())?;
        Some(LintFinding::one(tree, node).because(reason))
    };
    tree.nodes().iter().filter_map(find).collect()
}

fn unstorable(name: &[u8]) -> Option<&'static str> {
    match name {
        [.., b'.'] => return Some("ends in a dot"),
        [.., b' '] => return Some("ends in a space"),
        _ => {}
    }
    let bad = name.iter().find(|byte| b"<>:\"|?*\\".contains(byte))?;
    Some(match bad {
        b'<' | b'>' => "holds `<` or `>`",
        b':' => "holds `:`",
        b'"' => "holds `\"`",
        b'|' => "holds `|`",
        b'\\' => "holds a backslash",
        _ => "holds `?` or `*`",
    })
}

/// What tar programs call the members that are headers; readers that do not know them unpack
/// them under these names, so a real one is most likely such a leftover.
fn is_tar_word(name: LintedName<'_>) -> bool {
    let process = name.0.strip_prefix(b"PaxHeaders.").or(name.0.strip_prefix(b"GlobalHead."));
    let has_process = process.is_some_and(|rest| !rest.is_empty() && rest.iter().all(u8::is_ascii_digit));
    has_process || matches!(name.0, b"pax_global_header" | b"PaxHeaders" | b"PaxHeader" | b"@LongLink")
}

/// Files that an operating system leaves in the directories that it shows.
pub fn os_litter<'a>(tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    judged(tree, |node| {
        let name = LintedName(node.name());
        let is_directory = node.is_directory();
        match name.0 {
            b"__MACOSX" | b".Spotlight-V100" | b".Trashes" | b".fseventsd" | b".TemporaryItems"
                if is_directory =>
            {
                Some("macOS")
            }
            b".DS_Store" | b".localized" | b"Icon\r" if !is_directory => Some("macOS"),
            // macOS unpacks this as attributes of `name`, not as a file.
            [b'.', b'_', _, ..] if !is_directory => Some("macOS, attributes of another file"),
            _ if !is_directory && name.is_one_of(&["Thumbs.db", "ehthumbs.db", "desktop.ini"]) => {
                Some("Windows")
            }
            _ if is_directory && name.is_one_of(&["$RECYCLE.BIN", "System Volume Information"]) => {
                Some("Windows")
            }
            [b'.', b'n', b'f', b's', rest @ ..] if is_nfs(rest) => Some("NFS, a deleted file"),
            _ => None,
        }
    })
}

fn is_nfs(rest: &[u8]) -> bool {
    rest.len() >= 16 && rest.iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{found, paths};
    use super::*;

    // T093
    #[test]
    fn windows_names_are_found_with_their_reason() {
        let fires = [
            "CON",
            "NUL.txt",
            "aux.c",
            "com1",
            "COM¹",
            "lpt9.tar.gz",
            "prn .x",
            "CONOUT$",
            "a.",
            "b ",
            "c:d",
            "e<f",
            "g\"h",
            "i|j",
            "k?l",
            "m*n",
            "o\\p",
            "dir./x",
        ];
        assert_eq!(found(reserved, &fires).len(), fires.len());
        assert_eq!(found(reserved, &["aux.c"]), ["`aux.c`: the name of a device"]);
        assert_eq!(found(reserved, &["a\\b"]), ["`a\\\\b`: holds a backslash"]);
        let fine =
            ["console", "null", "auxiliary.c", "com", "com10", "COM⁴", "lpt", ".a", "x.con", "a b", "..."];
        assert_eq!(found(reserved, &fine), ["`...`: ends in a dot"]);
    }

    // T097
    #[test]
    fn names_that_tools_take_for_something_else_are_found() {
        let fires =
            ["-rf", "d/-x", "~root", "pax_global_header", "PaxHeaders.123/x", "@LongLink", "GlobalHead.1"];
        let expected =
            ["-rf", "@LongLink", "GlobalHead.1", "PaxHeaders.123/", "d/-x", "pax_global_header", "~root"];
        assert_eq!(paths(ambiguous, &fires), expected);
        let fine = ["a-b", "a~", "PaxHeaders.c", "PaxHeaders.", "pax.c", "LongLink", "Pax"];
        assert!(found(ambiguous, &fine).is_empty());
    }

    // T097, T200
    #[test]
    fn litter_of_operating_systems_is_found() {
        let fires =
            [".DS_Store", "._x", "__MACOSX/._y", "thumbs.db", "Desktop.ini", ".nfs00000000012ab3400000001"];
        assert_eq!(found(os_litter, &fires).len(), fires.len());
        let fine = ["_DS_Store", ".DS_Store/x", "._", ".nfsrc", "__macosx", "x._y"];
        assert!(found(os_litter, &fine).is_empty());
    }
}
