//! How each diagnostic of a lint looks to a user.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::*;
use crate::diagnostic::{RenderStyle, Severity, SourceText, render};
use crate::entry::Entry;
use crate::glob::{Anchor, Pattern};
use crate::lint::Level;
use crate::lints::catalog::escaping_link;
use crate::lints::check::Check;
use crate::lints::tests::{archive, entries_of, entry, link, mode, prefix};
use crate::manifest::Patterns;

pub fn patterns(texts: &[&str]) -> Patterns {
    let pattern = |text: &&str| Pattern::parse(text, Anchor::Top).expect("a test pattern is well formed");
    Patterns::new(texts.iter().map(|text| (pattern(text), 0..0)).collect())
}

/// Entries on which each lint over entries fires.
fn sample(check: &Check) -> Vec<Entry<Size>> {
    match check.lint.name() {
        "ambiguous-name" => archive(&["p/-rf", "p/PaxHeaders.4711/a"]),
        "assistant-folder" => archive(&["p/.idea/a.xml", "p/.idea/b.xml", "p/sub/.vscode/settings.json"]),
        "bidi" => archive(&["p/gpj.\u{202e}exe.txt", "p/zero\u{200b}width"]),
        "case-collision" => archive(&["p/README", "p/Readme", "p/doc/a", "p/Doc/b"]),
        "control-character" => archive(&["p/::error::\n", "p/red\u{1b}[31m"]),
        "dangling-link" => vec![link("a", "gone"), link("b", "b")],
        "escaping-link" => {
            vec![link("passwd", "/etc/passwd"), link("up", "../../x"), link("drive", "C:\\x")]
        }
        "leftover" => archive(&["p/a.c~", "p/b.orig", "p/__pycache__/c.pyc"]),
        "long-name" => vec![entry(&format!("p/{}/{}", "long".repeat(40), "name".repeat(40)))],
        "non-nfc" => archive(&["p/cafe\u{301}.txt"]),
        "non-utf8" => entries_of(&[b"p/caf\xe9.txt"]),
        "os-litter" => archive(&["p/.DS_Store", "p/._a", "p/Thumbs.db"]),
        "reserved-name" => archive(&["p/aux.c", "p/12:30.log", "p/dot."]),
        "secret" => (0..12).map(|n| entry(&format!("p/certs/{n:02}.pem"))).chain([entry("p/.env")]).collect(),
        "special-bits" => vec![mode("p/bin/su", 0o4755)],
        "unreadable" => vec![mode("p/notes", 0o600)],
        "world-writable" => vec![mode("p/spool/", 0o777), mode("p/open", 0o666)],
        _ => Vec::new(),
    }
}

/// What a lint over entries finds in a tree.
pub fn tree_findings<'a>(check: &Check, tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    let Find::Nodes(find) = check.find else { return Vec::new() };
    find(tree)
}

fn of_plans() -> impl Iterator<Item = &'static Check> {
    LINTS.iter().copied().filter(|check| check.lint.applies.to_plans())
}

const MANIFEST: &str = "[normalize]\nmtime = { clamp = \"2025-06-11T12:00:56Z\" }\n\n[lints]\n\
                        secret = { level = \"deny\", allow = [\"certs/0*.pem\", \"old/**\"] }\nescaping-link = \"warn\"\n";

fn span(text: &str) -> std::ops::Range<usize> {
    let start = MANIFEST.find(text).expect("the text is in the manifest");
    start..start + text.len()
}

fn drawn(problems: &Diagnostics) -> String {
    let source = SourceText::new("release.toml", MANIFEST);
    problems.iter().fold(String::new(), |mut text, diagnostic| {
        let _ = writeln!(text, "{}", render(diagnostic, &source, RenderStyle::default()));
        text
    })
}

fn diagnostics(setting: &LintSetting<'_>) -> Diagnostics {
    let mut problems = Diagnostics::new();
    let (prefix, entries) = (prefix(), sample(setting.check));
    look(setting, &Lints::default(), &[Tree::from_entries(&prefix, &entries)], &mut problems);
    problems
}

/// Every diagnostic as a log shows it: with nothing in the manifest, then those with a line.
fn all_drawn() -> String {
    let lints = Lints::default();
    let mut text: String =
        of_plans().map(|check| drawn(&diagnostics(&LintSetting::new(&lints, check)))).collect();
    let pattern =
        |text: &str| (Pattern::parse(text, Anchor::Top).expect("well formed"), span(&format!("\"{text}\"")));
    let allow = Patterns::new(vec![pattern("certs/0*.pem"), pattern("old/**")]);
    let secret = span("{ level = \"deny\", allow = [\"certs/0*.pem\", \"old/**\"] }");
    let set = [
        LintSetting { check: &secret::CHECK, level: Level::Deny, allow: Some(&allow), span: Some(secret) },
        LintSetting {
            check: &escaping_link::CHECK,
            level: Level::Warn,
            allow: None,
            span: Some(span("\"warn\"")),
        },
    ];
    text.extend(set.iter().map(|setting| drawn(&diagnostics(setting))));
    let clamp = LintSetting::new(&lints, &clamped_source::CHECK);
    let at = span("{ clamp = \"2025-06-11T12:00:56Z\" }");
    text + &drawn(&clamp::diagnostic(&clamp, Severity::Warning, at, Some(17)).into())
}

#[test]
fn every_diagnostic_looks_as_expected() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lints/expected.txt");
    let drawn = all_drawn();
    if std::env::var_os("PKGR_BLESS").is_some() {
        fs::write(&path, &drawn).expect("the expected text can be written");
    }
    let expected = fs::read_to_string(&path).expect("the expected text is there");
    assert!(drawn == expected, "the text changed; see it with PKGR_BLESS=1 and git diff\n{drawn}");
}

#[test]
fn each_lint_fires_on_its_sample_at_its_default_level() {
    for check in of_plans().filter(|check| !sample(check).is_empty()) {
        let problems = diagnostics(&LintSetting::new(&Lints::default(), check));
        let severities: Vec<_> = problems.iter().map(|problem| problem.severity).collect();
        let denied = check.lint.level == Level::Deny;
        let expected = if denied { Severity::Error } else { Severity::Warning };
        assert_eq!(severities, [expected], "{}", check.lint.name());
    }
}

// T092: nothing in a message may steer a terminal or begin a workflow command.
#[test]
fn no_message_holds_a_control_character_of_a_name() {
    for check in of_plans() {
        for problem in &diagnostics(&LintSetting::new(&Lints::default(), check)) {
            let whole = format!("{}\n{}", problem.message, problem.help.as_deref().unwrap_or_default());
            let hostile = |character: char| {
                character != '\n' && (character.is_control() || crate::sink::is_invisible(character))
            };
            assert!(!whole.contains(hostile), "{whole:?}");
            assert!(!whole.lines().any(|line| line.starts_with("::")), "{whole:?}");
        }
    }
}

#[test]
fn a_plain_release_has_no_finding() {
    let mut entries = archive(&["p/", "p/LICENSE", "p/README.md", "p/src/", "p/src/main.c", "p/.gitignore"]);
    entries.push(link("docs", "src/../README.md"));
    let mut problems = Diagnostics::new();
    names_and_modes(&Lints::default(), &[Tree::from_entries(&prefix(), &entries)], &mut problems);
    assert_eq!(problems, Diagnostics::new());
}
