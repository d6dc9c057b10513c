//! What exists only as long as a run may still succeed: temporary files, and directories that were made for them.
//!
//! A run that fails removes them on its way out. One that is stopped cannot always wait for that: an encoder in C that
//! uses threads ends no sooner than its block, which can take a minute.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Of this process. Paths, as no value of a run can be reached from where a signal is handled.
static PENDING: Mutex<PendingOutputs> =
    Mutex::new(PendingOutputs { files: BTreeSet::new(), directories: Vec::new() });

/// Files, and directories from the top down.
pub(super) struct PendingOutputs {
    files: BTreeSet<PathBuf>,
    directories: Vec<PathBuf>,
}

/// A temporary file that [`abandon`] removes as long as this value lives.
#[derive(Debug)]
pub(super) struct PendingFile(PathBuf);

/// Directories that were made for the outputs of a run. Dropping it removes those that are empty.
#[derive(Debug)]
pub struct CreatedDirectories(Vec<PathBuf>);

/// As long as the guard lives, nothing is abandoned.
pub(super) fn lock() -> MutexGuard<'static, PendingOutputs> {
    // A panic while it was locked leaves paths that are right.
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

impl PendingOutputs {
    pub fn file(&mut self, path: PathBuf) -> PendingFile {
        self.files.insert(path.clone());
        PendingFile(path)
    }

    pub fn directories(&mut self, paths: Vec<PathBuf>) -> CreatedDirectories {
        self.directories.extend(paths.iter().cloned());
        CreatedDirectories(paths)
    }
}

impl Drop for PendingFile {
    fn drop(&mut self) {
        lock().files.remove(&self.0);
    }
}

impl Drop for CreatedDirectories {
    fn drop(&mut self) {
        let mut pending = lock();
        pending.directories.retain(|path| !self.0.contains(path));
        remove_empty(&self.0);
    }
}

/// The innermost first; one that is not empty stays.
fn remove_empty(directories: &[PathBuf]) {
    for directory in directories.iter().rev() {
        let _ = fs::remove_dir(directory);
    }
}

/// Removes whatever is pending, for a process that ends right after this call: from now on, a thread that makes, renames
/// or removes an output waits for ever. Files that are being renamed to their final names are all renamed first.
pub fn abandon() {
    let pending = lock();
    for file in &pending.files {
        let _ = fs::remove_file(file);
    }
    remove_empty(&pending.directories);
    // Nothing may become an output between this moment and the end of the process.
    std::mem::forget(pending);
}
