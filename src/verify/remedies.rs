//! What the manifest would have to say, so that it gives the published archive: settings of that archive, each
//! tried before it is offered.
//!
//! A setting is written into the manifest's own TOML, which is then read, checked and planned again. What a plan
//! decides is compared without reading a file; the headers of another dialect are built and read back.

use std::collections::BTreeSet;

use crate::container::inventory::{Inventory, Member, MemberTime, RawKind, RawOwner, RawTime, Style};
use crate::container::member_path::MemberPath;
use crate::diagnostic::Diagnostics;
use crate::diff::pairs::Pairs;
use crate::diff::remedy::{MOST_PATTERNS, below, observed_setting, patterns, policies};
use crate::diff::{Cause, CauseKind, Difference, Side, compare_without_remedies};
use crate::entry::{Entry, Kind, Size};
use crate::glob::Anchor;
use crate::manifest::Patterns;
use crate::observe::{Observed, observe};
use crate::path::EntryPath;
use crate::plan::{self, Plan, PlanContext};
use crate::settings::{Setting, TimeSetting, manifest_from};
use crate::source::Source;
use crate::time::Timestamp;

/// What a plan decides, in the order in which settings are tried: those that decide which members there are
/// come first.
const PLANNED: [CauseKind; 7] = [
    CauseKind::Name,
    CauseKind::Missing,
    CauseKind::Extra,
    CauseKind::Order,
    CauseKind::Mtime,
    CauseKind::Owner,
    CauseKind::Mode,
];

/// What headers alone show.
const HEADERS: [CauseKind; 2] = [CauseKind::Dialect, CauseKind::Pax];

/// Builds the archive that a draft has as its only one, uncompressed, and takes its inventory.
pub type Rebuild<'a> = dyn Fn(Plan<Size>) -> Result<Inventory, Diagnostics> + 'a;

/// A manifest, and one of its archives as it was published.
pub struct RemedyTrial<'a> {
    /// The manifest as TOML.
    pub table: toml::Table,
    /// The number of the archive among `[[archive]]`.
    pub archive: usize,
    /// The source of the manifest.
    pub source: &'a Source,
    /// What planning knows of its surroundings.
    pub context: &'a PlanContext,
    /// What the manifest gives.
    pub rebuilt: &'a Side,
    /// What was published.
    pub published: &'a Side,
    /// How an archive is built.
    pub rebuild: &'a Rebuild<'a>,
}

/// Gives each cause between what the manifest gives and what was published the setting that removes it, and no
/// setting where none does. Setting all of them at once removes all of these causes. The cause `compression` is
/// left as it is.
///
/// # Errors
/// Those of building the archive again, for another dialect.
pub fn settle(difference: &mut Difference, trial: RemedyTrial<'_>) -> Result<(), Diagnostics> {
    let Side::Archive(published) = trial.published else { return Ok(()) };
    let mut settled = Settled { trial, published, observed: observe(published), kinds: Vec::new() };
    let causes = &mut difference.causes;
    // Names and selection come first, because they decide which members are compared at all.
    for kind in PLANNED {
        if let Some(cause) = causes.iter_mut().find(|cause| cause.cause == kind) {
            cause.remedy = settled.try_planned(kind);
        }
    }
    let headers: Vec<CauseKind> =
        causes.iter().map(|cause| cause.cause).filter(|kind| HEADERS.contains(kind)).collect();
    if let Some((setting, gone)) = settled.try_dialects(&headers)? {
        for cause in causes.iter_mut().filter(|cause| gone.contains(&cause.cause)) {
            cause.remedy = Some(setting.clone());
        }
    }
    Ok(())
}

/// The manifest with the settings that were taken so far.
struct Settled<'a> {
    trial: RemedyTrial<'a>,
    published: &'a Inventory,
    observed: Observed,
    /// The causes that they remove.
    kinds: Vec<CauseKind>,
}

impl Settled<'_> {
    /// Settings that may remove a cause, the likeliest first.
    fn candidates(&self, kind: CauseKind) -> Vec<Setting> {
        let first = observed_setting(kind, &self.observed);
        let more: Vec<Setting> = match kind {
            CauseKind::Mtime => times(self.published),
            CauseKind::Mode => policies().map(Setting::Mode).collect(),
            CauseKind::Missing => self.trial.left_out(),
            CauseKind::Extra => self.trial.taken(),
            _ => Vec::new(),
        };
        first.into_iter().chain(more).collect()
    }

    fn try_planned(&mut self, kind: CauseKind) -> Option<Setting> {
        let kinds: Vec<CauseKind> = self.kinds.iter().copied().chain([kind]).collect();
        let removes = |setting: &Setting| {
            let draft = self.trial.draft(&self.trial.with(setting))?;
            let side = Side::Archive(Box::new(drafted(&draft, self.trial.archive, self.published)));
            let left = compare_without_remedies(&side, self.trial.published);
            is_gone(&left.causes, &kinds).then_some(())
        };
        let setting = self.candidates(kind).into_iter().find(|setting| removes(setting).is_some())?;
        // Later settings are tried on top of this one, as they would be in the manifest.
        self.trial.table = self.trial.with(&setting);
        self.kinds = kinds;
        Some(setting)
    }

    /// A dialect, and those of the causes that it removes.
    fn try_dialects(&self, headers: &[CauseKind]) -> Result<Option<(Setting, Vec<CauseKind>)>, Diagnostics> {
        if headers.is_empty() {
            return Ok(None);
        }
        for setting in self.candidates(CauseKind::Dialect) {
            let Some(mut draft) = self.trial.draft(&self.trial.with(&setting)) else { continue };
            let file = draft.archives()[self.trial.archive].file.clone();
            draft.retain_archives(|archive| archive.file == file);
            // Headers do not depend on the compression, which would be the slowest part.
            draft.store_only();
            let built = Side::Archive(Box::new((self.trial.rebuild)(draft)?));
            let left = compare_without_remedies(&built, self.trial.published).causes;
            let gone: Vec<CauseKind> =
                headers.iter().copied().filter(|kind| is_gone(&left, &[*kind])).collect();
            // A dialect that brings back what an earlier setting removed is no remedy.
            if !gone.is_empty() && is_gone(&left, &self.kinds) {
                return Ok(Some((setting, gone)));
            }
        }
        Ok(None)
    }
}

fn is_gone(causes: &[Cause], kinds: &[CauseKind]) -> bool {
    !causes.iter().any(|cause| kinds.contains(&cause.cause))
}

impl RemedyTrial<'_> {
    fn with(&self, setting: &Setting) -> toml::Table {
        let mut table = self.table.clone();
        setting.set(&mut table, self.archive);
        table
    }

    /// The plan of a manifest; `None` where it has an error.
    fn draft(&self, table: &toml::Table) -> Option<Plan<Size>> {
        plan::draft(&manifest_from(table)?, self.source, self.context).value
    }

    /// What leaves out the members that the manifest alone has.
    fn left_out(&self) -> Vec<Setting> {
        let Some(manifest) = manifest_from(&self.table) else { return Vec::new() };
        let pairs = Pairs::of(self.rebuilt, self.published);
        let both: Vec<usize> = pairs.both.iter().map(|&(left, _)| left).collect();
        let below = |indices: &[usize]| below(self.rebuilt, pairs.tops.left, indices);
        let (kept, own) = (below(&both), below(&pairs.missing));
        let added = patterns(&own, &kept, Anchor::Anywhere, MOST_PATTERNS);
        let archive = &manifest.archives[self.archive];
        let excluded = added.map(|added| {
            if archive.exclude.is_empty() {
                Setting::Exclude([texts(&manifest.files.exclude), added].concat())
            } else {
                Setting::ArchiveExclude([texts(&archive.exclude), added].concat())
            }
        });
        [Setting::Parents(false)].into_iter().chain(excluded).collect()
    }

    /// What takes the members that the published archive alone has.
    fn taken(&self) -> Vec<Setting> {
        let Some(manifest) = manifest_from(&self.table) else { return Vec::new() };
        let files = &manifest.files;
        let pairs = Pairs::of(self.rebuilt, self.published);
        let is_file = |&index: &usize| self.published.members()[index].kind != RawKind::Directory;
        let extra: Vec<usize> = pairs.extra.iter().copied().filter(is_file).collect();
        let own = below(self.published, pairs.tops.right, &extra);
        let taken_back = Setting::ArchiveExclude(without(&manifest.archives[self.archive].exclude, &own));
        let without = without(&files.exclude, &own);
        let added = patterns(&own, &[], Anchor::Top, MOST_PATTERNS);
        let included = added.map(|added| Setting::Include([texts(&files.include), added].concat()));
        [Setting::Parents(true), taken_back, Setting::Exclude(without)].into_iter().chain(included).collect()
    }
}

fn times(published: &Inventory) -> Vec<Setting> {
    let latest =
        published.members.iter().filter_map(|member| member.mtime.as_ref()).map(MemberTime::seconds).max();
    let clamp = latest.and_then(|latest| Timestamp::from_seconds(latest).ok()).map(TimeSetting::Clamp);
    [TimeSetting::PerPathCommit].into_iter().chain(clamp).map(Setting::Mtime).collect()
}

fn texts(patterns: &Patterns) -> Vec<String> {
    patterns.set().patterns().iter().map(|pattern| pattern.as_str().to_owned()).collect()
}

/// The patterns that cover none of these paths.
fn without(patterns: &Patterns, paths: &[&[u8]]) -> Vec<String> {
    let matching = |path: &&[u8]| {
        let path = EntryPath::parse(*path).ok();
        let above = std::iter::successors(path.as_ref().and_then(EntryPath::parent), EntryPath::parent);
        let above = above.flat_map(|directory| patterns.set().matches(&directory, true));
        above.chain(path.iter().flat_map(|path| patterns.set().matches(path, false))).collect::<Vec<_>>()
    };
    let covering: BTreeSet<usize> = paths.iter().flat_map(matching).collect();
    let kept = texts(patterns).into_iter().enumerate().filter(|(index, _)| !covering.contains(index));
    kept.map(|(_, text)| text).collect()
}

/// A draft as the archive that it would be, as far as a plan decides it.
fn drafted(draft: &Plan<Size>, archive: usize, published: &Inventory) -> Inventory {
    let archive = &draft.archives()[archive];
    Inventory {
        // The values of the published archive where a plan has none, so that these never differ.
        file: published.file,
        // What no setting that is tried here decides.
        container: published.container.clone(),
        members: draft.members(archive).map(|entry| member(draft, entry, published)).collect(),
        ambiguities: Vec::new(),
        stopped_at: None,
    }
}

fn member(draft: &Plan<Size>, entry: &Entry<Size>, published: &Inventory) -> Member {
    let owner = draft.owner();
    let kind = match &entry.kind {
        Kind::Directory => RawKind::Directory,
        Kind::File(_) => RawKind::File,
        Kind::Symlink(target) => RawKind::Symlink(target.as_bytes().to_vec()),
    };
    Member {
        offset: 0,
        path: MemberPath::new(entry.path.as_bytes().to_vec()),
        kind,
        mode: Some(u32::from(entry.mode.bits())),
        owner: Some(RawOwner {
            uid: owner.uid,
            gid: owner.gid,
            user: owner.user.as_bytes().to_vec(),
            group: owner.group.as_bytes().to_vec(),
        }),
        mtime: Some(MemberTime::Exact(RawTime { seconds: entry.mtime.seconds(), fraction: Vec::new() })),
        // A plan without hashes does not know the bytes.
        body: published.file,
        records: Vec::new(),
        style: Style::None,
    }
}
