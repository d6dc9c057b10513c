//! What comes before the first entry: the global header of `git archive`.

use crate::object_id::ObjectId;
use crate::time::Timestamp;

use super::dialect::{Dialect, ExtensionHeader, HeaderFormat, Start};
use super::extension::ExtensionMember;
use super::record::Records;
use super::unrepresentable::Unrepresentable;

/// What the start of an archive says of all its entries.
#[derive(Clone, Copy, Debug)]
pub struct GlobalHeader {
    format: &'static HeaderFormat,
    name: &'static str,
    header: ExtensionHeader,
    commit: ObjectId,
    /// Seconds since 1970.
    time: i64,
}

impl GlobalHeader {
    /// `None` if the dialect has no global header, or there is no commit to name.
    pub fn new(dialect: &Dialect, commit: Option<ObjectId>, time: Option<Timestamp>) -> Option<Self> {
        let time = time.map_or(0, Timestamp::seconds);
        let format = dialect.formats.first()?;
        match dialect.start {
            Start::Nothing => None,
            Start::Commit { name, header } => {
                commit.map(|commit| Self { format, name, header, commit, time })
            }
        }
    }

    /// The one time of all entries, if the field of an entry cannot hold it.
    fn late(self) -> Option<i64> {
        u64::try_from(self.time).is_ok_and(|time| time > self.format.latest_time()).then_some(self.time)
    }

    /// What the field says for an entry of the time `own`.
    pub fn field_time(self, own: i64) -> Result<i64, Unrepresentable> {
        let limit = self.format.latest_time();
        match self.late() {
            None => Ok(own),
            // The global header replaces the field for every entry, so an entry with another time
            // cannot be written.
            Some(all) if all == own => Ok(limit.cast_signed()),
            Some(all) => Err(Unrepresentable::OtherTime { own, all, limit }),
        }
    }

    /// Header, body and padding.
    pub fn append(self, out: &mut Vec<u8>) {
        let mut records = Records::default();
        records.push("comment", self.commit.to_string().as_bytes());
        if let Some(late) = self.late() {
            records.push("mtime", late.to_string().as_bytes());
        }
        let member = ExtensionMember {
            typeflag: b'g',
            name: self.name.into(),
            mtime: self.header.seconds(self.format, 0, Some(self.time)),
            entry: None,
            body: records.as_bytes().into(),
        };
        member.append(self.format, self.header, out);
    }
}
