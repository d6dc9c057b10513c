//! Every archive that a tool wrote is read without ambiguity, and its writer is recognized.

use std::fs;
use std::path::Path;

use pkgr::container::tar;

use super::clear;

/// The writers that a vector may be taken for, by its name: `TOOL.TREE.OPTIONS.tar.xz`. An archive
/// in which no name needed an extended header cannot be distinguished from a plain one.
fn expected(name: &str) -> Option<Vec<&'static str>> {
    let (tool, rest) = name.split_once('.')?;
    let is_new = match tool {
        // Of a tree it has no global header.
        "git-archive" => {
            return Some(vec!["git archive", "ustar, checksum of 7 digits (Go, tar-rs, JavaScript)"]);
        }
        "gnutar-1" if rest.starts_with("34.") => false,
        "gnutar-1" if rest.starts_with("35.") => true,
        _ => return None,
    };
    let [posix, ustar, v7] = if is_new {
        [
            "GNU tar 1.35 posix",
            "ustar without device numbers (Python, GNU tar 1.35)",
            "v7 without device numbers (GNU tar 1.35)",
        ]
    } else {
        [
            "GNU tar 1.34 posix",
            "ustar with device numbers (GNU tar 1.34, older Python)",
            "v7 with device numbers (GNU tar 1.34)",
        ]
    };
    let options = name.strip_suffix(".tar.xz")?.rsplit('.').next()?;
    Some(match options.split('-').next()? {
        // With numbers too large for it, the common header is none of the usual ones.
        _ if options.ends_with("-err") => return None,
        "posix" => vec![posix, ustar],
        "ustar" => vec![ustar],
        "v7" => vec![v7],
        "gnu" | "oldgnu" => vec!["gnu format (GNU tar, bsdtar, Python)"],
        _ => return None,
    })
}

#[test]
fn the_golden_archives_are_unambiguous_and_their_writers_are_recognized() {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/tar/vectors");
    let (mut read, mut reported) = (0, 0);
    for vector in fs::read_dir(vectors).expect("are there") {
        let path = vector.expect("can be listed").path();
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        // Only the beginning of some large archives is kept.
        if name.contains(".head.") {
            continue;
        }
        let found = clear(&fs::read(&path).expect("is a file"), &name);
        read += 1;
        if let Some(expected) = expected(&name) {
            let writer = tar::writer(&found);
            assert!(expected.contains(&writer), "{name}: {writer}");
            reported += 1;
        }
    }
    assert!(read > 150 && reported > 80, "only {read} were read and {reported} recognized");
}
