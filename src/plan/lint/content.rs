//! Keys and tokens inside files, and compiled files: see [`crate::secret`] and [`crate::compiled`], which find them.

use crate::lints::finding::{LintFinding, LintSubject, LintedPath};
use crate::plan::Plan;

/// Each file with what was found in it first; never the value.
pub fn exposed(plan: &Plan) -> Vec<LintFinding<'_>> {
    plan.exposed.iter().map(|(index, hit)| about(plan, *index).because(hit.to_string())).collect()
}

/// Each file that a compiler made, with what it is.
pub fn compiled(plan: &Plan) -> Vec<LintFinding<'_>> {
    plan.compiled.iter().map(|(index, what)| about(plan, *index).because(*what)).collect()
}

fn about(plan: &Plan, index: usize) -> LintFinding<'_> {
    let place = LintedPath::below(&plan.prefix, plan.entries[index].path.as_bytes(), false);
    LintFinding { subject: LintSubject::One(place), detail: None }
}
