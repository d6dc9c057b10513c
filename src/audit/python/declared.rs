//! What a commit says about a Python package, in `pyproject.toml` and `setup.cfg`.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::ini::Ini;
use super::requirement::{Requirement, normalized, versions, without_blanks};
use crate::audit::bodies::SETUP_CFG;
use crate::audit::phrases::short;
use crate::diagnostic::Diagnostic;
use crate::source::git::CommitTree;

/// An entry point: what a package offers to other programs by a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryPoint {
    pub group: String,
    pub name: String,
    /// In one form.
    target: String,
}

impl EntryPoint {
    pub fn new(group: &str, name: &str, target: &str) -> Self {
        Self { group: group.to_owned(), name: name.trim().to_owned(), target: without_blanks(target) }
    }
}

/// All that is declared without a program that has to run.
#[derive(Debug, Default)]
pub struct Declared {
    /// The name of the package, normalized.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// The versions of Python that it runs on.
    pub python: Option<String>,
    /// The names of its extras, normalized.
    pub extras: BTreeSet<String>,
    /// Each entry point.
    pub entry_points: BTreeSet<EntryPoint>,
    requirements: BTreeSet<Requirement>,
    /// What `pyproject.toml` leaves to the tool that builds the package.
    dynamic: BTreeSet<String>,
}

/// A list that the files of a tool have to hold in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Requirements and extras, optional or not.
    Requirements,
    EntryPoints,
}

impl Declared {
    /// Reads both files of a commit, as far as they are there and can be read.
    ///
    /// # Errors
    /// Returns an error if an object of the repository is missing or damaged.
    pub fn read(tree: &CommitTree<'_>) -> Result<Self, Diagnostic> {
        let text = |name: &[u8]| -> Result<String, Diagnostic> {
            let bytes = tree.find(name).map(|leaf| tree.bytes(leaf)).transpose()?.unwrap_or_default();
            Ok(String::from_utf8(bytes).unwrap_or_default())
        };
        let mut declared = Self::default();
        if let Some(ini) = Ini::parse(&text(SETUP_CFG)?) {
            declared.setup_cfg(&ini);
        }
        let pyproject: Table = text(b"pyproject.toml")?.parse().unwrap_or_default();
        if let Some(project) = pyproject.get("project").and_then(Value::as_table) {
            declared.project(project);
        }
        Ok(declared)
    }

    /// Whether a requirement is declared.
    pub fn requires(&self, requirement: &Requirement) -> bool {
        self.requirements.contains(requirement)
    }

    /// Whether a heading of `requires.txt` stands for something that is declared.
    pub fn has_heading(&self, extra: &str, marker: &str) -> bool {
        let is_extra = marker.is_empty() && !extra.is_empty() && self.extras.contains(&normalized(extra));
        let has_marker = || !marker.is_empty();
        is_extra || has_marker() && self.requirements.iter().any(|own| own.is_below(extra, marker))
    }

    /// Whether anything is required.
    pub fn requires_something(&self) -> bool {
        !self.requirements.is_empty()
    }

    /// The first requirement that is not among those of a file; `None` as well where a tool can replace what is
    /// declared.
    pub fn lost_requirement(&self, found: &BTreeSet<Requirement>) -> Option<&Requirement> {
        let is_lost = |own: &&Requirement| !found.contains(own);
        // A list that is declared dynamic is made by the build tool, so what is missing from it
        // proves nothing.
        self.requirements.iter().find(is_lost).filter(|_| self.is_final(List::Requirements))
    }

    /// The first entry point that is not among those of a file.
    pub fn lost_entry_point(&self, found: &BTreeSet<EntryPoint>) -> Option<&EntryPoint> {
        let is_lost = |own: &&EntryPoint| !found.contains(own);
        self.entry_points.iter().find(is_lost).filter(|_| self.is_final(List::EntryPoints))
    }

    /// Whether a tool writes what is declared, in full.
    fn is_final(&self, list: List) -> bool {
        let keys = match list {
            List::Requirements => &["dependencies", "optional-dependencies"][..],
            List::EntryPoints => &["scripts", "gui-scripts", "entry-points"],
        };
        !keys.iter().any(|key| self.dynamic.contains(*key))
    }

    fn project(&mut self, project: &Table) {
        let text = |key: &str| project.get(key).and_then(Value::as_str);
        self.name = text("name").map(normalized).or(self.name.take());
        self.version = text("version").map(str::to_owned).or(self.version.take());
        self.python = text("requires-python").map(versions).or(self.python.take());
        self.forget_what_setup_cfg_says(project);
        self.require(texts(project.get("dependencies")), "");
        for (extra, list) in tables(project.get("optional-dependencies")) {
            self.extras.insert(normalized(extra));
            self.require(texts(Some(list)), extra);
        }
        for (key, group) in [("scripts", "console_scripts"), ("gui-scripts", "gui_scripts")] {
            self.entries(group, project.get(key));
        }
        for (group, entries) in tables(project.get("entry-points")) {
            self.entries(group, Some(entries));
        }
    }

    /// Where `pyproject.toml` has a project, nothing counts besides but what it calls dynamic.
    fn forget_what_setup_cfg_says(&mut self, project: &Table) {
        self.dynamic = texts(project.get("dynamic")).map(str::to_owned).collect();
        if self.is_final(List::Requirements) {
            self.requirements.clear();
            self.extras.clear();
        }
        if self.is_final(List::EntryPoints) {
            self.entry_points.clear();
        }
    }

    fn entries(&mut self, group: &str, entries: Option<&Value>) {
        let pairs = tables(entries).filter_map(|(name, target)| Some((name, target.as_str()?)));
        self.entry_points.extend(pairs.map(|(own, target)| EntryPoint::new(group, own, target)));
    }

    fn setup_cfg(&mut self, ini: &Ini) {
        self.name = ini.get("metadata", "name").map(normalized);
        // What a file or an attribute of a module says is not known here.
        let version = ini.get("metadata", "version");
        self.version = version.filter(|version| !version.contains(':')).map(str::to_owned);
        self.python = ini.get("options", "python_requires").map(versions);
        self.require(lines(ini.get("options", "install_requires").unwrap_or_default()), "");
        for (section, name, value) in ini.entries() {
            match section {
                "options.extras_require" => {
                    self.extras.insert(normalized(name));
                    self.require(lines(value), name);
                }
                "options.entry_points" => {
                    let pairs = lines(value).filter_map(|line| line.split_once('='));
                    self.entry_points.extend(pairs.map(|(own, target)| EntryPoint::new(name, own, target)));
                }
                _ => {}
            }
        }
    }

    fn require<'a>(&mut self, texts: impl Iterator<Item = &'a str>, extra: &str) {
        self.requirements.extend(texts.map(|text| Requirement::new(text, extra)));
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn texts(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn tables(table: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    table.and_then(Value::as_table).into_iter().flatten()
}

/// What is wrong with a value that the commit does not declare, in words.
pub fn not_declared(what: &str, value: &str) -> String {
    let value = short(value.trim());
    format!("the {what} `{value}` is not declared by `pyproject.toml` or `setup.cfg` of the commit")
}
