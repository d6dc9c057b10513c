//! A repository and its references, read by the crates that `gix` is made of.
//!
//! A repository is opened in isolation: no system or user configuration, no variable of the
//! environment, no included file, no replaced object, no graft, no commit graph.

use std::path::{Path, PathBuf};

use gix_error::ResultExt as _;
use gix_ref::file::Store as RefStore;
use gix_ref::{Reference, Target};

use super::fault::{self, Remedy};
use super::layout;
use super::parts::Parts;
use super::store::Objects;
use crate::diagnostic::Diagnostic;
use crate::limits;
use crate::object_id::ObjectId;
use crate::path::shown;

/// The longest chain of symbolic references.
const MOST_LINKS: usize = 5;

/// An open repository. It answers questions about references; [`Objects`] reads.
pub struct Repository {
    parts: Parts,
    references: RefStore,
    database: gix_odb::Handle,
    remedy: Remedy,
    /// The directories of objects: its own, and those that it borrows from.
    stores: Vec<PathBuf>,
}

impl Repository {
    /// Opens a work tree, a linked work tree, or a bare repository; never one in a directory above.
    ///
    /// # Errors
    /// Returns an error if there is none at `path`, or it has a format that is not known.
    pub fn open(path: &Path) -> Result<Self, Diagnostic> {
        let stores = layout::check(path)?;
        let unopened = |cause: &gix_error::Error| fault::unopened(path, cause);
        let parts = Parts::find(path).map_err(|cause| unopened(&cause))?;
        let database = database(&parts).map_err(|cause| unopened(&cause))?;
        let remedy = Remedy {
            repository: shown(path).to_string(),
            remote: layout::promisor(&parts.config),
            is_shallow: layout::is_shallow(parts.common_dir())?,
        };
        Ok(Self { references: references(&parts), database, parts, remedy, stores })
    }

    /// The reader of its objects.
    pub fn objects(&self) -> Objects {
        Objects::new(self.database.clone(), self.parts.hash, self.remedy.clone(), self.stores.clone())
    }

    /// What the reference of this full name points to, links followed; `None` when there is none.
    ///
    /// # Errors
    /// Returns an error if the reference cannot be read, or leads in a circle.
    pub fn reference(&self, name: &str) -> Result<Option<ObjectId>, Diagnostic> {
        let mut name = name.to_owned();
        for _ in 0..MOST_LINKS {
            let Ok(full) = gix_ref::FullName::try_from(name.as_str()) else { return Ok(None) };
            let found = self.references.try_find(full.as_ref());
            let found = found.map_err(|cause| fault::unreadable_reference(&name, &cause))?;
            // A name that is not there is looked for in other places; those do not count.
            let Some(found) = found.filter(|found| found.name == full) else { return Ok(None) };
            match found.target {
                Target::Object(id) => return Ok(ObjectId::from_bytes(id.as_bytes())),
                Target::Symbolic(next) => next.as_bstr().to_string().clone_into(&mut name),
            }
        }
        Err(fault::circular_reference(&name))
    }

    /// The short names of all tags and branches.
    pub fn names(&self) -> Vec<String> {
        self.references_below("refs/").iter().map(|found| found.name.shorten().to_string()).collect()
    }

    /// The short names of all tags, with the objects that they name.
    pub fn tags(&self) -> Vec<(String, ObjectId)> {
        let tags = self.references_below("refs/tags/");
        let named = tags.iter().filter_map(|tag| {
            let id = tag.target.try_id().and_then(|id| ObjectId::from_bytes(id.as_bytes()))?;
            Some((tag.name.shorten().to_string(), id))
        });
        named.collect()
    }

    /// The references whose full names start with `prefix`, without those that cannot be read.
    fn references_below(&self, prefix: &str) -> Vec<Reference> {
        let prefix = prefix.try_into().expect("it is a relative path");
        let Ok(all) = self.references.iter() else { return Vec::new() };
        all.prefixed(prefix).map_or_else(|_| Vec::new(), |found| found.filter_map(Result::ok).collect())
    }

    /// The directory that holds references, objects and submodules' repositories, shared by all
    /// of its work trees.
    pub fn common_dir(&self) -> PathBuf {
        self.parts.common_dir().to_owned()
    }

    /// The directory that holds the `HEAD` of this work tree; that of
    /// [`common_dir`](Self::common_dir) where it is the first or only one.
    pub fn git_dir(&self) -> PathBuf {
        self.parts.git_dir.clone()
    }

    /// The checked-out files' top directory, where there is one.
    pub fn work_dir(&self) -> Option<PathBuf> {
        self.parts.work_dir.clone()
    }
}

fn references(parts: &Parts) -> RefStore {
    let options = gix_ref::store::init::Options::default();
    match parts.shared_dir.clone() {
        Some(shared) => {
            RefStore::for_linked_worktree_opts(parts.git_dir.clone(), shared, parts.hash, options)
        }
        None => RefStore::at_opts(parts.git_dir.clone(), parts.hash, options),
    }
}

/// The objects, without those that replace others.
fn database(parts: &Parts) -> gix_error::Result<gix_odb::Handle> {
    let options = gix_odb::store::init::Options {
        use_multi_pack_index: parts.config.boolean("core.multiPackIndex").ok().flatten().unwrap_or(true),
        alloc_limit_bytes: usize::try_from(limits::held_object()).ok(),
        ..gix_odb::store::init::Options::default()
    };
    gix_odb::at_opts(parts.common_dir().join("objects"), parts.hash, None, options).or_error()
}
