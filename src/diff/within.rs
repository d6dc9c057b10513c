//! What is known of archives within archives.

use super::{Cause, Verdict};

/// Two archives of the same name within two archives.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Within {
    /// How much they have in common; null where one of them is not clear.
    pub verdict: Option<Verdict>,
    /// Why they are not identical. No line of the outer archive's manifest removes any of them.
    pub causes: Vec<Cause>,
    /// Files whose bytes differ.
    pub changed: usize,
    /// What is wrong with one of them, or with both.
    pub problems: Vec<String>,
}
