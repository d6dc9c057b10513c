//! A commit as the source of an archive: which one, and which files of the archive it has.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::Path;

use super::input::CommitChoice;
use super::overlay::NewOverlay;
use super::published::Published;
use super::tree::{SourceTree, as_unpacked, entries, surplus};
use crate::audit::CargoInfo;
use crate::container::inventory::RawKind;
use crate::container::names::top;
use crate::diagnostic::{Checked, Code, Diagnostic, Diagnostics};
use crate::digest::{Digest, Hasher};
use crate::entry::{Kind, Size};
use crate::infer::{
    InferredCommit, InferredSource, Observation, PackageName, SourceAttributes, below, prefix,
};
use crate::init::{RevisionName, of_version};
use crate::object_id::ObjectId;
use crate::ops::Loaded;
use crate::ops::checkout::relative;
use crate::path::{EntryPath, shown};
use crate::source::git::tag_names;
use crate::source::{Contents as _, ItemKind, Listing, Source, SourcePlace};

/// The file in which cargo writes the commit down.
const CARGO_INFO: &[u8] = b".cargo_vcs_info.json";

/// The tree of the commit that an archive was made from.
///
/// # Errors
/// Returns an error if there is no such commit, or if it cannot be read.
pub(super) fn of_commit(
    published: &Published<'_>,
    choice: CommitChoice<'_>,
    manifest: &Path,
) -> Result<SourceTree, Diagnostics> {
    let claim = claim(published);
    let recipe = InferredCommit {
        repository: relative(choice.repository, manifest)?,
        rev: rev(published, choice, &claim)?,
        commit: None,
        subdirectory: claim.directory.as_ref().map(ToString::to_string),
        ignores: true,
        is_git_archive: published.respelling.dialect.is_of_commit(),
        overlay: None,
    };
    let found = nearest(published, recipe, &claim, manifest)?;
    let foreign = foreign(published, &found.listing, &found.source)?;
    let (found, overlay) = match choice.overlay.filter(|_| !foreign.is_empty()) {
        None => (found, None),
        Some(directory) => {
            let overlay = NewOverlay::write(published, &foreign, directory)?;
            let laid = Some(relative(directory, manifest)?);
            let package = PackageName::of_archive(&published.file);
            (read(InferredCommit { overlay: laid, ..found.recipe }, &package, manifest)?, Some(overlay))
        }
    };
    let commit = found.source.revision().map(|revision| revision.provenance.commit);
    let found = Reading { recipe: InferredCommit { commit, ..found.recipe }, ..found };
    Ok(tree(published, found, overlay, &foreign))
}

/// What an archive says of its origin. Anybody can write that, so it only decides where to look.
#[derive(Clone, Debug, Default)]
struct CommitClaim {
    commit: Option<ObjectId>,
    directory: Option<EntryPath>,
}

fn claim(published: &Published<'_>) -> CommitClaim {
    if let Some(commit) = published.headings.commit {
        return CommitClaim { commit: Some(commit), directory: None };
    }
    let members = &published.inventory.members;
    let top = top(members);
    let number = members.iter().position(|member| member.path.below(top) == CARGO_INFO);
    let info = number.and_then(|number| CargoInfo::parse(&published.body(number)?));
    info.map_or_else(CommitClaim::default, |info| CommitClaim {
        commit: Some(info.commit),
        directory: info.directory,
    })
}

/// The value of `rev`: a template.
fn rev(
    published: &Published<'_>,
    choice: CommitChoice<'_>,
    claim: &CommitClaim,
) -> Result<RevisionName, Diagnostic> {
    if let Some(rev) = choice.rev {
        return Ok(RevisionName::Tag(rev.to_owned()));
    }
    let package = PackageName::of_archive(&published.file);
    let tags = tag_names(choice.repository)?;
    let tag = of_version(&package.version, &package.name, &tags);
    match (claim.commit, tag) {
        (Some(commit), _) => Ok(RevisionName::Tag(commit.to_string())),
        (None, Some(tag)) => Ok(tag),
        (None, None) => Err(no_commit(published, choice.repository, &package)),
    }
}

fn no_commit(published: &Published<'_>, repository: &Path, package: &PackageName) -> Diagnostic {
    let message = format!(
        "`{}` names no commit, and no tag of `{}` is of version {}",
        published.file,
        shown(repository),
        package.version
    );
    Diagnostic::error(Code::AuditNoCommit, message).help("name its tag with `--rev`, such as `--rev v1.0`")
}

/// A way to read a commit.
struct Reading {
    recipe: InferredCommit,
    source: Source,
    listing: Listing,
}

/// The way to read a commit that has the most files of the archive, and the fewest others.
fn nearest(
    published: &Published<'_>,
    recipe: InferredCommit,
    claim: &CommitClaim,
    manifest: &Path,
) -> Result<Reading, Diagnostics> {
    let wanted = wanted(published);
    let package = PackageName::of_archive(&published.file);
    let read = |recipe: InferredCommit| read(recipe, &package, manifest);
    let whole = read(recipe.clone())?;
    let packed = read(InferredCommit { ignores: false, ..recipe.clone() })?;
    let mut all = vec![whole, packed];
    // cargo says where the package is; of others, the files do.
    if claim.directory.is_none()
        && let Some(directory) = directory(&all[1].listing, &wanted)
    {
        let below = InferredCommit { subdirectory: Some(directory.to_string()), ..recipe };
        all.push(read(below.clone())?);
        all.push(read(InferredCommit { ignores: false, ..below })?);
    }
    let distance = |reading: &Reading| {
        let files: BTreeSet<&EntryPath> = files(&reading.listing).collect();
        let both = wanted.iter().filter(|path| files.contains(path)).count();
        (wanted.len() - both, files.len() - both)
    };
    // Of equally near ones the first is kept: the one that honours the attributes of the commit.
    Ok(all.into_iter().min_by_key(distance).expect("there are at least two"))
}

fn read(recipe: InferredCommit, package: &PackageName, manifest: &Path) -> Result<Reading, Diagnostics> {
    let text = recipe.sample(package);
    let (loaded, _) = Loaded::parse(manifest, text.into_bytes())?;
    let place = SourcePlace { directory: loaded.directory(), overlay: None };
    let Checked { value, diagnostics } = Source::open(&loaded.manifest, place);
    let Some(source) = value else { return Err(diagnostics.source(&loaded.text)) };
    let listing = source.list(&mut |_| true)?;
    Ok(Reading { recipe, source, listing })
}

/// The files of the archive, below its top directory.
fn wanted(published: &Published<'_>) -> BTreeSet<EntryPath> {
    let prefix = prefix(&published.inventory);
    let entries = published.headings.members.iter().filter_map(|heading| heading.entry.as_ref());
    let files = entries.filter(|entry| !entry.is_directory());
    files.map(|entry| below(&entry.path, prefix.as_ref())).collect()
}

fn files(listing: &Listing) -> impl Iterator<Item = &EntryPath> {
    listing.items.iter().filter(|item| !item.kind.is_directory()).map(|item| &item.path)
}

/// The directory of a commit below which most files of the archive are, if it is not the top.
fn directory(listing: &Listing, wanted: &BTreeSet<EntryPath>) -> Option<EntryPath> {
    let mut counts: BTreeMap<EntryPath, usize> = BTreeMap::new();
    for path in files(listing) {
        for above in path.parents() {
            if wanted.contains(&below(path, Some(&above))) {
                *counts.entry(above).or_default() += 1;
            }
        }
    }
    let at_top = files(listing).filter(|path| wanted.contains(path)).count();
    let (directory, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count > at_top).then_some(directory)
}

/// The numbers of the members that the commit does not have with the same bytes.
fn foreign(
    published: &Published<'_>,
    listing: &Listing,
    source: &Source,
) -> Result<BTreeSet<usize>, Diagnostics> {
    let kinds: BTreeMap<&EntryPath, &ItemKind> =
        listing.items.iter().map(|item| (&item.path, &item.kind)).collect();
    let prefix = prefix(&published.inventory);
    let mut foreign = BTreeSet::new();
    let pairs = published.inventory.members.iter().zip(&published.headings.members);
    for (number, (member, heading)) in pairs.enumerate() {
        let Some(entry) = &heading.entry else { continue };
        let path = below(&entry.path, prefix.as_ref());
        let is_same = match (&member.kind, kinds.get(&path)) {
            (RawKind::Directory, _) => true,
            (RawKind::Symlink(target), Some(ItemKind::Symlink(other))) => *target == *other.as_bytes(),
            (RawKind::File, Some(ItemKind::File(size))) => {
                *size == member.body.size && digest(source, &path)? == member.body.digest
            }
            _ => false,
        };
        if !is_same {
            foreign.insert(number);
        }
    }
    Ok(foreign)
}

fn digest(source: &Source, path: &EntryPath) -> Result<Digest, Diagnostics> {
    let mut hasher = Hasher::default();
    let mut bytes = vec![0; 64 * 1024];
    let mut reader = source.open(path)?;
    loop {
        let count = reader
            .read(&mut bytes)
            .map_err(|cause| crate::error::Error::new("read", path.to_string(), cause))?;
        if count == 0 {
            return Ok(hasher.finish());
        }
        hasher.update(&bytes[..count]);
    }
}

fn tree(
    published: &Published<'_>,
    found: Reading,
    overlay: Option<NewOverlay>,
    foreign: &BTreeSet<usize>,
) -> SourceTree {
    let Reading { recipe, source, listing } = found;
    let items: BTreeMap<&EntryPath, _> =
        listing.items.iter().map(|item| (&item.path, item.attributes.mode)).collect();
    let prefix = prefix(&published.inventory);
    // A commit has no times of files, and knows of modes whether a file may be executed.
    let entries = entries(published, prefix.as_ref(), |entry, path| {
        let unpacked = as_unpacked(entry);
        let mode = match entry.kind {
            // What is nowhere cannot be an entry, and is listed as foreign.
            Kind::File(Size(_)) => *items.get(path)?,
            Kind::Symlink(_) => items.get(path).map(|_| unpacked.mode)?,
            Kind::Directory => unpacked.mode,
        };
        Some(SourceAttributes { mode, time: None })
    });
    let path = |&number: &usize| {
        let entry = published.headings.members[number].entry.as_ref()?;
        Some(below(&entry.path, prefix.as_ref()))
    };
    let foreign = foreign.iter().filter_map(path).collect();
    let entries: Vec<Observation> = entries.into_iter().flatten().collect();
    SourceTree {
        exclude: surplus(&listing, &entries),
        named: InferredSource::Git(Box::new(recipe)),
        source,
        prefix,
        entries,
        foreign,
        overlay,
    }
}
