//! Objects of a repository, read by the crates that `gix` is made of.
//!
//! What is read is addressed by its id and its bytes are hashed again, so nothing around the
//! repository can change what an id means.

use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use gix_hash::Kind as Hash;
use gix_object::{Find as _, Kind, compute_hash};
use gix_pack::cache::lru::MemoryCappedHashmap;

use super::difference::{self, Change, StoredTree};
use super::fault::{self, Remedy};
use super::layout;
use super::object::{Commit, Tag, tree_entries};
use super::packs::Packs;
use super::stored::{Whole, loose_path};
use crate::diagnostic::Diagnostic;
use crate::limits::Limit;
use crate::object_id::ObjectId;
use crate::source::tree_entry::TreeEntry;

/// Memory for objects that others are stored as differences to, per thread.
const DELTA_CACHE: usize = 32 << 20;

/// Bytes of a blob from which on it is streamed where it can be.
const STREAMED: u64 = 4 << 20;

/// Reads objects, from any thread; every object's bytes are hashed again.
pub struct Objects {
    seed: Mutex<gix_odb::Handle>,
    idle: Mutex<Vec<gix_odb::Handle>>,
    packs: OnceLock<Packs>,
    hash: Hash,
    remedy: Remedy,
    stores: Vec<PathBuf>,
}

impl Objects {
    /// Reads from `database`, whose files are in the directories `stores`.
    pub fn new(mut database: gix_odb::Handle, hash: Hash, remedy: Remedy, stores: Vec<PathBuf>) -> Self {
        // Objects in packs are differences to each other. Without the cache each of a chain would
        // be rebuilt from its beginning.
        database.set_pack_cache(|| Box::new(MemoryCappedHashmap::new(DELTA_CACHE)));
        Self {
            seed: Mutex::new(database),
            idle: Mutex::default(),
            packs: OnceLock::new(),
            hash,
            remedy,
            stores,
        }
    }

    /// Hex digits of an id in this repository: 40 or 64.
    pub fn id_length(&self) -> usize {
        self.hash.len_in_hex()
    }

    /// A commit, decoded.
    ///
    /// # Errors
    /// Returns an error if it is missing, damaged, or no commit.
    pub fn commit(&self, id: ObjectId) -> Result<Commit, Diagnostic> {
        Commit::parse(id, &self.read(id, Kind::Commit)?, self.hash)
    }

    /// A tag object, decoded.
    ///
    /// # Errors
    /// Returns an error if it is missing, damaged, or no tag.
    pub fn tag(&self, id: ObjectId) -> Result<Tag, Diagnostic> {
        Tag::parse(id, self.read(id, Kind::Tag)?, self.hash)
    }

    /// A tag object whose bytes come from elsewhere, decoded.
    ///
    /// # Errors
    /// Returns an error if the bytes are not those that the id stands for, or are no tag.
    pub fn tag_from(&self, id: ObjectId, bytes: Vec<u8>) -> Result<Tag, Diagnostic> {
        let actual = compute_hash(self.hash, Kind::Tag, &bytes)
            .map_err(|cause| fault::unreadable_object(id, &self.remedy, &cause))?;
        if actual.as_bytes() != id.as_bytes() {
            return Err(fault::other_tag(id, &actual.to_string()));
        }
        Tag::parse(id, bytes, self.hash)
    }

    /// A tree's entries, checked.
    ///
    /// # Errors
    /// Returns an error if it is missing, damaged, no tree, or one that git itself would not make.
    pub fn tree(&self, id: ObjectId) -> Result<Vec<TreeEntry>, Diagnostic> {
        tree_entries(id, &self.read(id, Kind::Tree)?, self.hash)
    }

    /// How objects are named.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// A commit's bytes, not decoded.
    ///
    /// # Errors
    /// Returns an error if it is missing, damaged, or no commit.
    pub fn stored_commit(&self, id: ObjectId) -> Result<Vec<u8>, Diagnostic> {
        self.read(id, Kind::Commit)
    }

    /// A tree's bytes, not decoded.
    ///
    /// # Errors
    /// Returns an error if it is missing, damaged, or no tree.
    pub fn stored_tree(&self, id: ObjectId) -> Result<Vec<u8>, Diagnostic> {
        self.read(id, Kind::Tree)
    }

    /// The entries of `new` that are not the same in `old`.
    ///
    /// # Errors
    /// Returns an error if one of them cannot be read as a tree.
    pub fn changes<'a>(
        &self,
        new: StoredTree<'a>,
        old: StoredTree<'a>,
    ) -> Result<Vec<Change<'a>>, Diagnostic> {
        difference::changes(new, old, self.hash)
    }

    /// The tree of this name in a tree.
    ///
    /// # Errors
    /// Returns an error if it cannot be read as a tree.
    pub fn subtree(&self, tree: StoredTree<'_>, name: &[u8]) -> Result<Option<ObjectId>, Diagnostic> {
        difference::subtree(tree, name, self.hash)
    }

    /// A file's bytes.
    ///
    /// # Errors
    /// Returns an error if it is missing, damaged, or no blob.
    pub fn blob(&self, id: ObjectId) -> Result<Vec<u8>, Diagnostic> {
        self.read(id, Kind::Blob)
    }

    /// A blob's bytes, where it is one that people write: attributes, submodules.
    ///
    /// # Errors
    /// Returns an error if it is missing, damaged, no blob, or larger than the limit.
    pub fn small_blob(&self, id: ObjectId, limit: Limit) -> Result<Vec<u8>, Diagnostic> {
        let size = self.blob_size(id)?;
        if limit.is_exceeded_by(size) {
            return Err(fault::too_large_text(id, size, limit));
        }
        self.blob(id)
    }

    /// A reader of a file's bytes. Large ones are not held in memory where git stores them whole; their
    /// id is checked at their end.
    ///
    /// # Errors
    /// Returns an error if it is missing, damaged, no blob, or too large to be held where it cannot be
    /// streamed.
    pub fn reader(&self, id: ObjectId) -> Result<Box<dyn Read + Send>, Diagnostic> {
        let size = self.blob_size(id)?;
        // Finding out where an object is stored costs a look-up, which small ones do not earn back.
        if size >= STREAMED
            && let Some(stored) = self.stored(id, size)?
        {
            return Ok(Box::new(stored));
        }
        Ok(Box::new(Cursor::new(self.blob(id)?)))
    }

    /// The object where git stores it whole.
    fn stored(&self, id: ObjectId, size: u64) -> Result<Option<Whole>, Diagnostic> {
        let fail = |path: &Path, cause: io::Error| fault::unreadable_file(path, &cause);
        if let Some(place) = self.packs().find(oid(&id)) {
            return Whole::packed(&place, id, size, self.hash).map_err(|cause| fail(&place.path, cause));
        }
        for store in &self.stores {
            let path = loose_path(store, &id);
            if layout::loose(&path)? {
                let stored = Whole::loose(&path, id, size, self.hash);
                return stored.map(Some).map_err(|cause| fail(&path, cause));
            }
        }
        Ok(None)
    }

    /// Makes sure that there is an ordinary file at the path of the loose object, or nothing.
    fn check(&self, id: ObjectId) -> Result<(), Diagnostic> {
        self.stores.iter().try_for_each(|store| layout::loose(&loose_path(store, &id)).map(drop))
    }

    fn packs(&self) -> &Packs {
        self.packs.get_or_init(|| Packs::new(&self.handle(), self.hash))
    }

    /// What kind of object it is; `None` when there is none of that id.
    ///
    /// # Errors
    /// Returns an error if it cannot be read.
    pub fn kind(&self, id: ObjectId) -> Result<Option<Kind>, Diagnostic> {
        if id.as_bytes().len() != self.hash.len_in_bytes() {
            return Ok(None);
        }
        self.check(id)?;
        let handle = self.handle();
        let header = gix_object::FindHeader::try_header(&*handle, oid(&id));
        Ok(header
            .map_err(|cause| fault::unreadable_object(id, &self.remedy, &cause))?
            .map(|header| header.kind))
    }

    /// A blob's length, without reading it whole.
    ///
    /// # Errors
    /// Returns an error if it is missing, or cannot be read.
    pub fn blob_size(&self, id: ObjectId) -> Result<u64, Diagnostic> {
        self.check(id)?;
        let handle = self.handle();
        let header = gix_object::FindHeader::try_header(&*handle, oid(&id));
        let header = header.map_err(|cause| fault::unreadable_object(id, &self.remedy, &cause))?;
        let header = header.ok_or_else(|| fault::missing_object(id, &self.remedy))?;
        if header.kind == Kind::Blob {
            Ok(header.size)
        } else {
            Err(fault::other_kind(id, header.kind, Kind::Blob))
        }
    }

    /// The position of an object in the packs: objects at near positions are fast to read one after
    /// the other. The smallest position for an object in no pack.
    pub fn position(&self, id: ObjectId) -> (u32, u64) {
        self.packs().position(oid(&id))
    }

    /// How a missing object can be had.
    pub fn remedy(&self) -> &Remedy {
        &self.remedy
    }

    fn read(&self, id: ObjectId, expected: Kind) -> Result<Vec<u8>, Diagnostic> {
        self.check(id)?;
        let mut bytes = Vec::new();
        let handle = self.handle();
        let found =
            handle.try_find(oid(&id), &mut bytes).map(|found| found.map(|data| (data.kind, data.data.len())));
        let found = found.map_err(|cause| fault::unreadable_object(id, &self.remedy, &cause))?;
        let (kind, length) = found.ok_or_else(|| fault::missing_object(id, &self.remedy))?;
        bytes.truncate(length);
        // Whatever the libraries check, the id is compared here: everything that pkgr promises
        // about a commit depends on it.
        let actual = compute_hash(self.hash, kind, &bytes)
            .map_err(|_| fault::corrupt_object(id, "two objects that are made to have one id"))?;
        if actual.as_bytes() != id.as_bytes() {
            return Err(fault::corrupt_object(id, &actual.to_string()));
        }
        if kind == expected { Ok(bytes) } else { Err(fault::other_kind(id, kind, expected)) }
    }

    /// A handle of the calling thread's own until it is dropped.
    fn handle(&self) -> Lent<'_> {
        // A handle has caches that only one thread may use. Handles are lent instead of being kept
        // per thread, so their number is that of threads that read at the same time.
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let handle = idle.unwrap_or_else(|| self.seed.lock().unwrap_or_else(PoisonError::into_inner).clone());
        Lent { handle: Some(handle), owner: self }
    }
}

struct Lent<'a> {
    handle: Option<gix_odb::Handle>,
    owner: &'a Objects,
}

impl std::ops::Deref for Lent<'_> {
    type Target = gix_odb::Handle;

    fn deref(&self) -> &Self::Target {
        self.handle.as_ref().expect("it is given back only at the end")
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.owner.idle.lock().unwrap_or_else(PoisonError::into_inner).extend(self.handle.take());
    }
}

fn oid(id: &ObjectId) -> &gix_hash::oid {
    gix_hash::oid::from_bytes_unchecked(id.as_bytes())
}
