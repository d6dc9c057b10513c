//! The JSON schema of the manifest, from the types that read it.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::raw;

/// The schema as JSON (draft 7), with a line feed at the end: a description of `release.toml` for editors.
#[must_use]
pub fn schema() -> String {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<raw::Manifest>().to_value();
    tidy(&mut schema);
    format!("{schema:#}\n")
}

/// TOML has no null: a key without a value is left out. Descriptions are one line.
fn tidy(schema: &mut Value) {
    if let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) {
        types.retain(|name| name != "null");
        if let [only] = types.as_mut_slice() {
            let only = only.take();
            schema["type"] = only;
        }
    }
    if let Some(words) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        words.retain(|word| !word.is_null());
    }
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text.replace('\n', " ");
    }
    if let Some(branches) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        branches.retain(|branch| branch.get("type").is_none_or(|name| name != "null"));
        if let [only] = branches.as_mut_slice() {
            let only = only.take();
            lift(schema, only);
        }
    }
    match schema {
        Value::Object(object) => object.values_mut().for_each(tidy),
        Value::Array(array) => array.iter_mut().for_each(tidy),
        _ => {}
    }
}

/// Puts the only branch of a choice in the place of the choice, whose own keys win.
fn lift(schema: &mut Value, only: Value) {
    let (Value::Object(outer), Value::Object(inner)) = (schema, only) else { return };
    outer.remove("anyOf");
    for (key, value) in inner {
        outer.entry(key).or_insert(value);
    }
}
