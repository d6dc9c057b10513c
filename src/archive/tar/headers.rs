//! From an entry to its header blocks: a pure function of the entry and what is fixed per archive.

use crate::entry::{Entry, Kind, Owner, Size};
use crate::time::Timestamp;

use super::block::{self, BLOCK, Block};
use super::dialect::{Devices, Dialect, MAX_RECORD, NameRule, Overflow};
use super::extension::Extension;
use super::exthdr::ExthdrName;
use super::name::{member_name, split};
use super::owner::SpeltOwner;
use super::preset::Preset;
use super::record::Records;
use super::unspellable::{Number, OutOfRange, Unspellable};

/// Writes the header blocks of entries in one dialect, with one owner.
#[derive(Clone, Debug)]
pub struct Headers {
    dialect: &'static Dialect,
    owner: SpeltOwner,
    exthdr_name: ExthdrName,
    reference_time: Option<Timestamp>,
}

/// The blocks of one entry before they are put one after the other.
struct Draft {
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
    pub fn new(preset: Preset, owner: &Owner) -> Result<Self, super::OwnerFault> {
        let dialect = preset.dialect();
        Ok(Self {
            dialect,
            owner: SpeltOwner::new(dialect, owner)?,
            exthdr_name: ExthdrName::default(),
            reference_time: None,
        })
    }

    /// How pax extended headers are named; without this, `%d/PaxHeaders/%f`.
    #[must_use]
    pub fn exthdr_name(mut self, template: ExthdrName) -> Self {
        self.exthdr_name = template;
        self
    }

    /// The time of pax extended headers: the one that all entries are set or clamped to. Without
    /// this, an extended header has the time of its entry.
    #[must_use]
    pub fn reference_time(mut self, time: Timestamp) -> Self {
        self.reference_time = Some(time);
        self
    }

    /// Appends all header blocks of `entry` to `out`, whole blocks of 512 bytes, those of extended
    /// headers and long names first. The body and its [`padding`] are the caller's to write.
    ///
    /// # Errors
    /// The dialect cannot hold the entry whole. `out` is then unchanged.
    pub fn write<C>(&self, entry: &Entry<C>, out: &mut Vec<u8>) -> Result<(), Unspellable>
    where
        C: Copy + Into<Size>,
    {
        let name = member_name(entry);
        let mut draft = self.draft(entry);
        self.place_names(&name, target(&entry.kind), &mut draft)?;
        draft.records.extend(&self.owner.id_records);
        self.place_numbers(entry, &mut draft)?;
        draft.records.extend(&self.owner.name_records);

        out.append(&mut draft.ahead);
        if !draft.records.is_empty() {
            self.extended_header(&name, entry.mtime, &draft.records).append(self.dialect, out);
        }
        out.extend_from_slice(&draft.main.seal(self.dialect.checksum));
        Ok(())
    }

    /// Everything that always fits.
    fn draft<C>(&self, entry: &Entry<C>) -> Draft {
        let mut main = self.owner.block.clone();
        main.octal(block::MODE, self.dialect.numbers, entry.mode.bits().into());
        main.typeflag(match entry.kind {
            Kind::Directory => b'5',
            Kind::File(_) => self.dialect.regular,
            Kind::Symlink(_) => b'2',
        });
        if self.dialect.devices == Devices::Zeros {
            main.octal(block::DEVMAJOR, self.dialect.numbers, 0);
            main.octal(block::DEVMINOR, self.dialect.numbers, 0);
        }
        Draft { main, records: Records::default(), ahead: Vec::new() }
    }

    /// Stores the name and the link target. The fields take what they can hold from the start; what
    /// they cannot hold is stored elsewhere or refused.
    fn place_names(&self, name: &[u8], target: &[u8], draft: &mut Draft) -> Result<(), Unspellable> {
        let mut prefix: &[u8] = b"";
        let mut rest = name;
        match self.dialect.names {
            NameRule::Pax => record_names(name, target, &mut draft.records),
            NameRule::GnuLongName => self.long_names(name, target, &mut draft.ahead),
            NameRule::PrefixSplit => {
                (prefix, rest) = split(name)?;
                check_target(target)?;
            }
            NameRule::Plain => {
                check_name(name)?;
                check_target(target)?;
            }
        }
        draft.main.put(block::PREFIX, prefix);
        draft.main.put(block::NAME, rest);
        draft.main.put(block::LINKNAME, target);
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

    fn place_numbers<C>(&self, entry: &Entry<C>, draft: &mut Draft) -> Result<(), Unspellable>
    where
        C: Copy + Into<Size>,
    {
        let size = size(&entry.kind).into();
        let mtime = entry.mtime.seconds().into();
        for (number, value) in [(Number::Size, size), (Number::Mtime, mtime)] {
            place_number(self.dialect, (number, value), &mut draft.main, &mut draft.records)
                .map_err(Unspellable::Number)?;
        }
        Ok(())
    }

    fn extended_header<'a>(&self, name: &[u8], own: Timestamp, records: &'a Records) -> Extension<'a> {
        let most = self.dialect.numbers.max(block::MTIME.len());
        let seconds = self.reference_time.unwrap_or(own).seconds();
        Extension {
            typeflag: b'x',
            name: self.exthdr_name.expand(name),
            mtime: u64::try_from(seconds).unwrap_or(0).min(most),
            owner_name: "",
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

fn check_name(name: &[u8]) -> Result<(), Unspellable> {
    let (length, limit) = (name.len(), block::NAME.len());
    if length > limit { Err(Unspellable::NameTooLong { length, limit }) } else { Ok(()) }
}

fn check_target(target: &[u8]) -> Result<(), Unspellable> {
    let (length, limit) = (target.len(), block::LINKNAME.len());
    if length > limit { Err(Unspellable::TargetTooLong { length, limit }) } else { Ok(()) }
}

/// Writes a number into its field, or does what the dialect does when it has no room there.
pub(super) fn place_number(
    dialect: &Dialect,
    (number, value): (Number, i128),
    block: &mut Block,
    records: &mut Records,
) -> Result<(), OutOfRange> {
    let field = number.field();
    let most = dialect.numbers.max(field.len());
    let range = dialect.overflow.range(dialect.numbers, field.len());
    match u64::try_from(value) {
        Ok(small) if small <= most => block.octal(field, dialect.numbers, small),
        _ if !range.contains(&value) => {
            return Err(OutOfRange { number, value, least: range.start, most: range.end - 1 });
        }
        _ if dialect.overflow == Overflow::Base256 => block.base256(field, value),
        _ => {
            records.push(number.keyword(), value.to_string().as_bytes());
            block.octal(field, dialect.numbers, 0);
        }
    }
    Ok(())
}

/// More than the end of any archive: two blocks, and all but one block of a record.
static NULS: [u8; 2 * BLOCK + MAX_RECORD] = [0; 2 * BLOCK + MAX_RECORD];

/// The NULs, 0 to 511, that fill the last block of a body of `size` bytes.
#[must_use]
pub fn padding(size: u64) -> &'static [u8] {
    nuls_up_to(size, BLOCK)
}

/// The NULs from `length` to the next multiple of `unit`, which is at most a record.
pub(super) fn nuls_up_to(length: u64, unit: usize) -> &'static [u8] {
    let over = (length % unit as u64) as usize;
    &NULS[..(unit - over) % unit]
}

impl Headers {
    /// The end of an archive that has `total` bytes so far, a multiple of 512: two blocks of NULs,
    /// then NULs until the whole is a multiple of the dialect's record.
    #[must_use]
    pub fn end(&self, total: u64) -> &'static [u8] {
        let marked = 2 * BLOCK;
        let rest = nuls_up_to(total + marked as u64, self.dialect.record).len();
        &NULS[..marked + rest]
    }
}
