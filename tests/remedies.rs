//! Remedies: what `diff` and `verify` print can be written into a manifest, and does what it is there for.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use std::fs;
use std::path::Path;

use pkgr::container::bytes::Bytes;
use pkgr::container::limits::Limits;
use pkgr::container::read;
use pkgr::diagnostic::{Checked, SourceText};
use pkgr::diff::{CauseKind, Side, compare};
use pkgr::lints::catalog;
use pkgr::manifest::{self, Manifest};
use pkgr::path::EntryPath;
use pkgr::settings::{Setting, is_accepted};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::tar::{Member, archive};
use crate::support::{file, link, pkgr, stdout, temp_dir, text};

/// An archive of empty files below `p/`.
fn side(names: &[&[u8]]) -> Side {
    let member = |name: &&[u8]| Member::new([b"p/", *name].concat(), tar::EntryType::Regular, "");
    let bytes = archive(&names.iter().map(member).collect::<Vec<_>>());
    let inventory = read::inventory(&Bytes::of_memory(bytes), Limits::default()).expect("memory can be read");
    assert_eq!(inventory.ambiguities, [], "the archive is clear");
    Side::Archive(Box::new(inventory))
}

/// The line of a remedy that is pasted below its table, as TOML.
fn pasted(remedy: &str) -> (&str, toml::Table) {
    let (heading, line) = remedy.split_once("] ").expect("a table and a line");
    assert!(!line.contains('\n'), "{remedy:?} is one line");
    let table = line.parse().unwrap_or_else(|error| panic!("{remedy:?} is not TOML: {error}"));
    (heading.trim_matches(['[', ']']), table)
}

/// Writes a remedy into a manifest.
fn paste(remedy: &str, manifest: &mut toml::Table) {
    let (heading, table) = pasted(remedy);
    let section = match heading {
        "archive" => manifest["archive"][0].as_table_mut(),
        name => manifest.entry(name).or_insert_with(|| toml::Value::Table(toml::Table::new())).as_table_mut(),
    };
    section.expect("is a table").extend(table);
}

fn parsed(table: &toml::Table) -> Manifest {
    let text = toml::to_string(table).expect("can be written");
    let Checked { value: manifest, diagnostics: problems } =
        manifest::parse(&SourceText::new("release.toml", text));
    manifest.unwrap_or_else(|| panic!("{problems:?}"))
}

const SAMPLE: &str = "schema = 1\npackage = { name = 'a', version = '1' }\nsource = { directory = '.' }\n\
    normalize = { mtime = { set = 1 } }\n[files]\ninclude = ['**']\n[[archive]]\nfile = 'a.tgz'\n";

/// Names that a string of TOML cannot hold as they are, that are drawn as nothing, that a log takes for
/// commands, and that have a meaning in patterns.
const NAMES: [&str; 20] = [
    "b\u{1b}c",
    "z\u{200d}w",
    "a::b",
    " ::error::x",
    "##[error]x",
    "q\"uo'te",
    "n\nl",
    "t\tr\r",
    "br{a,b}ce",
    "st*r?",
    "[c]",
    "back\\slash",
    "\u{7f}",
    "\u{85}",
    "e\u{301}",
    "\u{202e}gpj",
    "c:x",
    "#",
    "d/e",
    "d/\"\u{1b}\"/f",
];

#[test]
fn the_remedy_for_a_file_too_many_is_toml_that_names_that_file_alone() {
    let left = side(&[b"kept"]);
    for name in NAMES {
        let difference = compare(&left, &side(&[b"kept", name.as_bytes()]));
        let cause = difference.causes.iter().find(|cause| cause.cause == CauseKind::Extra);
        let remedy = cause.and_then(|cause| cause.remedy.as_ref()).unwrap_or_else(|| panic!("{name:?}"));
        let mut table = SAMPLE.parse().expect("is TOML");
        paste(&remedy.to_string(), &mut table);
        let exclude = parsed(&table).files.exclude;
        let covers = |path: &str| {
            let path = EntryPath::parse(path).expect("is a path");
            exclude.set().first_cover(&path, false).is_some()
        };
        assert!(covers(name) && !covers("kept") && !covers("other"), "{name:?}: {remedy}");
    }
}

#[test]
fn what_a_manifest_cannot_name_has_no_remedy() {
    let difference = compare(&side(&[b"kept"]), &side(&[b"kept", b"caf\xe9"]));
    let extra: Vec<_> = difference.causes.iter().filter(|cause| cause.cause == CauseKind::Extra).collect();
    assert_eq!((extra.len(), &extra[0].remedy), (1, &None));
}

/// A pattern of one part covers that name at every depth, so it is anchored where a file to be kept has the name too.
#[test]
fn a_name_that_is_kept_elsewhere_is_left_out_at_the_top() {
    let difference = compare(&side(&[b"d/x"]), &side(&[b"d/x", b"x"]));
    let extra = difference.causes.iter().find(|cause| cause.cause == CauseKind::Extra).expect("is one");
    assert_eq!(extra.remedy, Some(Setting::Exclude(vec!["/x".to_owned()])));
}

/// Values that the manifest reader rejects, and values that it takes.
#[test]
fn a_setting_is_offered_only_where_the_manifest_takes_it() {
    for (prefix, is_taken) in [("a-1", true), ("a b{c}", true), ("", true), ("..", false), ("/a", false)] {
        let setting = Setting::Prefix(prefix.to_owned());
        assert_eq!(is_accepted(&setting), is_taken, "{setting}");
        if is_taken {
            let mut table = SAMPLE.parse().expect("is TOML");
            paste(&setting.to_string(), &mut table);
            assert_eq!(parsed(&table).files.prefix.get_ref().expand(None), prefix);
        }
    }
    for (user, is_taken) in [("thomas", true), ("", true), ("thomas m", false), ("a\u{1b}", false)] {
        let owner = pkgr::entry::Owner { uid: 1, gid: 2, user: user.into(), ..pkgr::entry::Owner::default() };
        let setting = Setting::Owner(owner.clone());
        assert_eq!(is_accepted(&setting), is_taken, "{setting}");
        if is_taken {
            let mut table = SAMPLE.parse().expect("is TOML");
            paste(&setting.to_string(), &mut table);
            assert_eq!(parsed(&table).normalize.owner, owner);
        }
    }
}

/// The keys of a manifest that a case chooses, each by a number.
#[derive(Clone, Debug)]
struct Keys([u8; 9]);

fn keys() -> impl Strategy<Value = Keys> {
    any::<[u8; 9]>().prop_map(Keys)
}

impl Keys {
    fn pick<'a>(&self, number: usize, values: &[&'a str]) -> &'a str {
        values[usize::from(self.0[number]) % values.len()]
    }

    /// These keys in place of some others.
    fn over(&self, others: &Self, mask: u16) -> Self {
        let mut keys = others.0;
        for (number, key) in keys.iter_mut().enumerate() {
            if mask >> number & 1 == 1 {
                *key = self.0[number];
            }
        }
        Self(keys)
    }

    fn manifest(&self) -> toml::Table {
        let lints: String = catalog::of_plans().map(|lint| format!("{} = 'allow'\n", lint.name())).collect();
        let exclude = ["[]", "['b']", "['d/**', '*.x']", "['a']"];
        let owner = ["{ uid = 0, gid = 0 }", "{ uid = 1000, gid = 100, user = 'thomas', group = 'users' }"];
        let tar = [
            "gnu-1.35-posix",
            "gnu-1.34-posix",
            "gnu-1.35-gnu",
            "gnu-1.35-ustar",
            "gnu-1.34-v7",
            "gnu-1.35-v7",
        ];
        let compression = [
            "{ format = 'gzip', level = 9 }",
            "{ format = 'gzip', level = 1 }",
            "{ format = 'gzip', level = 6 }",
        ];
        let text = format!(
            "schema = 1\npackage = {{ name = 'hello', version = '1.0' }}\nsource = {{ directory = 'tree' }}\n\
             [files]\ninclude = {}\nexclude = {}\nparents = {}\nprefix = '{}'\n\
             [normalize]\norder = '{}'\nmtime = {{ set = {} }}\nowner = {}\nmode = '{}'\n[lints]\n{lints}\
             [[archive]]\nfile = 'a.tgz'\ntar = '{}'\ncompression = {}\n",
            self.pick(0, &["['**']", "['a', 'd/**', '*.x', 'run', 'link']"]),
            self.pick(1, &exclude),
            self.pick(2, &["true", "false"]),
            self.pick(3, &["{name}-{version}", "other", "with blank"]),
            self.pick(4, &["gnu-name", "bytes", "git"]),
            self.pick(5, &["1", "1749656217"]),
            self.pick(6, &owner),
            self.pick(7, &["git", "go+u,go-w", "keep", "a+rX,go-w", "0644"]),
            self.pick(8, &tar),
            compression[usize::from(self.0[8] / 6) % compression.len()],
        );
        text.parse().expect("is TOML")
    }
}

fn write(root: &Path, table: &toml::Table) {
    fs::write(root.join("release.toml"), toml::to_string(table).expect("can be written"))
        .expect("can be written");
}

/// The causes that `verify` finds, with their remedies.
fn verify(root: &Path) -> Vec<(String, Option<String>)> {
    let output = pkgr(root, &["verify", "out/a.tgz", "--format", "json"]);
    let report: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
    let string = |value: &Value| value.as_str().map(str::to_owned);
    let causes = report["causes"].as_array().expect("is a list").iter();
    causes.map(|cause| (string(&cause["cause"]).expect("is text"), string(&cause["remedy"]))).collect()
}

fn tree(root: &Path) {
    let tree = root.join("tree");
    file(&tree, "a", b"a\n", 0o664);
    file(&tree, "b", b"b\n", 0o640);
    file(&tree, "d/e/f", b"f\n", 0o600);
    file(&tree, "d-e", b"-\n", 0o644);
    file(&tree, "d/g.x", b"x\n", 0o644);
    file(&tree, format!("d/{}", "long".repeat(30)), b"", 0o644);
    file(&tree, "run", b"#!/bin/sh\n", 0o775);
    link(&tree, "link", "a");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// One manifest made the published archive, and another one is compared with it: each remedy, written into
    /// the second manifest, removes its cause, and all of them together do.
    #[test]
    fn a_remedy_removes_the_cause_that_has_it(first in keys(), second in keys(), mask in any::<u16>()) {
        let root = temp_dir();
        tree(root.path());
        let (published, tried) = (first.manifest(), second.over(&first, mask).manifest());
        write(root.path(), &published);
        let built = pkgr(root.path(), &["build", "-q", "-d", "out"]);
        prop_assume!(built.status.success());
        write(root.path(), &tried);
        prop_assume!(pkgr(root.path(), &["plan", "-q", "--format", "list"]).status.success());
        let causes = verify(root.path());
        let mut mended = tried.clone();
        for remedy in causes.iter().filter_map(|(_, remedy)| remedy.as_ref()) {
            paste(remedy, &mut mended);
        }
        write(root.path(), &mended);
        let left = verify(root.path());
        for (cause, remedy) in causes.iter().filter(|(_, remedy)| remedy.is_some()) {
            prop_assert!(left.iter().all(|(other, _)| other != cause), "{cause}: {remedy:?}\n{left:?}");
        }
    }
}

/// The manifest says one thing for each key, and the published archive has another; every remedy is that of the
/// published archive, and with all of them the manifest gives its very bytes.
#[test]
fn verify_offers_what_the_published_archive_has() {
    let root = temp_dir();
    tree(root.path());
    write(root.path(), &Keys([0, 0, 0, 1, 1, 1, 1, 1, 1]).manifest());
    stdout(&pkgr(root.path(), &["build", "-q", "-d", "out"]));
    let mut other = Keys([0, 1, 0, 0, 0, 0, 0, 0, 6]).manifest();
    write(root.path(), &other);
    let causes = verify(root.path());
    let remedy = |name: &str| {
        let found = causes.iter().find(|(cause, _)| cause == name);
        found.and_then(|(_, remedy)| remedy.clone()).unwrap_or_else(|| panic!("{name}: {causes:?}"))
    };
    assert_eq!(remedy("order"), "[normalize] order = \"bytes\"");
    assert_eq!(remedy("mtime"), "[normalize] mtime = { set = \"2025-06-11T15:36:57Z\" }");
    let owner = "{ uid = 1000, gid = 100, user = \"thomas\", group = \"users\" }";
    assert_eq!(remedy("owner"), format!("[normalize] owner = {owner}"));
    assert_eq!(remedy("mode"), "[normalize] mode = \"go+u,go-w\"");
    assert_eq!(remedy("dialect"), "[[archive]] tar = \"gnu-1.34-posix\"");
    assert_eq!(remedy("name"), "[files] prefix = \"other\"");
    assert_eq!(remedy("extra"), "[files] exclude = []");
    for (_, remedy) in &causes {
        paste(remedy.as_ref().expect("each has one"), &mut other);
    }
    write(root.path(), &other);
    assert_eq!(verify(root.path()), []);
}
