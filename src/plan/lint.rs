//! Lints over a plan: what is legal in an archive but unwise in a release.
//!
//! ```text
//! entries ──tree──▶ Tree ──find──▶ findings ──allow──▶ findings that nobody meant ──message──▶ one diagnostic
//! ```
//!
//! Each lint is a function from the [`Tree`] to its findings, in a file with its kin; names,
//! levels and summaries are in [`crate::lint`]. No lint reads a file or follows a link on disk.

mod allow;
mod characters;
mod clamp;
mod collision;
mod content;
mod finding;
mod joiner;
mod link;
mod message;
mod modes;
mod name;
mod portable;
mod secret;
mod suggest;
#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "an environment variable makes the test refresh its snapshot")]
mod tests;
mod tools;
mod tree;

use allow::LintSetting;
pub use collision::folded;
use finding::LintFinding;
use tree::Tree;

use super::Plan;
use crate::diagnostic::Diagnostics;
use crate::entry::{Entry, Size};
use crate::lint::Lint;
use crate::manifest::{Lints, Manifest};
use crate::path::EntryPath;

/// Runs every lint that the manifest does not allow on a draft: one diagnostic for each that
/// finds something, and one for each `allow` pattern that covers no finding.
pub fn check(manifest: &Manifest, plan: &Plan<Size>, problems: &mut Diagnostics) {
    names_and_modes(&manifest.lints, &plan.prefix, &plan.entries, problems);
    let setting = LintSetting::of(&manifest.lints, Lint::ClampedSource);
    if let (Some(severity), Some(span)) = (setting.severity(), clamp::clamped(manifest)) {
        problems.push(clamp::diagnostic(&setting, severity, span, clamp::earlier(plan)));
    }
}

/// The lints that need to know the entries alone.
fn names_and_modes<C>(lints: &Lints, prefix: &EntryPath, entries: &[Entry<C>], problems: &mut Diagnostics) {
    let tree = Tree::new(prefix, entries);
    for &lint in Lint::ALL {
        look(&LintSetting::of(lints, lint), lints, &tree, problems);
    }
}

/// The findings of a lint for names, links and modes.
pub struct LintedEntry {
    /// The lint.
    pub lint: Lint,
    /// How often.
    pub count: usize,
    /// The first of them, in words.
    pub first: Vec<String>,
}

/// The findings of each lint for names, links and modes among entries; at most `most` examples of each.
#[must_use]
pub fn lint_names<C>(prefix: &EntryPath, entries: &[Entry<C>], most: usize) -> Vec<LintedEntry> {
    let tree = Tree::new(prefix, entries);
    let named = |lint: Lint| {
        let findings = find(lint, &tree);
        let first = findings.iter().take(most).map(LintFinding::text).collect();
        LintedEntry { lint, count: findings.len(), first }
    };
    Lint::ALL.iter().map(|&lint| named(lint)).collect()
}

/// What reading the files has shown: keys and tokens in them.
#[must_use]
pub fn lint_contents(manifest: &Manifest, plan: &Plan) -> Diagnostics {
    let mut problems = Diagnostics::new();
    let setting = LintSetting::of(&manifest.lints, Lint::SecretContent);
    let found = LintSetting::of(&manifest.lints, Lint::Secret).pass_over(content::exposed(plan));
    weigh(&setting, found, &manifest.lints, &mut problems);
    problems
}

fn look(setting: &LintSetting<'_>, lints: &Lints, tree: &Tree<'_>, problems: &mut Diagnostics) {
    // Its findings come later.
    if setting.lint != Lint::SecretContent {
        weigh(setting, find(setting.lint, tree), lints, problems);
    }
}

fn weigh(setting: &LintSetting<'_>, found: Vec<LintFinding>, lints: &Lints, problems: &mut Diagnostics) {
    let Some(severity) = setting.severity() else { return };
    let (findings, stale) = setting.apply(found, lints.level(Lint::UnmatchedPattern));
    if !findings.is_empty() {
        problems.push(message::diagnostic(setting, severity, &findings));
    }
    problems.extend(stale);
}

/// What one lint finds.
fn find<'a>(lint: Lint, tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    match lint {
        Lint::AmbiguousName => portable::ambiguous(tree),
        Lint::AssistantFolder => tools::assistants(tree),
        Lint::Bidi => characters::bidi(tree),
        Lint::CaseCollision => collision::collisions(tree),
        Lint::ControlCharacter => characters::control(tree),
        Lint::DanglingLink => link::dangling(tree),
        Lint::EscapingLink => link::escaping(tree),
        Lint::Leftover => tools::leftovers(tree),
        Lint::LongName => characters::long(tree),
        Lint::NonNfc => characters::non_nfc(tree),
        Lint::NonUtf8 => characters::non_utf8(tree),
        Lint::OsLitter => portable::os_litter(tree),
        Lint::ReservedName => portable::reserved(tree),
        Lint::Secret => secret::secrets(tree),
        Lint::SpecialBits => modes::special(tree),
        Lint::Unreadable => modes::unreadable(tree),
        Lint::WorldWritable => modes::world_writable(tree),
        // About the policy, see `clamp`; about bytes, see `content`; about patterns, see `allow` and the
        // selection.
        Lint::ClampedSource | Lint::SecretContent | Lint::UnmatchedPattern => Vec::new(),
    }
}
