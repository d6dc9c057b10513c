//! Small projects, and `pkgr vary` run on them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::support::{command, file, link, say, temp_dir, text};

pub const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// A directory with a small tree and a manifest.
pub fn project(source: &str, mtime: &str, steps: &[(&str, &str, &str)]) -> tempfile::TempDir {
    let root = temp_dir();
    let tree = root.path().join("tree");
    file(&tree, "README", b"read me\n", 0o644);
    file(&tree, "src/main.c", b"int main;\n", 0o664);
    file(&tree, "src/same.c", b"int main;\n", 0o664);
    file(&tree, "run.sh", b"#!/bin/sh\n", 0o755);
    file(&tree, "src/main.o", b"object\n", 0o600);
    file(&tree, "left/out", b"out\n", 0o600);
    link(&tree, "link", "README");
    let mut manifest = format!(
        "schema = 1\npackage = {{ name = 'hello', version = '1.0' }}\nsource = {source}\n\
         files = {{ include = ['**'], exclude = ['*.o', 'left/'] }}\nnormalize = {{ mtime = {mtime} }}\n\
         lints = {{ unmatched-pattern = 'deny' }}\n[[archive]]\nfile = 'a.tar.gz'\n\
         [[archive]]\nfile = 'b.tar.xz'\ncompression = {{ format = 'xz', level = 1 }}\n"
    );
    for (name, script, outputs) in steps {
        manifest += &format!(
            "[[generate]]\nname = '{name}'\nrun = ['sh', '-c', '''{script}''']\noutputs = {outputs}\n"
        );
    }
    fs::write(root.path().join("release.toml"), manifest).expect("can be written");
    root
}

pub const SET: &str = "{ set = 1749656217 }";
pub const DIRECTORY: &str = "{ directory = 'tree' }";

/// One step that writes one file.
pub fn leaking(script: &str) -> tempfile::TempDir {
    project(DIRECTORY, SET, &[("leak", &format!("{{ {script}; }} >made"), "['made']")])
}

/// pkgr, with a `PATH` and a temporary directory of the test's own, which must be empty at the end.
pub fn pkgr(root: &Path, arguments: &[&str]) -> Output {
    let temporary = root.join("temporary");
    fs::create_dir_all(&temporary).expect("can be made");
    fs::set_permissions(&temporary, fs::Permissions::from_mode(0o777)).expect("can be set");
    // Another user must be able to pass through.
    fs::set_permissions(root, fs::Permissions::from_mode(0o755)).expect("can be set");
    let mut command = command(root, arguments);
    command.env("PATH", PATH).env("TMPDIR", &temporary).env("HOME", "/root");
    let output = command.output().expect("pkgr can be started");
    let left: Vec<_> = fs::read_dir(&temporary).expect("is there").collect();
    assert!(left.is_empty(), "{left:?} is left behind");
    output
}

/// The report, the exit code and the diagnostics.
pub struct Varied {
    pub report: Value,
    pub code: Option<i32>,
    pub reported: String,
}

pub fn vary(root: &Path, arguments: &[&str]) -> Varied {
    let output = pkgr(root, &[&["vary", "--format", "json"], arguments].concat());
    let reported = text(&output.stderr).replace("\n  │ ", " ");
    let report = serde_json::from_slice(&output.stdout).unwrap_or_default();
    Varied { report, code: output.status.code(), reported }
}

impl Varied {
    pub fn rows(&self) -> &[Value] {
        self.report["variations"].as_array().unwrap_or_else(|| panic!("no report: {}", self.reported))
    }

    /// The outcomes of a variation's cases.
    pub fn outcomes(&self, variation: &str) -> Vec<&str> {
        let rows = self.rows().iter().filter(|row| row["variation"] == variation);
        rows.map(|row| row["outcome"].as_str().expect("is a word")).collect()
    }

    /// The variations with a difference, each once.
    pub fn differing(&self) -> Vec<&str> {
        let rows = self.rows().iter().filter(|row| row["outcome"] == "differs");
        let mut names: Vec<_> = rows.map(|row| row["variation"].as_str().expect("is a name")).collect();
        names.dedup();
        names
    }

    /// Whether all its cases could be tried; says which could not.
    pub fn was_tried(&self, variation: &str) -> bool {
        let rows: Vec<_> = self.rows().iter().filter(|row| row["variation"] == variation).collect();
        let untried: Vec<_> = rows.iter().filter(|row| row["outcome"] == "not-tried").collect();
        for row in &untried {
            say(&format!("SKIPPED: {variation}, {} ({})", row["changed"], row["reason"]));
        }
        untried.is_empty()
    }
}
