//! Where a repository has its parts, and what its own configuration says of them.
//!
//! The files `config` and, with the extension `worktreeConfig`, `config.worktree` are read. Files that they
//! include and those of the system and the user are not, nor is a variable of the environment. Only keys that
//! say how the repository is stored have an effect.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};

use gix_config::{File as Config, Source, file::Metadata, file::init};
use gix_discover::path::from_plain_file;
use gix_discover::repository::{Kind, Path as Discovered};
use gix_discover::{DOT_GIT_DIR, is_git};
use gix_error::{ErrorExt as _, Result, ResultExt as _, message, validation};
use gix_hash::Kind as Hash;
use gix_path::realpath::MAX_SYMLINKS;

use crate::artifact::read_file;
use crate::limits;
use crate::path::shown;

/// The directories of a repository.
pub struct Parts {
    /// The directory that has the `HEAD` of this work tree.
    pub git_dir: PathBuf,
    /// The directory that all work trees share, where it is another one.
    pub shared_dir: Option<PathBuf>,
    /// The top directory of the checked-out files, where there is one.
    pub work_dir: Option<PathBuf>,
    /// How objects are named.
    pub hash: Hash,
    /// Its own configuration.
    pub config: Config,
}

impl Parts {
    /// Finds those of the work tree, linked work tree or bare repository at `path`.
    ///
    /// # Errors
    /// Returns an error if there is no repository at `path`, or if its configuration cannot be read, is
    /// malformed, or contradicts itself.
    pub fn find(path: &Path) -> Result<Self> {
        let here = current_directory()?;
        let (git_dir, inferred) = directories(path, &here)?;
        let shared_dir = from_plain_file(&git_dir.join("commondir")).transpose().or_error()?;
        let shared_dir = shared_dir.map(|shared| git_dir.join(shared));
        let mut config = read(&shared_dir.as_ref().unwrap_or(&git_dir).join("config"), Source::Local)?;
        let hash = hash(&config)?;
        // git takes `core.bare` from the shared file; that of a work tree says nothing of the repository.
        let is_bare = config.boolean("core.bare").ok().flatten();
        if config.boolean("extensions.worktreeConfig").ok().flatten() == Some(true) {
            config.append(read(&git_dir.join("config.worktree"), Source::Worktree)?)?;
        }
        let configured = match is_bare {
            Some(false) => configured_work_dir(&config, &git_dir, shared_dir.is_some(), &here)?,
            _ => None,
        };
        let work_dir = match is_bare {
            Some(true) if !is_linked(&git_dir) => None,
            Some(false) => configured.or(inferred).or_else(|| beside(&git_dir)),
            _ => inferred,
        };
        Ok(Self { git_dir, shared_dir, work_dir, hash, config })
    }

    /// The directory that has references, objects and configuration.
    pub fn common_dir(&self) -> &Path {
        self.shared_dir.as_deref().unwrap_or(&self.git_dir)
    }
}

fn current_directory() -> Result<PathBuf> {
    let here = rustix::process::getcwd(Vec::new()).map_err(io::Error::from).or_error()?;
    Ok(OsString::from_vec(here.into_bytes()).into())
}

/// The repository's directory, and the directory of the checked-out files as the place of the former
/// suggests it.
fn directories(path: &Path, here: &Path) -> Result<(PathBuf, Option<PathBuf>)> {
    let (found, kind) = discover(path)?;
    let found = Discovered::from_dot_git_dir(found, kind, here)
        .ok_or_else(|| validation("the path leads above the root directory").raise())?;
    Ok(found.into_repository_and_work_tree_directories())
}

/// The path of the repository's directory, or of the file that names it, and what is there.
fn discover(path: &Path) -> Result<(PathBuf, Kind)> {
    let outer = || is_git(path).map(|kind| (path.to_owned(), kind));
    if path.ends_with(DOT_GIT_DIR) {
        return outer();
    }
    let inner = path.join(DOT_GIT_DIR);
    match is_git(&inner) {
        Ok(kind) => Ok((inner, kind)),
        Err(cause) if inner.exists() => outer().map_err(|_| cause),
        Err(_) => outer(),
    }
}

/// A configuration file; an empty one where there is none.
fn read(path: &Path, source: Source) -> Result<Config> {
    let metadata = Metadata::from(source).at(path);
    match read_file(path, limits::REPOSITORY_FILE) {
        Ok(text) => Config::from_bytes_no_includes(&text, metadata, init::Options::default()),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Config::new(metadata)),
        Err(cause) => Err(cause.and_raise(message!("`{}` cannot be read", shown(path)))),
    }
}

/// How objects are named. `layout::check` has rejected versions and names that are not known.
fn hash(config: &Config) -> Result<Hash> {
    let version = config.integer("core.repositoryFormatVersion")?.unwrap_or(0);
    let format = config.string("extensions.objectFormat").map(|name| name.to_string());
    let has_extension = format.is_some() || config.boolean("extensions.relativeWorktrees")?.is_some();
    if version == 0 && has_extension {
        let needs = "`extensions.objectFormat` and `extensions.relativeWorktrees` need `core.repositoryFormatVersion = 1`";
        return Err(validation(needs).raise());
    }
    format.map_or(Ok(Hash::Sha1), |name| {
        name.parse().map_err(|_| validation("`extensions.objectFormat` is unknown").raise())
    })
}

/// The directory that `core.worktree` names, relative to the repository's own.
fn configured_work_dir(
    config: &Config,
    git_dir: &Path,
    is_linked: bool,
    here: &Path,
) -> Result<Option<PathBuf>> {
    // The shared file speaks of the main work tree.
    let own = |file: &Metadata| !is_linked || file.source == Source::Worktree;
    let Ok((value, _)) = config.raw_value_with_section_filter("core.worktree", own) else { return Ok(None) };
    if value.is_empty() {
        return Err(validation("`core.worktree` is empty").raise());
    }
    let value = Path::new(OsStr::from_bytes(&value));
    let plain = git_dir.join(value);
    let real = |path: &Path| gix_path::realpath_opts(path, here, MAX_SYMLINKS).ok();
    // git follows links to its directory first. The path as it was given is kept where both lead to one place.
    let followed = real(git_dir).map(|git_dir| git_dir.join(value));
    let chosen = match followed {
        Some(followed) if real(&plain) != real(&followed) => followed,
        _ => plain,
    };
    Ok(gix_path::normalize(Cow::Owned(chosen), here).map(Cow::into_owned))
}

fn is_linked(git_dir: &Path) -> bool {
    git_dir.parent().and_then(Path::file_name) == Some(OsStr::new("worktrees"))
}

/// The directory that has a `.git`.
fn beside(git_dir: &Path) -> Option<PathBuf> {
    git_dir.parent().filter(|_| git_dir.ends_with(DOT_GIT_DIR)).map(Path::to_owned)
}
