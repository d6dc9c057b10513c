//! Checks an archive made by any tool for members that are unsafe, not reproducible or better left out.

use std::path::{Path, PathBuf};

use super::{Context, archive};
use crate::container::inventory::Place;
use crate::diagnostic::Diagnostics;
use crate::inspect::{ArchiveFinding, InspectedBodies, Levels, inspect};

/// What the lints found in an archive.
#[derive(Clone, Debug)]
pub struct LintReport {
    /// The archive, as it was named.
    pub name: PathBuf,
    /// The lints that found something, what is denied first.
    pub found: Vec<ArchiveFinding>,
    /// Where reading ended before the end of the archive; members that were not read by then are not checked.
    pub stopped_at: Option<Place>,
}

/// Reads the archive and runs every lint on it that `levels` does not allow; an archive that is ambiguous is inspected too.
///
/// # Errors
/// Returns an error if the file cannot be read.
pub fn run(name: &Path, levels: &Levels, context: Context<'_>) -> Result<LintReport, Diagnostics> {
    let mut bodies = InspectedBodies::default();
    // Ambiguities are findings here, not a reason to stop.
    let inventory = archive::read_any(&context.start.join(name), &mut bodies)?;
    let found = inspect(&inventory, &bodies, levels);
    Ok(LintReport { name: name.to_owned(), found, stopped_at: inventory.stopped_at })
}
