//! A plan in each of its forms, and why a path is part of it or not.

pub mod explain;
pub mod list;
pub mod mtree;
pub mod shell;
pub mod table;

use super::json;
use crate::document::Document;

/// The schema of `plan --format json`.
#[must_use]
pub fn schema() -> String {
    json::pretty(&schemars::schema_for!(Document<'_>))
}
