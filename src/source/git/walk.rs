//! The commit's tree as a flat list, submodules included where they are asked for.

use std::collections::BTreeSet;

use super::super::bounds::{Count, enter};
use super::attributes::{self, PathAttributes, Stack};
use super::descent::child;
use super::fault;
use super::ignored::{IgnoredIn, IgnoredNodes, PER_IGNORED};
use super::scope::Scope;
use super::submodule;
use crate::diagnostic::Diagnostic;
use crate::limits;
use crate::manifest::{GitSource, Submodules};
use crate::object_id::ObjectId;
use crate::path::EntryPath;
use crate::source::listing::PathFilter;
use crate::source::tree_entry::{TreeEntry, TreeEntryKind};

/// Something in the tree that is not left out by `export-ignore`.
#[derive(Clone, Debug)]
pub struct TreeNode {
    /// Path below the top.
    pub path: EntryPath,
    /// What it is.
    pub kind: TreeEntryKind,
    /// Its object.
    pub id: ObjectId,
    /// The repository that has the object: its number among the scopes.
    pub scope: usize,
    /// What attributes of the commit say of it.
    pub attributes: PathAttributes,
    /// Whether it, or something below it, can be packed. If not, nothing below it is a node, and its object need not
    /// be there.
    pub is_selected: bool,
}

/// Bytes that a node takes from here to the plan, beside its path: it is listed, selected and placed.
const PER_NODE: usize = 256;

/// What a walk has met.
pub struct Walked {
    /// Parents before children, names in byte order at each level.
    pub nodes: Vec<TreeNode>,
    /// What `export-ignore` leaves out.
    pub ignored: IgnoredNodes,
}

/// The top tree, flat: parents before children, names in byte order at each level.
///
/// # Errors
/// Returns an error if an object is missing or damaged, or a submodule that is asked for is not there.
pub fn walk(
    source: &GitSource,
    selects: &PathFilter<'_>,
    scopes: &mut Vec<Scope>,
) -> Result<Walked, Diagnostic> {
    let tree = scopes[0].commit.tree;
    let within = source.subdirectory.as_ref().map(|path| path.get_ref().clone());
    let top = Inside { scope: 0, top: None, within, attributes: Stack::new() };
    let mut walk = TreeWalk {
        source,
        selects,
        scopes,
        nodes: Vec::new(),
        ignored: IgnoredNodes::default(),
        count: Count::default(),
        repositories: vec![top],
        levels: Vec::new(),
        empty: BTreeSet::new(),
    };
    let tree = walk.descend(tree)?;
    walk.enter(None, tree)?;
    walk.run()?;
    let mut nodes = walk.nodes;
    // git sorts a directory as if its name ended in a slash, so `a.c` comes before what is in `a`.
    // Listings have a directory's contents right after it.
    nodes.sort_by(|a, b| crate::path::Order::GnuName.compare((&a.path, false), (&b.path, false)));
    Ok(Walked { nodes, ignored: walk.ignored.sorted() })
}

struct TreeWalk<'a> {
    source: &'a GitSource,
    selects: &'a PathFilter<'a>,
    scopes: &'a mut Vec<Scope>,
    nodes: Vec<TreeNode>,
    ignored: IgnoredNodes,
    count: Count,
    /// The repositories that are being walked, each within the one before it.
    repositories: Vec<Inside>,
    /// The directories from the top to the current one.
    levels: Vec<WalkLevel>,
    /// Trees without a file in them, wherever they are: a few objects can make a hundred million of them.
    empty: BTreeSet<ObjectId>,
}

/// A repository that is being walked.
struct Inside {
    /// Its number among the scopes.
    scope: usize,
    /// The path of its tree below the top of the first one.
    top: Option<EntryPath>,
    /// The path of the top of the walk in the first one.
    within: Option<EntryPath>,
    attributes: Stack,
}

/// A directory that is being walked.
struct WalkLevel {
    at: Option<EntryPath>,
    tree: ObjectId,
    entries: std::vec::IntoIter<TreeEntry>,
    has_attributes: bool,
    /// Whether it is the top of a submodule.
    is_submodule: bool,
    /// The nodes before it.
    place: usize,
    content: LevelContent,
}

/// What was met below a directory so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum LevelContent {
    /// Nothing but directories of which none was ignored.
    Empty,
    /// Nothing but directories. One was ignored, and so not read.
    Ignored,
    /// Something else than directories, ignored or not.
    Filled,
}

impl TreeWalk<'_> {
    fn run(&mut self) -> Result<(), Diagnostic> {
        while let Some(level) = self.levels.last_mut() {
            match level.entries.next() {
                Some(entry) => self.entry(&entry)?,
                None => self.leave(),
            }
        }
        Ok(())
    }

    fn inside(&mut self) -> &mut Inside {
        self.repositories.last_mut().expect("the first repository is left last")
    }

    /// Reads a tree of the current repository; its entries come next.
    fn enter(&mut self, at: Option<EntryPath>, tree: ObjectId) -> Result<(), Diagnostic> {
        enter(at.as_ref())?;
        let below = |problem| fault::below(problem, at.as_ref());
        let scope = self.inside().scope;
        let objects = &self.scopes[scope].objects;
        let entries = objects.tree(tree).map_err(below)?;
        self.count.meet(at.as_ref(), entries.len())?;
        let text = attribute_text(&self.scopes[scope], &entries, at.as_ref())?;
        if let Some(text) = &text {
            let inner = self.inner(at.as_ref());
            self.inside().attributes.push(inner.as_ref(), text);
        }
        self.levels.push(WalkLevel {
            place: self.nodes.len(),
            tree,
            at,
            entries: entries.into_iter(),
            has_attributes: text.is_some(),
            is_submodule: false,
            content: LevelContent::Empty,
        });
        Ok(())
    }

    /// Leaves a directory; one without files is not there, as git has none.
    fn leave(&mut self) {
        let Some(level) = self.levels.pop() else { return };
        if level.has_attributes {
            self.inside().attributes.pop();
        }
        if level.is_submodule {
            self.repositories.pop();
        }
        let Some(above) = self.levels.last_mut() else { return };
        let content = if level.is_submodule { LevelContent::Filled } else { level.content };
        above.content = above.content.max(content);
        if content == LevelContent::Filled {
            return;
        }
        // The node of the directory itself is the last one before its place.
        self.nodes.truncate(level.place - 1);
        // Elsewhere other attributes apply to the same tree.
        if content == LevelContent::Empty {
            self.empty.insert(level.tree);
        }
    }

    /// The path within the repository that is being walked.
    fn inner(&self, path: Option<&EntryPath>) -> Option<EntryPath> {
        let Inside { top, within, .. } = self.repositories.last()?;
        match (top, within, path) {
            (Some(top), _, path) => path?.below(top),
            (None, Some(within), Some(path)) => Some(path.under(within)),
            (None, within, None) => within.clone(),
            (None, None, path) => path.cloned(),
        }
    }

    /// The tree of the subdirectory that is packed. What attribute files above it say applies in it.
    fn descend(&mut self, tree: ObjectId) -> Result<ObjectId, Diagnostic> {
        let Some(subdirectory) = &self.source.subdirectory else { return Ok(tree) };
        let (mut at, mut path): (ObjectId, Option<EntryPath>) = (tree, None);
        for part in subdirectory.get_ref().parts() {
            let entries = self.scopes[0].objects.tree(at)?;
            if let Some(text) = attribute_text(&self.scopes[0], &entries, path.as_ref())? {
                self.inside().attributes.push(path.as_ref(), &text);
            }
            let found = entries.iter().find(|entry| entry.name == part && entry.kind == TreeEntryKind::Tree);
            let Some(found) = found else {
                return Err(fault::no_subdirectory(subdirectory, self.scopes[0].commit.id));
            };
            path = Some(child(path.as_ref(), found)?);
            at = found.id;
        }
        Ok(at)
    }

    fn entry(&mut self, entry: &TreeEntry) -> Result<(), Diagnostic> {
        let level = self.levels.last_mut().expect("an entry is in a directory");
        let path = child(level.at.as_ref(), entry)?;
        let is_tree = entry.kind == TreeEntryKind::Tree;
        let inner = self.inner(Some(&path)).expect("it is below the top");
        let is_directory = is_tree || entry.kind == TreeEntryKind::Submodule;
        let attributes = self.inside().attributes.of(&inner, is_directory);
        let level = self.levels.last_mut().expect("an entry is in a directory");
        // git writes the directories of an ignored file all the same.
        let is_ignored = attributes.ignore && self.source.export_ignore;
        level.content = level.content.max(match (is_tree, is_ignored) {
            (false, _) => LevelContent::Filled,
            (true, true) => LevelContent::Ignored,
            (true, false) => LevelContent::Empty,
        });
        if is_ignored {
            return self.ignore(path, entry);
        }
        // Equal ids are equal trees, so one visit of a tree that is empty everywhere is enough.
        if is_tree && self.empty.contains(&entry.id) {
            return Ok(());
        }
        let is_selected = (self.selects)(&path, is_directory);
        self.count.keep(&path, PER_NODE)?;
        let scope = self.inside().scope;
        self.nodes.push(TreeNode {
            path: path.clone(),
            kind: entry.kind,
            id: entry.id,
            scope,
            attributes,
            is_selected,
        });
        match entry.kind {
            // Whether it is empty is not known, and does not matter.
            _ if !is_selected => {
                self.levels.last_mut().expect("an entry is in a directory").content = LevelContent::Filled;
                Ok(())
            }
            TreeEntryKind::Tree => self.enter(Some(path), entry.id),
            TreeEntryKind::Submodule if self.source.submodules == Submodules::Include => {
                self.submodule(path, &inner, entry.id)
            }
            _ => Ok(()),
        }
    }

    fn ignore(&mut self, path: EntryPath, entry: &TreeEntry) -> Result<(), Diagnostic> {
        self.count.keep(&path, PER_IGNORED)?;
        let Inside { scope, top, attributes, .. } =
            self.repositories.last().expect("the first repository is left last");
        self.ignored.add(path, entry, &IgnoredIn { scope: *scope, top: top.as_ref(), attributes });
        Ok(())
    }

    /// Walks another repository's tree in place of the link to it.
    fn submodule(&mut self, path: EntryPath, inner: &EntryPath, id: ObjectId) -> Result<(), Diagnostic> {
        let parent = self.inside().scope;
        let scope = submodule::open(&self.scopes[parent], inner, &path, id)?;
        let tree = scope.commit.tree;
        self.scopes.push(scope);
        let (scope, top) = (self.scopes.len() - 1, Some(path.clone()));
        // Attributes of the outer repository end at a submodule, which has its own.
        self.repositories.push(Inside { scope, top, within: None, attributes: Stack::new() });
        self.enter(Some(path), tree)?;
        if let Some(level) = self.levels.last_mut() {
            level.is_submodule = true;
        }
        Ok(())
    }
}

/// The attribute file among the entries of a directory. git does not ask whether it is a link.
fn attribute_text(
    scope: &Scope,
    entries: &[TreeEntry],
    at: Option<&EntryPath>,
) -> Result<Option<Vec<u8>>, Diagnostic> {
    let file = entries.iter().find(|entry| entry.name == attributes::FILE && entry.is_blob());
    let text = file.map(|file| scope.objects.small_blob(file.id, limits::ATTRIBUTES));
    text.transpose().map_err(|problem| fault::below(problem, at))
}
