//! A manifest that was read and checked, and the places that it names.

#![expect(
    clippy::disallowed_methods,
    reason = "where the source and the outputs really are decides what is rejected"
)]

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::checkout::named;
use crate::artifact::open_named_or;
use crate::diagnostic::{Checked, Code, Diagnostic, Diagnostics, Severity, SourceText};
use crate::error::Error;
use crate::limits;
use crate::manifest::{self, AppliedInputs, DirectorySource, EntryTable, Manifest};
use crate::path::{EntryPath, Escaped, as_text, shown};
use crate::source::{ObjectHasher, Source};
use crate::text::Grouped;

/// A manifest that was read and checked.
pub struct Loaded {
    /// What it says.
    pub manifest: Manifest,
    /// Its text, for diagnostics.
    pub text: Arc<SourceText>,
    /// Where it was read from.
    pub path: PathBuf,
    /// What took the place of keys in it.
    pub inputs: AppliedInputs,
}

impl Loaded {
    /// The bare name of the manifest: a report that is published names no directory of the machine.
    #[must_use]
    pub fn file_name(&self) -> String {
        self.path.file_name().map(|name| as_text(Path::new(name))).unwrap_or_default()
    }

    /// Reads and checks a manifest; warnings come beside it.
    ///
    /// # Errors
    /// Returns every problem of the file, or why it cannot be read.
    pub fn read(path: &Path) -> Result<(Self, Diagnostics), Diagnostics> {
        Self::read_with(path, AppliedInputs::default())
    }

    /// Reads and checks a manifest with inputs in the places of keys; warnings come beside it.
    ///
    /// # Errors
    /// Returns every problem of the file and of the inputs, or why it cannot be read.
    pub fn read_with(path: &Path, inputs: AppliedInputs) -> Result<(Self, Diagnostics), Diagnostics> {
        Self::parse_with(path, manifest_bytes(path)?, inputs)
    }

    /// Checks a manifest that was read from `path`; warnings come beside it.
    ///
    /// # Errors
    /// Returns every problem of the file.
    pub fn parse(path: &Path, bytes: Vec<u8>) -> Result<(Self, Diagnostics), Diagnostics> {
        Self::parse_with(path, bytes, AppliedInputs::default())
    }

    fn parse_with(
        path: &Path,
        bytes: Vec<u8>,
        inputs: AppliedInputs,
    ) -> Result<(Self, Diagnostics), Diagnostics> {
        let text = manifest::source_text(&shown(path).to_string(), bytes)?;
        let text = Arc::new(text.with_arguments(inputs.arguments()));
        let Checked { value, diagnostics } = manifest::parse_with(&text, &inputs);
        let (manifest, warnings) = Checked { value, diagnostics: diagnostics.source(&text) }.ok()?;
        Ok((Self { manifest, text, path: path.to_owned(), inputs }, warnings))
    }

    /// Diagnostics whose labels point into this manifest.
    pub(super) fn locate(&self, problems: impl Into<Diagnostics>) -> Diagnostics {
        problems.into().source(&self.text)
    }

    /// The directory that paths in the manifest are relative to.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }
}

/// The bytes of a manifest; of a file far larger than any manifest, only the beginning.
///
/// # Errors
/// Returns an error if it cannot be opened or read.
pub fn manifest_bytes(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let file = open_named_or("open the manifest", path, || match above(path) {
        Some(directory) => format!("use the one of a parent directory: `-C {directory}`"),
        None => "create one with `pkgr init`; or name it with `-m`, or the directory it is in with `-C`"
            .to_owned(),
    })?;
    let mut bytes = Vec::new();
    // One byte more than allowed: enough to see that a file is too long, however long it is.
    let limit = manifest::MOST_BYTES as u64 + 1;
    file.take(limit).read_to_end(&mut bytes).map_err(Error::at("read the manifest", path))?;
    Ok(bytes)
}

/// Parent directories that are searched for a manifest to suggest.
const MOST_PARENTS: usize = 8;

/// The nearest parent of the manifest's directory that has a manifest of this name, as a relative path.
fn above(path: &Path) -> Option<String> {
    let (directory, name) = (path.parent()?, path.file_name()?);
    let parents = (1..=MOST_PARENTS).map(|levels| vec![".."; levels].join("/"));
    parents.into_iter().find(|above| directory.join(above).join(name).is_file())
}

/// The table of entries that the manifest names.
///
/// # Errors
/// Returns an error if it cannot be read, or is no such table.
pub(super) fn entry_table(loaded: &Loaded) -> Result<Option<EntryTable>, Diagnostic> {
    let Some(name) = &loaded.manifest.normalize.table else { return Ok(None) };
    let path = loaded.directory().join(name.get_ref());
    let file = open_named_or("open the table of entries", &path, || {
        "write one line for each entry: time, mode and path, separated by tabs".to_owned()
    })?;
    let mut bytes = Vec::new();
    // A table has one line for each entry, and a plan has more.
    let most = limits::held_document();
    file.take(most + 1).read_to_end(&mut bytes).map_err(Error::at("read the table of entries", &path))?;
    if bytes.len() as u64 > most {
        let message = format!("`{}` has more than {} bytes", shown(&path), Grouped(most));
        return Err(
            Diagnostic::error(Code::EntryTable, message).label(name.span(), "is too large for a table")
        );
    }
    EntryTable::parse(&bytes).map(Some).map_err(|fault| {
        Diagnostic::error(Code::EntryTable, format!("`{}`, {fault}", shown(&path)))
            .label(name.span(), "is no table of entries")
            .help("correct the line; `pkgr explain normalize::table` describes the format")
    })
}

/// A directory outside of the manifest's own is packed only with a word about it: it is none of the
/// files that came with the manifest.
pub(super) fn outside(loaded: &Loaded) -> Diagnostics {
    let source = outside_source(loaded).map(|directory| ("source", &directory.path));
    let overlay = loaded.manifest.source.overlay().filter(|_| is_outside(loaded, overlay_directory(loaded)));
    let mut problems = Diagnostics::new();
    for (word, key) in source.into_iter().chain(overlay.map(|key| ("overlay", key))) {
        let name = Escaped(key.get_ref().as_bytes());
        let message = format!("the {word} `{name}` is outside of the manifest's directory");
        let warning = Diagnostic::warning(Code::SourceOutside, message)
            .label(key.span(), "leads out of the manifest's directory")
            .help("read the list of entries before you publish: `pkgr plan --format list`");
        problems.push(warning);
    }
    problems
}

/// The source, if it is a directory that is not below the manifest's own, links resolved.
pub(super) fn outside_source(loaded: &Loaded) -> Option<&DirectorySource> {
    let manifest::SourceTable::Directory(directory) = &loaded.manifest.source else { return None };
    is_outside(loaded, source_directory(loaded)).then_some(directory)
}

/// Whether a directory is there, and is not below the manifest's own.
fn is_outside(loaded: &Loaded, directory: Option<PathBuf>) -> bool {
    // Both sides by their real places, as a link inside the directory can lead out of it.
    let here = named(loaded.directory()).canonicalize().ok();
    let found = directory.and_then(|directory| directory.canonicalize().ok());
    found.zip(here).is_some_and(|(found, here)| !found.starts_with(here))
}

/// Says that the commit has another manifest where the one that is used lies in the work tree.
pub(super) fn other_manifest(loaded: &Loaded, source: &Source) -> Result<Diagnostics, Diagnostic> {
    let manifest::SourceTable::Git(git) = &loaded.manifest.source else { return Ok(Diagnostics::new()) };
    let top = loaded.directory().join(git.repository.get_ref());
    let Some(path) = inside(&top, &loaded.path) else { return Ok(Diagnostics::new()) };
    let Some(committed) = source.committed(&path)? else { return Ok(Diagnostics::new()) };
    let text = loaded.text.text.as_bytes();
    // By id: the blob itself need not be read.
    let mut hasher = ObjectHasher::new("blob", text.len() as u64, &committed);
    hasher.update(text);
    let used = hasher.finish().filter(|used| *used != committed);
    Ok(used.map_or_else(Diagnostics::new, |used| {
        let message = format!(
            "the commit has another `{path}` than the manifest that is used\n  \
             in the commit  blob {committed}\n  used           blob {used}"
        );
        Diagnostic::new(Code::GitOtherManifest, Severity::Note, message).into()
    }))
}

/// The directory of a manifest that may not be there yet, links resolved.
///
/// # Errors
/// Returns an error if there is no such directory.
pub(super) fn directory_of(manifest: &Path) -> Result<PathBuf, Error> {
    let directory = named(manifest.parent().unwrap_or(Path::new("")));
    directory.canonicalize().map_err(Error::at("open the directory", &directory))
}

/// The directory that is packed; `None` for a commit.
pub(super) fn source_directory(loaded: &Loaded) -> Option<PathBuf> {
    match &loaded.manifest.source {
        manifest::SourceTable::Directory(directory) => Some(loaded.directory().join(directory.packed())),
        manifest::SourceTable::Git(_) => None,
    }
}

/// The directory of the overlay, if there is one.
pub(super) fn overlay_directory(loaded: &Loaded) -> Option<PathBuf> {
    loaded.manifest.source.overlay().map(|overlay| loaded.directory().join(overlay.get_ref()))
}

/// Where the overlay lies in the source directory, if it does.
#[must_use]
pub fn overlay_inside(loaded: &Loaded) -> Option<EntryPath> {
    inside(&source_directory(loaded)?, &overlay_directory(loaded)?)
}

/// Rejects an overlay that contains the source or the manifest: these would be files of the overlay.
///
/// # Errors
/// Returns an error that names what it contains.
pub(super) fn reject_overlay(loaded: &Loaded) -> Result<(), Diagnostic> {
    let Some(key) = loaded.manifest.source.overlay() else { return Ok(()) };
    let source = match &loaded.manifest.source {
        manifest::SourceTable::Directory(directory) => loaded.directory().join(directory.packed()),
        manifest::SourceTable::Git(git) => loaded.directory().join(git.repository.get_ref()),
    };
    let parts = [("source", source), ("manifest", named(loaded.directory()))];
    let Some((word, _)) = parts.iter().find(|(_, part)| is_in_overlay(loaded, part)) else { return Ok(()) };
    let message = format!("the overlay `{}` contains the {word}", Escaped(key.get_ref().as_bytes()));
    Err(Diagnostic::error(Code::OverlayPlace, message)
        .label(key.span(), "all that is in it would be added to the source")
        .help("name a directory that holds nothing else, such as `overlay = \"release-files\"`"))
}

/// Whether a path is the overlay's or below it, also one that does not exist yet.
pub(super) fn is_in_overlay(loaded: &Loaded, path: &Path) -> bool {
    let overlay = overlay_directory(loaded).and_then(|overlay| overlay.canonicalize().ok());
    // The nearest directory that exists is where the rest will be made.
    let found = path.ancestors().find_map(|above| named(above).canonicalize().ok());
    overlay.zip(found).is_some_and(|(overlay, found)| found.starts_with(overlay))
}

/// Says that the overlay is left out where it lies.
pub(super) fn overlay_note(loaded: &Loaded) -> Diagnostics {
    let Some((key, path)) = loaded.manifest.source.overlay().zip(overlay_inside(loaded)) else {
        return Diagnostics::new();
    };
    let message = format!(
        "the overlay is inside the source: its files are packed at their paths below `{path}/`, which is not packed \
         itself"
    );
    Diagnostic::new(Code::OverlayInside, Severity::Note, message)
        .label(key.span(), "is no part of the source")
        .into()
}

/// Where the output directory lies in the source, if it does.
#[must_use]
pub fn output_inside(loaded: &Loaded, output: &Path) -> Option<EntryPath> {
    source_directory(loaded).and_then(|source| inside(&source, output))
}

/// Where `path` lies below `directory`; `None` when it is elsewhere or does not exist yet.
fn inside(directory: &Path, path: &Path) -> Option<EntryPath> {
    let directory = named(directory).canonicalize().ok()?;
    let path = named(path).canonicalize().ok()?;
    let below = path.strip_prefix(&directory).ok()?;
    EntryPath::parse(below.as_os_str().as_encoded_bytes()).ok()
}
