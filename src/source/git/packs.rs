//! Where objects stand in packs: what order is fast to read them in, and where a large one begins.

use std::path::PathBuf;

use gix_hash::{Kind as Hash, oid};
use gix_odb::store::structure::Record;
use gix_pack::{index, multi_index};

/// The indices of the packs of a repository.
pub struct Packs(Vec<PackIndex>);

enum PackIndex {
    One(index::File<gix_pack::MMap>),
    Many(multi_index::File<gix_pack::MMap>),
}

/// Where an object begins in a pack.
pub struct Packed {
    /// The pack.
    pub path: PathBuf,
    /// Bytes before the entry.
    pub offset: u64,
}

impl Packs {
    /// Those that can be read; an object that none of them has is read first.
    pub fn new(handle: &gix_odb::Handle, hash: Hash) -> Self {
        let records = handle.store_ref().structure().unwrap_or_default();
        let indices = records.iter().filter_map(|record| match record {
            Record::Index { path, .. } => index::File::at(path, hash).ok().map(PackIndex::One),
            Record::MultiIndex { path, .. } => multi_index::File::at(path, None).ok().map(PackIndex::Many),
            Record::LooseObjectDatabase { .. } | Record::Empty => None,
        });
        Self(indices.collect())
    }

    /// The number of the pack and the place in it; zeros for what is in no pack.
    pub fn position(&self, id: &oid) -> (u32, u64) {
        let mut indices = (1..).zip(&self.0);
        indices.find_map(|(number, index)| index.position(number, id)).unwrap_or_default()
    }

    /// The pack that has an object, and the place in it; `None` for what is in no pack.
    pub fn find(&self, id: &oid) -> Option<Packed> {
        self.0.iter().find_map(|index| index.find(id))
    }
}

impl PackIndex {
    fn find(&self, id: &oid) -> Option<Packed> {
        match self {
            Self::One(file) => {
                let offset = file.pack_offset_at_index(file.lookup(id)?);
                Some(Packed { path: file.path().with_extension("pack"), offset })
            }
            Self::Many(file) => {
                let (pack, offset) = file.pack_id_and_pack_offset_at_index(file.lookup(id)?).ok()?;
                let name = file.index_names().get(usize::try_from(pack).ok()?)?;
                Some(Packed { path: file.path().with_file_name(name).with_extension("pack"), offset })
            }
        }
    }

    fn position(&self, number: u32, id: &oid) -> Option<(u32, u64)> {
        match self {
            Self::One(file) => Some((number, file.pack_offset_at_index(file.lookup(id)?))),
            Self::Many(file) => {
                let (pack, offset) = file.pack_id_and_pack_offset_at_index(file.lookup(id)?).ok()?;
                // Numbers can coincide with those of another index. They decide the order of
                // reading and nothing else.
                Some((number + pack, offset))
            }
        }
    }
}
