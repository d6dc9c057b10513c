//! Helpers for the tests of lints.

use super::finding::{LintFinding, LintSubject};
use super::tree::{LintNode, NodeKind, Tree};
use crate::entry::{Entry, Kind, LinkTarget, Origin, OwnHeader, Rule, Size};
use crate::mode::Mode;
use crate::path::EntryPath;
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
        own: OwnHeader::default(),
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

pub fn findings(
    lint: impl for<'a> Fn(&Tree<'a>) -> Vec<LintFinding<'a>>,
    inputs: &[impl Input],
    shown: impl Fn(&LintFinding<'_>) -> String,
) -> Vec<String> {
    let entries: Vec<_> = inputs.iter().map(Input::entry).collect();
    lint(&Tree::from_entries(&prefix(), &entries)).iter().map(shown).collect()
}

pub fn text(finding: &LintFinding<'_>) -> String {
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
