//! Every input that the fuzzer kept runs through what was fuzzed.
#![allow(clippy::disallowed_methods, reason = "a test reads the corpus")]

#[path = "fuzz/targets.rs"]
mod targets;

use std::fs;
use std::path::{Path, PathBuf};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus")
}

#[test]
fn every_input_of_the_corpus_passes() {
    for (name, target) in targets::TARGETS {
        let mut count = 0;
        for input in fs::read_dir(corpus().join(name)).expect("each target has a corpus") {
            let path = input.expect("can be listed").path();
            let bytes = fs::read(&path).expect("is a file");
            let outcome = std::panic::catch_unwind(|| target(&bytes));
            assert!(outcome.is_ok(), "{name} fails on {}", path.display());
            count += 1;
        }
        assert!(count > 2, "the corpus of {name} has {count} inputs");
    }
}

#[test]
fn each_target_has_a_program_for_the_fuzzer() {
    let manifest = fs::read_to_string(corpus().with_file_name("Cargo.toml")).expect("is there");
    for (name, _) in targets::TARGETS {
        let program = corpus().with_file_name("fuzz_targets").join(format!("{name}.rs"));
        let program = fs::read_to_string(program).expect("is there");
        assert!(program.contains(&format!("targets::{name}(bytes)")), "{name}");
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
    let programs = fs::read_dir(corpus().with_file_name("fuzz_targets")).expect("is there");
    assert_eq!(programs.count(), targets::TARGETS.len());
}
