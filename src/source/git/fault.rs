//! What can be wrong with a repository, said so that it can be mended.

use std::error::Error;
use std::fmt::Display;
use std::io;
use std::path::Path;

use gix_error::{Class, ResourceExhaustionKind};
use gix_object::Kind;

use crate::diagnostic::{Code, Diagnostic};
use crate::digest::Digest;
use crate::error::Error as Failure;
use crate::limits::{self, Limit};
use crate::manifest::Spanned;
use crate::object_id::ObjectId;
use crate::path::{EntryPath, Escaped, shown};
use crate::text::Grouped;

/// What the remedy for a missing object depends on.
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

/// Why something could not be read, as far as the remedy depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// The user may not.
    Permission,
    /// The system gave no memory.
    Memory,
    /// More than [`limits::OBJECT`], or than the process may take.
    TooLarge,
    /// Anything else, damage among it.
    Other,
}

impl Why {
    fn new(cause: &gix_error::Error) -> Self {
        let kinds: Vec<Class> = cause.classify().map(|found| found.class()).collect();
        let memory = |kind| Class::ResourceExhaustion(kind);
        if kinds.contains(&memory(ResourceExhaustionKind::AllocationLimit)) {
            Self::TooLarge
        } else if kinds.contains(&memory(ResourceExhaustionKind::AllocationFailure)) {
            Self::Memory
        } else {
            let classified = cause.classify().filter_map(|found| found.io_kind());
            Self::first(classified.chain(io_kinds(cause)))
        }
    }

    fn first(mut kinds: impl Iterator<Item = io::ErrorKind>) -> Self {
        kinds
            .find_map(|kind| match kind {
                io::ErrorKind::PermissionDenied => Some(Self::Permission),
                io::ErrorKind::OutOfMemory => Some(Self::Memory),
                _ => None,
            })
            .unwrap_or(Self::Other)
    }
}

/// What the system said, for each error of it behind an error.
fn io_kinds(cause: &gix_error::Error) -> Vec<io::ErrorKind> {
    let mut kinds = Vec::new();
    let mut next: Option<&(dyn Error + 'static)> = Some(cause);
    while let Some(cause) = next {
        kinds.extend(cause.downcast_ref::<io::Error>().map(io::Error::kind));
        next = cause.source();
    }
    kinds
}

/// Says that a user may not read something, or that there was no memory; `None` for any other cause.
fn of_the_system(why: Why, what: &str, repository: &str, cause: &dyn Display) -> Option<Diagnostic> {
    match why {
        Why::Permission => {
            Some(Diagnostic::error(Code::Permission, format!("{what} may not be read: {cause}")).help(
                format!("let this user read it, as by `chmod -R u+rX {repository}`, or run as its owner"),
            ))
        }
        Why::Memory => Some(
            Diagnostic::error(Code::Memory, format!("there is not enough memory to read {what}: {cause}"))
                .help(more_memory()),
        ),
        Why::TooLarge | Why::Other => None,
    }
}

/// What to do where memory is missing.
pub fn more_memory() -> &'static str {
    "raise the limit of the process, such as by `ulimit -v unlimited`, or use fewer threads with `-j 1`"
}

pub fn unopened(path: &Path, cause: &gix_error::Error) -> Diagnostic {
    let shown = shown(path).to_string();
    if let Some(problem) = of_the_system(Why::new(cause), &format!("the repository `{shown}`"), &shown, cause)
    {
        return problem;
    }
    let (message, help) = if !path.exists() {
        (format!("`{shown}` does not exist"), "clone the repository there, or correct the path")
    } else if path.is_file() || !has_store(path) {
        (
            format!("`{shown}` is no repository"),
            "name the directory that holds `.git`, or a bare repository; pkgr does not search parent directories",
        )
    } else {
        (format!("the repository `{shown}` cannot be opened: {cause}"), "`git fsck` says more")
    };
    Diagnostic::error(Code::GitRepository, message).help(help)
}

/// A file of a repository is something else, on which reading would wait or never end.
pub fn not_a_file(path: &Path, kind: &str) -> Diagnostic {
    let message = format!("`{}` is {kind}, and git has an ordinary file there", shown(path));
    Diagnostic::error(Code::GitRepository, message)
        .help("find out who put it there; a fresh clone by git has no such file")
}

pub fn too_large_file(path: &Path, size: u64) -> Diagnostic {
    let size = Grouped(size);
    let message = format!("`{}` has {size} bytes ({})", shown(path), limits::REPOSITORY_FILE);
    Diagnostic::error(Code::GitRepository, message)
        .help("git writes no such file; `git pack-refs --all --prune` makes `packed-refs` anew")
}

pub fn unreadable_file(path: &Path, cause: &io::Error) -> Diagnostic {
    let shown = shown(path).to_string();
    if let Some(Failure::Reported(reported)) = cause.get_ref().and_then(|inner| inner.downcast_ref()) {
        return (**reported).clone();
    }
    let why = Why::first(std::iter::once(cause.kind()));
    of_the_system(why, &format!("`{shown}`"), &shown, cause).unwrap_or_else(|| {
        Diagnostic::error(Code::GitRepository, format!("`{shown}` cannot be read: {cause}"))
            .help("mend the cause and run again; `git fsck` says more")
    })
}

pub fn too_many_alternates(repository: &Path) -> Diagnostic {
    let shown = shown(repository);
    let message = format!(
        "the repository `{shown}` borrows objects from too many others ({}), by `objects/info/alternates`",
        limits::ALTERNATES
    );
    Diagnostic::error(Code::GitRepository, message)
        .help(format!("`git -C {shown} repack -ad` gives it objects of its own; then remove the file"))
}

fn unknown_format(repository: &Path, what: &str, help: String) -> Diagnostic {
    let message = format!("the repository `{}` {what}, which pkgr cannot read", shown(repository));
    Diagnostic::error(Code::GitFormat, message).help(help)
}

/// A clone by git, which knows the format, has the usual one.
fn clone_it(repository: &Path) -> String {
    let shown = shown(repository);
    format!(
        "`git clone --no-local {shown} {shown}-copy` makes a repository of the usual format; name that one"
    )
}

pub fn unknown_version(repository: &Path, version: &str) -> Diagnostic {
    let version = Escaped(version.as_bytes()).to_string();
    let what = format!("has version {version} of git's format (`core.repositoryformatversion`), not 0 or 1");
    unknown_format(repository, &what, clone_it(repository))
}

pub fn unknown_extension(repository: &Path, name: &str) -> Diagnostic {
    let what = format!("uses the extension `{}` of git's format", Escaped(name.as_bytes()));
    unknown_format(repository, &what, clone_it(repository))
}

pub fn unknown_hash(repository: &Path, name: &str) -> Diagnostic {
    let what = format!(
        "names its objects by the hash `{}` (`extensions.objectformat`), not by sha1 or sha256",
        Escaped(name.as_bytes())
    );
    unknown_format(repository, &what, "correct the name in its `config` if it is a slip".to_owned())
}

pub fn unknown_references(repository: &Path, name: &str) -> Diagnostic {
    let what = format!(
        "keeps its references in the format `{}` (`extensions.refstorage`)",
        Escaped(name.as_bytes())
    );
    let shown = shown(repository);
    unknown_format(repository, &what, format!("`git -C {shown} refs migrate --ref-format=files` changes it"))
}

/// Whether there is something like a repository, whole or not.
pub fn has_store(path: &Path) -> bool {
    path.join(".git").exists() || path.join("objects").is_dir()
}

pub fn unreadable_reference(name: &str, cause: &dyn Display) -> Diagnostic {
    Diagnostic::error(Code::GitReference, format!("the reference `{name}` cannot be read: {cause}"))
        .help("`git fsck` says more; `git update-ref` writes a reference anew")
}

pub fn circular_reference(name: &str) -> Diagnostic {
    Diagnostic::error(
        Code::GitReference,
        format!("the reference `{name}` leads in a circle of symbolic references"),
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

/// A file is read that was rejected when it was listed.
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

pub fn unreadable_object(id: ObjectId, remedy: &Remedy, cause: &gix_error::Error) -> Diagnostic {
    let repository = &remedy.repository;
    let what = format!("the object {id} of `{repository}`");
    let why = Why::new(cause);
    if why == Why::TooLarge {
        return too_large(id, remedy);
    }
    of_the_system(why, &what, repository, cause).unwrap_or_else(|| {
        Diagnostic::error(Code::GitCorruptObject, format!("{what} cannot be read: {cause}"))
            .help(format!("`git -C {repository} fsck` says more; a fresh clone mends it"))
    })
}

/// An object that is not streamed is larger than may be held in memory.
pub fn too_large(id: ObjectId, remedy: &Remedy) -> Diagnostic {
    let repository = &remedy.repository;
    let most = limits::held_object();
    if most < limits::OBJECT.value {
        let message = format!(
            "the object {id} of `{repository}` needs more memory than the limit of the process leaves for one: \
             {} bytes, a quarter of its address space",
            Grouped(most)
        );
        return Diagnostic::error(Code::Memory, message).help(more_memory());
    }
    let message =
        format!("the object {id} of `{repository}` claims a size above the limit ({})", limits::OBJECT);
    Diagnostic::error(Code::GitTooLarge, message).help(format!(
        "if `git -C {repository} fsck` finds no damage, \
         `git -C {repository} -c core.bigFileThreshold=64m repack -adf` stores large files so that they are streamed"
    ))
}

/// The commit lacks the directory that is to be packed.
pub fn no_subdirectory(path: &Spanned<EntryPath>, commit: ObjectId) -> Diagnostic {
    let message = format!("the commit {commit} has no directory `{}`", path.get_ref());
    Diagnostic::error(Code::GitBadObject, message)
        .label(path.span(), "not in the commit")
        .help(format!("`git ls-tree -d -r --name-only {commit}` lists the directories of the commit"))
}

/// A file of attributes and the like is larger than anybody writes one.
pub fn too_large_text(id: ObjectId, size: u64, limit: Limit) -> Diagnostic {
    let message = format!("the object {id} has {} bytes ({limit})", Grouped(size));
    Diagnostic::error(Code::GitTooLarge, message).help("make the file shorter in a new commit")
}

/// Placeholders ask for too much.
pub fn too_much_filled(id: ObjectId, at_least: u64, limit: Limit) -> Diagnostic {
    let message =
        format!("placeholders and `ident` of {id} ask for more than {} bytes ({limit})", Grouped(at_least));
    Diagnostic::error(Code::SubstTooLarge, message)
        .help("`export-subst = \"omit\"` and `conversions = \"none\"` in `[source]` pack files as stored")
}

pub fn corrupt_object(id: ObjectId, actual: &str) -> Diagnostic {
    let message = format!("the object {id} is damaged: its bytes are those of {actual}");
    Diagnostic::error(Code::GitCorruptObject, message)
        .help("a fresh clone mends it; do not publish from this one")
}

/// As [`corrupt_object`], of one that is read piece by piece.
pub fn damaged_stream(id: ObjectId, why: &str) -> Diagnostic {
    Diagnostic::error(Code::GitCorruptObject, format!("the object {id} is damaged: {why}"))
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
    .help("git no longer writes such objects; `git fsck` reports details")
}

/// A tag that can be read, but that git of today neither makes nor verifies.
pub fn irregular_tag(id: ObjectId, why: &str) -> Diagnostic {
    let message =
        format!("the tag {id} is not of the form that git gives to tags: {}", Escaped(why.as_bytes()));
    Diagnostic::error(Code::GitBadObject, message).help(
        "make the tag again with `git tag -a` or `git tag -s`; an old one that has to stay can be released with \
         `expect.tag = \"any\"`, and `expect.commit` pins what it leads to",
    )
}

pub fn bad_time(id: ObjectId, time: &str) -> Diagnostic {
    let message = format!("the time of {id} cannot be used: `{}`", Escaped(time.as_bytes()));
    Diagnostic::error(Code::GitBadObject, message)
        .help("a time is whole seconds since 1970, of a year from -9999 to 9999")
}
