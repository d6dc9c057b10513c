//! `docs/guarantees.md` promises nothing that no test holds.
#![allow(clippy::disallowed_methods, reason = "a test reads the project's own files")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// From here on the page says what is not promised.
const NOT_GUARANTEED: &str = "## What is not guaranteed";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page() -> String {
    fs::read_to_string(root().join("docs/guarantees.md")).expect("the page is there")
}

/// The names of all tests: functions below an attribute, and those in `proptest!` with theirs.
fn tests() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for top in ["src", "tests"] {
        let files = walkdir::WalkDir::new(root().join(top)).into_iter().map(|entry| entry.expect("is there"));
        for file in files.filter(|file| file.path().extension().is_some_and(|end| end == "rs")) {
            all.extend(tests_of(&fs::read_to_string(file.path()).expect("is text")));
        }
    }
    all
}

fn tests_of(source: &str) -> Vec<String> {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let starts = (0..lines.len()).filter(|&at| lines[at] == "#[test]");
    let name = |at: usize| {
        let line = lines[at..].iter().find(|line| line.starts_with("fn "))?;
        Some(line.strip_prefix("fn ")?.split('(').next()?.to_owned())
    };
    starts.filter_map(name).collect()
}

/// A promise, and the tests that it names.
struct Point {
    title: String,
    tests: Vec<String>,
}

fn points(page: &str) -> Vec<Point> {
    let promised = page.split(NOT_GUARANTEED).next().unwrap_or_default();
    let point = |text: &str| {
        let title = text.split("**").nth(1).unwrap_or_default().trim_end_matches('.').to_owned();
        let named = text.split("Tests: ").nth(1).unwrap_or_default();
        let named = named.split("\n#").next().unwrap_or_default();
        Point { title, tests: named.split('`').skip(1).step_by(2).map(str::to_owned).collect() }
    };
    promised.split("\n- ").skip(1).map(point).collect()
}

fn faults(page: &str, tests: &BTreeSet<String>) -> Vec<String> {
    let fault = |point: &Point| {
        let gone = point.tests.iter().filter(|name| !tests.contains(*name));
        let gone: Vec<String> =
            gone.map(|name| format!("{}: there is no test `{name}`", point.title)).collect();
        let bare = point.tests.is_empty().then(|| format!("{}: no test is named", point.title));
        gone.into_iter().chain(bare)
    };
    points(page).iter().flat_map(fault).collect()
}

#[test]
fn every_promise_names_tests_that_are_there() {
    let page = page();
    assert!(page.contains(NOT_GUARANTEED) && points(&page).len() > 20, "the page is not understood");
    let faults = faults(&page, &tests());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_promise_without_tests_and_a_test_that_is_gone_are_found() {
    let page = "# Title\n\n- **One.** Text.\n  Tests: `there`, `gone`\n- **Two.** `there` is no test here.\n\n\
        ## What is not guaranteed\n\n- Anything.\n";
    let tests = BTreeSet::from(["there".to_owned()]);
    assert_eq!(faults(page, &tests), ["One: there is no test `gone`", "Two: no test is named"]);
}
