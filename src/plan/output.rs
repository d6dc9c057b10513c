//! The output folder where it lies inside the source: it is never packed, and nothing that the manifest
//! selects may be lost in it.

use super::Archive;
use super::select::{Decision, Rules};
use super::status::SHOWN;
use crate::artifact::{self, CHECKSUMS};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::path::EntryPath;
use crate::source::{Item, ItemKind, Source};

/// What stands beside published archives: others of an earlier version, their checksums and signatures.
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

/// Says that the folder is left out, and refuses where that would lose files of the source.
///
/// # Errors
/// The folder cannot be read.
pub fn look(rules: Rules<'_>, archives: &[Archive], source: &Source) -> Result<Diagnostic, Diagnostic> {
    let Some(folder) = rules.output else { return Ok(left_out(&[])) };
    let is_on_the_way = |path: &EntryPath| path == folder || folder.is_below(path) || path.is_below(folder);
    let listing = source.list(&mut |directory| is_on_the_way(directory))?;
    let unprotected = Rules { output: None, ..rules };
    let would_be_packed = |item: &&Item| {
        item.kind != ItemKind::Directory
            && item.path.is_below(folder)
            && matches!(unprotected.decide(&item.path, false), Decision::Included(_))
            && !is_ours(item.path.file_name(), archives)
    };
    let lost = listing.items.iter().filter(would_be_packed).map(|item| &item.path);
    let (beside, sources): (Vec<_>, Vec<_>) = lost.partition(|path| is_published(path.file_name()));
    Ok(if sources.is_empty() { left_out(&beside) } else { holds_sources(folder, &sources) })
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
    let what = "the output folder lies inside the source and is not packed";
    let message = if beside.is_empty() {
        what.to_owned()
    } else {
        format!("{what}, nor is what is in it:\n{}", listed(beside))
    };
    Diagnostic::new(Code::OutputInside, Severity::Note, message)
}

fn holds_sources(folder: &EntryPath, sources: &[&EntryPath]) -> Diagnostic {
    let message =
        format!("the output folder `{folder}` holds files that the manifest selects:\n{}", listed(sources));
    Diagnostic::error(Code::OutputHoldsSources, message)
        .help(format!(
        "name another folder with `-d`; if they are no sources, leave the folder out: `exclude = [\"{folder}/\"]`"
    ))
}

fn listed(paths: &[&EntryPath]) -> String {
    let mut lines: Vec<String> = paths.iter().take(SHOWN).map(|path| format!("  `{path}`")).collect();
    if paths.len() > SHOWN {
        lines.push(format!("  and {} more", paths.len() - SHOWN));
    }
    lines.join("\n")
}
