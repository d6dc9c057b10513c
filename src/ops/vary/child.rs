//! A process that `vary` starts: it changes itself, becomes the one that builds, and answers in JSON.
//!
//! ```text
//! vary ──starts──▶ vary-child (applies what a process can change) ──exec──▶ vary-child (builds)
//! ```

use std::fs::File;
use std::io::BufWriter;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use super::job::{ChildArchive, ChildBuild, ChildCall};
use crate::diagnostic::Diagnostics;
use crate::entry::Origin;
use crate::error::Error;
use crate::ops::steps::Consent;
use crate::ops::{Context, Loaded, Release};
use crate::plan::{self, Plan};
use crate::vary::{StillClock, apply};

/// Asks the system to end this process with its parent: nobody would wait for the build.
pub fn end_with_parent() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::TERM));
}

/// Changes this process and starts `program` in it, to build there. Returns only if it cannot, with the
/// reason.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the process becomes pkgr again, in other surroundings")]
pub fn become_builder(mut call: ChildCall, program: &Path) -> String {
    match apply::apply(&call.job.process) {
        Ok(notes) => call.job.notes.extend(notes),
        Err(why) => return why,
    }
    let process = std::mem::take(&mut call.job.process);
    // Kept, as the process that builds has to check that its clock really stands.
    call.job.clock.clone_from(&process.clock);
    let mut command = Command::new(program);
    command.arg0("pkgr");
    command.args(call.arguments());
    command.envs(process.clock.iter().flat_map(StillClock::variables));
    if let Some(user) = apply::user(&process) {
        command.uid(user).gid(user);
    }
    // exec returns only if it failed.
    command.exec().to_string()
}

/// Builds the archives of a manifest into the directory of the call.
///
/// # Errors
/// Returns every problem of the source and of the steps, or why an archive cannot be written.
pub fn build(loaded: Loaded, call: &ChildCall, context: Context<'_>) -> Result<ChildBuild, Diagnostics> {
    let mut release = Release::open(loaded, &call.dist, None, context)?;
    // `vary` was asked to build, and has named the commands.
    release.run_steps(Consent::Given, &|_| {})?;
    let mut draft = release.draft()?;
    if !call.job.full {
        draft.store_only();
    }
    let plan = plan::hash_contents(draft, &release.source, context.threads, context.progress)?;
    let create = |archive: &plan::Archive| {
        let path = call.archives.join(&archive.file);
        File::create(&path).map(BufWriter::new).map_err(Error::at("create", &path))
    };
    let outputs = plan.archives().iter().map(create).collect::<Result<_, _>>()?;
    let built = release.build_into(&plan, outputs)?;
    let archives = built.into_iter().map(|built| ChildArchive {
        file: built.file,
        digest: built.digest,
        tar_digest: built.tar_digest,
    });
    Ok(ChildBuild {
        archives: archives.collect(),
        generated: generated(&plan),
        notes: call.job.notes.clone(),
    })
}

fn generated(plan: &Plan) -> Vec<(Vec<u8>, usize)> {
    let made = plan.entries().iter().filter_map(|entry| match entry.origin {
        Origin::Generated(step) => Some((entry.path.as_bytes().to_vec(), step)),
        _ => None,
    });
    made.collect()
}
