//! A manifest that makes a published archive again: inferred from the archive, and proven by building with it.

#[cfg(feature = "git")]
mod commit;
mod directory;
mod input;
#[cfg(feature = "git")]
mod overlay;
mod proof;
mod published;
mod tree;

use super::Context;
use super::init::reject_existing;
use crate::container::tar::ArchiveEnd;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::diff::{Cause, Verdict};
use crate::entry::PaxMtime;
use crate::error::Error;
use crate::infer::{
    self, Circumstances, Grade, InferredArchive, InferredManifest, PackageName, TimesFrom, Weakness,
};
use crate::path::shown;
use crate::time::PreciseTime;

#[cfg(feature = "git")]
pub use input::CommitChoice;
pub use input::{RebuildInput, RebuildSource};
use published::Published;
use tree::SourceTree;

/// The name of the table of entries, which stands beside the manifest.
pub const TABLE: &str = infer::TABLE;

/// The name of the manifest that `--modernize` writes.
pub const MODERN: &str = "release.modern.toml";

/// A manifest that was not written yet, and what building with it gave.
pub struct RebuildReport {
    /// The archive's name.
    pub archive: String,
    /// Whether the source is the archive itself, once it is unpacked.
    pub is_unpacked: bool,
    /// What the manifest says.
    pub recipe: InferredManifest,
    /// How far what was built is the archive.
    pub verdict: Verdict,
    /// Why it is not identical.
    pub causes: Vec<Cause>,
    /// What the recipe needs.
    pub grade: Grade,
    /// What nobody else would have.
    pub weaknesses: Vec<Weakness>,
    /// The manifest of a reproducible release.
    pub modern: Option<InferredManifest>,
}

/// Infers a manifest from an archive, and builds with it. Nothing is written.
///
/// # Errors
/// Returns an error if a file is in the way, if the archive cannot be read or is no tar, or if it has a member that no
/// manifest can describe.
pub fn run(input: RebuildInput<'_>, context: Context<'_>) -> Result<RebuildReport, Diagnostics> {
    reject_existing(input.manifest, input.replace)?;
    // What it looks like in between is of no interest.
    let context = Context { report: &|_| {}, drafted: &|_, _| {}, run_reference: None, ..context };
    let published = Published::read(input.archive, context)?;
    let tree = open(&published, input)?;
    let recipe = infer::infer(&tree.entries, circumstances(&published, &tree, input.times, context)?);
    reject_table(&recipe, input)?;
    let proven = proof::prove(recipe, &tree.source, &published, input.manifest, context)?;
    #[cfg(feature = "git")]
    if let Some(overlay) = tree.overlay {
        overlay.keep();
    }
    let newest = tree.entries.iter().map(|one| one.entry.time()).max().unwrap_or(PreciseTime::EPOCH);
    let modern = input.modernize.then(|| proven.recipe.modernized(newest));
    let modern = modern.map(|modern| proof::plannable(modern, &tree.source, input.manifest, context));
    Ok(RebuildReport {
        archive: published.file.clone(),
        is_unpacked: matches!(input.source, RebuildSource::Archive),
        grade: Grade::of(&proven.recipe),
        weaknesses: proven.recipe.weaknesses(),
        modern: modern.transpose()?,
        verdict: proven.verdict,
        causes: proven.causes,
        recipe: proven.recipe,
    })
}

/// Opens the source that is asked for.
fn open(published: &Published<'_>, input: RebuildInput<'_>) -> Result<SourceTree, Diagnostics> {
    match input.source {
        RebuildSource::Archive => Ok(tree::of_archive(published)),
        RebuildSource::Directory(directory) => directory::of_directory(published, directory, input.manifest),
        #[cfg(feature = "git")]
        RebuildSource::Commit(choice) => commit::of_commit(published, choice, input.manifest),
    }
}

/// What a recipe is inferred from, beside the entries.
fn circumstances<'b>(
    published: &'b Published<'_>,
    tree: &SourceTree,
    times: TimesFrom,
    context: Context<'_>,
) -> Result<Circumstances<'b>, Error> {
    let encoder = published.encoder(context)?;
    let dialect = published.respelling.dialect;
    let commit = published.headings.commit.map(|commit| commit.to_string());
    Ok(Circumstances {
        package: PackageName::of_archive(&published.file),
        source: tree.named.clone(),
        prefix: tree.prefix.clone(),
        exclude: tree.exclude.clone(),
        respelling: &published.respelling,
        archive: InferredArchive {
            file: published.file.clone(),
            dialect,
            end: published.respelling.end.filter(|end| *end != ArchiveEnd::of(dialect)),
            comment: dialect.is_of_commit().then_some(commit),
            pax_mtime: PaxMtime::None,
            is_encoder_known: encoder.is_some(),
            compression: encoder.unwrap_or_else(|| published.nearest()),
        },
        times,
        committed: tree.source.revision().map(|revision| revision.commit.time),
        foreign: tree.foreign.clone(),
    })
}

/// A table that is there may be that of another manifest.
fn reject_table(recipe: &InferredManifest, input: RebuildInput<'_>) -> Result<(), Diagnostic> {
    let beside = |name: &str| input.manifest.with_file_name(name);
    let wanted = [(recipe.table.is_some(), TABLE), (input.modernize, MODERN)];
    let mut files = wanted.into_iter().filter(|(is_wanted, _)| *is_wanted).map(|(_, name)| beside(name));
    let taken = files.find(|path| path.symlink_metadata().is_ok() && !input.replace);
    taken.map_or(Ok(()), |path| {
        let message = format!("`{}` exists already", shown(&path));
        let help = "remove it, or replace it with `--force`";
        Err(Diagnostic::error(Code::OutputExists, message).help(help))
    })
}
