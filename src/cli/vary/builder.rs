//! Starts the processes that build, each in its own surroundings, and takes their answers.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::num::NonZeroUsize;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, getegid, geteuid, kill_process};

use super::child::{Answer, Archive, Job, arguments, own_program};
use super::host;
use super::how::How;
use super::temporary::{Temporary, folder_in};
use crate::cli::args::VaryChildArgs;
use crate::cli::exit::Failure;
use crate::cli::session::Session;
use crate::cli::signals;
use crate::error::Error;
use crate::manifest::Manifest;
use crate::ops::Loaded;
use crate::ops::loaded::output_inside;
use crate::path::{EntryPath, Escaped};
use crate::source::fs_write;
use crate::temporary::PrivateDirectory;
use crate::vary::copy::{Copied, Original};
use crate::vary::{Clock, Copying, Host, Process, Settings, Shown, apply};

/// The folder that `build` writes to, which is no part of a source.
const DIST: &str = "dist";

/// How long to wait before asking again whether a build has ended.
const PAUSE: Duration = Duration::from_millis(5);

/// Lines of a failed build's words that are told.
const TOLD: usize = 8;

/// Builds one manifest.
pub struct Builder<'a> {
    session: &'a Session,
    pub spec: &'a Manifest,
    pub host: Host,
    /// The clock that steps see where they are held still.
    pub clock: Option<Clock>,
    output: Option<EntryPath>,
    work: PrivateDirectory,
}

/// A finished build; dropping it removes its archives.
pub struct Build {
    folder: PrivateDirectory,
    pub full: bool,
    pub archives: Vec<Archive>,
    /// Members that steps made, with the number of the step.
    pub generated: BTreeMap<Vec<u8>, usize>,
    pub notes: Vec<String>,
}

impl Build {
    pub fn path(&self, archive: &Archive) -> PathBuf {
        self.folder.path().join(ARCHIVES).join(&archive.file)
    }
}

/// What a build's folder holds.
const ARCHIVES: &str = "archives";
const ANSWER: &str = "answer";
const SAID: &str = "said";

/// Why there is no build.
pub enum Trouble {
    /// Its surroundings cannot be had here.
    Refused(String),
    /// It failed: why in short, and all that it said.
    Failed { reason: String, said: String },
    /// Nothing can go on.
    Fatal(Failure),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Fatal(error.into())
    }
}

impl<'a> Builder<'a> {
    pub fn new(session: &'a Session, loaded: &'a Loaded) -> Result<Self, Failure> {
        let spec = &loaded.manifest;
        let place = absolute(&std::env::temp_dir())?;
        let work = folder_in(&place)?;
        let host = host::look(session, spec, work.path());
        let output = output_inside(loaded, &session.path(Path::new(DIST)));
        Ok(Self { session, spec, host, clock: None, output, work })
    }

    /// The number of a byte's line in the manifest.
    pub fn line(&self, offset: usize) -> usize {
        self.session.text().line(offset)
    }

    /// Builds once.
    pub fn build(&self, settings: &Settings, how: How) -> Result<Build, Trouble> {
        let folder = folder_in(self.work.path())?;
        let archives = folder.path().join(ARCHIVES);
        fs_write::directory(&archives)?;
        self.lay_files(settings)?;
        let copied =
            settings.copying.as_ref().map(|how| self.copy(how)).transpose().map_err(Trouble::Refused)?;
        let temporary = Temporary::make(self.work.path(), &self.host, settings, how)?;
        if let Some(user) = apply::user(&settings.process) {
            give(self.work.path(), user)?;
            give(folder.path(), user)?;
            give(&archives, user)?;
            temporary.paths().try_for_each(|path| give(path, user))?;
            copied.as_ref().map_or(Ok(()), |copied| copied.give_to(user))?;
        }
        let manifest = copied.as_ref().map(|copied| copied.manifest.as_path());
        let mut command = self.command(settings, how, &archives, (manifest, temporary.shown.clone()))?;
        temporary.path.as_ref().map(|path| command.env("TMPDIR", path));
        let status = run(command, folder.path());
        if apply::user(&settings.process).is_some() {
            take_back(self.work.path())?;
        }
        let status = status?;
        answer(folder, status, how)
    }

    fn copy(&self, how: &Copying) -> Result<Copied, String> {
        let original = Original {
            spec: self.spec,
            text: &self.session.text().text,
            folder: &self.session.manifest_folder(),
            output: self.output.as_ref(),
        };
        Copied::make(original, how, self.work.path())
    }

    fn lay_files(&self, settings: &Settings) -> Result<(), Error> {
        for (path, text) in &settings.files {
            fs_write::directories(self.work.path(), path.parent().unwrap_or(path))?;
            fs::write(path, text).map_err(Error::at("write", path))?;
        }
        settings.start_in.as_ref().map_or(Ok(()), |folder| fs_write::directories(self.work.path(), folder))
    }

    /// The process that builds, not started yet.
    fn command(
        &self,
        settings: &Settings,
        how: How,
        archives: &Path,
        (manifest, shown): (Option<&Path>, Option<Shown>),
    ) -> Result<Command, Error> {
        let mut process = Process { shown, ..settings.process.clone() };
        if how.held && process.clock.is_none() {
            process.clock.clone_from(&self.clock);
        }
        let order = settings.copying.as_ref().map(|copying| copying.order).unwrap_or_default();
        let job = Job { process, full: how.full, held: how.held, order, clock: None, notes: Vec::new() };
        let own = self.session.manifest();
        let manifest = match settings.start_in {
            Some(_) => absolute(manifest.unwrap_or(&own))?,
            None => manifest.map_or(own, Path::to_owned),
        };
        let jobs = settings.jobs.or(NonZeroUsize::new(self.host.jobs));
        let dist = absolute(&self.session.path(Path::new(DIST)))?;
        let args = VaryChildArgs { folder: archives.to_owned(), dist, job: String::new() };
        let program = own_program().map_err(Error::at("find", Path::new("pkgr")))?;
        let mut command = Command::new(program);
        command.arg0("pkgr");
        command.args(arguments(&manifest, jobs, &args, &job));
        // Annotations and outputs of a job are this process's own.
        command.env_remove("GITHUB_ACTIONS");
        settings.start_in.as_ref().map(|folder| command.current_dir(folder));
        for (name, value) in &settings.variables {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        Ok(command)
    }
}

/// Gives a directory to the user who builds: it is private, so nobody else could pass through.
fn give(path: &Path, user: u32) -> Result<(), Error> {
    chown(path, Some(user), Some(user)).map_err(Error::at("give away", path))
}

/// Takes the directory of all builds back from the user who built.
fn take_back(path: &Path) -> Result<(), Error> {
    let (user, group) = (geteuid().as_raw(), getegid().as_raw());
    chown(path, Some(user), Some(group)).map_err(Error::at("take back", path))
}

fn absolute(path: &Path) -> Result<PathBuf, Error> {
    std::path::absolute(path).map_err(Error::at("find", path))
}

/// Runs it to its end; a signal that stops this process stops it too.
fn run(mut command: Command, folder: &Path) -> Result<ExitStatus, Error> {
    let own = Path::new("pkgr");
    let file = |name: &str| {
        let path = folder.join(name);
        File::create(&path).map_err(Error::at("create", &path))
    };
    command.stdin(Stdio::null()).stdout(file(ANSWER)?).stderr(file(SAID)?);
    let mut child = command.spawn().map_err(Error::at("start", own))?;
    loop {
        if signals::pending().is_some() {
            stop(&child);
            child.wait().map_err(Error::at("wait for", own))?;
            return Err(Error::Cancelled);
        }
        if let Some(status) = child.try_wait().map_err(Error::at("wait for", own))? {
            return Ok(status);
        }
        thread::sleep(PAUSE);
    }
}

/// Asks it to end in order.
fn stop(child: &Child) {
    let own = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let _ = own.map(|own| kill_process(own, Signal::TERM));
}

fn answer(folder: PrivateDirectory, status: ExitStatus, how: How) -> Result<Build, Trouble> {
    let read = |name: &str| {
        let path = folder.path().join(name);
        fs::read(&path).map_err(Error::at("read", &path))
    };
    let text = read(ANSWER)?;
    let said = String::from_utf8_lossy(&read(SAID)?).into_owned();
    match serde_json::from_slice(&text) {
        Ok(Answer::Built(built)) if status.success() => Ok(Build {
            folder,
            full: how.full,
            archives: built.archives,
            generated: built.generated.into_iter().collect(),
            notes: built.notes,
        }),
        Ok(Answer::Refused(why)) => Err(Trouble::Refused(why)),
        Ok(Answer::Failed(messages)) if !messages.is_empty() => {
            Err(Trouble::Failed { reason: messages.join("\n"), said })
        }
        _ => Err(Trouble::Failed { reason: ending(status, &said), said }),
    }
}

/// How a build ended that said nothing in order.
fn ending(status: ExitStatus, said: &str) -> String {
    let lines = said.lines().filter(|line| !line.trim().is_empty());
    let lines: Vec<String> = lines.map(|line| Escaped(line.as_bytes()).to_string()).collect();
    let last = lines[lines.len().saturating_sub(TOLD)..].join("\n");
    format!("{status}\n{last}")
}
