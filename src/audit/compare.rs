//! Members of the archive and files of the tree, matched by their paths.

use std::collections::{BTreeMap, BTreeSet};

use super::build_inputs::{Runnable, steers};
use super::phrases::{self, File};
use super::special::special;
use super::{Class, Explanation, Finding, Subject};
use crate::container::inventory::{Inventory, Member, RawKind};
use crate::container::member_path;
use crate::container::names::top;
use crate::diagnostic::Diagnostic;
use crate::path::Escaped;
use crate::source::TreeEntryKind;
use crate::source::git::{CommitTree, Leaf, LeafBytes};

/// What a comparison found.
pub struct Compared {
    /// Files and links that are the same.
    pub same: usize,
    pub findings: Vec<Finding>,
}

/// The directory at the top of the archive that is no part of the tree's paths: that which leaves more
/// names that the tree has.
pub fn prefix<'a>(inventory: &'a Inventory, tree: &CommitTree<'_>) -> Option<&'a [u8]> {
    let top = top(&inventory.members)?;
    let known = |prefix| {
        let names = inventory.members.iter().filter_map(|member| below(member, prefix));
        names.filter(|name| tree.find(name).is_some()).count()
    };
    // A repository can itself have one directory at the top. Then its files are known with that
    // directory, and removing it would make every file a difference.
    (known(Some(top)) >= known(None)).then_some(top)
}

/// A member's path below the top directory; `None` for that directory itself.
pub fn below<'a>(member: &'a Member, prefix: Option<&[u8]>) -> Option<&'a [u8]> {
    let path = member.path.below(prefix);
    // The directory that everything is in has no counterpart in a tree.
    let is_top = path.is_empty() || path == b"." && member.kind == RawKind::Directory;
    (!is_top).then_some(path)
}

/// Every difference between the members and the tree, unexplained but for what the commit itself says.
pub fn compare(subject: &Subject<'_>, prefix: Option<&[u8]>) -> Result<Compared, Diagnostic> {
    let mut compare = Compare::new(subject, prefix);
    for (number, member) in subject.inventory.members.iter().enumerate() {
        if let Some(path) = below(member, prefix) {
            compare.member(number, member, path)?;
        }
    }
    compare.finish()
}

struct Compare<'a> {
    subject: &'a Subject<'a>,
    /// How often each path came; directories aside.
    met: BTreeMap<&'a [u8], usize>,
    /// Files by their whole name, for hard links to them.
    files: BTreeMap<&'a [u8], usize>,
    /// Directories that something lies in.
    filled: BTreeSet<&'a [u8]>,
    /// Members below each submodule.
    within: BTreeMap<&'a [u8], usize>,
    submodules: Vec<&'a Leaf>,
    same: usize,
    findings: Vec<Finding>,
}

impl<'a> Compare<'a> {
    fn new(subject: &'a Subject<'a>, prefix: Option<&[u8]>) -> Self {
        let members = subject.inventory.members.iter();
        let paths = members.filter_map(|member| below(member, prefix));
        // git has no empty directories, so a directory is a finding only if nothing is in it.
        let filled = paths.flat_map(parents).collect();
        let leaves = subject.tree.leaves.iter();
        Self {
            subject,
            met: BTreeMap::new(),
            files: BTreeMap::new(),
            filled,
            within: BTreeMap::new(),
            submodules: leaves.filter(|leaf| leaf.kind == TreeEntryKind::Submodule).collect(),
            same: 0,
            findings: Vec::new(),
        }
    }

    fn member(&mut self, number: usize, member: &'a Member, path: &'a [u8]) -> Result<(), Diagnostic> {
        let leaf = self.subject.tree.find(path);
        if member.kind == RawKind::Directory {
            self.directory(path, leaf);
            return Ok(());
        }
        if member.kind == RawKind::File {
            // The last file of a name: a hard link after it leads to that one once it is unpacked.
            self.files.insert(member.path.bare(), number);
        }
        let turn = self.met.entry(path).or_default();
        *turn += 1;
        // Reported once, however many members have the name.
        if *turn == 2 {
            let note = "which of them is unpacked depends on the program".to_owned();
            self.add(
                Class::Duplicate,
                path,
                Sides { tree: "", archive: "a second member of this name" },
                Some(note),
            );
        }
        if let Some(leaf) = leaf {
            return self.pair(number, member, leaf);
        }
        self.added(number, member, path);
        Ok(())
    }

    /// git stores no empty directories, so a directory must contain something.
    fn directory(&mut self, path: &'a [u8], leaf: Option<&'a Leaf>) {
        match leaf {
            Some(leaf) if leaf.kind == TreeEntryKind::Submodule => {}
            Some(leaf) => {
                // Met, so that it is not reported as missing as well.
                self.met.insert(path, 1);
                self.add(Class::Kind, path, Sides { tree: phrases::kind(leaf), archive: "directory" }, None);
            }
            None if self.filled.contains(path) || self.subject.tree.has_below(path) => {}
            None => self.add(Class::Added, path, Sides { tree: "", archive: "empty directory" }, None),
        }
    }

    fn added(&mut self, number: usize, member: &'a Member, path: &'a [u8]) {
        let submodule = self.submodules.iter().find(|leaf| is_below(path, leaf.path.as_bytes()));
        let note = submodule.map(|leaf| {
            *self.within.entry(leaf.path.as_bytes()).or_default() += 1;
            format!("below the submodule `{}`, whose files are in another repository", leaf.path)
        });
        let id = format!("sha256 {}", member.body.digest);
        let archive = phrases::member(member, self.file(number, member).as_ref(), &id);
        self.push(number, member, Finding { archive, note, ..empty(Class::Added, path) });
    }

    /// Compares the member and the tree entry of one path.
    fn pair(&mut self, number: usize, member: &'a Member, leaf: &'a Leaf) -> Result<(), Diagnostic> {
        let path = leaf.path.as_bytes();
        let file = self.file(number, member);
        let is_file = matches!(leaf.kind, TreeEntryKind::File | TreeEntryKind::Executable);
        let class = match (&member.kind, &file) {
            (_, Some(file)) if is_file => self.became(file, leaf)?,
            (RawKind::Symlink(target), _) if leaf.kind == TreeEntryKind::Symlink => {
                let id = self.subject.tree.bytes_of(target).id;
                (id != Some(leaf.id)).then_some((Class::Changed, None))
            }
            _ => Some((Class::Kind, None)),
        };
        let Some((class, explained)) = class else {
            // Counted once for each file of the commit, not for each member with its name.
            self.same += usize::from(self.met.get(path) == Some(&1));
            return Ok(());
        };
        let (tree, archive) = if let (Class::Mode, Some(file)) = (class, &file) {
            (phrases::kind(leaf).to_owned(), phrases::file(file).to_owned())
        } else {
            let id = file.as_ref().and_then(|file| file.bytes.id);
            let id = id.map_or_else(|| "no git blob".to_owned(), |id| format!("git blob {id}"));
            (self.leaf(leaf)?, phrases::member(member, file.as_ref(), &id))
        };
        let note = if class == Class::Changed { self.unstable(leaf)? } else { None };
        let is_both = class == Class::Changed && member.kind == RawKind::File;
        let files = self.subject.tree.number(leaf).filter(|_| is_both).map(|leaf| (leaf, number));
        self.push(number, member, Finding { tree, archive, note, explained, files, ..empty(class, path) });
        Ok(())
    }

    /// What became of a file; `None` where it is the same.
    fn became(&self, file: &File, leaf: &Leaf) -> Result<Option<(Class, Option<Explanation>)>, Diagnostic> {
        let is_same = file.bytes.id == Some(leaf.id);
        // Asking costs reading the blob, and most files of most archives are the same.
        let conversion = if is_same { None } else { self.subject.tree.conversion(leaf, &file.bytes)? };
        // A mode that the archive does not record is not compared.
        let has_mode = file.is_executable.is_none_or(|is| is == (leaf.kind == TreeEntryKind::Executable));
        Ok(match (is_same, conversion, has_mode) {
            (false, None, _) => Some((Class::Changed, None)),
            (_, _, false) => Some((Class::Mode, None)),
            (false, Some(conversion), true) => {
                Some((Class::Converted, Some(Explanation::Conversion(conversion))))
            }
            (true, _, true) => None,
        })
    }

    /// Why nobody can say whether a file is as it should be, where that is so.
    fn unstable(&self, leaf: &Leaf) -> Result<Option<String>, Diagnostic> {
        let unstable = self.subject.tree.unstable(leaf)?;
        Ok(unstable.map(|(placeholder, line)| {
            let placeholder = Escaped(placeholder.as_bytes());
            format!("`{placeholder}` in line {line} is filled in from the state of a repository, not from the commit")
        }))
    }

    /// The file that is unpacked for a member: its own, or that which it is a hard link to.
    fn file(&self, number: usize, member: &Member) -> Option<File> {
        let number = match &member.kind {
            RawKind::File => number,
            // It has the mode of its target, whatever its own header says.
            RawKind::HardLink(target) => *self.files.get(member_path::bare(target))?,
            RawKind::Symlink(_) | RawKind::Directory | RawKind::Other(_) => return None,
        };
        let Member { body, mode, .. } = &self.subject.inventory.members[number];
        let seen = self.subject.bodies.seen(number);
        Some(File {
            bytes: LeafBytes { id: seen.id, size: body.size, digest: body.digest },
            text: seen.text,
            is_executable: mode.map(|mode| mode & 0o100 != 0),
            content: seen.content,
        })
    }

    /// A leaf of the tree in words, a link by its target.
    fn leaf(&self, leaf: &Leaf) -> Result<String, Diagnostic> {
        Ok(match leaf.kind {
            TreeEntryKind::Symlink => RawKind::Symlink(self.subject.tree.bytes(leaf)?).to_string(),
            TreeEntryKind::Submodule => format!("submodule, commit {}", leaf.id),
            _ => format!("{}, git blob {}", phrases::kind(leaf), leaf.id),
        })
    }

    /// What is only in the tree, and what no archive can have.
    fn finish(mut self) -> Result<Compared, Diagnostic> {
        for leaf in &self.subject.tree.leaves {
            let path = leaf.path.as_bytes();
            if leaf.kind == TreeEntryKind::Submodule {
                self.submodule(leaf);
            } else if !self.met.contains_key(path) {
                self.findings.push(Finding {
                    tree: self.leaf(leaf)?,
                    explained: leaf.is_ignored.then_some(Explanation::ExportIgnore),
                    ..empty(Class::Missing, path)
                });
            }
        }
        Ok(Compared { same: self.same, findings: self.findings })
    }

    fn submodule(&mut self, leaf: &Leaf) {
        let archive = match self.within.get(leaf.path.as_bytes()) {
            None => "nothing".to_owned(),
            Some(1) => "1 member below it".to_owned(),
            Some(count) => format!("{count} members below it"),
        };
        self.findings.push(Finding {
            tree: format!("commit {}", leaf.id),
            archive,
            note: Some("not compared".to_owned()),
            explained: Some(Explanation::Submodule),
            ..empty(Class::Submodule, leaf.path.as_bytes())
        });
    }

    fn add(&mut self, class: Class, path: &[u8], sides: Sides<'_>, note: Option<String>) {
        let (tree, archive) = (sides.tree.to_owned(), sides.archive.to_owned());
        self.findings.push(Finding { tree, archive, note, ..empty(class, path) });
    }

    /// Adds a finding about a member that is there, with what it can do.
    fn push(&mut self, number: usize, member: &Member, finding: Finding) {
        let file = self.file(number, member);
        let runnable = Runnable {
            is_executable: file.as_ref().is_some_and(|file| file.is_executable == Some(true)),
            content: file.as_ref().map(|file| file.content).unwrap_or_default(),
            is_link: matches!(member.kind, RawKind::Symlink(_)),
        };
        // The commit itself asks for these conversions, so nobody else can have put anything in.
        let can_steer = finding.class != Class::Converted;
        let special = special(&member.kind, &finding.path);
        let is_alien = special.is_some_and(|special| !special.can_be_packed);
        // A kind that no commit can hold says more than any name.
        let why = special.map(|special| special.why).or_else(|| steers(&finding.path, runnable));
        let steers = why.filter(|_| can_steer);
        let member = (member.kind == RawKind::File).then_some(number);
        self.findings.push(Finding { steers, is_alien, member, text: file.map(|file| file.text), ..finding });
    }
}

/// What the tree and the archive have at a path; empty for nothing.
#[derive(Clone, Copy)]
struct Sides<'a> {
    tree: &'a str,
    archive: &'a str,
}

fn is_below(path: &[u8], directory: &[u8]) -> bool {
    path.strip_prefix(directory).is_some_and(|rest| rest.first() == Some(&b'/'))
}

/// The directories above a path.
fn parents(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| &path[..at])
}

fn empty(class: Class, path: &[u8]) -> Finding {
    Finding {
        class,
        path: path.to_vec(),
        steers: None,
        is_alien: false,
        text: None,
        tree: String::new(),
        archive: String::new(),
        note: None,
        explained: None,
        files: None,
        member: None,
    }
}
