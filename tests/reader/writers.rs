//! The real tools write archives, and each is recognized as its writer.

use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use pkgr::container::tar;

use super::{clear, inventory};
use crate::support::{file, say, temp_dir};

/// How bsdtar packs `p`, with the writer that reports name.
const BSDTAR: [(&str, &str); 5] = [
    ("ustar", "libarchive ustar (bsdtar)"),
    ("paxr", "libarchive ustar (bsdtar)"),
    ("pax", "libarchive ustar (bsdtar)"),
    ("v7", "libarchive v7 (bsdtar)"),
    ("gnutar", "gnu format (GNU tar, bsdtar, Python)"),
];

/// How Python packs `p`, with the writer that reports name.
const PYTHON: [(&str, &str); 3] = [
    ("USTAR", "ustar without device numbers (Python, GNU tar 1.35)"),
    ("PAX", "Python pax"),
    ("GNU", "gnu format (GNU tar, bsdtar, Python)"),
];

/// Names below `p`, short ones alone and then with one that the name field has no room for.
fn trees() -> [Vec<String>; 2] {
    let short = ["a", "d/b", "run.sh"].map(str::to_owned);
    [short.to_vec(), [&short[..], &[format!("{}/{}", "d".repeat(90), "f".repeat(60))]].concat()]
}

/// What a program packs; `None` if the program is not there.
fn packed(dir: &Path, program: &str, arguments: &[&str]) -> Option<Vec<u8>> {
    let Ok(output) = Command::new(program).args(arguments).current_dir(dir).output() else {
        say(&format!("SKIPPED: {program} is not installed, and this test recognizes its archives"));
        return None;
    };
    // bsdtar leaves out names that its format has no room for.
    Some(output.stdout)
}

#[test]
fn archives_of_bsdtar_are_recognized_in_each_of_its_formats() {
    let mut recognized = 0;
    for tree in trees() {
        let root = temp_dir();
        tree.iter().for_each(|name| file(root.path(), format!("p/{name}"), name.as_bytes(), 0o644));
        for (format, expected) in BSDTAR {
            let arguments = ["--format", format, "-b", "20", "-cf", "-", "p"];
            let Some(bytes) = packed(root.path(), "bsdtar", &arguments) else { continue };
            // The directories of its v7 are files by their type, which busybox goes by.
            let found = if format == "v7" { inventory(&bytes) } else { clear(&bytes, format) };
            assert_eq!(tar::writer(&found), expected, "{format}, {} names", tree.len());
            recognized += 1;
        }
    }
    assert!([0, 10].contains(&recognized), "{recognized}");
}

#[test]
fn archives_of_python_are_recognized_in_each_of_its_formats() {
    let root = temp_dir();
    trees()[0].iter().for_each(|name| file(root.path(), format!("p/{name}"), name.as_bytes(), 0o644));
    for (format, expected) in PYTHON {
        let script = format!(
            "import sys, tarfile\n\
             with tarfile.open(fileobj=sys.stdout.buffer, mode='w|', format=tarfile.{format}_FORMAT) as archive:\n    \
             archive.add('p')\n"
        );
        if let Some(bytes) = packed(root.path(), "python3", &["-c", &script]) {
            assert_eq!(tar::writer(&clear(&bytes, format)), expected, "{format}");
        }
    }
}

/// An archive that a program of Go 1.19 wrote, with plain headers before extended ones.
#[test]
fn an_archive_of_go_is_recognized_by_its_extended_headers() {
    let packed: &[u8] = include_bytes!("go-1.19.tgz");
    let found = inventory(packed);
    assert_eq!((tar::writer(&found), found.stopped_at), ("Go pax", None));
    // GNU tar has the number of a process there.
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut plain).expect("is whole");
    for block in plain.chunks_exact_mut(512) {
        if let Some(at) = memchr::memmem::find(block, b"PaxHeaders.0/") {
            block[at + 11] = b'7';
            let sealed = super::hostile::sealed(block.to_vec());
            block.copy_from_slice(&sealed);
        }
    }
    assert_eq!(tar::writer(&inventory(&plain)), "GNU tar 1.34 posix");
}
