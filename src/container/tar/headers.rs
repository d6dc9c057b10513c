//! From an entry to its header blocks: a pure function of the entry and what is fixed per archive.

use crate::entry::{Entry, Kind, Origin, Owner, Size};
use crate::mode::{Mode, ModePolicy, Node};
use crate::object_id::ObjectId;
use crate::time::Timestamp;

use super::block::{self, Block};
use super::dialect::{Dialect, Modes, NameRule, PrefixEntries};
use super::extension::Extension;
use super::exthdr::ExthdrName;
use super::name::{member_name, split};
use super::number::{Number, place_number};
use super::object_name::{self, NameFields};
use super::owner::EncodedOwner;
use super::padding;
use super::preset::Preset;
use super::record::Records;
use super::start::GlobalHeader;
use super::unrepresentable::{OwnerFault, Unrepresentable};

/// Writes the header blocks of entries in one dialect, with one owner.
#[derive(Clone, Debug)]
pub struct Headers {
    dialect: &'static Dialect,
    owner: EncodedOwner,
    exthdr_name: ExthdrName,
    reference_time: Option<Timestamp>,
    commit: Option<ObjectId>,
}

/// The blocks of one entry before they are put one after the other.
struct DraftBlocks {
    main: Block,
    records: Records,
    /// Finished blocks of `K` and `L` members.
    ahead: Vec<u8>,
}

impl Headers {
    /// Headers in the dialect `preset`, all with `owner`.
    ///
    /// # Errors
    /// The dialect cannot hold the owner's ids or names whole.
    pub fn new(preset: Preset, owner: &Owner) -> Result<Self, OwnerFault> {
        let dialect = preset.dialect();
        Ok(Self {
            dialect,
            owner: EncodedOwner::new(dialect, owner)?,
            exthdr_name: ExthdrName::default(),
            reference_time: None,
            commit: None,
        })
    }

    /// How pax extended headers are named; without this, `%d/PaxHeaders/%f`.
    #[must_use]
    pub fn with_exthdr_name(mut self, template: ExthdrName) -> Self {
        self.exthdr_name = template;
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
        if let Some(announced) = self.announced() {
            announced.append(self.dialect, &mut out);
        }
        out
    }

    fn announced(&self) -> Option<GlobalHeader> {
        GlobalHeader::new(self.dialect, self.commit, self.reference_time)
    }

    /// Appends all header blocks of `entry` to `out`, whole blocks of 512 bytes, those of extended
    /// headers and long names first. The body and its [`padding`](super::padding()) are the caller's to write.
    /// A directory of the prefix for which the dialect has no entry adds nothing.
    ///
    /// # Errors
    /// The dialect cannot hold the entry whole. `out` is then unchanged.
    pub fn write<C>(&self, entry: &Entry<C>, out: &mut Vec<u8>) -> Result<(), Unrepresentable>
    where
        C: Copy + Into<Size>,
    {
        if entry.origin == Origin::Prefix && self.dialect.customs.prefix == PrefixEntries::Last {
            return Ok(());
        }
        let name = member_name(entry);
        let mut draft = self.draft(entry);
        self.place_names(entry, &name, &mut draft)?;
        draft.records.extend(&self.owner.id_records);
        self.place_numbers(entry, &mut draft)?;
        draft.records.extend(&self.owner.name_records);

        if !draft.records.is_empty() {
            let name = self.extended_header_name(entry.origin, &name)?;
            self.extended_header(name, entry.mtime, &draft.records).append(self.dialect, &mut draft.ahead);
        }
        out.append(&mut draft.ahead);
        out.extend_from_slice(&draft.main.seal(self.dialect.checksum));
        Ok(())
    }

    /// The end of an archive that has `total` bytes so far, a multiple of 512: two blocks of NULs,
    /// then NULs until the whole is a multiple of the dialect's record.
    #[must_use]
    pub fn end(&self, total: u64) -> &'static [u8] {
        padding::end(total, self.dialect.record)
    }

    /// Everything that always fits.
    fn draft<C>(&self, entry: &Entry<C>) -> DraftBlocks {
        let mut main = self.owner.block.clone();
        main.octal(block::MODE, self.dialect.numbers, self.mode(entry).bits().into());
        main.typeflag(match entry.kind {
            Kind::Directory => b'5',
            Kind::File(_) => self.dialect.regular,
            Kind::Symlink(_) => b'2',
        });
        main.devices(self.dialect, self.dialect.devices);
        DraftBlocks { main, records: Records::default(), ahead: Vec::new() }
    }

    fn mode<C>(&self, entry: &Entry<C>) -> Mode {
        let node = match entry.kind {
            Kind::Directory => Node::Directory,
            Kind::File(_) => Node::File,
            Kind::Symlink(_) => Node::Symlink,
        };
        match self.dialect.customs.modes {
            Modes::Planned => entry.mode,
            Modes::GitArchive => ModePolicy::GitArchive.apply(entry.mode, node),
        }
    }

    /// Stores the name and the link target. The fields take what they can hold from the start; what
    /// they cannot hold is stored elsewhere or refused.
    fn place_names<C>(
        &self,
        entry: &Entry<C>,
        name: &[u8],
        draft: &mut DraftBlocks,
    ) -> Result<(), Unrepresentable> {
        let target = target(&entry.kind);
        let mut names = NameFields { prefix: b"", rest: name.into(), target: target.into() };
        match self.dialect.names {
            NameRule::Pax => record_names(name, target, &mut draft.records),
            NameRule::GnuLongName => self.long_names(name, target, &mut draft.ahead),
            NameRule::PrefixSplit => {
                let (prefix, rest) = split(name)?;
                (names.prefix, names.rest) = (prefix, rest.into());
                check_target(target)?;
            }
            NameRule::ObjectId => {
                names = object_name::place(name, target, entry.origin.object(), &mut draft.records)?;
            }
            NameRule::Plain => {
                check_name(name)?;
                check_target(target)?;
            }
        }
        draft.main.put(block::PREFIX, names.prefix);
        draft.main.put(block::NAME, &names.rest);
        draft.main.put(block::LINKNAME, &names.target);
        Ok(())
    }

    /// Members that carry a long target and a long name ahead of the entry, in this order.
    fn long_names(&self, name: &[u8], target: &[u8], ahead: &mut Vec<u8>) {
        for (typeflag, long, field) in [(b'K', target, block::LINKNAME), (b'L', name, block::NAME)] {
            if long.len() > field.len() {
                let root = if self.owner.is_numeric { "" } else { "root" };
                Extension::long_name(typeflag, long, root).append(self.dialect, ahead);
            }
        }
    }

    fn place_numbers<C>(&self, entry: &Entry<C>, draft: &mut DraftBlocks) -> Result<(), Unrepresentable>
    where
        C: Copy + Into<Size>,
    {
        let size = size(&entry.kind).into();
        let own = entry.mtime.seconds();
        let mtime = self.announced().map_or(Ok(own), |announced| announced.field_time(own))?.into();
        for (number, value) in [(Number::Size, size), (Number::Mtime, mtime)] {
            place_number(self.dialect, number, value, &mut draft.main, &mut draft.records)
                .map_err(Unrepresentable::Number)?;
        }
        Ok(())
    }

    fn extended_header_name(&self, origin: Origin, name: &[u8]) -> Result<Vec<u8>, Unrepresentable> {
        match self.dialect.names {
            NameRule::ObjectId => object_name::header_name(origin.object()),
            _ => Ok(self.exthdr_name.expand(name)),
        }
    }

    fn extended_header<'a>(&self, name: Vec<u8>, own: Timestamp, records: &'a Records) -> Extension<'a> {
        let most = self.dialect.numbers.max(block::MTIME.len());
        let seconds = self.reference_time.unwrap_or(own).seconds();
        Extension {
            typeflag: b'x',
            name,
            mtime: u64::try_from(seconds).unwrap_or(0).min(most),
            owner_name: self.dialect.customs.owner.describing_name(),
            body: records.as_bytes().into(),
        }
    }
}

fn size<C: Copy + Into<Size>>(kind: &Kind<C>) -> u64 {
    match kind {
        Kind::File(content) => (*content).into().0,
        Kind::Directory | Kind::Symlink(_) => 0,
    }
}

fn target<C>(kind: &Kind<C>) -> &[u8] {
    match kind {
        Kind::Symlink(target) => target.as_bytes(),
        Kind::Directory | Kind::File(_) => b"",
    }
}

/// A name gets a record when it is long or not ASCII, a target only when it is long.
fn record_names(name: &[u8], target: &[u8], records: &mut Records) {
    if target.len() > block::LINKNAME.len() {
        records.push("linkpath", target);
    }
    if name.len() > block::NAME.len() || !name.is_ascii() {
        records.push("path", name);
    }
}

fn check_name(name: &[u8]) -> Result<(), Unrepresentable> {
    let (length, limit) = (name.len(), block::NAME.len());
    if length > limit { Err(Unrepresentable::NameTooLong { length, limit }) } else { Ok(()) }
}

fn check_target(target: &[u8]) -> Result<(), Unrepresentable> {
    let (length, limit) = (target.len(), block::LINKNAME.len());
    if length > limit { Err(Unrepresentable::TargetTooLong { length, limit }) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
