//! Where files come from: what a source offers, and the ability to read it.

mod bounds;
pub mod directory;
pub(crate) mod fs_write;
pub mod generate;
pub mod git;

use std::io::{self, Read};
use std::path::Path;

pub use self::fs_write::CreationOrder;

use self::directory::Directory;
use self::generate::{Generated, Pending, StepEnvironment};
use self::git::{Git, Provenance, Revision, TimesFrom};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::entry::{LinkTarget, Origin};
use crate::error::Error;
use crate::manifest::{self, DirectorySource, Generate, Manifest, Mtime};
use crate::mode::Mode;
use crate::object_id::ObjectId;
use crate::path::EntryPath;
use crate::progress::Progress;
use crate::time::Timestamp;

/// What a source offers: parents before their children, no bytes.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The attributes of the tree's top directory.
    pub root: Attributes,
    /// What the top directory is.
    pub root_origin: Origin,
    /// Everything below it that was not pruned.
    pub items: Vec<Item>,
}

/// Something found in a source.
#[derive(Clone, Debug)]
pub struct Item {
    /// Path below the top of the source.
    pub path: EntryPath,
    /// What it is.
    pub kind: ItemKind,
    /// Its mode and time as found.
    pub attributes: Attributes,
    /// Where its bytes come from.
    pub origin: Origin,
}

/// What a source can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A directory.
    Directory,
    /// A regular file with its length in bytes.
    File(u64),
    /// A symbolic link; never followed.
    Symlink(LinkTarget),
    /// A fifo, socket or device, by its name: it can be listed but not packed.
    Special(&'static str),
    /// An entry of a commit that the manifest does not allow.
    Rejected(Rejection),
    /// An output of a `[[generate]]` step that was not run: nothing but its name is known.
    Pending,
}

/// Why something in a commit is not packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// A submodule, with `submodules = "deny"`.
    Submodule,
    /// A Git LFS pointer, with `lfs = "deny"`.
    LfsPointer,
    /// A placeholder of `export-subst` that is not to be filled in.
    Placeholder {
        /// Its line, from 1.
        line: usize,
        /// As it stands there.
        placeholder: String,
    },
}

/// Mode and time as the source has them, before any policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attributes {
    /// Permission bits; 0777 for every symbolic link, as systems report them differently.
    pub mode: Mode,
    /// Modification time, rounded down to whole seconds.
    pub mtime: Timestamp,
}

/// An open source: files on disk or the tree of a commit, and what `[[generate]]` steps made of it.
pub struct Source {
    base: Base,
    steps: Steps,
}

/// What is known of the manifest's steps.
enum Steps {
    /// There are none.
    None,
    /// They were not run.
    Pending(Pending),
    /// They were run.
    Made(Generated),
}

enum Base {
    /// Files on disk.
    Directory(Directory),
    /// The tree of a commit.
    Git(Box<Git>),
}

impl From<Directory> for Source {
    fn from(directory: Directory) -> Self {
        Self { base: Base::Directory(directory), steps: Steps::None }
    }
}

impl From<Git> for Source {
    fn from(git: Git) -> Self {
        Self { base: Base::Git(Box::new(git)), steps: Steps::None }
    }
}

impl Source {
    /// Opens the source that the manifest names. Paths in the manifest are relative to `manifest_dir`.
    ///
    /// The source is there exactly if no diagnostic is an error.
    #[must_use]
    pub fn open(manifest: &Manifest, manifest_dir: &Path) -> (Option<Self>, Diagnostics) {
        Self::attempt(manifest, manifest_dir, None)
    }

    /// Opens what the manifest names at the commit that a plan carries: no name is resolved.
    ///
    /// The source is there exactly if no diagnostic is an error.
    #[must_use]
    pub fn open_planned(
        manifest: &Manifest,
        manifest_dir: &Path,
        planned: &Provenance,
    ) -> (Option<Self>, Diagnostics) {
        Self::attempt(manifest, manifest_dir, Some(planned))
    }

    fn attempt(
        manifest: &Manifest,
        manifest_dir: &Path,
        planned: Option<&Provenance>,
    ) -> (Option<Self>, Diagnostics) {
        match &manifest.source {
            manifest::Source::Directory(directory) => {
                match Directory::open(&manifest_dir.join(directory.path.get_ref())) {
                    Ok(opened) => (Some(opened.into()), Diagnostics::new()),
                    Err(error) => (None, unopened(error, directory).into()),
                }
            }
            manifest::Source::Git(git) => {
                let times = match manifest.normalize.mtime.get_ref() {
                    Mtime::PerPathCommit => TimesFrom::History,
                    Mtime::Set(_) | Mtime::Clamp(_) => TimesFrom::Commit,
                };
                let (opened, problems) = Git::open(git, manifest_dir, times, planned);
                (opened.map(Self::from), problems)
            }
        }
    }

    /// Carries out `[[generate]]` steps: from then on the source holds what they made. `skipped` is
    /// a directory that the steps do not get to see.
    ///
    /// # Errors
    /// See [`Generated::make`].
    pub fn generate(
        &mut self,
        steps: &[Generate],
        skipped: Option<&EntryPath>,
        around: StepEnvironment<'_>,
        progress: &dyn Progress,
    ) -> Result<(), Diagnostics> {
        if !steps.is_empty() {
            let listing = self.base.list(&mut |directory| Some(directory) != skipped)?;
            self.steps = Steps::Made(Generated::make(steps, &listing, &self.base, around, progress)?);
        }
        Ok(())
    }

    /// Notes that these steps are to be run later: until then their outputs are known by name alone.
    /// `time` is what generated files will get.
    pub fn expect(&mut self, steps: &[Generate], time: Timestamp) {
        if !steps.is_empty() {
            self.steps = Steps::Pending(Pending::new(steps, time));
        }
    }

    /// What steps that were not run will make; `None` once they were run, or where there are none.
    #[must_use]
    pub fn pending(&self) -> Option<&Pending> {
        if let Steps::Pending(pending) = &self.steps { Some(pending) } else { None }
    }

    /// Lists it; a directory for which `enter` says no is left out with all that is below it.
    ///
    /// # Errors
    /// What cannot be read; nothing is skipped.
    pub fn list(&self, enter: &mut dyn FnMut(&EntryPath) -> bool) -> Result<Listing, Diagnostic> {
        let listing = self.base.list(enter)?;
        Ok(match &self.steps {
            Steps::Made(generated) => generated.merge(listing, enter),
            Steps::Pending(pending) => pending.merge(listing, enter),
            Steps::None => listing,
        })
    }

    /// The item at `path`; `None` if there is none.
    ///
    /// # Errors
    /// A part of the path cannot be read.
    pub fn look_up(&self, path: &EntryPath) -> Result<Option<ItemKind>, Diagnostic> {
        if let Some(generated) = self.made(path) {
            return Ok(generated.find(path).map(|item| item.kind.clone()));
        }
        let found = self.base.look_up(path)?;
        let pending = self.pending().and_then(|pending| pending.find(path, found.as_ref()));
        Ok(pending.or(found))
    }

    /// What the revision turned out to be, where the source is a commit.
    #[must_use]
    pub fn revision(&self) -> Option<&Revision> {
        match &self.base {
            Base::Directory(_) => None,
            Base::Git(git) => Some(git.revision()),
        }
    }

    /// The blob that the commit has at `path`; `None` where it has no file there, or the source is no
    /// commit of a repository with a work tree.
    ///
    /// # Errors
    /// A tree is missing or damaged.
    pub fn committed(&self, path: &EntryPath) -> Result<Option<ObjectId>, Diagnostic> {
        match &self.base {
            Base::Directory(_) => Ok(None),
            Base::Git(git) => git.committed(path),
        }
    }

    /// Who has `path`, where a step made it.
    fn made(&self, path: &EntryPath) -> Option<&Generated> {
        let Steps::Made(generated) = &self.steps else { return None };
        generated.find(path).map(|_| generated)
    }
}

impl Contents for Source {
    fn open(&self, path: &EntryPath) -> Result<Box<dyn Read + Send>, Error> {
        match self.made(path) {
            Some(generated) => generated.open(path),
            None => self.base.open(path),
        }
    }

    fn position(&self, path: &EntryPath) -> (u32, u64) {
        self.base.position(path)
    }
}

impl Base {
    fn list(&self, enter: &mut dyn FnMut(&EntryPath) -> bool) -> Result<Listing, Diagnostic> {
        match self {
            Self::Directory(directory) => directory.list(enter).map_err(Diagnostic::from),
            Self::Git(git) => git.list(enter),
        }
    }

    fn look_up(&self, path: &EntryPath) -> Result<Option<ItemKind>, Diagnostic> {
        match self {
            Self::Directory(directory) => directory.look_up(path).map_err(Diagnostic::from),
            Self::Git(git) => git.look_up(path),
        }
    }
}

impl Contents for Base {
    fn open(&self, path: &EntryPath) -> Result<Box<dyn Read + Send>, Error> {
        match self {
            Self::Directory(directory) => directory.open(path),
            Self::Git(git) => git.open(path),
        }
    }

    fn position(&self, path: &EntryPath) -> (u32, u64) {
        match self {
            Self::Directory(directory) => directory.position(path),
            Self::Git(git) => git.position(path),
        }
    }
}

fn unopened(error: Error, directory: &DirectorySource) -> Diagnostic {
    Diagnostic::from(error)
        .label(directory.path.span(), "relative to this file")
        .help("unpack or create the tree there, or name another one")
}

/// The ability to read the bytes behind a listed file.
pub trait Contents: Sync {
    /// Opens a regular file of the source.
    ///
    /// # Errors
    /// Returns an error if it is gone, unreadable, or no longer a regular file.
    fn open(&self, path: &EntryPath) -> Result<Box<dyn Read + Send>, Error>;

    /// Where the file stands in the store: files at near positions are read fast one after the
    /// other. It changes how long reading takes and nothing else.
    fn position(&self, _path: &EntryPath) -> (u32, u64) {
        (0, 0)
    }
}

/// Bytes asked for in one read.
const READ: usize = 64 * 1024;

/// Adds the path to a failure for which a reader already made a diagnostic.
fn failed(path: &EntryPath, cause: io::Error) -> Error {
    match Error::new("read", path.to_string(), cause) {
        Error::Reported(reported) => {
            let message = format!("`{path}`: {}", reported.message);
            Diagnostic { message, ..*reported }.into()
        }
        other => other,
    }
}

/// Reads a file of the source from its beginning to its end, piece by piece.
///
/// # Errors
/// It cannot be opened or read, the work was cancelled, or what `take` answers.
pub fn read(
    contents: &dyn Contents,
    path: &EntryPath,
    progress: &dyn Progress,
    mut take: impl FnMut(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut reader = contents.open(path)?;
    let mut buffer = vec![0; READ];
    loop {
        if progress.is_cancelled() {
            return Err(Error::Cancelled);
        }
        let count = match reader.read(&mut buffer) {
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            read => read.map_err(|cause| failed(path, cause))?,
        };
        if count == 0 {
            return Ok(());
        }
        take(&buffer[..count])?;
        progress.advance(count as u64);
    }
}
