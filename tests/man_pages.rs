//! Help and manual pages: examples, exit codes, and what a checker of manual pages says.
#![allow(clippy::disallowed_methods, reason = "tests start the program under test, and mandoc")]

use crate::support;

use std::fs;
use std::process::Command;

use pkgr::report::manual::{USAGES, names};
use support::{pkgr, say, stdout, temp_dir, text};

#[test]
fn every_command_has_examples_that_are_understood() {
    let command = pkgr::cli::command();
    let commands: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    let described: Vec<&str> = USAGES.iter().map(|usage| usage.command).collect();
    assert_eq!(described, commands.into_iter().filter(|name| *name != "help").collect::<Vec<_>>());
    for usage in &USAGES {
        assert!(usage.examples.len() >= 2, "{}", usage.command);
        for [_, line] in usage.examples {
            let parsed = command.clone().try_get_matches_from(line.split(' '));
            assert!(parsed.is_ok(), "`{line}`: {}", parsed.expect_err("is wrong"));
            assert!(line.starts_with(&format!("pkgr {}", usage.command)), "{line}");
        }
    }
}

#[test]
fn help_shows_own_options_first_then_examples_and_exit_codes() {
    let directory = temp_dir();
    for usage in &USAGES {
        for arguments in [["help", usage.command], [usage.command, "--help"]] {
            let help = text(&stdout(&pkgr(directory.path(), &arguments)));
            let position = |part: &str| help.find(part).unwrap_or_else(|| panic!("no `{part}` in\n{help}"));
            let (global, examples) = (position("Global options:"), position("Examples:"));
            assert!(global < examples && examples < position("Exit codes:"), "{help}");
            if let Some(options) = help.find("\nOptions:") {
                assert!(options < global, "{help}");
            }
        }
    }
}

#[test]
fn there_is_a_page_for_each_command_and_a_checker_finds_nothing() {
    let directory = temp_dir();
    stdout(&pkgr(directory.path(), &["man", "-o", "."]));
    let pages = names(&pkgr::cli::command());
    assert_eq!(pages.len(), USAGES.len() + 1);
    for page in &pages {
        let file = directory.path().join(format!("{page}.1"));
        let written = fs::read_to_string(&file).expect("the page was written");
        for section in ["NAME", "SYNOPSIS", "OPTIONS", "FILES", "ENVIRONMENT", "\"SEE ALSO\""] {
            assert!(written.contains(&format!(".SH {section}\n")), "{page}: no {section}");
        }
        let printed = match page.strip_prefix("pkgr-") {
            Some(command) => stdout(&pkgr(directory.path(), &["man", command])),
            None => stdout(&pkgr(directory.path(), &["man"])),
        };
        assert_eq!(text(&printed), written);
        let Ok(checked) = Command::new("mandoc").arg("-Tlint").arg(&file).output() else {
            say("SKIPPED: no mandoc, so manual pages are not checked");
            return;
        };
        // It asks for a date, which would be that of a build, and for pages of this program to be installed.
        let found = text(&checked.stdout);
        let found: Vec<&str> = found
            .lines()
            .filter(|line| !line.contains("missing date") && !line.contains("referenced manual not found"))
            .collect();
        assert!(found.is_empty(), "{page}: {}", found.join("\n"));
    }
    assert_eq!(pkgr(directory.path(), &["man", "nothing"]).status.code(), Some(2));
}
