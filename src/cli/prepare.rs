//! From the manifest to a plan: what `plan`, `build`, `verify` and `vary` begin with.

use std::path::{Component, Path, PathBuf};

use super::exit::Failure;
use super::progress::Bar;
use super::session::Session;
use super::sink;
use super::steps::{self, Consent};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::entry::Size;
use crate::error::Error;
use crate::manifest::{self, DirectorySource, Manifest};
use crate::path::{EntryPath, Escaped, shown};
use crate::plan::{self, Plan, PlanContext, Rules, WorkTreeStatus};
use crate::report;
use crate::report::contract::Contract;
use crate::source::Source;
use crate::source::generate::StepEnvironment;
use crate::source::git::{BlobHasher, WorkTree};

/// A manifest and its source. Its `[[generate]]` steps are run by [`Prepared::run_steps`] alone.
pub struct Prepared<'a> {
    session: &'a Session,
    pub manifest: Manifest,
    pub source: Source,
    pub world: PlanContext,
}

impl<'a> Prepared<'a> {
    /// Reads the manifest and opens its source. `output` is the directory that archives are written
    /// to; a plan has settled the commit and the time.
    pub fn open(session: &'a Session, output: &Path, contract: Option<&Contract>) -> Result<Self, Failure> {
        let manifest = session.read_manifest()?;
        let mut source = source(session, &manifest, contract)?;
        let world = world(session, &manifest, output, contract);
        session.report(&other_manifest(session, &manifest, &source)?);
        session.report(&outside(session, &manifest));
        if !manifest.generate.is_empty() {
            source.expect(&manifest.generate, plan::reference_time(&manifest, &source, &world)?);
        }
        Ok(Self { session, manifest, source, world })
    }

    /// Runs the steps of the manifest, where there are any: never without consent, and not before every
    /// problem of the source was reported.
    pub fn run_steps(&mut self, consent: Consent<'_>) -> Result<(), Failure> {
        if self.manifest.generate.is_empty() {
            return Ok(());
        }
        if let Some(refused) = steps::refused(&self.manifest, consent) {
            return Err(refused.into());
        }
        let (draft, problems) = plan::draft(&self.manifest, &self.source, &self.world);
        if draft.is_none() {
            return Err(problems.into());
        }
        steps::announce(&self.manifest.generate);
        self.generate()
    }

    /// Every header value decided, no file read yet.
    pub fn draft(&self) -> Result<Plan<Size>, Failure> {
        let (draft, problems) = plan::draft(&self.manifest, &self.source, &self.world);
        let draft = finish(self.session, draft, problems)?;
        self.report_policies(&draft);
        Ok(draft)
    }

    /// Reads every file once; the outputs of steps that were not run have no bytes and are left out.
    /// Where the files are part of a work tree, what differs from its commit is reported, and the plan
    /// carries it.
    pub fn hash_contents(&self, mut draft: Plan<Size>) -> Result<Plan, Failure> {
        let Self { session, manifest, source, .. } = self;
        let progress = session.progress();
        self.mark(&mut draft, &progress)?;
        let draft = if source.pending().is_some() { draft.without_pending() } else { draft };
        let plan = plan::hash_contents(draft, source, session.threads(), &progress)?;
        progress.clear();
        let problems = plan::lint_contents(manifest, &plan);
        if problems.has_errors() {
            return Err(problems.into());
        }
        session.report(&problems);
        Ok(plan)
    }

    fn mark(&self, draft: &mut Plan<Size>, progress: &Bar) -> Result<(), Failure> {
        let Self { session, manifest, source, world } = self;
        let folder = source_folder(session, manifest).and_then(|folder| folder.canonicalize().ok());
        let work_tree = folder.map(|folder| WorkTree::around(&folder)).transpose()?;
        if let Some(work_tree) = work_tree.flatten() {
            let rules = Rules { files: &manifest.files, output: world.output.as_ref() };
            draft.mark(work_tree, rules, source, progress)?;
            let warning = draft.work_tree().and_then(WorkTreeStatus::warning);
            session.report(&warning.map(Diagnostics::from).unwrap_or_default());
        }
        Ok(())
    }

    /// An archive must not be written among the files that the next one would be made of, nor where a
    /// link of somebody's checkout leads.
    pub fn refuse_output(&self, output: &Path) -> Result<(), Diagnostic> {
        let output = self.session.path(output);
        refuse_link(&self.session.manifest_folder(), &output)?;
        let Some(source) = source_folder(self.session, &self.manifest) else { return Ok(()) };
        let (Ok(one), Ok(other)) = (source.canonicalize(), output.canonicalize()) else { return Ok(()) };
        if one != other {
            return Ok(());
        }
        let message = format!("`{}` is the source directory itself", shown(&output));
        Err(Diagnostic::error(Code::OutputIsSource, message).help("name another folder with `-d`"))
    }

    fn generate(&mut self) -> Result<(), Failure> {
        let Self { session, manifest, source, world } = self;
        let temporary = std::env::temp_dir();
        let around = StepEnvironment {
            path: session.env.path.as_deref(),
            temporary: &temporary,
            reference_time: plan::reference_time(manifest, source, world)?,
            held: session.env.held.as_ref(),
        };
        Ok(source.generate(&manifest.generate, world.output.as_ref(), around, &session.progress())?)
    }

    /// Tells those who asked for more what was resolved.
    fn report_policies(&self, plan: &Plan<Size>) {
        if self.session.global.verbose {
            let mut text = Vec::new();
            let _ = report::table::policies(plan, &self.manifest.normalize.mode, &mut text);
            sink::say(&String::from_utf8_lossy(&text));
        }
    }
}

/// Below the manifest's directory everything can come with a checkout, links too: what is written
/// through one ends up where its author wants it.
fn refuse_link(folder: &Path, output: &Path) -> Result<(), Diagnostic> {
    let Some(link) = link_below(&named(folder), output)? else { return Ok(()) };
    let target = std::fs::read_link(&link).map_err(Error::at("read the link", &link))?;
    let message = format!(
        "the output directory `{}` is reached through a symbolic link\n  link    {}\n  target  {}",
        shown(output),
        shown(&link),
        Escaped(target.as_os_str().as_encoded_bytes())
    );
    Err(Diagnostic::error(Code::OutputLink, message)
        .help("remove the link, or name the directory that it leads to with `-d`"))
}

/// The first link on the way from `folder` to `path`; `None` where there is none, or `path` is
/// elsewhere.
fn link_below(folder: &Path, path: &Path) -> Result<Option<PathBuf>, Error> {
    let absolute = |path: &Path| std::path::absolute(path).map_err(Error::at("find", path));
    let (folder, path) = (absolute(folder)?, absolute(&named(path))?);
    let Ok(below) = path.strip_prefix(&folder) else { return Ok(None) };
    let mut at = folder.clone();
    for part in below.components() {
        match part {
            Component::ParentDir => drop(at.pop()),
            part => at.push(part),
        }
        if !at.starts_with(&folder) {
            return Ok(None);
        }
        if at.is_symlink() {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

/// The empty path is the current directory.
fn named(path: &Path) -> PathBuf {
    if path.as_os_str().is_empty() { PathBuf::from(".") } else { path.to_owned() }
}

/// A directory outside of the manifest's own is packed only with a word about it: it is none of the
/// files that came with the manifest.
fn outside(session: &Session, manifest: &Manifest) -> Diagnostics {
    let Some(directory) = outside_source(session, manifest) else { return Diagnostics::new() };
    let name = Escaped(directory.path.get_ref().as_bytes());
    Diagnostic::warning(
        Code::SourceOutside,
        format!("the source `{name}` is outside of the manifest's directory"),
    )
    .label(directory.path.span(), "leads out of the manifest's directory")
    .help("read the list of entries before you publish: `pkgr plan --format list`")
    .into()
}

/// The source, if it is a directory that is not below the manifest's own, links resolved.
fn outside_source<'a>(session: &Session, manifest: &'a Manifest) -> Option<&'a DirectorySource> {
    let manifest::Source::Directory(directory) = &manifest.source else { return None };
    let here = named(&session.manifest_folder()).canonicalize().ok()?;
    let found = source_folder(session, manifest)?.canonicalize().ok()?;
    (!found.starts_with(here)).then_some(directory)
}

/// Opens the source that the manifest names, at the commit of the plan where there is one, and tells
/// what is to be told about it.
fn source(session: &Session, manifest: &Manifest, contract: Option<&Contract>) -> Result<Source, Failure> {
    let folder = session.manifest_folder();
    let (source, problems) = match contract.and_then(Contract::revision) {
        Some(planned) => Source::open_planned(manifest, &folder, planned),
        None => Source::open(manifest, &folder),
    };
    finish(session, source, problems)
}

/// Says that the commit has another manifest where the one that is used lies in the work tree.
fn other_manifest(
    session: &Session,
    manifest: &Manifest,
    source: &Source,
) -> Result<Diagnostics, Diagnostic> {
    let manifest::Source::Git(git) = &manifest.source else { return Ok(Diagnostics::new()) };
    let top = session.manifest_folder().join(git.repository.get_ref());
    let manifest = session.manifest();
    let Some(path) = inside(&top, &manifest) else { return Ok(Diagnostics::new()) };
    let Some(committed) = source.committed(&path)? else { return Ok(Diagnostics::new()) };
    let text = session.text();
    let mut hasher = BlobHasher::new(text.text.len() as u64, &committed);
    hasher.update(text.text.as_bytes());
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
fn source_folder(session: &Session, manifest: &Manifest) -> Option<PathBuf> {
    match &manifest.source {
        manifest::Source::Directory(directory) => {
            Some(session.manifest_folder().join(directory.path.get_ref()))
        }
        manifest::Source::Git(_) => None,
    }
}

/// What planning may know of the world.
fn world(session: &Session, manifest: &Manifest, output: &Path, contract: Option<&Contract>) -> PlanContext {
    let planned = contract.map(|contract| contract.reference_time().to_string());
    PlanContext {
        source_date_epoch: planned.or_else(|| session.env.source_date_epoch.clone()),
        output: output_inside(session, manifest, output),
        outside: outside_source(session, manifest).map(|directory| directory.path.get_ref().clone()),
    }
}

/// Where the output folder lies in the source, if it does.
pub fn output_inside(session: &Session, manifest: &Manifest, output: &Path) -> Option<EntryPath> {
    source_folder(session, manifest).and_then(|source| inside(&source, &session.path(output)))
}

/// Where `path` lies below `folder`; `None` when it is elsewhere or does not exist yet.
fn inside(folder: &Path, path: &Path) -> Option<EntryPath> {
    let folder = folder.canonicalize().ok()?;
    let path = path.canonicalize().ok()?;
    let below = path.strip_prefix(&folder).ok()?;
    EntryPath::parse(below.as_os_str().as_encoded_bytes()).ok()
}

/// Fails with the problems when one of them is an error; tells the rest.
fn finish<T>(session: &Session, value: Option<T>, problems: Diagnostics) -> Result<T, Failure> {
    match value {
        Some(value) => {
            session.report(&problems);
            Ok(value)
        }
        None => Err(problems.into()),
    }
}
