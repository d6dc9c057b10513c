//! The line of the manifest that passes over what was found, ready to be copied.

use std::collections::{BTreeMap, BTreeSet};

use super::allow::LintSetting;
use crate::glob::{Anchor, Pattern, escaped};
use crate::lint::Level;
use crate::lints::finding::{LintFinding, LintSubject, LintedPath};
use crate::path::EntryPath;
use crate::settings::text::string;

/// Most patterns that are suggested; nobody would read a longer list.
const MOST: usize = 6;

/// Findings that a suggestion is made of; each costs as much as its path is long.
const MOST_FINDINGS: usize = 10_000;

/// From this number on, similar paths of one directory are covered by one pattern.
const SIMILAR: usize = 4;

/// Bytes in a line; more would be broken by a narrow terminal and could not be copied.
const WIDEST: usize = 76;

/// TOML for `[lints]`.
pub struct SuggestedLine {
    pub toml: String,
    /// Whether it covers all findings.
    pub is_complete: bool,
}

/// The line that passes over `findings` and over what was passed over before; `None` where no
/// pattern can.
pub fn line(setting: &LintSetting<'_>, findings: &[LintFinding]) -> Option<SuggestedLine> {
    let wanted = globs(&findings[..findings.len().min(MOST_FINDINGS)]);
    if wanted.is_empty() {
        return None;
    }
    let known = setting.allow.into_iter().flat_map(|allow| allow.set().patterns()).map(Pattern::as_str);
    let is_complete = wanted.len() <= MOST && findings.len() <= MOST_FINDINGS;
    let quoted: Vec<_> = known.chain(wanted.iter().take(MOST).map(String::as_str)).map(string).collect();
    let (name, level) = (setting.check.lint.name(), word(setting.level));
    let toml = |list: &str| format!("{name} = {{ level = \"{level}\", allow = {list} }}");
    let short = toml(&format!("[{}]", quoted.join(", ")));
    let is_short = quoted.len() == 1 && short.len() <= WIDEST;
    let toml = if is_short { short } else { toml(&format!("[\n  {},\n]", quoted.join(",\n  "))) };
    Some(SuggestedLine { toml, is_complete })
}

/// The line that turns a lint off, for those that are not about paths.
pub fn off(setting: &LintSetting<'_>) -> String {
    format!("{} = \"{}\"", setting.check.lint.name(), word(Level::Allow))
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Allow => "allow",
        Level::Warn => "warn",
        Level::Deny => "deny",
    }
}

/// Patterns that cover the findings and little else, in the order of the findings.
fn globs(findings: &[LintFinding]) -> Vec<String> {
    let mut groups = BTreeMap::new();
    for finding in findings {
        match &finding.subject {
            LintSubject::Directory { directory, .. } => add_directory(&mut groups, directory),
            LintSubject::One(place) => add(&mut groups, std::slice::from_ref(place)),
            // The first may stay: one path alone collides with none.
            LintSubject::Together(places) => add(&mut groups, places.get(1..).unwrap_or_default()),
        }
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, group)| group.number);
    let mut seen = BTreeSet::new();
    let globs = groups.into_iter().flat_map(|(general, group)| group.globs(general));
    globs.filter(|glob| seen.insert(glob.clone())).collect()
}

/// Paths of one directory with one extension, by the pattern that matches all of them.
type Groups<'a> = BTreeMap<String, PathGroup<'a>>;

struct PathGroup<'a> {
    /// Groups come in the order in which they were found.
    number: usize,
    places: Vec<&'a LintedPath<'a>>,
    /// Whether the finding is the whole directory, so that the pattern matches nothing else.
    is_directory: bool,
}

impl PathGroup<'_> {
    fn globs(self, general: String) -> Vec<String> {
        // `**` alone would turn the lint off.
        if self.is_directory || self.places.len() >= SIMILAR && general != EVERYTHING {
            return vec![general];
        }
        self.places.iter().filter_map(|place| fitting(&place.path())).collect()
    }
}

const EVERYTHING: &str = "**";

fn add<'a>(groups: &mut Groups<'a>, places: &'a [LintedPath<'a>]) {
    for place in places.iter().filter(|place| place.in_source) {
        let number = groups.len();
        let new = || PathGroup { number, places: Vec::new(), is_directory: false };
        groups.entry(kind(&place.path())).or_insert_with(new).places.push(place);
    }
}

fn add_directory(groups: &mut Groups<'_>, directory: &LintedPath) {
    if directory.in_source {
        let group = PathGroup { number: groups.len(), places: Vec::new(), is_directory: true };
        groups.insert(inside(&directory.path()), group);
    }
}

/// A pattern for all paths in the directory of `path`, with its extension if it has one.
fn kind(path: &EntryPath) -> String {
    let name = path.file_name();
    let dot = name.iter().rposition(|&byte| byte == b'.');
    let extension = dot.filter(|&dot| dot > 0 && dot + 1 < name.len()).map(|dot| escaped(&name[dot..]));
    match (path.parent(), extension) {
        (Some(parent), Some(extension)) => format!("{}/*{extension}", escaped(parent.as_bytes())),
        (Some(parent), None) => inside(&parent),
        (None, Some(extension)) => format!("*{extension}"),
        (None, None) => EVERYTHING.to_owned(),
    }
}

fn inside(directory: &EntryPath) -> String {
    format!("{}/**", escaped(directory.as_bytes()))
}

/// The path itself or, if that is too long for a line, the nearest directory above it that is not.
fn fitting(path: &EntryPath) -> Option<String> {
    let itself = (path.as_bytes().len() <= WIDEST).then(|| escaped(path.as_bytes()));
    let above =
        std::iter::successors(short_parent(path), EntryPath::parent).map(|directory| inside(&directory));
    let mut globs = itself.into_iter().chain(above);
    globs.find(|glob| glob.len() <= WIDEST && Pattern::parse(glob, Anchor::Top).is_ok())
}

/// The nearest directory above a path that has no more bytes than a line; a pattern is never shorter than
/// what it matches, so those between need not be tried.
fn short_parent(path: &EntryPath) -> Option<EntryPath> {
    let bytes = path.as_bytes();
    let slash = bytes[..bytes.len().min(WIDEST)].iter().rposition(|&byte| byte == b'/')?;
    EntryPath::parse(&bytes[..slash]).ok()
}

#[cfg(test)]
mod tests {
    use super::super::tests::tree_findings;
    use super::*;
    use crate::lints::catalog::{case_collision, long_name, reserved_name, secret};
    use crate::lints::check::Check;
    use crate::lints::tests::{archive, entries_of, prefix};
    use crate::lints::tree::Tree;

    fn suggested(check: &Check, names: &[&str]) -> Vec<String> {
        let prefix = prefix();
        let entries = archive(names);
        globs(&tree_findings(check, &Tree::from_entries(&prefix, &entries)))
    }

    #[test]
    fn few_paths_are_named_and_many_of_a_kind_are_gathered() {
        assert_eq!(suggested(&secret::CHECK, &["p/a.pem", "p/d/b.pem"]), ["a.pem", "d/b.pem"]);
        let many = ["p/d/a.pem", "p/d/b.pem", "p/d/c.pem", "p/d/e.pem", "p/d/id_rsa"];
        assert_eq!(suggested(&secret::CHECK, &many), ["d/*.pem", "d/id_rsa"]);
        assert_eq!(suggested(&secret::CHECK, &["p/x/.git/a", "p/x/.git/b"]), ["x/.git/**"]);
        assert_eq!(suggested(&case_collision::CHECK, &["p/A", "p/a"]), ["a"]);
    }

    // T090: no line that cannot be copied.
    #[test]
    fn a_path_that_is_too_long_is_replaced_by_its_directory() {
        let long = "x".repeat(300);
        assert_eq!(suggested(&long_name::CHECK, &[&format!("p/a/b/{long}/{long}")]), ["a/b/**"]);
        assert!(suggested(&long_name::CHECK, &[&format!("p/{long}")]).is_empty());
    }

    // The suggestion is taken at its word: what it names passes.
    #[test]
    fn suggested_patterns_match_the_paths_whatever_is_in_them() {
        let names: [&[u8]; 7] =
            [b"p/c:x", b"p/a*b?", b"p/[x]{y}:", b"p/\\\"", b"p/\xff\xfe:", b"p/\x1b\n:", b"p/:\xe2\x80\xae"];
        let entries = entries_of(&names);
        let prefix = prefix();
        let tree = Tree::from_entries(&prefix, &entries);
        let findings = tree_findings(&reserved_name::CHECK, &tree);
        assert_eq!(findings.len(), names.len());
        for finding in &findings {
            let globs = globs(std::slice::from_ref(finding));
            let LintSubject::One(place) = &finding.subject else { panic!("a name is one path") };
            let pattern = Pattern::parse(&globs[0], Anchor::Top).expect("a suggestion is a pattern");
            let set = crate::glob::PatternSet::new(vec![pattern]);
            assert!(set.first_match(&place.path(), false).is_some(), "{globs:?}");
        }
    }

    #[test]
    fn suggested_lines_are_toml() {
        let setting =
            LintSetting { check: &reserved_name::CHECK, level: Level::Warn, allow: None, span: None };
        let entries = entries_of(&[b"p/\\\"\x1b:", b"p/:\xe2\x80\xae"]);
        let prefix = prefix();
        let findings = tree_findings(&reserved_name::CHECK, &Tree::from_entries(&prefix, &entries));
        let line = line(&setting, &findings).expect("there are paths to name");
        let table: toml::Table = line.toml.parse().expect("the line is TOML");
        let allow = table["reserved-name"]["allow"].as_array().expect("a list").clone();
        assert_eq!(allow, [":\u{202e}".into(), "\\\\\"\u{1b}:".into()]);
        assert!(line.is_complete);
    }
}
