//! Where somebody else's checkout ends: a symbolic link in it can come from its author, and what is
//! written through such a link ends up where the author wants it.

#![expect(clippy::disallowed_methods, reason = "where a path really leads is what is asked")]

use std::path::{Component, Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::path::{Escaped, shown};

/// The directories whose links are not trusted, with their own links resolved.
pub struct Checkout {
    roots: Vec<PathBuf>,
    /// The directory that the command started in, where the manifest is below it: its links count for
    /// paths that are relative to it.
    start: Option<PathBuf>,
}

impl Checkout {
    /// The manifest's directory, and the work tree that it is part of.
    pub fn around(manifest_directory: &Path, start: &Path) -> Self {
        let Ok(own) = named(manifest_directory).canonicalize() else {
            return Self { roots: Vec::new(), start: None };
        };
        let has_repository = |path: &&Path| path.join(".git").symlink_metadata().is_ok();
        // A checkout can have links above the manifest's directory too.
        let work_tree = own.ancestors().find(has_repository).map(Path::to_owned);
        // Only if the manifest is below it: links elsewhere are the user's own.
        let start = named(start).canonicalize().ok().filter(|start| own.starts_with(start));
        Self { roots: [own].into_iter().chain(work_tree).collect(), start }
    }

    /// Rejects an output that is reached through a link of the checkout; `given` is as the user typed
    /// it, and `output` where that leads from the current directory.
    ///
    /// # Errors
    /// Returns an error that names the link and its target.
    pub fn reject_link(&self, given: &Path, output: &Path) -> Result<(), Diagnostic> {
        let Some(link) = self.link(given, output)? else { return Ok(()) };
        let target = std::fs::read_link(&link).map_err(Error::at("read the link", &link))?;
        let message = format!(
            "the output `{}` is reached through a symbolic link\n  link    {}\n  target  {}",
            shown(output),
            shown(&link),
            Escaped(target.as_os_str().as_encoded_bytes())
        );
        Err(Diagnostic::error(Code::OutputLink, message)
            .help("remove the link, or name the directory that it leads to in its place"))
    }

    /// The first link of the checkout on the way to `output`.
    fn link(&self, given: &Path, output: &Path) -> Result<Option<PathBuf>, Error> {
        let whole = std::path::absolute(named(output)).map_err(Error::at("find", output))?;
        let mut at = PathBuf::new();
        for part in whole.components() {
            if part == Component::ParentDir {
                // What is above a directory is above the place that its links lead to.
                at = at.canonicalize().unwrap_or(at);
                at.pop();
                continue;
            }
            let parent = at.canonicalize().ok();
            at.push(part);
            // A link elsewhere was made by the user or the system, such as `/tmp` on macOS.
            if at.is_symlink() && parent.is_some_and(|parent| self.holds(&parent, given)) {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    fn holds(&self, directory: &Path, given: &Path) -> bool {
        let start = self.start.iter().filter(|_| given.is_relative());
        self.roots.iter().chain(start).any(|root| directory.starts_with(root))
    }
}

/// A directory, as a manifest in another one names it.
///
/// # Errors
/// Returns an error if one of the two is not there, or has a name that no manifest can hold.
pub fn relative(directory: &Path, manifest: &Path) -> Result<String, Diagnostic> {
    let real = |path: &Path| path.canonicalize().map_err(Error::at("open the directory", path));
    let (here, there) = (real(&named(manifest.parent().unwrap_or(Path::new(""))))?, real(directory)?);
    let common = here.components().zip(there.components()).take_while(|(one, other)| one == other).count();
    let up = here.components().skip(common).map(|_| "..");
    let down = there.components().skip(common).map(|part| part.as_os_str().to_os_string());
    let mut path: PathBuf = up.collect();
    path.extend(down);
    let text = if path.as_os_str().is_empty() { Some(".") } else { path.to_str() };
    text.map(str::to_owned).ok_or_else(|| {
        let message = format!(
            "the directory `{}` has a name that is not UTF-8, which no manifest can hold",
            shown(directory)
        );
        Diagnostic::error(Code::BadPath, message).help("rename the directory")
    })
}

/// The empty path is the current directory.
#[must_use]
pub fn named(path: &Path) -> PathBuf {
    if path.as_os_str().is_empty() { PathBuf::from(".") } else { path.to_owned() }
}
