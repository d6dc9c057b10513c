//! Checks archives made by any tool for members that are unsafe, not reproducible or better left out.

use std::path::{Path, PathBuf};

use super::{Context, archive};
use crate::container::inventory::{Place, Stream};
use crate::container::names::top;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::inspect::{ArchiveFinding, InspectedBodies, Levels, inspect};
use crate::object_id::ObjectId;
use crate::path::Escaped;
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
    /// The file.
    pub file: Stream,
    /// Members that were read.
    pub members: usize,
    /// The directory that all members are in, as it is shown.
    pub top: Option<String>,
    /// The commit that the archive says it was made from.
    pub claimed_commit: Option<ObjectId>,
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
        // Each of the others would be opened, and reported as cancelled too.
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
    let top = top(&inventory.members).map(|top| Escaped(top).to_string());
    Ok(LintedArchive {
        name: name.to_owned(),
        file: inventory.file,
        members: inventory.members.len(),
        top,
        claimed_commit: inventory.claimed_commit(),
        found,
        stopped_at: inventory.stopped_at,
    })
}
