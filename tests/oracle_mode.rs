//! Modes compared with GNU tar's `--mode` over random clauses.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "tests start the program that they compare with"
)]
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use pkgr::mode::{Mode, ModePolicy, Node};

/// Modes that a source may have.
const MODES: [u32; 12] =
    [0o600, 0o640, 0o644, 0o664, 0o700, 0o750, 0o755, 0o775, 0o777, 0o4755, 0o1777, 0o7711];

/// A small generator of numbers: the clauses are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn some(&mut self, alphabet: &str, least: usize, most: usize) -> String {
        let length = least + self.below(most - least + 1);
        (0..length).map(|_| char::from(alphabet.as_bytes()[self.below(alphabet.len())])).collect()
    }

    fn change(&mut self) -> String {
        if self.below(8) == 0 {
            return self.some("01234567", 1, 4);
        }
        let count = 1 + self.below(3);
        let clauses: Vec<String> = (0..count).map(|_| self.clause()).collect();
        clauses.join(",")
    }

    fn clause(&mut self) -> String {
        let mut clause = self.some("ugoa", 1, 3);
        for _ in 0..=self.below(2) {
            clause += &self.some("+-=", 1, 1);
            clause += &if self.below(4) == 0 { self.some("ugo", 1, 1) } else { self.some("rwxXst", 0, 4) };
        }
        clause
    }
}

/// The 12 bits of each header's mode field, by the names of the members.
fn modes_in(tar: &[u8]) -> Vec<(String, u16)> {
    let headers = tar.chunks(512).take_while(|block| block[0] != 0);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end_matches('\0').to_owned();
    headers
        .map(|block| {
            let mode = u16::from_str_radix(&text(&block[100..108]), 8).expect("an octal mode");
            (text(&block[..100]), mode & 0o7777)
        })
        .collect()
}

fn populate(dir: &Path) {
    for mode in MODES {
        let (file, directory) = (dir.join(format!("f{mode:04o}")), dir.join(format!("d{mode:04o}")));
        fs::write(&file, "").expect("a file");
        fs::create_dir(&directory).expect("a directory");
        for path in [&file, &directory] {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("its mode");
        }
    }
    std::os::unix::fs::symlink("f0644", dir.join("l")).expect("a link");
}

fn expected(policy: &ModePolicy, name: &str) -> u16 {
    let node = match name.as_bytes()[0] {
        b'd' => Node::Directory,
        b'f' => Node::File,
        _ => Node::Symlink,
    };
    let own = u32::from_str_radix(name[1..].trim_end_matches('/'), 8).unwrap_or(0o777);
    policy.apply(Mode::from_bits(own), node).bits()
}

#[test]
fn modes_are_those_of_gnu_tar() {
    let is_gnu = Command::new("tar")
        .arg("--version")
        .output()
        .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).starts_with("tar (GNU tar)"));
    if !is_gnu {
        eprintln!("SKIPPED: no GNU tar to compare modes with");
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    populate(dir.path());
    let mut random = Random(20_231_002);
    for _ in 0..400 {
        let change = random.change();
        let policy = ModePolicy::parse(&change).unwrap_or_else(|fault| panic!("{change}: {fault:?}"));
        let mut tar = Command::new("tar");
        tar.current_dir(dir.path()).env_remove("TAR_OPTIONS").args(["--format=ustar", "-cf-"]);
        tar.arg(format!("--mode={change}"))
            .arg("--")
            .args(fs::read_dir(dir.path()).expect("names").map(|entry| entry.expect("an entry").file_name()));
        let output = tar.output().expect("tar runs");
        assert!(output.status.success(), "{change}: {}", String::from_utf8_lossy(&output.stderr));
        for (name, mode) in modes_in(&output.stdout) {
            assert_eq!(
                format!("{mode:04o}"),
                format!("{:04o}", expected(&policy, &name)),
                "{change} on {name}"
            );
        }
    }
}
