//! Where two manifests differ.

use std::fmt;

use toml::{Table, Value};

use crate::audit::phrases::short;

/// A value that is not what cargo writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Where, with dots between the keys, as they are.
    pub key: String,
    /// What cargo would write; `None` for nothing.
    pub expected: Option<String>,
    /// What the archive has.
    pub found: Option<String>,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = short(&self.key);
        match (&self.expected, &self.found) {
            (None, found) => {
                let found = found.as_deref().unwrap_or("nothing");
                write!(f, "`{key}` is {found}, and it has no such key")
            }
            (Some(expected), None) => write!(f, "`{key}` is missing, and it asks for {expected}"),
            (Some(expected), Some(found)) => {
                write!(f, "`{key}` is {found}, and it asks for {expected}")
            }
        }
    }
}

/// The first place where two values differ. A table that only one side has is compared with an empty one.
pub fn difference(key: &str, expected: Option<&Value>, found: Option<&Value>) -> Option<Mismatch> {
    let nothing = Table::new();
    let tables = match (expected, found) {
        (Some(Value::Table(expected)), Some(Value::Table(found))) => Some((expected, found)),
        (Some(Value::Table(expected)), None) if !expected.is_empty() => Some((expected, &nothing)),
        (None, Some(Value::Table(found))) if !found.is_empty() => Some((&nothing, found)),
        _ => None,
    };
    if let Some((expected, found)) = tables {
        return difference_of_tables(key, expected, found);
    }
    let shown = |value: Option<&Value>| value.map(shown);
    (expected != found).then(|| Mismatch {
        key: key.to_owned(),
        expected: shown(expected),
        found: shown(found),
    })
}

/// What was added comes first: it is what an attacker needs.
fn difference_of_tables(key: &str, expected: &Table, found: &Table) -> Option<Mismatch> {
    let below = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
    let names = found.keys().chain(expected.keys().filter(|name| !found.contains_key(*name)));
    let mismatches = names.filter_map(|name| difference(&below(name), expected.get(name), found.get(name)));
    // What the archive has and the commit has not comes first: it is what an attacker would add.
    mismatches.min_by_key(|mismatch| (mismatch.found.is_none(), mismatch.expected.is_some()))
}

/// A value on one line, escaped and no longer than a report can bear.
pub fn shown(value: &Value) -> String {
    let text = match value {
        Value::Table(table) => {
            let pairs = table.iter().map(|(key, value)| format!("{key} = {}", shown(value)));
            format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::String(text) => format!("\"{text}\""),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Datetime(time) => time.to_string(),
    };
    short(&text)
}
