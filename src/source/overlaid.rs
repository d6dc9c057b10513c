//! The base with the overlay on it: what `[[generate]]` steps get a copy of.

use std::io::Read;
use std::path::Path;

use super::base::Base;
use super::contents::Contents;
use super::listing::{Item, ItemKind, Listing, Rejection};
use super::overlay::Overlay;
use super::provenance::Provenance;
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::error::Error;
use crate::manifest::{Manifest, Spanned};
use crate::path::{EntryPath, Escaped};
use crate::text::Shortened;

/// Where a manifest is, and what of that only the system knows.
#[derive(Clone, Copy)]
pub struct SourcePlace<'a> {
    /// What paths in the manifest are relative to.
    pub directory: &'a Path,
    /// Where the overlay lies in the source directory, if it does: there it is no part of the source.
    pub overlay: Option<&'a EntryPath>,
}

/// What the overlay has to do with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverlayPath {
    /// It adds what is there.
    Added,
    /// It has what is there in place of what the source has.
    Replaced,
    /// It is the overlay itself, or a part of it, inside of the source directory.
    Own,
}

/// Paths of conflicts that are listed before the rest is counted.
const SHOWN: usize = 10;

/// A base and an overlay that fit together.
pub struct Overlaid {
    base: Base,
    overlay: Option<Overlay>,
    /// Where the overlay lies in the base.
    inside: Option<EntryPath>,
}

impl From<Base> for Overlaid {
    fn from(base: Base) -> Self {
        Self { base, overlay: None, inside: None }
    }
}

impl Overlaid {
    /// Opens what the manifest names.
    pub fn open(manifest: &Manifest, place: SourcePlace<'_>, planned: Option<&Provenance>) -> Checked<Self> {
        let key = manifest.source.overlay();
        let overlay = key.map(|key| Overlay::open(key, place.directory)).transpose();
        let laid = overlay.as_ref().ok().and_then(Option::as_ref);
        let is_replaced = |path: &EntryPath| laid.is_some_and(|overlay| overlay.replaces(path));
        let Checked { value: base, diagnostics: mut problems } =
            Base::open(manifest, place.directory, planned, &is_replaced);
        // Both are opened before either is given up, so that all problems are reported at once.
        let overlay = overlay.map_err(|problem| problems.push(problem));
        let opened = base.zip(overlay.ok()).map(|(base, mut overlay)| {
            if let (Some(git), Some(overlay)) = (base.git(), &mut overlay) {
                overlay.adopt(git.revision().commit.time);
            }
            Self { base, overlay, inside: place.overlay.cloned() }
        });
        if let (Some(opened), Some(key)) = (&opened, key)
            && let Err(problem) = opened.check(key)
        {
            problems.push(problem);
        }
        Checked::new(opened, problems)
    }

    /// What the overlay is laid on.
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// Lists it; a directory for which `enter` says no is left out with all that is below it.
    pub fn list(&self, enter: &mut dyn FnMut(&EntryPath) -> bool) -> Result<Listing, Diagnostic> {
        let is_own = |directory: &EntryPath| self.inside.as_ref() == Some(directory);
        let listing = self.base.list(&mut |directory| !is_own(directory) && enter(directory))?;
        Ok(match &self.overlay {
            Some(overlay) => overlay.merge(listing, enter),
            None => listing,
        })
    }

    /// What is at `path`; `None` if nothing is.
    pub fn look_up(&self, path: &EntryPath) -> Result<Option<ItemKind>, Diagnostic> {
        match self.overlay.as_ref().and_then(|overlay| overlay.find(path)) {
            Some(item) => Ok(Some(item.kind.clone())),
            None => self.of_base(path),
        }
    }

    /// What the overlay has to do with `path`; `None` for nothing, and for a directory that the source has too.
    pub fn overlay_path(&self, path: &EntryPath) -> Result<Option<OverlayPath>, Diagnostic> {
        let Some(overlay) = &self.overlay else { return Ok(None) };
        let Some(item) = overlay.find(path) else {
            return Ok(self.is_own(path).then_some(OverlayPath::Own));
        };
        Ok(match self.of_base(path)? {
            None => Some(OverlayPath::Added),
            Some(_) => (item.kind != ItemKind::Directory).then_some(OverlayPath::Replaced),
        })
    }

    /// Whether `path` is that of the overlay itself, or of a part of it, inside of the source directory.
    pub fn is_own(&self, path: &EntryPath) -> bool {
        self.inside.as_ref().is_some_and(|inside| path == inside || path.is_below(inside))
    }

    fn of_base(&self, path: &EntryPath) -> Result<Option<ItemKind>, Diagnostic> {
        if self.is_own(path) { Ok(None) } else { self.base.look_up(path) }
    }

    /// Rejects files in the place of directories, and directories in the place of anything else.
    fn check(&self, key: &Spanned<String>) -> Result<(), Diagnostic> {
        let mut found = Vec::new();
        for item in self.overlay.iter().flat_map(Overlay::items) {
            if let Some(kind) = self.of_base(&item.path)?
                && is_conflict(item, &kind)
            {
                found.push(conflict(key.get_ref(), item, &kind));
            }
        }
        if found.is_empty() { Ok(()) } else { Err(conflicts(key, &found)) }
    }
}

impl Contents for Overlaid {
    fn open(&self, path: &EntryPath) -> Result<Box<dyn Read + Send>, Error> {
        match self.overlay.as_ref().filter(|overlay| overlay.replaces(path)) {
            Some(overlay) => overlay.open(path),
            None => self.base.open(path),
        }
    }

    fn position(&self, path: &EntryPath) -> (u32, u64) {
        self.base.position(path)
    }
}

/// Whether the overlay has a directory where the source has none, or the other way round.
fn is_conflict(item: &Item, found: &ItemKind) -> bool {
    // What the manifest does not allow to be packed must not go unnoticed because something covers it.
    let is_submodule = *found == ItemKind::Rejected(Rejection::Submodule);
    is_submodule || (item.kind == ItemKind::Directory) != found.is_directory()
}

fn conflict(overlay: &str, item: &Item, found: &ItemKind) -> String {
    let overlay = overlay.trim_end_matches('/');
    format!(
        "the {} `{}/{}`, where the source has the {} `{}`",
        word(&item.kind),
        Escaped(overlay.as_bytes()),
        item.path,
        word(found),
        item.path
    )
}

fn word(kind: &ItemKind) -> &'static str {
    match kind {
        ItemKind::Directory => "directory",
        ItemKind::Symlink(_) => "symbolic link",
        ItemKind::Rejected(Rejection::Submodule) => "submodule",
        ItemKind::Special(kind) | ItemKind::Unread(kind) => kind,
        ItemKind::File(_) | ItemKind::Pending | ItemKind::Rejected(_) => "file",
    }
}

fn conflicts(key: &Spanned<String>, found: &[String]) -> Diagnostic {
    let list = match found {
        [conflict] => format!(" {conflict}"),
        _ => format!(":{}", Shortened::lines(found, SHOWN).ungrouped()),
    };
    Diagnostic::error(Code::OverlayConflict, format!("the overlay has{list}"))
        .label(key.span(), "a file replaces a file, and a directory is added to a directory")
        .help("remove one of the two, or give it another name")
}
