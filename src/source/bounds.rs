//! What a source may ask of the machine, counted while it is listed: see [`crate::limits`].

use crate::diagnostic::{Code, Diagnostic};
use crate::limits::{self, Exceeded, HeldMemory};
use crate::path::EntryPath;
use crate::text::Grouped;

/// Counts what a walk has met, so that it ends at a named limit.
#[derive(Default)]
pub struct Count {
    met: u64,
    held: HeldMemory,
}

/// A directory is about to be read; `None` is the top.
///
/// # Errors
/// Returns an error if it is deeper than the limit.
pub fn enter(at: Option<&EntryPath>) -> Result<(), Diagnostic> {
    let Some(at) = at else { return Ok(()) };
    let depth = at.parts().count() as u64;
    if limits::DEPTH.is_exceeded_by(depth) { Err(too_deep(at, depth)) } else { Ok(()) }
}

impl Count {
    /// A directory with this many entries was read.
    ///
    /// # Errors
    /// Returns an error if more entries were met than the limit.
    pub fn meet(&mut self, at: Option<&EntryPath>, entries: usize) -> Result<(), Diagnostic> {
        // Counted before anything is kept: what is pruned or skipped has cost time as well.
        self.met += entries as u64;
        if limits::ENTRIES.is_exceeded_by(self.met) {
            return Err(too_many(at, Exceeded::Limit(limits::ENTRIES)));
        }
        Ok(())
    }

    /// An entry is kept: its path, and `each` bytes beside it.
    ///
    /// # Errors
    /// Returns an error if more is held than a limit, or than the process may take.
    pub fn keep(&mut self, path: &EntryPath, each: usize) -> Result<(), Diagnostic> {
        let held = self.held.add(path.as_bytes().len(), each, limits::ENTRIES, limits::PATHS);
        held.map_err(|exceeded| too_many(Some(path), exceeded))
    }
}

/// A path of thousands of parts is shown by its two ends.
fn shown(path: &EntryPath) -> String {
    const MOST: usize = 200;
    let text = path.to_string();
    if text.chars().count() <= 2 * MOST {
        return text;
    }
    let start: String = text.chars().take(MOST).collect();
    let end: String = text.chars().skip(text.chars().count() - MOST).collect();
    format!("{start}…{end}")
}

fn too_deep(at: &EntryPath, depth: u64) -> Diagnostic {
    let first = EntryPath::parse(at.parts().next().unwrap_or_default());
    let first = first.map_or_else(|_| String::new(), |first| first.to_string());
    let message = format!(
        "the directory `{}` is {} levels deep, and more may follow ({})",
        shown(at),
        Grouped(depth),
        limits::DEPTH
    );
    Diagnostic::error(Code::TooDeep, message)
        .help(format!("leave it out with `exclude = [\"{first}/\"]`, or make it less deep"))
}

fn too_many(at: Option<&EntryPath>, exceeded: Exceeded) -> Diagnostic {
    let place = at.map_or_else(|| "the top directory".to_owned(), |at| format!("`{}`", shown(at)));
    let code = match exceeded {
        Exceeded::Limit(_) => Code::TooMany,
        Exceeded::Space(_) => Code::Memory,
    };
    let help = match exceeded {
        Exceeded::Limit(_) => "leave directories out with `exclude`; `pkgr explain limits` lists all limits",
        Exceeded::Space(_) => "raise the limit of the process, such as by `ulimit -v unlimited`",
    };
    Diagnostic::error(code, format!("the source has too many entries at {place} ({exceeded})")).help(help)
}
