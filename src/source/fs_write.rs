//! Writes files to disk: what a scratch copy and other copies of a source are made of.

use std::fs::{self, File, OpenOptions, Permissions};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Timespec, Timestamps};

use serde::{Deserialize, Serialize};

use super::listing::Item;
use crate::digest::Digest;
use crate::error::Error;
use crate::path::EntryPath;

/// The order in which the files of a directory are made: where a file system keeps it, programs that do
/// not sort what they list notice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CreationOrder {
    /// As a listing has them.
    #[default]
    Sorted,
    /// The last one first.
    Reversed,
    /// By the digests of their paths and a number.
    Shuffled(u8),
}

impl CreationOrder {
    /// The items of a listing, parents before their children, those of a directory in this order.
    #[must_use]
    pub fn arrange(self, items: &[Item]) -> Vec<&Item> {
        let mut items: Vec<&Item> = items.iter().collect();
        let depth = |item: &Item| item.path.parts().count();
        match self {
            Self::Sorted => {}
            Self::Reversed => {
                items.reverse();
                // By depth, so that every directory is made before what it contains; the sort is
                // stable and keeps the reversed order within a depth.
                items.sort_by_key(|item| depth(item));
            }
            Self::Shuffled(number) => {
                let digest = |item: &Item| Digest::of(&[item.path.as_bytes(), &[number]].concat());
                items.sort_by_cached_key(|item| (depth(item), digest(item)));
            }
        }
        items
    }
}

/// The path of `path` below `top`.
pub(crate) fn below(top: &Path, path: &EntryPath) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    top.join(std::ffi::OsStr::from_bytes(path.as_bytes()))
}

/// Creates a directory of mode 0755, whatever the umask.
pub(crate) fn directory(path: &Path) -> Result<(), Error> {
    fs::create_dir(path)
        .and_then(|()| fs::set_permissions(path, Permissions::from_mode(0o755)))
        .map_err(Error::at("create", path))
}

/// Creates an empty file that nothing stood in place of, closed to all others.
pub(crate) fn file(path: &Path) -> Result<File, Error> {
    // The final mode is set when the contents are there; until then a file with secrets is not
    // readable by others.
    let create = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    create.map_err(Error::at("create", path))
}

/// Sets both times of a file, a directory or a link itself: seconds since 1970, and nanoseconds.
pub(crate) fn set_time(path: &Path, seconds: i64, nanoseconds: u32) -> Result<(), Error> {
    let time = Timespec { tv_sec: seconds, tv_nsec: nanoseconds.into() };
    let times = Timestamps { last_access: time, last_modification: time };
    rustix::fs::utimensat(CWD, path, &times, AtFlags::SYMLINK_NOFOLLOW)
        .map_err(|errno| Error::at("set the time of", path)(errno.into()))
}

#[cfg(feature = "vary")]
/// Creates the directories of `path` that are missing, down from `top`, each of mode 0755.
pub(crate) fn directories(top: &Path, path: &Path) -> Result<(), Error> {
    let missing = path.ancestors().take_while(|above| above.starts_with(top) && !above.exists());
    let missing: Vec<&Path> = missing.collect();
    missing.into_iter().rev().try_for_each(directory)
}
