//! Which dialect an archive is in: each member is written again from what its headers say, and compared with them.

use std::sync::Arc;

use crate::container::inventory::{Inventory, Member, MemberTime, RawKind, RawTime};
use crate::entry::{DeviceFields, Entry, Kind, LinkTarget, Origin, OwnHeader, Owner, PaxMtime, Rule, Size};
use crate::mode::Mode;
use crate::path::EntryPath;
use crate::time::Timestamp;

use super::dialect::{Dialect, Encoding};
use super::headers::Headers;
use super::padding::{ArchiveEnd, padding};
use super::tool::dialects;

/// The header blocks of a member as an archive has them.
#[derive(Clone, Copy, Debug)]
pub struct MemberHeaders<'a> {
    /// What they say.
    pub member: &'a Member,
    /// Those of extensions first.
    pub blocks: &'a [u8],
}

/// An archive that was written again in one dialect.
#[derive(Clone, Debug)]
pub struct Respelling {
    /// The dialect.
    pub dialect: &'static Dialect,
    /// The numbers of the members that get other header blocks, or none.
    pub different: Vec<usize>,
    /// The numbers of the members that have the same header blocks only with other device numbers than those of the
    /// dialect, which an override gives.
    pub other_device: Vec<usize>,
    /// Whether what comes before the first member is the same.
    pub has_same_start: bool,
    /// How the archive ends, the dialect's own way first; `None` for another way.
    pub end: Option<ArchiveEnd>,
}

impl Respelling {
    /// Whether the whole archive is the same, with overrides for `other_device`.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.different.is_empty() && self.has_same_start && self.end.is_some()
    }
}

impl<'a> MemberHeaders<'a> {
    /// Those of every member; `stream` is the whole tar stream of the inventory. `None` if the inventory is not one of
    /// this stream.
    #[must_use]
    pub fn of_all(inventory: &'a Inventory, stream: &'a [u8]) -> Option<Vec<Self>> {
        let tar = inventory.tar()?;
        let end = (stream.len() as u64).checked_sub(tar.ending)?;
        let starts = inventory.members.iter().skip(1).map(|member| member.offset).chain([end]);
        inventory.members.iter().zip(starts).map(|(member, next)| Self::of(member, next, stream)).collect()
    }

    fn of(member: &'a Member, next: u64, stream: &'a [u8]) -> Option<Self> {
        let body = member.body.size + padding(member.body.size).len() as u64;
        let start = usize::try_from(member.offset).ok()?;
        let blocks = stream.get(start..usize::try_from(next.checked_sub(body)?).ok()?)?;
        Some(Self { member, blocks })
    }

    /// The entry of a plan that says what the member does, with all that another entry may say otherwise written out.
    /// `None` for what no plan can hold, such as a device, a hard link, or ids beyond those of a system.
    #[must_use]
    pub fn entry(&self) -> Option<Entry<Size>> {
        let member = self.member;
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
            own: self.own(time)?,
        })
    }

    fn own(&self, time: &RawTime) -> Option<OwnHeader> {
        let style = self.member.style.tar()?;
        let has_record = |record: &&crate::container::inventory::Record| record.keyword == b"mtime";
        let record = self.member.records.iter().find(has_record);
        // An integer has no point: it is there because the field has no room for it.
        let is_float = record.is_some_and(|record| record.value.contains(&b'.'));
        Some(OwnHeader {
            nanoseconds: nanoseconds(&time.fraction)?,
            is_time_absent: style.mtime == Encoding::Absent && record.is_none(),
            owner: Some(Arc::new(self.owner()?)),
            device: Some(if style.device == Encoding::Absent {
                DeviceFields::Empty
            } else {
                DeviceFields::Zero
            }),
            pax_mtime: Some(if is_float { PaxMtime::Float } else { PaxMtime::None }),
        })
    }

    fn owner(&self) -> Option<Owner> {
        let (owner, style) = (self.member.owner.as_ref()?, self.member.style.tar()?);
        // A header without ids but with a name was never seen; the name would be lost.
        let is_absent = style.uid == Encoding::Absent && owner.user.is_empty() && owner.group.is_empty();
        Some(Owner { is_absent, ..owner.planned()? })
    }
}

/// Digits after the point; `None` for more than nine.
fn nanoseconds(digits: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(digits).ok()?;
    // More digits than a time of a plan has cannot be written again.
    if text.len() > 9 { None } else { format!("{text:0<9}").parse().ok() }
}

/// Writes an archive again in one dialect; `None` if the inventory is not one of this stream.
#[must_use]
pub fn respell(dialect: &'static Dialect, inventory: &Inventory, stream: &[u8]) -> Option<Respelling> {
    let members = MemberHeaders::of_all(inventory, stream)?;
    let headers = headers(dialect, inventory, &members);
    let (mut different, mut other_device) = (Vec::new(), Vec::new());
    for (number, member) in members.iter().enumerate() {
        let Some(entry) = member.entry() else {
            different.push(number);
            continue;
        };
        let plain = Entry { own: OwnHeader { device: None, ..entry.own.clone() }, ..entry.clone() };
        // A dialect that counts its entries counts each once.
        let again = headers.clone();
        if is_same(&headers, &plain, member.blocks) {
            continue;
        }
        let found = if is_same(&again, &entry, member.blocks) { &mut other_device } else { &mut different };
        found.push(number);
    }
    let start = headers.start();
    let first = members.first().map_or(0, |member| member.member.offset);
    let has_same_start = usize::try_from(first).ok() == Some(start.len()) && stream.starts_with(&start);
    Some(Respelling {
        dialect,
        different,
        other_device,
        has_same_start,
        end: end(dialect, inventory, stream),
    })
}

/// Writes an archive again in every dialect, those that leave the fewest members over first, and of equal ones in the
/// order of the table. Empty if the inventory is not one of this stream.
#[must_use]
pub fn respellings(inventory: &Inventory, stream: &[u8]) -> Vec<Respelling> {
    let mut all: Vec<Respelling> =
        dialects().filter_map(|dialect| respell(dialect, inventory, stream)).collect();
    all.sort_by_key(|one| (one.different.len(), !one.has_same_start, one.other_device.len()));
    all
}

fn headers(dialect: &'static Dialect, inventory: &Inventory, members: &[MemberHeaders<'_>]) -> Headers {
    let headers = Headers::as_planned(dialect, &Owner::absent()).expect("no owner is held by every dialect");
    // The global header of a commit has the time of all entries.
    let time = members.first().and_then(MemberHeaders::entry).map(|entry| entry.mtime);
    let headers = match inventory.claimed_commit() {
        Some(commit) => headers.with_commit(commit),
        None => headers,
    };
    match time.filter(|_| dialect.is_of_commit()) {
        Some(time) => headers.with_reference_time(time),
        None => headers,
    }
}

fn is_same(headers: &Headers, entry: &Entry<Size>, blocks: &[u8]) -> bool {
    let mut written = Vec::new();
    headers.write(entry, &mut written).is_ok() && written == blocks
}

/// How the archive ends, if it is as a dialect can end.
fn end(dialect: &Dialect, inventory: &Inventory, stream: &[u8]) -> Option<ArchiveEnd> {
    let ending = inventory.tar()?.ending;
    let total = (stream.len() as u64).checked_sub(ending)?;
    let own =
        if dialect.record == ArchiveEnd::Records.record() { ArchiveEnd::Records } else { ArchiveEnd::Blocks };
    let other = if own == ArchiveEnd::Records { ArchiveEnd::Blocks } else { ArchiveEnd::Records };
    // On the border of a record both ends are the same, and the manifest need not say which.
    [own, other].into_iter().find(|end| super::padding::end(total, end.record()).len() as u64 == ending)
}
