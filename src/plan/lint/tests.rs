//! Helpers for the lints' own tests, and how each diagnostic looks to a user.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::finding::LintSubject;
use super::tree::{LintNode, NodeKind};
use super::*;
use crate::diagnostic::{Severity, SourceText, Style, render};
use crate::entry::{Kind, LinkTarget, Origin, Rule};
use crate::glob::{Anchor, Pattern};
use crate::lint::Level;
use crate::manifest::Patterns;
use crate::mode::Mode;
use crate::time::Timestamp;

pub fn prefix() -> EntryPath {
    EntryPath::parse("p").expect("a test path is well formed")
}

/// An entry by its whole path; a slash at the end makes a directory.
fn bytes_entry(path: &[u8]) -> Entry<Size> {
    let name = path.strip_suffix(b"/").unwrap_or(path);
    let kind = if name.len() < path.len() { Kind::Directory } else { Kind::File(Size(0)) };
    let mode = Mode::from_bits(if kind == Kind::Directory { 0o755 } else { 0o644 });
    Entry {
        path: EntryPath::parse(name).expect("a test path is well formed"),
        kind,
        mode,
        mtime: Timestamp::from_seconds(0).expect("the epoch is a time"),
        origin: Origin::Source,
        rule: Rule::Include(0),
    }
}

pub fn entry(path: &str) -> Entry<Size> {
    bytes_entry(path.as_bytes())
}

pub fn entries_of(paths: &[&[u8]]) -> Vec<Entry<Size>> {
    paths.iter().map(|path| bytes_entry(path)).collect()
}

pub fn archive(paths: &[&str]) -> Vec<Entry<Size>> {
    paths.iter().map(|path| entry(path)).collect()
}

/// A link below the prefix.
pub fn link(path: &str, target: &str) -> Entry<Size> {
    let target = LinkTarget::parse(target).expect("a test target is well formed");
    let kind = Kind::Symlink(target);
    Entry { kind, mode: Mode::LINK, ..entry(&format!("p/{path}")) }
}

pub fn mode(path: &str, bits: u32) -> Entry<Size> {
    Entry { mode: Mode::from_bits(bits), ..entry(path) }
}

pub fn patterns(texts: &[&str]) -> Patterns {
    let pattern = |text: &&str| Pattern::parse(text, Anchor::Top).expect("a test pattern is well formed");
    Patterns::new(texts.iter().map(|text| (pattern(text), 0..0)).collect())
}

pub fn shown(node: &LintNode<'_>) -> String {
    let slash = if matches!(node.kind, NodeKind::Directory) { "/" } else { "" };
    format!("{}{slash}", String::from_utf8_lossy(node.path))
}

/// What can stand in a table of test inputs: a name below the prefix, or an entry.
pub trait Input {
    fn entry(&self) -> Entry<Size>;
}

impl<T: AsRef<[u8]>> Input for T {
    fn entry(&self) -> Entry<Size> {
        bytes_entry(&[b"p/", self.as_ref()].concat())
    }
}

impl Input for Entry<Size> {
    fn entry(&self) -> Entry<Size> {
        self.clone()
    }
}

fn findings(
    lint: impl for<'a> Fn(&Tree<'a>) -> Vec<LintFinding<'a>>,
    inputs: &[impl Input],
    shown: impl Fn(&LintFinding<'_>) -> String,
) -> Vec<String> {
    let entries: Vec<_> = inputs.iter().map(Input::entry).collect();
    lint(&Tree::new(&prefix(), &entries)).iter().map(shown).collect()
}

fn text(finding: &LintFinding<'_>) -> String {
    finding.text()
}

/// What a lint says of the inputs.
pub fn found(lint: impl for<'a> Fn(&Tree<'a>) -> Vec<LintFinding<'a>>, inputs: &[impl Input]) -> Vec<String> {
    findings(lint, inputs, text)
}

/// What a lint is about, without its reasons.
pub fn paths(lint: impl for<'a> Fn(&Tree<'a>) -> Vec<LintFinding<'a>>, inputs: &[impl Input]) -> Vec<String> {
    findings(lint, inputs, |finding| match &finding.subject {
        LintSubject::One(place) => place.text().trim_matches('`').to_owned(),
        LintSubject::Directory { directory, .. } => directory.text().trim_matches('`').to_owned(),
        LintSubject::Together(_) => panic!("names that collide have no one path"),
    })
}

/// Entries on which each lint over entries fires.
fn sample(lint: Lint) -> Vec<Entry<Size>> {
    match lint {
        Lint::AmbiguousName => archive(&["p/-rf", "p/PaxHeaders.4711/a"]),
        Lint::AssistantFolder => archive(&["p/.idea/a.xml", "p/.idea/b.xml", "p/sub/.vscode/settings.json"]),
        Lint::Bidi => archive(&["p/gpj.\u{202e}exe.txt", "p/zero\u{200b}width"]),
        Lint::CaseCollision => archive(&["p/README", "p/Readme", "p/doc/a", "p/Doc/b"]),
        Lint::ControlCharacter => archive(&["p/::error::\n", "p/red\u{1b}[31m"]),
        Lint::DanglingLink => vec![link("a", "gone"), link("b", "b")],
        Lint::EscapingLink => {
            vec![link("passwd", "/etc/passwd"), link("up", "../../x"), link("drive", "C:\\x")]
        }
        Lint::Leftover => archive(&["p/a.c~", "p/b.orig", "p/__pycache__/c.pyc"]),
        Lint::LongName => vec![entry(&format!("p/{}/{}", "long".repeat(40), "name".repeat(40)))],
        Lint::NonNfc => archive(&["p/cafe\u{301}.txt"]),
        Lint::NonUtf8 => entries_of(&[b"p/caf\xe9.txt"]),
        Lint::OsLitter => archive(&["p/.DS_Store", "p/._a", "p/Thumbs.db"]),
        Lint::ReservedName => archive(&["p/aux.c", "p/12:30.log", "p/dot."]),
        Lint::Secret => {
            (0..12).map(|n| entry(&format!("p/certs/{n:02}.pem"))).chain([entry("p/.env")]).collect()
        }
        Lint::SpecialBits => vec![mode("p/bin/su", 0o4755)],
        Lint::Unreadable => vec![mode("p/notes", 0o600)],
        Lint::WorldWritable => vec![mode("p/spool/", 0o777), mode("p/open", 0o666)],
        Lint::ClampedSource | Lint::SecretContent | Lint::UnmatchedPattern => Vec::new(),
    }
}

const MANIFEST: &str = "[normalize]\nmtime = { clamp = \"2025-06-11T12:00:56Z\" }\n\n[lints]\n\
                        secret = { level = \"deny\", allow = [\"certs/0*.pem\", \"old/**\"] }\nescaping-link = \"warn\"\n";

fn span(text: &str) -> std::ops::Range<usize> {
    let start = MANIFEST.find(text).expect("the text is in the manifest");
    start..start + text.len()
}

fn drawn(problems: &Diagnostics) -> String {
    let source = SourceText { name: "release.toml".into(), text: MANIFEST.into() };
    problems.iter().fold(String::new(), |mut text, diagnostic| {
        let _ = writeln!(text, "{}", render(diagnostic, &source, Style::default()));
        text
    })
}

fn diagnostics(setting: &LintSetting<'_>) -> Diagnostics {
    let mut problems = Diagnostics::new();
    let (prefix, entries) = (prefix(), sample(setting.lint));
    look(setting, &Lints::default(), &Tree::new(&prefix, &entries), &mut problems);
    problems
}

/// Every diagnostic as a log shows it: with nothing in the manifest, then those with a line.
fn all_drawn() -> String {
    let lints = Lints::default();
    let mut text: String =
        Lint::ALL.iter().map(|&lint| drawn(&diagnostics(&LintSetting::of(&lints, lint)))).collect();
    let pattern =
        |text: &str| (Pattern::parse(text, Anchor::Top).expect("well formed"), span(&format!("\"{text}\"")));
    let allow = Patterns::new(vec![pattern("certs/0*.pem"), pattern("old/**")]);
    let secret = span("{ level = \"deny\", allow = [\"certs/0*.pem\", \"old/**\"] }");
    let set = [
        LintSetting { lint: Lint::Secret, level: Level::Deny, allow: Some(&allow), span: Some(secret) },
        LintSetting {
            lint: Lint::EscapingLink,
            level: Level::Warn,
            allow: None,
            span: Some(span("\"warn\"")),
        },
    ];
    text.extend(set.iter().map(|setting| drawn(&diagnostics(setting))));
    let clamp = LintSetting::of(&lints, Lint::ClampedSource);
    let at = span("{ clamp = \"2025-06-11T12:00:56Z\" }");
    text + &drawn(&clamp::diagnostic(&clamp, Severity::Warning, at, 17).into())
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
    for &lint in Lint::ALL.iter().filter(|lint| !sample(**lint).is_empty()) {
        let problems = diagnostics(&LintSetting::of(&Lints::default(), lint));
        let severities: Vec<_> = problems.iter().map(|problem| problem.severity).collect();
        let denied = lint.default_level() == Level::Deny;
        let expected = if denied { Severity::Error } else { Severity::Warning };
        assert_eq!(severities, [expected], "{}", lint.name());
    }
}

// T092: nothing in a message may steer a terminal or begin a workflow command.
#[test]
fn no_message_holds_a_control_character_of_a_name() {
    for &lint in Lint::ALL {
        for problem in &diagnostics(&LintSetting::of(&Lints::default(), lint)) {
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
    names_and_modes(&Lints::default(), &prefix(), &entries, &mut problems);
    assert_eq!(problems, Diagnostics::new());
}

// T315
#[test]
fn joiners_that_a_script_needs_are_not_invisible_characters() {
    let family = "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}.png";
    let persian = "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}.txt";
    let latin = "caf\u{e9}\u{200d}\u{e9}";
    let both = "\u{1f468}\u{200d}\u{1f469}\u{200b}";
    let found = findings(characters::bidi, &[family, persian, latin, both], text);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("caf") && found[1].contains("200b"), "{found:?}");
}
