//! What two archives, or an archive and a directory, have in common and what not: one verdict, and one
//! cause for each way in which they differ, however many members it concerns.

mod causes;
mod changed;
mod detail;
pub mod nested;
mod pairs;
mod remedy;
mod side;
mod spelling;
mod tally;
mod times;
mod window;
mod within;

use crate::container::inventory::Member;
use crate::encoder::Codec;

pub use changed::{Changed, is_changed};
pub use detail::{Bodies, Detail, details};
pub use side::Side;

/// How much two sides have in common; the first that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every byte is the same.
    Identical,
    /// The tar streams are the same; only the compression differs.
    SameTar,
    /// The same paths with the same bytes; only metadata or the order differs.
    SameContent,
    /// The contents differ.
    Differs,
}

/// A way in which two sides differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CauseKind {
    /// How the file is compressed, or each member of a zip, or what the compressed file's header says.
    Compression,
    /// The order of the members.
    Order,
    /// Times.
    Mtime,
    /// Users and groups.
    Owner,
    /// Permission bits.
    Mode,
    /// How headers are spelt.
    Dialect,
    /// Records of extended headers, or extra fields of a zip, that no other field holds.
    Pax,
    /// The directory at the top has another name.
    Name,
    /// Bytes, kinds, link targets, or whether a file may be executed.
    Content,
    /// Members of the left side alone.
    Missing,
    /// Members of the right side alone.
    Extra,
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
    /// The lines of a manifest that remove it.
    pub remedy: Option<String>,
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

/// The result of a comparison.
#[derive(Clone, Debug)]
pub struct Difference {
    /// How much the sides have in common.
    pub verdict: Verdict,
    /// Why they are not identical, in the order of [`CauseKind`].
    pub causes: Vec<Cause>,
    /// The files whose bytes differ.
    pub changed: Vec<Changed>,
}

/// Compares two sides, whose archives must be clear: see
/// [`Inventory::ambiguities`](crate::container::inventory::Inventory::ambiguities).
#[must_use]
pub fn compare(left: &Side, right: &Side) -> Difference {
    let (causes, changed) = causes::find(left, right);
    let verdict = match (left, right) {
        (Side::Archive(left), Side::Archive(right)) if left.file == right.file => Verdict::Identical,
        (Side::Archive(left), Side::Archive(right)) if left.stream == right.stream => Verdict::SameTar,
        _ if causes.iter().any(|cause| cause.cause >= CauseKind::Name) => Verdict::Differs,
        _ => Verdict::SameContent,
    };
    Difference { verdict, causes, changed }
}

/// Adds to the cause `compression` which encoder gives the right side's bytes.
pub fn name_encoder(difference: &mut Difference, encoder: Option<Codec>) {
    let bytes = encoder.map_or_else(|| "no encoder that pkgr has".to_owned(), |codec| codec.to_string());
    for cause in difference.causes.iter_mut().filter(|cause| cause.cause == CauseKind::Compression) {
        cause.rule = format!("{}, the bytes of {bytes}", cause.rule);
        cause.remedy = encoder.map(remedy::encoder);
    }
}

/// A member as it is shown.
fn shown(member: &Member) -> String {
    crate::path::Escaped(&member.name).to_string()
}
