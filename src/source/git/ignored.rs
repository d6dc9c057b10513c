//! Paths that `export-ignore` leaves out, each with the line that does it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::attributes::Stack;
use super::descent::child;
use super::scope::Scope;
use super::work_tree::subtree;
use crate::diagnostic::Diagnostic;
use crate::object_id::ObjectId;
use crate::path::{EntryPath, Order};
use crate::source::ignored::{AttributeLine, IgnoredPath, IgnoringLine};
use crate::source::tree_entry::{TreeEntry, TreeEntryKind};

/// Bytes that a path takes, beside its own.
pub const PER_IGNORED: usize = 96;

/// Paths below directories that are listed for suggestions.
const MOST_LISTED: usize = 100_000;

/// Something that a line of an attribute file matches. What is below a directory was not read.
#[derive(Debug)]
struct IgnoredNode {
    path: EntryPath,
    kind: TreeEntryKind,
    id: ObjectId,
    /// The number of the repository that has the object.
    scope: usize,
    /// The number of the line.
    line: usize,
}

/// All of them.
#[derive(Debug, Default)]
pub struct IgnoredNodes {
    nodes: Vec<IgnoredNode>,
    lines: Vec<Arc<AttributeLine>>,
    /// The number of each line, by its file and its number there.
    numbers: BTreeMap<(EntryPath, usize), usize>,
}

/// Where a path is ignored.
pub struct IgnoredIn<'a> {
    /// The number of the repository.
    pub scope: usize,
    /// The path of the repository's tree below the top of the source; `None` for the source's own.
    pub top: Option<&'a EntryPath>,
    /// Its attributes, asked for the path last.
    pub attributes: &'a Stack,
}

impl IgnoredNodes {
    /// Adds a path that attributes leave out.
    pub fn add(&mut self, path: EntryPath, entry: &TreeEntry, place: &IgnoredIn<'_>) {
        let line = self.line(place);
        self.nodes.push(IgnoredNode { path, kind: entry.kind, id: entry.id, scope: place.scope, line });
    }

    fn line(&mut self, place: &IgnoredIn<'_>) -> usize {
        let found = place.attributes.ignoring_line();
        let file = place.top.map_or_else(|| found.file.clone(), |top| found.file.under(top));
        let key = (file, found.number);
        if let Some(&known) = self.numbers.get(&key) {
            return known;
        }
        self.lines.push(Arc::new(AttributeLine::new(key.0.clone(), key.1, found.text())));
        self.numbers.insert(key, self.lines.len() - 1);
        self.lines.len() - 1
    }

    /// Puts them into the order of listings, once all are there.
    pub fn sorted(mut self) -> Self {
        self.nodes.sort_by(|a, b| Order::GnuName.compare((&a.path, false), (&b.path, false)));
        self
    }

    /// What is left out at `path`; `None` if the commit has nothing there.
    ///
    /// # Errors
    /// Returns an error if a tree is missing or damaged.
    pub fn find(&self, path: &EntryPath, scopes: &[Scope]) -> Result<Option<IgnoredPath>, Diagnostic> {
        let mut above = path.parents().chain([path.clone()]);
        let Some(node) = above.find_map(|above| self.at(&above)) else { return Ok(None) };
        let kind = match path.below(&node.path) {
            None => Some(node.kind),
            Some(_) if node.kind != TreeEntryKind::Tree => None,
            Some(below) => kind_of(&below, node.id, &scopes[node.scope])?,
        };
        Ok(kind.map(|kind| self.ignored(node, path.clone(), kind)))
    }

    fn at(&self, path: &EntryPath) -> Option<&IgnoredNode> {
        let by_path = |node: &IgnoredNode| Order::GnuName.compare((&node.path, false), (path, false));
        self.nodes.binary_search_by(by_path).ok().map(|index| &self.nodes[index])
    }

    fn ignored(&self, node: &IgnoredNode, path: EntryPath, kind: TreeEntryKind) -> IgnoredPath {
        IgnoredPath { path, kind, at: node.path.clone(), line: Arc::clone(&self.lines[node.line]) }
    }

    /// Everything that is left out, as far as it can be read: for suggestions, which need not be complete.
    pub fn list(&self, scopes: &[Scope]) -> Vec<IgnoredPath> {
        let mut all = Vec::new();
        for node in &self.nodes {
            all.push(self.ignored(node, node.path.clone(), node.kind));
            let mut trees =
                Vec::from_iter((node.kind == TreeEntryKind::Tree).then(|| (node.path.clone(), node.id)));
            while let Some((at, tree)) = trees.pop_if(|_| all.len() < MOST_LISTED) {
                for entry in scopes[node.scope].objects.tree(tree).unwrap_or_default() {
                    let Ok(path) = child(Some(&at), &entry) else { continue };
                    if entry.kind == TreeEntryKind::Tree {
                        trees.push((path.clone(), entry.id));
                    }
                    all.push(self.ignored(node, path, entry.kind));
                }
            }
        }
        all
    }

    /// Each line with the number of files that it leaves out, in the order in which the lines were met.
    pub fn lines(&self, scopes: &[Scope]) -> Vec<IgnoringLine> {
        let line =
            |line: &Arc<AttributeLine>| IgnoringLine { line: Arc::clone(line), files: 0, is_counted: true };
        let mut lines: Vec<IgnoringLine> = self.lines.iter().map(line).collect();
        let mut counter = FileCounter { scopes, known: BTreeMap::new() };
        for node in &self.nodes {
            let count = match node.kind {
                TreeEntryKind::Tree => counter.count(node.scope, node.id),
                _ => FileCount::ONE,
            };
            let line = &mut lines[node.line];
            line.files = line.files.saturating_add(count.files);
            line.is_counted &= count.is_whole;
        }
        lines
    }
}

/// What a tree has at a path.
fn kind_of(path: &EntryPath, tree: ObjectId, scope: &Scope) -> Result<Option<TreeEntryKind>, Diagnostic> {
    let Some(tree) = subtree(&scope.objects, tree, path.parent().as_ref())? else { return Ok(None) };
    let entries = scope.objects.tree(tree)?;
    let found = entries.iter().find(|entry| entry.name == path.file_name());
    Ok(found.map(|entry| entry.kind))
}

/// Files below a tree.
#[derive(Clone, Copy)]
struct FileCount {
    files: u64,
    /// Whether every tree was there.
    is_whole: bool,
}

impl FileCount {
    const NONE: Self = Self { files: 0, is_whole: true };
    const ONE: Self = Self { files: 1, is_whole: true };

    fn plus(self, other: Self) -> Self {
        let files = self.files.saturating_add(other.files);
        Self { files, is_whole: self.is_whole && other.is_whole }
    }
}

/// Counts files. Each tree is counted once, however often it occurs: a few objects can list a hundred million files.
struct FileCounter<'a> {
    scopes: &'a [Scope],
    known: BTreeMap<(usize, ObjectId), FileCount>,
}

impl FileCounter<'_> {
    fn count(&mut self, scope: usize, tree: ObjectId) -> FileCount {
        let mut pending = vec![tree];
        // Without recursion: a tree may be as deep as the limit allows.
        while let Some(&at) = pending.last() {
            let open = self.visit(scope, at);
            if open.is_empty() {
                pending.pop();
            }
            pending.extend(open);
        }
        self.known[&(scope, tree)]
    }

    /// Counts a tree if all trees in it are counted; otherwise these come first.
    fn visit(&mut self, scope: usize, tree: ObjectId) -> Vec<ObjectId> {
        if self.known.contains_key(&(scope, tree)) {
            return Vec::new();
        }
        let Ok(entries) = self.scopes[scope].objects.tree(tree) else {
            self.known.insert((scope, tree), FileCount { is_whole: false, ..FileCount::NONE });
            return Vec::new();
        };
        let (mut count, mut open) = (FileCount::NONE, Vec::new());
        for entry in entries {
            match self.known.get(&(scope, entry.id)) {
                _ if entry.kind != TreeEntryKind::Tree => count = count.plus(FileCount::ONE),
                Some(known) => count = count.plus(*known),
                None => open.push(entry.id),
            }
        }
        if open.is_empty() {
            self.known.insert((scope, tree), count);
        }
        open
    }
}
