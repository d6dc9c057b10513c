//! Comments cite documents by path and section, and `CONTRIBUTING.md` names files. All of them exist.
#![allow(clippy::disallowed_methods, reason = "a test reads the project's own files")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Public standards, which cannot be checked from here. Everything else is cited from `docs/`.
const STANDARDS: [&str; 5] =
    ["RFC", "APPNOTE.TXT", "The .xz File Format", "SWHID specification 1.2", "UAX #31"];

/// A document, and the sections of it that a comment cites.
#[derive(Debug, PartialEq, Eq)]
struct Citation {
    document: String,
    sections: Vec<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below `src` and `tests` with the names of Rust sources, and their text.
fn sources() -> Vec<(String, String)> {
    let entries = ["src", "tests"].into_iter().flat_map(|top| walkdir::WalkDir::new(root().join(top)));
    let paths = entries.map(|entry| entry.expect("can be walked").into_path());
    let rust = paths.filter(|path| path.extension().is_some_and(|end| end == "rs"));
    rust.map(|path| (path.display().to_string(), fs::read_to_string(path).expect("is text"))).collect()
}

/// The comments of a source, each run of comment lines joined into one line.
fn comments(source: &str) -> Vec<String> {
    let mut blocks = vec![String::new()];
    for line in source.lines() {
        match line.trim_start().strip_prefix("//") {
            Some(rest) => {
                let block = blocks.last_mut().expect("is never empty");
                block.push_str(rest.trim_start_matches(['/', '!']).trim());
                block.push(' ');
            }
            None => blocks.push(String::new()),
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// The words of a text that are paths below `docs`.
fn documents(text: &str) -> Vec<String> {
    let words = text.split_whitespace().map(|word| word.trim_matches(|c: char| "`(),.;:".contains(c)));
    words.filter(|word| word.starts_with("docs/")).map(str::to_owned).collect()
}

/// The citations of sections in a comment: `DOCUMENT, section 2` or `DOCUMENT, sections 3 and 4`.
fn citations(comment: &str) -> Vec<Citation> {
    let after = |word: &'static str| comment.match_indices(word).map(move |(at, word)| (at, at + word.len()));
    let places = after("section ").chain(after("sections "));
    let citation = |(start, end): (usize, usize)| {
        let sections = numbers(&comment[end..]);
        let document = comment[..start].trim_end_matches([',', ' ', '`']);
        (!sections.is_empty()).then(|| Citation { document: named(document), sections })
    };
    places.filter_map(citation).collect()
}

/// The document that a text ends with: a path, or a standard of the list; else its last words.
fn named(text: &str) -> String {
    let last: Vec<&str> = text.split(' ').rev().take(2).collect();
    let path = last[0].trim_matches(['`', '(']);
    if path.starts_with("docs/") {
        return path.to_owned();
    }
    let is_standard =
        |name: &&&str| text.ends_with(**name) || last.get(1).is_some_and(|word| word.ends_with(**name));
    match STANDARDS.iter().find(is_standard) {
        Some(standard) => (*standard).to_owned(),
        None => last.into_iter().rev().collect::<Vec<_>>().join(" "),
    }
}

/// The numbers that a text starts with: `3 and 4`, `4.3.14 to 4.3.16`, `1, 2 and 5`.
fn numbers(text: &str) -> Vec<String> {
    let words = text.split(' ').filter(|word| !matches!(*word, "and" | "to"));
    let number = |word: &str| word.trim_end_matches([',', '.', ')', ';', ':', '`']).to_owned();
    let is_number = |word: &String| word.starts_with(|c: char| c.is_ascii_digit());
    words.map(number).take_while(is_number).collect()
}

/// The numbers of a document's headings; `None` if there is no such document.
fn headings(document: &str) -> Option<BTreeSet<String>> {
    let text = fs::read_to_string(root().join(document)).ok()?;
    let titles = text.lines().filter(|line| line.starts_with('#'));
    let titles = titles.map(|line| line.trim_start_matches(['#', ' ']));
    let numbers = titles.filter_map(|title| title.split(' ').next());
    Some(numbers.map(|number| number.trim_end_matches('.').to_owned()).collect())
}

/// What is wrong with a comment's citations.
fn faults(comment: &str) -> Vec<String> {
    let missing = documents(comment).into_iter().filter(|path| !root().join(path).is_file());
    let mut faults: Vec<String> = missing.map(|path| format!("there is no `{path}`")).collect();
    for Citation { document, sections } in citations(comment) {
        if !document.starts_with("docs/") {
            if !STANDARDS.contains(&&*document) {
                faults.push(format!("section {} of `{document}`, which is not a document", sections[0]));
            }
            continue;
        }
        let headings = headings(&document).unwrap_or_default();
        let missing = sections.iter().filter(|section| !headings.contains(*section));
        faults.extend(missing.map(|section| format!("`{document}` has no section {section}")));
    }
    faults
}

#[test]
fn every_document_and_section_that_a_comment_cites_exists() {
    let (mut wrong, mut found) = (Vec::new(), BTreeSet::new());
    for (path, text) in sources().into_iter().filter(|(path, _)| !path.ends_with("citations.rs")) {
        for comment in comments(&text) {
            wrong.extend(faults(&comment).into_iter().map(|fault| format!("{path}: {fault}")));
            found.extend(citations(&comment).into_iter().map(|citation| citation.document));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for document in ["docs/spec/gnu-1.md", "docs/spec/tar-dialects.md"].into_iter().chain(STANDARDS) {
        assert!(found.contains(document), "no section of `{document}` is cited; is the check still right?");
    }
}

#[test]
fn the_check_notices_what_does_not_exist() {
    let source = "/// One (docs/spec/gnu-1.md,\n/// sections 7.2 and 7.9).\nfn one() {}\n    // Two: docs/spec/no.md.\n";
    let found: Vec<String> = comments(source).iter().flat_map(|comment| faults(comment)).collect();
    assert_eq!(found, ["`docs/spec/gnu-1.md` has no section 7.9", "there is no `docs/spec/no.md`"]);
    assert_eq!(faults("As in our notes, section 3."), ["section 3 of `our notes`, which is not a document"]);
    assert_eq!(faults("(RFC 1951, section 3.2.6), (APPNOTE.TXT, sections 4.3.14 to 4.3.16)"), [""; 0]);
    assert_eq!(numbers("4.3.14 to 4.3.16)."), ["4.3.14", "4.3.16"]);
    assert_eq!(numbers("5.5, for why"), ["5.5"]);
    assert_eq!(numbers("of that"), [""; 0]);
}

/// The places in backticks that a text names below the directories of the source release.
fn places(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2);
    let tops = ["src/", "tests/", "docs/", "schema/", "examples/"];
    quoted
        .filter(|place| tops.iter().any(|top| place.starts_with(top)) && !place.contains(['*', ' ']))
        .collect()
}

#[test]
fn every_file_that_the_guide_for_contributors_names_exists() {
    let guide = fs::read_to_string(root().join("CONTRIBUTING.md")).expect("is there");
    let prose = guide.split("```").step_by(2).collect::<String>();
    let places = places(&prose);
    assert!(places.len() > 20, "the guide names too few files: {places:?}");
    let missing: Vec<&&str> = places.iter().filter(|place| !root().join(place).exists()).collect();
    assert!(missing.is_empty(), "CONTRIBUTING.md names what does not exist: {missing:?}");
}

#[test]
fn the_guide_for_contributors_has_every_room() {
    let read = |path: &str| fs::read_to_string(root().join(path)).expect("is there");
    let (guide, library) = (read("CONTRIBUTING.md"), read("src/lib.rs"));
    let rooms: Vec<&str> = library
        .lines()
        .filter_map(|line| {
            line.strip_prefix("pub mod ").or_else(|| line.strip_prefix("mod "))?.strip_suffix(';')
        })
        .collect();
    assert!(rooms.len() > 20, "too few rooms were found: {rooms:?}");
    let is_named = |room: &&&str| {
        guide.contains(&format!("`src/{room}`")) || guide.contains(&format!("`src/{room}.rs`"))
    };
    let missing: Vec<&&str> = rooms.iter().filter(|room| !is_named(room)).collect();
    assert!(missing.is_empty(), "CONTRIBUTING.md has no row for {missing:?}");
}
