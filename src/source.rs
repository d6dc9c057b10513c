//! Where files come from: what a source offers, and the ability to read it.

pub mod directory;

use std::io::Read;

use crate::entry::{LinkTarget, Origin};
use crate::error::Error;
use crate::mode::Mode;
use crate::path::EntryPath;
use crate::progress::Progress;
use crate::time::Timestamp;

/// What a source offers: parents before their children, no bytes.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The attributes of the tree's top directory.
    pub root: Attributes,
    /// What the top directory is.
    pub root_origin: Origin,
    /// Everything below it that was not pruned.
    pub items: Vec<Item>,
}

/// Something found in a source.
#[derive(Clone, Debug)]
pub struct Item {
    /// Path below the top of the source.
    pub path: EntryPath,
    /// What it is.
    pub kind: ItemKind,
    /// Its mode and time as found.
    pub attributes: Attributes,
    /// Where its bytes come from.
    pub origin: Origin,
}

/// What a source can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A directory.
    Directory,
    /// A regular file of so many bytes.
    File(u64),
    /// A symbolic link; never followed.
    Symlink(LinkTarget),
    /// A fifo, socket or device, by its name: it can be listed but not packed.
    Special(&'static str),
}

/// Mode and time as the source has them, before any policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attributes {
    /// Permission bits; 0777 for every symbolic link, as systems report them differently.
    pub mode: Mode,
    /// Modification time, rounded down to whole seconds.
    pub mtime: Timestamp,
}

/// The ability to read the bytes behind a listed file.
pub trait Contents: Sync {
    /// Opens a regular file of the source.
    ///
    /// # Errors
    /// It is gone, unreadable, or no regular file any more.
    fn open(&self, path: &EntryPath) -> Result<Box<dyn Read + Send>, Error>;
}

/// Bytes asked for in one read.
const READ: usize = 64 * 1024;

/// Reads a file of the source from its beginning to its end, piece by piece.
///
/// # Errors
/// It cannot be opened or read, the work was cancelled, or what `take` answers.
pub fn read(
    contents: &dyn Contents,
    path: &EntryPath,
    progress: &dyn Progress,
    mut take: impl FnMut(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut reader = contents.open(path)?;
    let mut buffer = vec![0; READ];
    loop {
        if progress.is_cancelled() {
            return Err(Error::Cancelled);
        }
        let count = reader.read(&mut buffer).map_err(|cause| Error::new("read", path.to_string(), cause))?;
        if count == 0 {
            return Ok(());
        }
        take(&buffer[..count])?;
        progress.advance(count as u64);
    }
}
