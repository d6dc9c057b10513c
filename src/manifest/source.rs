//! `[source]`: where the files come from.

use super::Spanned;
use crate::object_id::ObjectId;

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
}

/// `git = "…"`: the tree of one commit.
#[derive(Clone, Debug)]
pub struct GitSource {
    /// Path of the repository, relative to the manifest, never empty.
    pub repository: Spanned<String>,
    /// Tag, branch or commit id; resolved once.
    pub rev: Spanned<String>,
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
}
