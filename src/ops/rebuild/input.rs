//! What is to be rebuilt.

use std::path::Path;

use crate::infer::TimesFrom;

/// What is to be rebuilt, and where the manifest will be.
#[derive(Clone, Copy, Debug)]
pub struct RebuildInput<'a> {
    /// The archive.
    pub archive: &'a Path,
    /// The manifest to write.
    pub manifest: &'a Path,
    /// Where the files come from.
    pub source: RebuildSource<'a>,
    /// Whether times and modes of files may be part of what makes the archive.
    pub times: TimesFrom,
    /// Whether files that are there are replaced.
    pub replace: bool,
    /// Whether a second manifest is wanted, of a reproducible release.
    pub modernize: bool,
}

/// Where the files of an archive come from.
#[derive(Clone, Copy, Debug)]
pub enum RebuildSource<'a> {
    /// The archive itself, as if it were unpacked beside the manifest.
    Archive,
    /// A directory.
    Directory(&'a Path),
    /// A commit.
    #[cfg(feature = "git")]
    Commit(CommitChoice<'a>),
}

/// Where a commit is looked for.
#[cfg(feature = "git")]
#[derive(Clone, Copy, Debug)]
pub struct CommitChoice<'a> {
    /// The repository.
    pub repository: &'a Path,
    /// A tag, a branch or a commit; `None` for what the archive names, or else the tag of its version.
    pub rev: Option<&'a str>,
    /// Where files are written that the commit does not have; it must not be there yet. Without it, they are listed.
    pub overlay: Option<&'a Path>,
}
