//! Files and directories that a user names, with a next step if they cannot be used.

use std::fs::File;
use std::io;
use std::path::Path;

use rustix::io::Errno;

use super::open::{names_in, open_file};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::path::shown;
use crate::text::nearest;

/// Opens a regular file that a user named. `action` is a verb phrase that the path completes.
///
/// # Errors
/// Returns an error if the file cannot be opened or is not a regular file; if it does not exist, with the directory
/// that is missing or the nearest name.
pub fn open_named(action: &'static str, path: &Path) -> Result<File, Diagnostic> {
    open_named_or(action, path, || {
        let directory = shown(directory_of(path)).to_string();
        format!("check the name; `ls {directory}` lists the directory")
    })
}

/// As [`open_named`]; `otherwise` is the help for a missing file in an existing directory without a similar name.
///
/// # Errors
/// Returns an error in the same cases.
pub fn open_named_or(
    action: &'static str,
    path: &Path,
    otherwise: impl FnOnce() -> String,
) -> Result<File, Diagnostic> {
    open_file(path).map_err(|cause| {
        let kind = cause.kind();
        let problem = Diagnostic::from(Error::at(action, path)(cause));
        match kind {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                problem.help(missing_directory(path).or_else(|| similar(path)).unwrap_or_else(otherwise))
            }
            io::ErrorKind::InvalidInput if path.is_dir() => problem.help(otherwise()),
            _ => problem,
        }
    })
}

/// Why an output cannot be created at `path`, with the command that makes it possible if a directory is missing.
#[must_use]
pub fn uncreated(action: &'static str, path: &Path, cause: io::Error) -> Error {
    let cause = without_path(cause);
    let kind = cause.kind();
    let problem = Diagnostic::from(Error::at(action, path)(cause));
    let directory = shown(directory_of(path)).to_string();
    match kind {
        io::ErrorKind::NotFound => problem.help(format!("create the directory: `mkdir -p {directory}`")),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            problem.help("name another place: a part of this path is a file")
        }
        _ => problem,
    }
    .into()
}

/// `tempfile` adds the path of the temporary file, which the user did not name, and keeps only the kind of the
/// cause within reach.
fn without_path(cause: io::Error) -> io::Error {
    let errno = match cause.kind() {
        io::ErrorKind::NotFound => Errno::NOENT,
        io::ErrorKind::NotADirectory => Errno::NOTDIR,
        io::ErrorKind::PermissionDenied => Errno::ACCESS,
        io::ErrorKind::ReadOnlyFilesystem => Errno::ROFS,
        io::ErrorKind::StorageFull => Errno::NOSPC,
        _ => return cause,
    };
    errno.into()
}

fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|directory| !directory.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The first directory on the way to `path` that is not there.
fn missing_directory(path: &Path) -> Option<String> {
    let above: Vec<&Path> = path.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty()).collect();
    let missing = above.into_iter().rev().find(|above| !above.is_dir())?;
    let what = if missing.exists() { "is not a directory" } else { "does not exist" };
    Some(format!("check the path: the directory `{}` {what}", shown(missing)))
}

/// The file in the same directory whose name is most like that of `path`.
fn similar(path: &Path) -> Option<String> {
    let names = names_in(directory_of(path)).ok()?;
    let near =
        nearest(path.file_name()?.to_str()?, names.iter().filter_map(|name| str::from_utf8(name).ok()))?;
    Some(format!("did you mean `{}`?", shown(&path.with_file_name(near))))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn help(path: &Path) -> String {
        let problem = open_named("open", path).expect_err("is not there");
        problem.help.unwrap_or_default()
    }

    #[test]
    fn a_missing_file_comes_with_the_missing_directory_or_the_nearest_name() {
        let root = tempfile::tempdir().expect("can be made");
        fs::create_dir(root.path().join("dist")).expect("can be made");
        fs::write(root.path().join("dist/hello-1.0.tar.gz"), "").expect("can be written");
        let at = |path: &str| root.path().join(path);
        let shown = |path: &str| super::shown(&at(path)).to_string();
        assert_eq!(
            help(&at("dist/helo-1.0.tar.gz")),
            format!("did you mean `{}`?", shown("dist/hello-1.0.tar.gz"))
        );
        assert_eq!(
            help(&at("nowhere/at/all")),
            format!("check the path: the directory `{}` does not exist", shown("nowhere"))
        );
        assert_eq!(
            help(&at("dist/hello-1.0.tar.gz/x")),
            format!("check the path: the directory `{}` is not a directory", shown("dist/hello-1.0.tar.gz"))
        );
        assert_eq!(
            help(&at("dist/x")),
            format!("check the name; `ls {}` lists the directory", shown("dist"))
        );
        assert_eq!(
            help(&at("dist")),
            format!("check the name; `ls {}` lists the directory", super::shown(root.path()))
        );
    }

    #[test]
    fn an_output_in_a_missing_directory_comes_with_the_command_that_makes_it() {
        let root = tempfile::tempdir().expect("can be made");
        let directory = root.path().join("nowhere");
        let error = super::super::Draft::create(&directory, "x").err().expect("cannot be created");
        let problem = Diagnostic::from(error);
        assert!(!problem.message.contains("pkgr-partial"), "{}", problem.message);
        assert_eq!(
            problem.help,
            Some(format!("create the directory: `mkdir -p {}`", super::shown(&directory)))
        );
    }
}
