//! What the lints found in an archive.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::Grouped;
use crate::inspect::ArchiveFinding;
use crate::path::{as_text, shown};
use crate::sink;

/// For people: one paragraph for each lint that found something.
///
/// # Errors
/// The writer's.
pub fn text(name: &Path, found: &[ArchiveFinding], out: &mut dyn Write) -> io::Result<()> {
    if found.is_empty() {
        return writeln!(out, "clean: {}", shown(name));
    }
    let (count, noun) = (found.len(), if found.len() == 1 { "lint finds" } else { "lints find" });
    writeln!(out, "{count} {noun} something in {}", shown(name))?;
    for found in found {
        writeln!(
            out,
            "\n{} {} ({}): {}",
            found.level.name(),
            found.lint,
            Grouped(found.count as u64),
            found.summary
        )?;
        found.examples.iter().try_for_each(|example| writeln!(out, "  {example}"))?;
        if found.count > found.examples.len() {
            writeln!(out, "  and {} more", Grouped((found.count - found.examples.len()) as u64))?;
        }
    }
    Ok(())
}

/// As one JSON document (`schema/lint.schema.json`).
///
/// # Errors
/// The writer's.
pub fn json(name: &Path, found: &[ArchiveFinding], out: &mut dyn Write) -> io::Result<()> {
    let document = Document { version: 1, file: as_text(name), lints: found };
    sink::json(&document, out)
}

/// The result of `pkgr lint`.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(title = "pkgr lint")]
pub(crate) struct Document<'a> {
    /// The version of this format.
    version: u32,
    /// The archive, as it was named.
    file: String,
    /// The lints that found something, what is denied first.
    lints: &'a [ArchiveFinding],
}
