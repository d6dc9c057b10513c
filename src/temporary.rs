//! Directories for temporary files: no other user can enter them, and they are removed with all contents.

use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

use crate::error::Error;

/// Only the owner can enter, list and write.
const PRIVATE: u32 = 0o700;

/// The name of a temporary directory.
#[derive(Clone, Copy, Debug)]
pub enum Name {
    /// This prefix and random letters.
    Random(&'static str),
    /// Exactly this name; an error if it exists.
    Fixed(&'static str),
}

/// How many directories of this process exist.
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// Whether there is any directory that is still to be removed.
#[must_use]
pub fn are_there() -> bool {
    COUNT.load(Ordering::Relaxed) > 0
}

/// A directory of mode 0700, whatever the umask. Dropping it removes it with all its contents, including
/// directories without write permission.
#[derive(Debug)]
pub struct PrivateDirectory(TempDir);

impl PrivateDirectory {
    /// Creates the directory in `place`.
    ///
    /// # Errors
    /// Returns an error if `place` cannot be written to, or if a fixed name exists.
    pub fn create_in(place: &Path, name: Name) -> Result<Self, Error> {
        let mut builder = tempfile::Builder::new();
        match name {
            Name::Random(prefix) => builder.prefix(prefix),
            Name::Fixed(name) => builder.prefix(name).rand_bytes(0),
        };
        builder.permissions(Permissions::from_mode(PRIVATE));
        let create = || {
            let created = builder.tempdir_in(place)?;
            // The umask can remove the owner's own permissions.
            fs::set_permissions(created.path(), Permissions::from_mode(PRIVATE))?;
            Ok(created)
        };
        let directory = create().map_err(Error::at("create a directory for temporary files in", place))?;
        COUNT.fetch_add(1, Ordering::Relaxed);
        Ok(Self(directory))
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for PrivateDirectory {
    fn drop(&mut self) {
        // `drop` cannot report a failure; the prefix identifies a directory that is left behind.
        let _ = remove_all(self.path());
        COUNT.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Removes a directory with all its contents. Directories without permissions for the owner get them first.
/// Links are removed and never followed.
///
/// Directories are moved up to the top before they are emptied, so the depth of the tree costs
/// neither stack nor file handles, and no path becomes too long.
///
/// # Errors
/// Returns an error at the first entry that cannot be removed.
pub fn remove_all(top: &Path) -> io::Result<()> {
    let mut number = 0;
    let mut waiting: Vec<PathBuf> = vec![top.to_owned()];
    let mut emptied = Vec::new();
    while let Some(directory) = waiting.pop() {
        for name in open_up(&directory)? {
            let path = directory.join(name);
            if !path.symlink_metadata()?.is_dir() {
                fs::remove_file(&path)?;
            } else if directory == top {
                waiting.push(path);
            } else {
                waiting.push(moved_up(&path, top, &mut number)?);
            }
        }
        emptied.push(directory);
    }
    emptied.iter().rev().try_for_each(fs::remove_dir)
}

/// Gives the owner access to a directory, and lists it.
#[expect(clippy::disallowed_methods, reason = "a directory of our own that is about to be removed")]
fn open_up(directory: &Path) -> io::Result<Vec<OsString>> {
    fs::set_permissions(directory, Permissions::from_mode(PRIVATE))?;
    fs::read_dir(directory)?.map(|entry| Ok(entry?.file_name())).collect()
}

/// Moves a directory to the top, under an unused name.
fn moved_up(path: &Path, top: &Path, number: &mut u64) -> io::Result<PathBuf> {
    // Moving a directory changes its `..`, so its owner needs write permission.
    fs::set_permissions(path, Permissions::from_mode(PRIVATE))?;
    loop {
        *number += 1;
        let free = top.join(format!(".removed-{number}"));
        if free.symlink_metadata().is_err() {
            fs::rename(path, &free)?;
            return Ok(free);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "tests list what is left")]

    use std::os::unix::fs::symlink;

    use super::*;

    fn mode(path: &Path) -> u32 {
        path.symlink_metadata().expect("is there").permissions().mode() & 0o7777
    }

    #[test]
    fn it_is_private() {
        let place = tempfile::tempdir().expect("can be made");
        let created = PrivateDirectory::create_in(place.path(), Name::Random("x-")).expect("can be made");
        assert_eq!(mode(created.path()), 0o700);
        drop(created);
        assert_eq!(fs::read_dir(place.path()).expect("is there").count(), 0);
    }

    #[test]
    fn a_fixed_name_that_is_taken_is_an_error() {
        let place = tempfile::tempdir().expect("can be made");
        let first = PrivateDirectory::create_in(place.path(), Name::Fixed("held")).expect("is free");
        let second = PrivateDirectory::create_in(place.path(), Name::Fixed("held"));
        assert!(second.expect_err("is taken").to_string().contains("held"));
        assert_eq!(first.path(), place.path().join("held"));
    }

    #[test]
    fn deep_trees_closed_directories_and_links_are_removed() {
        let place = tempfile::tempdir().expect("can be made");
        let outside = place.path().join("outside");
        fs::create_dir(&outside).expect("can be made");
        fs::write(outside.join("kept"), "x").expect("can be written");
        let created = PrivateDirectory::create_in(place.path(), Name::Random("x-")).expect("can be made");
        let top = created.path().to_owned();
        symlink(&outside, top.join("link")).expect("can be linked");
        fs::create_dir(top.join(".removed-1")).expect("can be made");
        let mut closed = Vec::new();
        let mut at = top.clone();
        for level in 0..300 {
            at = at.join("d");
            fs::create_dir(&at).expect("can be made");
            fs::write(at.join("f"), "x").expect("can be written");
            if level % 3 == 0 {
                closed.push((at.clone(), [0o555, 0o000, 0o111][level / 3 % 3]));
            }
        }
        for (path, mode) in closed.iter().rev() {
            fs::set_permissions(path, Permissions::from_mode(*mode)).expect("can be set");
        }
        drop(created);
        assert!(top.symlink_metadata().is_err());
        assert_eq!(fs::read(outside.join("kept")).expect("is there"), b"x");
    }
}
