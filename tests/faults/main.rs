//! Faults of the outside world: whatever happens, a file under its final name is whole, and the
//! old one stays until then.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

mod directory;
mod disks;
mod runs;
mod streams;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::path::Path;

use support::{file, noise};

const MANIFEST: &str = "schema = 1\npackage = { name = 'hello', version = '1.0' }\nsource = { directory = 'tree' }\n\
    files = { include = ['**'] }\nnormalize = { mtime = { set = 1749656217 } }\n\
    [[archive]]\nfile = 'a.tar.gz'\n[[archive]]\nfile = 'b.tar.xz'\ncompression = { format = 'xz', level = 1 }\n";

/// A project whose build takes a moment.
fn project(bytes: usize) -> tempfile::TempDir {
    let root = support::temp_dir();
    let body = noise(bytes / 4);
    (0..4).for_each(|n| file(&root.path().join("tree"), format!("f{n}"), &body, 0o644));
    fs::write(root.path().join("release.toml"), MANIFEST).expect("can be written");
    root
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).into_iter().flatten();
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("can be listed").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

const WHOLE: [&str; 3] = ["SHA256SUMS", "a.tar.gz", "b.tar.xz"];
