//! What a name was probably meant to be.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value as Schema;

use super::{SCHEMA, branches, property_names};

/// The candidate nearest to `name`, if it is near enough to be a slip of the hand.
pub(in crate::manifest) fn nearest<'a>(
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

/// For each key, the tables that have it, as their headers are written; those that stand once go first.
static HOMES: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut homes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    find(&SCHEMA, "", false, &mut homes);
    for headers in homes.values_mut() {
        headers.sort_by_key(|header| header.starts_with("[["));
    }
    homes
});

/// The tables that have `key`.
pub(super) fn homes(key: &str) -> &'static [String] {
    HOMES.get(key).map_or(&[], Vec::as_slice)
}

fn find(schema: &Schema, path: &str, in_list: bool, homes: &mut BTreeMap<String, Vec<String>>) {
    if !path.is_empty() {
        let header = if in_list { format!("[[{path}]]") } else { format!("[{path}]") };
        for name in property_names(schema) {
            homes.entry(name.to_owned()).or_default().push(header.clone());
        }
    }
    // All lints have the same keys, which are no one's home.
    for name in property_names(schema).filter(|_| path != "lints") {
        let below = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        for branch in branches(&schema["properties"][name]) {
            match &branch["items"] {
                Schema::Null => find(branch, &below, false, homes),
                items => find(items, &below, true, homes),
            }
        }
    }
}
