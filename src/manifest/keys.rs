//! The keys of a manifest with their documentation, as the schema has them.

use serde_json::Value;

/// A key that a manifest may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentedKey {
    /// The tables that lead to it, joined by dots: `files.include`, `archive.compression.level`.
    pub path: String,
    /// What it means.
    pub description: String,
    /// The value without the key, as JSON; `None` if there is none.
    pub default: Option<String>,
}

impl DocumentedKey {
    /// The key without its tables.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or(&self.path)
    }
}

/// All keys, those of a table after the table.
#[must_use]
pub fn documented_keys() -> Vec<DocumentedKey> {
    let schema: Value = serde_json::from_str(&super::schema()).expect("the schema is JSON");
    let mut keys = Vec::new();
    collect(&schema, "", &mut keys);
    keys
}

/// Collects the keys of a schema. A value of several forms has the keys of each form, once.
fn collect(schema: &Value, path: &str, keys: &mut Vec<DocumentedKey>) {
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        if !keys.iter().any(|key| key.path == path) {
            let description = property.get("description").and_then(Value::as_str).unwrap_or_default();
            let default = property.get("default").filter(|value| !value.is_null()).map(Value::to_string);
            keys.push(DocumentedKey { path: path.clone(), description: description.to_owned(), default });
        }
        collect(property, &path, keys);
    }
    for form in ["anyOf", "oneOf"].iter().filter_map(|form| schema.get(form)?.as_array()).flatten() {
        collect(form, path, keys);
    }
    schema.get("items").into_iter().for_each(|items| collect(items, path, keys));
}

#[cfg(test)]
mod tests {
    use super::documented_keys;

    #[test]
    fn every_key_has_a_path_of_its_own_and_a_description() {
        let keys = documented_keys();
        assert!(keys.len() > 40, "only {} keys were found", keys.len());
        for path in
            ["files.include", "archive.compression.level", "source.expect.commit", "normalize.owner.uid"]
        {
            assert!(keys.iter().any(|key| key.path == path), "`{path}` is missing");
        }
        // The levels of lints are described by the lints.
        let silent = keys.iter().filter(|key| key.description.is_empty());
        let silent: Vec<&str> =
            silent.map(|key| &*key.path).filter(|path| !path.starts_with("lints.")).collect();
        assert!(silent.is_empty(), "keys without a description: {silent:?}");
    }
}
