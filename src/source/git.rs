//! The tree of a commit, read from the repository's objects: no checkout, no `git`, no
//! configuration but what says how the objects are stored.

mod ancestry;
mod attribute_lines;
mod attributes;
mod body;
mod checkout;
mod convert;
mod descent;
mod difference;
mod encoding;
mod expect;
mod expect_text;
mod fault;
mod history;
mod ignored;
mod layout;
mod lfs;
mod object;
mod pack_writer;
mod packs;
mod parts;
mod planned;
mod repository;
mod resolve;
mod scope;
mod store;
mod stored;
mod submodule;
mod subst;
mod survey;
mod tag_form;
mod upstream;
mod walk;
mod work_tree;

use std::io::Read;
use std::path::{Path, PathBuf};

use self::body::{FoundNode, NodeBodies};
use self::history::HistoryPlace;
use self::ignored::IgnoredNodes;
use self::repository::Repository;
use self::scope::Scope;
use self::walk::{TreeNode, Walked};
use super::contents::Contents;
use super::ignored::{IgnoredPath, IgnoringLine};
use super::listing::{Attributes, Item, ItemKind, Listing, PathFilter, Unapplied};
use super::provenance::Provenance;
use super::tree_entry::TreeEntryKind;
use crate::diagnostic::{Checked, Code, Diagnostic, Diagnostics};
use crate::entry::Origin;
use crate::error::Error;
use crate::limits;
use crate::manifest::{GitSource, Spanned, Submodules};
use crate::mode::Mode;
use crate::object_id::ObjectId;
use crate::path::{EntryPath, Order};
use crate::progress::Progress;
use crate::time::Timestamp;

pub use resolve::Revision;
pub use survey::{survey, tag_names};
pub use upstream::{CommitTree, Conversion, Leaf, LeafBytes, Upstream};
pub use work_tree::WorkTree;

/// Where a repository's own files are.
pub struct Layout {
    /// References, objects, submodules' repositories: shared by all work trees.
    pub common_dir: PathBuf,
    /// What belongs to this work tree, such as its `HEAD`.
    pub git_dir: PathBuf,
    /// The checked-out files.
    pub work_dir: Option<PathBuf>,
}

impl Layout {
    /// Opens the repository at `path`.
    ///
    /// # Errors
    /// Returns an error if there is none, or it has a format that is not known.
    pub fn open(path: &Path) -> Result<Self, Diagnostic> {
        let repository = Repository::open(path)?;
        Ok(Self {
            common_dir: repository.common_dir(),
            git_dir: repository.git_dir(),
            work_dir: repository.work_dir(),
        })
    }
}

/// The tree of one commit, with what it takes to read it.
pub struct Git {
    policy: GitSource,
    revision: Revision,
    /// The repository itself, and after it those of submodules.
    scopes: Vec<Scope>,
    /// The tree that is packed.
    top: ObjectId,
    /// What `export-ignore` leaves: parents before children, names in byte order.
    nodes: Vec<TreeNode>,
    /// What it leaves out.
    ignored: IgnoredNodes,
    /// The time of each node.
    times: Vec<Timestamp>,
}

impl Git {
    /// Opens the repository, resolves the revision and compares it with what is expected.
    ///
    /// `directory` is what paths in the manifest are relative to. Warnings come beside the source.
    /// Where a plan says which commit it is, no name is resolved. Objects of paths that `selects` rejects are not
    /// read.
    ///
    /// # Errors
    /// Returns an error if there is no repository, the revision names no commit, it is not what the manifest
    /// expects, or an object is missing or damaged.
    pub fn open(
        source: &GitSource,
        directory: &Path,
        times: TimesFrom,
        selects: &PathFilter<'_>,
        planned: Option<&Provenance>,
    ) -> Checked<Self> {
        let mut problems = Diagnostics::new();
        let git = Self::attempt(source, directory, times, selects, planned, &mut problems);
        let git = git.map_err(|problem| problems.push(problem)).ok().flatten();
        Checked::new(git, problems)
    }

    fn attempt(
        source: &GitSource,
        directory: &Path,
        times: TimesFrom,
        selects: &PathFilter<'_>,
        planned: Option<&Provenance>,
        problems: &mut Diagnostics,
    ) -> Result<Option<Self>, Diagnostic> {
        let path = directory.join(source.repository.get_ref());
        let repository = Repository::open(&path)
            .map_err(|problem| problem.label(source.repository.span(), "relative to this file"))?;
        let objects = repository.objects();
        let revision = match planned {
            None => resolve::resolve(&repository, &objects, &source.rev)?,
            Some(planned) => planned::planned(&repository, &objects, planned, &source.rev)?,
        };
        // Nothing of the tree is read before the commit is known to be the expected one.
        problems.extend(expect::check(&revision, source, directory));
        if problems.has_errors() {
            return Ok(None);
        }
        let mut scopes = vec![Scope::new(&repository, objects, revision.commit.clone(), None)];
        let Walked { nodes, ignored } = walk::walk(source, selects, &mut scopes)?;
        problems.extend(expect_text::check(&scopes[0], source)?);
        if problems.has_errors() {
            return Ok(None);
        }
        let times = match times {
            TimesFrom::Commit => vec![revision.commit.time; nodes.len()],
            TimesFrom::History => history_times(&scopes, &nodes, source)?,
        };
        let subdirectory = source.subdirectory.as_ref().map(Spanned::get_ref);
        let top = work_tree::subtree(&scopes[0].objects, revision.commit.tree, subdirectory)?;
        let top = top.expect("the walk found the directory");
        Ok(Some(Self { policy: source.clone(), revision, scopes, top, nodes, ignored, times }))
    }

    /// What the manifest's `rev` turned out to be.
    #[must_use]
    pub fn revision(&self) -> &Revision {
        &self.revision
    }

    /// Lists the tree, parents before their children, names in byte order.
    ///
    /// A directory for which `enter` says no is left out with all that is below it, unread.
    ///
    /// # Errors
    /// Returns an error if an object is missing or damaged, or a link's target is none.
    pub fn list(&self, enter: &mut dyn FnMut(&EntryPath) -> bool) -> Result<Listing, Diagnostic> {
        let mut items = Vec::with_capacity(self.nodes.len());
        let (mut empty, mut unapplied) = (Vec::new(), Vec::new());
        let (mut closed, mut added): (Option<&EntryPath>, u64) = (None, 0);
        for (index, (node, &mtime)) in self.nodes.iter().zip(&self.times).enumerate() {
            // All nodes below a directory follow it, so one closed directory at a time is enough.
            if closed.is_some_and(|closed| node.path.is_below(closed)) {
                continue;
            }
            let is_directory = matches!(node.kind, TreeEntryKind::Tree | TreeEntryKind::Submodule);
            if is_directory && !enter(&node.path) {
                closed = Some(&node.path);
                continue;
            }
            let found = self.bodies().found(node)?;
            added += found.added;
            if limits::SUBST_TOTAL.is_exceeded_by(added) {
                let problem = fault::too_much_filled(node.id, added, limits::SUBST_TOTAL);
                return Err(fault::below(problem, Some(&node.path)));
            }
            empty.extend(self.stays_empty(index).then(|| node.path.clone()));
            let FoundNode { kind, origin, unapplied: attributes, .. } = found;
            if !attributes.is_empty() {
                unapplied.push(Unapplied { path: node.path.clone(), attributes });
            }
            let attributes = Attributes { mode: mode(node.kind), mtime, nanoseconds: 0 };
            items.push(Item { path: node.path.clone(), kind, attributes, origin });
        }
        let commit = &self.revision.commit;
        let root = Attributes { mode: Mode::from_bits(0o755), mtime: commit.time, nanoseconds: 0 };
        Ok(Listing { root, root_origin: Origin::Object(self.top), items, empty, unapplied })
    }

    /// Whether a node is a directory that is packed although nothing is in it: a submodule, or what `export-ignore`
    /// left of a directory.
    fn stays_empty(&self, index: usize) -> bool {
        let node = &self.nodes[index];
        let is_leaf = || self.nodes.get(index + 1).is_none_or(|next| !next.path.is_below(&node.path));
        match node.kind {
            TreeEntryKind::Submodule => self.policy.submodules == Submodules::Empty,
            TreeEntryKind::Tree => self.policy.is_git_archive && is_leaf(),
            TreeEntryKind::File | TreeEntryKind::Executable | TreeEntryKind::Symlink => false,
        }
    }

    /// What is at `path`; `None` if nothing is, or if `export-ignore` leaves it out.
    ///
    /// # Errors
    /// Returns an error if an object is missing or damaged.
    pub fn look_up(&self, path: &EntryPath) -> Result<Option<ItemKind>, Diagnostic> {
        self.find(path).map(|node| Ok(self.bodies().found(node)?.kind)).transpose()
    }

    /// What `export-ignore` leaves out at `path`; `None` if the commit has nothing there, or if it is not left out.
    ///
    /// # Errors
    /// Returns an error if a tree is missing or damaged.
    pub fn ignored(&self, path: &EntryPath) -> Result<Option<IgnoredPath>, Diagnostic> {
        self.ignored.find(path, &self.scopes)
    }

    /// All that `export-ignore` leaves out, as far as it can be read.
    #[must_use]
    pub fn ignored_paths(&self) -> Vec<IgnoredPath> {
        self.ignored.list(&self.scopes)
    }

    /// The lines of attribute files that leave something out.
    #[must_use]
    pub fn ignoring_lines(&self) -> Vec<IgnoringLine> {
        self.ignored.lines(&self.scopes)
    }

    /// The blob that the commit has at `path`, whatever `export-ignore` says of it; `None` where it has no
    /// file there, or the repository has no work tree.
    ///
    /// # Errors
    /// Returns an error if a tree is missing or damaged.
    pub fn committed(&self, path: &EntryPath) -> Result<Option<ObjectId>, Diagnostic> {
        let Scope { objects, commit, work_dir, .. } = &self.scopes[0];
        let directory = path.parent();
        let tree = work_tree::subtree(objects, commit.tree, directory.as_ref())?;
        let Some(tree) = tree.filter(|_| work_dir.is_some()) else { return Ok(None) };
        let entries = objects.tree(tree)?;
        let found = entries.iter().find(|entry| entry.name == path.file_name() && entry.is_blob());
        Ok(found.map(|entry| entry.id))
    }

    /// Writes a repository of the commit and its ancestors, and of nothing else, at `directory`, which does not exist.
    ///
    /// # Errors
    /// Returns an error if one of their objects is missing or damaged, or if a file cannot be written.
    pub fn write_history(&self, directory: &Path, progress: &dyn Progress) -> Result<(), Diagnostic> {
        ancestry::write(&self.scopes[0].objects, self.revision.commit.id, directory, progress)
    }

    fn bodies(&self) -> NodeBodies<'_> {
        NodeBodies { policy: &self.policy, scopes: &self.scopes }
    }

    fn find(&self, path: &EntryPath) -> Option<&TreeNode> {
        let by_path = |node: &TreeNode| Order::GnuName.compare((&node.path, false), (path, false));
        self.nodes.binary_search_by(by_path).ok().map(|index| &self.nodes[index])
    }
}

/// Where the times of a commit's paths come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimesFrom {
    /// All are the commit's.
    Commit,
    /// Each is that of the last commit that touched the path.
    History,
}

fn mode(kind: TreeEntryKind) -> Mode {
    Mode::from_bits(match kind {
        TreeEntryKind::Tree | TreeEntryKind::Submodule | TreeEntryKind::Executable => 0o755,
        TreeEntryKind::File => 0o644,
        TreeEntryKind::Symlink => 0o777,
    })
}

/// The history of each repository dates the paths that it has.
fn history_times(
    scopes: &[Scope],
    nodes: &[TreeNode],
    source: &GitSource,
) -> Result<Vec<Timestamp>, Diagnostic> {
    let mut times = vec![scopes[0].commit.time; nodes.len()];
    for (number, scope) in scopes.iter().enumerate() {
        let own: Vec<usize> = (0..nodes.len()).filter(|&index| nodes[index].scope == number).collect();
        let list: Vec<&TreeNode> = own.iter().map(|&index| &nodes[index]).collect();
        let within = source.subdirectory.as_ref().map(Spanned::get_ref).filter(|_| scope.top.is_none());
        let place = HistoryPlace { top: scope.top.as_ref(), within };
        let found = history::times(&scope.objects, &scope.commit, &list, place)?;
        own.iter().zip(found).for_each(|(&index, time)| times[index] = time);
    }
    Ok(times)
}

impl Contents for Git {
    fn open(&self, path: &EntryPath) -> Result<Box<dyn Read + Send>, Error> {
        let node = self.find(path).ok_or_else(|| {
            let message = format!("`{path}` is not in the commit {}", self.revision.commit.id);
            Error::from(Diagnostic::error(Code::GitBadObject, message))
        })?;
        self.bodies().bytes(node).map_err(|problem| Error::from(fault::below(problem, Some(path))))
    }

    fn position(&self, path: &EntryPath) -> (u32, u64) {
        self.find(path).map_or((0, 0), |node| self.scopes[node.scope].objects.position(node.id))
    }
}
