//! The files of a repository, checked before anything opens them.
//!
//! `gix` opens what it finds. A fifo in place of `HEAD` would make it wait for a writer, a device would
//! never end, and a format that it does not know would be reported as damage. So each name that it may
//! open is checked first, and everything but an ordinary file is rejected with its path.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use gix_config::File as Config;
use gix_hash::Kind as Hash;
use rustix::fs::{AtFlags, CWD, FileType, Stat};

use super::fault;
use crate::artifact::{names_in, read_file};
use crate::diagnostic::Diagnostic;
use crate::limits;

/// Files beside `HEAD`, in the directory of the work tree or in the shared one.
const FILES: [&str; 8] =
    ["HEAD", "commondir", "config", "config.worktree", "packed-refs", "shallow", "gitdir", "info/grafts"];

/// Extensions that change nothing of what is read, or that `gix` knows.
const EXTENSIONS: [&str; 8] = [
    "compatobjectformat",
    "noop",
    "noop-v1",
    "objectformat",
    "partialclone",
    "preciousobjects",
    "relativeworktrees",
    "worktreeconfig",
];

/// Checks every file of the repository at `path` that may be opened, and its format. The directories of
/// its objects come back, its own first; none where there is no repository.
///
/// # Errors
/// Returns an error if something is no ordinary file, is larger than such a file can be, may not be read, or
/// the repository has a format that is not known.
// This protects from repositories that were prepared, not from somebody who changes one at the same
// time.
pub fn check(path: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let Some(own) = directory(path)? else { return Ok(Vec::new()) };
    let common = match small(&own.join("commondir"))? {
        Some(text) => own.join(line(&text)),
        None => own.clone(),
    };
    for directory in BTreeSet::from([&own, &common]) {
        FILES.iter().try_for_each(|file| ordinary(&directory.join(file)).map(drop))?;
        references(&directory.join("refs"))?;
    }
    format(path, &common.join("config"))?;
    stores(path, common.join("objects"))
}

/// The directory that has the repository's own files; `None` where there is none.
fn directory(path: &Path) -> Result<Option<PathBuf>, Diagnostic> {
    let inner = path.join(".git");
    let Some(stat) = look(&inner)? else {
        return Ok(look(&path.join("objects"))?.map(|_| path.to_owned()));
    };
    if file_type(&stat) == FileType::Directory {
        return Ok(Some(inner));
    }
    let text = small(&inner)?.unwrap_or_default();
    Ok(text.strip_prefix(b"gitdir:").map(|rest| path.join(line(rest))))
}

/// The first line of a file, without blanks at its ends, as a path.
fn line(text: &[u8]) -> &OsStr {
    OsStr::from_bytes(text.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii())
}

/// What is at a path, links followed; `None` for nothing.
fn look(path: &Path) -> Result<Option<Stat>, Diagnostic> {
    match rustix::fs::statat(CWD, path, AtFlags::empty()) {
        Ok(stat) => Ok(Some(stat)),
        Err(rustix::io::Errno::NOENT | rustix::io::Errno::NOTDIR) => Ok(None),
        Err(errno) => Err(fault::unreadable_file(path, &errno.into())),
    }
}

fn file_type(stat: &Stat) -> FileType {
    FileType::from_raw_mode(stat.st_mode)
}

/// Whether there is a file at a path.
fn ordinary(path: &Path) -> Result<bool, Diagnostic> {
    let Some(stat) = look(path)? else { return Ok(false) };
    let kind = file_type(&stat);
    if kind != FileType::RegularFile {
        return Err(fault::not_a_file(path, word(kind)));
    }
    let size = u64::try_from(stat.st_size).unwrap_or(0);
    if limits::REPOSITORY_FILE.is_exceeded_by(size) {
        return Err(fault::too_large_file(path, size));
    }
    Ok(true)
}

/// As [`ordinary`], for files of any size.
fn data(path: &Path) -> Result<(), Diagnostic> {
    match look(path)?.map(|stat| file_type(&stat)) {
        None | Some(FileType::RegularFile | FileType::Directory) => Ok(()),
        Some(kind) => Err(fault::not_a_file(path, word(kind))),
    }
}

/// What a loose object would be opened from: an ordinary file, or nothing.
pub fn loose(path: &Path) -> Result<bool, Diagnostic> {
    let Some(stat) = look(path)? else { return Ok(false) };
    match file_type(&stat) {
        FileType::RegularFile => Ok(true),
        kind => Err(fault::not_a_file(path, word(kind))),
    }
}

fn word(kind: FileType) -> &'static str {
    match kind {
        FileType::Directory => "a directory",
        FileType::Fifo => "a fifo",
        FileType::Socket => "a socket",
        FileType::CharacterDevice | FileType::BlockDevice => "a device",
        FileType::RegularFile | FileType::Symlink | FileType::Unknown => "of an unknown kind",
    }
}

/// The bytes of a small file; `None` where there is none.
fn small(path: &Path) -> Result<Option<Vec<u8>>, Diagnostic> {
    if !ordinary(path)? {
        return Ok(None);
    }
    match read_file(path, limits::REPOSITORY_FILE) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(fault::unreadable_file(path, &cause)),
    }
}

/// Names in a directory; none where there is none.
fn names(directory: &Path) -> Result<Vec<Vec<u8>>, Diagnostic> {
    match names_in(directory) {
        Err(rustix::io::Errno::NOENT | rustix::io::Errno::NOTDIR) => Ok(Vec::new()),
        found => found.map_err(|errno| fault::unreadable_file(directory, &errno.into())),
    }
}

/// Every file below `refs`. Directories behind links are not entered, as `gix` does not either.
fn references(top: &Path) -> Result<(), Diagnostic> {
    let mut pending = vec![top.to_owned()];
    while let Some(directory) = pending.pop() {
        for name in names(&directory)? {
            let path = directory.join(OsStr::from_bytes(&name));
            let is_directory = look(&path)?.is_some_and(|stat| file_type(&stat) == FileType::Directory);
            if !is_directory {
                ordinary(&path)?;
            } else if !path.is_symlink() {
                pending.push(path);
            }
        }
    }
    Ok(())
}

/// The directories of objects: that of the repository, and those that it borrows from.
fn stores(repository: &Path, own: PathBuf) -> Result<Vec<PathBuf>, Diagnostic> {
    // Alternates have alternates. The list is its own queue, and a store that is in it already is
    // not added, so circles end.
    let mut stores = vec![own];
    let mut at = 0;
    while let Some(store) = stores.get(at).cloned() {
        at += 1;
        for part in ["pack", "info", "info/commit-graphs"] {
            let directory = store.join(part);
            for name in names(&directory)? {
                data(&directory.join(OsStr::from_bytes(&name)))?;
            }
        }
        let text = small(&store.join("info/alternates"))?.unwrap_or_default();
        for other in text.split(|&byte| byte == b'\n').filter(|line| !line.is_empty() && line[0] != b'#') {
            let other = store.join(OsStr::from_bytes(&unquoted(other)));
            if !stores.contains(&other) {
                stores.push(other);
            }
            if limits::ALTERNATES.is_exceeded_by(stores.len() as u64 - 1) {
                return Err(fault::too_many_alternates(repository));
            }
        }
    }
    Ok(stores)
}

/// git puts paths that begin with a quote in quotes, as in C.
fn unquoted(line: &[u8]) -> Vec<u8> {
    let Some(inner) = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")) else {
        return line.to_vec();
    };
    let mut bytes = Vec::new();
    let mut rest = inner.iter();
    while let Some(&byte) = rest.next() {
        bytes.extend(if byte == b'\\' { rest.next() } else { Some(&byte) });
    }
    bytes
}

/// Rejects formats that are not known, with what they are.
fn format(repository: &Path, path: &Path) -> Result<(), Diagnostic> {
    let Some(text) = small(path)? else { return Ok(()) };
    let metadata = gix_config::file::Metadata::api();
    // What cannot be read as a configuration is reported by the one who opens it.
    let Ok(config) =
        Config::from_bytes_no_includes(&text, metadata, gix_config::file::init::Options::default())
    else {
        return Ok(());
    };
    let version =
        config.string("core.repositoryformatversion").map_or_else(|| "0".to_owned(), |v| v.to_string());
    if !matches!(version.trim(), "0" | "1") {
        return Err(fault::unknown_version(repository, &version));
    }
    if let Some(store) = config.string("extensions.refstorage").filter(|store| !store.starts_with(b"files")) {
        return Err(fault::unknown_references(repository, &store.to_string()));
    }
    let hash = config.string("extensions.objectformat").map(|hash| hash.to_string());
    if let Some(hash) = hash.filter(|hash| hash.parse::<Hash>().is_err()) {
        return Err(fault::unknown_hash(repository, &hash));
    }
    let unknown = extensions(&config).into_iter().find(|name| {
        let name = name.to_ascii_lowercase();
        name != "refstorage" && !EXTENSIONS.contains(&&*name)
    });
    // Version 0 has no extensions, and git passes over unknown ones.
    match unknown.filter(|_| version.trim() == "1") {
        Some(name) => Err(fault::unknown_extension(repository, &name)),
        None => Ok(()),
    }
}

fn extensions(config: &Config) -> Vec<String> {
    let sections = config.sections_by_name("extensions").into_iter().flatten();
    sections
        .flat_map(|section| section.value_names().map(|name| String::from(&*name)).collect::<Vec<_>>())
        .collect()
}

/// The remote that a partial clone fetches missing objects from.
pub fn promisor(config: &Config) -> Option<String> {
    if let Some(name) = config.string("extensions.partialClone") {
        return Some(name.to_string());
    }
    let mut remotes = config.sections_by_name("remote")?.filter(|remote| remote.value("promisor").is_some());
    remotes.find_map(|remote| Some(remote.header().subsection_name()?.to_string()))
}

/// Whether the history of the repository with this shared directory was cut.
///
/// # Errors
/// Returns an error if the file system does not say what is there.
pub fn is_shallow(common_dir: &Path) -> Result<bool, Diagnostic> {
    let stat = look(&common_dir.join("shallow"))?;
    Ok(stat.is_some_and(|stat| file_type(&stat) == FileType::RegularFile && stat.st_size > 0))
}
