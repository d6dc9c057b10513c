//! The plan: the final, ordered list of entries with every header value decided.
//!
//! ```text
//! listing ──select──▶ chosen ──place──▶ Plan<Size> ──hash──▶ Plan
//! ```
//!
//! Everything after the plan is a function of the plan and of bytes that match its digests.

mod arrange;
mod check;
mod content;
mod draft;
mod hash_contents;
mod lint;
mod output;
mod place;
mod places;
mod rejection;
mod select;
mod status;
mod swhid;
mod times;
mod view;
mod work_tree;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::container::tar::{ArchiveEnd, Dialect, ExthdrName, Headers, OwnerFault};
use crate::digest::Digest;
use crate::encoder::{Codec, MemberHeader};
use crate::entry::{Content, Entry, Kind, Origin, Owner, PaxMtime, Size};
use crate::manifest::{GlobalComment, Inputs, Manifest, PackageTable};
use crate::path::{EntryPath, Order};
use crate::secret::Hit;
use crate::source::Provenance;

pub use content::content_digest;
pub use draft::{PlanContext, draft, reference_time};
pub use hash_contents::hash_contents;
pub use lint::lint_contents;
pub use select::{Decision, Rules};
pub use status::{Paths, WorkTreeStatus};
pub use times::Times;

/// Everything that decides the bytes of the archives.
///
/// `Plan<Size>` is a draft: every header value is decided, no file was read yet. [`hash_contents`] reads
/// the files once and makes it a `Plan`.
#[derive(Clone, Debug)]
pub struct Plan<C = Content> {
    pub(crate) package: Package,
    pub(crate) inputs: Inputs,
    pub(crate) revision: Option<Provenance>,
    pub(crate) work_tree: Option<WorkTreeStatus>,
    /// The names of the `[[generate]]` steps.
    pub(crate) steps: Vec<String>,
    /// Whether the steps were not run: then nothing but the paths of their outputs is known.
    pub(crate) is_pending: bool,
    /// The source directory, where it is outside of the manifest's.
    pub(crate) outside: Option<String>,
    /// The overlay, as the manifest names it.
    pub(crate) overlay: Option<String>,
    pub(crate) prefix: EntryPath,
    pub(crate) order: Order,
    pub(crate) owner: Owner,
    pub(crate) times: Times,
    pub(crate) takes_all: bool,
    pub(crate) entries: Vec<Entry<C>>,
    /// Keys and tokens inside files, by the number of the entry; none before the files were read.
    exposed: Vec<(usize, Hit)>,
    /// What a compiler made, by the number of the entry; none before the files were read.
    compiled: Vec<(usize, &'static str)>,
    pub(crate) archives: Vec<Archive>,
}

/// What is packaged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Package {
    /// What a manifest names.
    #[must_use]
    pub fn new(manifest: &Manifest) -> Self {
        let PackageTable { name, version } = &manifest.package;
        Self { name: name.get_ref().clone(), version: version.get_ref().clone() }
    }
}

/// One archive to be made from the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// Bare file name.
    pub file: String,
    /// How the entries become one file.
    pub container: Container,
    /// Paths of entries that it leaves out: every other entry of the plan is a member. With a directory, all that is
    /// below it is left out.
    pub left_out: BTreeSet<EntryPath>,
}

/// How entries become one file. When zip becomes a second variant, the compiler lists the places that have to
/// decide on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Container {
    /// A tar stream, compressed or not.
    Tar(TarSettings),
}

/// How a tar stream is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TarSettings {
    /// How headers are encoded.
    pub dialect: &'static Dialect,
    /// The template for the names of pax extended headers.
    pub exthdr_name: ExthdrName,
    /// Whether records repeat the times of entries that say nothing of their own.
    pub pax_mtime: PaxMtime,
    /// What a global header names in place of the commit of the source.
    pub comment: Option<GlobalComment>,
    /// How the archive ends; `None` for the dialect's own way.
    pub end: Option<ArchiveEnd>,
    /// How the stream is compressed.
    pub codec: Codec,
    /// The header of a gzip file, if the manifest sets one.
    pub header: Option<MemberHeader>,
}

impl Archive {
    /// How its tar stream is written.
    #[must_use]
    pub fn tar(&self) -> &TarSettings {
        let Container::Tar(tar) = &self.container;
        tar
    }

    /// Whether both hold the same tar stream.
    #[must_use]
    pub fn same_tar(&self, other: &Self) -> bool {
        let has_same_members = self.left_out == other.left_out;
        // The compression is what two archives of one stream may differ in.
        let stored =
            |archive: &Self| TarSettings { codec: Codec::STORE, header: None, ..archive.tar().clone() };
        has_same_members && stored(self) == stored(other)
    }

    /// Whether an entry of its plan is a member.
    #[must_use]
    pub fn has<C>(&self, entry: &Entry<C>) -> bool {
        self.left_out.is_empty() || !self.left_out.contains(&entry.path)
    }

    /// What it leaves out, without what is below a directory that it leaves out too.
    pub fn left_out_tops(&self) -> impl Iterator<Item = &EntryPath> {
        let is_top = |path: &&EntryPath| {
            let mut above = path.parents();
            !above.any(|directory| self.left_out.contains(&directory))
        };
        self.left_out.iter().filter(is_top)
    }
}

impl<C> Plan<C> {
    /// What is packaged.
    #[must_use]
    pub fn package(&self) -> &Package {
        &self.package
    }

    /// What was given in place of keys of the manifest.
    #[must_use]
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// The commit that it was made from; `None` for files on disk.
    #[must_use]
    pub fn revision(&self) -> Option<&Provenance> {
        self.revision.as_ref()
    }

    /// How the files differ from the commit that is checked out around them; `None` where there is
    /// none.
    #[must_use]
    pub fn work_tree(&self) -> Option<&WorkTreeStatus> {
        self.work_tree.as_ref()
    }

    /// The top directory of the archives; [`EntryPath::top`] if files lie at the top.
    #[must_use]
    pub fn prefix(&self) -> &EntryPath {
        &self.prefix
    }

    /// The order of the entries.
    #[must_use]
    pub fn order(&self) -> Order {
        self.order
    }

    /// The owner in every header.
    #[must_use]
    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// Where the entries' times come from.
    #[must_use]
    pub fn times(&self) -> Times {
        self.times
    }

    /// Whether everything in the source is an entry.
    #[must_use]
    pub fn takes_all(&self) -> bool {
        self.takes_all
    }

    /// The members, in archive order.
    #[must_use]
    pub fn entries(&self) -> &[Entry<C>] {
        &self.entries
    }

    /// The members of one of the archives, in archive order.
    pub fn members<'p, 'a>(
        &'p self,
        archive: &'a Archive,
    ) -> impl Iterator<Item = &'p Entry<C>> + use<'p, 'a, C> {
        self.entries.iter().filter(|entry| archive.has(entry))
    }

    /// The archives, in the order of the manifest.
    #[must_use]
    pub fn archives(&self) -> &[Archive] {
        &self.archives
    }

    /// The header writer for one of the plan's archives.
    #[must_use]
    pub fn headers(&self, archive: &Archive) -> Headers {
        let tar = archive.tar();
        let headers = self.owned_headers(tar.dialect).expect("the plan's owner was checked");
        let headers = headers.with_exthdr_name(tar.exthdr_name.clone()).with_pax_mtime(tar.pax_mtime);
        let headers = match self.times.common() {
            Some(time) => headers.with_reference_time(time),
            None => headers,
        };
        let headers = match tar.end {
            Some(end) => headers.with_end(end),
            None => headers,
        };
        match (tar.comment, &self.revision) {
            (Some(GlobalComment::Commit(commit)), _) => headers.with_commit(commit),
            (None, Some(revision)) => headers.with_commit(revision.commit),
            (Some(GlobalComment::None), _) | (None, None) => headers,
        }
    }

    /// Headers with the plan's owner. Of files on disk, owner and modes are those of the plan in every dialect; of a
    /// commit, a dialect can have its own.
    ///
    /// # Errors
    /// The dialect cannot hold the owner.
    pub(crate) fn owned_headers(&self, dialect: &'static Dialect) -> Result<Headers, OwnerFault> {
        match self.revision {
            Some(_) => Headers::new(dialect, &self.owner),
            None => Headers::as_planned(dialect, &self.owner),
        }
    }

    /// The path below the source of an entry that the source has; `None` for the top directory
    /// and for directories that only the prefix names.
    #[must_use]
    pub fn source_path(&self, entry: &Entry<C>) -> Option<EntryPath> {
        entry.path.below(&self.prefix)
    }

    /// Leaves out the archives for which `keep` says no.
    pub fn retain_archives(&mut self, keep: impl FnMut(&Archive) -> bool) {
        self.archives.retain(keep);
    }

    /// Makes every archive the bare tar stream, under its own name.
    pub fn store_only(&mut self) {
        for Archive { container: Container::Tar(tar), .. } in &mut self.archives {
            tar.codec = Codec::STORE;
            tar.header = None;
        }
    }

    /// [`source_path`](Self::source_path) of a file.
    pub(crate) fn file_path(&self, entry: &Entry<C>) -> EntryPath {
        self.source_path(entry).expect("every file of a plan lies below its prefix")
    }
}

impl Plan<Size> {
    /// The step that is to make an entry, if it was not run.
    #[must_use]
    pub fn pending_step(&self, entry: &Entry<Size>) -> Option<&str> {
        match entry.origin {
            Origin::Generated(step) if self.is_pending && !entry.is_directory() => Some(&self.steps[step]),
            _ => None,
        }
    }

    /// The same draft without the outputs of steps that were not run.
    #[must_use]
    pub fn without_pending(&self) -> Self {
        let mut known = self.clone();
        known.entries.retain(|entry| self.pending_step(entry).is_none());
        known
    }
}

impl<C: Copy + Into<Size>> Plan<C> {
    /// Bytes in all files.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let size = |entry: &Entry<C>| if let Kind::File(file) = entry.kind { file.into().0 } else { 0 };
        // A hostile source can say that its files are of any size.
        self.entries.iter().map(size).fold(0, u64::saturating_add)
    }
}

impl Plan {
    /// The digest of the content: see [`content_digest`].
    #[must_use]
    pub fn content_digest(&self) -> Digest {
        content_digest(&self.entries)
    }

    /// The digest of the content of one of the archives.
    #[must_use]
    pub fn content_digest_of(&self, archive: &Archive) -> Digest {
        content_digest(self.members(archive))
    }
}
