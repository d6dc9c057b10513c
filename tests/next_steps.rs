//! What `help:` lines advise works: their commands are understood, and their lines belong in a manifest.
//!
//! The lines are those of all sessions and snapshots, so that every diagnostic that a test provokes is covered.
#![allow(clippy::disallowed_methods, reason = "a test reads the snapshots, and asks git for its commands")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::support;

use pkgr::diagnostic::{Diagnostic, SourceText};
use pkgr::manifest;

/// Where sessions and snapshots are.
const PLACES: [&str; 2] = ["tests/cli", "tests/cases"];

/// Tables in which an advised line can stand.
const TABLES: [&str; 14] = [
    "",
    "[package]",
    "[source]",
    "[source.expect]",
    "[files]",
    "[normalize]",
    "[normalize.mtime]",
    "[[archive]]",
    "[[archive]]\n[archive.compression]",
    "[[archive]]\n[archive.pax]",
    "[[generate]]",
    "[lints]",
    "[lints.secret]",
    "[audit]",
];

/// Codes about what surrounds a line, which this test does not know.
const RELATIONS: [&str; 4] = [
    "pkgr::manifest::conflict",
    "pkgr::manifest::ending",
    "pkgr::manifest::missing-key",
    "pkgr::manifest::missing-time",
];

/// The text of each `help:` line, with the lines that it was broken into.
pub fn helps(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix("  help: ") else { continue };
        let mut help = first.to_owned();
        while let Some(more) = lines.next_if(|line| line.starts_with("        ")) {
            help = format!("{help} {}", more.trim());
        }
        all.push(help);
    }
    all
}

/// The parts of a text in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn all_helps() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = PLACES.iter().flat_map(|place| walkdir::WalkDir::new(root.join(place)).sort_by_file_name());
    let files = files.map(|entry| entry.expect("can be walked").into_path()).filter(|path| path.is_file());
    files.filter_map(|path| std::fs::read_to_string(path).ok()).flat_map(|text| helps(&text)).collect()
}

/// Everything that is in backticks in some help.
fn advised() -> BTreeSet<String> {
    all_helps().iter().flat_map(|help| quoted(help)).map(str::to_owned).collect()
}

/// The key of a line of a manifest; `None` for anything else.
pub fn key_of(line: &str) -> Option<&str> {
    let is_key = |key: &&str| {
        !key.is_empty() && key.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')
    };
    line.split_once(" = ").map(|(key, _)| key).filter(is_key)
}

fn is_wrong(diagnostic: &Diagnostic, start: usize) -> bool {
    let id = diagnostic.code.id();
    diagnostic.labels.iter().any(|label| label.span.end > start) && !RELATIONS.contains(&id)
}

/// What is wrong with a line in the table that it fits best.
fn rejected(line: &str) -> Option<String> {
    let attempt = |table: &&str| {
        let text = format!("{table}\n{line}\n");
        let start = text.len() - line.len() - 1;
        let found = manifest::parse(&SourceText::new("release.toml", text)).diagnostics;
        let wrong: Vec<String> =
            found.iter().filter(|found| is_wrong(found, start)).map(|found| found.message.clone()).collect();
        wrong
    };
    let attempts: Vec<Vec<String>> = TABLES.iter().map(attempt).collect();
    let best = attempts.into_iter().min_by_key(Vec::len).expect("there are tables");
    (!best.is_empty()).then(|| format!("`{line}`: {}", best.join("; ")))
}

#[test]
fn advised_lines_belong_in_a_manifest() {
    let lines: Vec<String> = advised().into_iter().filter(|text| key_of(text).is_some()).collect();
    assert!(lines.len() > 40, "only {} lines were found", lines.len());
    let wrong: Vec<String> = lines.iter().filter_map(|line| rejected(line)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn advised_commands_are_understood() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for text in advised().iter().filter(|text| text.starts_with("pkgr ")) {
        count += 1;
        if let Err(error) = pkgr::cli::command().try_get_matches_from(text.split(' ')) {
            wrong.push(format!("`{text}`: {error}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 4, "only {count} commands were found");
}

#[test]
fn advised_options_exist() {
    let command = pkgr::cli::command();
    let known = |option: &str| {
        let is_it = |argument: &clap::Arg| match option.strip_prefix("--") {
            Some(long) => argument.get_long() == Some(long),
            None => option.chars().nth(1) == argument.get_short(),
        };
        command
            .get_arguments()
            .chain(command.get_subcommands().flat_map(clap::Command::get_arguments))
            .any(is_it)
    };
    let options: Vec<String> =
        advised().into_iter().filter(|text| text.starts_with('-') && text.len() > 1).collect();
    assert!(options.len() >= 4, "only these options were found: {options:?}");
    for option in options {
        let name = option.split(' ').next().expect("is not empty");
        assert!(known(name), "there is no option `{option}`");
    }
}

#[test]
fn advised_git_commands_exist() {
    let advised = advised();
    let commands: Vec<&str> = advised.iter().filter_map(|text| text.strip_prefix("git ")).collect();
    let commands: Vec<&str> = commands.into_iter().filter(|text| !text.starts_with("= ")).collect();
    assert!(commands.len() >= 5, "only these commands were found: {commands:?}");
    if !support::has_git() {
        return;
    }
    let output = Command::new("git").arg("--list-cmds=main").output().expect("git can be started");
    let known = String::from_utf8(output.stdout).expect("git prints text");
    for text in commands {
        let mut words = text.split(' ');
        let name = loop {
            match words.next().expect("has a command") {
                "-C" | "-c" => drop(words.next()),
                name => break name,
            }
        };
        // Git LFS is a program of its own.
        assert!(
            name == "lfs" || known.lines().any(|line| line == name),
            "git has no command `{name}`: {text}"
        );
    }
}

#[test]
fn advice_that_does_not_work_is_noticed() {
    assert_eq!(
        helps("  × x\n  help: write `a\n        = 1`\n\n  help: b\n"),
        ["write `a = 1`".to_owned(), "b".to_owned()]
    );
    for line in ["inclde = [\"**\"]", "include = \"**\"", "include = [", "compression = { format = \"rar\" }"]
    {
        assert!(rejected(line).is_some(), "`{line}` is accepted");
    }
    assert_eq!(rejected("include = [\"**\"]"), None);
}
