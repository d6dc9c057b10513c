//! How headers are encoded. What follows from a value that differs, such as an extended header for a fraction of a
//! second, is reported with that value and not here.

use super::tally::ValueChange;
use crate::container::inventory::{Member, Style};
use crate::container::tar::style::{Extension, TarStyle};
use crate::container::zip::style::{self, ZipStyle};

/// A member, and how one kind of archive encodes it.
#[derive(Clone, Copy)]
struct Styled<'a, S> {
    member: &'a Member,
    style: &'a S,
}

/// Whether two members are encoded alike, as far as their values are the same.
pub fn is_same(left: &Member, right: &Member) -> bool {
    match (&left.style, &right.style) {
        (Style::Tar(one), Style::Tar(other)) => {
            is_same_tar(Styled { member: left, style: one }, Styled { member: right, style: other })
        }
        (Style::Zip(one), Style::Zip(other)) => {
            differing(&Styled { member: left, style: one }, &Styled { member: right, style: other }).is_none()
        }
        (Style::Tar(_), Style::Zip(_)) | (Style::Zip(_), Style::Tar(_)) => false,
        (Style::None, _) | (_, Style::None) => true,
    }
}

fn is_same_tar(left: Styled<'_, TarStyle>, right: Styled<'_, TarStyle>) -> bool {
    // What follows from another difference is taken over here, so that one difference is not
    // reported twice.
    let (one, mut other) = (left.style, *right.style);
    let (left, right) = (left.member, right.member);
    let has_own_record = left.records.is_empty() != right.records.is_empty();
    if left.path != right.path {
        follow_the_name(one, &mut other);
    }
    if has_own_record {
        other.extension = one.extension;
    }
    let follows = left.owner != right.owner || left.mtime != right.mtime;
    if follows {
        (other.uid, other.mtime) = (one.uid, one.mtime);
    }
    *one == other
}

/// A longer name may need to be split, or an extended header.
fn follow_the_name(one: &TarStyle, other: &mut TarStyle) {
    other.is_split = one.is_split;
    if (one.extension == Extension::None) != (other.extension == Extension::None) {
        (other.extension, other.process) = (one.extension, one.process);
    }
}

/// The fields that differ between two members of zips; `None` if none does.
fn differing(left: &Styled<'_, ZipStyle>, right: &Styled<'_, ZipStyle>) -> Option<ValueChange> {
    let (one, other) = (left.style, right.style);
    let (left, right) = (left.member, right.member);
    let has_other_mode = left.mode.zip(right.mode).is_some_and(|(one, other)| one != other);
    let is_reported_elsewhere = |name: &str| match name {
        "DOS time" => left.mtime != right.mtime,
        "attributes" => has_other_mode || left.kind != right.kind,
        _ => false,
    };
    let pairs = one.fields().into_iter().zip(other.fields());
    let pairs: Vec<_> = pairs.filter(|(one, other)| one != other && !is_reported_elsewhere(one.0)).collect();
    let show = |values: Vec<(&str, String)>| {
        values.into_iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ")
    };
    let (left, right): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
    (!left.is_empty()).then(|| ValueChange { left: show(left), right: show(right) })
}

/// What differs between two members that one kind of writer made: the number in the name of an extended
/// header, or fields of a zip. `None` if the names of the writers show the difference.
pub fn change(left: &Member, right: &Member, writers: &ValueChange) -> Option<ValueChange> {
    match (&left.style, &right.style) {
        (Style::Tar(one), Style::Tar(other))
            if writers.left == writers.right && one.process != other.process =>
        {
            let named = |style: &TarStyle| format!("PaxHeaders.{}", style.process);
            Some(ValueChange { left: named(one), right: named(other) })
        }
        (Style::Zip(one), Style::Zip(other)) if one.maker == other.maker => {
            differing(&Styled { member: left, style: one }, &Styled { member: right, style: other })
        }
        _ => None,
    }
}

/// How two members of zips are packed, if not to the same bytes.
pub fn packing(left: &Member, right: &Member) -> Option<ValueChange> {
    let (left, right) = left.style.zip().zip(right.style.zip())?;
    if (left.method, left.packed) == (right.method, right.packed) {
        return None;
    }
    let show =
        |style: &ZipStyle| format!("{}, {} bytes", style::method_name(style.method), style.packed.size);
    let full = |style: &ZipStyle| format!("{}, sha256 {}", show(style), style.packed.digest);
    // Only where the short form shows no difference: a digest says nothing to a reader but that
    // there is one.
    let is_shown = show(left) != show(right);
    let values = |style: &ZipStyle| if is_shown { show(style) } else { full(style) };
    Some(ValueChange { left: values(left), right: values(right) })
}
