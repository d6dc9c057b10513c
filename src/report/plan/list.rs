//! The plan as bare names: what `tar -t` would print of an archive that leaves out none of them.

use std::io::{self, Write};

use crate::path::Escaped;
use crate::plan::Plan;

/// One line for each entry: its name, a directory's with a slash at the end. Names that would
/// break the line or the terminal are escaped as everywhere.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn write<C>(plan: &Plan<C>, out: &mut dyn Write) -> io::Result<()> {
    for entry in plan.entries() {
        let slash = if entry.is_directory() { "/" } else { "" };
        writeln!(out, "{}{slash}", Escaped(entry.path.as_bytes()))?;
    }
    Ok(())
}
