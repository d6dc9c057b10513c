//! Keys and tokens inside files: see [`crate::secret`], which finds them.

use crate::lints::finding::{LintFinding, LintSubject, LintedPath};
use crate::plan::Plan;
use crate::secret::Hit;

/// Each file with what was found in it first; never the value.
pub fn exposed(plan: &Plan) -> Vec<LintFinding<'_>> {
    let place = |index: usize| LintedPath::below(&plan.prefix, plan.entries[index].path.as_bytes(), false);
    let finding = |(index, hit): &(usize, Hit)| LintFinding {
        subject: LintSubject::One(place(*index)),
        detail: Some(hit.to_string().into()),
    };
    plan.exposed.iter().map(finding).collect()
}
