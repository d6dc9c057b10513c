//! What would be packed, and why one path is packed or not.

use std::path::Path;

use super::release::Preview;
use super::steps::Consent;
use super::{Context, Loaded, Release};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::entry::{Entry, Size};
use crate::manifest::Manifest;
use crate::path::{EntryPath, Escaped, shown};
use crate::plan::{self, Decision, Plan, Rules};
use crate::source::generate::Pending;
use crate::source::{IgnoredPath, IgnoringLine, ItemKind, OverlayPath, Source};
use crate::text::nearest;

/// What to plan.
#[derive(Clone, Copy, Debug)]
pub struct PlanInput<'a> {
    /// The directory that `build` writes to, which is not packed.
    pub dist: &'a Path,
    /// Where the plan is written, if into a file: not through a link of somebody's checkout.
    pub output: Option<&'a Path>,
    /// What has to be known.
    pub detail: PlanDetail,
    /// Whether the steps of the manifest may be run; `None` if it works without their outputs.
    pub consent: Option<Consent<'a>>,
}

/// How much of a plan has to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanDetail {
    /// The header of each entry; no file is read.
    Headers,
    /// The digests of all files too.
    Contents,
}

/// A plan, as far as it is known.
pub struct PlanReport {
    /// The manifest that was planned.
    pub loaded: Loaded,
    /// The plan.
    pub planned: Planned,
    /// What `export-ignore` leaves out, line by line.
    pub ignoring: Vec<IgnoringLine>,
    /// Whether some outputs of steps that were not run have names that only the steps know.
    pub is_open: bool,
}

/// How far a plan is known.
pub enum Planned {
    /// Its headers.
    Headers(Plan<Size>),
    /// All but the outputs of steps, which were not run.
    Preview(Box<Preview>),
    /// All of it.
    Whole(Plan),
}

/// Plans a release.
///
/// # Errors
/// Returns an error if there is no such source, if the steps of the manifest have to be run and there is no
/// consent, if a step fails, or if a lint is denied.
pub fn run(loaded: Loaded, input: PlanInput<'_>, context: Context<'_>) -> Result<PlanReport, Diagnostics> {
    let mut release = Release::open(loaded, input.dist, None, context)?;
    input.output.map_or(Ok(()), |output| release.reject_link(output))?;
    if let Some(consent) = input.consent {
        release.run_steps(consent, context.announce)?;
    }
    let planned = match input.detail {
        PlanDetail::Headers => Planned::Headers(release.draft()?),
        PlanDetail::Contents if release.source.pending().is_some() => {
            Planned::Preview(Box::new(release.preview()?))
        }
        PlanDetail::Contents => Planned::Whole(release.plan()?),
    };
    let is_open = release.source.pending().is_some_and(Pending::is_open);
    let ignoring = release.source.ignoring_lines();
    Ok(PlanReport { loaded: release.loaded, planned, ignoring, is_open })
}

impl PlanReport {
    /// A warning about outputs whose names are not known before the steps are run.
    #[must_use]
    pub fn unlisted(&self) -> Diagnostics {
        if !self.is_open {
            return Diagnostics::new();
        }
        let steps = self.loaded.manifest.generate.iter();
        let open = steps.flat_map(|step| {
            let patterns = step.outputs.set().patterns().iter().filter(|pattern| pattern.literal().is_none());
            patterns.map(|pattern| {
                format!("\n  step `{}`: {}", step.name.get_ref(), Escaped(pattern.as_str().as_bytes()))
            })
        });
        let message = "outputs of steps that were not run are not listed, as only the steps know their names";
        Diagnostic::warning(Code::GenerateOpen, message.to_owned() + &open.collect::<String>())
            .help("read the commands; if you trust them, `pkgr plan --run-steps` lists every entry")
            .into()
    }
}

/// What is known of one path of a source.
pub struct PathReport {
    /// The manifest that decides.
    pub loaded: Loaded,
    /// The path below the source.
    pub path: EntryPath,
    /// What the source has there; `None` for nothing.
    pub found: Option<ItemKind>,
    /// What the overlay has to do with it.
    pub overlay: Option<OverlayPath>,
    /// What `export-ignore` leaves out there.
    pub ignored: Option<IgnoredPath>,
    /// The path that was probably meant, where there is nothing.
    pub near: Option<String>,
    /// What the manifest says about it.
    pub decision: Decision,
    /// Its entry, if the plan has one.
    pub entry: Option<Entry<Size>>,
    /// Archives that leave it out by a pattern of their own.
    pub left_out_of: Vec<LeftOutOf>,
}

/// An archive that leaves out a path.
pub struct LeftOutOf {
    /// The number of the archive in the manifest, from 0.
    pub archive: usize,
    /// Its file name.
    pub file: String,
    /// The number of the pattern, from 0.
    pub index: usize,
}

/// Finds out which rule decides a path below the source, or below the archive's top directory.
///
/// # Errors
/// Returns an error if `given` is no relative path, or if the source cannot be read.
pub fn explain(
    loaded: Loaded,
    given: &Path,
    dist: &Path,
    context: Context<'_>,
) -> Result<PathReport, Diagnostics> {
    let Release { loaded, source, plan_context, .. } = Release::open(loaded, dist, None, context)?;
    let manifest = &loaded.manifest;
    let draft = plan::draft(manifest, &source, &plan_context).value;
    let mut path = parse(given)?;
    let mut found = source.look_up(&path)?;
    // A path copied from a list of the archive has the prefix, and no such file is in the source.
    if found.is_none()
        && let Some(below) = draft.as_ref().and_then(|draft| path.below(draft.prefix()))
    {
        found = source.look_up(&below)?;
        path = below;
    }
    let overlay = source.overlay_path(&path)?;
    let is_missing = found.is_none() && overlay.is_none();
    let ignored = if is_missing { source.ignored(&path)? } else { None };
    let near = if is_missing && ignored.is_none() { near(&path, &source)? } else { None };
    let rules = Rules { files: &manifest.files, output: plan_context.output.as_ref() };
    let is_directory = found.as_ref().is_some_and(ItemKind::is_directory);
    let decision = rules.decide(&path, is_directory);
    let left_out_of =
        draft.as_ref().map_or_else(Vec::new, |draft| left_out_of(manifest, draft, &path, is_directory));
    let entry = draft.and_then(|draft| {
        draft.entries().iter().find(|entry| draft.source_path(entry).as_ref() == Some(&path)).cloned()
    });
    Ok(PathReport { loaded, path, found, overlay, ignored, near, decision, entry, left_out_of })
}

/// The path of the source, packed or not, that is nearest to one that it does not have.
fn near(path: &EntryPath, source: &Source) -> Result<Option<String>, Diagnostic> {
    let listed = source.list(&mut |_| true)?.items.into_iter().map(|item| item.path);
    let ignored = source.ignored_paths().into_iter().map(|ignored| ignored.path);
    let names: Vec<String> = listed.chain(ignored).map(|path| path.to_string()).collect();
    Ok(nearest(&path.to_string(), names.iter().map(String::as_str)).map(str::to_owned))
}

impl PathReport {
    /// Whether the source has something there, packed or not.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.found.is_some() || self.ignored.is_some() || self.overlay.is_some()
    }
}

fn left_out_of(
    manifest: &Manifest,
    draft: &Plan<Size>,
    path: &EntryPath,
    is_directory: bool,
) -> Vec<LeftOutOf> {
    let archives = manifest.archives.iter().zip(draft.archives()).enumerate();
    let left_out = archives.filter_map(|(archive, (table, planned))| {
        let index = table.exclude.set().first_cover(path, is_directory)?;
        Some(LeftOutOf { archive, file: planned.file.clone(), index })
    });
    left_out.collect()
}

fn parse(given: &Path) -> Result<EntryPath, Diagnostic> {
    let bytes = given.as_os_str().as_encoded_bytes();
    let bytes = bytes.strip_prefix(b"./").unwrap_or(bytes);
    let bytes = bytes.strip_suffix(b"/").unwrap_or(bytes);
    EntryPath::parse(bytes).map_err(|fault| {
        Diagnostic::error(Code::BadPath, format!("`{}` {fault}", shown(given)))
            .help("give a path below the source, as `plan --format list` shows it")
    })
}
