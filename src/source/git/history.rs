//! When each path was last touched: one walk of the history for all paths.
//!
//! The answer for a path is that of `git log -1 -- PATH`. From the commit on, as long as some
//! parent has the path as it is, the first such parent is followed; where none has, this commit
//! touched it. So each path follows one line through the history, and all paths that are on the
//! same commit go on together: a commit is compared with its parents once, by whole trees, and trees
//! of equal ids are not entered.

use std::collections::{BTreeMap, BinaryHeap};
use std::ops::Range;
use std::rc::Rc;

use super::difference::StoredTree;
use super::object::Commit;
use super::store::Objects;
use super::walk::TreeNode;
use crate::diagnostic::Diagnostic;
use crate::object_id::ObjectId;
use crate::path::{EntryPath, Order};
use crate::source::tree_entry::TreeEntryKind;
use crate::time::Timestamp;

/// Bytes of trees that are kept: what was a parent's is most often a child's next.
const MOST_BYTES: usize = 32 << 20;

/// The time of the last commit that touched each of `nodes`, which are of one repository below
/// its top, sorted, parents before children. Directories are given the time of `commit`.
///
/// # Errors
/// Returns an error if the history is cut or damaged before every path was met.
pub fn times(
    objects: &Objects,
    commit: &Commit,
    nodes: &[&TreeNode],
    place: HistoryPlace<'_>,
) -> Result<Vec<Timestamp>, Diagnostic> {
    let HistoryPlace { top, within } = place;
    let mut walk = HistoryWalk {
        objects,
        nodes,
        within,
        trees: BTreeMap::new(),
        bytes: 0,
        times: vec![commit.time; nodes.len()],
    };
    let mut waiting = WaitingPath::default();
    let leaves = (0..nodes.len()).filter(|&index| nodes[index].kind != TreeEntryKind::Tree);
    waiting.add(commit.clone(), HistoryPaths::new(nodes.len(), leaves));
    while let Some((commit, paths)) = waiting.next() {
        walk.commit(&commit, paths, top, &mut waiting)?;
    }
    Ok(walk.times)
}

/// Where the paths of nodes begin.
#[derive(Clone, Copy)]
pub struct HistoryPlace<'a> {
    /// The path of the repository's tree among the nodes: that of a submodule.
    pub top: Option<&'a EntryPath>,
    /// The directory of the tree that the nodes lie below.
    pub within: Option<&'a EntryPath>,
}

/// Commits that some paths lead to, newest first: so most paths meet again before a commit's turn.
#[derive(Default)]
struct WaitingPath {
    order: BinaryHeap<(Timestamp, ObjectId)>,
    commits: BTreeMap<ObjectId, (Commit, HistoryPaths)>,
}

impl WaitingPath {
    fn add(&mut self, commit: Commit, paths: HistoryPaths) {
        if let Some((_, there)) = self.commits.get_mut(&commit.id) {
            there.unite(&paths);
            return;
        }
        self.order.push((commit.time, commit.id));
        self.commits.insert(commit.id, (commit, paths));
    }

    fn next(&mut self) -> Option<(Commit, HistoryPaths)> {
        let (_, id) = self.order.pop()?;
        // A clock that was wrong can bring a commit up before all its children were visited. It is
        // then added and visited again for the other paths. Wrong clocks cost time and no
        // correctness.
        self.commits.remove(&id)
    }
}

struct HistoryWalk<'a> {
    objects: &'a Objects,
    nodes: &'a [&'a TreeNode],
    within: Option<&'a EntryPath>,
    trees: BTreeMap<ObjectId, Rc<Vec<u8>>>,
    bytes: usize,
    times: Vec<Timestamp>,
}

/// A tree, and what it was before.
#[derive(Clone, Copy)]
struct Pair {
    new: ObjectId,
    old: ObjectId,
}

/// Two trees that are still to be compared: the nodes of the range lie below `at`, which they stand for.
struct Below {
    trees: Pair,
    at: Option<EntryPath>,
    range: Range<usize>,
}

impl HistoryWalk<'_> {
    /// Sends each path on to the first parent that has it as it is, and dates the others.
    fn commit(
        &mut self,
        commit: &Commit,
        mut paths: HistoryPaths,
        top: Option<&EntryPath>,
        waiting: &mut WaitingPath,
    ) -> Result<(), Diagnostic> {
        for &id in &commit.parents {
            let parent = self.objects.commit(id).map_err(|problem| cut(problem, self.objects))?;
            let mut touched = HistoryPaths::new(self.nodes.len(), std::iter::empty());
            match (self.inner(commit.tree)?, self.inner(parent.tree)?) {
                (Some(new), Some(old)) => self.compare(Pair { new, old }, top, &paths, &mut touched)?,
                // Nothing of the directory is in the parent.
                _ => touched.unite(&paths),
            }
            let same = paths.without(&touched);
            if !same.is_empty() {
                waiting.add(parent, same);
            }
            // Only what this parent does not have as it is goes on to the next one.
            paths = touched;
            if paths.is_empty() {
                return Ok(());
            }
        }
        for index in paths.iter(0..self.nodes.len()) {
            self.times[index] = commit.time;
        }
        Ok(())
    }

    /// The tree of the directory that the nodes lie below; `None` where a commit has none. As in [`changes`], nothing is
    /// checked that is not needed.
    ///
    /// [`changes`]: super::difference::changes
    fn inner(&mut self, tree: ObjectId) -> Result<Option<ObjectId>, Diagnostic> {
        let (mut at, within) = (tree, self.within);
        for part in within.iter().flat_map(|within| within.parts()) {
            let bytes = self.tree(at)?;
            let Some(inner) = self.objects.subtree(StoredTree { id: at, bytes: &bytes }, part)? else {
                return Ok(None);
            };
            at = inner;
        }
        Ok(Some(at))
    }

    /// Adds to `touched` those of `paths` that are not the same in both trees.
    fn compare(
        &mut self,
        whole: Pair,
        top: Option<&EntryPath>,
        paths: &HistoryPaths,
        touched: &mut HistoryPaths,
    ) -> Result<(), Diagnostic> {
        let mut pending = vec![Below { trees: whole, at: top.cloned(), range: 0..self.nodes.len() }];
        while let Some(Below { trees, at, range }) = pending.pop() {
            // Equal ids are equal trees, whatever is below them. This is what makes one walk
            // affordable: most commits touch few directories.
            if trees.new == trees.old || !paths.any(range.clone()) {
                continue;
            }
            let (new, old) = (self.tree(trees.new)?, self.tree(trees.old)?);
            let new = StoredTree { id: trees.new, bytes: &new };
            let old = StoredTree { id: trees.old, bytes: &old };
            for change in self.objects.changes(new, old)? {
                let Some((index, below)) = self.find(at.as_ref(), &range, change.name) else { continue };
                match change.trees {
                    Some((new, old)) => {
                        let at = Some(self.nodes[index].path.clone());
                        pending.push(Below { trees: Pair { new, old }, at, range: below });
                    }
                    // A file that changed, or a directory that the parent has not: everything below
                    // it is new.
                    None => paths.iter(index..below.end).for_each(|index| touched.insert(index)),
                }
            }
        }
        Ok(())
    }

    /// The node of a tree's entry, and the range of those below it.
    fn find(
        &self,
        at: Option<&EntryPath>,
        range: &Range<usize>,
        name: &[u8],
    ) -> Option<(usize, Range<usize>)> {
        let path = at.map_or_else(|| EntryPath::parse(name), |at| at.join(name)).ok()?;
        let nodes = &self.nodes[range.clone()];
        let by_path = |node: &&TreeNode| Order::GnuName.compare((&node.path, false), (&path, false));
        let index = range.start + nodes.binary_search_by(by_path).ok()?;
        let after = self.nodes[index + 1..range.end].partition_point(|node| node.path.is_below(&path));
        Some((index, index + 1..index + 1 + after))
    }

    fn tree(&mut self, id: ObjectId) -> Result<Rc<Vec<u8>>, Diagnostic> {
        if let Some(tree) = self.trees.get(&id) {
            return Ok(Rc::clone(tree));
        }
        let tree = Rc::new(self.objects.stored_tree(id).map_err(|problem| cut(problem, self.objects))?);
        self.bytes += tree.len();
        if self.bytes > MOST_BYTES {
            // The simplest policy is enough, because neighbours in the history use the same trees
            // and fill it again.
            self.trees.clear();
            self.bytes = tree.len();
        }
        self.trees.insert(id, Rc::clone(&tree));
        Ok(tree)
    }
}

/// A time that is taken from where a clone was cut off would be another one in a full clone.
fn cut(problem: Diagnostic, objects: &Objects) -> Diagnostic {
    if !objects.remedy().is_shallow {
        return problem;
    }
    let help = objects.remedy().unshallow();
    Diagnostic {
        message: format!("the history ends before every path was met: {}", problem.message),
        ..problem
    }
    .help(help)
}

/// A set of nodes, by number.
#[derive(Clone, Debug)]
// One bit for each path: sets are joined and subtracted for every commit, and that is a loop over
// words.
struct HistoryPaths(Vec<u64>);

impl HistoryPaths {
    fn new(count: usize, members: impl Iterator<Item = usize>) -> Self {
        let mut paths = Self(vec![0; count.div_ceil(64)]);
        members.for_each(|index| paths.insert(index));
        paths
    }

    fn insert(&mut self, index: usize) {
        self.0[index / 64] |= 1 << (index % 64);
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|&word| word == 0)
    }

    fn unite(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    fn without(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(word, other)| word & !other).collect())
    }

    fn any(&self, range: Range<usize>) -> bool {
        self.iter(range).next().is_some()
    }

    fn iter(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        let words = range.start / 64..range.end.div_ceil(64);
        let members = words.flat_map(|word| {
            let mut bits = self.0[word];
            std::iter::from_fn(move || {
                let bit = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
                bits &= bits - 1;
                Some(word * 64 + bit)
            })
        });
        members.filter(move |index| range.contains(index))
    }
}
