//! What every report says of a side of a comparison.

use crate::container::inventory::{Inventory, Stream};
use crate::container::tar::sorting::Sorting;
use crate::container::writer;
use crate::diff::Side;
use crate::encoder::decode::Compression;

/// What a side is.
pub struct SideFacts<'a> {
    /// Members of the archive, or entries of the directory.
    pub members: usize,
    /// What an archive is beyond its members; `None` for a directory.
    pub archive: Option<ArchiveFacts<'a>>,
}

/// What an archive is beyond its members.
pub struct ArchiveFacts<'a> {
    /// The whole file.
    pub file: &'a Stream,
    /// The tar stream inside; `None` for a zip, which has none.
    pub tar: Option<Stream>,
    /// How it is compressed.
    pub compression: &'a Compression,
    /// The order of its members: `gnu-name`, `bytes`, `git`, `unsorted`.
    pub order: String,
    /// Who may have written it, by how its headers are encoded.
    pub dialect: String,
}

impl<'a> SideFacts<'a> {
    pub fn new(side: &'a Side) -> Self {
        let archive = match side {
            Side::Archive(inventory) => Some(ArchiveFacts::new(inventory)),
            Side::Directory(_) => None,
        };
        Self { members: side.members().len(), archive }
    }
}

impl<'a> ArchiveFacts<'a> {
    fn new(inventory: &'a Inventory) -> Self {
        Self {
            file: &inventory.file,
            tar: inventory.tar(),
            compression: &inventory.compression,
            order: Sorting::of(&inventory.members).to_string(),
            dialect: writer(inventory),
        }
    }
}
