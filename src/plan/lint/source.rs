//! What listing a source shows of files that are packed.

use std::collections::BTreeMap;

use crate::entry::{Entry, Size};
use crate::lints::finding::{LintFinding, LintSubject, LintedPath};
use crate::plan::Plan;
use crate::source::Unapplied;

/// A finding for each entry that attributes of the commit would change.
pub fn unapplied<'a>(plan: &'a Plan<Size>, found: &[Unapplied]) -> Vec<LintFinding<'a>> {
    let found: BTreeMap<&[u8], &Unapplied> =
        found.iter().map(|found| (found.path.as_bytes(), found)).collect();
    let finding = |entry: &'a Entry<Size>| {
        let found = found.get(plan.source_path(entry)?.as_bytes())?;
        Some(LintFinding {
            subject: LintSubject::One(LintedPath::below(&plan.prefix, entry.path.as_bytes(), false)),
            detail: Some(found.attributes.join(", ").into()),
        })
    };
    plan.entries.iter().filter_map(finding).collect()
}
