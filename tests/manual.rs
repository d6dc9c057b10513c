//! The manual: what the README and the pages in `docs` show is what the program does.
//!
//! `PKGR_BLESS=1` writes the reference of the manifest and the output of sessions.
#![allow(
    clippy::disallowed_methods,
    reason = "tests read the project's files, and start the program under test"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use pkgr::diagnostic::SourceText;
use pkgr::manifest::{self, DocumentedKey, DocumentedWord, documented_keys};

use crate::cli::{Piece, read, run, write};
use crate::support::{file, git, has_git, pkgr, stdout, temp_dir};

/// Lines that the README may have: it is the way in, and everything else is in `docs`.
const LONGEST_README: usize = 220;

/// The line of `docs/manifest.md` after which it is generated.
const GENERATED: &str =
    "<!-- Everything below is generated: PKGR_BLESS=1 cargo test --test it manual:: -->\n";

/// What a fragment of a manifest needs beside it to be a whole one.
const REST: [(&str, &str); 4] = [
    ("package", "[package]\nname = \"hello\"\nversion = \"1.0\"\n"),
    ("source", "[source]\ngit = \".\"\nrev = \"v1.0\"\n"),
    ("files", "[files]\ninclude = [\"**\"]\n"),
    ("archive", "[[archive]]\nfile = \"{name}-{version}.tar.gz\"\n"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A page by its path below the root.
pub fn page(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The README and the pages in `docs`, without those of its directory `spec`.
pub fn pages() -> Vec<String> {
    let listing = fs::read_dir(root().join("docs")).expect("there are pages");
    let names =
        listing.map(|entry| entry.expect("can be listed").file_name().into_string().expect("is text"));
    let mut pages: Vec<String> =
        names.filter(|name| name.ends_with(".md")).map(|name| format!("docs/{name}")).collect();
    pages.push("README.md".to_owned());
    pages.sort();
    assert!(pages.len() > 10, "too few pages were found: {pages:?}");
    pages
}

/// The fenced blocks of a page in that language.
pub fn blocks(page: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let starts = page.split(fence.as_str()).skip(1);
    starts.map(|rest| rest.split("\n```").next().unwrap_or_default().to_owned() + "\n").collect()
}

#[test]
fn the_readme_is_short() {
    let lines = page("README.md").lines().count();
    assert!(lines <= LONGEST_README, "the README has {lines} lines; move something to docs/");
}

/// A project of somebody: some files in a repository. The README starts with it; the pages of the manual also have its
/// manifest, its tag and its published archive.
fn project(manifest: Option<&str>) -> tempfile::TempDir {
    let project = temp_dir();
    // `pkgr init` takes the name of the directory.
    let at = &project.path().join("hello");
    file(at, "LICENSE", b"Do as you like.\n", 0o644);
    file(at, "README.md", b"# hello\n", 0o644);
    file(at, "src/hello.sh", b"#!/bin/sh\necho hello\n", 0o755);
    file(at, ".github/workflows/ci.yml", b"on: push\n", 0o644);
    git(at, &["init", "-q"]);
    git(at, &["add", "-A"]);
    git(at, &["commit", "-q", "-m", "first"]);
    if let Some(manifest) = manifest {
        file(at, "release.toml", manifest.as_bytes(), 0o644);
        git(at, &["add", "release.toml"]);
        git(at, &["commit", "-q", "-m", "Describe the release"]);
        git(at, &["tag", "-a", "-m", "hello 1.0", "v1.0"]);
        stdout(&pkgr(at, &["build", "-q", "-d", "published"]));
    }
    project
}

#[test]
fn every_session_of_the_manual_goes_as_it_is_written() {
    if !has_git() {
        return;
    }
    let manifest_of =
        |page: &str| blocks(page, "toml").into_iter().find(|block| block.starts_with("schema = 1"));
    let usual = manifest_of(&page("README.md")).expect("the README shows a manifest");
    let mut sessions = 0;
    for path in pages() {
        let written = page(&path);
        let pieces = read(&written);
        if !pieces.iter().any(|piece| matches!(piece, Piece::Commands(_))) {
            continue;
        }
        sessions += 1;
        let manifest = manifest_of(&written).unwrap_or_else(|| usual.clone());
        let project = project((path != "README.md").then_some(&*manifest));
        let seen = write(&run(pieces, &project.path().join("hello")));
        if std::env::var_os("PKGR_BLESS").is_some() {
            fs::write(root().join(&path), &seen).expect("can be written");
        } else {
            assert!(seen == written, "{path} goes otherwise:\n{seen}");
        }
    }
    assert!(sessions >= 4, "only {sessions} pages have sessions");
}

/// A fragment with the tables that it lacks.
fn completed(fragment: &str) -> String {
    let own: toml::Table = fragment.parse().unwrap_or_else(|error| panic!("{error}\n{fragment}"));
    let rest = REST.iter().filter(|(table, _)| !own.contains_key(*table)).map(|(_, text)| *text);
    let first = if own.contains_key("schema") { "" } else { "schema = 1\n" };
    format!("{first}{fragment}\n{}", rest.collect::<String>())
}

#[test]
fn every_manifest_of_the_manual_is_valid() {
    let mut found = 0;
    for path in pages() {
        for block in blocks(&page(&path), "toml") {
            let parsed = manifest::parse(&SourceText::new(&*path, completed(&block)));
            let problems: Vec<String> = parsed.diagnostics.iter().map(|one| one.message.clone()).collect();
            assert!(parsed.value.is_some() && problems.is_empty(), "{path}: {problems:?}\n{block}");
            found += 1;
        }
    }
    assert!(found > 8, "only {found} manifests were found");
}

/// The words of a line of shell up to a comment, a pipe or a redirection.
fn shell_words(line: &str) -> Vec<String> {
    let words = line.split_whitespace().take_while(|word| !word.starts_with(['#', '|', '>', ';', '&']));
    words.map(|word| word.trim_matches(['"', '\'']).to_owned()).collect()
}

#[test]
fn every_command_of_the_manual_is_understood() {
    let mut found = 0;
    for path in pages() {
        for block in blocks(&page(&path), "sh") {
            for line in block.lines().filter(|line| line.starts_with("pkgr ")) {
                let parsed = pkgr::cli::command().try_get_matches_from(shell_words(line));
                assert!(parsed.is_ok(), "{path}: {line}\n{:?}", parsed.err().map(|error| error.to_string()));
                found += 1;
            }
        }
    }
    assert!(found > 8, "only {found} commands were found");
}

/// The two commands with which everything begins are those that CI runs.
#[test]
fn the_first_two_commands_are_those_of_ci() {
    let (readme, ci, local) = (page("README.md"), page(".github/workflows/ci.yml"), page(".ci/run"));
    for command in ["cargo run --release -- build -m examples/pkgr/release.toml", "cargo test --release"] {
        assert!(readme.contains(&format!("\n{command}\n")), "the README lacks {command}");
        let locked = command.replacen("--release", "--release --locked", 1);
        assert!(ci.contains(&format!("run: {locked}\n")), "ci.yml lacks {locked}");
    }
    // `.ci/run` builds with the program that the tests ran.
    for command in ["cargo test --release", "target/release/pkgr build -m examples/pkgr/release.toml"] {
        assert!(local.contains(&format!("\n{command}\n")), ".ci/run lacks {command}");
    }
}

/// Targets of the links of a page that are no addresses.
fn links(page: &str) -> Vec<&str> {
    let targets = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.contains("://") && !target.contains(' ')).collect()
}

/// The anchors of a page's headings, as GitHub makes them.
fn anchors(page: &str) -> Vec<String> {
    let titles =
        page.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches(['#', ' ']));
    let anchor = |title: &str| {
        let kept = title.to_lowercase();
        let kept = kept.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    titles.map(anchor).collect()
}

#[test]
fn every_link_of_the_manual_leads_to_a_file_and_a_heading() {
    let mut found = 0;
    for path in pages() {
        let text = page(&path);
        for link in links(&text) {
            let (target, anchor) = link.split_once('#').map_or((link, None), |(file, at)| (file, Some(at)));
            let target = if target.is_empty() { path.clone() } else { sibling(&path, target) };
            assert!(root().join(&target).exists(), "{path}: there is no {target}");
            if let Some(anchor) = anchor {
                assert!(
                    anchors(&page(&target)).iter().any(|one| one == anchor),
                    "{path}: no #{anchor} in {target}"
                );
            }
            found += 1;
        }
    }
    assert!(found > 20, "only {found} links were found");
}

fn sibling(path: &str, target: &str) -> String {
    Path::new(path)
        .parent()
        .expect("a page is below the root")
        .join(target)
        .to_str()
        .expect("is text")
        .to_owned()
}

#[test]
fn the_readme_leads_to_every_page() {
    let readme = page("README.md");
    for path in pages() {
        // The ledger of bad inputs is for contributors.
        let is_linked =
            readme.contains(&format!("]({path})")) || path == "README.md" || path == "docs/bad-inputs.md";
        assert!(is_linked, "the README has no link to {path}");
    }
}

#[test]
fn the_digests_in_the_readme_are_those_of_python_org() {
    let (readme, official) = (page("README.md"), page("tests/cpython/official.rs"));
    let is_digest = |word: &&str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let digests: Vec<&str> = official.split('"').filter(is_digest).collect();
    assert!(digests.len() >= 2, "the digests were not found");
    for digest in &digests[..2] {
        assert!(readme.contains(&format!("| `{digest}` |")), "the README lacks {digest}");
    }
}

#[test]
fn every_command_has_its_place_in_the_manual() {
    let commands = page("docs/commands.md");
    for command in pkgr::cli::command().get_subcommands().filter(|command| command.get_name() != "help") {
        let name = format!("`pkgr {}`", command.get_name());
        assert!(commands.contains(&format!("| {name} |")), "{name} is not in the table of commands");
        let is_title = |line: &str| line.starts_with("## ") && line.contains(&name);
        assert!(commands.lines().any(is_title), "{name} has no section");
    }
}

#[test]
fn the_code_in_the_page_about_the_library_is_that_of_the_example() {
    let example = page("examples/library/main.rs");
    let shown = blocks(&page("docs/library.md"), "rust");
    assert_eq!(shown.len(), 1);
    assert!(example.contains(&shown[0]), "docs/library.md shows other code than the example:\n{}", shown[0]);
}

/// A key under its path: what its value may be, and what it changes.
fn entry(key: &DocumentedKey) -> String {
    let mut text = format!("### `{}`\n\n{}\n\n", key.path, key.description);
    let required = if key.is_required { "; required" } else { "" };
    let _ = writeln!(text, "- Value: {}{required}", key.form);
    for DocumentedWord { word, meaning } in &key.words {
        let _ = writeln!(text, "  - `{word}`: {meaning}");
    }
    if let Some(default) = &key.default {
        let _ = writeln!(text, "- Default: `{default}`");
    }
    if let Some(example) = &key.example {
        let _ = writeln!(text, "- Example: `{} = {example}`", key.name());
    }
    if let Some(changes) = &key.changes {
        let _ = writeln!(text, "- Changes: {changes}");
    }
    text + "\n"
}

/// `[source]`, `[[archive]]`, `[source.expect]`: the header of a table.
fn header(key: &DocumentedKey) -> String {
    if key.form == "a table" { format!("[{}]", key.path) } else { format!("[[{}]]", key.path) }
}

fn is_table(key: &DocumentedKey) -> bool {
    ["a table", "an array of tables"].contains(&&*key.form)
}

/// All keys of a manifest, those of `[lints]` once for all lints.
fn keys() -> Vec<DocumentedKey> {
    let mut keys = documented_keys();
    let first =
        keys.iter().find_map(|key| key.path.strip_prefix("lints.")).expect("there are lints").to_owned();
    let is_other =
        |path: &str| path.strip_prefix("lints.").is_some_and(|lint| lint.split('.').next() != Some(&first));
    keys.retain(|key| !is_other(&key.path));
    for key in keys.iter_mut().filter(|key| key.path.starts_with("lints.")) {
        key.path = key.path.replace(&first, "NAME");
        if key.name() == "NAME" {
            key.description = "The level of one of the [lints](lints.md).".to_owned();
            key.default = None;
            key.changes = Some("nothing; a denied lint is an error".to_owned());
        }
    }
    keys
}

/// The reference: the keys at the top, then those of each table.
fn reference() -> String {
    let keys = keys();
    let tables: Vec<&DocumentedKey> = keys.iter().filter(|key| is_table(key)).collect();
    // The innermost table that a key is in; `mtime` is none, though its value may be one.
    let table_of = |key: &DocumentedKey| {
        let above = tables.iter().filter(|table| key.path.starts_with(&format!("{}.", table.path)));
        above.map(|table| table.path.clone()).max_by_key(String::len).unwrap_or_default()
    };
    let entries = |table: &str| {
        let own = keys.iter().filter(|key| !is_table(key) && table_of(key) == table);
        own.map(entry).collect::<String>()
    };
    let mut text = format!("## Top level\n\n{}", entries(""));
    for table in &tables {
        let required = if table.is_required { " Required." } else { "" };
        let _ = write!(text, "## `{}`\n\n{}{required}\n\n", header(table), table.description);
        text += &entries(&table.path);
    }
    text.trim_end().to_owned() + "\n"
}

#[test]
fn the_reference_of_the_manifest_is_current() {
    let path = root().join("docs/manifest.md");
    let written = page("docs/manifest.md");
    let (head, _) = written.split_once(GENERATED).expect("the page has its mark");
    let current = format!("{head}{GENERATED}\n{}", reference());
    if std::env::var_os("PKGR_BLESS").is_some() {
        fs::write(&path, &current).expect("can be written");
    } else {
        assert!(
            written == current,
            "docs/manifest.md is stale; run `PKGR_BLESS=1 cargo test --test it manual::`"
        );
    }
}

/// A line that gives a value to the key of that path, in a manifest that has nothing else.
fn line(path: &str, value: &str, arrays: &[String]) -> String {
    let mut parts = path.split('.').collect::<Vec<_>>();
    let key = parts.pop().expect("a path has a key");
    let mut text = format!("{key} = {value}");
    while let Some(table) = parts.pop() {
        let parent = [&parts[..], &[table]].concat().join(".");
        text = if arrays.contains(&parent) {
            format!("{table} = [{{ {text} }}]")
        } else {
            format!("{table} = {{ {text} }}")
        };
    }
    text + "\n"
}

#[test]
fn every_example_and_every_default_of_the_reference_is_a_valid_value() {
    let keys = documented_keys();
    let arrays: Vec<String> =
        keys.iter().filter(|key| key.form == "an array of tables").map(|key| key.path.clone()).collect();
    let mut tried = 0;
    for key in &keys {
        for value in [&key.example, &key.default].into_iter().flatten() {
            let text = line(&key.path, value, &arrays);
            let found = manifest::parse(&SourceText::new("release.toml", text.clone())).diagnostics;
            // The rest of the manifest is missing.
            let is_part = key.path.starts_with("override.");
            let mut wrong = found.iter().filter(|one| {
                let is_lacking = |end: &&str| one.code.id().ends_with(end);
                let is_empty = is_part && one.code.id() == "pkgr::manifest::empty";
                !(is_empty || ["missing-key", "missing-time", "conflict"].iter().any(is_lacking))
            });
            assert!(wrong.next().is_none(), "{text}{found:?}");
            tried += 1;
        }
    }
    assert!(tried > 60, "only {tried} values were found");
}
