//! The keys of a manifest with their documentation, as the types of `raw` and the schema have them.

use serde_json::Value;

use super::raw;
use super::reader::{Key, Table, ValueForm, expected};

/// A key that a manifest may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentedKey {
    /// The tables that lead to it, joined by dots: `files.include`, `archive.compression.level`.
    pub path: String,
    /// What it means.
    pub description: String,
    /// Whether its table is incomplete without it.
    pub is_required: bool,
    /// The form of its value in words: `an array of strings`.
    pub form: String,
    /// Each word that its value may be, with its meaning.
    pub words: Vec<DocumentedWord>,
    /// The value without the key, in TOML; `None` if there is none.
    pub default: Option<String>,
    /// A value in TOML; `None` for a table.
    pub example: Option<String>,
    /// What it changes in the bytes of an archive; `None` for a table.
    pub changes: Option<String>,
}

/// A word that a value may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentedWord {
    /// The word, without quotes.
    pub word: String,
    /// What it means.
    pub meaning: String,
}

impl DocumentedKey {
    /// The key without its tables.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or(&self.path)
    }

    fn new(path: String, key: &Key, property: &Value) -> Self {
        let text = |name: &str| property.get(name).and_then(Value::as_str).map(str::to_owned);
        let default = property.get("default").filter(|value| !value.is_null());
        Self {
            path,
            description: text("description").unwrap_or_default(),
            is_required: key.is_required,
            form: expected(&key.forms()),
            words: words(property),
            default: default.map(toml),
            example: example(key, property),
            changes: text("x-changes"),
        }
    }
}

/// All keys, those of a table after the table, in the order of their declaration.
#[must_use]
pub fn documented_keys() -> Vec<DocumentedKey> {
    let schema: Value = serde_json::from_str(&super::schema()).expect("the schema is JSON");
    let mut keys = Vec::new();
    collect(raw::Manifest::keys(), &schema, "", &mut keys);
    keys
}

/// Collects the keys of a table. The reader knows their order, the schema everything else.
fn collect(keys: &[Key], schema: &Value, path: &str, all: &mut Vec<DocumentedKey>) {
    for key in keys {
        let property = &schema["properties"][&key.name];
        let path = if path.is_empty() { key.name.clone() } else { format!("{path}.{}", key.name) };
        all.push(DocumentedKey::new(path.clone(), key, property));
        collect_below(&key.forms(), property, &path, all);
    }
}

/// Collects the keys of the tables that a value can be or contain.
fn collect_below(forms: &[ValueForm], schema: &Value, path: &str, all: &mut Vec<DocumentedKey>) {
    for form in forms {
        match form {
            ValueForm::Table(keys) => {
                let table = branches(schema).into_iter().find(|branch| branch.get("properties").is_some());
                collect(keys, table.expect("a table has properties"), path, all);
            }
            ValueForm::List(items) => collect_below(items, &schema["items"], path, all),
            _ => {}
        }
    }
}

/// The forms of a value, with those of nested choices.
fn branches(schema: &Value) -> Vec<&Value> {
    let choice = ["anyOf", "oneOf"].iter().find_map(|name| schema.get(name)?.as_array());
    choice.map_or_else(|| vec![schema], |choice| choice.iter().flat_map(branches).collect())
}

/// The words of a closed list that have a meaning.
fn words(property: &Value) -> Vec<DocumentedWord> {
    let word = |branch: &Value| {
        let text = |name: &str| branch.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(DocumentedWord { word: text("const")?, meaning: text("description")? })
    };
    branches(property).into_iter().filter_map(word).collect()
}

/// A value as an example: the one of the documentation, or one that is not the default.
fn example(key: &Key, property: &Value) -> Option<String> {
    let default = property.get("default");
    if let Some(example) = property.get("examples").and_then(|all| all.get(0)) {
        return Some(toml(example));
    }
    if let Some(Value::Bool(default)) = default {
        return Some((!default).to_string());
    }
    let is_other = |word: &&&str| default.and_then(Value::as_str) != Some(**word);
    let word = key.words().and_then(|words| words.iter().find(is_other).map(|word| format!("\"{word}\"")));
    word.or_else(|| default.map(toml))
}

/// A value of the schema in TOML. It has no tables, and strings and numbers are written as in JSON.
fn toml(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{DocumentedKey, documented_keys};

    #[test]
    fn every_key_has_a_path_of_its_own_and_a_description() {
        let keys = documented_keys();
        assert!(keys.len() > 40, "only {} keys were found", keys.len());
        for path in
            ["files.include", "archive.compression.level", "source.expect.commit", "normalize.owner.uid"]
        {
            assert_eq!(keys.iter().filter(|key| key.path == path).count(), 1, "`{path}`");
        }
        let silent = keys.iter().filter(|key| key.description.is_empty());
        let silent: Vec<&str> = silent.map(|key| &*key.path).collect();
        assert!(silent.is_empty(), "keys without a description: {silent:?}");
    }

    #[test]
    fn every_key_that_is_not_a_table_has_an_example_and_says_what_it_changes() {
        let is_silent = |key: &&DocumentedKey| key.example.is_none() || key.changes.is_none();
        let keys = documented_keys();
        // `[lints]` says it once for all lints.
        let own =
            keys.iter().filter(|key| !(key.path.starts_with("lints.") && key.path.matches('.').count() == 1));
        let silent = own.filter(|key| !key.form.contains("table")).filter(is_silent);
        let silent: Vec<&str> = silent.map(|key| &*key.path).collect();
        assert!(silent.is_empty(), "keys without an example or `x-changes`: {silent:?}");
    }
}
