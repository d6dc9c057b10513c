//! From the spec and a source to a draft of the plan, with every problem on the way.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::lint::SourceFindings;
use super::place::{Policies, ResolvedOverride};
use super::select::{self, Pruner, Rules};
use super::times::Times;
use super::{Archive, Container, Package, Plan, TarSettings};
use super::{arrange, check, lint, output, view};
use crate::container::tar::ExthdrName;
use crate::diagnostic::{Checked, Code, Diagnostic, Diagnostics, Severity};
use crate::entry::Size;
use crate::manifest::{EntryTable, Manifest, Moment, Mtime, Override, Spanned};
use crate::object_id::ObjectId;
use crate::path::EntryPath;
use crate::source::Source;
use crate::source::generate::Pending;
use crate::time::{PreciseTime, Timestamp};

/// Inputs of planning other than the manifest and the source.
#[derive(Clone, Debug, Default)]
pub struct PlanContext {
    /// The value of `SOURCE_DATE_EPOCH`, used only if the manifest asks for it.
    pub source_date_epoch: Option<String>,
    /// The output directory, if it is inside the source; it is never packed.
    pub output: Option<EntryPath>,
    /// The source directory as the manifest names it, where it is outside of the manifest's own: then
    /// the plan says so.
    pub outside: Option<String>,
    /// What is in the file that the manifest names as the table of its entries.
    pub table: Option<EntryTable>,
    /// The reference that started the run of GitHub Actions, if this is one.
    pub run_reference: Option<String>,
}

/// Lists the source and decides every entry, without reading a file.
///
/// Problems of the source and of the selection, and findings of lints, are diagnostics.
pub fn draft(manifest: &Manifest, source: &Source, world: &PlanContext) -> Checked<Plan<Size>> {
    let mut problems = Diagnostics::new();
    let plan = attempt(manifest, source, world, &mut problems);
    Checked::new(plan, problems)
}

fn attempt(
    manifest: &Manifest,
    source: &Source,
    world: &PlanContext,
    problems: &mut Diagnostics,
) -> Option<Plan<Size>> {
    let times = ok(times(&manifest.normalize.mtime, source, world), problems)?;
    let overrides = ok(overrides(manifest, source, world), problems)?;
    problems.extend(ignored_epoch(manifest, world, times));
    let revision = source.revision().map(|revision| revision.provenance.clone());
    let commit = revision.as_ref().map(|revision| revision.commit);
    let prefix = prefix(manifest, commit);
    let rules = Rules { files: &manifest.files, output: world.output.as_ref() };
    let mut pruner = Pruner::new(rules);
    let listing = ok(source.list(&mut |directory| pruner.enter(directory)), problems)?;
    let selection = select::select(rules, &listing, &mut pruner);
    check::selection(manifest, &check::Seen::new(source, &listing, &selection, &pruner), problems);
    let policies = policies(manifest, &prefix, times, overrides, world.table.as_ref());
    let is_open = source.pending().is_some_and(Pending::is_open);
    let entries = policies.place(&listing, &selection.chosen);
    let mut plan = Plan {
        entries: arrange::arrange(manifest, &policies, entries, is_open, problems),
        exposed: Vec::new(),
        compiled: Vec::new(),
        package: Package::new(manifest),
        inputs: manifest.inputs.clone(),
        order: manifest.normalize.order,
        owner: manifest.normalize.owner.clone(),
        times,
        takes_all: selection.takes_all && pruner.took_nothing_out() && manifest.files.no_entry.is_empty(),
        archives: manifest.archives.iter().map(|written| archive(written, commit)).collect(),
        revision,
        work_tree: None,
        steps: steps(manifest),
        is_pending: source.pending().is_some(),
        outside: world.outside.clone(),
        overlay: manifest.source.overlay().map(|overlay| overlay.get_ref().clone()),
        prefix,
    };
    // The listing is as large as the plan, and is no longer needed.
    drop(selection);
    let unapplied = listing.unapplied;
    drop(listing.items);
    if pruner.output_seen {
        ok(output::look(rules, &plan.archives, source), problems).map(|found| problems.push(found))?;
    }
    let run = world.run_reference.as_deref();
    judge(manifest, &mut plan, SourceFindings { unapplied: &unapplied, run, is_open }, problems);
    Some(plan)
}

/// What the archives leave out, what they cannot represent, and lints.
fn judge(
    manifest: &Manifest,
    plan: &mut Plan<Size>,
    findings: SourceFindings<'_>,
    problems: &mut Diagnostics,
) {
    // The outputs of steps that were not run can have any name that their patterns match.
    if !findings.is_open {
        arrange::unmatched_paths(manifest, plan, problems);
    }
    view::leave_out(manifest, plan, findings.is_open, problems);
    check::representable(manifest, plan, problems);
    lint::check(manifest, plan, findings, problems);
}

fn policies<'a>(
    manifest: &'a Manifest,
    prefix: &'a EntryPath,
    times: Times,
    overrides: Vec<ResolvedOverride<'a>>,
    table: Option<&'a EntryTable>,
) -> Policies<'a> {
    Policies {
        prefix,
        files: &manifest.files,
        mode: &manifest.normalize.mode,
        times,
        newer: &manifest.normalize.newer,
        order: manifest.normalize.order,
        overrides,
        table,
    }
}

/// The overrides, with the times that they say.
fn overrides<'a>(
    manifest: &'a Manifest,
    source: &Source,
    world: &PlanContext,
) -> Result<Vec<ResolvedOverride<'a>>, Diagnostic> {
    let resolve = |written: &'a Override| {
        let times = written.mtime.as_ref().map(|mtime| times(mtime, source, world)).transpose()?;
        let owner = written.owner.clone().map(Arc::new);
        Ok(ResolvedOverride { written, times, owner })
    };
    manifest.normalize.overrides.iter().map(resolve).collect()
}

/// The names of the steps.
fn steps(manifest: &Manifest) -> Vec<String> {
    manifest.generate.iter().map(|step| step.name.get_ref().clone()).collect()
}

fn ok<T, E: Into<Diagnostic>>(result: Result<T, E>, problems: &mut Diagnostics) -> Option<T> {
    result.map_err(|error| problems.push(error)).ok()
}

fn prefix(manifest: &Manifest, commit: Option<ObjectId>) -> EntryPath {
    let text = manifest.files.prefix.get_ref().expand(commit);
    if text.is_empty() {
        return EntryPath::top();
    }
    EntryPath::parse(text).expect("the spec's prefix is a relative path")
}

fn archive(archive: &crate::manifest::ArchiveTable, commit: Option<ObjectId>) -> Archive {
    let exthdr_name =
        archive.exthdr_name.as_ref().map_or_else(ExthdrName::default, |name| name.get_ref().clone());
    let codec = archive.codec;
    let header = archive.header.as_ref().and_then(|header| header.header(codec, commit));
    let tar = TarSettings {
        dialect: archive.dialect.get_ref(),
        exthdr_name,
        pax_mtime: archive.pax_mtime,
        comment: archive.comment,
        end: archive.end,
        codec,
        header,
    };
    Archive {
        file: archive.file.get_ref().expand(commit),
        container: Container::Tar(tar),
        left_out: BTreeSet::new(),
    }
}

/// The time that the manifest's time policy names: what `SOURCE_DATE_EPOCH` is for `[[generate]]`
/// steps.
///
/// # Errors
/// It is to come from the variable `SOURCE_DATE_EPOCH`, and that holds no time.
pub fn reference_time(
    manifest: &Manifest,
    source: &Source,
    world: &PlanContext,
) -> Result<Timestamp, Diagnostic> {
    times(&manifest.normalize.mtime, source, world).map(Times::reference)
}

fn times(mtime: &Spanned<Mtime>, source: &Source, world: &PlanContext) -> Result<Times, Diagnostic> {
    let time = |moment| moment_of(moment, mtime.span(), source, world);
    let commit = || source.revision().map(|revision| revision.commit.time);
    Ok(match *mtime.get_ref() {
        Mtime::Set(moment) => set(time(moment)?),
        Mtime::SetBoth { files, directories } => {
            Times::SetBoth { files: time(files)?, directories: time(directories)? }
        }
        Mtime::Clamp(moment) => Times::Clamp(time(moment)?.second),
        Mtime::PerPathCommit => Times::Own(commit_time(source)),
        Mtime::Tree => Times::Tree,
        Mtime::Table => Times::Table(commit()),
        Mtime::Absent => Times::Absent(commit()),
    })
}

/// One time for every entry.
fn set(time: PreciseTime) -> Times {
    // A fraction is rare, and the other policies count in whole seconds.
    if time.is_whole() { Times::Set(time.second) } else { Times::SetBoth { files: time, directories: time } }
}

fn commit_time(source: &Source) -> Timestamp {
    source.revision().expect("the spec asks for a commit's time only with a git source").commit.time
}

fn moment_of(
    moment: Moment,
    span: Range<usize>,
    source: &Source,
    world: &PlanContext,
) -> Result<PreciseTime, Diagnostic> {
    match moment {
        Moment::At(time) => Ok(time),
        Moment::SourceDateEpoch => epoch(world.source_date_epoch.as_deref(), span).map(PreciseTime::from),
        Moment::Commit => Ok(commit_time(source).into()),
    }
}

/// Warns about a variable that is set but not used, because the user may expect an effect.
fn ignored_epoch(manifest: &Manifest, world: &PlanContext, times: Times) -> Diagnostics {
    let mtime = &manifest.normalize.mtime;
    let of_overrides = manifest.normalize.overrides.iter().filter_map(|one| one.mtime.as_ref());
    let asked_for = of_overrides.chain([mtime]).any(|mtime| asks_for_epoch(*mtime.get_ref()));
    let seconds = times.reference().seconds();
    match &world.source_date_epoch {
        // The variable is set by many build environments. It is worth a warning only where it would
        // make a difference.
        Some(value) if !asked_for && *value != seconds.to_string() => {
            let message = format!(
                "`SOURCE_DATE_EPOCH` is `{}` and the manifest's time is {seconds}: the manifest wins",
                value.escape_debug()
            );
            Diagnostic::warning(Code::EpochIgnored, message)
                .label(mtime.span(), format!("this is {}", times.reference()))
                .help("write `mtime = \"source-date-epoch\"` where the variable is to decide")
                .into()
        }
        _ => Diagnostics::new(),
    }
}

fn asks_for_epoch(mtime: Mtime) -> bool {
    match mtime {
        Mtime::Set(moment) | Mtime::Clamp(moment) => moment == Moment::SourceDateEpoch,
        Mtime::SetBoth { files, directories } => [files, directories].contains(&Moment::SourceDateEpoch),
        Mtime::PerPathCommit | Mtime::Tree | Mtime::Table | Mtime::Absent => false,
    }
}

fn epoch(value: Option<&str>, span: Range<usize>) -> Result<Timestamp, Diagnostic> {
    let message = match value.map(Timestamp::parse_epoch) {
        Some(Ok(time)) => return Ok(time),
        Some(Err(fault)) => {
            format!("`SOURCE_DATE_EPOCH` {fault}: `{}`", value.unwrap_or_default().escape_debug())
        }
        None => "`SOURCE_DATE_EPOCH` is not set".to_owned(),
    };
    Err(Diagnostic::new(Code::EpochUnset, Severity::Error, message)
        .label(span, "the time is to come from the variable")
        .help("set it to whole seconds, such as `SOURCE_DATE_EPOCH=1749656217`"))
}
