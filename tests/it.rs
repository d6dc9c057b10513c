//! The integration tests that can share a process: one program, because linking one for each file took most
//! of the time that it took to build them. `cargo test --test it audit::` runs those of `tests/audit.rs`.
//!
//! Tests that need a process of their own, because they measure memory or time or interfere with running
//! programs, are listed with a `[[test]]` in `Cargo.toml`.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

mod audit;
mod bad_inputs;
mod build;
mod citations;
mod cli;
mod consent;
mod contract;
#[path = "deflate/main.rs"]
mod deflate;
mod diff;
mod diff_zip;
mod directory;
mod distribution;
mod encoders;
mod fidelity;
mod file_names;
mod first_release;
mod followed;
mod fuzz_corpus;
mod generate;
#[path = "git/main.rs"]
mod git;
mod github;
mod glob_speed;
mod golden_archives;
mod golden_import;
mod guarantees;
mod gzip_format;
mod gzip_header;
mod history;
mod hostile_bounds;
#[path = "hostile_output/main.rs"]
mod hostile_output;
mod house;
mod html;
mod init;
mod init_from;
mod init_from_git;
mod laws;
mod layers;
mod lint;
mod man_pages;
mod manifest;
mod manifest_hostile;
mod manual;
mod member_paths;
mod next_steps;
mod oracle_bzip2;
mod oracle_git_archive;
#[path = "oracle_gzip/main.rs"]
mod oracle_gzip;
mod oracle_mode;
mod oracle_mtree;
#[path = "oracle_readers/main.rs"]
mod oracle_readers;
mod oracle_shell;
#[path = "oracle_streams/main.rs"]
mod oracle_streams;
mod oracle_xz;
mod oracle_zstd;
mod overlay;
mod plan;
mod privacy;
#[path = "reader/main.rs"]
mod reader;
mod readme;
mod readme_git;
mod rebuild;
mod remedies;
mod schema;
mod seams;
mod signature;
#[path = "signature_matrix/main.rs"]
mod signature_matrix;
mod signed_tag;
mod spec;
mod support;
mod tar_tools;
#[path = "tar_writer/main.rs"]
mod tar_writer;
mod variance;
#[path = "vary/main.rs"]
mod vary;
mod verify;
mod views;
mod words;
mod work_tree;
mod workflow;

use std::path::Path;

/// Files and directories in `tests` that hold tests: `plan.rs` and `git/main.rs` as `plan` and `git`.
fn test_modules() -> Vec<String> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let entries =
        std::fs::read_dir(tests).expect("is there").map(|entry| entry.expect("can be listed").path());
    let is_test = |path: &Path| {
        path.extension().is_some_and(|extension| extension == "rs") || path.join("main.rs").is_file()
    };
    let stem = |path: &Path| path.file_stem().expect("has a name").to_string_lossy().into_owned();
    entries.filter(|path| is_test(path)).map(|path| stem(&path)).collect()
}

/// What of these is neither a module here nor a program in `Cargo.toml`, and so never run.
fn left_out(names: &[String]) -> Vec<&String> {
    let own = include_str!("it.rs");
    let manifest = include_str!("../Cargo.toml");
    let is_run = |name: &str| {
        own.lines().any(|line| line == format!("mod {name};"))
            || manifest.contains(&format!("[[test]]\nname = \"{name}\"\n"))
    };
    names.iter().filter(|name| !is_run(name)).collect()
}

#[test]
fn every_file_of_tests_is_run() {
    let names = test_modules();
    assert!(names.len() > 50, "the tests were not found: {names:?}");
    let left_out = left_out(&names);
    assert!(left_out.is_empty(), "not listed in tests/it.rs or Cargo.toml, so never run: {left_out:?}");
}

#[test]
fn a_file_of_tests_that_is_never_run_is_found() {
    assert_eq!(left_out(&["it".to_owned(), "plan".to_owned(), "nowhere".to_owned()]), ["nowhere"]);
}

/// The programs that commands of a text run: `audit` of `cargo test --test audit`.
fn programs(text: &str) -> Vec<&str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let names =
        text.split("--test ").skip(1).map(|rest| rest.split(|c| !is_name(c)).next().unwrap_or_default());
    names.filter(|name| !name.is_empty()).collect()
}

#[test]
fn every_program_of_tests_that_a_document_names_is_there() {
    let manifest = include_str!("../Cargo.toml");
    let documents = [
        include_str!("../README.md"),
        include_str!("../CONTRIBUTING.md"),
        include_str!("../docs/performance.md"),
        include_str!("../.ci/run"),
        include_str!("fuzz/README.md"),
    ];
    let named: Vec<&str> = documents.iter().flat_map(|text| programs(text)).collect();
    assert!(named.len() > 10, "the commands were not found: {named:?}");
    for name in named {
        assert!(manifest.contains(&format!("[[test]]\nname = \"{name}\"\n")), "there is no --test {name}");
    }
}
