//! Lints over a plan: what is legal in an archive but unwise in a release.
//!
//! ```text
//! entries ──tree──▶ Tree ──find──▶ findings ──allow──▶ findings that nobody meant ──message──▶ one diagnostic
//! ```
//!
//! The lints themselves are in [`crate::lints`]; here are the levels and the `allow` patterns that a manifest
//! sets, and the diagnostics.

mod allow;
mod clamp;
mod content;
mod epoch;
mod message;
mod revision;
mod source;
mod suggest;
#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "an environment variable makes the test refresh its snapshot")]
mod tests;

use std::collections::BTreeSet;

use allow::LintSetting;

use super::{Archive, Plan};
use crate::diagnostic::Diagnostics;
use crate::entry::Size;
use crate::lints::catalog::{
    LINTS, clamped_source, compiled_file, epoch_time, secret, secret_content, unapplied_attribute,
};
use crate::lints::check::Find;
use crate::lints::finding::LintFinding;
use crate::lints::tree::{NamedNode, Tree};
use crate::manifest::{Lints, Manifest};
use crate::source::Unapplied;

/// Runs every lint that the manifest does not allow on a draft: one diagnostic for each that
/// finds something, and one for each `allow` pattern that covers no finding.
///
/// While outputs of steps are missing, only the revision is checked, because not all files are known.
pub fn check(manifest: &Manifest, plan: &Plan<Size>, found: SourceFindings<'_>, problems: &mut Diagnostics) {
    if let Some(revision) = &plan.revision {
        revision::check(manifest, revision, found.run, problems);
    }
    if found.is_open {
        return;
    }
    names_and_modes(&manifest.lints, &trees(plan), problems);
    let setting = LintSetting::new(&manifest.lints, &clamped_source::CHECK);
    if let (Some(severity), Some(span)) = (setting.severity(), clamp::clamped(manifest)) {
        problems.push(clamp::diagnostic(&setting, severity, span, clamp::earlier(plan)));
    }
    of_source(manifest, plan, found.unapplied, problems);
}

/// What is known of a source beside its plan.
#[derive(Clone, Copy)]
pub struct SourceFindings<'a> {
    /// The files that attributes of the commit would change.
    pub unapplied: &'a [Unapplied],
    /// The reference that started the run of GitHub Actions.
    pub run: Option<&'a str>,
    /// Whether steps were not run, so that not all files are known.
    pub is_open: bool,
}

/// What opening and listing the source has shown.
fn of_source(manifest: &Manifest, plan: &Plan<Size>, unapplied: &[Unapplied], problems: &mut Diagnostics) {
    let setting = LintSetting::new(&manifest.lints, &unapplied_attribute::CHECK);
    weigh(&setting, source::unapplied(plan, unapplied), &manifest.lints, problems);
    let setting = LintSetting::new(&manifest.lints, &epoch_time::CHECK);
    if let (Some(severity), Some(span)) = (setting.severity(), epoch::at_epoch(manifest, plan)) {
        problems.push(epoch::diagnostic(&setting, severity, span));
    }
}

/// The tree of each archive, once where several have the same members: what one archive leaves out, another one
/// may have.
fn trees(plan: &Plan<Size>) -> Vec<Tree<'_>> {
    let mut views: Vec<&Archive> = Vec::new();
    for archive in &plan.archives {
        if !views.iter().any(|view| view.left_out == archive.left_out) {
            views.push(archive);
        }
    }
    let tree = |archive: &Archive| {
        let nodes: Vec<_> = plan.members(archive).map(NamedNode::from_entry).collect();
        Tree::new(&plan.prefix, &nodes)
    };
    views.into_iter().map(tree).collect()
}

/// The lints that need to know the entries alone.
fn names_and_modes(lints: &Lints, trees: &[Tree<'_>], problems: &mut Diagnostics) {
    for check in LINTS.iter().filter(|check| check.lint.applies.to_plans()) {
        look(&LintSetting::new(lints, check), lints, trees, problems);
    }
}

/// What reading the files has shown: keys and tokens in them, and compiled files.
#[must_use]
pub fn lint_contents(manifest: &Manifest, plan: &Plan) -> Diagnostics {
    let mut problems = Diagnostics::new();
    let setting = LintSetting::new(&manifest.lints, &secret_content::CHECK);
    let found = LintSetting::new(&manifest.lints, &secret::CHECK).pass_over(content::exposed(plan));
    weigh(&setting, found, &manifest.lints, &mut problems);
    let setting = LintSetting::new(&manifest.lints, &compiled_file::CHECK);
    weigh(&setting, content::compiled(plan), &manifest.lints, &mut problems);
    problems
}

fn look(setting: &LintSetting<'_>, lints: &Lints, trees: &[Tree<'_>], problems: &mut Diagnostics) {
    match setting.check.find {
        Find::Nodes(find) => {
            let mut found: Vec<LintFinding> = trees.iter().flat_map(find).collect();
            if trees.len() > 1 {
                // Most findings are about entries that several archives have.
                let mut seen = BTreeSet::new();
                found.retain(|finding| seen.insert(finding.text()));
            }
            weigh(setting, found, lints, problems);
        }
        // What the manifest says alone has no findings among entries, and its patterns may still be stale.
        Find::Manifest => weigh(setting, Vec::new(), lints, problems),
        // Its findings come later.
        Find::Bodies(_) | Find::Inventory(_) | Find::Source => {}
    }
}

fn weigh(setting: &LintSetting<'_>, found: Vec<LintFinding>, lints: &Lints, problems: &mut Diagnostics) {
    let Some(severity) = setting.severity() else { return };
    let (findings, stale) = setting.apply(found, lints);
    if !findings.is_empty() {
        problems.push(message::diagnostic(setting, severity, &findings));
    }
    problems.extend(stale);
}
