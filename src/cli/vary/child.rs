//! A process that `vary` starts: it changes itself, becomes the one that builds, and answers in JSON.
//!
//! ```text
//! vary ──starts──▶ vary-child (applies what a process can change) ──exec──▶ vary-child (builds)
//! ```

use std::ffi::OsString;
use std::fs::File;
use std::io::BufWriter;
use std::num::NonZeroUsize;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::cli::args::{ChildArguments, VaryChildArgs};
use crate::cli::env::Env;
use crate::cli::exit::{Exit, Failure};
use crate::cli::session::Session;
use crate::cli::sink;
use crate::digest::Digest;
use crate::entry::Origin;
use crate::error::Error;
use crate::ops::Release;
use crate::ops::steps::Consent;
use crate::plan::{self, Plan};
use crate::sink::Syntax;
use crate::source::CreationOrder;
use crate::source::generate::PinnedEnvironment;
use crate::vary::{Clock, Process, apply};

/// What a child is to do.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Job {
    /// What it is to change first.
    pub process: Process,
    /// Compress the archives.
    pub full: bool,
    /// Keep still what surrounds steps.
    pub held: bool,
    /// The order in which the scratch copy for steps is made.
    pub order: CreationOrder,
    /// What the clock must show by now.
    pub clock: Option<Clock>,
    /// What could not be changed in full.
    pub notes: Vec<String>,
}

/// What a child says on standard output.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// The archives are in the folder.
    Built(Built),
    /// The surroundings could not be changed.
    Refused(String),
    /// The build failed.
    Failed(Vec<String>),
}

/// What was built.
#[derive(Serialize, Deserialize)]
pub struct Built {
    /// In the manifest's order.
    pub archives: Vec<Archive>,
    /// Members that steps made: the name and the number of the step.
    pub generated: Vec<(Vec<u8>, usize)>,
    /// What could not be changed in full.
    pub notes: Vec<String>,
}

/// One archive.
#[derive(Serialize, Deserialize)]
pub struct Archive {
    /// Bare file name.
    pub file: String,
    /// Of the file.
    pub digest: Digest,
    /// Of the tar stream inside.
    pub tar_digest: Digest,
}

/// The program that runs, as another user can start it too.
pub fn own_program() -> std::io::Result<PathBuf> {
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() { Ok(running) } else { std::env::current_exe() }
}

/// Applies, or builds where there is nothing left to apply.
pub fn run(session: &Session, args: &VaryChildArgs) -> Result<Exit, Failure> {
    end_with_parent();
    let job: Job =
        serde_json::from_str(&args.job).map_err(|cause| Error::new("read", "the job", cause.into()))?;
    let answer = if job.process == Process::default() {
        build(session, args, job)
    } else {
        Answer::Refused(become_builder(session, args, job))
    };
    sink::print(Syntax::Json, |out| serde_json::to_writer(out, &answer).map_err(Into::into))?;
    Ok(Exit::Done)
}

/// No child builds on where nobody waits for it.
fn end_with_parent() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::TERM));
}

/// Comes back only with the reason why it could not.
fn become_builder(session: &Session, args: &VaryChildArgs, mut job: Job) -> String {
    match apply::apply(&job.process) {
        Ok(notes) => job.notes.extend(notes),
        Err(why) => return why,
    }
    let process = std::mem::take(&mut job.process);
    job.clock.clone_from(&process.clock);
    let program = match own_program() {
        Ok(program) => program,
        Err(cause) => return cause.to_string(),
    };
    let mut command = Command::new(program);
    command.arg0("pkgr");
    command.args(arguments(&session.manifest(), session.global.jobs, args, &job));
    command.envs(process.clock.iter().flat_map(Clock::variables));
    if let Some(user) = apply::user(&process) {
        command.uid(user).gid(user);
    }
    command.exec().to_string()
}

/// The arguments of a child.
pub fn arguments(
    manifest: &Path,
    jobs: Option<NonZeroUsize>,
    args: &VaryChildArgs,
    job: &Job,
) -> Vec<OsString> {
    let text = serde_json::to_string(job).expect("a job is plain JSON");
    let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
    let mut arguments = words(&[ChildArguments::NAME, "-q", "-m"]);
    arguments.push(manifest.into());
    arguments.extend(jobs.into_iter().flat_map(|jobs| words(&["-j", &jobs.to_string()])));
    arguments.extend(["--folder".into(), args.folder.clone().into_os_string()]);
    arguments.extend(["--dist".into(), args.dist.clone().into_os_string(), text.into()]);
    arguments
}

fn build(session: &Session, args: &VaryChildArgs, job: Job) -> Answer {
    if let Some(clock) = &job.clock
        && !shows(clock)
    {
        return Answer::Refused("libfaketime shows this program no other time".to_owned());
    }
    let held = job.held.then(|| PinnedEnvironment { clock: clock_of_steps(&job), order: job.order });
    let session = Session::new(session.global.clone(), Env { held, ..Env::of_process() });
    match attempt(&session, args, &job) {
        Ok((archives, generated)) => Answer::Built(Built { archives, generated, notes: job.notes }),
        Err(failure) => {
            let messages = match &failure {
                Failure::Problems(problems) => {
                    problems.iter().map(|problem| problem.message.clone()).collect()
                }
                Failure::Reported | Failure::ClosedPipe => Vec::new(),
            };
            session.conclude(Err(failure));
            Answer::Failed(messages)
        }
    }
}

/// Whether the clock stands where it is said to.
fn shows(clock: &Clock) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_secs());
    now.is_ok_and(|now| i64::try_from(now) == Ok(clock.seconds))
}

/// The variables for steps: those of this process, which made what the library shares.
fn clock_of_steps(job: &Job) -> Vec<(OsString, OsString)> {
    let Some(clock) = &job.clock else { return Vec::new() };
    let shared = std::env::var_os("FAKETIME_SHARED").map(|value| ("FAKETIME_SHARED".into(), value));
    let variables = clock.variables().into_iter().map(|(name, value)| (name.into(), value.into()));
    variables.chain(shared).collect()
}

type Found = (Vec<Archive>, Vec<(Vec<u8>, usize)>);

fn attempt(session: &Session, args: &VaryChildArgs, job: &Job) -> Result<Found, Failure> {
    session.with_context(|context| {
        let mut release = Release::open(session.load()?, &args.dist, None, context)?;
        // `vary` was asked to build, and has named the commands.
        release.run_steps(Consent::Given, &|_| {})?;
        let mut draft = release.draft()?;
        if !job.full {
            draft.store_only();
        }
        let plan = plan::hash_contents(draft, &release.source, context.threads, context.progress)?;
        let create = |archive: &plan::Archive| {
            let path = args.folder.join(&archive.file);
            File::create(&path).map(BufWriter::new).map_err(Error::at("create", &path))
        };
        let outputs = plan.archives().iter().map(create).collect::<Result<_, _>>()?;
        let built = release.build_into(&plan, outputs)?;
        let archives = built.into_iter().map(|built| Archive {
            file: built.file,
            digest: built.digest,
            tar_digest: built.tar_digest,
        });
        Ok((archives.collect(), generated(&plan)))
    })
}

fn generated(plan: &Plan) -> Vec<(Vec<u8>, usize)> {
    let made = plan.entries().iter().filter_map(|entry| match entry.origin {
        Origin::Generated(step) => Some((entry.path.as_bytes().to_vec(), step)),
        _ => None,
    });
    made.collect()
}
