//! The header blocks of an archive, and what each member says as the entry of a plan.

use std::io;
use std::sync::Arc;

use crate::container::bytes::Bytes;
use crate::container::inventory::{Inventory, Member, MemberTime, RawKind, RawTime};
use crate::entry::{DeviceFields, Entry, Kind, LinkTarget, Origin, OwnHeader, Owner, PaxMtime, Rule, Size};
use crate::mode::Mode;
use crate::object_id::ObjectId;
use crate::path::EntryPath;
use crate::time::Timestamp;

use super::dialect::Encoding;
use super::padding::padding;

/// What a tar stream has beside the bodies of its members.
#[derive(Clone, Debug)]
pub struct Headings {
    /// What comes before the first member, such as a global header.
    pub start: Vec<u8>,
    /// The members, in the archive's order.
    pub members: Vec<Heading>,
    /// Bytes of the stream before its end.
    pub content: u64,
    /// Bytes after the last member.
    pub ending: u64,
    /// The commit that a global header names.
    pub commit: Option<ObjectId>,
}

/// The header blocks of a member, and what they say.
#[derive(Clone, Debug)]
pub struct Heading {
    /// The blocks, those of extensions first.
    pub blocks: Vec<u8>,
    /// The entry of a plan that says the same, with all that another entry may say otherwise written out. `None` for
    /// what no plan can hold, such as a device, a hard link, or ids beyond those of a system.
    pub entry: Option<Entry<Size>>,
}

impl Headings {
    /// Reads the headers of a clear tar stream, plain as it is within its compression. `None` if the inventory is not one of
    /// this stream.
    ///
    /// # Errors
    /// The stream cannot be read.
    pub fn read(inventory: &Inventory, stream: &Bytes) -> io::Result<Option<Self>> {
        let Some(tar) = inventory.tar() else { return Ok(None) };
        let Some(content) = stream.length().checked_sub(tar.ending) else { return Ok(None) };
        let first = inventory.members.first().map_or(content, |member| member.offset);
        let starts = inventory.members.iter().skip(1).map(|member| member.offset).chain([content]);
        let mut members = Vec::with_capacity(inventory.members.len());
        for (member, next) in inventory.members.iter().zip(starts) {
            let body = member.body.size + padding(member.body.size).len() as u64;
            let Some(end) = next.checked_sub(body).filter(|end| *end >= member.offset) else {
                return Ok(None);
            };
            let blocks = stream.take(member.offset..end)?;
            members.push(Heading { blocks, entry: entry(member) });
        }
        let commit = inventory.claimed_commit();
        Ok(Some(Self { start: stream.take(0..first)?, members, content, ending: tar.ending, commit }))
    }
}

fn entry(member: &Member) -> Option<Entry<Size>> {
    let kind = match &member.kind {
        RawKind::File => Kind::File(Size(member.body.size)),
        RawKind::Directory => Kind::Directory,
        RawKind::Symlink(target) => Kind::Symlink(LinkTarget::parse(target.clone())?),
        RawKind::HardLink(_) | RawKind::Other(_) => return None,
    };
    let time = member.mtime.as_ref().and_then(MemberTime::exact)?;
    Some(Entry {
        path: EntryPath::parse(member.path.bare()).ok()?,
        kind,
        mode: Mode::with_type(member.mode?)?,
        mtime: Timestamp::from_seconds(time.seconds).ok()?,
        origin: Origin::Source,
        rule: Rule::Parents,
        own: own(member, time)?,
    })
}

fn own(member: &Member, time: &RawTime) -> Option<OwnHeader> {
    let style = member.style.tar()?;
    let record = member.records.iter().find(|record| record.keyword == b"mtime");
    // An integer has no point: it is there because the field has no room for it.
    let is_float = record.is_some_and(|record| record.value.contains(&b'.'));
    let device = if style.device == Encoding::Absent { DeviceFields::Empty } else { DeviceFields::Zero };
    Some(OwnHeader {
        nanoseconds: nanoseconds(&time.fraction)?,
        is_time_absent: style.mtime == Encoding::Absent && record.is_none(),
        owner: Some(Arc::new(owner(member)?)),
        device: Some(device),
        pax_mtime: Some(if is_float { PaxMtime::Float } else { PaxMtime::None }),
    })
}

fn owner(member: &Member) -> Option<Owner> {
    let (owner, style) = (member.owner.as_ref()?, member.style.tar()?);
    // A header without ids but with a name was never seen; the name would be lost.
    let is_absent = style.uid == Encoding::Absent && owner.user.is_empty() && owner.group.is_empty();
    Some(Owner { is_absent, ..owner.planned()? })
}

/// Digits after the point; `None` for more than nine.
fn nanoseconds(digits: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(digits).ok()?;
    // More digits than a time of a plan has cannot be written again.
    if text.len() > 9 { None } else { format!("{text:0<9}").parse().ok() }
}
