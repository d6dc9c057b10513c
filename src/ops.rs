//! Use cases: what the program does, without a terminal, arguments or exit codes.
//!
//! [`Release`] is the way in: it opens a manifest and its source, plans, and builds. The command line
//! turns arguments into calls of this room, and its results into text; a program that embeds pkgr calls
//! the same functions, so that it cannot leave out a check that the command line makes.

pub mod archive;
#[cfg(feature = "git")]
pub mod audit;
pub mod build;
pub mod checkout;
pub mod diff;
pub mod explain;
pub mod init;
pub mod job;
pub mod lint;
pub mod loaded;
pub mod plan;
pub mod rebuild;
pub mod release;
pub mod steering;
pub mod steps;
#[cfg(feature = "vary")]
pub mod vary;
pub mod verify;

use std::ffi::OsStr;
use std::num::NonZeroUsize;
use std::path::Path;

pub use loaded::Loaded;
pub use release::Release;

use crate::diagnostic::Diagnostics;
use crate::entry::Size;
use crate::manifest::{Generate, Manifest};
use crate::plan::Plan;
use crate::progress::{Progress, Silent};
use crate::source::generate::PinnedEnvironment;

/// What a use case may know of its surroundings. None of it changes a byte of an archive, but for
/// `source_date_epoch` where the manifest asks for it.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Threads to use.
    pub threads: NonZeroUsize,
    /// How long work reports itself, and how it is asked to stop.
    pub progress: &'a dyn Progress,
    /// Takes warnings and notes as they are found; errors are results.
    pub report: &'a dyn Fn(&Diagnostics),
    /// Takes each step of a manifest before the first one runs.
    pub announce: &'a dyn Fn(&Generate),
    /// Takes each draft of a plan before its files are read.
    pub drafted: &'a dyn Fn(&Manifest, &Plan<Size>),
    /// The value of `SOURCE_DATE_EPOCH`.
    pub source_date_epoch: Option<&'a str>,
    /// The reference that started the run of GitHub Actions, if this is one.
    pub run_reference: Option<&'a str>,
    /// The directory that relative output paths start from.
    pub start: &'a Path,
    /// What surrounds the programs of `[[generate]]` steps.
    pub steps: StepContext<'a>,
}

/// What surrounds the programs of `[[generate]]` steps.
#[derive(Clone, Copy)]
pub struct StepContext<'a> {
    /// `PATH`, where programs are looked for.
    pub path: Option<&'a OsStr>,
    /// Where scratch copies are made.
    pub temporary: &'a Path,
    /// What `vary` decides; `None` for every other use case.
    pub pinned: Option<&'a PinnedEnvironment>,
}

impl Default for Context<'_> {
    /// One thread, nothing reported, paths relative to the current directory, and no `PATH` for steps.
    fn default() -> Self {
        Self {
            threads: NonZeroUsize::MIN,
            progress: &Silent,
            report: &|_| {},
            announce: &|_| {},
            drafted: &|_, _| {},
            source_date_epoch: None,
            run_reference: None,
            start: Path::new(""),
            steps: StepContext { path: None, temporary: Path::new("/tmp"), pinned: None },
        }
    }
}
