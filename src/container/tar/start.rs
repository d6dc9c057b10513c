//! What stands before the first entry: the global header of `git archive`.

use crate::object_id::ObjectId;
use crate::time::Timestamp;

use super::block;
use super::dialect::{Dialect, Start};
use super::extension::Extension;
use super::record::Records;
use super::unrepresentable::Unrepresentable;

/// What the start of an archive says of all its entries.
#[derive(Clone, Copy, Debug)]
pub struct GlobalHeader {
    commit: ObjectId,
    /// Seconds since 1970.
    time: i64,
    /// The latest time that a header's own field holds.
    limit: u64,
}

impl GlobalHeader {
    /// `None` where the dialect has nothing to say, or there is no commit to name.
    pub fn new(dialect: &Dialect, commit: Option<ObjectId>, time: Option<Timestamp>) -> Option<Self> {
        let limit = dialect.numbers.max(block::MTIME.len());
        let time = time.map_or(0, Timestamp::seconds);
        match dialect.customs.start {
            Start::Nothing => None,
            Start::Commit => commit.map(|commit| Self { commit, time, limit }),
        }
    }

    /// The one time of all entries, where the field of an entry cannot hold it.
    fn late(self) -> Option<i64> {
        u64::try_from(self.time).is_ok_and(|time| time > self.limit).then_some(self.time)
    }

    /// What the field says for an entry of the time `own`.
    pub fn field_time(self, own: i64) -> Result<i64, Unrepresentable> {
        let limit = self.limit;
        match self.late() {
            None => Ok(own),
            Some(all) if all == own => Ok(limit.cast_signed()),
            Some(all) => Err(Unrepresentable::OtherTime { own, all, limit }),
        }
    }

    /// Header, body and padding.
    pub fn append(self, dialect: &Dialect, out: &mut Vec<u8>) {
        let mut records = Records::default();
        records.push("comment", self.commit.to_string().as_bytes());
        if let Some(late) = self.late() {
            records.push("mtime", late.to_string().as_bytes());
        }
        let header = Extension {
            typeflag: b'g',
            name: b"pax_global_header".to_vec(),
            mtime: u64::try_from(self.time).unwrap_or(0).min(self.limit),
            owner_name: dialect.customs.owner.describing_name(),
            body: records.as_bytes().into(),
        };
        header.append(dialect, out);
    }
}
