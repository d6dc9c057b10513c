//! An archive, compared with the commit that it claims to be made from, or with any other.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::loaded::manifest_bytes;
use super::steering::first_shown;
use super::{Context, Loaded, archive};
use crate::audit::{
    self, Audit, AuditBodies, AuditManifest, AuditVerdict, Claims, NamedCommit, Namer, Subject,
};
use crate::container::inventory::Inventory;
use crate::container::visitor::BodyVisitor;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::diff::{self, Changed, Detail, FileContent, MOST_CONTENTS};
use crate::error::Error;
use crate::manifest::InputKey;
use crate::object_id::ObjectId;
use crate::path::{EntryPath, Escaped, shown};
use crate::plan::Package;
use crate::source::git::{CommitTree, Revision, Upstream};

/// The name of the manifest at the top of a repository.
const MANIFEST: &[u8] = b"release.toml";

/// What to audit.
#[derive(Clone, Copy, Debug)]
pub struct AuditInput<'a> {
    /// The archive.
    pub archive: &'a Path,
    /// The repository that it was made from.
    pub repository: &'a Path,
    /// A tag, a branch or a commit id; `None` for the commit that the archive names.
    pub rev: Option<&'a str>,
    /// The only commit that is accepted.
    pub expect_commit: Option<ObjectId>,
    /// The manifest.
    pub manifest: ManifestChoice<'a>,
}

/// The manifest that may explain differences.
#[derive(Clone, Copy, Debug)]
pub enum ManifestChoice<'a> {
    /// The user named it: it explains whatever the commit says.
    Named(&'a Path),
    /// It may stand here, and explains only if it is the commit's: any other could come from the maker of
    /// the archive.
    Found(&'a Path),
}

/// An audit, with what was compared.
pub struct AuditReport {
    /// The archive, as it was named.
    pub name: PathBuf,
    /// What is in it.
    pub inventory: Inventory,
    /// The commit.
    pub commit: AuditedCommit,
    /// Who named the commit; `None` for a rev that the user gave.
    pub named_by: Option<Namer>,
    /// The manifest that explained, or could have.
    pub manifest: Option<ReportedManifest>,
    /// What was found.
    pub audit: Audit,
    /// How the bytes of the first unexplained files differ: those that can steer a build, 50 at most, and 10 others.
    pub details: Vec<Detail>,
    /// The beginning of the first 64 unexplained files that only the archive has and that can steer a build.
    pub contents: Vec<FileContent>,
    /// Name and version, where a manifest explains.
    pub package: Option<Package>,
    /// Warnings and errors about the manifest.
    pub problems: Diagnostics,
}

/// The commit that an archive was compared with.
pub struct AuditedCommit {
    /// How it was found.
    pub revision: Revision,
    /// The short names of the tags that lead to it, sorted.
    pub tags: Vec<String>,
    /// The directory that was compared; `None` for the whole tree.
    pub directory: Option<EntryPath>,
}

/// A manifest in an audit.
#[derive(Clone, Debug)]
pub struct ReportedManifest {
    /// Its path.
    pub name: PathBuf,
    /// Why it explains, or why not.
    pub origin: ManifestOrigin,
}

/// Where the manifest of an audit comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManifestOrigin {
    /// The current directory; it has the bytes of the commit's.
    Commit,
    /// The user named it.
    Named {
        /// Whether the commit has it with the same bytes.
        is_committed: bool,
    },
    /// The current directory; the commit has none, or another, so it explains nothing.
    Unused,
}

impl AuditReport {
    /// Whether something differs that nothing explains.
    #[must_use]
    pub fn is_finding(&self) -> bool {
        self.audit.verdict == AuditVerdict::Differs
    }
}

/// Reads the archive, compares it with the commit, and explains the differences.
///
/// # Errors
/// Returns an error if the archive or the repository cannot be read, if the archive can be read in more than one
/// way, if there is no such commit, or if the manifest that was named is not valid.
pub fn run(input: AuditInput<'_>, context: Context<'_>) -> Result<AuditReport, Diagnostics> {
    let named_manifest = match input.manifest {
        // Read first, so that a wrong name is reported before a long archive is read.
        ManifestChoice::Named(path) => Some(manifest_bytes(path)?),
        ManifestChoice::Found(_) => None,
    };
    let upstream = Upstream::open(&context.start.join(input.repository))?;
    let path = context.start.join(input.archive);
    let mut bodies = AuditBodies::new(&upstream);
    archive::begin([&*path], context.progress);
    let inventory = archive::read(&path, &mut bodies, context.progress)?;
    context.progress.end();
    let claims = Claims::of(&inventory, &bodies);
    // What the user names wins over what the archive says about itself.
    let named = claims.commits.first().filter(|_| input.rev.is_none());
    let directory = claims.cargo.as_ref().and_then(|info| info.directory.as_ref());
    let tree = upstream.tree(&rev(input, named)?, directory)?;
    expect(input, &tree.revision)?;
    let manifest = choose(input.manifest, &tree, named_manifest);
    let loaded = manifest.load(context)?;
    let audit_manifest =
        loaded.as_ref().map(|loaded| AuditManifest { spec: &loaded.manifest, text: &loaded.text });
    let subject = Subject {
        inventory: &inventory,
        bodies: &bodies,
        tree: &tree,
        claims: &claims,
        manifest: audit_manifest,
    };
    let (audit, problems) = audit::audit(subject)?;
    let details = details(&path, &tree, &audit)?;
    let contents = contents(&path, &inventory, &audit)?;
    let package = loaded.as_ref().map(|loaded| Package::new(&loaded.manifest));
    let named_by = named.map(|named| named.by);
    let CommitTree { revision, tags, directory, .. } = tree;
    Ok(AuditReport {
        name: input.archive.to_owned(),
        commit: AuditedCommit { revision, tags, directory },
        named_by,
        manifest: manifest.reported,
        audit,
        details,
        contents,
        package,
        problems,
        inventory,
    })
}

/// The manifest that a report names, and its bytes if it explains.
struct ChosenManifest {
    reported: Option<ReportedManifest>,
    bytes: Option<Vec<u8>>,
}

impl ChosenManifest {
    fn load(&self, context: Context<'_>) -> Result<Option<Loaded>, Diagnostics> {
        let (Some(reported), Some(bytes)) = (&self.reported, &self.bytes) else { return Ok(None) };
        let (loaded, warnings) = Loaded::parse(&reported.name, bytes.clone())?;
        (context.report)(&warnings);
        Ok(Some(loaded))
    }
}

fn choose(choice: ManifestChoice<'_>, tree: &CommitTree<'_>, named: Option<Vec<u8>>) -> ChosenManifest {
    let (ManifestChoice::Named(path) | ManifestChoice::Found(path)) = choice;
    let reported = |origin| Some(ReportedManifest { name: path.to_owned(), origin });
    if let Some(bytes) = named {
        let is_committed = tree.has_at_top(MANIFEST, &bytes);
        return ChosenManifest {
            reported: reported(ManifestOrigin::Named { is_committed }),
            bytes: Some(bytes),
        };
    }
    if !path.exists() {
        return ChosenManifest { reported: None, bytes: None };
    }
    match manifest_bytes(path) {
        // A manifest that was only found can be of another release, and would then explain what it
        // should not.
        Ok(bytes) if tree.has_at_top(MANIFEST, &bytes) => {
            ChosenManifest { reported: reported(ManifestOrigin::Commit), bytes: Some(bytes) }
        }
        _ => ChosenManifest { reported: reported(ManifestOrigin::Unused), bytes: None },
    }
}

/// The commit that is asked for, or else that which the archive names.
fn rev(input: AuditInput<'_>, named: Option<&NamedCommit>) -> Result<String, Diagnostic> {
    let named = named.map(|named| named.commit.to_string());
    input.rev.map(str::to_owned).or(named).ok_or_else(|| {
        let message = format!("`{}` does not say which commit it was made from", shown(input.archive));
        Diagnostic::error(Code::AuditNoCommit, message)
            .help("name its tag with `--rev`, such as `--rev v1.0`")
    })
}

/// Rejects any other commit than the expected one.
fn expect(input: AuditInput<'_>, revision: &Revision) -> Result<(), Diagnostic> {
    let commit = revision.provenance.commit;
    let Some(expected) = input.expect_commit.filter(|expected| *expected != commit) else { return Ok(()) };
    let subject = match input.rev {
        Some(rev) => format!("`{}` is", Escaped(rev.as_bytes())),
        None => format!("`{}` names", shown(input.archive)),
    };
    let message = format!("{subject} the commit {commit}, and {expected} is expected");
    let argument = InputKey::ExpectCommit.argument(&commit.to_string());
    Err(Diagnostic::error(Code::GitUnexpectedCommit, message).help(format!(
        "compare with what was announced and with other clones; if that commit is the right one, give `{argument}`"
    )))
}

/// The beginning of what only the archive has and that can steer a build.
fn contents(path: &Path, inventory: &Inventory, audit: &Audit) -> Result<Vec<FileContent>, Error> {
    let steering = audit.unexplained().filter(|finding| finding.steers.is_some() && finding.files.is_none());
    let numbers: Vec<usize> = steering.filter_map(|finding| finding.member).take(MOST_CONTENTS).collect();
    diff::contents(&numbers, &inventory.members, &|wanted, visitor| archive::revisit(path, wanted, visitor))
}

/// How the bytes of the first changed files differ from those of the commit.
fn details(path: &Path, tree: &CommitTree<'_>, audit: &Audit) -> Result<Vec<Detail>, Error> {
    let changed = audit.unexplained().filter(|finding| finding.files.is_some());
    let named = first_shown(changed, |finding| finding.steers.is_some()).filter_map(|finding| {
        let (left, right) = finding.files?;
        Some((Changed { left, right }, Escaped(&finding.path).to_string()))
    });
    let changed: Vec<_> = named.collect();
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let committed = |wanted: &BTreeSet<usize>, visitor: &mut dyn BodyVisitor| {
        wanted.iter().try_for_each(|&number| {
            let leaf = &tree.leaves[number];
            let bytes = tree.bytes(leaf)?;
            visitor.begin(number, leaf.path.as_bytes(), bytes.len() as u64);
            visitor.bytes(&bytes);
            visitor.end();
            Ok(())
        })
    };
    diff::details(&changed, &committed, &|wanted, visitor| archive::revisit(path, wanted, visitor))
}
