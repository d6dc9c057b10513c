//! All that a manifest says, as values.

use super::directories::{self, Directories};
use super::modes::modes;
use super::observation::{Observation, TimesFrom};
use super::order::arrangement;
use super::overrides::{EntryOverride, OwnValues, grouped};
use super::owners::owners;
use super::package::PackageName;
use super::times::times;
use super::usual::usual;
use crate::container::tar::{ArchiveEnd, Dialect, Respelling};
use crate::entry::{DeviceFields, Owner, PaxMtime};
use crate::init::RevisionName;
use crate::manifest::{EntryTable, EntryTableLine, Mtime};
use crate::mode::ModePolicy;
use crate::object_id::ObjectId;
use crate::path::{EntryPath, Order, Pins};
use crate::settings::CompressionSetting;
use crate::time::Timestamp;

/// A manifest with every key that decides a byte, and the table beside it.
#[derive(Clone, Debug)]
pub struct InferredManifest {
    /// Name and version.
    pub package: PackageName,
    /// Where the files come from.
    pub source: InferredSource,
    /// The directory that all entries are in.
    pub prefix: Option<EntryPath>,
    /// What the source has and the archive lacks: patterns.
    pub exclude: Vec<String>,
    /// Which directories are entries.
    pub directories: Directories,
    /// Whether a directory without entries is one.
    pub empty_directories: bool,
    /// The order of the entries.
    pub order: Order,
    /// Entries with a place of their own in it.
    pub pins: Pins,
    /// Their times.
    pub mtime: Mtime,
    /// Their owner.
    pub owner: Owner,
    /// Their modes.
    pub mode: ModePolicy,
    /// What some of them say otherwise.
    pub overrides: Vec<EntryOverride>,
    /// The lines of `release.entries`, if a key says `table`.
    pub table: Option<EntryTable>,
    /// The archive.
    pub archive: InferredArchive,
    /// Entries that the source does not have, or with other bytes.
    pub foreign: Vec<EntryPath>,
    /// Lints that the archive would fail.
    pub warned: Vec<&'static str>,
}

/// Where the files of a recipe come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InferredSource {
    /// A directory, relative to the manifest.
    Directory(String),
    /// A commit.
    Git(Box<InferredCommit>),
}

/// A commit, and how its tree is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InferredCommit {
    /// The repository, relative to the manifest.
    pub repository: String,
    /// The name of the commit.
    pub rev: RevisionName,
    /// The commit itself.
    pub commit: Option<ObjectId>,
    /// The directory of the commit that is packed.
    pub subdirectory: Option<String>,
    /// Whether `export-ignore` is honoured.
    pub ignores: bool,
    /// Whether the archive is one of `git archive`, with all that this implies.
    pub is_git_archive: bool,
    /// The directory with the files that the commit does not have, relative to the manifest.
    pub overlay: Option<String>,
}

/// `[[archive]]`.
#[derive(Clone, Debug)]
pub struct InferredArchive {
    /// Its file name.
    pub file: String,
    /// How headers are encoded.
    pub dialect: &'static Dialect,
    /// How it ends, if not as the dialect has it.
    pub end: Option<ArchiveEnd>,
    /// The commit that its global header names; `Some(None)` if it has none although the dialect has one.
    pub comment: Option<Option<String>>,
    /// Whether entries have a record of their time.
    pub pax_mtime: PaxMtime,
    /// How it is compressed.
    pub compression: CompressionSetting,
    /// Whether an encoder that pkgr has wrote it.
    pub is_encoder_known: bool,
}

/// What a recipe is inferred from, beside the entries.
#[derive(Clone, Debug)]
pub struct Circumstances<'a> {
    /// Name and version.
    pub package: PackageName,
    /// Where the files come from.
    pub source: InferredSource,
    /// The directory that all entries are in.
    pub prefix: Option<EntryPath>,
    /// What the source has and the archive lacks: patterns.
    pub exclude: Vec<String>,
    /// How the archive is encoded.
    pub respelling: &'a Respelling,
    /// The archive; its dialect, end and time records are those of `respelling`.
    pub archive: InferredArchive,
    /// Whether times and modes of the source may be used.
    pub times: TimesFrom,
    /// The time of the commit, if the source is one.
    pub committed: Option<Timestamp>,
    /// Entries that the source does not have, or with other bytes.
    pub foreign: Vec<EntryPath>,
}

/// Infers the recipe of an archive with these entries, in their order.
#[must_use]
pub fn infer(entries: &[Observation], around: Circumstances<'_>) -> InferredManifest {
    let times = times(entries, around.times, around.committed);
    let owners = owners(entries);
    let modes = modes(entries, around.times);
    let arrangement = arrangement(entries, around.archive.dialect.is_of_commit());
    let pax_mtime = |one: &Observation| one.entry.own.pax_mtime.unwrap_or_default() == PaxMtime::Float;
    // Another dialect has no such records, and the manifest would be rejected for a word about them.
    let has_records = around.archive.dialect.has_float_times();
    let is_float = has_records && usual(entries.iter().map(pax_mtime)).unwrap_or(false);
    let archive_pax = if is_float { PaxMtime::Float } else { PaxMtime::None };
    let own: Vec<OwnValues> = (0..entries.len())
        .map(|number| OwnValues {
            owner: owners.own.get(&number).cloned(),
            mode: modes.own.get(&number).copied(),
            mtime: times.own.get(&number).copied(),
            device: around
                .respelling
                .other_device
                .binary_search(&entries[number].number)
                .ok()
                .and_then(|_| device(&entries[number])),
            pax_mtime: entries[number].entry.own.pax_mtime.filter(|own| has_records && *own != archive_pax),
        })
        .collect();
    // Only once all rules are known: the table has what they do not say, and nothing else.
    let table = table(entries, arrangement.order, times.rule, &modes.policy);
    InferredManifest {
        directories: Directories::of(entries, around.prefix.is_some()),
        empty_directories: directories::has_empty(entries),
        package: around.package,
        source: around.source,
        prefix: around.prefix,
        exclude: around.exclude,
        foreign: around.foreign,
        order: arrangement.order,
        pins: arrangement.pins,
        mtime: times.rule,
        owner: owners.owner,
        mode: modes.policy,
        overrides: grouped(entries, &own),
        table,
        archive: InferredArchive { pax_mtime: archive_pax, ..around.archive },
        warned: Vec::new(),
    }
}

impl InferredManifest {
    /// Takes another dialect, which holds every entry; what only some dialects have is no longer said.
    pub fn take_dialect(&mut self, dialect: &'static Dialect) {
        let archive = &mut self.archive;
        archive.dialect = dialect;
        if let InferredSource::Git(git) = &mut self.source {
            git.is_git_archive = dialect.is_of_commit();
        }
        (archive.end, archive.comment, archive.pax_mtime) = (None, None, PaxMtime::None);
        for one in &mut self.overrides {
            (one.own.device, one.own.pax_mtime) = (None, None);
        }
        self.overrides.retain(|one| one.own != OwnValues::default());
    }
}

fn device(entry: &Observation) -> Option<DeviceFields> {
    entry.entry.own.device
}

/// A line for each entry, if a key says `table`.
fn table(entries: &[Observation], order: Order, mtime: Mtime, mode: &ModePolicy) -> Option<EntryTable> {
    let (has_times, has_modes) = (mtime == Mtime::Table, *mode == ModePolicy::Table);
    if order != Order::Table && !has_times && !has_modes {
        return None;
    }
    let line = |one: &Observation| EntryTableLine {
        path: one.path.clone(),
        time: has_times.then(|| one.entry.time()),
        mode: has_modes.then_some(one.entry.mode),
    };
    let mut lines: Vec<EntryTableLine> = entries.iter().map(line).collect();
    if order != Order::Table {
        lines.sort_by(|left, right| left.path.cmp(&right.path));
    }
    // A path that is there twice is no entry of any plan: the proof says so.
    EntryTable::new(lines).ok()
}
