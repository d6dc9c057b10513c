//! Spelling alone: what follows from a value that differs, such as an extended header for a fraction of a
//! second, is told with that value.

use crate::container::inventory::{Member, Style};
use crate::container::tar::style::{Extension, TarStyle};
use crate::container::zip::style::{self, ZipStyle};

/// A member, and how one kind of archive encodes it.
#[derive(Clone, Copy)]
struct Styled<'a, S> {
    member: &'a Member,
    style: &'a S,
}

/// Whether two members are spelt alike, as far as their values are the same.
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

/// What differs between two members of zips, by name; `None` where nothing does.
fn differing(left: &Styled<'_, ZipStyle>, right: &Styled<'_, ZipStyle>) -> Option<(String, String)> {
    let (one, other) = (left.style, right.style);
    let (left, right) = (left.member, right.member);
    let is_told = |name: &str| match name {
        "DOS time" => left.mtime != right.mtime,
        "attributes" => left.mode != right.mode || left.kind != right.kind,
        _ => false,
    };
    let pairs = one.spelling().into_iter().zip(other.spelling());
    let pairs: Vec<_> = pairs.filter(|(one, other)| one != other && !is_told(one.0)).collect();
    let show = |values: Vec<(&str, String)>| {
        values.into_iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ")
    };
    let (left, right): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
    (!left.is_empty()).then(|| (show(left), show(right)))
}

/// What differs between two members that one kind of writer made: the number in the name of an extended
/// header, or fields of a zip. `None` where the names of the writers tell it.
pub fn values(left: &Member, right: &Member, writers: &(String, String)) -> Option<(String, String)> {
    match (&left.style, &right.style) {
        (Style::Tar(one), Style::Tar(other)) if writers.0 == writers.1 && one.process != other.process => {
            let named = |style: &TarStyle| format!("PaxHeaders.{}", style.process);
            Some((named(one), named(other)))
        }
        (Style::Zip(one), Style::Zip(other)) if one.maker == other.maker => {
            differing(&Styled { member: left, style: one }, &Styled { member: right, style: other })
        }
        _ => None,
    }
}

/// Whether two members of zips are packed to the same bytes.
pub fn is_packed_alike(left: &Member, right: &Member) -> bool {
    let packed = |member: &Member| member.style.zip().map(|style| (style.method, style.packed));
    packed(left) == packed(right)
}

/// How two members of zips are packed.
pub fn packed(left: &Member, right: &Member) -> (String, String) {
    let show =
        |style: &ZipStyle| format!("{}, {} bytes", style::method_name(style.method), style.packed.size);
    let full = |style: &ZipStyle| format!("{}, sha256 {}", show(style), style.packed.digest);
    match (left.style.zip(), right.style.zip()) {
        // Only where the short form shows no difference: a digest says nothing to a reader but that
        // there is one.
        (Some(left), Some(right)) if show(left) == show(right) => (full(left), full(right)),
        (Some(left), Some(right)) => (show(left), show(right)),
        _ => (String::new(), String::new()),
    }
}
