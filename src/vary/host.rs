//! What is known before anything is varied.

use std::path::PathBuf;

/// What is known of this machine and of the manifest before anything is varied.
#[derive(Clone, Debug)]
pub struct Host {
    /// A directory of our own, for the files that settings name.
    pub work: PathBuf,
    /// Cores that may be used.
    pub cores: usize,
    /// Threads of a build where nothing is varied.
    pub jobs: usize,
    /// Whether this is root.
    pub is_root: bool,
    /// Whether another user can reach [`work`](Self::work).
    pub is_reachable: bool,
    /// The name of a locale's directory or entry, for each locale of `LOCALES` that is installed.
    pub locales: Vec<&'static str>,
    /// libfaketime.
    pub faketime: Option<PathBuf>,
    /// A directory for temporary files on another device than the usual one.
    pub other_device: Option<PathBuf>,
    /// A directory whose file system lists files by the order in which they were made.
    pub ordered: Option<PathBuf>,
    /// `PATH` as it is.
    pub path: Option<String>,
    /// Whether the manifest has `[[generate]]` steps.
    pub has_steps: bool,
    /// Bytes of memory that a build may take: see `memory_for`.
    pub memory: u64,
}
