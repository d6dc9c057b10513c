//! What the process that varies and the processes that build say to each other.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::error::Error;
use crate::manifest::Inputs;
use crate::source::CreationOrder;
use crate::source::generate::PinnedEnvironment;
use crate::vary::{Process, StillClock};

/// The first argument of a process that builds: no command, so no help, completion or manual lists it.
pub const CHILD: &str = "vary-child";

/// What a child has to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct VaryJob {
    /// What takes the place of keys of the manifest.
    pub inputs: Inputs,
    /// What it has to change about itself first.
    pub process: Process,
    /// Compress the archives.
    pub full: bool,
    /// Keep still what surrounds steps.
    pub pinned: bool,
    /// The order in which the scratch copy for steps is made.
    pub order: CreationOrder,
    /// What the clock must show by now.
    pub clock: Option<StillClock>,
    /// What could not be changed in full.
    pub notes: Vec<String>,
}

impl VaryJob {
    /// Reads the job that a child is given as JSON.
    ///
    /// # Errors
    /// Returns an error if it is no job of this version of pkgr.
    pub fn parse(text: &str) -> Result<Self, Error> {
        serde_json::from_str(text).map_err(|cause| Error::new("read", "the job", cause.into()))
    }

    /// Whether the process has to change itself and start again before it builds.
    #[must_use]
    pub fn is_to_change(&self) -> bool {
        self.process != Process::default()
    }

    /// What surrounds the steps of the manifest; `now` is the time in seconds since 1970, and `shared` the
    /// value of `FAKETIME_SHARED`.
    ///
    /// # Errors
    /// Returns in words why it cannot be had: the clock does not show what it should.
    pub fn environment(
        &self,
        now: i64,
        shared: Option<OsString>,
    ) -> Result<Option<PinnedEnvironment>, String> {
        if self.clock.as_ref().is_some_and(|clock| clock.seconds != now) {
            return Err("libfaketime shows this program no other time".to_owned());
        }
        Ok(self.pinned.then(|| PinnedEnvironment { clock: self.clock_of_steps(shared), order: self.order }))
    }

    /// The variables for steps: those of this process, which made what the library shares.
    fn clock_of_steps(&self, shared: Option<OsString>) -> Vec<(OsString, OsString)> {
        let Some(clock) = &self.clock else { return Vec::new() };
        let shared = shared.map(|value| ("FAKETIME_SHARED".into(), value));
        let variables = clock.variables().into_iter().map(|(name, value)| (name.into(), value.into()));
        variables.chain(shared).collect()
    }
}

/// How a child is called.
#[derive(Clone, Debug)]
pub struct ChildCall {
    /// The manifest that it builds.
    pub manifest: PathBuf,
    /// Threads to use.
    pub jobs: Option<NonZeroUsize>,
    /// The directory for its archives.
    pub archives: PathBuf,
    /// The directory that `build` would write to, which is no part of a source.
    pub dist: PathBuf,
    /// What it has to do.
    pub job: VaryJob,
}

impl ChildCall {
    /// The arguments of the child.
    #[must_use]
    pub fn arguments(&self) -> Vec<OsString> {
        let text = serde_json::to_string(&self.job).expect("a job is plain JSON");
        let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
        let mut arguments = words(&[CHILD, "-q", "-m"]);
        arguments.push(self.manifest.clone().into());
        arguments.extend(self.jobs.into_iter().flat_map(|jobs| words(&["-j", &jobs.to_string()])));
        arguments.extend(["--archives".into(), self.archives.clone().into_os_string()]);
        arguments.extend(["--dist".into(), self.dist.clone().into_os_string(), text.into()]);
        arguments
    }
}

/// What a child prints on standard output.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChildAnswer {
    /// The archives are in the directory.
    Built(ChildBuild),
    /// The environment could not be changed, and why.
    Unavailable(String),
    /// The build failed.
    Failed(Vec<String>),
}

/// What was built.
#[derive(Debug, Serialize, Deserialize)]
pub struct ChildBuild {
    /// In the manifest's order.
    pub archives: Vec<ChildArchive>,
    /// Members that steps made: the name and the number of the step.
    pub generated: Vec<(Vec<u8>, usize)>,
    /// What could not be changed in full.
    pub notes: Vec<String>,
}

/// One archive.
#[derive(Debug, Serialize, Deserialize)]
pub struct ChildArchive {
    /// Bare file name.
    pub file: String,
    /// Of the file.
    pub digest: Digest,
    /// Of the tar stream inside.
    pub tar_digest: Digest,
}
