//! Keys and tokens inside files: see [`crate::secret`], which finds them.

use crate::lints::finding::{Finding, Place, Subject};
use crate::plan::Plan;
use crate::secret::Hit;

/// Each file with what was found in it first; never the value.
pub fn exposed(plan: &Plan) -> Vec<Finding<'_>> {
    let place = |index: usize| Place::below(&plan.prefix, plan.entries[index].path.as_bytes(), false);
    let finding = |(index, hit): &(usize, Hit)| Finding {
        subject: Subject::One(place(*index)),
        detail: Some(hit.to_string().into()),
    };
    plan.exposed.iter().map(finding).collect()
}
