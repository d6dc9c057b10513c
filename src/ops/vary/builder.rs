//! Makes the surroundings of each build, and starts the process that builds in them.

use std::fs;
use std::num::NonZeroUsize;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::{getegid, geteuid};

use super::build_scope::BuildScope;
use super::host;
use super::input::{VaryFailure, VaryInput};
use super::job::{ChildCall, VaryJob};
use super::process::{self, ARCHIVES, BuildError, VariedBuild};
use super::temporary::{Temporary, directory_in};
use crate::error::Error;
use crate::ops::Context;
use crate::ops::loaded::{output_inside, overlay_inside};
use crate::path::EntryPath;
use crate::source::fs_write;
use crate::temporary::PrivateDirectory;
use crate::vary::copy::{Copied, CopySource};
use crate::vary::{Copying, Host, Process, Settings, ShownDirectory, StillClock, apply};

/// The directory that `build` writes to, which is no part of a source.
const DIST: &str = "dist";

/// Builds one manifest.
pub struct Builder<'a> {
    pub input: &'a VaryInput<'a>,
    pub context: Context<'a>,
    pub host: Host,
    /// The clock that pinned steps see.
    pub clock: Option<StillClock>,
    output: Option<EntryPath>,
    overlay: Option<EntryPath>,
    work: PrivateDirectory,
}

/// What one build finds in other places than usual.
struct Places<'b> {
    /// The directory for its archives.
    archives: &'b Path,
    /// The manifest of the copy.
    manifest: Option<&'b Path>,
    /// What is shown in place of the directory for temporary files.
    shown: Option<ShownDirectory>,
}

impl<'a> Builder<'a> {
    pub fn new(input: &'a VaryInput<'a>, context: Context<'a>) -> Result<Self, VaryFailure> {
        let work = directory_in(&absolute(context.steps.temporary)?)?;
        let host = host::survey(input, context, work.path());
        let output = output_inside(input.loaded, &context.start.join(DIST));
        let overlay = overlay_inside(input.loaded);
        Ok(Self { input, context, host, clock: None, output, overlay, work })
    }

    /// Builds once.
    pub fn build(&self, settings: &Settings, mode: BuildScope) -> Result<VariedBuild, BuildError> {
        let directory = directory_in(self.work.path())?;
        let archives = directory.path().join(ARCHIVES);
        fs_write::directory(&archives)?;
        self.write_files(settings)?;
        let copied = settings
            .copying
            .as_ref()
            .map(|how| self.copy(how))
            .transpose()
            .map_err(BuildError::Unavailable)?;
        let temporary = Temporary::create(self.work.path(), &self.host, settings, mode)?;
        if let Some(user) = apply::user(&settings.process) {
            let own = [self.work.path(), directory.path(), &archives];
            own.into_iter().chain(temporary.paths()).try_for_each(|path| give(path, user))?;
            copied.as_ref().map_or(Ok(()), |copied| copied.give_to(user))?;
        }
        let manifest = copied.as_ref().map(|copied| copied.manifest.as_path());
        let places = Places { archives: &archives, manifest, shown: temporary.shown.clone() };
        let mut command = self.command(settings, mode, places)?;
        temporary.path.as_ref().map(|path| command.env("TMPDIR", path));
        let status = process::run(command, directory.path(), self.context.progress);
        if apply::user(&settings.process).is_some() {
            take_back(self.work.path())?;
        }
        process::answer(directory, status?, mode)
    }

    fn copy(&self, how: &Copying) -> Result<Copied, String> {
        let loaded = self.input.loaded;
        let original = CopySource {
            manifest: &loaded.manifest,
            text: &loaded.text.text,
            directory: loaded.directory(),
            output: self.output.as_ref(),
            overlay: self.overlay.as_ref(),
        };
        Copied::make(original, how, self.work.path())
    }

    fn write_files(&self, settings: &Settings) -> Result<(), Error> {
        for (path, text) in &settings.files {
            fs_write::directories(self.work.path(), path.parent().unwrap_or(path))?;
            fs::write(path, text).map_err(Error::at("write", path))?;
        }
        let start_in = settings.start_in.as_ref();
        start_in.map_or(Ok(()), |directory| fs_write::directories(self.work.path(), directory))
    }

    /// The process that builds, not started yet.
    #[expect(clippy::disallowed_methods, reason = "pkgr starts itself again, in other surroundings")]
    fn command(&self, settings: &Settings, mode: BuildScope, places: Places<'_>) -> Result<Command, Error> {
        let mut command = Command::new(&self.input.program);
        command.arg0("pkgr");
        command.args(self.call(settings, mode, places)?.arguments());
        // Annotations and outputs of a job are this process's own.
        command.env_remove("GITHUB_ACTIONS");
        settings.start_in.as_ref().map(|directory| command.current_dir(directory));
        for (name, value) in &settings.variables {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        Ok(command)
    }

    fn call(&self, settings: &Settings, mode: BuildScope, places: Places<'_>) -> Result<ChildCall, Error> {
        let own = &*self.input.loaded.path;
        let manifest = places.manifest.unwrap_or(own);
        Ok(ChildCall {
            manifest: match settings.start_in {
                // A relative path would mean another file in the other directory.
                Some(_) => absolute(manifest)?,
                None => manifest.to_owned(),
            },
            jobs: settings.jobs.or(NonZeroUsize::new(self.host.jobs)),
            archives: places.archives.to_owned(),
            dist: absolute(&self.context.start.join(DIST))?,
            job: self.job(settings, mode, places.shown),
        })
    }

    fn job(&self, settings: &Settings, mode: BuildScope, shown: Option<ShownDirectory>) -> VaryJob {
        let mut process = Process { shown, ..settings.process.clone() };
        // A case that varies the clock keeps its own.
        if mode.pinned && process.clock.is_none() {
            process.clock.clone_from(&self.clock);
        }
        let order = settings.copying.as_ref().map(|copying| copying.order).unwrap_or_default();
        let inputs = self.input.loaded.manifest.inputs.clone();
        VaryJob {
            inputs,
            process,
            full: mode.full,
            pinned: mode.pinned,
            order,
            clock: None,
            notes: Vec::new(),
        }
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
