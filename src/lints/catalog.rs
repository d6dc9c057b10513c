//! The registry of all lints.

pub mod ambiguous;
pub mod ambiguous_name;
pub mod assistant_folder;
pub mod beneath_link;
pub mod bidi;
pub mod build_service;
pub mod case_collision;
pub mod clamped_source;
pub mod compiled_file;
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
pub mod moving_rev;
pub mod needless_zip64;
pub mod no_mode;
pub mod non_nfc;
pub mod non_utf8;
pub mod os_litter;
pub mod owner_id;
pub mod owner_name;
pub mod process_id;
pub mod ref_mismatch;
pub mod reserved_name;
pub mod secret;
pub mod secret_content;
pub mod several_streams;
pub mod several_times;
pub mod several_tops;
pub mod special_bits;
pub mod special_member;
pub mod sub_second_time;
pub mod trailing_zeros;
pub mod traversal;
pub mod type_bits;
pub mod unapplied_attribute;
pub mod unmatched_pattern;
pub mod unreadable;
pub mod unsorted;
pub mod version_mismatch;
pub mod world_writable;

use super::check::Check;
use crate::lint::Lint;
use crate::path::Escaped;
use crate::text::nearest;

/// All lints: those that only archives can break, then those of plans by their names.
///
/// A lint is a file beside this one and one line here. The manifest and its schema, `plan`, `lint`, `explain`
/// and the tables of the manual derive from it.
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
    &several_streams::CHECK,
    &trailing_zeros::CHECK,
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
    &compiled_file::CHECK,
    &control_character::CHECK,
    &dangling_link::CHECK,
    &epoch_time::CHECK,
    &escaping_link::CHECK,
    &leftover::CHECK,
    &long_name::CHECK,
    &moving_rev::CHECK,
    &non_nfc::CHECK,
    &non_utf8::CHECK,
    &os_litter::CHECK,
    &ref_mismatch::CHECK,
    &reserved_name::CHECK,
    &secret::CHECK,
    &secret_content::CHECK,
    &special_bits::CHECK,
    &unreadable::CHECK,
    &unapplied_attribute::CHECK,
    &unmatched_pattern::CHECK,
    &version_mismatch::CHECK,
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

/// The lint of archives with this name.
///
/// # Errors
/// Returns an error if there is none, or if only plans can have it.
pub fn of_archives_by_name(name: &str) -> Result<&'static Lint, UnknownLint> {
    if let Some(lint) = of_archives().find(|lint| lint.name() == name) {
        return Ok(lint);
    }
    let shown = Escaped(name.as_bytes()).to_string();
    if of_plans().any(|lint| lint.name() == name) {
        return Err(UnknownLint::OfPlans(shown));
    }
    match nearest(name, of_archives().map(Lint::name)) {
        Some(nearest) => Err(UnknownLint::Misspelled { name: shown, nearest }),
        None => Err(UnknownLint::Nowhere(shown)),
    }
}

/// Why a name is not the name of a lint of archives. Names are escaped for output.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownLint {
    /// Only plans can have it.
    #[error("`{0}` is a lint of plans, which an archive cannot have")]
    OfPlans(String),
    /// There is none, but one with a similar name.
    #[error("there is no lint `{name}`; did you mean `{nearest}`?")]
    Misspelled {
        /// The given name.
        name: String,
        /// The name that is most like it.
        nearest: &'static str,
    },
    /// There is none.
    #[error("there is no lint `{0}`; `pkgr explain` lists all")]
    Nowhere(String),
}

/// What to do about a finding in a plan, as the start of a sentence.
#[must_use]
pub fn remedy(lint: &Lint) -> Option<&'static str> {
    let check = LINTS.iter().find(|check| check.lint == *lint)?;
    check.wording.as_ref().map(|wording| wording.remedy)
}
