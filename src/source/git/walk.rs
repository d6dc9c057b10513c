//! The commit's tree as a flat list, submodules included where they are asked for.

use super::Scope;
use super::attributes::{self, Stack};
use super::fault;
use super::object::{TreeEntry, TreeEntryKind};
use super::submodule;
use crate::diagnostic::Diagnostic;
use crate::object_id::ObjectId;
use crate::path::EntryPath;
use crate::spec::{GitSource, Submodules};

/// Something in the tree that is not left out by `export-ignore`.
#[derive(Clone, Debug)]
pub struct Node {
    /// Path below the top.
    pub path: EntryPath,
    /// What it is.
    pub kind: TreeEntryKind,
    /// Its object.
    pub id: ObjectId,
    /// The repository that has the object: its number among the scopes.
    pub scope: usize,
    /// Whether placeholders in it are to be filled in.
    pub subst: bool,
}

/// The top tree, flat: parents before children, names in byte order at each level.
///
/// # Errors
/// An object is missing or damaged, or a submodule that is asked for is not there.
pub fn walk(source: &GitSource, scopes: &mut Vec<Scope>) -> Result<Vec<Node>, Diagnostic> {
    let tree = scopes[0].commit.tree;
    let mut walk = Walk { source, scopes, nodes: Vec::new(), scope: 0, top: None, attributes: Stack::new() };
    walk.tree(None, tree)?;
    let mut nodes = walk.nodes;
    nodes.sort_by(|a, b| crate::path::Order::GnuName.compare((&a.path, false), (&b.path, false)));
    Ok(nodes)
}

struct Walk<'a> {
    source: &'a GitSource,
    scopes: &'a mut Vec<Scope>,
    nodes: Vec<Node>,
    /// The repository that is being walked.
    scope: usize,
    /// Where its tree stands below the top of the first one.
    top: Option<EntryPath>,
    attributes: Stack,
}

impl Walk<'_> {
    /// Adds what is below a tree; whether anything but directories was met, ignored or not.
    fn tree(&mut self, at: Option<&EntryPath>, id: ObjectId) -> Result<bool, Diagnostic> {
        let objects = &self.scopes[self.scope].objects;
        let entries = objects.tree(id).map_err(|problem| fault::below(problem, at))?;
        // git does not ask whether it is a link.
        let file = entries.iter().find(|entry| entry.name == attributes::FILE && entry.is_blob());
        let file = file.map(|entry| entry.id);
        if let Some(file) = file {
            let text = objects.blob(file).map_err(|problem| fault::below(problem, at))?;
            self.attributes.push(self.inner(at).as_ref(), &text);
        }
        let mut is_filled = false;
        for entry in &entries {
            is_filled |= self.entry(at, entry)?;
        }
        if file.is_some() {
            self.attributes.pop();
        }
        Ok(is_filled)
    }

    /// The path within the repository that is being walked.
    fn inner(&self, path: Option<&EntryPath>) -> Option<EntryPath> {
        match (&self.top, path) {
            (Some(top), Some(path)) => path.below(top),
            (None, path) => path.cloned(),
            (_, None) => None,
        }
    }

    fn entry(&mut self, at: Option<&EntryPath>, entry: &TreeEntry) -> Result<bool, Diagnostic> {
        let path = at.map_or_else(|| EntryPath::parse(&*entry.name), |at| at.join(&entry.name));
        let path = path.map_err(|why| fault::bad_object("tree", entry.id, &why.to_string()))?;
        let is_tree = entry.kind == TreeEntryKind::Tree;
        let inner = self.inner(Some(&path)).expect("it is below the top");
        let attributes = self.attributes.of(&inner, is_tree || entry.kind == TreeEntryKind::Submodule);
        if attributes.ignore && self.source.export_ignore {
            // git writes the directories of an ignored file all the same.
            return Ok(!is_tree);
        }
        let place = self.nodes.len();
        self.nodes.push(Node {
            path: path.clone(),
            kind: entry.kind,
            id: entry.id,
            scope: self.scope,
            subst: attributes.subst,
        });
        match entry.kind {
            TreeEntryKind::Tree => {
                let is_filled = self.tree(Some(&path), entry.id)?;
                if !is_filled {
                    self.nodes.truncate(place);
                }
                Ok(is_filled)
            }
            TreeEntryKind::Submodule if self.source.submodules == Submodules::Include => {
                self.submodule(&path, &inner, entry.id)?;
                Ok(true)
            }
            _ => Ok(true),
        }
    }

    /// Walks another repository's tree in place of the link to it.
    fn submodule(&mut self, path: &EntryPath, inner: &EntryPath, id: ObjectId) -> Result<(), Diagnostic> {
        let scope = submodule::open(&self.scopes[self.scope], inner, path, id)?;
        let tree = scope.commit.tree;
        self.scopes.push(scope);
        let mut below = Walk {
            source: self.source,
            scope: self.scopes.len() - 1,
            scopes: self.scopes,
            nodes: std::mem::take(&mut self.nodes),
            top: Some(path.clone()),
            attributes: Stack::new(),
        };
        let result = below.tree(Some(path), tree);
        self.nodes = below.nodes;
        result.map(|_| ())
    }
}
