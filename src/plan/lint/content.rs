//! Keys and tokens inside files: see [`crate::plan::scan`], which finds them.

use super::finding::{Finding, Place, Subject};
use crate::plan::Plan;

/// Each file with what was found in it first; never the value.
pub fn exposed(plan: &Plan) -> Vec<Finding> {
    let finding = |(index, hit): &(usize, crate::plan::scan::Hit)| Finding {
        subject: Subject::One(Place::file(plan.file_path(&plan.entries[*index]))),
        detail: Some(format!("{} in line {}", hit.what, hit.line).into()),
    };
    plan.exposed.iter().map(finding).collect()
}
