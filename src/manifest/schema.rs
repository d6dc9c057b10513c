//! The JSON schema of the manifest, from the types that decode it.

use std::sync::LazyLock;

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::raw;

/// The schema as JSON (draft 7), with a line feed at the end.
///
/// It describes `release.toml` for editors; the same document decides which keys and types the
/// reader accepts.
#[must_use]
pub fn schema() -> String {
    format!("{:#}\n", *SCHEMA)
}

/// The schema as the reader uses it: no references, nothing that TOML cannot say.
pub(super) static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<raw::Manifest>().to_value();
    tidy(&mut schema);
    schema
});

/// TOML has no null, what is optional is left out; and texts have no lines.
fn tidy(schema: &mut Value) {
    if let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) {
        types.retain(|name| name != "null");
        if let [only] = types.as_mut_slice() {
            let only = only.take();
            schema["type"] = only;
        }
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

/// Puts the only branch of a choice in the choice's place; what the choice says itself wins.
fn lift(schema: &mut Value, only: Value) {
    let (Value::Object(outer), Value::Object(inner)) = (schema, only) else { return };
    outer.remove("anyOf");
    for (key, value) in inner {
        outer.entry(key).or_insert(value);
    }
}
