//! What every report says of a side of a comparison.

use crate::container::inventory::{Inventory, RawTar, Stream};
use crate::container::names::{DuplicatePath, duplicates, top};
use crate::container::tar::sorting::Sorting;
use crate::container::writer;
use crate::diff::Side;
use crate::object_id::ObjectId;
use crate::path::Escaped;

/// What a side is.
pub struct SideFacts<'a> {
    /// Members of the archive, or entries of the directory.
    pub members: usize,
    /// The directory that all members are in, as it is shown.
    pub top: Option<String>,
    /// The commit that an archive says it was made from.
    pub claimed_commit: Option<ObjectId>,
    /// Paths that several members have: which of them is unpacked depends on the program.
    pub duplicates: Vec<DuplicatePath>,
    /// What an archive is beyond its members; `None` for a directory.
    pub archive: Option<ArchiveFacts<'a>>,
}

/// What an archive is beyond its members.
pub struct ArchiveFacts<'a> {
    /// The whole file.
    pub file: &'a Stream,
    /// The tar stream, and how it is compressed; `None` for a zip, which has none.
    pub tar: Option<&'a RawTar>,
    /// The format of the compression, as a manifest names it, or `zip`.
    pub compression: &'static str,
    /// The order of its members: `gnu-name`, `bytes`, `git`, `unsorted`.
    pub order: String,
    /// Who may have written it, by how its headers are encoded.
    pub dialect: String,
}

impl<'a> SideFacts<'a> {
    pub fn new(side: &'a Side) -> Self {
        let inventory = match side {
            Side::Archive(inventory) => Some(&**inventory),
            Side::Directory(_) => None,
        };
        Self {
            members: side.members().len(),
            top: inventory.and_then(|found| top(&found.members)).map(|top| Escaped(top).to_string()),
            claimed_commit: inventory.and_then(Inventory::claimed_commit),
            duplicates: duplicates(side.members()),
            archive: inventory.map(ArchiveFacts::new),
        }
    }
}

impl<'a> ArchiveFacts<'a> {
    fn new(inventory: &'a Inventory) -> Self {
        Self {
            file: &inventory.file,
            tar: inventory.tar(),
            compression: inventory.compression_name(),
            order: Sorting::of(&inventory.members).to_string(),
            dialect: writer(inventory),
        }
    }
}
