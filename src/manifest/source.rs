//! `[source]`: where the files come from.

use std::ffi::OsStr;
use std::ops::Range;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use super::Spanned;
use crate::object_id::ObjectId;
use crate::path::EntryPath;

pub use super::raw::{Conversions, ExportSubst, Lfs, Submodules, TagKind};

/// Where the files come from: exactly one of the two.
#[derive(Clone, Debug)]
pub enum SourceTable {
    /// Files on disk.
    Directory(DirectorySource),
    /// The tree of a commit.
    Git(Box<GitSource>),
}

/// `directory = "…"`: files on disk, as they are.
#[derive(Clone, Debug)]
pub struct DirectorySource {
    /// Path relative to the manifest, never empty; `.` is the manifest's own directory.
    pub path: Spanned<String>,
    /// The directory below it that is packed; `None` for all of it.
    pub subdirectory: Option<Spanned<EntryPath>>,
    /// The overlay; `None` for files of the directory alone.
    pub overlay: Option<Spanned<String>>,
}

impl SourceTable {
    /// The directory whose files are added to the source or replace its files, relative to the manifest, never empty.
    #[must_use]
    pub fn overlay(&self) -> Option<&Spanned<String>> {
        match self {
            Self::Directory(directory) => directory.overlay.as_ref(),
            Self::Git(git) => git.overlay.as_ref(),
        }
    }
}

impl DirectorySource {
    /// The path of the directory that is packed, relative to the manifest.
    #[must_use]
    pub fn packed(&self) -> PathBuf {
        self.packed_in(Path::new(self.path.get_ref()))
    }

    /// The path of the directory that is packed, if the whole source is at `top`.
    #[must_use]
    pub fn packed_in(&self, top: &Path) -> PathBuf {
        let below = self.subdirectory.as_ref().map(|below| OsStr::from_bytes(below.get_ref().as_bytes()));
        below.map_or_else(|| top.to_owned(), |below| top.join(below))
    }
}

/// `git = "…"`: the tree of one commit.
#[derive(Clone, Debug)]
pub struct GitSource {
    /// Path of the repository, relative to the manifest, never empty.
    pub repository: Spanned<String>,
    /// Tag, branch or commit id, with the name and the version filled in; resolved once.
    pub rev: Spanned<String>,
    /// The directory of the commit that is packed; `None` for the whole tree.
    pub subdirectory: Option<Spanned<EntryPath>>,
    /// The overlay; `None` for files of the commit alone.
    pub overlay: Option<Spanned<String>>,
    /// What a submodule in the tree means.
    pub submodules: Submodules,
    /// What a Git LFS pointer in the tree means.
    pub lfs: Lfs,
    /// Whether `export-ignore` in the commit's `.gitattributes` is honoured.
    pub export_ignore: bool,
    /// What `export-subst` in the commit's `.gitattributes` means.
    pub export_subst: ExportSubst,
    /// What the attributes of the commit that convert files mean.
    pub conversions: Conversions,
    /// Whether an archive has the dialect `git`: then directories that `export-ignore` empties are packed.
    pub is_git_archive: bool,
    /// What the revision must turn out to be.
    pub expect: Expect,
}

/// `[source.expect]`: what the revision must turn out to be.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// The full id of the commit.
    pub commit: Option<Spanned<ObjectId>>,
    /// The kind of tag that the revision must be; `None` where it need not be a tag.
    pub tag: Option<Spanned<TagKind>>,
    /// File of trusted keys, relative to the manifest; there if and only if a signature is asked for.
    pub signers: Option<Spanned<String>>,
    /// Text that files must contain.
    pub text: Vec<ExpectedText>,
}

/// `text = [{ file, contains }]`: text that a file of the commit must contain.
#[derive(Clone, Debug)]
pub struct ExpectedText {
    /// The file, below the directory that is packed.
    pub file: Spanned<EntryPath>,
    /// The text, with the name and the version filled in; never empty.
    pub contains: Spanned<String>,
    /// Where in the text the version is; `None` if the template has none.
    pub version: Option<Range<usize>>,
}
