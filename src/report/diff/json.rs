//! A comparison as one JSON document (`schema/diff.schema.json`).

use std::io::{self, Write};

use serde::Serialize;

use crate::container::names::DuplicatePath;
use crate::diff::{Cause, Detail, Verdict};
use crate::digest::Digest;
use crate::object_id::ObjectId;
use crate::ops::diff::{DiffReport, NamedSide};
use crate::ops::steering::SteeringFile;
use crate::path::{Escaped, as_text};
use crate::report::facts::SideFacts;
use crate::report::json;

/// Writes the document.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn json(report: &DiffReport, out: &mut dyn Write) -> io::Result<()> {
    let document = DiffDocument {
        verdict: report.difference.verdict,
        left: SideView::new(&report.left),
        right: SideView::new(&report.right),
        causes: &report.difference.causes,
        changed: report.difference.changed.len(),
        details: &report.details,
        steering: &report.steering,
    };
    json::write(&document, out)
}

/// The schema of the document.
#[must_use]
pub fn schema() -> String {
    json::schema::<DiffDocument<'_>>()
}

/// The result of `pkgr diff`.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(title = "pkgr diff")]
struct DiffDocument<'a> {
    /// How much the sides have in common.
    verdict: Verdict,
    /// The first side.
    left: SideView,
    /// The second side.
    right: SideView,
    /// Why they are not identical.
    causes: &'a [Cause],
    /// Files whose bytes differ.
    changed: usize,
    /// How some of them differ.
    details: &'a [Detail],
    /// The files of the right side that can steer a build and are added or changed.
    steering: &'a [SteeringFile],
}

/// One side of a comparison.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct SideView {
    /// As it was named.
    name: String,
    /// Members of the archive, or entries of the directory.
    members: usize,
    /// The directory that all members of an archive are in; null where there is none.
    top_directory: Option<String>,
    /// The commit that the comment of an archive names, as `git archive` writes it; anybody can write one.
    claimed_commit: Option<ObjectId>,
    /// Paths that several members have: which of them is unpacked depends on the program.
    duplicates: Vec<DuplicateView>,
    /// What an archive is beyond its members.
    archive: Option<ComparedArchiveView>,
}

/// A path that several members have.
#[derive(Serialize, schemars::JsonSchema)]
struct DuplicateView {
    /// The path that they are unpacked to.
    path: String,
    /// Members that have it.
    count: usize,
}

/// What an archive is beyond its members.
#[derive(Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "ArchiveView")]
struct ComparedArchiveView {
    /// Length of the file in bytes.
    size: u64,
    /// SHA-256 of the file.
    sha256: Digest,
    /// SHA-256 of the tar stream inside; null for a zip, which has none.
    tar_sha256: Option<Digest>,
    /// The format of the compression, as in a manifest, or `zip`.
    compression: &'static str,
    /// The tools that may have written it, judged by the encoding of its headers.
    dialect: String,
    /// The order of its members: `gnu-name`, `bytes`, `git`, `unsorted`.
    order: String,
}

impl SideView {
    fn new(named: &NamedSide) -> Self {
        let SideFacts { members, top, claimed_commit, duplicates, archive } = SideFacts::new(&named.side);
        let view = |found: DuplicatePath| DuplicateView {
            path: Escaped(&found.path).to_string(),
            count: found.count,
        };
        let duplicates = duplicates.into_iter().map(view).collect();
        let archive = archive.map(|archive| ComparedArchiveView {
            size: archive.file.size,
            sha256: archive.file.digest,
            tar_sha256: archive.tar.map(|tar| tar.stream.digest),
            compression: archive.compression,
            dialect: archive.dialect,
            order: archive.order,
        });
        Self { name: as_text(&named.name), members, top_directory: top, claimed_commit, duplicates, archive }
    }
}
