//! From an entry to its header blocks: a function of the entry and what is fixed per archive, but for names that a
//! dialect counts.

mod extensions;

use std::borrow::Cow;
use std::cell::Cell;

use crate::entry::{DeviceFields, Entry, Kind, Origin, Owner, PaxMtime, Size};
use crate::mode::{Mode, ModePolicy, Node};
use crate::object_id::ObjectId;
use crate::time::Timestamp;

use super::beside::{add_beside, size, target};
use super::block::{self, Block};
use super::dialect::{Dialect, Encoding, HeaderFormat, Keyword, Modes, Ownership, PrefixEntries, StandIn};
use super::extension::CarriedValues;
use super::exthdr::ExthdrName;
use super::name::member_name;
use super::number::{Number, place_number};
use super::owner::EncodedOwner;
use super::padding::{self, ArchiveEnd};
use super::placement::{NameFields, Placement, StandInSource};
use super::start::GlobalHeader;
use super::unrepresentable::{OwnerFault, Unrepresentable};

/// Writes the header blocks of entries in one dialect, with one owner for those that have none of their own.
#[derive(Clone, Debug)]
pub struct Headers {
    dialect: &'static Dialect,
    /// The formats of the dialect that hold the owner; at least one.
    formats: Vec<OwnedFormat>,
    modes: Modes,
    exthdr_name: ExthdrName,
    pax_mtime: PaxMtime,
    record: usize,
    reference_time: Option<Timestamp>,
    commit: Option<ObjectId>,
    /// How many entries had a name that the dialect counts.
    count: Cell<u64>,
}

/// A format of headers with the owner in it.
#[derive(Clone, Debug)]
struct OwnedFormat {
    format: &'static HeaderFormat,
    owner: EncodedOwner,
}

/// The header of one entry, and the values that it has no room for.
struct HeaderDraft {
    main: Block,
    carried: CarriedValues,
}

impl Headers {
    /// Headers in a dialect, all with `owner`, unless the dialect has an owner of its own.
    ///
    /// # Errors
    /// The dialect cannot hold the owner's ids or names whole.
    pub fn new(dialect: &'static Dialect, owner: &Owner) -> Result<Self, OwnerFault> {
        let root = Owner::root();
        let owner = match dialect.owner {
            Ownership::Planned => owner,
            Ownership::Root => &root,
        };
        Self::with_owner(dialect, owner, dialect.modes)
    }

    /// Headers in a dialect with the owner and the modes that are given, whether or not the dialect has its own.
    ///
    /// # Errors
    /// The dialect cannot hold the owner's ids or names whole.
    pub fn as_planned(dialect: &'static Dialect, owner: &Owner) -> Result<Self, OwnerFault> {
        Self::with_owner(dialect, owner, Modes::Planned)
    }

    fn with_owner(dialect: &'static Dialect, owner: &Owner, modes: Modes) -> Result<Self, OwnerFault> {
        Ok(Self {
            dialect,
            formats: formats(dialect, owner)?,
            modes,
            exthdr_name: ExthdrName::default(),
            pax_mtime: PaxMtime::default(),
            record: dialect.record,
            reference_time: None,
            commit: None,
            count: Cell::new(0),
        })
    }

    /// How pax extended headers are named; without this, `%d/PaxHeaders/%f`.
    #[must_use]
    pub fn with_exthdr_name(mut self, template: ExthdrName) -> Self {
        self.exthdr_name = template;
        self
    }

    /// Whether records repeat the times of entries that say nothing of their own; without this, they do not.
    #[must_use]
    pub fn with_pax_mtime(mut self, pax_mtime: PaxMtime) -> Self {
        self.pax_mtime = pax_mtime;
        self
    }

    /// How the archive ends; without this, as the dialect has it.
    #[must_use]
    pub fn with_end(mut self, end: ArchiveEnd) -> Self {
        self.record = end.record();
        self
    }

    /// The time of pax extended headers: the one that all entries are set or clamped to. Without
    /// this, an extended header has the time of its entry.
    #[must_use]
    pub fn with_reference_time(mut self, time: Timestamp) -> Self {
        self.reference_time = Some(time);
        self
    }

    /// The commit that the archive is of, for the dialects that name it at the start.
    #[must_use]
    pub fn with_commit(mut self, commit: ObjectId) -> Self {
        self.commit = Some(commit);
        self
    }

    /// What comes before the first entry, whole blocks of 512 bytes; empty in most dialects.
    #[must_use]
    pub fn start(&self) -> Vec<u8> {
        let mut out = Vec::new();
        if let Some(header) = self.global_header() {
            header.append(&mut out);
        }
        out
    }

    fn global_header(&self) -> Option<GlobalHeader> {
        GlobalHeader::new(self.dialect, self.commit, self.reference_time)
    }

    /// Appends all header blocks of `entry` to `out`, whole blocks of 512 bytes, those of extended
    /// headers and long names first. The body and its [`padding`](super::padding()) are the caller's to write.
    /// A directory of the prefix for which the dialect has no entry adds nothing. Entries are written in the order of
    /// the archive: some dialects count them.
    ///
    /// # Errors
    /// The dialect cannot hold the entry whole. `out` is then unchanged.
    pub fn write<C>(&self, entry: &Entry<C>, out: &mut Vec<u8>) -> Result<(), Unrepresentable>
    where
        C: Copy + Into<Size>,
    {
        if entry.origin == Origin::Prefix && self.dialect.prefix == PrefixEntries::Last {
            return Ok(());
        }
        let (last, others) = self.formats.split_last().expect("at least one format holds the owner");
        // The last format is the one that holds the most, so its fault is the one to report.
        // A failed attempt leaves `out` unchanged, so the formats are simply tried in their order.
        if others.iter().any(|format| self.write_in(format, entry, out).is_ok()) {
            return Ok(());
        }
        self.write_in(last, entry, out)
    }

    fn write_in<C>(
        &self,
        OwnedFormat { format, owner }: &OwnedFormat,
        entry: &Entry<C>,
        out: &mut Vec<u8>,
    ) -> Result<(), Unrepresentable>
    where
        C: Copy + Into<Size>,
    {
        // Everything that can fail comes before the first byte is written.
        let owner = match &entry.own.owner {
            Some(own) => Cow::Owned(EncodedOwner::new(format, own).map_err(Unrepresentable::Owner)?),
            None => Cow::Borrowed(owner),
        };
        let name = member_name(entry, format.directory_slash);
        let mut draft = self.draft(format, &owner, entry);
        let placement = Placement::new(format, &name, target(&entry.kind), &mut draft.carried)?;
        let numbers = self.place_numbers(format, entry, &mut draft);
        add_beside(format, entry, &name, &mut draft.carried);
        let names = placement.fields(format, &draft.carried, self.stand_ins(entry))?;
        // A name without an object that it needs is the fault to report, even if a number has no room either.
        numbers?;
        self.put_names(format, &names, &mut draft);
        if !draft.carried.is_empty() {
            self.extensions(format, &owner, entry, &name, &draft.carried, out)?;
        }
        out.extend_from_slice(&draft.main.seal(format.numbers.checksum));
        Ok(())
    }

    /// The end of an archive that has `total` bytes so far, a multiple of 512: two blocks of NULs,
    /// then NULs until the whole is a multiple of the record.
    #[must_use]
    pub fn end(&self, total: u64) -> &'static [u8] {
        padding::end(total, self.record)
    }

    /// Everything that always fits.
    fn draft<C>(&self, format: &HeaderFormat, owner: &EncodedOwner, entry: &Entry<C>) -> HeaderDraft {
        // The owner is the same in most headers, so its fields are encoded once.
        let mut main = owner.block.clone();
        let mode = self.mode(entry).bits().into();
        assert!(main.number(block::MODE, format.numbers.mode, mode), "sixteen bits fit six digits");
        main.typeflag(match entry.kind {
            Kind::Directory => b'5',
            Kind::File(_) => format.regular,
            Kind::Symlink(_) => b'2',
        });
        main.devices(device(format, entry.own.device));
        HeaderDraft { main, carried: owner.carried.clone() }
    }

    fn mode<C>(&self, entry: &Entry<C>) -> Mode {
        let node = match entry.kind {
            Kind::Directory => Node::Directory,
            Kind::File(_) => Node::File,
            Kind::Symlink(_) => Node::Symlink,
        };
        match self.modes {
            Modes::Planned => entry.mode,
            Modes::GitArchive => ModePolicy::GitArchive.apply(entry.mode, node),
        }
    }

    fn place_numbers<C>(
        &self,
        format: &HeaderFormat,
        entry: &Entry<C>,
        draft: &mut HeaderDraft,
    ) -> Result<(), Unrepresentable>
    where
        C: Copy + Into<Size>,
    {
        let size = size(&entry.kind).into();
        place_number(format, Number::Size, size, &mut draft.main, &mut draft.carried)
            .map_err(Unrepresentable::Number)?;
        if entry.own.is_time_absent { Ok(()) } else { self.place_time(format, entry, draft) }
    }

    fn place_time<C>(
        &self,
        format: &HeaderFormat,
        entry: &Entry<C>,
        HeaderDraft { main, carried }: &mut HeaderDraft,
    ) -> Result<(), Unrepresentable> {
        let is_float = entry.own.pax_mtime.unwrap_or(self.pax_mtime) == PaxMtime::Float;
        let time = entry.time().fields(format.fraction, is_float);
        let field = self.global_header().map_or(Ok(time.field), |header| header.field_time(time.field))?;
        let Some(record) = time.record else {
            return place_number(format, Number::Mtime, field.into(), main, carried)
                .map_err(Unrepresentable::Number);
        };
        // A reader that knows the record does not ask the field.
        if !main.number(block::MTIME, format.numbers.mtime, field.into()) {
            main.number(block::MTIME, format.numbers.mtime, 0);
        }
        carried.add(Keyword::Mtime, record.as_bytes());
        Ok(())
    }

    fn stand_ins<C>(&self, entry: &Entry<C>) -> StandInSource {
        StandInSource { object: entry.origin.object(), count: self.count.get() }
    }

    fn put_names(&self, format: &HeaderFormat, names: &NameFields<'_>, draft: &mut HeaderDraft) {
        draft.main.put(block::PREFIX, names.prefix);
        draft.main.put(block::NAME, &names.name);
        draft.main.put(block::LINKNAME, &names.target);
        // Counted only once the entry has such a name; a rejected one is written in no archive.
        let stand_in = format.extensions.map(|extensions| extensions.stand_in);
        if matches!(stand_in, Some(StandIn::Counted(_))) && draft.carried.has(Keyword::Path) {
            self.count.set(self.count.get() + 1);
        }
    }
}

/// How the device numbers of an entry are encoded.
fn device(format: &HeaderFormat, own: Option<DeviceFields>) -> Encoding {
    match own {
        None => format.numbers.device,
        Some(DeviceFields::Empty) => Encoding::Absent,
        Some(DeviceFields::Zero) if format.numbers.device != Encoding::Absent => format.numbers.device,
        // Where a format leaves the fields empty, the number 0 is written as in the other fields of eight bytes.
        Some(DeviceFields::Zero) => format.numbers.mode.first().copied().unwrap_or_default(),
    }
}

/// The formats of a dialect that hold an owner.
fn formats(dialect: &'static Dialect, owner: &Owner) -> Result<Vec<OwnedFormat>, OwnerFault> {
    let mut formats = Vec::new();
    let mut fault = None;
    for format in dialect.formats {
        match EncodedOwner::new(format, owner) {
            Ok(owner) => formats.push(OwnedFormat { format, owner }),
            Err(found) => fault = Some(found),
        }
    }
    match fault {
        // An owner that some formats cannot hold is no error as long as one format holds it.
        Some(fault) if formats.is_empty() => Err(fault),
        _ => Ok(formats),
    }
}

#[cfg(test)]
mod tests;
