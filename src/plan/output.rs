//! The output directory inside the source: it is never packed, and nothing that the manifest
//! selects may be lost in it.

use super::Archive;
use super::select::{Decision, Rules};
use super::status::SHOWN;
use crate::artifact::{self, CHECKSUMS};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::path::EntryPath;
use crate::source::{Item, ItemKind, Source};
use crate::text::Shortened;

/// Files beside published archives: archives of earlier versions, their checksums and signatures.
const ENDINGS: [&str; 17] = [
    ".tar",
    ".tgz",
    ".txz",
    ".tbz2",
    ".tzst",
    ".gz",
    ".xz",
    ".bz2",
    ".zst",
    ".zip",
    ".whl",
    ".asc",
    ".sig",
    ".minisig",
    ".sha256",
    ".sha512",
    ".sigstore",
];

/// Reports that the directory is left out; an error if that would lose files of the source.
///
/// # Errors
/// Returns an error if the directory cannot be read.
pub fn look(rules: Rules<'_>, archives: &[Archive], source: &Source) -> Result<Diagnostic, Diagnostic> {
    let Some(directory) = rules.output else { return Ok(left_out(&[])) };
    let is_on_the_way =
        |path: &EntryPath| path == directory || directory.is_below(path) || path.is_below(directory);
    let listing = source.list(&mut |directory| is_on_the_way(directory))?;
    // Asks what the manifest would select if the directory were not the output: that is what would
    // be lost.
    let unprotected = Rules { output: None, ..rules };
    let would_be_packed = |item: &&Item| {
        item.kind != ItemKind::Directory
            && item.path.is_below(directory)
            && matches!(unprotected.decide(&item.path, false), Decision::Included(_))
            && !is_ours(item.path.file_name(), archives)
    };
    let lost = listing.items.iter().filter(would_be_packed).map(|item| &item.path);
    let (beside, sources): (Vec<_>, Vec<_>) = lost.partition(|path| is_published(path.file_name()));
    Ok(if sources.is_empty() { left_out(&beside) } else { holds_sources(directory, &sources) })
}

/// Whether this very build writes such a name, or a killed one left it.
fn is_ours(name: &[u8], archives: &[Archive]) -> bool {
    name == CHECKSUMS.as_bytes()
        || artifact::is_temporary(name)
        || archives.iter().any(|archive| archive.file.as_bytes() == name)
}

fn is_published(name: &[u8]) -> bool {
    ENDINGS.iter().any(|ending| name.ends_with(ending.as_bytes()))
}

fn left_out(beside: &[&EntryPath]) -> Diagnostic {
    let what = "the output directory is inside the source and is not packed";
    let message = if beside.is_empty() {
        what.to_owned()
    } else {
        format!("{what}, nor is what is in it:{}", listed(beside))
    };
    Diagnostic::new(Code::OutputInside, Severity::Note, message)
}

fn holds_sources(directory: &EntryPath, sources: &[&EntryPath]) -> Diagnostic {
    let message = format!(
        "the output directory `{directory}` contains files that the manifest selects:{}",
        listed(sources)
    );
    Diagnostic::error(Code::OutputHoldsSources, message)
        .help(format!(
        "choose another directory with `-d`; if they are not sources, leave the directory out: `exclude = [\"{directory}/\"]`"
    ))
}

fn listed(paths: &[&EntryPath]) -> String {
    let first: Vec<String> = paths.iter().take(SHOWN).map(|path| format!("`{path}`")).collect();
    Shortened::counted_lines(&first, paths.len()).ungrouped().to_string()
}
