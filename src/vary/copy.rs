//! Copies of a manifest and its source that lie otherwise on disk.
//!
//! A copy has the files, modes and times of the original, and the manifest beside it with the paths
//! in it that lead to the copy. Without steps, files that are not packed are copied empty, and
//! directories that nobody looks into too: only their names could matter.

mod tree;

use std::fs;
use std::ops::Range;
use std::os::unix::fs::lchown;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use self::tree::CopiedTree;
use super::settings::Copying;
use crate::error::Error;
use crate::manifest::{DirectorySource, GitSource, Manifest, SourceTable, Submodules};
use crate::path::EntryPath;
use crate::plan::Rules;
use crate::settings::text::string;
use crate::source::CreationOrder;
use crate::source::directory::Directory;
use crate::source::fs_write;
use crate::source::git::Layout;
use crate::temporary::{Name, PrivateDirectory};

/// What is copied.
#[derive(Clone, Copy)]
pub struct CopySource<'a> {
    /// The manifest.
    pub manifest: &'a Manifest,
    /// Its text.
    pub text: &'a str,
    /// The directory that its paths are relative to.
    pub directory: &'a Path,
    /// The output directory, if it is in the source.
    pub output: Option<&'a EntryPath>,
    /// The overlay, if it is in the source.
    pub overlay: Option<&'a EntryPath>,
}

/// A copy; dropping it removes it.
pub struct Copied {
    /// The manifest of the copy.
    pub manifest: PathBuf,
    trees: Vec<CopiedTree>,
    place: PrivateDirectory,
}

/// Shuffles that are tried beyond the first.
const MOST_SHUFFLES: u8 = 7;

/// The name of the copied source, beside the manifest's directory.
const SOURCE: &str = "source";

/// The name of the copied overlay, beside the manifest's directory.
const OVERLAY: &str = "overlay";

/// The name of the copied file of signers, beside the manifest.
const SIGNERS: &str = "signers";

impl Copied {
    /// Copies; `usual` is where, if `how` says nothing else.
    ///
    /// # Errors
    /// Why it cannot be had, in words.
    pub fn make(original: CopySource<'_>, how: &Copying, usual: &Path) -> Result<Self, String> {
        let mut how = how.clone();
        loop {
            let mut copied = Self::attempt(original, &how, usual).map_err(|error| error.to_string())?;
            if how.order == CreationOrder::Sorted || copied.has_other_order()? {
                copied
                    .trees
                    .iter_mut()
                    .try_for_each(CopiedTree::finish)
                    .map_err(|error| error.to_string())?;
                return Ok(copied);
            }
            // Two files have few orders: the first one that is tried may be that of the original.
            how.order = match (how.order, &how.place) {
                (CreationOrder::Shuffled(number), Some(_)) if number < MOST_SHUFFLES => {
                    CreationOrder::Shuffled(number + 1)
                }
                _ => return Err("the file system lists the files in the same order all the same".to_owned()),
            };
        }
    }

    fn attempt(original: CopySource<'_>, how: &Copying, usual: &Path) -> Result<Self, Error> {
        let place = how.place.as_deref().unwrap_or(usual);
        let place = PrivateDirectory::create_in(place, Name::Random("pkgr-vary-"))?;
        let top = place.path().join(how.longer.as_deref().unwrap_or("copy"));
        fs_write::directories(place.path(), &top)?;
        fs_write::directory(&top.join("manifest"))?;
        let manifest = top.join("manifest/release.toml");
        let mut copied = Self { manifest, trees: Vec::new(), place };
        let mut paths = vec![];
        match &original.manifest.source {
            SourceTable::Directory(directory) => {
                copied.directory(original, directory, &top, how)?;
                paths.push((directory.path.span(), format!("../{SOURCE}")));
            }
            SourceTable::Git(git) => {
                copied.repository(original, git, &top, how)?;
                paths.push((git.repository.span(), format!("../{SOURCE}")));
                paths.extend(copied.copy_signers(original, git)?);
            }
        }
        paths.extend(copied.overlay(original, &top, how)?);
        let text = with(original.text, paths);
        fs::write(&copied.manifest, text).map_err(Error::at("write", &copied.manifest))?;
        Ok(copied)
    }

    /// The directory that contains the whole copy.
    #[must_use]
    pub fn top(&self) -> &Path {
        self.place.path()
    }

    /// Gives everything to another user.
    ///
    /// # Errors
    /// Returns an error if the system rejects the change.
    pub fn give_to(&self, user: u32) -> Result<(), Error> {
        // Contents first: what was given away already cannot be changed under the walk.
        for entry in WalkDir::new(self.top()).contents_first(true) {
            let entry = entry.map_err(|cause| Error::at("give away", self.top())(cause.into()))?;
            lchown(entry.path(), Some(user), Some(user)).map_err(Error::at("give away", entry.path()))?;
        }
        Ok(())
    }

    fn directory(
        &mut self,
        original: CopySource<'_>,
        source: &DirectorySource,
        top: &Path,
        how: &Copying,
    ) -> Result<(), Error> {
        let CopySource { manifest, directory, output, overlay, .. } = original;
        let from = Directory::open(&directory.join(source.packed()))?;
        let rules = Rules { files: &manifest.files, output };
        let takes_all = !manifest.generate.is_empty();
        let looks_into = |directory: &EntryPath| {
            // The overlay is copied to another place; here its files would be a part of the source.
            let is_left_out = [output, overlay].contains(&Some(directory));
            (!is_left_out).then(|| takes_all || rules.looks_into(directory))
        };
        let takes = |path: &EntryPath| {
            takes_all || matches!(rules.decide(path, false), crate::plan::Decision::Included(_))
        };
        let to = source.packed_in(&top.join(SOURCE));
        to.parent().map_or(Ok(()), |parent| fs_write::directories(top, parent))?;
        let tree = CopiedTree::copy(from, &to, how, &looks_into, &takes)?;
        self.trees.push(tree);
        Ok(())
    }

    /// Copies the overlay, whole.
    fn overlay(
        &mut self,
        original: CopySource<'_>,
        top: &Path,
        how: &Copying,
    ) -> Result<Option<(Range<usize>, String)>, Error> {
        let Some(overlay) = original.manifest.source.overlay() else { return Ok(None) };
        let from = Directory::open(&original.directory.join(overlay.get_ref()))?;
        self.trees.push(CopiedTree::copy(from, &top.join(OVERLAY), how, &|_| Some(true), &|_| true)?);
        Ok(Some((overlay.span(), format!("../{OVERLAY}"))))
    }

    /// Copies a repository's own files, and where submodules may be checked out, those too.
    fn repository(
        &mut self,
        original: CopySource<'_>,
        git: &GitSource,
        top: &Path,
        how: &Copying,
    ) -> Result<(), Error> {
        let layout = Layout::open(&original.directory.join(git.repository.get_ref()))?;
        let all = |_: &EntryPath| Some(true);
        let mut to = top.join(SOURCE);
        if let Some(work_dir) = &layout.work_dir {
            let checked_out = |path: &EntryPath| (path.as_bytes() != b".git").then_some(true);
            match git.submodules {
                Submodules::Include => {
                    let from = Directory::open(work_dir)?;
                    let is_file = |path: &EntryPath| path.as_bytes() != b".git";
                    self.trees.push(CopiedTree::copy(from, &to, how, &checked_out, &is_file)?);
                }
                Submodules::Deny | Submodules::Omit | Submodules::Empty => fs_write::directory(&to)?,
            }
            to.push(".git");
            // The file that stands there in a linked work tree.
            let _ = fs::remove_file(&to);
        }
        let from = Directory::open(&layout.common_dir)?;
        self.trees.push(CopiedTree::copy(from, &to, how, &all, &|_| true)?);
        if layout.git_dir != layout.common_dir {
            let (from, to) = (layout.git_dir.join("HEAD"), to.join("HEAD"));
            fs::copy(&from, &to).map_err(Error::at("copy", &from))?;
        }
        // The copy is elsewhere, so relative names of other stores would lead nowhere.
        absolute_alternates(&layout.common_dir, &to)
    }

    /// Copies the file of signers beside the manifest.
    fn copy_signers(
        &self,
        original: CopySource<'_>,
        git: &GitSource,
    ) -> Result<Option<(Range<usize>, String)>, Error> {
        let Some(signers) = &git.expect.signers else { return Ok(None) };
        let from = original.directory.join(signers.get_ref());
        let to = self.manifest.with_file_name(SIGNERS);
        fs::copy(&from, &to).map_err(Error::at("copy", &from))?;
        Ok(Some((signers.span(), SIGNERS.to_owned())))
    }

    /// Whether a directory lists its files in another order than the original.
    fn has_other_order(&self) -> Result<bool, String> {
        let orders = self.trees.iter().map(CopiedTree::has_other_order).collect::<Result<Vec<_>, _>>();
        orders.map(|orders| orders.contains(&true)).map_err(|error| error.to_string())
    }
}

/// Other stores of objects may be named relative to the store.
fn absolute_alternates(from: &Path, to: &Path) -> Result<(), Error> {
    let name = "objects/info/alternates";
    let path = to.join(name);
    let Ok(text) = fs::read_to_string(&path) else { return Ok(()) };
    let objects = std::path::absolute(from.join("objects")).map_err(Error::at("find", from))?;
    let line = |line: &str| {
        if line.starts_with('#') {
            line.to_owned()
        } else {
            objects.join(line).to_string_lossy().into_owned()
        }
    };
    let text = text.lines().map(|text| line(text) + "\n").collect::<String>();
    fs::remove_file(&path).and_then(|()| fs::write(&path, text)).map_err(Error::at("write", &path))
}

/// The manifest's text with other values in place of some strings.
fn with(text: &str, mut values: Vec<(Range<usize>, String)>) -> String {
    // From the end, so that the places of earlier strings stay valid.
    values.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    values.into_iter().fold(text.to_owned(), |mut text, (span, value)| {
        text.replace_range(span, &string(&value));
        text
    })
}
