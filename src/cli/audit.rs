//! `pkgr audit`: whether an archive is what a commit says.

use std::collections::BTreeSet;
use std::path::Path;

use super::args::{AuditArgs, ReportFormat};
use super::diff::{MOST_DETAILS, archive, see_archive, write_report};
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::audit::{self, Audit, AuditBodies, AuditManifest, AuditVerdict, Claims, Named, Subject};
use crate::container::visitor::BodyVisitor;
use crate::diagnostic::{Code, Diagnostic};
use crate::diff::{self, Changed, Detail};
use crate::error::Error;
use crate::path::Escaped;
use crate::report::audit::{ManifestOrigin, Report, ReportedManifest, json, text};
#[cfg(feature = "html")]
use crate::report::html;
use crate::source::git::{CommitTree, Upstream};

/// The name of the manifest at the top of a repository.
const MANIFEST: &[u8] = b"release.toml";

/// Reads the archive, compares it with the commit, and writes the report.
pub fn run(session: &Session, args: &AuditArgs) -> Result<Exit, Failure> {
    let named_manifest = session.global.manifest.is_some().then(|| session.manifest_bytes()).transpose()?;
    let upstream = Upstream::open(&session.path(&args.git))?;
    let path = session.path(&args.archive);
    let mut bodies = AuditBodies::new(&upstream);
    let inventory = archive(&path, &mut bodies)?;
    let claims = Claims::of(&inventory, &bodies);
    let named = claims.commits.first().filter(|_| args.rev.is_none());
    let rev = rev(args, named)?;
    let directory = claims.cargo.as_ref().and_then(|info| info.directory.as_ref());
    let tree = upstream.tree(&rev, directory)?;
    let (origin, bytes) = manifest(session, &tree, named_manifest);
    let loaded = bytes.map(|bytes| session.load_from(bytes)).transpose()?;
    let manifest = loaded.as_ref().map(|loaded| AuditManifest { spec: &loaded.manifest, text: &loaded.text });
    let subject = Subject { inventory: &inventory, bodies: &bodies, tree: &tree, claims: &claims, manifest };
    let (audit, problems) = audit::audit(subject)?;
    let details = details(&path, &tree, &audit)?;
    let manifest_name = session.manifest();
    let report = Report {
        name: &args.archive,
        inventory: &inventory,
        tree: &tree,
        named_by: named.map(|named| named.by),
        manifest: origin.map(|origin| ReportedManifest { name: &manifest_name, origin }),
        audit: &audit,
        details: &details,
    };
    write_report(session, args.output.as_deref(), args.format, |out| match args.format {
        ReportFormat::Text => text(&report, out),
        ReportFormat::Json => json(&report, out),
        #[cfg(feature = "html")]
        ReportFormat::Html => html::audit(&report, out),
    })?;
    if problems.has_errors() {
        return Err(problems.into());
    }
    session.report(&problems);
    Ok(if audit.verdict == AuditVerdict::Differs { Exit::Finding } else { Exit::Done })
}

/// The manifest that explains, if any: the one that was named, or the one in the current directory if it is the
/// commit's. Any other could come from whoever made the archive.
fn manifest(
    session: &Session,
    tree: &CommitTree<'_>,
    named: Option<Vec<u8>>,
) -> (Option<ManifestOrigin>, Option<Vec<u8>>) {
    if let Some(bytes) = named {
        let is_committed = tree.has_at_top(MANIFEST, &bytes);
        return (Some(ManifestOrigin::Named { is_committed }), Some(bytes));
    }
    if !session.has_manifest() {
        return (None, None);
    }
    match session.manifest_bytes() {
        Ok(bytes) if tree.has_at_top(MANIFEST, &bytes) => (Some(ManifestOrigin::Commit), Some(bytes)),
        _ => (Some(ManifestOrigin::Unused), None),
    }
}

/// The commit that is asked for, or else that which the archive names.
fn rev(args: &AuditArgs, named: Option<&Named>) -> Result<String, Diagnostic> {
    let named = named.map(|named| named.commit.to_string());
    args.rev.clone().or(named).ok_or_else(|| {
        let message = format!(
            "`{}` does not say which commit it was made from",
            Escaped(args.archive.as_os_str().as_encoded_bytes())
        );
        Diagnostic::error(Code::AuditNoCommit, message)
            .help("name its tag with `--rev`, such as `--rev v1.0`")
    })
}

/// How the bytes of the first changed files differ from those of the commit.
fn details(path: &Path, tree: &CommitTree<'_>, audit: &Audit) -> Result<Vec<Detail>, Error> {
    let files = audit.unexplained().filter_map(|finding| {
        let (left, right) = finding.files?;
        Some((Changed { left, right }, Escaped(&finding.path).to_string()))
    });
    let changed: Vec<_> = files.take(MOST_DETAILS).collect();
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let stored = |wanted: &BTreeSet<usize>, look: &mut dyn BodyVisitor| {
        wanted.iter().try_for_each(|&number| {
            let leaf = &tree.leaves[number];
            let bytes = tree.bytes(leaf)?;
            look.begin(number, leaf.path.as_bytes(), bytes.len() as u64);
            look.bytes(&bytes);
            look.end();
            Ok(())
        })
    };
    diff::details(&changed, &stored, &|wanted, look| see_archive(path, wanted, look))
}
