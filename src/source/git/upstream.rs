//! The whole tree of a commit, whatever its attributes say: what an archive is compared with.
//!
//! A file of an archive is compared by its git id alone, so only files that differ are read.

mod written;

use std::path::Path;

use gix_object::Kind;

use super::super::bounds::{Count, enter};
use super::attributes::{self, PathAttributes, Stack};
use super::descent::child;
use super::object::Commit;
use super::repository::Repository;
use super::resolve::{self, Revision};
use super::store::Objects;
use super::subst::{Unfilled, Unstable};
use super::{fault, subst};
use crate::diagnostic::{Code, Diagnostic};
use crate::digest::Digest;
use crate::limits;
use crate::manifest::Spanned;
use crate::object_id::ObjectId;
use crate::path::EntryPath;
use crate::source::object_hasher::ObjectHasher;
use crate::source::tree_entry::{TreeEntry, TreeEntryKind};

/// A repository that archives are compared with.
pub struct Upstream {
    repository: Repository,
    objects: Objects,
}

/// The tree of one commit, or a directory of it.
pub struct CommitTree<'a> {
    objects: &'a Objects,
    /// How the commit was found.
    pub revision: Revision,
    /// The short names of the tags that lead to the commit, sorted.
    pub tags: Vec<String>,
    /// Files, links and submodules by their paths below the directory, in byte order.
    pub leaves: Vec<Leaf>,
    /// The directory that is compared; `None` for the whole tree.
    pub directory: Option<EntryPath>,
    /// Those of the whole tree, if only a directory is compared.
    all: Vec<Leaf>,
}

/// A file, a link or a submodule.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Below the directory that is compared.
    pub path: EntryPath,
    /// What it is; never a tree.
    pub kind: TreeEntryKind,
    /// Its object; for a submodule the commit in the other repository.
    pub id: ObjectId,
    /// Whether `export-ignore` leaves it out of archives.
    pub is_ignored: bool,
    attributes: PathAttributes,
}

/// The bytes that an archive has in place of a file.
#[derive(Clone, Copy, Debug)]
pub struct LeafBytes {
    /// The git id that they have as a file; `None` for bytes that are made to have the id of others.
    pub id: Option<ObjectId>,
    /// How many.
    pub size: u64,
    /// SHA-256 of them.
    pub digest: Digest,
}

/// What the commit itself asks to be done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Conversion {
    /// Placeholders are filled in: `export-subst`.
    ExportSubst,
    /// Lines end in CR LF: `eol=crlf`.
    LineEndings,
    /// The file that a Git LFS pointer stands for.
    LargeFile,
    /// The id of the file is filled in: `ident`.
    Ident,
    /// The text is in another encoding: `working-tree-encoding`.
    Encoding,
}

impl Upstream {
    /// Opens a work tree, a linked work tree, or a bare repository; never one in a directory above.
    ///
    /// # Errors
    /// Returns an error if there is none at `path`, or it has a format that is not known.
    pub fn open(path: &Path) -> Result<Self, Diagnostic> {
        let repository = Repository::open(path)?;
        let objects = repository.objects();
        Ok(Self { repository, objects })
    }

    /// Begins the id that a file of `length` bytes has in this repository.
    #[must_use]
    pub fn hasher(&self, length: u64) -> ObjectHasher {
        hasher(&self.objects, length)
    }

    /// The tree of the commit that `rev` names, or of one directory of it.
    ///
    /// # Errors
    /// Returns an error if the name means no commit, an object is missing or damaged, or there is no such
    /// directory.
    pub fn tree(&self, rev: &str, below: Option<&EntryPath>) -> Result<CommitTree<'_>, Diagnostic> {
        let Self { repository, objects } = self;
        // There is no line of a manifest that could be shown.
        let revision = resolve::resolve(repository, objects, &Spanned::new(0..0, rev.to_owned()))
            .map_err(|problem| Diagnostic { labels: Vec::new(), ..problem })?;
        let mut walk = UpstreamWalk {
            objects,
            leaves: Vec::new(),
            attributes: Stack::new(),
            count: Count::default(),
            levels: Vec::new(),
        };
        // The whole tree even if only a directory is compared: attributes of the directories above
        // apply, and a file may have come from elsewhere in the repository.
        walk.run(revision.commit.tree)?;
        let mut all = walk.leaves;
        all.sort_by(|one, other| one.path.as_bytes().cmp(other.path.as_bytes()));
        let (leaves, all) = match below {
            None => (all, Vec::new()),
            Some(below) => {
                let inside = |leaf: &Leaf| Some(Leaf { path: leaf.path.below(below)?, ..leaf.clone() });
                (all.iter().filter_map(inside).collect(), all)
            }
        };
        if let Some(below) = below.filter(|_| leaves.is_empty()) {
            return Err(no_directory(below, &revision.commit));
        }
        let tags = self.tags_of(revision.commit.id)?;
        Ok(CommitTree { objects, revision, tags, leaves, directory: below.cloned(), all })
    }

    fn tags_of(&self, commit: ObjectId) -> Result<Vec<String>, Diagnostic> {
        let mut tags = Vec::new();
        for (name, id) in self.repository.tags() {
            if self.leads_to(id, commit)? {
                tags.push(name);
            }
        }
        tags.sort_unstable();
        Ok(tags)
    }

    fn leads_to(&self, mut id: ObjectId, commit: ObjectId) -> Result<bool, Diagnostic> {
        for _ in 0..=limits::TAGS.value {
            if id == commit {
                return Ok(true);
            }
            if self.objects.kind(id)? != Some(Kind::Tag) {
                return Ok(false);
            }
            // Tags can point to tags.
            id = self.objects.tag(id)?.target;
        }
        // A longer chain leads nowhere that `rev` could name.
        Ok(false)
    }
}

fn hasher(objects: &Objects, length: u64) -> ObjectHasher {
    let like = if objects.id_length() == 40 { ObjectId::Sha1([0; 20]) } else { ObjectId::Sha256([0; 32]) };
    ObjectHasher::new("blob", length, &like)
}

impl CommitTree<'_> {
    /// The leaf at a path.
    #[must_use]
    pub fn find(&self, path: &[u8]) -> Option<&Leaf> {
        find(&self.leaves, path)
    }

    /// The number of a leaf among all.
    #[must_use]
    pub fn number(&self, leaf: &Leaf) -> Option<usize> {
        self.leaves.binary_search_by(|other| other.path.as_bytes().cmp(leaf.path.as_bytes())).ok()
    }

    /// The leaf at a path of the whole tree.
    #[must_use]
    pub fn anywhere(&self, path: &[u8]) -> Option<&Leaf> {
        if self.directory.is_none() { self.find(path) } else { find(&self.all, path) }
    }

    /// Whether a directory has anything in it.
    #[must_use]
    pub fn has_below(&self, directory: &[u8]) -> bool {
        let inside = [directory, b"/"].concat();
        let first = self.leaves.partition_point(|leaf| leaf.path.as_bytes() < &*inside);
        self.leaves.get(first).is_some_and(|leaf| leaf.path.as_bytes().starts_with(&inside))
    }

    /// Bytes in memory, as those of a file.
    #[must_use]
    pub fn bytes_of(&self, bytes: &[u8]) -> LeafBytes {
        let mut hasher = hasher(self.objects, bytes.len() as u64);
        hasher.update(bytes);
        LeafBytes { id: hasher.finish(), size: bytes.len() as u64, digest: Digest::of(bytes) }
    }

    /// Whether the commit has a file with these bytes at the top of the repository, or of the directory that is
    /// compared.
    #[must_use]
    pub fn has_at_top(&self, name: &[u8], bytes: &[u8]) -> bool {
        let id = self.bytes_of(bytes).id;
        let leaves = [self.anywhere(name), self.find(name)].into_iter().flatten();
        let is_file = |leaf: &&Leaf| leaf.kind != TreeEntryKind::Symlink;
        id.is_some() && leaves.filter(is_file).any(|leaf| Some(leaf.id) == id)
    }

    /// The bytes of a file or of a link's target.
    ///
    /// # Errors
    /// Returns an error if the object is missing or damaged.
    pub fn bytes(&self, leaf: &Leaf) -> Result<Vec<u8>, Diagnostic> {
        self.objects.blob(leaf.id).map_err(|problem| fault::below(problem, Some(&leaf.path)))
    }

    /// The first placeholder in a file with `export-subst` that is no function of the commit, and its line.
    ///
    /// # Errors
    /// Returns an error if the object is missing or damaged.
    pub fn unstable(&self, leaf: &Leaf) -> Result<Option<(String, usize)>, Diagnostic> {
        if !leaf.attributes.subst {
            return Ok(None);
        }
        Ok(match self.filled(leaf, &self.bytes(leaf)?)? {
            Ok(_) => None,
            Err(Unstable { line, placeholder }) => Some((placeholder, line)),
        })
    }

    /// A file with its placeholders filled in, or the first that is no function of the commit.
    fn filled(&self, leaf: &Leaf, stored: &[u8]) -> Result<Result<Vec<u8>, Unstable>, Diagnostic> {
        match subst::substitute(stored, &self.revision.commit) {
            Ok(filled) => Ok(Ok(filled)),
            Err(Unfilled::Unstable(unstable)) => Ok(Err(unstable)),
            Err(Unfilled::TooLarge { at_least }) => {
                let problem = fault::too_much_filled(leaf.id, at_least, limits::SUBST_FILE);
                Err(fault::below(problem, Some(&leaf.path)))
            }
        }
    }
}

fn find<'a>(leaves: &'a [Leaf], path: &[u8]) -> Option<&'a Leaf> {
    let found = leaves.binary_search_by(|leaf| leaf.path.as_bytes().cmp(path));
    found.ok().map(|index| &leaves[index])
}

fn no_directory(below: &EntryPath, commit: &Commit) -> Diagnostic {
    let message = format!(
        "the archive says that it was made from the directory `{below}`, and the commit {} has none",
        commit.id
    );
    Diagnostic::error(Code::AuditNoCommit, message)
        .help("name the commit that it was made from with `--rev`, or the right repository with `--git`")
}

struct UpstreamWalk<'a> {
    objects: &'a Objects,
    leaves: Vec<Leaf>,
    attributes: Stack,
    count: Count,
    /// The directories from the top to the current one.
    levels: Vec<UpstreamLevel>,
}

/// A directory that is being walked.
struct UpstreamLevel {
    at: Option<EntryPath>,
    entries: std::vec::IntoIter<TreeEntry>,
    has_attributes: bool,
    is_ignored: bool,
}

impl UpstreamWalk<'_> {
    fn run(&mut self, tree: ObjectId) -> Result<(), Diagnostic> {
        self.enter(None, tree, false)?;
        while let Some(level) = self.levels.last_mut() {
            if let Some(entry) = level.entries.next() {
                self.entry(&entry)?;
            } else if self.levels.pop().is_some_and(|level| level.has_attributes) {
                self.attributes.pop();
            }
        }
        Ok(())
    }

    fn enter(&mut self, at: Option<EntryPath>, id: ObjectId, is_ignored: bool) -> Result<(), Diagnostic> {
        enter(at.as_ref())?;
        let below = |problem| fault::below(problem, at.as_ref());
        let entries = self.objects.tree(id).map_err(below)?;
        self.count.meet(at.as_ref(), entries.len())?;
        let file = entries.iter().find(|entry| entry.name == attributes::FILE && entry.is_blob());
        if let Some(file) = file {
            let text = self.objects.small_blob(file.id, limits::ATTRIBUTES).map_err(below)?;
            self.attributes.push(at.as_ref(), &text);
        }
        let has_attributes = file.is_some();
        self.levels.push(UpstreamLevel { at, entries: entries.into_iter(), has_attributes, is_ignored });
        Ok(())
    }

    fn entry(&mut self, entry: &TreeEntry) -> Result<(), Diagnostic> {
        let level = self.levels.last().expect("an entry is in a directory");
        let path = child(level.at.as_ref(), entry)?;
        let is_directory = matches!(entry.kind, TreeEntryKind::Tree | TreeEntryKind::Submodule);
        let attributes = self.attributes.of(&path, is_directory);
        let is_ignored = level.is_ignored || attributes.ignore;
        if entry.kind == TreeEntryKind::Tree {
            return self.enter(Some(path), entry.id, is_ignored);
        }
        self.count.keep(&path, 2 * size_of::<Leaf>())?;
        self.leaves.push(Leaf { path, kind: entry.kind, id: entry.id, is_ignored, attributes });
        Ok(())
    }
}
