//! A tree on disk. Symbolic links are never followed: everything is opened beneath the handle of
//! the top directory, so a tree that changes while it is read cannot lead anywhere else.

use std::ffi::CStr;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, Dir, FileType, Mode as OpenMode, OFlags, Stat};

use super::bounds::{Count, enter};
use super::contents::Contents;
use super::listing::{Attributes, Item, ItemKind, Listing};
use crate::entry::{LinkTarget, Origin};
use crate::error::Error;
use crate::mode::Mode;
use crate::path::{EntryPath, shown};
use crate::time::Timestamp;

const DIRECTORY: OFlags =
    OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);
/// `NONBLOCK`: opening a fifo that took a file's place must not wait for a writer.
const FILE: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// An open directory that serves as a source.
pub struct Directory {
    root: OwnedFd,
    shown: PathBuf,
}

impl Directory {
    /// Opens the top directory. Here alone links are followed: the user named this path.
    ///
    /// # Errors
    /// Returns an error if it does not exist, is no directory, or may not be read.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::open_for("open the source directory", path)
    }

    /// The same, with another verb phrase for errors.
    pub(super) fn open_for(action: &'static str, path: &Path) -> Result<Self, Error> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = rustix::fs::open(path, flags, OpenMode::empty())
            .map_err(|errno| Error::at(action, path)(errno.into()))?;
        Ok(Self { root, shown: path.to_owned() })
    }

    /// Lists the tree, parents before their children, names in byte order.
    ///
    /// A directory for which `enter` says no is left out with all that is below it, unopened.
    ///
    /// # Errors
    /// Returns an error for the first directory or entry that cannot be read; nothing is skipped.
    pub fn list(&self, enter: &mut dyn FnMut(&EntryPath) -> bool) -> Result<Listing, Error> {
        let root = self.stat_root()?;
        let mut walk = DirectoryWalk {
            source: self,
            enter,
            items: Vec::new(),
            count: Count::default(),
            pending: Vec::new(),
        };
        let top = self.root.try_clone().map_err(Error::at("open again", &self.shown))?;
        walk.directory(&top, None)?;
        drop(top);
        walk.run()?;
        Ok(Listing {
            root,
            root_origin: Origin::Source,
            items: walk.items,
            empty: Vec::new(),
            unapplied: Vec::new(),
        })
    }

    /// What is at `path`; `None` if nothing is.
    ///
    /// # Errors
    /// Returns an error if a part of the path cannot be read.
    pub fn look_up(&self, path: &EntryPath) -> Result<Option<ItemKind>, Error> {
        let fail = |errno| self.error("look up", path, errno);
        let parent = match path.parent() {
            None => None,
            Some(parent) => match self.open_beneath(&parent, DIRECTORY) {
                Err(rustix::io::Errno::NOENT | rustix::io::Errno::NOTDIR) => return Ok(None),
                other => Some(other.map_err(fail)?),
            },
        };
        let directory = parent.as_ref().map_or(self.root.as_fd(), AsFd::as_fd);
        match rustix::fs::statat(directory, path.file_name(), AtFlags::SYMLINK_NOFOLLOW) {
            Err(rustix::io::Errno::NOENT) => Ok(None),
            Err(errno) => Err(fail(errno)),
            Ok(stat) => self.kind(directory, path, &stat).map(Some),
        }
    }

    /// The names in a directory below the top, or in the top itself, in the order in which the file
    /// system gives them. Nothing that is packed may depend on it.
    ///
    /// # Errors
    /// Returns an error if it cannot be read.
    pub fn stored_names(&self, path: Option<&EntryPath>) -> Result<Vec<Vec<u8>>, Error> {
        let Some(path) = path else { return self.names(self.root.as_fd(), None) };
        let handle = self.open_beneath(path, DIRECTORY);
        let handle = handle.map_err(|errno| self.error("open the directory", path, errno))?;
        self.names(handle.as_fd(), Some(path))
    }

    fn names(&self, handle: BorrowedFd<'_>, path: Option<&EntryPath>) -> Result<Vec<Vec<u8>>, Error> {
        let fail = |errno: rustix::io::Errno| match path {
            Some(path) => self.error("list", path, errno),
            None => Error::at("list", &self.shown)(errno.into()),
        };
        let mut names = Vec::new();
        for entry in Dir::read_from(handle).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            if !is_dot(entry.file_name()) {
                names.push(entry.file_name().to_bytes().to_vec());
            }
        }
        Ok(names)
    }

    fn stat_root(&self) -> Result<Attributes, Error> {
        let stat = rustix::fs::fstat(&self.root)
            .map_err(|errno| Error::at("read the attributes of", &self.shown)(errno.into()))?;
        attributes(&stat).map_err(Error::at("read the time of", &self.shown))
    }

    fn kind(&self, directory: BorrowedFd<'_>, path: &EntryPath, stat: &Stat) -> Result<ItemKind, Error> {
        Ok(match FileType::from_raw_mode(stat.st_mode) {
            FileType::Directory => ItemKind::Directory,
            FileType::RegularFile => ItemKind::File(u64::try_from(stat.st_size).unwrap_or(0)),
            FileType::Symlink => ItemKind::Symlink(self.target(directory, path)?),
            FileType::Fifo => ItemKind::Special("fifo"),
            FileType::Socket => ItemKind::Special("socket"),
            FileType::CharacterDevice => ItemKind::Special("character device"),
            FileType::BlockDevice => ItemKind::Special("block device"),
            FileType::Unknown => ItemKind::Special("file of unknown type"),
        })
    }

    fn target(&self, directory: BorrowedFd<'_>, path: &EntryPath) -> Result<LinkTarget, Error> {
        let target = rustix::fs::readlinkat(directory, path.file_name(), Vec::new())
            .map_err(|errno| self.error("read the link", path, errno))?;
        LinkTarget::parse(target.into_bytes())
            .ok_or_else(|| self.error("read the link", path, rustix::io::Errno::INVAL))
    }

    /// Opens part by part where the kernel has no single call that follows no links.
    fn open_beneath(&self, path: &EntryPath, flags: OFlags) -> rustix::io::Result<OwnedFd> {
        if let Some(answer) = open_in_one_call(self.root.as_fd(), path, flags) {
            return answer;
        }
        let mut directory: Option<OwnedFd> = None;
        let mut parts = path.parts().peekable();
        while let Some(part) = parts.next() {
            let at = directory.as_ref().map_or(self.root.as_fd(), AsFd::as_fd);
            // Each part is opened relative to the one before and never through a link, so a
            // directory that is replaced by a link in the meantime is an error and leads nowhere.
            let flags = if parts.peek().is_some() { DIRECTORY } else { flags };
            directory = Some(rustix::fs::openat(at, part, flags, OpenMode::empty())?);
        }
        directory.ok_or(rustix::io::Errno::NOENT)
    }

    fn error(&self, action: &'static str, path: &EntryPath, errno: rustix::io::Errno) -> Error {
        Error::new(action, self.show(path), errno.into())
    }

    fn show(&self, path: &EntryPath) -> String {
        format!("{}/{path}", shown(&self.shown))
    }
}

/// Linux resolves a whole path beneath a handle, without following links, in one call (`openat2`, 5.6).
/// `None` where the system or its sandbox does not have the call, or the path is longer than one
/// call may name.
#[cfg(target_os = "linux")]
fn open_in_one_call(
    root: BorrowedFd<'_>,
    path: &EntryPath,
    flags: OFlags,
) -> Option<rustix::io::Result<OwnedFd>> {
    use rustix::fs::ResolveFlags;
    use rustix::io::Errno;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    match rustix::fs::openat2(root, path.as_bytes(), flags, OpenMode::empty(), resolve) {
        // Sandboxes reject calls that they do not know with `PERM`. `AGAIN` is a race with a
        // rename, which the slow way survives.
        Err(Errno::NOSYS | Errno::PERM | Errno::AGAIN | Errno::NAMETOOLONG) => None,
        answer => Some(answer),
    }
}

#[cfg(not(target_os = "linux"))]
fn open_in_one_call(_: BorrowedFd<'_>, _: &EntryPath, _: OFlags) -> Option<rustix::io::Result<OwnedFd>> {
    None
}

struct DirectoryWalk<'a> {
    source: &'a Directory,
    enter: &'a mut dyn FnMut(&EntryPath) -> bool,
    items: Vec<Item>,
    count: Count,
    /// What is still to be listed, the next one last: a stack of its own, as a tree may be deep.
    pending: Vec<FoundEntry>,
}

/// Bytes that an item takes from here to the plan, beside its path.
const PER_ITEM: usize = 256;

/// Something in a directory that was not asked for yet: a time that cannot be read matters only if it is.
struct FoundEntry {
    path: EntryPath,
    kind: ItemKind,
    attributes: io::Result<Attributes>,
}

impl DirectoryWalk<'_> {
    fn run(&mut self) -> Result<(), Error> {
        while let Some(found) = self.pending.pop() {
            self.item(found)?;
        }
        Ok(())
    }

    /// Reads a directory. Its handle is closed before the next one is opened, so that a tree may be deeper
    /// than a process may have handles.
    fn directory(&mut self, handle: &OwnedFd, path: Option<&EntryPath>) -> Result<(), Error> {
        let mut names = self.source.names(handle.as_fd(), path)?;
        self.count.meet(path, names.len())?;
        // A file system lists in an order of its own, which must not reach the archive.
        names.sort_unstable();
        // Pushed backwards, so that the first name is taken from the stack first.
        for name in names.iter().rev() {
            let found = self.look(handle.as_fd(), name, path)?;
            self.count.keep(&found.path, PER_ITEM)?;
            self.pending.push(found);
        }
        Ok(())
    }

    fn item(&mut self, FoundEntry { path, kind, attributes }: FoundEntry) -> Result<(), Error> {
        let is_directory = kind == ItemKind::Directory;
        if is_directory && !(self.enter)(&path) {
            return Ok(());
        }
        let attributes =
            attributes.map_err(|cause| Error::new("read the time of", self.source.show(&path), cause))?;
        let below = is_directory.then(|| path.clone());
        self.items.push(Item { path, kind, attributes, origin: Origin::Source });
        let Some(path) = below else { return Ok(()) };
        enter(Some(&path))?;
        let handle = self.source.open_beneath(&path, DIRECTORY);
        let handle = handle.map_err(|errno| self.source.error("open the directory", &path, errno))?;
        self.directory(&handle, Some(&path))
    }

    /// What has this name in an open directory.
    fn look(
        &self,
        handle: BorrowedFd<'_>,
        name: &[u8],
        parent: Option<&EntryPath>,
    ) -> Result<FoundEntry, Error> {
        let path = child(parent, name).map_err(|fault| {
            let shown = parent.map_or_else(|| shown(&self.source.shown).to_string(), |p| self.source.show(p));
            Error::new("list", shown, io::Error::new(io::ErrorKind::InvalidData, fault))
        })?;
        let stat = rustix::fs::statat(handle, name, AtFlags::SYMLINK_NOFOLLOW)
            .map_err(|errno| self.source.error("read the attributes of", &path, errno))?;
        let kind = self.source.kind(handle, &path, &stat)?;
        Ok(FoundEntry { path, kind, attributes: attributes(&stat) })
    }
}

fn is_dot(name: &CStr) -> bool {
    matches!(name.to_bytes(), b"." | b"..")
}

fn child(parent: Option<&EntryPath>, name: &[u8]) -> Result<EntryPath, crate::path::PathFault> {
    parent.map_or_else(|| EntryPath::parse(name), |parent| parent.join(name))
}

#[allow(clippy::unnecessary_cast, reason = "the width of these fields differs between systems")]
fn attributes(stat: &Stat) -> io::Result<Attributes> {
    let is_link = FileType::from_raw_mode(stat.st_mode) == FileType::Symlink;
    let mode = if is_link { 0o777 } else { stat.st_mode as u32 };
    let mtime = Timestamp::from_seconds(stat.st_mtime as i64)
        .map_err(|fault| io::Error::new(io::ErrorKind::InvalidData, fault))?;
    // Of a file system that gives something else, the second is known all the same.
    let fraction = u32::try_from(stat.st_mtime_nsec).ok().filter(|&fraction| fraction < 1_000_000_000);
    // A link has them too, and `touch -h` can set them.
    Ok(Attributes { mode: Mode::from_bits(mode), mtime, nanoseconds: fraction.unwrap_or(0) })
}

impl Contents for Directory {
    fn open(&self, path: &EntryPath) -> Result<Box<dyn Read + Send>, Error> {
        let fail = |errno| self.error("open", path, errno);
        let file = self.open_beneath(path, FILE).map_err(fail)?;
        // Asked of the open handle: a fifo or a link may have taken the place of the listed file.
        let stat = rustix::fs::fstat(&file).map_err(fail)?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            let cause = io::Error::new(io::ErrorKind::InvalidData, "it is no longer a regular file");
            return Err(Error::new("open", self.show(path), cause));
        }
        Ok(Box::new(File::from(file)))
    }
}
