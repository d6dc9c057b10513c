//! One side of a comparison.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use crate::container::inventory::{Inventory, Member, MemberPath, RawKind, RawTar, Stream, Style};
use crate::container::member_path;
use crate::digest::Hasher;
use crate::error::Error;
use crate::parallel::ordered_map;
use crate::progress::Progress;
use crate::source::directory::Directory;
use crate::source::{self, Item, ItemKind};

/// An archive, or a directory on disk. A directory has names, kinds, executable bits and bytes; what
/// else a file system says of it plays no part.
#[derive(Clone, Debug)]
pub enum Side {
    /// An archive.
    Archive(Box<Inventory>),
    /// A directory.
    Directory(Vec<Member>),
}

impl Side {
    /// Reads a directory; links are not followed.
    ///
    /// # Errors
    /// The first file that cannot be read.
    pub fn directory(
        directory: &Directory,
        threads: NonZeroUsize,
        progress: &dyn Progress,
    ) -> Result<Self, Error> {
        let listing = directory.list(&mut |_| true)?;
        let members = ordered_map(&listing.items, threads, |item| member(item, directory, progress));
        members.into_iter().collect::<Result<_, _>>().map(Self::Directory)
    }

    /// The tar stream of an archive; `None` for a zip and a directory.
    #[must_use]
    pub fn tar(&self) -> Option<&RawTar> {
        match self {
            Self::Archive(inventory) => inventory.tar(),
            Self::Directory(_) => None,
        }
    }

    /// The members, or the entries of the directory.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        match self {
            Self::Archive(inventory) => &inventory.members,
            Self::Directory(members) => members,
        }
    }
}

/// The archive with a file in place of each hard link to one that stands before it; `None` where there is none.
pub(super) fn with_files_for_hard_links(archive: &Inventory) -> Option<Side> {
    // Most archives have none, and a copy of all members would double what a comparison takes.
    if !archive.members.iter().any(|member| matches!(member.kind, RawKind::HardLink(_))) {
        return None;
    }
    let mut files: BTreeMap<Vec<u8>, (Stream, Option<u32>)> = BTreeMap::new();
    let mut found = Box::new(archive.clone());
    let mut is_changed = false;
    for member in &mut found.members {
        if let RawKind::HardLink(target) = &member.kind
            && let Some((body, mode)) = files.get(member_path::bare(target))
        {
            (member.kind, member.body, member.mode, is_changed) = (RawKind::File, *body, *mode, true);
        }
        if member.kind == RawKind::File {
            files.insert(member.path.bare().to_vec(), (member.body, member.mode));
        }
    }
    is_changed.then_some(Side::Archive(found))
}

fn member(item: &Item, directory: &Directory, progress: &dyn Progress) -> Result<Member, Error> {
    let mut hasher = Hasher::new();
    let kind = match &item.kind {
        ItemKind::Directory => RawKind::Directory,
        ItemKind::Symlink(target) => RawKind::Symlink(target.as_bytes().to_vec()),
        ItemKind::File(_) => {
            source::read(directory, &item.path, progress, |bytes| {
                hasher.update(bytes);
                Ok(())
            })?;
            RawKind::File
        }
        ItemKind::Pending | ItemKind::Unread(_) | ItemKind::Special(_) | ItemKind::Rejected(_) => {
            RawKind::Other(b'6')
        }
    };
    Ok(Member {
        offset: 0,
        path: MemberPath::new(item.path.as_bytes().to_vec()),
        kind,
        mode: Some(u32::from(item.attributes.mode.bits())),
        owner: None,
        mtime: None,
        body: Stream { size: hasher.length(), digest: hasher.finish() },
        records: Vec::new(),
        style: Style::default(),
    })
}
