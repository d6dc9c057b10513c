//! The registry of all lints.

pub mod ambiguous;
pub mod ambiguous_name;
pub mod assistant_folder;
pub mod beneath_link;
pub mod bidi;
pub mod build_service;
pub mod case_collision;
pub mod clamped_source;
pub mod control_character;
pub mod dangling_link;
pub mod data_descriptor;
pub mod dos_time;
pub mod duplicate_member;
pub mod epoch_time;
pub mod escaping_link;
pub mod group_writable;
pub mod gzip_header;
pub mod hard_link;
pub mod home_path;
pub mod leaking_record;
pub mod leftover;
pub mod long_name;
pub mod needless_zip64;
pub mod no_mode;
pub mod non_nfc;
pub mod non_utf8;
pub mod os_litter;
pub mod owner_id;
pub mod owner_name;
pub mod process_id;
pub mod reserved_name;
pub mod secret;
pub mod secret_content;
pub mod several_times;
pub mod several_tops;
pub mod special_bits;
pub mod special_member;
pub mod sub_second_time;
pub mod traversal;
pub mod type_bits;
pub mod unapplied_attribute;
pub mod unmatched_pattern;
pub mod unreadable;
pub mod unsorted;
pub mod world_writable;

use super::check::Check;
use crate::lint::Lint;

/// All lints: those that only archives can break, then those of plans by their names.
///
/// A lint is a file beside this one and one line here. The manifest and its schema, `plan`, `lint`, `explain`
/// and the tables of the README derive from it.
pub static LINTS: &[&Check] = &[
    &ambiguous::CHECK,
    &traversal::CHECK,
    &beneath_link::CHECK,
    &hard_link::CHECK,
    &special_member::CHECK,
    &duplicate_member::CHECK,
    &several_tops::CHECK,
    &unsorted::CHECK,
    &owner_id::CHECK,
    &owner_name::CHECK,
    &several_times::CHECK,
    &sub_second_time::CHECK,
    &leaking_record::CHECK,
    &process_id::CHECK,
    &group_writable::CHECK,
    &type_bits::CHECK,
    &gzip_header::CHECK,
    &home_path::CHECK,
    &build_service::CHECK,
    &dos_time::CHECK,
    &no_mode::CHECK,
    &data_descriptor::CHECK,
    &needless_zip64::CHECK,
    &ambiguous_name::CHECK,
    &assistant_folder::CHECK,
    &bidi::CHECK,
    &case_collision::CHECK,
    &clamped_source::CHECK,
    &control_character::CHECK,
    &dangling_link::CHECK,
    &epoch_time::CHECK,
    &escaping_link::CHECK,
    &leftover::CHECK,
    &long_name::CHECK,
    &non_nfc::CHECK,
    &non_utf8::CHECK,
    &os_litter::CHECK,
    &reserved_name::CHECK,
    &secret::CHECK,
    &secret_content::CHECK,
    &special_bits::CHECK,
    &unreadable::CHECK,
    &unapplied_attribute::CHECK,
    &unmatched_pattern::CHECK,
    &world_writable::CHECK,
];

/// All lints by what users know of them.
pub fn all() -> impl Iterator<Item = &'static Lint> {
    LINTS.iter().map(|check| &check.lint)
}

/// Those that `[lints]` of a manifest takes.
pub fn of_plans() -> impl Iterator<Item = &'static Lint> {
    all().filter(|lint| lint.applies.to_plans())
}

/// Those that `pkgr lint` looks for.
pub fn of_archives() -> impl Iterator<Item = &'static Lint> {
    all().filter(|lint| lint.applies.to_archives())
}

/// What to do about a finding in a plan, as the start of a sentence.
#[must_use]
pub fn remedy(lint: &Lint) -> Option<&'static str> {
    let check = LINTS.iter().find(|check| check.lint == *lint)?;
    check.wording.as_ref().map(|wording| wording.remedy)
}
