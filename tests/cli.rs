//! Sessions at the command line: `tests/cli/*.md`, run as they are written.
//!
//! A `console` block holds commands after `$ `, each followed by its standard output and, where it
//! is not 0, its exit code as `? N`. A `stderr` block after it holds what the last command
//! said on standard error. Each document runs in a directory of its own with the minimal example in it.
//! `tests/manual.rs` runs the sessions of the manual with the same code: there, a `toml` block that begins with
//! `schema = 1` is written to `release.toml`.
//! `PKGR_BLESS=1` writes what was seen into the documents.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{file, temp_dir, text};

/// A document: prose as it is, and commands with what they print.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    Prose(String),
    Commands(Vec<Step>),
    Manifest(String),
    Stderr(String),
}

#[derive(Debug, PartialEq, Eq)]
pub struct Step {
    command: String,
    stdout: String,
    code: i32,
}

pub fn read(document: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        pieces.push(match line {
            "```console" => Piece::Commands(steps(block(&mut lines))),
            "```stderr" => Piece::Stderr(block(&mut lines).concat()),
            "```toml" => Piece::Manifest(block(&mut lines).concat()),
            prose => Piece::Prose(prose.to_owned() + "\n"),
        });
    }
    pieces
}

/// The lines up to the end of a fenced block.
fn block<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Vec<String> {
    lines.take_while(|line| *line != "```").map(|line| line.to_owned() + "\n").collect()
}

fn steps(lines: Vec<String>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in lines {
        if let Some(command) = line.strip_prefix("$ ") {
            steps.push(Step { command: command.trim_end().to_owned(), stdout: String::new(), code: 0 });
            continue;
        }
        let step = steps.last_mut().expect("a block begins with a command");
        match line.strip_prefix("? ") {
            Some(code) => step.code = code.trim().parse().expect("an exit code"),
            None => step.stdout.push_str(&line),
        }
    }
    steps
}

pub fn write(pieces: &[Piece]) -> String {
    let mut document = String::new();
    for piece in pieces {
        match piece {
            Piece::Prose(line) => document.push_str(line),
            Piece::Stderr(said) => {
                let _ = write!(document, "```stderr\n{said}```\n");
            }
            Piece::Manifest(manifest) => {
                let _ = write!(document, "```toml\n{manifest}```\n");
            }
            Piece::Commands(steps) => {
                document.push_str("```console\n");
                for Step { command, stdout, code } in steps {
                    let _ = write!(document, "$ {command}\n{stdout}");
                    if *code != 0 {
                        let _ = writeln!(document, "? {code}");
                    }
                }
                document.push_str("```\n");
            }
        }
    }
    document
}

/// Runs the commands of a document and gives it back with what was seen.
pub fn run(pieces: Vec<Piece>, directory: &Path) -> Vec<Piece> {
    let mut said = String::new();
    let mut seen = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Prose(ref line) => {
                assert!(said.is_empty() || line == "\n", "nobody expected on standard error:\n{said}");
                seen.push(piece);
            }
            Piece::Stderr(_) => seen.push(Piece::Stderr(std::mem::take(&mut said))),
            Piece::Manifest(ref manifest) => {
                if manifest.starts_with("schema = 1") {
                    fs::write(directory.join("release.toml"), manifest).expect("can be written");
                }
                seen.push(piece);
            }
            Piece::Commands(steps) => {
                let steps = steps.into_iter().map(|step| {
                    assert!(said.is_empty(), "nobody expected on standard error:\n{said}");
                    let (step, stderr) = run_step(&step.command, directory);
                    follow(&stderr, directory);
                    said = stderr;
                    step
                });
                seen.push(Piece::Commands(steps.collect()));
            }
        }
    }
    assert!(said.is_empty(), "nobody expected on standard error:\n{said}");
    seen
}

/// The person and the time of commits that a session makes, so that their ids are always the same. pkgr ignores them.
const GIT: [(&str, &str); 11] = [
    ("HOME", "/nonexistent"),
    ("GIT_CONFIG_NOSYSTEM", "1"),
    // `git clone` of a tag is not to explain what that means.
    ("GIT_CONFIG_COUNT", "1"),
    ("GIT_CONFIG_KEY_0", "advice.detachedHead"),
    ("GIT_CONFIG_VALUE_0", "false"),
    ("GIT_AUTHOR_NAME", "A U Thor"),
    ("GIT_AUTHOR_EMAIL", "author@example.org"),
    ("GIT_AUTHOR_DATE", "1749656217 +0000"),
    ("GIT_COMMITTER_NAME", "C O Mitter"),
    ("GIT_COMMITTER_EMAIL", "committer@example.org"),
    ("GIT_COMMITTER_DATE", "1749656217 +0000"),
];

fn run_step(command: &str, directory: &Path) -> (Step, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_pkgr")).parent().expect("in a directory");
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(directory)
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", program.display()))
        .envs(GIT)
        .output()
        .expect("sh can be started");
    let code = output.status.code().expect("ends by itself");
    (Step { command: command.to_owned(), stdout: text(&output.stdout), code }, text(&output.stderr))
}

/// Programs whose commands a help may advise.
const ADVISED: [&str; 4] = ["pkgr ", "git ", "mkdir ", "ls "];

/// The commands in the help of what was said, without those in which the reader has to fill in a word.
fn advised(said: &str) -> Vec<String> {
    let helps = crate::next_steps::helps(said);
    let quoted = helps.iter().flat_map(|help| help.split('`').skip(1).step_by(2).map(str::to_owned));
    let is_open = |word: &str| word.chars().all(|letter| letter.is_ascii_uppercase());
    quoted
        .filter(|text| ADVISED.iter().any(|program| text.starts_with(program)) && !text.contains(" = "))
        .filter(|text| !text.split(' ').any(is_open))
        .collect()
}

/// Executes the commands that a help advises, in a copy of the directory.
fn follow(said: &str, directory: &Path) {
    for command in advised(said) {
        let copy = temp_dir();
        let target = copy.path().join("copy");
        let made = Command::new("cp").arg("-a").arg(directory).arg(&target).status();
        assert!(made.expect("cp can be started").success());
        // A session can change to a directory of the example first; its advice is for there.
        let works = [target.clone(), target.join("hello")].iter().any(|place| {
            let (step, _) = run_step(&command, place);
            step.code == 0 || (step.code == 1 && command.starts_with("pkgr "))
        });
        assert!(works, "`{command}` does not work after:\n{said}");
    }
}

fn example() -> tempfile::TempDir {
    let root = temp_dir();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/minimal");
    for (name, mode) in [
        ("release.toml", 0o644),
        ("hello/LICENSE", 0o644),
        ("hello/README", 0o644),
        ("hello/src/hello.sh", 0o755),
    ] {
        file(root.path(), name, &fs::read(from.join(name)).expect("is there"), mode);
    }
    root
}

#[test]
fn every_session_goes_as_it_is_written() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let documents = fs::read_dir(directory).expect("there are sessions");
    let mut documents: Vec<PathBuf> = documents.map(|entry| entry.expect("can be listed").path()).collect();
    documents.sort();
    assert!(documents.len() >= 5);
    for path in documents {
        let written = fs::read_to_string(&path).expect("is text");
        let root = example();
        let seen = write(&run(read(&written), root.path()));
        if std::env::var_os("PKGR_BLESS").is_some() {
            fs::write(&path, &seen).expect("can be written");
        } else {
            assert!(seen == written, "{} goes otherwise:\n{seen}", path.display());
        }
    }
}

#[test]
fn a_document_that_is_read_and_written_is_the_same() {
    let document = "# A\n\n```console\n$ x\n1\n? 2\n$ y\n```\n\n```stderr\nno\n```\n";
    assert_eq!(write(&read(document)), document);
}
