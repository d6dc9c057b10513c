//! Every text that a person reads, names in the code included, keeps to the words of the field.
//!
//! The first pages of this project used a dialect of their own. [`REPLACED`] lists its words with what to
//! write instead. Identifiers are read word by word, so `is_told` and `ToldOnce` are found like "told".
#![allow(clippy::disallowed_methods, reason = "a test reads the project's own files")]

use std::fs;
use std::path::Path;

/// Words and phrases that are not used, each with its replacement.
const REPLACED: &[(&str, &str)] = &[
    ("told", "reported, printed; distinguished from"),
    ("tell", "report, print, show; distinguish"),
    ("tells", "reports, prints, shows"),
    ("telling", "reporting"),
    ("spelt", "encoded, written"),
    ("spell", "encode, write"),
    ("spells", "encodes, writes"),
    ("spelled", "encoded, written"),
    ("spelling", "encoding, form"),
    ("spellings", "encodings, forms"),
    ("misspelt", "misspelled"),
    ("folder", "directory"),
    ("folders", "directories"),
    ("refuse", "reject"),
    ("refuses", "rejects"),
    ("refused", "rejected"),
    ("refusing", "rejecting"),
    ("refusal", "rejection"),
    ("mere", "only"),
    ("merely", "only"),
    ("whoever", "name the user, reader or program"),
    ("anymore", "no longer"),
    ("any more", "no longer"),
    ("so many", "a number with a name"),
    ("held against", "compared with"),
    ("hold against", "compare with"),
    ("holds against", "compares with"),
    ("looked at", "checked, read"),
    ("look at", "check, read"),
    ("looks at", "checks, reads"),
    ("looking at", "checking, reading"),
    ("looked into", "read"),
    ("what lies", "name it"),
    ("what stands", "name it"),
    ("that is none", "that is not one, invalid"),
    ("that are none", "that are not, invalid"),
    ("front door", "entry point"),
    ("pair of eyes", "independent reader"),
    ("pairs of eyes", "independent readers"),
    ("normalise", "normalize"),
    ("normalised", "normalized"),
    ("normalises", "normalizes"),
    ("normalising", "normalizing"),
    ("normalisation", "normalization"),
    ("unspellable", "unrepresentable"),
    ("customs", "conventions"),
];

/// Where a word stays. A hit in one of these files is allowed if its line contains the text.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("", "assistant_folder", "the name of a lint is fixed"),
    ("", "assistant-folder", "the name of a lint is fixed"),
    ("", "AssistantFolder", "the name of a lint is fixed"),
    ("", "git::refused", "diagnostic codes are fixed"),
    ("", "archive::unspellable", "diagnostic codes are fixed"),
    ("tests/words.rs", "", "the list itself"),
    ("docs/spec/tar-dialects.md", "look at the first 156 bytes", "an algorithm inspects bytes"),
];

/// Text files that people read. Data that other programs wrote and copies of their output are left out.
const TOPS: &[&str] = &[
    "src",
    "tests",
    "docs",
    "schema",
    "examples",
    ".ci",
    ".github",
    ".pre-commit-hooks.yaml",
    "action",
    "action.yml",
    "Containerfile",
    "pyproject.toml",
    "release.toml",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "Cargo.toml",
    "clippy.toml",
    "deny.toml",
];
const DATA: &[&str] = &["tests/golden/", "tests/corpus/", "tests/fuzz/corpus/", "tests/fuzz/artifacts/"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All text files with their paths below the root, sorted.
fn texts() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for entry in TOPS.iter().flat_map(|top| walkdir::WalkDir::new(root().join(top)).sort_by_file_name()) {
        let entry = entry.expect("can be walked");
        let path = entry.path().strip_prefix(root()).expect("is below the root").display().to_string();
        if entry.file_type().is_file() && !DATA.iter().any(|data| path.starts_with(data)) {
            // What is not UTF-8 is data.
            if let Ok(text) = fs::read_to_string(entry.path()) {
                all.push((path, text));
            }
        }
    }
    all
}

/// The words of a line in lower case; `HTTPServer_v2` has the words `http`, `server` and `v`.
fn words(line: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let letters: Vec<char> = line.chars().collect();
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let is_upper_after_lower = letter.is_uppercase() && before.is_some_and(char::is_lowercase);
        let ends_acronym = letter.is_uppercase()
            && before.is_some_and(char::is_uppercase)
            && letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if !letter.is_alphabetic() || is_upper_after_lower || ends_acronym {
            all.push(String::new());
        }
        if letter.is_alphabetic() {
            all.last_mut().expect("is never empty").extend(letter.to_lowercase());
        }
    }
    all.retain(|word| !word.is_empty());
    all
}

/// Each word or phrase of the list in a text, with the number of the line in which it begins.
fn hits(text: &str) -> Vec<(usize, &'static str, &'static str)> {
    let lines = text.lines().enumerate();
    let words: Vec<(usize, String)> =
        lines.flat_map(|(at, line)| words(line).into_iter().map(move |word| (at + 1, word))).collect();
    let mut found = Vec::new();
    for (at, (line, _)) in words.iter().enumerate() {
        for (phrase, instead) in REPLACED {
            let mut parts = words[at..].iter().map(|(_, word)| word);
            if phrase.split(' ').all(|part| parts.next().is_some_and(|word| word == part)) {
                found.push((*line, *phrase, *instead));
            }
        }
    }
    found
}

fn is_allowed(path: &str, line: &str) -> bool {
    ALLOWED.iter().any(|(file, text, _)| (file.is_empty() || *file == path) && line.contains(text))
}

/// Hits that are not allowed, as `path:line: ...`.
fn faults(path: &str, text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let open = hits(text).into_iter().filter(|(line, ..)| !is_allowed(path, lines[line - 1]));
    open.map(|(line, phrase, instead)| format!("{path}:{line}: \"{phrase}\" (write: {instead})")).collect()
}

#[test]
fn texts_and_names_use_the_words_of_the_field() {
    let texts = texts();
    assert!(texts.len() > 300, "only {} files were found", texts.len());
    let all: Vec<String> = texts.iter().flat_map(|(path, text)| faults(path, text)).collect();
    assert!(all.is_empty(), "{} words to replace:\n{}", all.len(), all.join("\n"));
}

#[test]
fn words_are_found_in_prose_and_in_names() {
    assert_eq!(
        words("let isToldOnce = TOLD_all(HTTPServer2x);"),
        ["let", "is", "told", "once", "told", "all", "http", "server", "x"]
    );
    let found = hits("It is held\n// against a sub_folder, so\n/// many times. Folders: untold.");
    let found: Vec<(usize, &str)> = found.into_iter().map(|(line, phrase, _)| (line, phrase)).collect();
    assert_eq!(found, [(1, "held against"), (2, "folder"), (2, "so many"), (3, "folders")]);
    assert_eq!(faults("src/x.rs", "assistant-folder\nfolder"), ["src/x.rs:2: \"folder\" (write: directory)"]);
}

#[test]
fn no_text_has_the_marks_of_an_unfinished_merge() {
    // Put together, so that this file has none.
    let marks = ["<".repeat(7), ">".repeat(7)].map(|mark| format!("{mark} "));
    let texts = texts();
    let is_marked = |text: &str| text.lines().any(|line| marks.iter().any(|mark| line.starts_with(mark)));
    let marked: Vec<&str> =
        texts.iter().filter(|(_, text)| is_marked(text)).map(|(path, _)| path.as_str()).collect();
    assert!(marked.is_empty(), "merges are not finished in {marked:?}");
    assert!(is_marked(&format!("{}HEAD", marks[0])));
}
