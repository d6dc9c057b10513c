//! Checks archives made by any tool for members that are unsafe, not reproducible or better left out.

use std::path::{Path, PathBuf};

use super::{Context, archive};
use crate::container::inventory::Place;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::inspect::{ArchiveFinding, InspectedBodies, Levels, inspect};
use crate::progress::Progress;

/// What the lints found in some archives.
#[derive(Clone, Debug)]
pub struct LintReport {
    /// Each archive that could be read, in the order in which they were named.
    pub archives: Vec<LintedArchive>,
    /// Why the others could not be read.
    pub problems: Diagnostics,
}

/// What the lints found in an archive.
#[derive(Clone, Debug)]
pub struct LintedArchive {
    /// The archive, as it was named.
    pub name: PathBuf,
    /// The lints that found something, what is denied first.
    pub found: Vec<ArchiveFinding>,
    /// Where reading ended before the end of the archive; members that were not read by then are not checked.
    pub stopped_at: Option<Place>,
}

impl LintReport {
    /// Whether no lint found anything in any of them.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.archives.iter().all(|archive| archive.found.is_empty())
    }
}

/// Reads the archives and runs every lint on them that `levels` does not allow; an archive that is ambiguous is
/// inspected too.
#[must_use]
pub fn run(names: &[PathBuf], levels: &Levels, context: Context<'_>) -> LintReport {
    let paths: Vec<PathBuf> = names.iter().map(|name| context.start.join(name)).collect();
    archive::begin(paths.iter().map(PathBuf::as_path), context.progress);
    let mut report = LintReport { archives: Vec::new(), problems: Diagnostics::new() };
    for (name, path) in names.iter().zip(&paths) {
        match inspected(name, path, levels, context.progress) {
            Ok(archive) => report.archives.push(archive),
            Err(problem) => report.problems.push(problem),
        }
        if context.progress.is_cancelled() {
            break;
        }
    }
    context.progress.end();
    report
}

fn inspected(
    name: &Path,
    path: &Path,
    levels: &Levels,
    progress: &dyn Progress,
) -> Result<LintedArchive, Diagnostic> {
    let mut bodies = InspectedBodies::default();
    // Ambiguities are findings here, not a reason to stop.
    let inventory = archive::read_any(path, &mut bodies, progress)?;
    let found = inspect(&inventory, &bodies, levels);
    Ok(LintedArchive { name: name.to_owned(), found, stopped_at: inventory.stopped_at })
}
