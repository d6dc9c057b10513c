//! What every JSON document of a command has: a version, an indented layout and a line end.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use crate::sink;

/// The version of all documents: it changes when a key is removed or changes its meaning.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Versioned<'a, T> {
    version: u32,
    #[serde(flatten)]
    document: &'a T,
}

/// Writes a document with its version.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn write(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    sink::json(&Versioned { version: VERSION, document }, out)
}

/// The schema of a document that [`write`] writes.
pub fn schema<T: JsonSchema>() -> String {
    let mut schema = schemars::schema_for!(T);
    let version = json!({
        "description": "The version of this format.",
        "type": "integer",
        "format": "uint32",
        "minimum": 0,
    });
    // The version is added where a document is written, so that the types behind the schema do not
    // have it.
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert("version".to_owned(), version);
    }
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.insert(0, "version".into());
    }
    pretty(&schema)
}

/// A schema as text.
pub fn pretty(schema: &schemars::Schema) -> String {
    let text = serde_json::to_string_pretty(schema).expect("a schema is plain JSON");
    text + "\n"
}
