//! A valid manifest, in one line.

use std::io::{self, Write};
use std::path::Path;

use crate::manifest::Manifest;
use crate::path::shown;
use crate::text::Counted;

/// Writes the name of the manifest, its package and the number of its archives.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn text(name: &Path, manifest: &Manifest, out: &mut dyn Write) -> io::Result<()> {
    let archives = Counted(manifest.archives.len() as u64, "archive", "archives");
    let (package, version) = (manifest.package.name.get_ref(), manifest.package.version.get_ref());
    writeln!(out, "{}: valid; {package} {version}, {archives}", shown(name))
}
