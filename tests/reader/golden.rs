//! Every archive that a tool wrote is read without ambiguity, and its writer is recognized.

use std::fs;
use std::path::Path;

use pkgr::container::tar::family::{Devices, Family};

use super::clear;

/// The families that a vector may be taken for, by its name: `TOOL.TREE.OPTIONS.tar.xz`. An archive
/// in which no name needed an extended header cannot be distinguished from a plain one.
fn expected(name: &str) -> Option<Vec<Family>> {
    let (tool, rest) = name.split_once('.')?;
    let devices = match tool {
        // Of a tree it has no global header.
        "git-archive" => return Some(vec![Family::Git, Family::SevenDigits]),
        "gnutar-1" if rest.starts_with("34.") => Devices::Zeros,
        "gnutar-1" if rest.starts_with("35.") => Devices::Absent,
        _ => return None,
    };
    let options = name.strip_suffix(".tar.xz")?.rsplit('.').next()?;
    Some(match options.split('-').next()? {
        // With numbers too large for it, the common header is none of the usual ones.
        _ if options.ends_with("-err") => return None,
        "posix" => vec![Family::GnuPosix(devices), Family::Ustar(devices)],
        "ustar" => vec![Family::Ustar(devices)],
        "v7" => vec![Family::V7(devices)],
        "gnu" | "oldgnu" => vec![Family::Gnu],
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
            let family = Family::of(&found);
            assert!(expected.contains(&family), "{name}: {family}");
            reported += 1;
        }
    }
    assert!(read > 150 && reported > 80, "only {read} were read and {reported} recognized");
}
