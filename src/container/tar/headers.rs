//! From an entry to its header blocks: a pure function of the entry and what is fixed per archive.

use crate::entry::{Entry, Kind, Origin, Owner, Size};
use crate::mode::{Mode, ModePolicy, Node};
use crate::object_id::ObjectId;
use crate::time::Timestamp;

use super::block::{self, Block};
use super::dialect::{
    Dialect, ExtensionHeader, Form, HeaderFormat, Keyword, Modes, Ownership, PaxHeaderName, PrefixEntries,
};
use super::extension::{CarriedValues, ExtensionMember};
use super::exthdr::ExthdrName;
use super::name::member_name;
use super::number::{Number, place_number};
use super::owner::EncodedOwner;
use super::padding;
use super::placement::{object_name, place};
use super::start::GlobalHeader;
use super::unrepresentable::{OwnerFault, Unrepresentable};

/// Writes the header blocks of entries in one dialect, with one owner.
#[derive(Clone, Debug)]
pub struct Headers {
    dialect: &'static Dialect,
    /// The formats of the dialect that hold the owner; at least one.
    formats: Vec<OwnedFormat>,
    exthdr_name: ExthdrName,
    reference_time: Option<Timestamp>,
    commit: Option<ObjectId>,
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
        Ok(Self {
            dialect,
            formats: formats(dialect, owner)?,
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
    /// A directory of the prefix for which the dialect has no entry adds nothing.
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
        format: &OwnedFormat,
        entry: &Entry<C>,
        out: &mut Vec<u8>,
    ) -> Result<(), Unrepresentable>
    where
        C: Copy + Into<Size>,
    {
        // Everything that can fail comes before the first byte is written.
        let name = member_name(entry);
        let mut draft = self.draft(format, entry);
        place_names(format.format, entry, &name, &mut draft)?;
        self.place_numbers(format.format, entry, &mut draft)?;
        if !draft.carried.is_empty() {
            self.extensions(format, entry, &name, &draft.carried, out)?;
        }
        out.extend_from_slice(&draft.main.seal(format.format.numbers.checksum));
        Ok(())
    }

    /// The end of an archive that has `total` bytes so far, a multiple of 512: two blocks of NULs,
    /// then NULs until the whole is a multiple of the dialect's record.
    #[must_use]
    pub fn end(&self, total: u64) -> &'static [u8] {
        padding::end(total, self.dialect.record)
    }

    /// Everything that always fits.
    fn draft<C>(&self, format: &OwnedFormat, entry: &Entry<C>) -> HeaderDraft {
        let OwnedFormat { format, owner } = format;
        // The owner is the same in all headers, so its fields are encoded once.
        let mut main = owner.block.clone();
        let mode = self.mode(entry).bits().into();
        assert!(main.number(block::MODE, format.numbers.mode, mode), "twelve bits fit six digits");
        main.typeflag(match entry.kind {
            Kind::Directory => b'5',
            Kind::File(_) => format.regular,
            Kind::Symlink(_) => b'2',
        });
        main.devices(format.numbers.device);
        HeaderDraft { main, carried: owner.carried.clone() }
    }

    fn mode<C>(&self, entry: &Entry<C>) -> Mode {
        let node = match entry.kind {
            Kind::Directory => Node::Directory,
            Kind::File(_) => Node::File,
            Kind::Symlink(_) => Node::Symlink,
        };
        match self.dialect.modes {
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
        let size = size(&entry.kind);
        let own = entry.mtime.seconds();
        let mtime = self.global_header().map_or(Ok(own), |header| header.field_time(own))?;
        for (number, value) in [(Number::Size, size.into()), (Number::Mtime, mtime.into())] {
            place_number(format, number, value, &mut draft.main, &mut draft.carried)
                .map_err(Unrepresentable::Number)?;
        }
        Ok(())
    }

    /// Appends the members that carry what the header of an entry has no room for. After an error `out` is
    /// unchanged.
    fn extensions<C>(
        &self,
        OwnedFormat { format, owner }: &OwnedFormat,
        entry: &Entry<C>,
        name: &[u8],
        carried: &CarriedValues,
        out: &mut Vec<u8>,
    ) -> Result<(), Unrepresentable> {
        let extensions = format.extensions.expect("values are carried only in a format with extensions");
        let header = extensions.header;
        let member = |typeflag, name, body| ExtensionMember {
            typeflag,
            name,
            mtime: self.header_time(header, format, entry.mtime),
            owner_name: header.owner.name(owner.is_numeric),
            body,
        };
        match extensions.form {
            Form::Pax(rule) => {
                let name = self.extended_header_name(rule, entry.origin, name)?;
                let records = carried.records(format);
                member(b'x', name, records.as_bytes().into()).append(format, header, out);
            }
            Form::LongNames => {
                for (keyword, value) in carried.ordered(format) {
                    let typeflag = if keyword == Keyword::Linkpath { b'K' } else { b'L' };
                    // The NUL is part of the body and of its size (docs/spec/tar-dialects.md,
                    // section 7).
                    let body = [value, b"\0"].concat();
                    member(typeflag, b"././@LongLink".to_vec(), body.into()).append(format, header, out);
                }
            }
        }
        Ok(())
    }

    fn extended_header_name(
        &self,
        rule: PaxHeaderName,
        origin: Origin,
        name: &[u8],
    ) -> Result<Vec<u8>, Unrepresentable> {
        match rule {
            PaxHeaderName::Manifest => Ok(self.exthdr_name.expand(name)),
            PaxHeaderName::Template(template) => {
                Ok(ExthdrName::parse(template).expect("a dialect's template is one").expand(name))
            }
            PaxHeaderName::Object => object_name(origin.object(), "", ".paxheader"),
        }
    }

    fn header_time(&self, header: ExtensionHeader, format: &HeaderFormat, own: Timestamp) -> u64 {
        header.seconds(format, own.seconds(), self.reference_time.map(Timestamp::seconds))
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

fn place_names<C>(
    format: &HeaderFormat,
    entry: &Entry<C>,
    name: &[u8],
    draft: &mut HeaderDraft,
) -> Result<(), Unrepresentable> {
    let fields = place(format, name, target(&entry.kind), entry.origin.object(), &mut draft.carried)?;
    draft.main.put(block::PREFIX, fields.prefix);
    draft.main.put(block::NAME, &fields.name);
    draft.main.put(block::LINKNAME, &fields.target);
    Ok(())
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

#[cfg(test)]
mod tests;
