//! A valid manifest, in one line.

use std::io::{self, Write};
use std::path::Path;

use crate::manifest::Manifest;
use crate::path::shown;

/// Writes the name of the manifest, its package and the number of its archives.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn text(name: &Path, manifest: &Manifest, out: &mut dyn Write) -> io::Result<()> {
    let count = manifest.archives.len();
    let archives = if count == 1 { "archive" } else { "archives" };
    let (package, version) = (manifest.package.name.get_ref(), manifest.package.version.get_ref());
    writeln!(out, "{}: valid; {package} {version}, {count} {archives}", shown(name))
}
