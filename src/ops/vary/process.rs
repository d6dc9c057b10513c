//! One process that builds: started, waited for, and its answer read.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use super::build_scope::BuildScope;
use super::input::VaryFailure;
use super::job::{ChildAnswer, ChildArchive};
use crate::error::Error;
use crate::path::Escaped;
use crate::progress::Progress;
use crate::temporary::PrivateDirectory;

/// How long to wait before asking again whether a build has ended.
const PAUSE: Duration = Duration::from_millis(5);

/// Lines of a failed build that are reported.
const MOST_LINES: usize = 8;

/// What the directory of a build contains.
pub const ARCHIVES: &str = "archives";
const ANSWER: &str = "answer";
const PRINTED: &str = "printed";

/// A finished build; dropping it removes its archives.
pub struct VariedBuild {
    directory: PrivateDirectory,
    pub full: bool,
    pub archives: Vec<ChildArchive>,
    /// Members that steps made, with the number of the step.
    pub generated: BTreeMap<Vec<u8>, usize>,
    pub notes: Vec<String>,
}

impl VariedBuild {
    pub fn path(&self, archive: &ChildArchive) -> PathBuf {
        self.directory.path().join(ARCHIVES).join(&archive.file)
    }
}

/// Why there is no build.
pub enum BuildError {
    /// The environment is not available on this machine, and why.
    Unavailable(String),
    /// It failed: why in short, and all that it printed on standard error.
    Failed { reason: String, printed: String },
    /// Nothing can go on.
    Fatal(VaryFailure),
}

impl From<Error> for BuildError {
    fn from(error: Error) -> Self {
        Self::Fatal(error.into())
    }
}

/// Runs it to its end; if this process is asked to stop, the build is stopped too.
pub fn run(mut command: Command, directory: &Path, progress: &dyn Progress) -> Result<ExitStatus, Error> {
    let own = Path::new("pkgr");
    let file = |name: &str| {
        let path = directory.join(name);
        File::create(&path).map_err(Error::at("create", &path))
    };
    // Files and not pipes: a full pipe would stop the process, and reading two pipes takes two
    // threads.
    command.stdin(Stdio::null()).stdout(file(ANSWER)?).stderr(file(PRINTED)?);
    let mut child = command.spawn().map_err(Error::at("start", own))?;
    loop {
        if progress.is_cancelled() {
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
    // So that it can end its own steps and remove its files, which a kill would not let it do.
    let _ = own.map(|own| kill_process(own, Signal::TERM));
}

/// The build that an ended process has left in its directory.
pub fn answer(
    directory: PrivateDirectory,
    status: ExitStatus,
    mode: BuildScope,
) -> Result<VariedBuild, BuildError> {
    let read = |name: &str| {
        let path = directory.path().join(name);
        fs::read(&path).map_err(Error::at("read", &path))
    };
    let text = read(ANSWER)?;
    let printed = String::from_utf8_lossy(&read(PRINTED)?).into_owned();
    match serde_json::from_slice(&text) {
        // Both have to hold: a process can still fail after it has answered.
        Ok(ChildAnswer::Built(built)) if status.success() => Ok(VariedBuild {
            directory,
            full: mode.full,
            archives: built.archives,
            generated: built.generated.into_iter().collect(),
            notes: built.notes,
        }),
        Ok(ChildAnswer::Unavailable(why)) => Err(BuildError::Unavailable(why)),
        Ok(ChildAnswer::Failed(messages)) if !messages.is_empty() => {
            Err(BuildError::Failed { reason: messages.join("\n"), printed })
        }
        _ => Err(BuildError::Failed { reason: ending(status, &printed), printed }),
    }
}

/// How a build ended that gave no answer.
fn ending(status: ExitStatus, printed: &str) -> String {
    let lines = printed.lines().filter(|line| !line.trim().is_empty());
    let lines: Vec<String> = lines.map(|line| Escaped(line.as_bytes()).to_string()).collect();
    let last = lines[lines.len().saturating_sub(MOST_LINES)..].join("\n");
    format!("{status}\n{last}")
}
