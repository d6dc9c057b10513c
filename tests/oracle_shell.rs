//! `plan --format shell`: the printed commands, run with the real tools on the same tree, give the
//! same bytes.
#![allow(clippy::disallowed_methods, reason = "an oracle test starts the real tools")]

use crate::support;

use std::fs;
use std::path::Path;
use std::process::Command;

use filetime::FileTime;
use support::{gnu_tar, has_zstd, pkgr, sample, set_times, stdout, temp_dir, text};

/// A manifest in parts; each has a default.
struct Case {
    name: &'static str,
    /// The directory that is packed.
    tree: &'static str,
    files: &'static str,
    normalize: &'static str,
    archives: &'static str,
}

const ALL: &str = "include = ['**']\nempty-directories = true";
const SET: &str = "mode = 'go+u,go-w'\nmtime = { set = 1749656217 }";
const POSIX: &str = "[[archive]]\nfile = 'a.tar'\ntar = 'gnu-VERSION-posix'";

const PLAIN: Case = Case { name: "plain", tree: "hello-1.0", files: ALL, normalize: SET, archives: POSIX };

fn cases() -> Vec<Case> {
    let every_archive = "[[archive]]\nfile = 'a.tar.gz'\ntar = 'gnu-VERSION-posix'\n\
        compression = { format = 'gzip', level = 6 }\n\
        [[archive]]\nfile = 'b.tar.xz'\ntar = 'gnu-VERSION-gnu'\ncompression = { format = 'xz', level = 1 }\n\
        [[archive]]\nfile = 'b.txz'\ntar = 'gnu-VERSION-gnu'\n\
        compression = { format = 'xz', level = 0, encoder = 'xz-blocks-1' }\n\
        [[archive]]\nfile = 'c.tar.bz2'\ntar = 'gnu-VERSION-gnu'\ncompression = { level = 2 }\n\
        [[archive]]\nfile = 'c d.tar'\ntar = 'gnu-VERSION-gnu'";
    let mut cases = vec![
        PLAIN,
        Case { name: "another top directory", tree: "work tree", ..PLAIN },
        Case { name: "a deep prefix", files: "prefix = 'a/b'\ninclude = ['**']", ..PLAIN },
        Case { name: "git modes", normalize: "mtime = { set = 1749656217 }", ..PLAIN },
        Case { name: "kept modes", normalize: "mode = 'keep'\nmtime = { set = 1749656217 }", ..PLAIN },
        Case {
            name: "modes with X and s",
            normalize: "mode = 'a+rX,u+w,go-w,a-s'\nmtime = { set = 7 }",
            ..PLAIN
        },
        Case {
            name: "clamped, older and fractional",
            normalize: "mode = 'keep'\nmtime = { clamp = 1000000010 }",
            ..PLAIN
        },
        Case {
            name: "clamped, all later",
            normalize: "mode = 'keep'\nmtime = { clamp = 900000000 }",
            ..PLAIN
        },
        Case {
            name: "newer files",
            normalize: "mtime = { set = 1749656217 }\nnewer = ['configure', '**/*.h', 'long/*']",
            ..PLAIN
        },
        Case {
            name: "newer and clamped",
            normalize: "mtime = { clamp = 1000000010 }\nnewer = ['configure', 'src']",
            ..PLAIN
        },
        Case { name: "byte order", normalize: "order = 'bytes'\nmtime = { set = 1 }", ..PLAIN },
        Case { name: "git order", normalize: "order = 'git'\nmtime = { set = 1 }", ..PLAIN },
        Case {
            name: "a selection",
            files: "include = ['src', 'long', 'LICENSE', '-dash']\nexclude = ['*.o']",
            ..PLAIN
        },
        Case { name: "no parents", files: "include = ['**']\nparents = false", ..PLAIN },
        Case { name: "no empty directories", files: "include = ['**']", ..PLAIN },
        Case {
            name: "named owner",
            normalize: "mtime = { set = 5 }\nowner = { uid = 1000, gid = 100, user = 'rel', group = 'eng' }",
            ..PLAIN
        },
        Case {
            name: "numeric owner",
            normalize: "mode = 'keep'\nmtime = { set = 5 }\nowner = { uid = 3000000, gid = 7 }",
            ..PLAIN
        },
        Case { name: "several archives", archives: every_archive, ..PLAIN },
        Case {
            name: "another name for extended headers",
            archives: "[[archive]]\nfile = 'a.tar'\ntar = 'gnu-VERSION-posix'\npax = { exthdr-name = '%d/x y/%f' }",
            ..PLAIN
        },
        Case {
            name: "ustar and v7",
            files: "include = ['**']\nexclude = ['long']",
            archives: "[[archive]]\nfile = 'u.tar'\ntar = 'gnu-VERSION-ustar'\n\
                [[archive]]\nfile = 'v.tar'\ntar = 'gnu-VERSION-v7'",
            ..PLAIN
        },
    ];
    if has_zstd() {
        let archives = "[[archive]]\nfile = 'a.tzst'\ntar = 'gnu-VERSION-posix'\ncompression = { level = 3 }\n\
            [[archive]]\nfile = 'a.tar.zst'\ntar = 'gnu-VERSION-posix'\n\
            [[archive]]\nfile = 'b.tzst'\ntar = 'gnu-VERSION-posix'\ncompression = { level = 20 }";
        cases.push(Case { name: "zstd", archives, ..PLAIN });
    }
    cases
}

/// Lays out a project, and builds it.
fn project(case: &Case, version: &str, root: &Path) {
    let tree = root.join(case.tree);
    sample(&tree);
    set_times(&tree, |index| {
        FileTime::from_unix_time(1_000_000_000 + index * 3, 500_000_000 * (index % 2) as u32)
    });
    let manifest = format!(
        "schema = 1\npackage = {{ name = 'hello', version = '1.0' }}\nsource = {{ directory = '{}' }}\n\
         [files]\n{}\n[normalize]\n{}\n{}\n[lints]\nspecial-bits = 'allow'\n",
        case.tree, case.files, case.normalize, case.archives
    );
    fs::write(root.join("release.toml"), manifest.replace("VERSION", version)).expect("can be written");
    stdout(&pkgr(root, &["build", "-q", "-d", "ours"]));
}

#[test]
fn the_printed_commands_give_the_same_bytes() {
    let Some(version) = gnu_tar() else { return };
    for case in cases() {
        let root = temp_dir();
        project(&case, &version, root.path());
        let script = stdout(&pkgr(root.path(), &["plan", "-q", "--format", "shell"]));
        fs::write(root.path().join("script"), &script).expect("can be written");
        let run =
            Command::new("sh").arg("script").current_dir(root.path()).output().expect("sh can be started");
        assert!(run.status.success(), "{}: {}\n{}", case.name, text(&run.stderr), text(&script));
        for file in fs::read_dir(root.path().join("ours")).expect("was written") {
            let name = file.expect("can be listed").file_name();
            if name == "SHA256SUMS" {
                continue;
            }
            let ours = fs::read(root.path().join("ours").join(&name)).expect("was written");
            let theirs = fs::read(root.path().join(&name)).expect("the script wrote it");
            assert!(ours == theirs, "{}: {} differs\n{}", case.name, name.display(), text(&script));
        }
    }
}

#[test]
fn the_recipe_of_a_whole_tree_is_one_line_of_tar() {
    let root = temp_dir();
    support::file(&root.path().join("hello-1.0"), "a", b"", 0o644);
    let manifest = "schema = 1\npackage = { name = 'hello', version = '1.0' }\nsource = { directory = 'hello-1.0' }\n\
        files = { include = ['**'] }\nnormalize = { mode = 'go+u,go-w', mtime = { clamp = 1 } }\n\
        archive = [{ file = 'a.tgz' }]\n";
    fs::write(root.path().join("release.toml"), manifest).expect("can be written");
    let script = text(&stdout(&pkgr(root.path(), &["plan", "--format", "shell"])));
    let line = script.lines().find(|line| line.starts_with("tar ")).expect("there is a tar");
    assert_eq!(
        line,
        "tar -C . --format=posix --hard-dereference --owner=:0 --group=:0 --numeric-owner --sort=name --mtime=@1 \
         --clamp-mtime --mode=go+u,go-w --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime \
         -cf \"$work\"/tar hello-1.0"
    );
    assert!(!script.contains("<<"), "no list of names is needed:\n{script}");
}

#[test]
fn plans_that_no_command_can_reproduce_are_rejected() {
    for (normalize, name, reason) in [
        ("owner = { user = 'x' }", "plain", "only one of `user` and `group`"),
        ("owner = {}", "new\nline", "newline"),
    ] {
        let root = temp_dir();
        support::file(&root.path().join("t"), name, b"", 0o644);
        let manifest = format!(
            "schema = 1\npackage = {{ name = 'h', version = '1' }}\nsource = {{ directory = 't' }}\n\
             files = {{ include = ['**'] }}\narchive = [{{ file = 'a.tar' }}]\n\
             lints = {{ control-character = 'allow' }}\n[normalize]\nmtime = {{ set = 1 }}\n{normalize}\n"
        );
        fs::write(root.path().join("release.toml"), manifest).expect("can be written");
        let output = pkgr(root.path(), &["plan", "--format", "shell"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(reason), "{}", text(&output.stderr));
        assert!(output.stdout.is_empty(), "nothing half right is printed");
    }
}

/// Names that a terminal or the log of a CI job would obey, and the one that ends the list of names:
/// the script holds none of them as they are, and still packs them.
// T379
#[test]
fn hostile_names_are_packed_and_not_printed() {
    let Some(version) = gnu_tar() else { return };
    let names: [&[u8]; 16] = [
        b"\x1b[31m",
        b"::error::x",
        b"##[error]y",
        b"\xc2\x9b31m",
        b"\xff",
        b"a\rb",
        b"tab\tx",
        b"-I x",
        b"%s\\n",
        b"x\\012y",
        b"$(touch RAN)",
        b"'q'\"",
        b" :: ",
        "\u{202e}\u{200b}é".as_bytes(),
        b"END OF THE LIST",
        b"touch RAN",
    ];
    for (tree, hostile, files) in [
        ("t", &names[..], ALL),
        ("a\u{1b}b 'q' %s", &names[..3], ALL),
        ("t", &names[..], "include = ['**']\nexclude = ['README']"),
        ("t", &names[14..], ALL),
    ] {
        let root = temp_dir();
        for name in hostile {
            support::file(&root.path().join(tree), name, b"x", 0o644);
        }
        support::file(&root.path().join(tree), "README", b"", 0o644);
        let manifest = format!(
            "schema = 1\npackage = {{ name = 'h', version = '1' }}\nsource = {{ directory = \"{}\" }}\n[files]\n{files}\n\
             [normalize]\nmtime = {{ set = 1 }}\n[[archive]]\nfile = 'a.tar'\ntar = 'gnu-{version}-posix'\n\
             [lints]\ncontrol-character = 'allow'\nbidi = 'allow'\nnon-utf8 = 'allow'\n",
            tree.replace('\u{1b}', "\\u001b")
        );
        fs::write(root.path().join("release.toml"), manifest).expect("can be written");
        stdout(&pkgr(root.path(), &["build", "-q", "-d", "ours"]));
        let script = stdout(&pkgr(root.path(), &["plan", "-q", "--format", "shell"]));
        let script = String::from_utf8(script).expect("is UTF-8");
        assert!(
            !script.contains(['\u{1b}', '\u{9b}', '\r', '\u{202e}', '\u{200b}']) && !script.contains("##["),
            "{script}"
        );
        assert!(script.lines().all(|line| !line.trim_start().starts_with("::")), "{script}");
        fs::write(root.path().join("script"), &script).expect("can be written");
        let run =
            Command::new("sh").arg("script").current_dir(root.path()).output().expect("sh can be started");
        assert!(run.status.success(), "{}\n{script}", text(&run.stderr));
        assert!(!root.path().join("RAN").exists(), "a name was run:\n{script}");
        let (ours, theirs) = (fs::read(root.path().join("ours/a.tar")), fs::read(root.path().join("a.tar")));
        assert!(ours.expect("was written") == theirs.expect("was written"), "{script}");
    }
}
