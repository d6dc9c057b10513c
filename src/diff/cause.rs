//! A way in which two sides differ.

use super::named::named;
use crate::settings::Setting;

named! {
    /// A way in which two sides differ.
    pub enum CauseKind {
        /// How the file is compressed, or each member of a zip, or what the compressed file's header says.
        Compression = "compression",
        /// The order of the members.
        Order = "order",
        /// Times.
        Mtime = "mtime",
        /// Users and groups.
        Owner = "owner",
        /// Permission bits.
        Mode = "mode",
        /// How headers are encoded.
        Dialect = "dialect",
        /// Records of extended headers, or extra fields of a zip, that no other field holds.
        Pax = "pax",
        /// The directory at the top has another name, or names begin with `./`.
        Name = "name",
        /// Bytes, kinds, link targets, or whether a file may be executed.
        Content = "content",
        /// Members of the left side alone.
        Missing = "missing",
        /// Members of the right side alone.
        Extra = "extra",
    }
}

/// A cause, with the number of members that it concerns.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Cause {
    /// Which.
    pub cause: CauseKind,
    /// Members that it concerns; 1 for what concerns the whole archive.
    pub count: usize,
    /// Members that it could concern.
    pub of: usize,
    /// What became of what, for all of them: `0:0 → 1000:1000 thomas:users`.
    pub rule: String,
    /// One member with both values.
    pub example: Example,
    /// All members that it concerns, up to 16 MiB of text, if other paths or contents are unpacked because of it:
    /// `content`, `missing` and `extra`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub paths: Vec<String>,
    /// The lines of a manifest that remove it.
    #[schemars(with = "Option<String>")]
    pub remedy: Option<Setting>,
    /// Whether other paths or other contents are unpacked.
    #[serde(skip)]
    pub changes_tree: bool,
}

impl Cause {
    /// A cause that concerns the whole archive, by what it is on both sides.
    pub(super) fn of_archive(cause: CauseKind, left: String, right: String) -> Self {
        Self {
            cause,
            count: 1,
            of: 1,
            rule: format!("{left} → {right}"),
            example: Example { path: String::new(), left, right },
            paths: Vec::new(),
            remedy: None,
            changes_tree: false,
        }
    }
}

impl CauseKind {
    /// Whether it concerns members that only one side has.
    #[must_use]
    pub fn is_one_sided(self) -> bool {
        matches!(self, Self::Missing | Self::Extra)
    }

    /// Whether it is a danger rather than a matter of metadata: the unpacked files differ.
    #[must_use]
    pub fn is_danger(self) -> bool {
        matches!(self, Self::Content | Self::Missing | Self::Extra)
    }
}

/// Causes in the order for a reader: dangers before metadata, otherwise as given.
#[must_use]
pub fn dangers_first(causes: &[Cause]) -> Vec<&Cause> {
    let mut sorted: Vec<&Cause> = causes.iter().collect();
    sorted.sort_by_key(|cause| !cause.cause.is_danger());
    sorted
}

/// One member with both of its values.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Example {
    /// The member, as it is shown; empty where the cause concerns the whole archive.
    pub path: String,
    /// On the left.
    pub left: String,
    /// On the right.
    pub right: String,
}
