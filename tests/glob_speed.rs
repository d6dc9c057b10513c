//! Patterns that are many, or made to be slow.
#![allow(clippy::disallowed_methods, reason = "tests watch the clock")]

use std::time::{Duration, Instant};

use pkgr::glob::{Anchor, Pattern, PatternSet};
use pkgr::path::EntryPath;

fn set<'a>(anchor: Anchor, patterns: impl IntoIterator<Item = &'a str>) -> PatternSet {
    let parse = |text: &str| Pattern::parse(text, anchor).expect("the patterns of the tests are valid");
    PatternSet::new(patterns.into_iter().map(parse).collect())
}

fn path(text: impl Into<Vec<u8>>) -> EntryPath {
    EntryPath::parse(text).expect("a test path is well formed")
}

// T072
#[test]
fn a_pattern_of_many_stars_is_linear() {
    let start = Instant::now();
    let names = set(Anchor::Top, ["*a*a*a*a*a*a*a*a*a*a*b", "**/a*/**/a*/**/a*/**/a*/**/b"]);
    assert_eq!(names.first_match(&path("a".repeat(200_000)), false), None);
    assert_eq!(names.first_match(&path("aa/".repeat(60_000) + "c"), false), None);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

// T221
#[test]
fn ten_thousand_patterns_meet_a_hundred_thousand_paths_in_seconds() {
    let start = Instant::now();
    let shapes = ["dir{n}/", "src/mod{n}/*.rs", "*.ext{n}", "lib/{n}*/test_?.py", "a/**/x{n}"];
    let texts: Vec<String> =
        (0..10_000).map(|n: usize| shapes[n % 5].replace("{n}", &n.to_string())).collect();
    let names = set(Anchor::Anywhere, texts.iter().map(String::as_str));
    let deep = |n: &usize| path(format!("src/mod{n}/deep/lib_{}.rs", n % 97));
    assert_eq!((0..100_000).filter(|n| names.first_match(&deep(n), false).is_some()).count(), 0);
    let near = |n: &usize| path(format!("src/mod{n}/lib_{}.rs", n % 97));
    assert_eq!((0..100_000).filter(|n| names.first_match(&near(n), false).is_some()).count(), 2_000);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}
