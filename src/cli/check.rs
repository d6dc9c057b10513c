//! `pkgr check`: the manifest alone.

use super::exit::{Exit, Failure};
use super::session::Session;
use super::sink;
use crate::path::shown;
use crate::sink::Syntax;

/// Reads and checks the manifest; looks at no source.
pub fn run(session: &Session) -> Result<Exit, Failure> {
    let manifest = session.load()?.manifest;
    let name = session.manifest();
    let count = manifest.archives.len();
    let archives = if count == 1 { "archive" } else { "archives" };
    let (package, version) = (manifest.package.name.get_ref(), manifest.package.version.get_ref());
    sink::print(Syntax::Text, |out| {
        writeln!(out, "{}: valid; {package} {version}, {count} {archives}", shown(&name))
    })?;
    Ok(Exit::Done)
}
