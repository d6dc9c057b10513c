//! The table of tar tools, the files below `src/container/tar/tool`, the schema and the manual agree.
#![allow(clippy::disallowed_methods, reason = "a test reads the project's own files")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pkgr::container::tar::tool::TOOLS;
use pkgr::container::tar::{dialects, find};

fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

fn read(below: &str) -> String {
    fs::read_to_string(path(below)).expect("the file is there")
}

#[test]
fn every_file_is_a_tool_of_the_table() {
    let listing = fs::read_dir(path("src/container/tar/tool")).expect("the directory is there");
    let files: BTreeSet<String> = listing
        .map(|entry| entry.expect("can be listed").path())
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .filter(|name| name != "tests")
        .collect();
    let tools: BTreeSet<String> = TOOLS.iter().map(|tool| tool.name.to_owned()).collect();
    assert_eq!(files, tools);
    for tool in &TOOLS {
        assert!(!tool.signatures.is_empty(), "archives of {} cannot be recognized", tool.name);
    }
}

#[test]
fn every_dialect_that_a_file_names_is_in_the_table() {
    for tool in &TOOLS {
        let source = read(&format!("src/container/tar/tool/{}.rs", tool.name));
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        for dialect in tool.dialects {
            assert!(code.contains(&format!("\"{}\"", dialect.name)), "{}", dialect.name);
            assert!(find(dialect.name).is_some_and(|found| std::ptr::eq(found, dialect)));
        }
        // However the calls are wrapped.
        let calls: String = code.split_whitespace().collect();
        let built = ["dialect(\"", "planned(\"", "Dialect{name:\""].map(|call| calls.matches(call).count());
        let built = built.iter().sum::<usize>();
        assert_eq!(built, tool.dialects.len(), "{}", tool.name);
    }
}

#[test]
fn the_manual_names_every_dialect() {
    let page = read("docs/encoders.md");
    for dialect in dialects() {
        // Of GNU tar, the page writes the formats after the first one as `…-gnu`.
        let ending = dialect.command.map(|command| format!("`…-{}`", command.format));
        let is_named = page.contains(&format!("`{}`", dialect.name));
        assert!(is_named || ending.is_some_and(|ending| page.contains(&ending)), "{}", dialect.name);
    }
}
