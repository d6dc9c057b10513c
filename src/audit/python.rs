//! What setuptools and its like add to a source distribution of Python: `PKG-INFO`, `*.egg-info` and a tail of
//! `setup.cfg`.
//!
//! Nothing is explained by its name. Names and versions have to be those of the archive; requirements, entry
//! points and the like have to be declared by the commit, in `pyproject.toml` or `setup.cfg`; what can only be
//! found out by running `setup.py` remains a finding.
//!
//! Sources: the core metadata specification and the entry points specification of packaging.python.org, the
//! documentation of setuptools about `egg-info`, and that of Python's `configparser`.

mod declared;
mod ini;
mod metadata;
mod requirement;

use std::collections::BTreeSet;

use super::bodies::{PKG_INFO, SETUP_CFG};
use super::members::AuditMembers;
use super::{Class, Explanation, Finding, Subject};
use crate::audit::phrases::short;
use crate::diagnostic::Diagnostic;
use crate::path::Escaped;
use crate::source::git::CommitTree;
use declared::{Declared, EntryPoint, not_declared};
use requirement::{Requirement, normalized};

/// Why a finding is as it should be, or what is wrong with it.
type Judgement = Result<&'static str, String>;

/// Explains what tools of Python write, in an archive that has `PKG-INFO` at its top.
///
/// # Errors
/// Returns an error if an object of the repository is missing or damaged.
pub fn explain(
    subject: &Subject<'_>,
    members: &AuditMembers<'_>,
    prefix: Option<&[u8]>,
    findings: &mut [Finding],
) -> Result<(), Diagnostic> {
    let top = prefix.and_then(|prefix| std::str::from_utf8(prefix).ok()?.rsplit_once('-'));
    let (Some((name, version)), true) = (top, members.contains(PKG_INFO)) else { return Ok(()) };
    let declared = Declared::read(subject.tree)?;
    let distribution = Distribution { tree: subject.tree, members, name, version, declared };
    for finding in findings.iter_mut().filter(|finding| finding.explained.is_none()) {
        match distribution.explain(finding)? {
            Some(Ok(why)) => finding.explained = Some(Explanation::Python(why)),
            Some(Err(note)) => finding.note = Some(note),
            None => {}
        }
    }
    Ok(())
}

/// A source distribution.
struct Distribution<'a> {
    tree: &'a CommitTree<'a>,
    members: &'a AuditMembers<'a>,
    /// By the name of the directory at its top.
    name: &'a str,
    version: &'a str,
    /// What the commit says about the package.
    declared: Declared,
}

impl Distribution<'_> {
    /// `None` for what no tool of Python writes.
    fn explain(&self, finding: &Finding) -> Result<Option<Judgement>, Diagnostic> {
        let path = &*finding.path;
        Ok(match finding.class {
            Class::Added | Class::Changed if path == SETUP_CFG => Some(self.setup_cfg()?),
            Class::Added if path == PKG_INFO => Some(self.pkg_info(path)),
            Class::Added => egg_info(path).map(|(directory, file)| self.egg_info(path, directory, file)),
            _ => None,
        })
    }

    fn text(&self, path: &[u8]) -> Result<&str, String> {
        let bytes = self.members.kept(path).ok_or("it is too large to be checked")?;
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
        match odd_character(text) {
            Some((line, odd)) => Err(format!(
                "line {line} has the character U+{:04X}, at which Python can begin a line that is not seen here",
                u32::from(odd)
            )),
            None => Ok(text),
        }
    }

    fn pkg_info(&self, path: &[u8]) -> Judgement {
        let text = self.text(path)?;
        metadata::check(text, self.name, self.version, &self.declared)?;
        let has_list = || self.members.paths().any(|path| path.ends_with(b".egg-info/requires.txt"));
        if self.declared.requires_something() && !metadata::has_requirements(text) && !has_list() {
            return Err("it has no requirements, and the commit declares some".to_owned());
        }
        Ok(
            "written by a build tool of Python: name and version are the archive's, and the commit declares what \
            it requires",
        )
    }

    /// A file of a directory `*.egg-info`.
    fn egg_info(&self, path: &[u8], directory: &str, file: &str) -> Judgement {
        let name = directory.rsplit('/').next().unwrap_or(directory).trim_end_matches(".egg-info");
        if normalized(name) != normalized(self.name) {
            return Err(format!("`{}` is not the name of the package", short(name)));
        }
        let text = self.text(path)?;
        match file {
            "PKG-INFO" => self.same_pkg_info(text),
            "SOURCES.txt" => self.sources(text),
            "requires.txt" => self.requires(text),
            "entry_points.txt" => self.entry_points(text),
            "top_level.txt" => self.top_level(text, directory),
            // Old installers fetched code from the addresses in the first of these, so any content
            // is a finding.
            "dependency_links.txt" | "zip-safe" | "not-zip-safe" if text.trim().is_empty() => {
                Ok("written by setuptools, and empty")
            }
            "dependency_links.txt" | "zip-safe" | "not-zip-safe" => {
                Err("setuptools leaves it empty".to_owned())
            }
            _ => Err("the commit does not say what setuptools would write into it".to_owned()),
        }
    }

    fn same_pkg_info(&self, text: &str) -> Judgement {
        if self.text(PKG_INFO)? != text {
            return Err("it is not the `PKG-INFO` at the top".to_owned());
        }
        self.pkg_info(PKG_INFO)
    }

    /// The list of the archive's files; those that setuptools writes itself need not be in it.
    fn sources(&self, text: &str) -> Judgement {
        let lines: BTreeSet<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        if let Some(line) = lines.iter().find(|line| !self.members.contains(line.as_bytes())) {
            return Err(format!("it lists `{}`, which is not in the archive", short(line)));
        }
        let is_listed = |path: &[u8]| std::str::from_utf8(path).is_ok_and(|path| lines.contains(path));
        let is_written = |path: &[u8]| path == PKG_INFO || path == SETUP_CFG || egg_info(path).is_some();
        match self.members.paths().find(|path| !is_listed(path) && !is_written(path)) {
            Some(path) => Err(format!("it does not list `{}`", Escaped(path))),
            None => Ok("written by setuptools: the list of the archive's files"),
        }
    }

    /// Requirements, below `[extra]`, `[:marker]` or `[extra:marker]`.
    fn requires(&self, text: &str) -> Judgement {
        let (mut extra, mut marker) = ("", "");
        let (mut headings, mut found) = (BTreeSet::new(), BTreeSet::new());
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(heading) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                // A heading without a colon is an extra; what follows the colon is a condition on
                // the environment.
                (extra, marker) = heading.split_once(':').unwrap_or((heading, ""));
                if !self.declared.has_heading(extra, marker) || !headings.insert(heading) {
                    return Err(not_declared("heading", line));
                }
                continue;
            }
            let requirement = Requirement::new(line, extra).with_marker(marker);
            let requirement = requirement.filter(|requirement| self.declared.requires(requirement));
            found.insert(requirement.ok_or_else(|| not_declared("requirement", line))?);
        }
        match self.declared.lost_requirement(&found) {
            Some(lost) => Err(metadata::lost_requirement(lost)),
            None => Ok("written by setuptools: the requirements that the commit declares"),
        }
    }

    /// Lines `name = target` below `[group]`.
    fn entry_points(&self, text: &str) -> Judgement {
        let (mut group, mut found) = (None, BTreeSet::new());
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                group = Some(name);
                continue;
            }
            let entry = group.zip(line.split_once(" = "));
            let entry = entry.map(|(group, (name, target))| EntryPoint::new(group, name, target));
            let entry = entry.filter(|entry| self.declared.entry_points.contains(entry));
            // Readers do not agree on blanks around a line: one could take it for the continuation
            // of the line before.
            let is_bare = line.trim() == line;
            found.insert(entry.filter(|_| is_bare).ok_or_else(|| not_declared("entry point", line))?);
        }
        match self.declared.lost_entry_point(&found) {
            Some(lost) => Err(format!("the commit declares `{}`, which is not in it", short(&lost.name))),
            None => Ok("written by setuptools: the entry points that the commit declares"),
        }
    }

    /// The modules and packages beside the directory `*.egg-info`.
    fn top_level(&self, text: &str, directory: &str) -> Judgement {
        let beside = directory.rfind('/').map_or("", |end| &directory[..=end]);
        for name in text.lines().filter(|line| !line.is_empty()) {
            let place = format!("{beside}{name}");
            // An extension is a module that is compiled from such a file.
            let is_module = [".py", ".pyx", ".c"]
                .iter()
                .any(|end| self.members.contains(format!("{place}{end}").as_bytes()));
            if name.contains('/') || !is_module && !self.members.has_below(place.as_bytes()) {
                return Err(format!("it names `{}`, which is not beside it", short(name)));
            }
        }
        Ok("written by setuptools: modules and packages of the archive")
    }

    /// setuptools writes the file anew, with the tags of the version at its end.
    fn setup_cfg(&self) -> Result<Judgement, Diagnostic> {
        let leaf = self.tree.find(SETUP_CFG);
        let stored = leaf.map(|leaf| self.tree.bytes(leaf)).transpose()?.unwrap_or_default();
        let Ok(stored) = std::str::from_utf8(&stored) else {
            return Ok(Err("the commit's is not UTF-8".to_owned()));
        };
        Ok(self.text(SETUP_CFG).and_then(|found| {
            let tail = "[egg_info]\ntag_build = \ntag_date = 0\n\n";
            let added = [format!("{stored}{tail}"), format!("{stored}\n{tail}")];
            if added.iter().any(|added| added == found) || ini::rewritten(stored).as_deref() == Some(found) {
                return Ok("the commit's `setup.cfg` as setuptools writes it, with no tags for the version");
            }
            Err("it is not the commit's `setup.cfg` with `tag_build` and `tag_date`, as setuptools writes it"
                .to_owned())
        }))
    }
}

/// The first character that is a line break for Python and not here, or controls something else, and its line.
fn odd_character(text: &str) -> Option<(usize, char)> {
    let is_odd =
        |letter: char| letter.is_control() && letter != '\t' || matches!(letter, '\u{2028}' | '\u{2029}');
    text.split_inclusive('\n').enumerate().find_map(|(number, line)| {
        // An end of line as Windows has it is no odd character.
        let line = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
        Some((number + 1, line.chars().find(|&letter| is_odd(letter))?))
    })
}

/// The directory and the file of a path `*.egg-info/FILE`, at the top or in one directory.
fn egg_info(path: &[u8]) -> Option<(&str, &str)> {
    let (directory, file) = std::str::from_utf8(path).ok()?.rsplit_once('/')?;
    let is_near = directory.split('/').count() <= 2;
    (directory.ends_with(".egg-info") && is_near).then_some((directory, file))
}
