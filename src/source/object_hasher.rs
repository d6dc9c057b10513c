//! Ids that git gives to objects.

use gix_hash::Kind as Hash;

use crate::object_id::ObjectId;

/// Takes the id of an object whose bytes come piece by piece.
pub struct ObjectHasher(gix_hash::Hasher);

impl ObjectHasher {
    /// Begins with the header of an object of `length` bytes, a `blob` or a `tree`; the id is of the same
    /// kind as `like`.
    #[must_use]
    pub fn new(kind: &str, length: u64, like: &ObjectId) -> Self {
        let mut hasher = gix_hash::hasher(match like {
            ObjectId::Sha1(_) => Hash::Sha1,
            ObjectId::Sha256(_) => Hash::Sha256,
        });
        hasher.update(format!("{kind} {length}\0").as_bytes());
        Self(hasher)
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The id; `None` for bytes that are made to have the id of others.
    #[must_use]
    pub fn finish(self) -> Option<ObjectId> {
        self.0.try_finalize().ok().and_then(|id| ObjectId::from_bytes(id.as_bytes()))
    }
}
