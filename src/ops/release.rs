//! A manifest and its source, opened together: from here to a plan, and from the plan to archives.

#![expect(
    clippy::disallowed_methods,
    reason = "where the source and the outputs really are decides what is rejected"
)]

use std::io;
use std::path::Path;

use super::Context;
use super::checkout::Checkout;
use super::job::{Job, Line};
use super::loaded::{self, Loaded};
use super::steps::{self, Consent};
use crate::build::{self, Built, Options};
use crate::diagnostic::{Checked, Code, Diagnostic, Diagnostics};
use crate::document::contract::Contract;
use crate::entry::Size;
use crate::manifest::{Generate, Manifest};
use crate::path::shown;
use crate::plan::{self, Plan, PlanContext, Rules, WorkTreeStatus};
use crate::source::generate::{ReleaseNames, StepEnvironment};
use crate::source::git::WorkTree;
use crate::source::{Source, SourcePlace};

/// A manifest and its source. Its `[[generate]]` steps are run by [`Release::run_steps`] alone.
pub struct Release<'a> {
    context: Context<'a>,
    /// The plan that this release has to keep to.
    contract: Option<&'a Contract>,
    /// The manifest, its text and its place.
    pub loaded: Loaded,
    /// Its source.
    pub source: Source,
    /// What planning knows of its surroundings.
    pub plan_context: PlanContext,
}

/// What can be planned before the steps of the manifest are run.
pub struct Preview {
    /// Every entry; nothing but the paths of the steps' outputs is known.
    pub draft: Plan<Size>,
    /// The plan without the steps' outputs.
    pub known: Plan,
}

impl<'a> Release<'a> {
    /// Opens the source of a manifest. `output` is the directory that archives are written to, which is
    /// never packed; a plan that was made before has settled the commit and the time, and binds every plan
    /// of this release.
    ///
    /// # Errors
    /// Returns an error if there is no such source, or if it is not what the manifest expects.
    pub fn open(
        loaded: Loaded,
        output: &Path,
        contract: Option<&'a Contract>,
        context: Context<'a>,
    ) -> Result<Self, Diagnostics> {
        loaded::reject_overlay(&loaded).map_err(|problem| loaded.locate(problem))?;
        let inside = loaded::overlay_inside(&loaded);
        let place = SourcePlace { directory: loaded.directory(), overlay: inside.as_ref() };
        let opened = match contract.and_then(Contract::revision) {
            // By the planned commit, not by its name: a tag can have been moved since the plan was
            // made.
            Some(planned) => Source::open_planned(&loaded.manifest, place, planned),
            None => Source::open(&loaded.manifest, place),
        };
        let (source, warnings) = opened.ok().map_err(|problems| loaded.locate(problems))?;
        let plan_context =
            plan_context(&loaded, output, contract, context).map_err(|problem| loaded.locate(problem))?;
        let mut release = Self { context, contract, loaded, source, plan_context };
        release.report(warnings);
        let alone =
            contract.and_then(|contract| contract.unrepeated(&release.loaded.inputs, release.manifest()));
        release.report(alone.map(Diagnostics::from).unwrap_or_default());
        release.report(loaded::other_manifest(&release.loaded, &release.source)?);
        release.report(loaded::outside(&release.loaded));
        release.report(loaded::overlay_note(&release.loaded));
        release.expect_outputs().map_err(|problem| release.loaded.locate(problem))?;
        Ok(release)
    }

    fn report(&self, problems: Diagnostics) {
        (self.context.report)(&self.loaded.locate(problems));
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
        let problems = match steps::without_consent(self.manifest(), consent) {
            // Consent first: without it, nothing else about the steps is of interest.
            Some(problem) => problem.into(),
            // The draft is made and dropped: an error in it would otherwise show up only after the
            // steps have run. Its warnings come with the draft that is kept.
            None => match plan::draft(self.manifest(), &self.source, &self.plan_context).ok() {
                Ok(_) => Diagnostics::new(),
                Err(problems) => problems,
            },
        };
        if problems.has_errors() {
            return Err(self.loaded.locate(problems));
        }
        self.manifest().generate.iter().for_each(announce);
        self.generate().map_err(|problems| self.loaded.locate(problems))
    }

    /// The plan: every header value decided, every file read once, and every lint asked.
    ///
    /// # Errors
    /// Returns every problem of the source and every denied lint, how the plan differs from the one that this
    /// release was opened with, or which steps have to be run before.
    pub fn plan(&self) -> Result<Plan, Diagnostics> {
        if self.source.pending().is_some() {
            let consent = Consent::Missing { what: "a plan", command: "pkgr plan --run-steps" };
            let problem =
                steps::without_consent(self.manifest(), consent).expect("there are steps, and no consent");
            return Err(self.loaded.locate(problem));
        }
        let plan = self.hash_contents(self.draft()?)?;
        // After hashing, as a contract is about contents and not only about names.
        self.contract.map_or(Ok(()), |contract| contract.check(&plan))?;
        Ok(plan)
    }

    /// Every header value decided, no file read: enough to list names, too little to build.
    ///
    /// # Errors
    /// Returns every problem of the source, and every denied lint of names.
    pub fn draft(&self) -> Result<Plan<Size>, Diagnostics> {
        let Checked { value, diagnostics } = plan::draft(self.manifest(), &self.source, &self.plan_context);
        let Some(draft) = value else { return Err(self.loaded.locate(diagnostics)) };
        self.report(diagnostics);
        (self.context.drafted)(self.manifest(), &draft);
        Ok(draft)
    }

    /// What can be planned while the steps of the manifest are not run.
    ///
    /// # Errors
    /// Returns every problem of the source and every denied lint.
    pub fn preview(&self) -> Result<Preview, Diagnostics> {
        let draft = self.draft()?;
        let known = self.hash_contents(draft.clone())?;
        Ok(Preview { draft, known })
    }

    /// Reads every file once. Where the files are part of a work tree, what differs from its commit is
    /// reported, and the plan carries it.
    fn hash_contents(&self, mut draft: Plan<Size>) -> Result<Plan, Diagnostics> {
        let Context { threads, progress, .. } = self.context;
        self.mark(&mut draft)?;
        // The outputs of steps that were not run have no bytes; the mark knows them all the same.
        let draft = if self.source.pending().is_some() { draft.without_pending() } else { draft };
        let plan = plan::hash_contents(draft, &self.source, threads, progress);
        let plan = plan.map_err(|problems| self.loaded.locate(problems))?;
        progress.end();
        let problems = plan::lint_contents(self.manifest(), &plan);
        if problems.has_errors() {
            return Err(self.loaded.locate(problems));
        }
        self.report(problems);
        Ok(plan)
    }

    fn mark(&self, draft: &mut Plan<Size>) -> Result<(), Diagnostic> {
        let Self { context, source, plan_context, .. } = self;
        let directory = loaded::source_directory(&self.loaded).and_then(|found| found.canonicalize().ok());
        let unchecked = directory.as_deref().and_then(WorkTree::unchecked);
        (context.report)(&unchecked.map(Diagnostics::from).unwrap_or_default());
        let work_tree = match directory.map(|directory| WorkTree::around(&directory)) {
            Some(Ok(Some(work_tree))) => work_tree,
            Some(Err(unread)) => {
                self.report(uncompared(unread).into());
                return Ok(());
            }
            Some(Ok(None)) | None => return Ok(()),
        };
        let rules = Rules { files: &self.manifest().files, output: plan_context.output.as_ref() };
        let unread = draft.mark(work_tree, rules, source, context.progress)?;
        let unread = unread.map(|unread| uncompared(unread.into()));
        let warning = unread.or_else(|| draft.work_tree().and_then(WorkTreeStatus::warning));
        self.report(warning.map(Diagnostics::from).unwrap_or_default());
        Ok(())
    }

    /// Rejects an output path that leads through a link of somebody's checkout.
    ///
    /// # Errors
    /// Returns an error that names the link and its target.
    pub fn reject_link(&self, output: &Path) -> Result<(), Diagnostic> {
        let start = self.context.start;
        Checkout::around(self.loaded.directory(), start).reject_link(output, &start.join(output))
    }

    /// Rejects the source itself and the overlay as the directory for archives: an archive would be one of the files
    /// that the next one is made of.
    ///
    /// # Errors
    /// Returns an error if `output` is the source, is in the overlay, or leads through a link of a checkout.
    pub fn reject_output(&self, output: &Path) -> Result<(), Diagnostic> {
        self.reject_link(output)?;
        let output = self.context.start.join(output);
        if loaded::is_in_overlay(&self.loaded, &output) {
            let message = format!("the output directory `{}` is in the overlay", shown(&output));
            return Err(
                Diagnostic::error(Code::OverlayPlace, message).help("name another directory with `-d`")
            );
        }
        let Some(source) = loaded::source_directory(&self.loaded) else { return Ok(()) };
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
    /// Returns an error if a file with other content exists, if the source has changed, or if a file cannot
    /// be written; then the directory is as it was.
    pub fn build(&self, plan: &Plan, directory: &Path, force: bool) -> Result<Vec<Line>, Diagnostics> {
        self.reject_output(directory)?;
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
        let Self { context, loaded, source, plan_context, .. } = self;
        let steps = context.steps;
        let around = StepEnvironment {
            path: steps.path,
            temporary: steps.temporary,
            reference_time: plan::reference_time(&loaded.manifest, source, plan_context)?,
            release: ReleaseNames {
                name: loaded.manifest.package.name.get_ref(),
                version: loaded.manifest.package.version.get_ref(),
                commit: source.revision().map(|revision| revision.provenance.commit),
            },
            held: steps.pinned,
        };
        source.generate(&loaded.manifest.generate, plan_context.output.as_ref(), around, context.progress)
    }
}

/// A repository around the source only says what differs from its commit: without it the archives are the same.
fn uncompared(unread: Diagnostic) -> Diagnostic {
    let message = format!(
        "the repository around the source cannot be read, so the files are not compared with its commit: {}",
        unread.message
    );
    let diagnostic = Diagnostic::warning(Code::WorkTree, message);
    unread.help.into_iter().fold(diagnostic, Diagnostic::help)
}

/// What planning may know of its surroundings.
fn plan_context(
    loaded: &Loaded,
    output: &Path,
    contract: Option<&Contract>,
    context: Context<'_>,
) -> Result<PlanContext, Diagnostic> {
    let planned = contract.map(|contract| contract.reference_time().to_string());
    Ok(PlanContext {
        source_date_epoch: planned.or_else(|| context.source_date_epoch.map(str::to_owned)),
        output: loaded::output_inside(loaded, &context.start.join(output)),
        run_reference: context.run_reference.map(str::to_owned),
        outside: loaded::outside_source(loaded).map(|directory| directory.path.get_ref().clone()),
        table: loaded::entry_table(loaded)?,
    })
}
