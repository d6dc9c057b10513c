//! `pkgr build`: the archives, and SHA256SUMS beside them.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use super::args::{BuildArgs, BuildFormat};
use super::exit::{Exit, Failure};
use super::prepare::Prepared;
use super::session::Session;
use super::sink;
use super::steps::Consent;
use crate::artifact::{self, CHECKSUMS, Checksums, Draft, Existing};
use crate::build::{self, Built, Options};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::error::Error;
use crate::path::shown;
use crate::plan::Plan;
use crate::report::build::{Line, Outcome, json, text};
use crate::report::contract::Contract;
use crate::report::github;
use crate::sink::Syntax;
use crate::source::Source;

/// Builds, or compares with what is there.
pub fn run(session: &Session, args: &BuildArgs) -> Result<Exit, Failure> {
    let contract = args.plan.as_ref().map(|path| Contract::read(&session.path(path))).transpose()?;
    let mut prepared = Prepared::open(session, &args.dist, contract.as_ref())?;
    prepared.refuse_output(&args.dist)?;
    prepared.run_steps(consent(args))?;
    let plan = prepared.hash_contents(prepared.draft()?)?;
    let progress = session.progress();
    if let Some(contract) = &contract {
        contract.check(&plan)?;
    }
    let options = Options { threads: session.threads(), progress: &progress };
    let job = Job { plan: &plan, source: &prepared.source, options, folder: session.path(&args.dist) };
    if !args.check {
        session.report(&abandoned(&artifact::remove_abandoned(&job.folder)));
    }
    let lines = if args.check { job.check()? } else { job.write(args.force)? };
    progress.clear();
    report(session, args, &plan, &job.folder, &lines)?;
    let sums = if args.check { job.check_sums(&lines)? } else { None };
    let finding = sums.is_some() || lines.iter().any(|line| line.outcome.is_finding());
    session.report(&sums.map(Diagnostics::from).unwrap_or_default());
    Ok(if finding { Exit::Finding } else { Exit::Done })
}

/// Building runs the steps; looking whether the files are right does not.
fn consent(args: &BuildArgs) -> Consent<'static> {
    match (args.steps.no_steps, args.check && !args.steps.run_steps) {
        (true, _) => Consent::Refused,
        (false, true) => {
            Consent::Missing { what: "`build --check`", command: "pkgr build --check --run-steps" }
        }
        (false, false) => Consent::Given,
    }
}

fn report(
    session: &Session,
    args: &BuildArgs,
    plan: &Plan,
    folder: &Path,
    lines: &[Line],
) -> Result<(), Failure> {
    let (outputs, summary) = (github::outputs_of_build(lines), github::summary_of_build(lines));
    session
        .hand_on(&(github::outputs_of_plan(plan) + &outputs), &(github::summary_of_plan(plan) + &summary))?;
    let content = plan.content_digest();
    match args.format {
        BuildFormat::Text => {
            sink::print(Syntax::Text, |out| text(&shown(folder).to_string(), lines, content, out))
        }
        BuildFormat::Json => sink::print(Syntax::Json, |out| json(lines, content, out)),
    }
}

struct Job<'a> {
    plan: &'a Plan,
    source: &'a Source,
    options: Options<'a>,
    folder: PathBuf,
}

impl Job<'_> {
    /// Builds into hashes only.
    fn check(&self) -> Result<Vec<Line>, Failure> {
        let outputs = self.plan.archives().iter().map(|_| io::sink()).collect();
        let built = build::build(self.plan, self.source, outputs, self.options)?;
        let lines = built.into_iter().map(|built| {
            let outcome = match self.existing(&built)? {
                Existing::Absent => Outcome::Missing,
                Existing::Same => Outcome::Same,
                Existing::Other(found) => Outcome::Differs(found),
            };
            Ok(Line { built, outcome })
        });
        lines.collect()
    }

    /// What is wrong with the checksum file, which may have lines about other files.
    fn check_sums(&self, lines: &[Line]) -> Result<Option<Diagnostic>, Failure> {
        let path = self.folder.join(CHECKSUMS);
        let sums = Checksums::new(lines.iter().map(|line| (line.built.file.clone(), line.built.digest)));
        let missing = sums.missing_in(&path)?;
        Ok((!missing.is_empty()).then(|| wrong_sums(&path, &missing)))
    }

    /// Builds into temporary files, and renames them once all are whole.
    fn write(&self, force: bool) -> Result<Vec<Line>, Failure> {
        artifact::create_folder(&self.folder)?;
        let names = self.plan.archives().iter().map(|archive| archive.file.as_str());
        let drafts: Vec<Draft> =
            names.map(|name| Draft::create(&self.folder, name)).collect::<Result<_, _>>()?;
        let outputs =
            drafts.iter().map(|draft| draft.writer().map(BufWriter::new)).collect::<Result<_, _>>()?;
        let built = build::build::<BufWriter<File>>(self.plan, self.source, outputs, self.options)?;
        let _turn = artifact::take_turn(&self.folder)?;
        let existing = built.iter().map(|built| self.existing(built)).collect::<Result<Vec<_>, _>>()?;
        if !force {
            self.refuse_others(&built, &existing)?;
        }
        self.publish(drafts, &built, &existing, force)?;
        Ok(built.into_iter().zip(existing).map(|(built, existing)| line(built, existing)).collect())
    }

    fn publish(
        &self,
        drafts: Vec<Draft>,
        built: &[Built],
        existing: &[Existing],
        force: bool,
    ) -> Result<(), Failure> {
        let sums = Checksums::new(built.iter().map(|built| (built.file.clone(), built.digest)));
        let path = self.folder.join(CHECKSUMS);
        if !force && sums.would_lose_lines_of(&path)? {
            return Err(other_sums(&path).into());
        }
        let changed = drafts.into_iter().zip(existing).filter(|(_, existing)| **existing != Existing::Same);
        let mut ready: Vec<Draft> = changed.map(|(draft, _)| draft).collect();
        if Existing::look(&path, sums.digest())? != Existing::Same {
            ready.push(sums.draft(&self.folder)?);
        }
        if self.options.progress.is_cancelled() {
            return Err(Error::Cancelled.into());
        }
        Ok(artifact::publish(&self.folder, ready)?)
    }

    fn existing(&self, built: &Built) -> Result<Existing, Error> {
        Existing::look(&self.folder.join(&built.file), built.digest)
    }

    /// Refuses to replace what has other bytes: a published file must not change under a name.
    fn refuse_others(&self, built: &[Built], existing: &[Existing]) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        for (built, existing) in built.iter().zip(existing) {
            if let Existing::Other(found) = existing {
                let path = self.folder.join(&built.file);
                let message = format!(
                    "`{}` exists with other bytes\n  on disk  sha256 {found}\n  built    sha256 {}",
                    shown(&path),
                    built.digest
                );
                problems.push(
                    Diagnostic::error(Code::OutputExists, message).help(
                        "if that file was published, make a new version; if not, `--force` replaces it",
                    ),
                );
            }
        }
        if problems.has_errors() { Err(problems) } else { Ok(()) }
    }
}

/// Temporary files of a run that could not remove them itself.
fn abandoned(names: &[String]) -> Diagnostics {
    if names.is_empty() {
        return Diagnostics::new();
    }
    let message =
        format!("an earlier run was killed; its temporary files were removed:\n  {}", names.join("\n  "));
    Diagnostic::new(Code::Abandoned, Severity::Note, message).into()
}

fn wrong_sums(path: &Path, missing: &[String]) -> Diagnostic {
    let message = format!("`{}` lacks the lines\n  {}", shown(path), missing.join("\n  "));
    Diagnostic::warning(Code::Checksums, message)
        .help("`pkgr build` writes it anew; if it was published, find out who changed it")
}

fn other_sums(path: &Path) -> Diagnostic {
    let message = format!("`{}` has lines about other files, or other digests", shown(path));
    Diagnostic::error(Code::OutputExists, message)
        .help("build into another folder with `-d`, or replace it with `--force`")
}

fn line(built: Built, existing: Existing) -> Line {
    let outcome = match existing {
        Existing::Absent => Outcome::Written,
        Existing::Same => Outcome::Unchanged,
        Existing::Other(found) => Outcome::Replaced(found),
    };
    Line { built, outcome }
}
