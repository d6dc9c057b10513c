//! The scratch copy of a source, and the directories beside it that a program may fill.

use std::fs::{self, Permissions};
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use super::change::TreeInventory;
use super::environment::StepEnvironment;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::error::Error;
use crate::path::EntryPath;
use crate::progress::Progress;
use crate::source::contents::{self, Contents};
use crate::source::directory::Directory;
use crate::source::fs_write;
use crate::source::listing::{Item, ItemKind, Listing};
use crate::temporary::{Name, PrivateDirectory, remove_all};

/// How the directory's name begins.
const NAME: &str = "pkgr-generate-";

/// Its name where `vary` builds, in a directory for temporary files of its own.
const HELD: &str = "pkgr-generate-held";

/// A private directory: the tree, and beside it a home and a place for temporary files.
pub struct Scratch {
    private: PrivateDirectory,
    tree: Directory,
    /// What the source rejects, and so is not in the copy.
    left_out: Vec<EntryPath>,
}

impl Scratch {
    /// Copies what was listed. Fifos, sockets and devices, and what the manifest's policies reject,
    /// are not copied: they cannot be packed either.
    pub fn copy(
        listing: &Listing,
        contents: &dyn Contents,
        around: StepEnvironment<'_>,
        progress: &dyn Progress,
    ) -> Result<Self, Diagnostics> {
        let place = around.temporary;
        let name = if around.held.is_some() { Name::Fixed(HELD) } else { Name::Random(NAME) };
        let private = PrivateDirectory::create_in(place, name).map_err(alone)?;
        for name in ["tree", "home", "tmp"] {
            fs_write::directory(&private.path().join(name)).map_err(alone)?;
        }
        let top = private.path().join("tree");
        let order = around.held.map(|held| held.order).unwrap_or_default();
        for item in order.arrange(&listing.items) {
            copy(item, &top, contents, progress).map_err(alone)?;
        }
        // Files that are put into a directory give it a new time, so times come last.
        for item in listing.items.iter().rev() {
            set_time(item, &top).map_err(alone)?;
        }
        let tree = Directory::open(&top).map_err(alone)?;
        let is_left_out = |item: &&Item| {
            matches!(item.kind, ItemKind::Unread(_) | ItemKind::Special(_) | ItemKind::Rejected(_))
        };
        let left_out = listing.items.iter().filter(is_left_out).map(|item| item.path.clone()).collect();
        Ok(Self { private, tree, left_out })
    }

    /// Fifos, sockets, devices and what the manifest's policies reject: they are not in the copy.
    pub fn left_out(&self) -> &[EntryPath] {
        &self.left_out
    }

    /// The copy.
    pub fn tree(&self) -> &Directory {
        &self.tree
    }

    /// The place of the repository that a step can ask for.
    pub fn repository(&self) -> PathBuf {
        self.path("tree").join(".git")
    }

    /// Removes it, whatever the step made of it.
    pub fn remove_repository(&self) -> Result<(), Diagnostics> {
        let path = self.repository();
        let removed = match path.symlink_metadata() {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(()),
            Ok(found) if found.is_dir() => remove_all(&path),
            _ => fs::remove_file(&path),
        };
        removed.map_err(Error::at("remove", &path)).map_err(alone)
    }

    /// The path of one of its parts: `tree`, `home`, `tmp`, `log`.
    pub fn path(&self, name: &str) -> PathBuf {
        self.private.path().join(name)
    }

    /// Everything in the copy, with the digests of files.
    pub fn inventory(&self, progress: &dyn Progress) -> Result<TreeInventory, Diagnostics> {
        let listing = self.tree.list(&mut |_| true).map_err(alone)?;
        TreeInventory::new(listing, &self.tree, progress).map_err(alone)
    }
}

fn copy(item: &Item, top: &Path, contents: &dyn Contents, progress: &dyn Progress) -> Result<(), Error> {
    let path = fs_write::below(top, &item.path);
    match &item.kind {
        ItemKind::Directory => fs_write::directory(&path),
        ItemKind::Symlink(target) => {
            symlink(std::ffi::OsStr::from_bytes(target.as_bytes()), &path).map_err(Error::at("create", &path))
        }
        ItemKind::File(_) => {
            let mut file = fs_write::file(&path)?;
            contents::read(contents, &item.path, progress, |bytes| {
                file.write_all(bytes).map_err(Error::at("write", &path))
            })?;
            let mode = if item.attributes.mode.is_executable() { 0o755 } else { 0o644 };
            file.set_permissions(Permissions::from_mode(mode)).map_err(Error::at("change", &path))
        }
        ItemKind::Pending | ItemKind::Unread(_) | ItemKind::Special(_) | ItemKind::Rejected(_) => Ok(()),
    }
}

fn set_time(item: &Item, top: &Path) -> Result<(), Error> {
    if matches!(
        item.kind,
        ItemKind::Pending | ItemKind::Unread(_) | ItemKind::Special(_) | ItemKind::Rejected(_)
    ) {
        return Ok(());
    }
    fs_write::set_time(&fs_write::below(top, &item.path), item.attributes.mtime.seconds(), 0)
}

/// One problem as all problems of a step.
pub fn alone(problem: impl Into<Diagnostic>) -> Diagnostics {
    problem.into().into()
}
