//! The reader and the JSON schema accept the same keys with the same types.

use serde_json::Value as Schema;

use super::Manifest;
use crate::diagnostic::{Code, SourceText};
use crate::manifest::reader::{Key, Table, ValueForm};
use crate::manifest::{parse, schema};

fn manifest_schema() -> Schema {
    serde_json::from_str(&schema()).expect("the schema is JSON")
}

/// The forms of a value, with those of nested choices.
fn branches(schema: &Schema) -> Vec<&Schema> {
    match schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array()) {
        Some(choice) => choice.iter().flat_map(branches).collect(),
        None => vec![schema],
    }
}

/// Compares the keys of one table with its schema, and those of the tables in it.
fn compare(keys: &[Key], schema: &Schema, path: &str) {
    let properties = schema["properties"].as_object().unwrap_or_else(|| panic!("{path} is a table"));
    let mut names: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, properties.keys().map(String::as_str).collect::<Vec<_>>(), "keys of `{path}`");
    let required =
        |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
    for key in keys {
        let path = format!("{path}.{}", key.name);
        let described = &properties[&key.name];
        assert_eq!(key.is_required, required(&key.name), "whether `{path}` is required");
        compare_documentation(key, described, &path);
        compare_forms(&key.forms(), described, &path);
    }
}

fn compare_documentation(key: &Key, schema: &Schema, path: &str) {
    let description = schema["description"].as_str().unwrap_or_default().trim_end_matches('.');
    assert_eq!(key.meaning().to_lowercase(), description.to_lowercase(), "the documentation of `{path}`");
    if let Some(example) = key.example {
        let described = schema["examples"].get(0).or(schema.get("default"));
        let example: toml::Table = format!("example = {example}").parse().expect("an example is TOML");
        assert_eq!(serde_json::to_value(&example["example"]).ok().as_ref(), described, "{path}");
    }
}

fn compare_forms(forms: &[ValueForm], schema: &Schema, path: &str) {
    let branches = branches(schema);
    let has = |kind: &str| branches.iter().any(|branch| branch["type"] == kind);
    let takes = |is: fn(&ValueForm) -> bool| forms.iter().any(is);
    assert_eq!(takes(|form| matches!(form, ValueForm::Text | ValueForm::Words(_))), has("string"), "{path}");
    assert_eq!(takes(|form| matches!(form, ValueForm::Number)), has("integer"), "{path}");
    assert_eq!(takes(|form| matches!(form, ValueForm::Boolean)), has("boolean"), "{path}");
    assert_eq!(
        takes(|form| matches!(form, ValueForm::Time)),
        branches.iter().any(|one| one["format"] == "date-time")
    );
    assert_eq!(takes(|form| matches!(form, ValueForm::List(_))), has("array"), "{path}");
    assert_eq!(takes(|form| form.keys().is_some()), has("object"), "{path}");
    assert_eq!(words(forms), words_of(&branches), "the words of `{path}`");
    for form in forms {
        let below = |kind: &str| branches.iter().find(|branch| branch["type"] == kind);
        match (form, below("array"), below("object")) {
            (ValueForm::List(items), Some(list), _) => {
                compare_forms(items, &list["items"], &format!("{path}[]"));
            }
            (ValueForm::Table(keys), _, Some(table)) => compare(keys, table, path),
            _ => {}
        }
    }
}

fn words(forms: &[ValueForm]) -> Vec<&str> {
    let words =
        forms.iter().filter_map(|form| if let ValueForm::Words(words) = form { Some(words) } else { None });
    words.flatten().copied().collect()
}

fn words_of<'a>(branches: &[&'a Schema]) -> Vec<&'a str> {
    let of = |branch: &&'a Schema| match branch["enum"].as_array() {
        Some(words) => words.iter().filter_map(Schema::as_str).collect(),
        None => branch["const"].as_str().into_iter().collect::<Vec<_>>(),
    };
    branches.iter().flat_map(of).collect()
}

#[test]
fn the_reader_has_the_keys_of_the_schema_with_the_same_types() {
    compare(Manifest::keys(), &manifest_schema(), "");
}

/// Values of every type, and the empty and the wrong element for arrays.
const VALUES: [&str; 12] = [
    "\"text\"",
    "\"deny\"",
    "\"git\"",
    "\"gzip\"",
    "1",
    "1.5",
    "true",
    "2023-10-02T11:48:14Z",
    "[]",
    "[\"text\", \"more\"]",
    "[1]",
    "{}",
];

/// Whether the schema accepts a value.
fn fits(schema: &Schema, value: &toml::Value) -> bool {
    use toml::Value;
    branches(schema).into_iter().any(|branch| match (branch["type"].as_str(), value) {
        (Some("string"), Value::String(text)) => {
            let words = words_of(&[branch]);
            words.is_empty() || words.contains(&text.as_str())
        }
        (Some("string"), Value::Datetime(_)) => branch["format"] == "date-time",
        (Some("array"), Value::Array(items)) => items.iter().all(|item| fits(&branch["items"], item)),
        (Some("integer"), Value::Integer(_))
        | (Some("boolean"), Value::Boolean(_))
        | (Some("object"), Value::Table(_)) => true,
        _ => false,
    })
}

/// Whether the reader rejects a key or a type of a manifest.
fn rejects(text: &str) -> bool {
    let source = SourceText::new("release.toml", text);
    let found = parse(&source).diagnostics;
    assert!(found.iter().all(|found| found.code != Code::ManifestSyntax), "{text}");
    found.iter().any(|found| {
        [Code::ManifestUnknownKey, Code::ManifestWrongType, Code::ManifestUnknownValue].contains(&found.code)
    })
}

/// Gives every value to every key of a table. `open` and `close` surround the table.
fn feed(schema: &Schema, open: &str, close: &str) {
    assert!(rejects(&format!("{open}no-such-key = 1{close}")), "{open}");
    for (key, below) in schema["properties"].as_object().into_iter().flatten() {
        for literal in VALUES {
            let line = format!("{open}{key} = {literal}{close}");
            let value: toml::Table = format!("value = {literal}").parse().expect("a value is TOML");
            assert_eq!(rejects(&line), !fits(below, &value["value"]), "{line}");
        }
        for branch in branches(below) {
            feed_below(branch, &format!("{open}{key} = "), close);
        }
    }
}

fn feed_below(schema: &Schema, open: &str, close: &str) {
    if schema["properties"].is_object() {
        feed(schema, &format!("{open}{{ "), &format!(" }}{close}"));
    } else if schema["items"].is_object() {
        feed_below(&schema["items"], &format!("{open}["), &format!("]{close}"));
    }
}

#[test]
fn the_reader_accepts_what_the_schema_accepts() {
    feed(&manifest_schema(), "", "");
}
