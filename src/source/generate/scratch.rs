//! The scratch copy of a source, and the folders beside it that a program may fill.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Timespec, Timestamps};
use tempfile::TempDir;

use super::alone;
use super::change::Inventory;
use crate::diagnostic::Diagnostics;
use crate::error::Error;
use crate::path::EntryPath;
use crate::progress::Progress;
use crate::source::directory::Directory;
use crate::source::{self, Contents, Item, ItemKind, Listing};

/// A folder of our own: the tree, and beside it a home and a place for temporary files.
pub struct Scratch {
    folder: TempDir,
    tree: Directory,
}

impl Scratch {
    /// Copies what was listed. Fifos, sockets and devices, and what the manifest's policies refuse,
    /// are not copied: they cannot be packed either.
    pub fn copy(
        listing: &Listing,
        contents: &dyn Contents,
        place: &Path,
        progress: &dyn Progress,
    ) -> Result<Self, Diagnostics> {
        let folder = tempfile::Builder::new().prefix("pkgr-generate-").tempdir_in(place);
        let folder = folder.map_err(Error::at("create a scratch folder in", place)).map_err(alone)?;
        for name in ["tree", "home", "tmp"] {
            make_directory(&folder.path().join(name)).map_err(alone)?;
        }
        let top = folder.path().join("tree");
        for item in &listing.items {
            copy(item, &top, contents, progress).map_err(alone)?;
        }
        // Files that are put into a directory give it a new time, so times come last.
        for item in listing.items.iter().rev() {
            set_time(item, &top).map_err(alone)?;
        }
        let tree = Directory::open(&top).map_err(alone)?;
        Ok(Self { folder, tree })
    }

    /// The copy.
    pub fn tree(&self) -> &Directory {
        &self.tree
    }

    /// Where something of ours stands: `tree`, `home`, `tmp`, `log`.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Everything in the copy, with the digests of files.
    pub fn inventory(&self, progress: &dyn Progress) -> Result<Inventory, Diagnostics> {
        let listing = self.tree.list(&mut |_| true).map_err(alone)?;
        Inventory::of(listing, &self.tree, progress).map_err(alone)
    }
}

fn below(top: &Path, path: &EntryPath) -> PathBuf {
    top.join(std::ffi::OsStr::from_bytes(path.as_bytes()))
}

/// Permission bits are set after creation, as the umask takes some away.
fn make_directory(path: &Path) -> Result<(), Error> {
    fs::create_dir(path)
        .and_then(|()| fs::set_permissions(path, Permissions::from_mode(0o755)))
        .map_err(Error::at("create", path))
}

fn copy(item: &Item, top: &Path, contents: &dyn Contents, progress: &dyn Progress) -> Result<(), Error> {
    let path = below(top, &item.path);
    match &item.kind {
        ItemKind::Directory => make_directory(&path),
        ItemKind::Symlink(target) => {
            symlink(std::ffi::OsStr::from_bytes(target.as_bytes()), &path).map_err(Error::at("create", &path))
        }
        ItemKind::File(_) => {
            let mut file = create(&path).map_err(Error::at("create", &path))?;
            source::read(contents, &item.path, progress, |bytes| {
                file.write_all(bytes).map_err(Error::at("write", &path))
            })?;
            let mode = if item.attributes.mode.is_executable() { 0o755 } else { 0o644 };
            file.set_permissions(Permissions::from_mode(mode)).map_err(Error::at("change", &path))
        }
        ItemKind::Special(_) | ItemKind::Refused(_) => Ok(()),
    }
}

fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

fn set_time(item: &Item, top: &Path) -> Result<(), Error> {
    if matches!(item.kind, ItemKind::Special(_) | ItemKind::Refused(_)) {
        return Ok(());
    }
    let path = below(top, &item.path);
    let time = Timespec { tv_sec: item.attributes.mtime.seconds(), tv_nsec: 0 };
    let times = Timestamps { last_access: time, last_modification: time };
    rustix::fs::utimensat(CWD, &path, &times, AtFlags::SYMLINK_NOFOLLOW)
        .map_err(|errno| Error::at("set the time of", &path)(errno.into()))
}
