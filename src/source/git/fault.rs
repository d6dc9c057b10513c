//! What can be wrong with a repository, said so that it can be mended.

use std::fmt::Display;
use std::io;
use std::path::Path;

use gix::objs::Kind;

use crate::diagnostic::{Code, Diagnostic};
use crate::digest::Digest;
use crate::object_id::ObjectId;
use crate::path::{EntryPath, Escaped, shown};

/// What is known of a repository that tells how to get a missing object.
#[derive(Clone, Debug)]
pub struct Remedy {
    /// The repository, as the user named it.
    pub repository: String,
    /// The remote of a partial clone.
    pub remote: Option<String>,
    /// Whether its history was cut.
    pub is_shallow: bool,
}

impl Remedy {
    /// The command that fetches everything that a partial or shallow clone lacks.
    fn help(&self) -> String {
        let repository = &self.repository;
        match (&self.remote, self.is_shallow) {
            (Some(remote), _) => format!(
                "this is a partial clone; `git -C {repository} fetch --refetch --no-filter {remote}` gets what it lacks"
            ),
            (None, true) => self.unshallow(),
            (None, false) => format!(
                "the repository is damaged; `git -C {repository} fsck` shows what it lacks, a fresh clone mends it"
            ),
        }
    }

    /// The command that fetches the history that a shallow clone lacks.
    pub fn unshallow(&self) -> String {
        format!("this is a shallow clone; `git -C {} fetch --unshallow` gets what it lacks", self.repository)
    }
}

pub fn unopened(path: &Path, cause: &gix::Error) -> Diagnostic {
    let shown = shown(path);
    let (message, help) = if !path.exists() {
        (format!("`{shown}` does not exist"), "clone the repository there, or correct the path")
    } else if path.is_file() || !has_store(path) {
        (
            format!("`{shown}` is no repository"),
            "name the folder that holds `.git`, or a bare repository; folders above are not searched",
        )
    } else {
        (format!("the repository `{shown}` cannot be opened: {cause}"), "`git fsck` says more")
    };
    Diagnostic::error(Code::GitRepository, message).help(help)
}

/// Whether there is something like a repository, whole or not.
fn has_store(path: &Path) -> bool {
    path.join(".git").exists() || path.join("objects").is_dir()
}

pub fn unreadable_reference(name: &str, cause: &dyn Display) -> Diagnostic {
    Diagnostic::error(Code::GitReference, format!("the reference `{name}` cannot be read: {cause}"))
        .help("`git fsck` says more; `git update-ref` writes a reference anew")
}

pub fn circular_reference(name: &str) -> Diagnostic {
    Diagnostic::error(
        Code::GitReference,
        format!("the reference `{name}` leads from one link to another without end"),
    )
    .help("name a tag or the commit itself")
}

pub fn missing_object(id: ObjectId, remedy: &Remedy) -> Diagnostic {
    let message = format!("the object {id} is not in the repository `{}`", remedy.repository);
    Diagnostic::error(Code::GitMissingObject, message).help(remedy.help())
}

/// A plan names a tag object whose bytes nobody has: its kind and signature cannot be verified.
pub fn missing_tag(id: ObjectId, remedy: &Remedy) -> Diagnostic {
    let message = format!(
        "the plan names the tag object {id}, which is neither in the plan nor in the repository `{}`",
        remedy.repository
    );
    Diagnostic::error(Code::GitMissingObject, message)
        .help(format!("`git -C {} fetch --tags` gets it; if it does not, make a new plan", remedy.repository))
}

/// A plan holds a tag object with other bytes than its id stands for.
pub fn other_tag(id: ObjectId, actual: &str) -> Diagnostic {
    let message =
        format!("the plan does not hold the tag object that it names\n  named  {id}\n  held   {actual}");
    Diagnostic::error(Code::GitCorruptObject, message).help("make a new plan with `pkgr plan -o plan.json`")
}

/// Names the path that a problem with an object is about.
pub fn below(problem: Diagnostic, path: Option<&EntryPath>) -> Diagnostic {
    match path {
        Some(path) => Diagnostic { message: format!("`{path}`: {}", problem.message), ..problem },
        None => problem,
    }
}

/// A file that was refused when it was listed is read all the same.
pub fn unplanned(id: ObjectId) -> Diagnostic {
    Diagnostic::error(Code::GitBadObject, format!("the placeholders of {id} cannot be filled in"))
}

pub fn no_lfs_object(path: &Path, cause: &io::Error) -> Diagnostic {
    let message = format!("the file behind a Git LFS pointer cannot be read from `{}`: {cause}", shown(path));
    Diagnostic::error(Code::GitLfs, message).help("`git lfs fetch` gets it; pkgr itself fetches nothing")
}

pub fn wrong_lfs_object(path: &Path, expected: (u64, Digest), found: (u64, Digest)) -> Diagnostic {
    let message = format!(
        "`{}` has {} bytes with sha256 {}, and its Git LFS pointer says {} bytes with sha256 {}",
        shown(path),
        found.0,
        found.1,
        expected.0,
        expected.1
    );
    Diagnostic::error(Code::GitLfs, message)
        .help("the store is damaged; remove the file and `git lfs fetch` it again")
}

pub fn unreadable_object(id: ObjectId, remedy: &Remedy, cause: &dyn Display) -> Diagnostic {
    let message = format!("the object {id} of `{}` cannot be read: {cause}", remedy.repository);
    Diagnostic::error(Code::GitCorruptObject, message)
        .help(format!("`git -C {} fsck` says more; a fresh clone mends it", remedy.repository))
}

pub fn corrupt_object(id: ObjectId, actual: &str) -> Diagnostic {
    let message = format!("the object {id} is damaged: its bytes are those of {actual}");
    Diagnostic::error(Code::GitCorruptObject, message)
        .help("a fresh clone mends it; do not publish from this one")
}

pub fn other_kind(id: ObjectId, kind: Kind, expected: Kind) -> Diagnostic {
    Diagnostic::error(Code::GitBadObject, format!("the object {id} is a {kind}, and a {expected} is needed"))
        .help("`git fsck` says more")
}

pub fn bad_object(kind: &str, id: ObjectId, why: &str) -> Diagnostic {
    Diagnostic::error(
        Code::GitBadObject,
        format!("the {kind} {id} is malformed: {}", Escaped(why.as_bytes())),
    )
    .help("git of today makes no such object; `git fsck` says more")
}

pub fn bad_time(id: ObjectId, time: &str) -> Diagnostic {
    let message = format!("the time of {id} cannot be used: `{}`", Escaped(time.as_bytes()));
    Diagnostic::error(Code::GitBadObject, message)
        .help("a time is whole seconds since 1970, of a year from -9999 to 9999")
}
