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
use super::object_name::{self, Names};
use super::owner::SpeltOwner;
use super::padding;
use super::preset::Preset;
use super::record::Records;
use super::start::Announced;
use super::unspellable::{OwnerFault, Unspellable};

/// Writes the header blocks of entries in one dialect, with one owner.
#[derive(Clone, Debug)]
pub struct Headers {
    dialect: &'static Dialect,
    owner: SpeltOwner,
    exthdr_name: ExthdrName,
    reference_time: Option<Timestamp>,
    commit: Option<ObjectId>,
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
    pub fn new(preset: Preset, owner: &Owner) -> Result<Self, OwnerFault> {
        let dialect = preset.dialect();
        Ok(Self {
            dialect,
            owner: SpeltOwner::new(dialect, owner)?,
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

    fn announced(&self) -> Option<Announced> {
        Announced::new(self.dialect, self.commit, self.reference_time)
    }

    /// Appends all header blocks of `entry` to `out`, whole blocks of 512 bytes, those of extended
    /// headers and long names first. The body and its [`padding`](super::padding()) are the caller's to write.
    /// A directory of the prefix for which the dialect has no entry adds nothing.
    ///
    /// # Errors
    /// The dialect cannot hold the entry whole. `out` is then unchanged.
    pub fn write<C>(&self, entry: &Entry<C>, out: &mut Vec<u8>) -> Result<(), Unspellable>
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
    fn draft<C>(&self, entry: &Entry<C>) -> Draft {
        let mut main = self.owner.block.clone();
        main.octal(block::MODE, self.dialect.numbers, self.mode(entry).bits().into());
        main.typeflag(match entry.kind {
            Kind::Directory => b'5',
            Kind::File(_) => self.dialect.regular,
            Kind::Symlink(_) => b'2',
        });
        main.devices(self.dialect, self.dialect.devices);
        Draft { main, records: Records::default(), ahead: Vec::new() }
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
    fn place_names<C>(&self, entry: &Entry<C>, name: &[u8], draft: &mut Draft) -> Result<(), Unspellable> {
        let target = target(&entry.kind);
        let mut names = Names { prefix: b"", rest: name.into(), target: target.into() };
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

    fn place_numbers<C>(&self, entry: &Entry<C>, draft: &mut Draft) -> Result<(), Unspellable>
    where
        C: Copy + Into<Size>,
    {
        let size = size(&entry.kind).into();
        let own = entry.mtime.seconds();
        let mtime = self.announced().map_or(Ok(own), |announced| announced.field_time(own))?.into();
        for (number, value) in [(Number::Size, size), (Number::Mtime, mtime)] {
            place_number(self.dialect, (number, value), &mut draft.main, &mut draft.records)
                .map_err(Unspellable::Number)?;
        }
        Ok(())
    }

    fn extended_header_name(&self, origin: Origin, name: &[u8]) -> Result<Vec<u8>, Unspellable> {
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

fn check_name(name: &[u8]) -> Result<(), Unspellable> {
    let (length, limit) = (name.len(), block::NAME.len());
    if length > limit { Err(Unspellable::NameTooLong { length, limit }) } else { Ok(()) }
}

fn check_target(target: &[u8]) -> Result<(), Unspellable> {
    let (length, limit) = (target.len(), block::LINKNAME.len());
    if length > limit { Err(Unspellable::TargetTooLong { length, limit }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::tar::OutOfRange;
    use crate::entry::{LinkTarget, Origin, Rule};
    use crate::mode::Mode;
    use crate::path::EntryPath;

    const EIGHT_GIB: u64 = 1 << 33;

    fn entry(path: &str, kind: Kind<Size>, seconds: i64) -> Entry<Size> {
        Entry {
            path: EntryPath::parse(path).expect("a test path is well formed"),
            kind,
            mode: Mode::from_bits(0o644),
            mtime: Timestamp::from_seconds(seconds).expect("a test time is in range"),
            origin: Origin::Source,
            rule: Rule::Include(0),
        }
    }

    fn file(path: &str, size: u64) -> Entry<Size> {
        entry(path, Kind::File(Size(size)), 1_000_000_000)
    }

    fn headers(preset: Preset) -> Headers {
        Headers::new(preset, &Owner::default()).expect("0:0 without names fits everywhere")
    }

    fn written(preset: Preset, entry: &Entry<Size>) -> Result<Vec<u8>, Unspellable> {
        let mut out = Vec::new();
        headers(preset).write(entry, &mut out).map(|()| out)
    }

    fn fields(preset: Preset, entry: &Entry<Size>, field: std::ops::Range<usize>) -> Vec<Vec<u8>> {
        let blocks = written(preset, entry).expect("the entry fits");
        blocks.chunks(block::BLOCK).map(|block| block[field.clone()].to_vec()).collect()
    }

    // T114
    #[test]
    fn a_size_up_to_8_gib_less_one_is_octal_in_every_dialect() {
        for preset in Preset::ALL {
            for size in [0, 511, 512, 513, EIGHT_GIB - 1] {
                let octal = format!("{size:011o}\0").into_bytes();
                assert_eq!(fields(preset, &file("f", size), block::SIZE), [octal], "{}", preset.name());
            }
        }
    }

    // T114: the field of a recorded size says 0, as GNU tar has it; readers take the record.
    #[test]
    fn a_size_of_8_gib_is_recorded_spelt_in_binary_or_refused() {
        let file = file("f", EIGHT_GIB);
        let posix = fields(Preset::Gnu135Posix, &file, 0..512);
        assert!(posix[1].starts_with(b"19 size=8589934592\n\0"));
        assert_eq!(posix[2][block::SIZE], *b"00000000000\0");
        assert_eq!(fields(Preset::Gnu135Gnu, &file, block::SIZE), [[0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]]);
        for preset in [Preset::Gnu135Ustar, Preset::Gnu135V7] {
            let fault = written(preset, &file).expect_err("must be refused");
            assert_eq!(
                fault.to_string(),
                "has a size of 8589934592 bytes, and this dialect holds 0 to 8589934591; \
                 the posix and gnu dialects hold it"
            );
        }
    }

    // T112
    #[test]
    fn times_outside_eleven_digits_are_recorded_spelt_in_binary_or_refused() {
        for seconds in [0, 1, (1 << 31) - 1, 1 << 31, 1 << 32, (1 << 33) - 1] {
            let directory = entry("d", Kind::Directory, seconds);
            for preset in Preset::ALL {
                let octal = format!("{seconds:011o}\0").into_bytes();
                assert_eq!(fields(preset, &directory, block::MTIME), [octal], "{}", preset.name());
            }
        }
        for seconds in [-1, 1 << 33, -2_147_483_648] {
            let directory = entry("d", Kind::Directory, seconds);
            let posix = written(Preset::Gnu135Posix, &directory).expect("a record holds any time");
            let text = format!(" mtime={seconds}\n");
            assert!(posix[512..].windows(text.len()).any(|window| window == text.as_bytes()));
            assert!(written(Preset::Gnu135Gnu, &directory).is_ok());
            let fault = Unspellable::Number(OutOfRange {
                number: Number::Mtime,
                value: seconds.into(),
                least: 0,
                most: 8_589_934_591,
            });
            assert_eq!(written(Preset::Gnu135Ustar, &directory), Err(fault));
            assert_eq!(written(Preset::Gnu135V7, &directory), Err(fault));
        }
    }

    // T112
    #[test]
    fn an_extended_header_has_the_reference_time_or_its_entrys_clipped_to_its_field() {
        let mtime = |own, reference: Option<i64>| {
            let mut headers = headers(Preset::Gnu135Posix);
            if let Some(seconds) = reference {
                headers = headers.with_reference_time(Timestamp::from_seconds(seconds).expect("in range"));
            }
            let mut out = Vec::new();
            headers.write(&entry("é", Kind::Directory, own), &mut out).expect("posix holds it");
            String::from_utf8_lossy(&out[block::MTIME]).into_owned()
        };
        assert_eq!(mtime(7, None), "00000000007\0");
        assert_eq!(mtime(7, Some(8)), "00000000010\0");
        assert_eq!(mtime(-1, None), "00000000000\0");
        assert_eq!(mtime(1 << 34, None), "77777777777\0");
    }

    // T090
    #[test]
    fn a_name_gets_a_record_from_101_bytes_on_or_when_it_is_not_ascii() {
        let blocks =
            |path: &str| written(Preset::Gnu135Posix, &file(path, 0)).expect("posix holds it").len() / 512;
        assert_eq!(blocks(&"n".repeat(100)), 1);
        assert_eq!(blocks(&"n".repeat(101)), 3);
        assert_eq!(blocks("é"), 3);
        let link = |target: &str| {
            let target = LinkTarget::parse(target).expect("a test target is valid");
            let link = entry("l", Kind::Symlink(target), 0);
            written(Preset::Gnu135Posix, &link).expect("posix holds it").len() / 512
        };
        assert_eq!([link("é"), link(&"t".repeat(100)), link(&"t".repeat(101))], [1, 1, 3]);
    }

    // T090
    #[test]
    fn a_long_target_comes_ahead_of_a_long_name() {
        let target = LinkTarget::parse("t".repeat(101)).expect("a test target is valid");
        let link = entry(&"n".repeat(101), Kind::Symlink(target), 0);
        let blocks = fields(Preset::Gnu135Gnu, &link, 0..512);
        let typeflags: Vec<_> = blocks.iter().map(|block| block[block::TYPEFLAG]).collect();
        assert_eq!(typeflags, [b'K', 0, b'L', 0, b'2']);
        assert!(blocks[1].starts_with(&[b't'; 101]) && blocks[3].starts_with(&[b'n'; 101]));
        assert_eq!(blocks[0][block::SIZE], *b"00000000146\0", "the length and one NUL");
        assert_eq!(blocks[4][block::LINKNAME], [b't'; 100]);
        assert_eq!(blocks[4][block::NAME], [b'n'; 100]);
    }

    #[test]
    fn records_come_in_their_fixed_order() {
        let name = "ü".repeat(32);
        let owner = Owner { uid: 1 << 21, gid: 1 << 22, user: name.as_str().into(), group: name.into() };
        let headers = Headers::new(Preset::Gnu135Posix, &owner).expect("posix holds it");
        let order = |kind, expected: &[&str]| {
            let mut out = Vec::new();
            headers.write(&entry("é", kind, -1), &mut out).expect("posix holds it");
            let text = String::from_utf8_lossy(&out[512..]).into_owned();
            let keys: Vec<_> = text
                .lines()
                .filter_map(|line| line.split_once('=')?.0.split_once(' '))
                .map(|(_, key)| key)
                .collect();
            assert_eq!(keys, expected);
        };
        let target = LinkTarget::parse("t".repeat(101)).expect("a test target is valid");
        order(Kind::Symlink(target), &["linkpath", "path", "uid", "gid", "mtime", "uname", "gname"]);
        order(Kind::File(Size(EIGHT_GIB)), &["path", "uid", "gid", "size", "mtime", "uname", "gname"]);
    }

    // T090
    #[test]
    fn a_refused_entry_leaves_nothing_behind() {
        let mut out = b"before".to_vec();
        let fault = headers(Preset::Gnu135V7).write(&file(&"n".repeat(101), 0), &mut out);
        assert_eq!(fault, Err(Unspellable::NameTooLong { length: 101, limit: 100 }));
        assert_eq!(out, b"before");
        let target = LinkTarget::parse("t".repeat(101)).expect("a test target is valid");
        let fault = headers(Preset::Gnu135Ustar).write(&entry("l", Kind::Symlink(target), 0), &mut out);
        assert_eq!(fault, Err(Unspellable::TargetTooLong { length: 101, limit: 100 }));
        assert_eq!(out, b"before");
    }
}
