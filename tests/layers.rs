//! Imports follow the table of layers in `src/lib.rs`: a module imports only from layers below
//! its own. Within a layer and within a module, nothing needs itself by way of others.
#![allow(clippy::disallowed_methods, reason = "a test reads the crate's own sources")]

pub mod code;
pub mod graph;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use graph::{Crossing, Modules};

fn sources() -> Vec<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = walkdir::WalkDir::new(source).sort_by_file_name().into_iter();
    let files = files.map(|entry| entry.expect("src can be walked").into_path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// The table of `src/lib.rs`: module to layer.
fn layers() -> BTreeMap<String, u32> {
    let text = std::fs::read_to_string("src/lib.rs").expect("src/lib.rs is there");
    let mut layers = BTreeMap::new();
    for row in text.lines().filter_map(|line| line.strip_prefix("//! | ")) {
        let mut cells = row.split('|');
        let Some(Ok(layer)) = cells.next().map(|cell| cell.trim().parse()) else { continue };
        for module in cells.next().unwrap_or_default().split('`').skip(1).step_by(2) {
            layers.insert(module.to_owned(), layer);
        }
    }
    layers
}

/// The files of the crate without those that only tests compile, relative to `src`.
pub fn compiled(modules: &Modules) -> Vec<PathBuf> {
    let files = modules.files().into_keys().map(PathBuf::from);
    files.chain([PathBuf::from("main.rs")]).collect()
}

pub fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

#[test]
fn modules_import_only_from_layers_below() {
    let layers = layers();
    assert!(layers.len() > 15, "the table of layers in src/lib.rs was not found: {layers:?}");
    let crossings = Modules::read(&source()).crossings();
    assert!(crossings.len() > 500, "the imports were not found: {crossings:?}");
    let mut wrong = Vec::new();
    for Crossing { file, from, to } in &crossings {
        let layer =
            |name| layers.get(name).unwrap_or_else(|| panic!("`{name}` is in no layer of src/lib.rs"));
        let (own, other) = (*layer(from), *layer(to));
        // In the two lowest layers modules may use each other, without circles: see below.
        if !(other < own || (other == own && own <= 1)) {
            wrong.push(format!("{}: `{from}` ({own}) imports `{to}` ({other})", file.display()));
        }
    }
    assert!(wrong.is_empty(), "imports that point upward:\n{}", wrong.join("\n"));
}

/// The circles of a crate, one a line: of modules in the same parent, each with all that is in it, and of files.
fn circles_of(modules: &Modules) -> Vec<String> {
    let siblings = modules.parents().flat_map(|parent| {
        let place = if parent.is_empty() { "crate" } else { parent };
        let circles = graph::circles(&modules.siblings(parent)).into_iter();
        circles.map(move |circle| format!("siblings in {place}: {}", circle.join(" ")))
    });
    let files = graph::circles(&modules.files()).into_iter();
    let mut all: Vec<String> =
        siblings.chain(files.map(|circle| format!("files: {}", circle.join(" ")))).collect();
    all.sort();
    all
}

/// What needs each other is one thing in several files. `tests/layers/circles.txt` lists the circles that are
/// still there, exactly: a new one fails, and so does one that is gone and still listed.
#[test]
fn modules_need_each_other_in_the_listed_circles_only() {
    let modules = Modules::read(&source());
    let edges = modules.files().values().map(BTreeSet::len).sum::<usize>();
    assert!(edges > 1000, "the imports were not found: {edges}");
    let listed = include_str!("layers/circles.txt");
    let listed: Vec<&str> = listed.lines().filter(|line| !line.starts_with('#')).collect();
    let found = circles_of(&modules);
    let new: Vec<_> = found.iter().filter(|line| !listed.contains(&&***line)).collect();
    let gone: Vec<_> = listed.iter().filter(|line| !found.iter().any(|found| found == *line)).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "tests/layers/circles.txt differs from the circles of src.\nNot listed:\n{new:#?}\nListed and gone:\n{gone:#?}"
    );
}

/// A crate in `files`, each a path below `src` and a text.
fn modules_of(files: &[(&str, &str)]) -> Modules {
    let root = tempfile::tempdir().expect("can be made");
    for (path, text) in files {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().expect("has a parent")).expect("can be made");
        std::fs::write(path, text).expect("can be written");
    }
    Modules::read(root.path())
}

#[test]
fn an_import_is_found_wherever_it_stands_and_whichever_way_it_takes() {
    for text in [
        "use crate::high::Thing;",
        "#[cfg(test)] mod tests; use crate::high::Thing;",
        "#[cfg(test)] mod tests { } use crate::{low, high::{Thing, other}};",
        "#[cfg(test)] use crate::low; fn f() { crate::high::other() }",
        "fn f() { use super::high; high::other() }",
        "fn f(thing: crate::high::Thing) {}",
        "fn f() { println!(\"{}\", vec![crate::high::Thing].len()) }",
        "use crate::middle::*; fn f(_: Thing) {}",
        "use crate::middle::Thing as Other;",
        "use crate as root; fn f() { root::high::other() }",
        "pub use crate::high::Thing;",
        "mod inner { use super::super::high::Thing; }",
        "#[derive(Clone)] struct S(#[field(with = crate::high::other)] u8);",
    ] {
        let modules = modules_of(&[
            ("lib.rs", "mod high; mod low; mod middle;"),
            ("high.rs", "pub struct Thing; pub fn other() {}"),
            ("middle.rs", "pub use crate::high::Thing;"),
            ("low.rs", text),
        ]);
        let found = modules.crossings();
        assert!(found.iter().any(|found| found.from == "low" && found.to == "high"), "{text}: {found:?}");
    }
}

#[test]
fn the_check_notices_an_import_that_points_upward() {
    let modules = modules_of(&[
        ("lib.rs", "mod cli; mod low; mod plan; mod time;"),
        ("cli.rs", "pub fn run() {}"),
        ("low.rs", "use crate::cli::run;\nuse crate::{plan::Plan, time};"),
        ("plan.rs", "pub struct Plan;"),
        ("time.rs", ""),
    ]);
    let found: Vec<String> = modules.crossings().into_iter().map(|found| found.to).collect();
    assert_eq!(found, ["cli", "plan", "time"]);
}

#[test]
fn what_only_tests_use_and_what_only_looks_like_an_import_is_none() {
    for text in [
        "#[cfg(test)] use crate::high::Thing;",
        "#[cfg(all(test, unix))] mod tests { use crate::high::Thing; }",
        "mod inner { #[cfg(test)] mod tests { use crate::high::Thing; } }",
        "struct S; impl S { #[cfg(test)] fn f(_: crate::high::Thing) {} }",
        "fn f() { #[cfg(test)] crate::high::other!(); #[cfg(test)] let _ = crate::high::Thing; }",
        "// use crate::high::Thing;",
        "/// Not [`crate::high::Thing`].\nfn f() {}",
        "fn f() -> &'static str { \"crate::high::Thing\" }",
        "use std::path as high; fn f(_: high::PathBuf) {}",
        "fn f() { let high = 1; drop(high) }",
    ] {
        let modules = modules_of(&[
            ("lib.rs", "mod high; mod low;"),
            ("high.rs", "pub struct Thing; pub fn other() {}"),
            ("low.rs", text),
        ]);
        assert_eq!(modules.crossings(), BTreeSet::new(), "{text}");
    }
}

#[test]
fn circles_are_found_within_modules_and_between_them() {
    let modules = modules_of(&[
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", "mod one; mod two; pub use one::One; pub struct Own;"),
        ("a/one.rs", "pub struct One; fn f(_: super::two::Two) {}"),
        ("a/two.rs", "use super::One; pub struct Two(One);"),
        ("b.rs", "mod child; pub struct Own; fn f() { child::f() }"),
        ("b/child.rs", "pub fn f() { let _ = super::Own; crate::c::f() }"),
        ("c.rs", "pub fn f() {} mod other;"),
        ("c/other.rs", "use crate::b::Own;"),
    ]);
    assert_eq!(
        circles_of(&modules),
        [
            "files: a/one.rs a/two.rs",
            "files: b.rs b/child.rs",
            "siblings in a: one two",
            "siblings in crate: b c"
        ]
    );
}

#[test]
fn a_parent_that_only_passes_on_what_its_children_define_makes_no_circle() {
    let modules = modules_of(&[
        ("lib.rs", "mod a; pub use a::One;"),
        ("a.rs", "mod one; mod two; pub use one::One; pub struct Own;"),
        ("a/one.rs", "use super::Own; pub struct One(Own);"),
        ("a/two.rs", "use super::{One, Own}; use crate::One as Same;"),
    ]);
    assert_eq!(circles_of(&modules), [""; 0]);
}

/// Nothing but a manifest's own step starts another program; `vary` starts pkgr itself again.
#[test]
fn programs_are_started_in_the_listed_places_only() {
    let allowed = ["source/generate/program.rs", "ops/vary/builder.rs", "ops/vary/child.rs"];
    let starting = compiled(&Modules::read(&source())).into_iter().filter(|path| {
        let text = std::fs::read_to_string(source().join(path)).expect("a source file is text");
        code::dense(&text).contains("Command::new(")
    });
    let starting: Vec<PathBuf> = starting.collect();
    assert_eq!(starting.len(), allowed.len(), "{starting:?}");
    for path in starting {
        assert!(allowed.iter().any(|end| path.ends_with(end)), "{} starts a program", path.display());
    }
}

/// Only these may lift a ban of `clippy.toml`, by their path below `src`.
const LIFTING: [&str; 12] = [
    "ops/checkout.rs",
    "ops/loaded.rs",
    "ops/release.rs",
    "ops/vary/builder.rs",
    "ops/vary/child.rs",
    "ops/vary/host.rs",
    "source/generate/descendants.rs",
    "source/generate/program.rs",
    "temporary.rs",
    "terminal/environment.rs",
    "terminal/github.rs",
    "terminal/output.rs",
];

#[test]
fn bans_are_lifted_in_the_listed_places_only() {
    let mut lifting: Vec<String> = Vec::new();
    for path in sources() {
        let text = std::fs::read_to_string(&path).expect("a source file is text");
        let code = code::dense(&text);
        if ["allow(clippy::disallowed", "expect(clippy::disallowed"].iter().any(|lift| code.contains(lift)) {
            let path = path.strip_prefix(source()).expect("is below src");
            lifting.push(path.to_string_lossy().into_owned());
        }
    }
    lifting.sort();
    assert_eq!(lifting, LIFTING);
}

/// Ways to something that is printed, and the only files that may go them: the sink, whose writers pass
/// the filter, and the progress bar, whose words are all its own.
const PRINTING: [(&str, &str); 12] = [
    ("stdout()", "terminal/output.rs"),
    ("stderr()", "terminal/output.rs"),
    ("artifact::save", "terminal/output.rs"),
    ("{save", "terminal/output.rs"),
    (".append(true)", "terminal/output.rs"),
    ("set_hook", "terminal/output.rs"),
    ("Backtrace", "terminal/output.rs"),
    ("indicatif", "terminal/bar.rs"),
    ("rustix::stdio", "nowhere"),
    ("/dev/std", "nowhere"),
    ("/dev/tty", "nowhere"),
    ("/proc/self/fd", "nowhere"),
];

fn printing(path: &Path, text: &str) -> Vec<String> {
    let code = code::dense(text);
    let wrong = PRINTING.iter().filter(|(way, place)| code.contains(way) && !path.ends_with(place));
    wrong.map(|(way, place)| format!("{}: `{way}` belongs into {place}", path.display())).collect()
}

// T371
#[test]
fn everything_that_is_printed_passes_the_sink() {
    let mut wrong = Vec::new();
    // Tests print nothing that others read.
    for path in compiled(&Modules::read(&source())) {
        let text = std::fs::read_to_string(source().join(&path)).expect("a source file is text");
        wrong.extend(printing(&path, &text));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // What is sought is there, so the check can fail.
    let sink = std::fs::read_to_string("src/terminal/output.rs").expect("is there");
    assert!(printing(Path::new("src/other.rs"), &sink).len() >= 6);
    let bar = std::fs::read_to_string("src/terminal/bar.rs").expect("is there");
    assert_eq!(printing(Path::new("src/other.rs"), &bar).len(), 1);
    assert!(
        bar.split("set_message(")
            .skip(1)
            .all(|rest| rest.starts_with("name)") || rest.starts_with("match stage"))
    );
    assert!(bar.contains("name: &'static str"));
}
