//! One directory, copied with all that is below it.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use crate::digest::{Digest, Hasher};
use crate::error::Error;
use crate::path::EntryPath;
use crate::progress::Silent;
use crate::source::directory::Directory;
use crate::source::{self, Attributes, Item, ItemKind, Listing, fs_write};
use crate::vary::settings::Copying;

/// A copy of a directory, and what it is a copy of.
pub struct CopiedTree {
    from: Directory,
    top: PathBuf,
    listing: Listing,
    /// Directories whose contents were not read.
    closed: Vec<EntryPath>,
    how: Copying,
}

/// Times of a copy whose files have other times: the first one, and how far they are apart.
const FIRST_TIME: i64 = 1_000_000_000;
const APART: i64 = 7_919;

impl CopiedTree {
    /// Copies everything but modes and times of directories, which [`finish`](Self::finish) sets.
    ///
    /// `looks_into` says of a directory whether to copy what is in it; `None` leaves it out. `takes`
    /// says of a file whether to copy its bytes.
    pub fn copy(
        from: Directory,
        top: &Path,
        how: &Copying,
        looks_into: &dyn Fn(&EntryPath) -> Option<bool>,
        takes: &dyn Fn(&EntryPath) -> bool,
    ) -> Result<Self, Error> {
        let mut closed = Vec::new();
        let listing = from.list(&mut |directory| match looks_into(directory) {
            Some(true) => true,
            Some(false) => {
                closed.push(directory.clone());
                false
            }
            None => false,
        })?;
        fs_write::directory(top)?;
        let tree = Self { from, top: top.to_owned(), listing, closed, how: how.clone() };
        tree.lay(takes)?;
        Ok(tree)
    }

    fn lay(&self, takes: &dyn Fn(&EntryPath) -> bool) -> Result<(), Error> {
        let mut links = SecondNames::of(self)?;
        for item in self.how.order.arrange(&self.listing.items) {
            self.item(item, takes, links.as_mut())?;
        }
        self.closed.iter().try_for_each(|path| fs_write::directory(&fs_write::below(&self.top, path)))
    }

    fn item(
        &self,
        item: &Item,
        takes: &dyn Fn(&EntryPath) -> bool,
        links: Option<&mut SecondNames>,
    ) -> Result<(), Error> {
        let path = fs_write::below(&self.top, &item.path);
        match &item.kind {
            ItemKind::Directory => return fs_write::directory(&path),
            ItemKind::Symlink(target) => {
                symlink(OsStr::from_bytes(target.as_bytes()), &path).map_err(Error::at("create", &path))?;
            }
            ItemKind::File(_) => {
                let digest = self.file(item, &path, takes(&item.path))?;
                links.map_or(Ok(()), |links| links.link(&path, digest, item.attributes))?;
            }
            ItemKind::Pending | ItemKind::Unread(_) | ItemKind::Special(_) | ItemKind::Rejected(_) => {
                return Ok(());
            }
        }
        self.set_time(item, &path)
    }

    fn file(&self, item: &Item, path: &Path, takes: bool) -> Result<Digest, Error> {
        let mut file = fs_write::file(path)?;
        let mut hasher = Hasher::new();
        if takes {
            source::read(&self.from, &item.path, &Silent, |bytes| {
                hasher.update(bytes);
                file.write_all(bytes).map_err(Error::at("write", path))
            })?;
        }
        let mode = u32::from(item.attributes.mode.bits());
        file.set_permissions(Permissions::from_mode(mode)).map_err(Error::at("change", path))?;
        Ok(hasher.finish())
    }

    fn set_time(&self, item: &Item, path: &Path) -> Result<(), Error> {
        // The number is that of the sorted listing, whatever the order of creation.
        if self.how.times {
            let position =
                self.listing.items.partition_point(|other| other.path.as_bytes() < item.path.as_bytes());
            let number = i64::try_from(position).unwrap_or(0) + 1;
            return fs_write::set_time(path, FIRST_TIME + number * APART, 123_456_789);
        }
        fs_write::set_time(path, item.attributes.mtime.seconds(), 0)
    }

    /// Modes and times of directories: laying files in them changes their times, and may need their
    /// permission.
    pub fn finish(&mut self) -> Result<(), Error> {
        let is_directory = |item: &&Item| item.kind == ItemKind::Directory;
        for item in self.listing.items.iter().rev().filter(is_directory) {
            let path = fs_write::below(&self.top, &item.path);
            self.set_time(item, &path)?;
            set_mode(&path, item.attributes)?;
        }
        let root = self.listing.root;
        let time = if self.how.times { FIRST_TIME } else { root.mtime.seconds() };
        fs_write::set_time(&self.top, time, 0)?;
        set_mode(&self.top, root)
    }

    /// Whether a directory lists its files in another order than the original.
    pub fn has_other_order(&self) -> Result<bool, Error> {
        let copy = Directory::open(&self.top)?;
        let directories = self.listing.items.iter().filter(|item| item.kind == ItemKind::Directory);
        for path in std::iter::once(None).chain(directories.map(|item| Some(&item.path))) {
            let (ours, mut theirs) = (copy.stored_names(path)?, self.from.stored_names(path)?);
            let copied: BTreeSet<&Vec<u8>> = ours.iter().collect();
            // What was not copied cannot be in another order.
            theirs.retain(|name| copied.contains(name));
            if ours != theirs {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn set_mode(path: &Path, attributes: Attributes) -> Result<(), Error> {
    let mode = u32::from(attributes.mode.bits());
    fs::set_permissions(path, Permissions::from_mode(mode)).map_err(Error::at("change", path))
}

/// The second names of files.
struct SecondNames {
    directory: PathBuf,
    /// Files with times of their own cannot share an inode.
    shares: bool,
    first: BTreeMap<(Digest, u16, i64), PathBuf>,
    count: usize,
}

impl SecondNames {
    fn of(tree: &CopiedTree) -> Result<Option<Self>, Error> {
        if !tree.how.links {
            return Ok(None);
        }
        let directory = tree.top.with_extension("second names");
        fs_write::directory(&directory)?;
        Ok(Some(Self { directory, shares: !tree.how.times, first: BTreeMap::new(), count: 0 }))
    }

    /// Puts the inode of an equal file in place of this one, and gives it one more name.
    fn link(&mut self, path: &Path, digest: Digest, attributes: Attributes) -> Result<(), Error> {
        // Mode and time belong to the inode, so only files that agree in them can share one.
        let key = (digest, attributes.mode.bits(), attributes.mtime.seconds());
        if let Some(first) = self.first.get(&key).filter(|_| self.shares) {
            fs::remove_file(path)
                .and_then(|()| fs::hard_link(first, path))
                .map_err(Error::at("link", path))?;
        } else {
            self.first.insert(key, path.to_owned());
        }
        self.count += 1;
        let second = self.directory.join(self.count.to_string());
        fs::hard_link(path, &second).map_err(Error::at("link", &second))
    }
}
