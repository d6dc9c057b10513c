//! A manifest and its source, opened together: from here to a plan, and from the plan to archives.

#![expect(
    clippy::disallowed_methods,
    reason = "where the source and the outputs really lie decides what is refused"
)]

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::Context;
use super::build::{Job, Line};
use super::checkout::{Checkout, named};
use super::steps::{self, Consent};
use crate::artifact::open_file;
use crate::build::{self, Built, Options};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, SourceText};
use crate::document::contract::Contract;
use crate::entry::Size;
use crate::error::Error;
use crate::manifest::{self, DirectorySource, Generate, Manifest};
use crate::path::{EntryPath, Escaped, shown};
use crate::plan::{self, Plan, PlanContext, Rules, WorkTreeStatus};
use crate::source::generate::StepEnvironment;
use crate::source::git::WorkTree;
use crate::source::{ObjectHasher, Source};

/// A manifest that was read and checked.
pub struct Loaded {
    /// What it says.
    pub manifest: Manifest,
    /// Its text, for diagnostics.
    pub text: SourceText,
    /// Where it was read from.
    pub path: PathBuf,
}

impl Loaded {
    /// Reads and checks a manifest; warnings come beside it.
    ///
    /// # Errors
    /// Returns every problem of the file, or why it cannot be read.
    pub fn read(path: &Path) -> Result<(Self, Diagnostics), Diagnostics> {
        let text = manifest::source_text(&shown(path).to_string(), manifest_bytes(path)?)?;
        match manifest::parse(&text) {
            (Some(manifest), problems) => Ok((Self { manifest, text, path: path.to_owned() }, problems)),
            (None, problems) => Err(problems),
        }
    }

    /// The directory that paths in the manifest are relative to.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }
}

/// The bytes of a manifest; of a file far larger than any manifest, only the beginning.
///
/// # Errors
/// Returns an error if it cannot be opened or read.
pub fn manifest_bytes(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let file = open_file(path).map_err(Error::at("open the manifest", path)).map_err(|error| {
        Diagnostic::from(error).help("name the manifest with `-m`, or the directory it is in with `-C`")
    })?;
    let mut bytes = Vec::new();
    let limit = manifest::MOST_BYTES as u64 + 1;
    file.take(limit).read_to_end(&mut bytes).map_err(Error::at("read the manifest", path))?;
    Ok(bytes)
}

/// A manifest and its source. Its `[[generate]]` steps are run by [`Release::run_steps`] alone.
pub struct Release<'a> {
    context: Context<'a>,
    /// The manifest, its text and its place.
    pub loaded: Loaded,
    /// Its source.
    pub source: Source,
    /// What planning knows of its surroundings.
    pub plan_context: PlanContext,
}

impl<'a> Release<'a> {
    /// Opens the source of a manifest. `output` is the directory that archives are written to, which is
    /// never packed; a plan that was made before has settled the commit and the time.
    ///
    /// # Errors
    /// Returns an error if there is no such source, or if it is not what the manifest expects.
    pub fn open(
        loaded: Loaded,
        output: &Path,
        contract: Option<&Contract>,
        context: Context<'a>,
    ) -> Result<Self, Diagnostics> {
        let (source, problems) = match contract.and_then(Contract::revision) {
            Some(planned) => Source::open_planned(&loaded.manifest, loaded.directory(), planned),
            None => Source::open(&loaded.manifest, loaded.directory()),
        };
        let source = finish(context, source, problems)?;
        let plan_context = plan_context(&loaded, output, contract, context);
        (context.report)(&other_manifest(&loaded, &source)?);
        (context.report)(&outside(&loaded));
        let mut release = Self { context, loaded, source, plan_context };
        release.expect_outputs()?;
        Ok(release)
    }

    fn expect_outputs(&mut self) -> Result<(), Diagnostic> {
        let manifest = &self.loaded.manifest;
        if !manifest.generate.is_empty() {
            let time = plan::reference_time(manifest, &self.source, &self.plan_context)?;
            self.source.expect(&manifest.generate, time);
        }
        Ok(())
    }

    /// What the manifest says.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.loaded.manifest
    }

    /// The surroundings that it was opened with.
    #[must_use]
    pub fn context(&self) -> Context<'a> {
        self.context
    }

    /// Runs the steps of the manifest, where there are any: never without consent, and not before every
    /// problem of the source was reported. `announce` names each step before the first one runs.
    ///
    /// # Errors
    /// Returns an error if consent is missing, if the source has a problem, or if a step fails.
    pub fn run_steps(
        &mut self,
        consent: Consent<'_>,
        announce: &dyn Fn(&Generate),
    ) -> Result<(), Diagnostics> {
        if self.manifest().generate.is_empty() {
            return Ok(());
        }
        if let Some(refused) = steps::refused(self.manifest(), consent) {
            return Err(refused.into());
        }
        let (draft, problems) = plan::draft(self.manifest(), &self.source, &self.plan_context);
        if draft.is_none() {
            return Err(problems);
        }
        self.manifest().generate.iter().for_each(announce);
        self.generate()
    }

    /// The plan: every header value decided, every file read once, and every lint asked. The steps of
    /// the manifest have to be run before.
    ///
    /// # Errors
    /// Returns every problem of the source and every denied lint.
    pub fn plan(&self) -> Result<Plan, Diagnostics> {
        self.hash_contents(self.draft()?)
    }

    /// Every header value decided, no file read yet.
    ///
    /// # Errors
    /// Returns every problem of the source, and every denied lint of names.
    pub fn draft(&self) -> Result<Plan<Size>, Diagnostics> {
        let (draft, problems) = plan::draft(self.manifest(), &self.source, &self.plan_context);
        finish(self.context, draft, problems)
    }

    /// Reads every file once; the outputs of steps that were not run have no bytes and are left out.
    /// Where the files are part of a work tree, what differs from its commit is reported, and the plan
    /// carries it.
    ///
    /// # Errors
    /// Returns an error for every file that cannot be read or has changed, and every denied lint of contents.
    pub fn hash_contents(&self, mut draft: Plan<Size>) -> Result<Plan, Diagnostics> {
        let Context { threads, progress, report, .. } = self.context;
        self.mark(&mut draft)?;
        let draft = if self.source.pending().is_some() { draft.without_pending() } else { draft };
        let plan = plan::hash_contents(draft, &self.source, threads, progress)?;
        progress.end();
        let problems = plan::lint_contents(self.manifest(), &plan);
        if problems.has_errors() {
            return Err(problems);
        }
        report(&problems);
        Ok(plan)
    }

    fn mark(&self, draft: &mut Plan<Size>) -> Result<(), Diagnostic> {
        let Self { context, source, plan_context, .. } = self;
        let directory = source_directory(&self.loaded).and_then(|directory| directory.canonicalize().ok());
        let unchecked = directory.as_deref().and_then(WorkTree::unchecked);
        (context.report)(&unchecked.map(Diagnostics::from).unwrap_or_default());
        let work_tree = directory.map(|directory| WorkTree::around(&directory)).transpose()?;
        if let Some(work_tree) = work_tree.flatten() {
            let rules = Rules { files: &self.manifest().files, output: plan_context.output.as_ref() };
            draft.mark(work_tree, rules, source, context.progress)?;
            let warning = draft.work_tree().and_then(WorkTreeStatus::warning);
            (context.report)(&warning.map(Diagnostics::from).unwrap_or_default());
        }
        Ok(())
    }

    /// Rejects an output path that leads through a link of somebody's checkout.
    ///
    /// # Errors
    /// Returns an error that names the link and its target.
    pub fn refuse_link(&self, output: &Path) -> Result<(), Diagnostic> {
        let start = self.context.start;
        Checkout::around(self.loaded.directory(), start).refuse_link(output, &start.join(output))
    }

    /// Rejects the source itself as the directory for archives: an archive would be one of the files that
    /// the next one is made of.
    ///
    /// # Errors
    /// Returns an error if `output` is the source, or leads through a link of a checkout.
    pub fn refuse_output(&self, output: &Path) -> Result<(), Diagnostic> {
        self.refuse_link(output)?;
        let output = self.context.start.join(output);
        let Some(source) = source_directory(&self.loaded) else { return Ok(()) };
        let (Ok(one), Ok(other)) = (source.canonicalize(), output.canonicalize()) else { return Ok(()) };
        if one != other {
            return Ok(());
        }
        let message = format!("`{}` is the source directory itself", shown(&output));
        Err(Diagnostic::error(Code::OutputIsSource, message).help("name another directory with `-d`"))
    }

    /// Builds the archives of a plan into a directory; files of other bytes are replaced only with `force`.
    ///
    /// # Errors
    /// Returns an error if a file of another content stands in the way, if the source has changed, or if
    /// the system refuses; then the directory is as it was.
    pub fn build(&self, plan: &Plan, directory: &Path, force: bool) -> Result<Vec<Line>, Diagnostics> {
        self.refuse_output(directory)?;
        self.job(plan, directory).write(force)
    }

    /// Builds the archives of a plan into any writers, one for each archive, in the order of the manifest.
    ///
    /// # Errors
    /// Returns an error if the source has changed, or if a writer fails.
    pub fn build_into<W: io::Write + Send>(
        &self,
        plan: &Plan,
        outputs: Vec<W>,
    ) -> Result<Vec<Built>, Diagnostics> {
        let options = Options { threads: self.context.threads, progress: self.context.progress };
        Ok(build::build(plan, &self.source, outputs, options)?)
    }

    /// A plan and the directory that its archives belong in.
    #[must_use]
    pub fn job<'b>(&'b self, plan: &'b Plan, directory: &Path) -> Job<'b> {
        Job {
            plan,
            source: &self.source,
            directory: self.context.start.join(directory),
            context: self.context,
        }
    }

    fn generate(&mut self) -> Result<(), Diagnostics> {
        let Self { context, loaded, source, plan_context } = self;
        let steps = context.steps;
        let around = StepEnvironment {
            path: steps.path,
            temporary: steps.temporary,
            reference_time: plan::reference_time(&loaded.manifest, source, plan_context)?,
            held: steps.pinned,
        };
        source.generate(&loaded.manifest.generate, plan_context.output.as_ref(), around, context.progress)
    }
}

/// A directory outside of the manifest's own is packed only with a word about it: it is none of the
/// files that came with the manifest.
fn outside(loaded: &Loaded) -> Diagnostics {
    let Some(directory) = outside_source(loaded) else { return Diagnostics::new() };
    let name = Escaped(directory.path.get_ref().as_bytes());
    let message = format!("the source `{name}` is outside of the manifest's directory");
    Diagnostic::warning(Code::SourceOutside, message)
        .label(directory.path.span(), "leads out of the manifest's directory")
        .help("read the list of entries before you publish: `pkgr plan --format list`")
        .into()
}

/// The source, if it is a directory that is not below the manifest's own, links resolved.
fn outside_source(loaded: &Loaded) -> Option<&DirectorySource> {
    let manifest::Source::Directory(directory) = &loaded.manifest.source else { return None };
    let here = named(loaded.directory()).canonicalize().ok()?;
    let found = source_directory(loaded)?.canonicalize().ok()?;
    (!found.starts_with(here)).then_some(directory)
}

/// Says that the commit has another manifest where the one that is used lies in the work tree.
fn other_manifest(loaded: &Loaded, source: &Source) -> Result<Diagnostics, Diagnostic> {
    let manifest::Source::Git(git) = &loaded.manifest.source else { return Ok(Diagnostics::new()) };
    let top = loaded.directory().join(git.repository.get_ref());
    let Some(path) = inside(&top, &loaded.path) else { return Ok(Diagnostics::new()) };
    let Some(committed) = source.committed(&path)? else { return Ok(Diagnostics::new()) };
    let text = loaded.text.text.as_bytes();
    let mut hasher = ObjectHasher::new("blob", text.len() as u64, &committed);
    hasher.update(text);
    let used = hasher.finish().filter(|used| *used != committed);
    Ok(used.map_or_else(Diagnostics::new, |used| {
        let message = format!(
            "the commit has another `{path}` than the manifest that is used\n  \
             in the commit  blob {committed}\n  used           blob {used}"
        );
        Diagnostic::new(Code::GitOtherManifest, Severity::Note, message).into()
    }))
}

/// The directory that is packed; `None` for a commit.
fn source_directory(loaded: &Loaded) -> Option<PathBuf> {
    match &loaded.manifest.source {
        manifest::Source::Directory(directory) => Some(loaded.directory().join(directory.path.get_ref())),
        manifest::Source::Git(_) => None,
    }
}

/// What planning may know of its surroundings.
fn plan_context(
    loaded: &Loaded,
    output: &Path,
    contract: Option<&Contract>,
    context: Context<'_>,
) -> PlanContext {
    let planned = contract.map(|contract| contract.reference_time().to_string());
    PlanContext {
        source_date_epoch: planned.or_else(|| context.source_date_epoch.map(str::to_owned)),
        output: output_inside(loaded, &context.start.join(output)),
        outside: outside_source(loaded).map(|directory| directory.path.get_ref().clone()),
    }
}

/// Where the output directory lies in the source, if it does.
#[must_use]
pub fn output_inside(loaded: &Loaded, output: &Path) -> Option<EntryPath> {
    source_directory(loaded).and_then(|source| inside(&source, output))
}

/// Where `path` lies below `directory`; `None` when it is elsewhere or does not exist yet.
fn inside(directory: &Path, path: &Path) -> Option<EntryPath> {
    let directory = named(directory).canonicalize().ok()?;
    let path = named(path).canonicalize().ok()?;
    let below = path.strip_prefix(&directory).ok()?;
    EntryPath::parse(below.as_os_str().as_encoded_bytes()).ok()
}

/// Fails with the problems when one of them is an error; reports the rest.
fn finish<T>(context: Context<'_>, value: Option<T>, problems: Diagnostics) -> Result<T, Diagnostics> {
    match value {
        Some(value) => {
            (context.report)(&problems);
            Ok(value)
        }
        None => Err(problems),
    }
}
