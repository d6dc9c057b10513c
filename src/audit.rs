//! Compares an archive with a commit: every member with the commit's tree, and every difference with what
//! explains it.
//!
//! ```text
//! archive ──reader + look──▶ Inventory, Bodies ─┐
//! repository ──source::git──▶ CommitTree ───────┴─compare─▶ findings ──explain──▶ Audit
//! ```
//!
//! A file is unchanged if the git id of its bytes is in the tree, so blobs are read only for files that differ.
//! Claims of the archive about itself are never trusted; they only choose what to compare with.

mod bodies;
mod build_inputs;
mod cargo;
mod compare;
mod explain;
mod finding;
mod members;
mod named;
mod npm;
mod phrases;
mod python;
mod special;
mod subject;

pub use bodies::{AuditBodies, Text};
pub use build_inputs::{Runnable, steers};
pub use cargo::{Mismatch, check_manifest};
pub use explain::AuditManifest;
pub use finding::{Audit, AuditTally, AuditVerdict, Class, Explanation, Finding};
pub use named::{CargoInfo, Claims, NamedCommit, Namer};
pub use special::FirstBytes;
pub use subject::Subject;

use members::AuditMembers;

use crate::diagnostic::{Diagnostic, Diagnostics};

/// Compares every member with the commit's tree. Beside the result come warnings about the manifest.
///
/// # Errors
/// An object of the repository is missing or damaged.
pub fn audit(subject: Subject<'_>) -> Result<(Audit, Diagnostics), Diagnostic> {
    let prefix = compare::prefix(subject.inventory, subject.tree);
    let mut compared = compare::compare(&subject, prefix)?;
    compared.findings.extend(named::findings(subject.claims, subject.tree));
    let members = AuditMembers::new(&subject, prefix);
    cargo::explain(&subject, &members, &mut compared.findings)?;
    python::explain(&subject, &members, prefix, &mut compared.findings)?;
    npm::explain(&subject, &members, prefix, &mut compared.findings)?;
    let problems = subject.manifest.map(|manifest| manifest.explain(&mut compared.findings));
    let mut findings = compared.findings;
    // A reader of a long list may stop early, so what could do most harm and has no explanation
    // comes first.
    findings.sort_by(|one, other| rank(one).cmp(&rank(other)));
    let verdict = match (findings.is_empty(), findings.iter().all(|finding| finding.explained.is_some())) {
        (true, _) => AuditVerdict::Same,
        (false, true) => AuditVerdict::Explained,
        (false, false) => AuditVerdict::Differs,
    };
    let audit = Audit { verdict, same: compared.same, prefix: prefix.map(<[u8]>::to_vec), findings };
    Ok((audit, problems.unwrap_or_default()))
}

/// What can do the most harm comes first: what can steer a build, what is changed, what is added; of these what
/// is no text. What is left out comes last.
fn rank(finding: &Finding) -> (bool, u8, Class, bool, &[u8]) {
    let is_text = finding.text.is_none_or(|text| text == Text::Utf8);
    let harm = match (finding.class, finding.steers) {
        (Class::Origin, _) => 0,
        (Class::Duplicate, _) => 1,
        (Class::Missing, _) => 5,
        (_, Some(_)) => 2,
        (Class::Changed | Class::Kind | Class::Mode, None) => 3,
        (Class::Added, None) => 4,
        (Class::Converted | Class::Submodule, None) => 6,
    };
    (finding.explained.is_some(), harm, finding.class, is_text, &finding.path)
}
