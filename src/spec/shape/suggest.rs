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

/// The tables that have `key`, as their headers are written; those that stand once go first.
pub(super) fn homes(key: &str) -> Vec<String> {
    let mut found = Vec::new();
    find(&SCHEMA, "", false, key, &mut found);
    found.sort_by_key(|header| header.starts_with("[["));
    found
}

fn find(schema: &Schema, path: &str, in_list: bool, key: &str, found: &mut Vec<String>) {
    if !path.is_empty() && property_names(schema).any(|name| name == key) {
        found.push(if in_list { format!("[[{path}]]") } else { format!("[{path}]") });
    }
    // All lints have the same keys, which are no one's home.
    for name in property_names(schema).filter(|_| path != "lints") {
        let below = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        for branch in branches(&schema["properties"][name]) {
            match &branch["items"] {
                Schema::Null => find(branch, &below, false, key, found),
                items => find(items, &below, true, key, found),
            }
        }
    }
}
