//! What a name was probably meant to be.

use serde_json::Value as Schema;

use super::{SCHEMA, branches, property_names};

/// The candidate nearest to `name`, if it is near enough to be a slip of the hand.
pub(in crate::spec) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Longer names are no slips, and comparing costs the product of both lengths.
    if name.len() > 64 {
        return None;
    }
    let plain = name.to_lowercase().replace(['_', ' '], "-");
    let most = (plain.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&plain, candidate), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The table that has `key`, as its header is written.
pub(super) fn home(key: &str) -> Option<String> {
    find(&SCHEMA, "", false, key)
}

fn find(schema: &Schema, path: &str, in_list: bool, key: &str) -> Option<String> {
    if !path.is_empty() && property_names(schema).any(|name| name == key) {
        return Some(if in_list { format!("[[{path}]]") } else { format!("[{path}]") });
    }
    property_names(schema).filter(|name| path != "lints" && *name != "lints").find_map(|name| {
        let below = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        branches(&schema["properties"][name]).find_map(|branch| match &branch["items"] {
            Schema::Null => find(branch, &below, false, key),
            items => find(items, &below, true, key),
        })
    })
}
