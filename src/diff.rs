//! What two archives, or an archive and a directory, have in common and what not: one verdict, and one
//! cause for each way in which they differ, however many members it concerns.

mod cause;
mod causes;
mod changed;
mod compression;
mod content;
mod detail;
mod encoding;
mod named;
pub mod nested;
pub mod pairs;
pub mod remedy;
mod side;
mod tally;
mod times;
mod window;
mod within;

use crate::container::inventory::Inventory;
use crate::encoder::Codec;
use crate::settings::{CompressionSetting, Setting};

pub use cause::{Cause, CauseKind, Example, dangers_first};
use named::named;
use pairs::Pairs;
use remedy::OfLeft;

pub use causes::MOST_NAMED;
pub use changed::{Changed, PairedMembers, is_changed};
pub use content::{FileContent, MOST_CONTENT, MOST_CONTENTS, contents};
pub use detail::{Bodies, Detail, details};
pub use side::Side;

named! {
    /// How much two sides have in common; the first that holds.
    pub enum Verdict {
        /// Every byte is the same.
        Identical = "identical",
        /// The tar streams are the same; only the compression differs.
        SameTar = "same-tar",
        /// The same paths with the same bytes; only metadata or the order differs.
        SameContent = "same-content",
        /// The contents differ.
        Differs = "differs",
    }
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
    /// Which members are the same, and which are not.
    pub members: PairedMembers,
}

impl Verdict {
    /// What it means.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Identical => "every byte is the same",
            Self::SameTar => "the tar streams are the same; only the compression differs",
            Self::SameContent => "the same files with the same bytes; only metadata or the order differs",
            Self::Differs => "the contents differ",
        }
    }
}

impl Cause {
    /// Both values of the example, where they say more than the rule does.
    #[must_use]
    pub fn shown_example(&self) -> Option<String> {
        let Example { path, left, right } = &self.example;
        let values = format!("{left} → {right}");
        let is_news = self.rule != values && !path.is_empty() && !self.rule.starts_with(path);
        is_news.then_some(values)
    }
}

/// Compares two sides, whose archives must be clear: see
/// [`Inventory::ambiguities`](crate::container::inventory::Inventory::ambiguities).
///
/// A cause has a remedy where the manifest that made the right side can be given a setting of the left side that
/// removes it.
#[must_use]
pub fn compare(left: &Side, right: &Side) -> Difference {
    if let Some(sides) = unpacked(left, right) {
        return compare(&sides.left, &sides.right);
    }
    let pairs = Pairs::of(left, right);
    let mut difference = judged(left, right, &pairs);
    if !difference.causes.is_empty() {
        let settings = OfLeft::new(left, right, &pairs);
        for cause in &mut difference.causes {
            cause.remedy = settings.setting(cause.cause);
        }
    }
    difference
}

/// Compares two sides as [`compare`] does, and leaves remedies to the caller.
#[must_use]
pub fn compare_without_remedies(left: &Side, right: &Side) -> Difference {
    if let Some(sides) = unpacked(left, right) {
        return compare_without_remedies(&sides.left, &sides.right);
    }
    judged(left, right, &Pairs::of(left, right))
}

/// An archive with hard links and a directory, which shows only that two names are one file if somebody asks for
/// that: there the links are files.
fn unpacked(left: &Side, right: &Side) -> Option<UnpackedSides> {
    match (left, right) {
        (Side::Archive(archive), Side::Directory(_)) => {
            Some(UnpackedSides { left: side::with_files_for_hard_links(archive)?, right: right.clone() })
        }
        (Side::Directory(_), Side::Archive(archive)) => {
            Some(UnpackedSides { left: left.clone(), right: side::with_files_for_hard_links(archive)? })
        }
        _ => None,
    }
}

/// Both sides, without hard links.
struct UnpackedSides {
    left: Side,
    right: Side,
}

fn judged(left: &Side, right: &Side, pairs: &Pairs<'_>) -> Difference {
    let members = PairedMembers::new(left, right, pairs);
    let causes = causes::find(left, right, pairs, &members.changed);
    let verdict = match (left, right) {
        // Digests decide first: whatever the comparison of members finds, equal bytes are equal.
        (Side::Archive(left), Side::Archive(right)) if left.file == right.file => Verdict::Identical,
        (Side::Archive(left), Side::Archive(right)) if is_same_stream(left, right) => Verdict::SameTar,
        _ if causes.iter().any(|cause| cause.changes_tree) => Verdict::Differs,
        _ => Verdict::SameContent,
    };
    let changed = members.changed_files(left, right);
    Difference { verdict, causes, changed, members }
}

fn is_same_stream(left: &Inventory, right: &Inventory) -> bool {
    left.tar().zip(right.tar()).is_some_and(|(left, right)| left.stream == right.stream)
}

/// Adds to the cause `compression` which encoder gives the right side's bytes.
pub fn name_encoder(difference: &mut Difference, encoder: Option<Codec>) {
    let bytes = encoder.map_or_else(|| "no encoder that pkgr has".to_owned(), |codec| codec.to_string());
    for cause in difference.causes.iter_mut().filter(|cause| cause.cause == CauseKind::Compression) {
        cause.rule = format!("{}, the bytes of {bytes}", cause.rule);
    }
}

/// Gives the cause `compression` the encoder that removes it.
pub fn set_encoder(difference: &mut Difference, setting: Option<&CompressionSetting>) {
    for cause in difference.causes.iter_mut().filter(|cause| cause.cause == CauseKind::Compression) {
        cause.remedy = setting.cloned().map(Setting::Compression);
    }
}
