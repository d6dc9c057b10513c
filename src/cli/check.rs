//! `pkgr check`: the manifest alone.

use super::exit::{Exit, Failure};
use super::session::Session;

/// Reads and checks the manifest; looks at no source.
pub fn run(session: &Session) -> Result<Exit, Failure> {
    let spec = session.spec()?;
    let name = session.manifest();
    let count = spec.archives.len();
    let archives = if count == 1 { "archive" } else { "archives" };
    let (package, version) = (spec.package.name.get_ref(), spec.package.version.get_ref());
    Session::print(|out| {
        writeln!(out, "{}: valid; {package} {version}, {count} {archives}", name.display())
    })?;
    Ok(Exit::Done)
}
