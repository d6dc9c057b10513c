//! An audit for programs.

use std::io::{self, Write};

use serde::Serialize;

use crate::audit::{AuditTally, AuditVerdict, Class, Explanation, Finding, Namer, Text};
use crate::diff::{Detail, FileContent};
use crate::digest::Digest;
use crate::object_id::ObjectId;
use crate::ops::audit::{AuditReport, ManifestOrigin, ReportedManifest};
use crate::path::{Escaped, as_text};
use crate::plan::Package;
use crate::report::json;
use crate::source::git::Conversion;

/// As one JSON document (`schema/audit.schema.json`).
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn json(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    json::write(&AuditDocument::new(report), out)
}

/// The schema of the document.
#[must_use]
pub fn schema() -> String {
    json::schema::<AuditDocument<'_>>()
}

/// The result of `pkgr audit`.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(title = "pkgr audit")]
struct AuditDocument<'a> {
    /// How the archive and the commit compare.
    verdict: AuditVerdict,
    /// The archive.
    archive: AuditedArchiveView,
    /// The commit.
    commit: CommitView<'a>,
    /// The manifest that explained, as it was named.
    manifest: Option<String>,
    /// Why it explains, or why the one that was found does not.
    manifest_origin: Option<ManifestOriginView>,
    /// How many findings nothing explains, by what they can do.
    unexplained: AuditTally,
    /// How many paths there are of each class.
    counts: CountsView,
    /// What nothing explains; what matters most comes first.
    findings: Vec<FindingView<'a>>,
    /// What is explained.
    explained: Vec<FindingView<'a>>,
    /// Name and version; null where no manifest explains.
    package: Option<&'a Package>,
    /// How the bytes of some files differ.
    details: &'a [Detail],
    /// The beginning of files that only the archive has, that can steer a build, and that nothing explains.
    contents: &'a [FileContent],
}

/// The archive that was read.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "ArchiveView")]
struct AuditedArchiveView {
    /// As it was named.
    file: String,
    /// Length of the file in bytes.
    size: u64,
    /// SHA-256 of the file.
    sha256: Digest,
    /// SHA-256 of the tar stream inside; null for a zip, which has none.
    tar_sha256: Option<Digest>,
    /// The top directory that is no part of the paths; null where there is none.
    prefix: Option<String>,
}

/// The commit that the archive was compared with.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct CommitView<'a> {
    /// Its id.
    id: ObjectId,
    /// The id of its tree.
    tree: ObjectId,
    /// Who named it in the archive; null where `--rev` did.
    named_by: Option<Namer>,
    /// As `--rev` or the archive has it.
    rev: &'a str,
    /// The tags that lead to it.
    tags: &'a [String],
    /// The directory of the tree that was compared; null for the whole tree.
    directory: Option<String>,
}

/// Where a manifest comes from.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct ManifestOriginView {
    /// Its path, as it was named.
    file: String,
    /// Whether it was named on the command line.
    named: bool,
    /// Whether the commit has it with the same bytes.
    committed: bool,
    /// Whether it explains anything: only if it was named, or is the commit's.
    used: bool,
}

impl ManifestOriginView {
    fn new(manifest: &ReportedManifest) -> Self {
        let (named, committed) = match manifest.origin {
            ManifestOrigin::Commit => (false, true),
            ManifestOrigin::Named { is_committed } => (true, is_committed),
            ManifestOrigin::Unused => (false, false),
        };
        Self { file: as_text(&manifest.name), named, committed, used: named || committed }
    }
}

/// How many paths there are of each class, explained ones included.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct CountsView {
    same: usize,
    converted: usize,
    changed: usize,
    kind: usize,
    mode: usize,
    added: usize,
    missing: usize,
    duplicate: usize,
    submodule: usize,
    origin: usize,
}

/// One path, or what is said of the archive's origin.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct FindingView<'a> {
    /// What is the matter.
    class: Class,
    /// Below the top directory, as it is shown.
    path: String,
    /// How it can steer a build.
    #[serde(skip_serializing_if = "Option::is_none")]
    steers: Option<&'a str>,
    /// What kind of bytes the archive has.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Text>,
    /// What the tree has.
    #[serde(skip_serializing_if = "str::is_empty")]
    tree: &'a str,
    /// What the archive has.
    #[serde(skip_serializing_if = "str::is_empty")]
    archive: &'a str,
    /// What else is to be known.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    /// What explains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<ExplanationView<'a>>,
}

/// Why a difference is as it should be.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct ExplanationView<'a> {
    /// `export-ignore`, `export-subst`, `line-endings`, `large-file`, `ident`, `encoding`, `submodule`, `cargo`,
    /// `python`, `npm` or `manifest`.
    kind: &'static str,
    /// In words.
    why: String,
    /// The manifest and its line.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
}

impl<'a> AuditDocument<'a> {
    fn new(report: &'a AuditReport) -> Self {
        let AuditReport { name, inventory, commit, audit, .. } = report;
        let count = |class| audit.count(class).0;
        let (explained, findings) = audit.findings.iter().partition(|finding| finding.explained.is_some());
        let views = |findings: Vec<&'a Finding>| findings.into_iter().map(FindingView::of).collect();
        Self {
            verdict: audit.verdict,
            archive: AuditedArchiveView {
                file: as_text(name),
                size: inventory.file.size,
                sha256: inventory.file.digest,
                tar_sha256: inventory.tar().map(|tar| tar.stream.digest),
                prefix: audit.prefix.as_ref().map(|prefix| Escaped(prefix).to_string()),
            },
            commit: CommitView {
                id: commit.revision.commit.id,
                tree: commit.revision.commit.tree,
                named_by: report.named_by,
                rev: &commit.revision.provenance.rev,
                tags: &commit.tags,
                directory: commit.directory.as_ref().map(ToString::to_string),
            },
            manifest: report.manifest.as_ref().and_then(ReportedManifest::used),
            manifest_origin: report.manifest.as_ref().map(ManifestOriginView::new),
            unexplained: audit.tally(),
            counts: CountsView {
                same: audit.same,
                converted: count(Class::Converted),
                changed: count(Class::Changed),
                kind: count(Class::Kind),
                mode: count(Class::Mode),
                added: count(Class::Added),
                missing: count(Class::Missing),
                duplicate: count(Class::Duplicate),
                submodule: count(Class::Submodule),
                origin: count(Class::Origin),
            },
            findings: views(findings),
            explained: views(explained),
            package: report.package.as_ref(),
            details: &report.details,
            contents: &report.contents,
        }
    }
}

impl Explanation {
    /// In a word, for programs.
    fn kind(&self) -> &'static str {
        match self {
            Self::ExportIgnore => "export-ignore",
            Self::Conversion(Conversion::ExportSubst) => "export-subst",
            Self::Conversion(Conversion::LineEndings) => "line-endings",
            Self::Conversion(Conversion::LargeFile) => "large-file",
            Self::Conversion(Conversion::Ident) => "ident",
            Self::Conversion(Conversion::Encoding) => "encoding",
            Self::Submodule => "submodule",
            Self::Cargo(_) => "cargo",
            Self::Python(_) => "python",
            Self::Npm(_) => "npm",
            Self::Manifest { .. } => "manifest",
        }
    }
}

impl<'a> FindingView<'a> {
    fn of(finding: &'a Finding) -> Self {
        let by = finding.explained.as_ref().map(|explanation| ExplanationView {
            kind: explanation.kind(),
            why: explanation.to_string(),
            place: match explanation {
                Explanation::Manifest { place, .. } => Some(place),
                _ => None,
            },
        });
        Self {
            class: finding.class,
            path: Escaped(&finding.path).to_string(),
            steers: finding.steers,
            text: finding.text,
            tree: &finding.tree,
            archive: &finding.archive,
            note: finding.note.as_deref(),
            by,
        }
    }
}
