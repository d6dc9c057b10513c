//! The keys of a manifest that rebuild archives of other programs: manifests of published archives, tables of entries,
//! overrides, orders, and what each command says of them.
#![allow(clippy::disallowed_methods, reason = "a test makes trees, and asks Python for an archive")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use pkgr::container::tar::{Headers, find, padding};
use pkgr::entry::{Entry, Kind, LinkTarget, Origin, OwnHeader, Owner, PaxMtime, Rule, Size};
use pkgr::mode::Mode;
use pkgr::path::{EntryPath, Order};
use pkgr::time::Timestamp;
use proptest::prelude::*;

use crate::support::{assert_rejected, file, pkgr, say, stdout, temp_dir, text};

/// Files that the manifests of published archives name, and some others.
const FILES: [&str; 30] = [
    ".cargo_vcs_info.json",
    ".gitignore",
    ".travis.yml",
    "Cargo.lock",
    "Cargo.toml",
    "Cargo.toml.orig",
    "LICENSE",
    "LICENSE.md",
    "PKG-INFO",
    "Readme.md",
    "client.js",
    "hello.1",
    "index.js",
    "package.json",
    "pyproject.toml",
    "src/a.c",
    "src/b.c",
    "src/deep/er/x",
    "test.js",
    "lib/application.js",
    "lib/B.js",
    "lib/a.js",
    "COPYING",
    "tests/greeting-1",
    "setup.py",
    "doc/index.md",
    "doc.md",
    "README",
    "bin/run",
    "z",
];

fn tree(root: &Path) {
    for name in FILES {
        file(&root.join("tree"), name, name.as_bytes(), if name == "bin/run" { 0o755 } else { 0o644 });
    }
}

fn project(manifest: &str) -> tempfile::TempDir {
    let root = temp_dir();
    tree(root.path());
    fs::write(root.path().join("release.toml"), manifest).expect("can be written");
    root
}

fn list(root: &Path) -> Vec<String> {
    text(&stdout(&pkgr(root, &["plan", "-q", "--format", "list"]))).lines().map(str::to_owned).collect()
}

/// A line for each entry of a list, all with one time.
fn table_of(list: &[String], prefix: &str) -> String {
    let below = |path: &String| {
        let path = path.trim_end_matches('/');
        path.strip_prefix(&format!("{prefix}/")).unwrap_or(".").to_owned()
    };
    list.iter().map(|path| format!("2014-11-16T12:00:41Z\t0644\t{}\n", below(path))).collect()
}

// Each of these rebuilt a published archive.
#[test]
fn manifests_of_published_archives_are_planned_and_built() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/rebuild");
    let mut names: Vec<_> = fs::read_dir(directory)
        .expect("is there")
        .map(|entry| entry.expect("can be listed").path())
        .collect();
    names.sort();
    assert_eq!(names.len(), 16);
    for path in names {
        let manifest = fs::read_to_string(&path).expect("can be read");
        let root = project(&manifest);
        if manifest.contains("\"table\"") {
            let without =
                manifest.replace("order = \"table\"\n", "").replace("table = \"release.entries\"\n", "");
            fs::write(root.path().join("release.toml"), without).expect("can be written");
            let mut entries = list(root.path());
            entries.reverse();
            fs::write(root.path().join("release.entries"), table_of(&entries, "hello-2.10"))
                .expect("can be written");
            fs::write(root.path().join("release.toml"), &manifest).expect("can be written");
            assert_eq!(list(root.path()), entries);
        }
        let name = path.display();
        stdout(&pkgr(root.path(), &["plan", "-q", "-o", "plan.json"]));
        stdout(&pkgr(root.path(), &["build", "-q", "--plan", "plan.json"]));
        assert!(root.path().join("dist/a.tar").is_file(), "{name}");
    }
}

#[test]
fn orders_and_places_are_those_of_the_manifest() {
    let order = |normalize: &str| {
        let manifest = manifest(normalize, "");
        let list = list(project(&manifest.replace("[files]", "[files]\nparents = false")).path());
        list.into_iter().map(|path| path.trim_start_matches("p/").to_owned()).collect::<Vec<_>>()
    };
    let npm = order("order = 'npm'");
    assert_eq!(npm[..4], [".gitignore", "COPYING", "tests/greeting-1", "LICENSE"]);
    assert_eq!(npm[npm.len() - 3..], ["Cargo.toml", "pyproject.toml", ".travis.yml"], "{npm:?}");
    let pinned = order(
        "first = ['z', 'README']\nlast = ['LICENSE']\nbefore = { 'src/b.c' = 'COPYING', 'setup.py' = 'src/b.c' }",
    );
    assert_eq!(pinned[..2], ["z", "README"]);
    assert_eq!(pinned.last().map(String::as_str), Some("LICENSE"));
    let at = pinned.iter().position(|path| path == "COPYING").expect("is there");
    assert_eq!(pinned[at - 2..at], ["setup.py", "src/b.c"]);
    assert_eq!(order("order = 'breadth-first'").last().map(String::as_str), Some("src/deep/er/x"));
}

fn manifest(normalize: &str, rest: &str) -> String {
    format!(
        "schema = 1\npackage = {{ name = 'p', version = '1' }}\nsource = {{ directory = 'tree' }}\n\
        [files]\nprefix = 'p'\ninclude = ['**']\n[normalize]\n{normalize}\n{}\n{rest}\n\
        [[archive]]\nfile = 'a.tar'\n",
        if normalize.contains("mtime") { "" } else { "mtime = { set = 1000 }" }
    )
}

#[test]
fn a_plan_says_what_entries_say_otherwise_and_is_built_as_it_is() {
    let overrides = "[[override]]\npaths = ['README']\nmtime = 'absent'\nowner = 'absent'\ndevice = 'empty'\n\
        [[override]]\npaths = ['.']\nmtime = { set = '2025-01-11T16:14:37.4379969Z' }\nmode = '0700'\n\
        [[override]]\npaths = ['doc/**', 'z']\npax-mtime = 'none'\nmode = '100664'\n";
    let archive = "tar = 'python-pax-3'\npax = { mtime = 'float' }\nend = 'blocks'\n";
    let root = project(&(manifest("mode = { file = '100644' }", overrides) + archive));
    stdout(&pkgr(root.path(), &["plan", "-q", "-o", "plan.json"]));
    let plan = fs::read_to_string(root.path().join("plan.json")).expect("was written");
    let plan: serde_json::Value = serde_json::from_str(&plan).expect("is JSON");
    let entry = |path: &str| {
        let entries = plan["entries"].as_array().expect("a list").iter();
        entries.clone().find(|entry| entry["path"] == path).cloned().expect("is there")
    };
    let readme = entry("p/README");
    assert_eq!((&readme["mtime"], &readme["mtime-absent"]), (&0.into(), &true.into()));
    assert_eq!((&readme["owner"]["absent"], &readme["device"]), (&true.into(), &"empty".into()));
    assert_eq!((&entry("p")["nanoseconds"], &entry("p")["mode"]), (&437_996_900.into(), &"0700".into()));
    assert_eq!((&entry("p/z")["mode"], &entry("p/z")["pax-mtime"]), (&"100664".into(), &"none".into()));
    assert_eq!(entry("p/setup.py")["mode"], "100644");
    let archive = &plan["archives"][0];
    assert_eq!((&archive["pax-mtime"], &archive["end"]), (&"float".into(), &"blocks".into()));
    stdout(&pkgr(root.path(), &["build", "-q", "--plan", "plan.json"]));
    let changed =
        fs::read_to_string(root.path().join("release.toml")).expect("is there").replace("'empty'", "'zero'");
    fs::write(root.path().join("release.toml"), changed).expect("can be written");
    assert_rejected(
        &pkgr(root.path(), &["build", "--plan", "plan.json"]),
        &["p/README: device", "\"empty\"", "\"zero\""],
    );
    let mtree = text(&stdout(&pkgr(root.path(), &["plan", "-q", "--format", "mtree"])));
    assert!(mtree.contains("./p type=dir mode=0700 uid=0 gid=0 time=1736612077.437996900\n"), "{mtree}");
    assert!(mtree.contains("./p/README type=file mode=100644 size="), "{mtree}");
    let explained = text(&stdout(&pkgr(root.path(), &["plan", "-q", "--explain", "README"])));
    for line in ["time          absent", "owner         absent", "device        zero"] {
        assert!(explained.contains(line), "{explained}");
    }
}

// What is wrong with a table is reported with path and line.
#[test]
fn a_table_has_one_line_for_each_entry_and_no_other() {
    let root =
        project(&manifest("order = 'table'\nmtime = 'table'\nmode = 'table'\ntable = 'release.entries'", ""));
    let plan = |table: &str| {
        fs::write(root.path().join("release.entries"), table).expect("can be written");
        pkgr(root.path(), &["plan"])
    };
    assert_rejected(&pkgr(root.path(), &["plan"]), &["open the table of entries", "release.entries"]);
    let with_entries = manifest("", "");
    let entries = list(project(&with_entries).path());
    let whole = table_of(&entries, "p");
    stdout(&plan(&whole));
    assert_rejected(
        &plan(&whole.replace("\tz\n", "\tzz\n")),
        &["`z` has no line", "line 38: `zz` is no entry"],
    );
    assert_rejected(&plan(&whole.replacen("2014-11-16T12:00:41Z", "-", 1)), &["line 1: `.` has no time"]);
    assert_rejected(&plan(&whole.replacen("0644", "-", 1)), &["line 1: `.` has no mode"]);
    assert_rejected(&plan(&whole.replacen("0644", "rw-", 1)), &["line 1: the mode `rw-`"]);
    let sorted = manifest("mtime = 'table'\ntable = 'release.entries'", "");
    fs::write(root.path().join("release.toml"), sorted).expect("can be written");
    let mut lines: Vec<&str> = whole.lines().collect();
    lines.sort_by_key(|line| line.rsplit('\t').next().filter(|path| *path != ".").unwrap_or_default());
    stdout(&plan(&(lines.join("\n") + "\n")));
    lines.swap(1, 2);
    assert_rejected(
        &plan(&(lines.join("\n") + "\n")),
        &["line 3: its path does not come after that of the line before"],
    );
}

#[test]
fn a_place_needs_an_entry_and_npm_needs_ascii() {
    let rejected = |normalize: &str, parts: &[&str]| {
        let root = project(&manifest(normalize, ""));
        file(&root.path().join("tree"), "té", b"", 0o644);
        assert_rejected(&pkgr(root.path(), &["plan"]), parts);
    };
    rejected(
        "first = ['absent']",
        &["`absent` has a place in the order, and is no entry", "first = ['absent']"],
    );
    rejected(
        "order = 'npm'",
        &["the order `npm` is defined for ASCII names alone", "`p/té`", "order = \"table\""],
    );
}

#[test]
fn an_override_that_matches_nothing_is_named() {
    let root = project(&manifest("", "[[override]]\npaths = ['README', 'nothing']\nmode = '0600'"));
    let output = pkgr(root.path(), &["plan"]);
    assert!(
        text(&output.stderr).contains("`override.paths` pattern `nothing` matches nothing"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn directories_without_an_entry_and_files_at_the_top() {
    let root = project(&manifest("", "").replace("[files]", "[files]\nno-entry = ['.', 'src/deep']"));
    let entries = list(root.path());
    assert!(!entries.contains(&"p/".to_owned()) && !entries.contains(&"p/src/deep/".to_owned()));
    assert!(entries.contains(&"p/src/".to_owned()) && entries.contains(&"p/src/deep/er/".to_owned()));
    let root = project(&manifest("", "").replace("prefix = 'p'", "prefix = ''"));
    let entries = list(root.path());
    assert!(
        entries.contains(&"src/deep/er/x".to_owned()) && entries.contains(&"src/".to_owned()),
        "{entries:?}"
    );
    stdout(&pkgr(root.path(), &["build", "-q"]));
}

#[test]
fn the_dialect_git_names_the_commit_of_a_directory() {
    let id = "ebb370ca83af193212df4dcbadcc5d87bc0de2f0";
    let normalize = "order = 'git'\nowner = { user = 'root', group = 'root' }\n\
        mode = { file = '0664', executable = '0775', directory = '0775' }";
    let built = |pax: &str| {
        let root =
            project(&(manifest(normalize, "") + &format!("tar = 'git'\npax = {{ comment = {pax} }}\n")));
        stdout(&pkgr(root.path(), &["build", "-q"]));
        fs::read(root.path().join("dist/a.tar")).expect("was built")
    };
    let named = built(&format!("'{id}'"));
    assert!(named.starts_with(b"pax_global_header\0"));
    assert!(named[512..].starts_with(format!("52 comment={id}\n").as_bytes()));
    assert_eq!(named[1024..], built("false")[..named.len() - 1024]);
}

#[test]
fn no_command_of_gnu_tar_gives_what_others_write() {
    let shell = |normalize: &str, rest: &str, archive: &str| {
        let root = project(&(manifest(normalize, rest) + archive));
        pkgr(root.path(), &["plan", "-q", "--format", "shell"])
    };
    assert_rejected(
        &shell("", "", "tar = 'node-tar-1'"),
        &["no option of GNU tar writes the dialect `node-tar-1`"],
    );
    assert_rejected(
        &shell("owner = 'absent'", "", ""),
        &["no option of GNU tar gives `owner` of the manifest"],
    );
    assert_rejected(&shell("", "", "end = 'blocks'"), &["no option of GNU tar gives `end` of the manifest"]);
    let six = "mode = { file = '100644' }";
    assert_rejected(
        &shell(six, "", ""),
        &["no option of GNU tar writes the mode `100644` of `p/.cargo_vcs_info.json`"],
    );
    let script =
        text(&stdout(&shell("", "[[override]]\npaths = ['z']\nmode = '0600'\nmtime = { set = 7 }", "")));
    assert!(script.contains("chmod 00600 ./p/z\ntouch -h -d @7 ./p/z\n"), "{script}");
}

/// The bytes of an archive in one dialect.
fn written(dialect: &str, float: PaxMtime, entries: &[Entry<Size>]) -> Vec<u8> {
    let headers = Headers::new(find(dialect).expect("is a dialect"), &Owner::default()).expect("fits");
    let headers = headers.with_pax_mtime(float);
    let mut bytes = Vec::new();
    for entry in entries {
        headers.write(entry, &mut bytes).unwrap_or_else(|fault| panic!("{}: {fault}", entry.path));
        if let Kind::File(Size(size)) = entry.kind {
            bytes.resize(bytes.len() + usize::try_from(size).expect("is small"), b'x');
            bytes.extend_from_slice(padding(size));
        }
    }
    bytes.extend_from_slice(headers.end(bytes.len() as u64));
    bytes
}

fn python_entries() -> Vec<Entry<Size>> {
    let long = |length: usize| "n".repeat(length);
    let names = [
        "p/a".to_owned(),
        format!("p/{}", long(97)),
        format!("p/{}", long(98)),
        format!("p/{}", long(99)),
        format!("p/{}/{}", long(60), long(60)),
        "p/tést/日本".to_owned(),
    ];
    let times =
        [(1_700_000_000, 0), (1_700_000_000, 500_000_000), (1_700_000_001, 500_000_000), (7, 123_456_789)];
    let entry = |(number, (name, (seconds, nanoseconds))): (usize, (String, (i64, u32)))| Entry {
        path: EntryPath::parse(name).expect("is well formed"),
        kind: match number % 3 {
            0 => Kind::File(Size(number as u64)),
            1 => Kind::Directory,
            _ => Kind::Symlink(LinkTarget::parse("é".repeat(number * 20)).expect("is valid")),
        },
        mode: Mode::from_bits(0o640),
        mtime: Timestamp::from_seconds(seconds).expect("is in range"),
        origin: Origin::Source,
        rule: Rule::Parents,
        own: OwnHeader { nanoseconds, ..OwnHeader::default() },
    };
    names.into_iter().zip(times.into_iter().cycle()).enumerate().map(entry).collect()
}

/// A program that makes the same archive with `tarfile`.
const PYTHON: &str = "
import io, json, sys, tarfile
form, float_times, entries = json.load(sys.stdin)
out = io.BytesIO()
archive = tarfile.open(fileobj=out, mode='w', format=getattr(tarfile, form), encoding='utf-8')
for name, kind, size, target, seconds, nanoseconds in entries:
    info = tarfile.TarInfo(name)
    info.mode, info.type = 0o640, {'f': tarfile.REGTYPE, 'd': tarfile.DIRTYPE, 'l': tarfile.SYMTYPE}[kind]
    info.size, info.linkname = size, target
    info.mtime = float(seconds) + 1e-9 * float(nanoseconds) if float_times else seconds
    archive.addfile(info, io.BytesIO(b'x' * size))
archive.close()
sys.stdout.buffer.write(out.getvalue())
";

/// What the installed Python makes of the entries; `None` where there is none.
fn made_by_python(form: &str, float: bool, entries: &[Entry<Size>]) -> Option<Vec<u8>> {
    use std::io::Write as _;
    use std::process::Stdio;
    let fields = entries.iter().map(|entry| {
        let (kind, size, target) = match &entry.kind {
            Kind::File(Size(size)) => ("f", *size, String::new()),
            Kind::Directory => ("d", 0, String::new()),
            Kind::Symlink(target) => ("l", 0, text(target.as_bytes())),
        };
        (entry.path.to_string(), kind, size, target, entry.mtime.seconds(), entry.own.nanoseconds)
    });
    let input = serde_json::to_vec(&(form, float, fields.collect::<Vec<_>>())).expect("is JSON");
    let mut child = Command::new("python3");
    let child = child.args(["-c", PYTHON]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        say("SKIPPED: python3 is not installed");
        return None;
    };
    child.stdin.take().expect("is a pipe").write_all(&input).expect("is read");
    let output = child.wait_with_output().expect("ends");
    Some(stdout(&output))
}

/// Whether the installed Python is of the era of `python-pax-3` and `python-gnu-2`.
fn is_recent() -> bool {
    let code = "import sys; v = sys.version_info; print(v >= (3, 12, 1) or v[:2] == (3, 11) and v[2] >= 7 or v[:2] == (3, 10) and v[2] >= 13)";
    let output = Command::new("python3").args(["-c", code]).output();
    let is_recent = output.is_ok_and(|output| text(&output.stdout).trim() == "True");
    if !is_recent {
        say("SKIPPED: no python3 of 3.10.13, 3.11.7, 3.12.1 or later is installed");
    }
    is_recent
}

#[test]
fn python_writes_the_same_bytes() {
    if !is_recent() {
        return;
    }
    let entries = python_entries();
    for (form, float, dialect, pax_mtime) in [
        ("PAX_FORMAT", true, "python-pax-3", PaxMtime::Float),
        ("PAX_FORMAT", false, "python-pax-3", PaxMtime::None),
        ("GNU_FORMAT", true, "python-gnu-2", PaxMtime::None),
    ] {
        let Some(expected) = made_by_python(form, float, &entries) else { return };
        assert!(written(dialect, pax_mtime, &entries) == expected, "{dialect}, float {float}");
    }
    let short: Vec<_> = entries.into_iter().filter(|entry| !matches!(entry.kind, Kind::Symlink(_))).collect();
    let Some(expected) = made_by_python("USTAR_FORMAT", false, &short) else { return };
    assert!(written("python-ustar-2", PaxMtime::None, &short) == expected, "python-ustar-2");
}

fn paths() -> impl Strategy<Value = Vec<(String, bool)>> {
    let part = "[a-cA-C_. -]{1,3}".prop_filter("names nothing", |part: &String| part != "." && part != "..");
    let path = prop::collection::vec(part, 1..4).prop_map(|parts| parts.join("/"));
    prop::collection::vec((path, any::<bool>()), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Every order puts the same paths in the same places, however they come, and is total.
    #[test]
    fn orders_do_not_depend_on_the_input(paths in paths(), seed in any::<u64>()) {
        let mut seen = BTreeSet::new();
        let paths: Vec<(EntryPath, bool)> = paths
            .into_iter()
            .filter(|(path, _)| seen.insert(path.clone()))
            .map(|(path, is_directory)| (EntryPath::parse(path).expect("is well formed"), is_directory))
            .collect();
        for order in Order::RULES {
            let sorted = |mut list: Vec<(EntryPath, bool)>| {
                list.sort_by(|one, other| order.compare((&one.0, one.1), (&other.0, other.1)));
                list
            };
            let mut shuffled = paths.clone();
            shuffled.rotate_left(usize::try_from(seed % paths.len() as u64).expect("is small"));
            shuffled.reverse();
            let found = sorted(paths.clone());
            prop_assert_eq!(&found, &sorted(shuffled), "{}", order.name());
            for (at, one) in found.iter().enumerate() {
                for other in &found[at + 1..] {
                    prop_assert!(order.compare((&one.0, one.1), (&other.0, other.1)).is_lt(), "{}", order.name());
                    prop_assert!(order.compare((&other.0, other.1), (&one.0, one.1)).is_gt(), "{}", order.name());
                }
            }
        }
    }
}
