//! Dependencies as cargo packs them: nothing but a registry remains of where they come from.

use std::collections::BTreeSet;

use toml::{Table, Value};

/// The tables of dependencies, at the top and for each platform below `target`.
const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
/// Keys at the top of a manifest that is packed, of dependencies.
pub const KEYS: [&str; 4] = ["dependencies", "dev-dependencies", "build-dependencies", "target"];

const DEV: &str = "dev-dependencies";

/// Keys of a dependency that cargo packs. `registry` is among them although cargo replaces it by an address that
/// only its configuration knows: such a dependency cannot be checked, and is a difference.
const PACKED: [&str; 11] = [
    "version",
    "registry",
    "registry-index",
    "optional",
    "default-features",
    "features",
    "package",
    "public",
    "artifact",
    "lib",
    "target",
];

/// Development dependencies without a version: cargo cannot pack them and leaves them out.
pub struct Stripped(BTreeSet<String>);

/// Adds the dependencies to `table` as cargo packs those of a manifest.
pub fn expected(manifest: &Table, table: &mut Table) -> Stripped {
    let mut stripped = Stripped(BTreeSet::new());
    table.extend(packed(manifest, &mut stripped));
    let platforms = manifest.get("target").and_then(Value::as_table).into_iter().flatten();
    let platforms = platforms.filter_map(|(platform, tables)| {
        Some((platform.clone(), packed(tables.as_table()?, &mut stripped).into()))
    });
    table.insert("target".to_owned(), Value::Table(platforms.collect()));
    stripped
}

/// The names of the packages that a manifest depends on once it is packed, of any kind and for any platform.
pub fn names(manifest: &Table) -> BTreeSet<String> {
    let mut packed = Table::new();
    expected(manifest, &mut packed);
    let platforms = packed.get("target").and_then(Value::as_table).into_iter().flatten();
    let tables = std::iter::once(&packed).chain(platforms.filter_map(|(_, tables)| tables.as_table()));
    let kinds = tables.flat_map(|tables| KINDS.into_iter().filter_map(|kind| tables.get(kind)?.as_table()));
    let name = |(name, value): (&String, &Value)| {
        // A lock has packages by their own names, whatever the manifest calls them.
        value.get("package").and_then(Value::as_str).unwrap_or(name).to_owned()
    };
    kinds.flatten().map(name).collect()
}

/// The tables of dependencies in a table.
fn packed(tables: &Table, stripped: &mut Stripped) -> Table {
    let kinds = KINDS.into_iter().filter_map(|kind| {
        let own = either(tables, kind)?.as_table()?;
        let found = own.iter().filter_map(|(name, value)| {
            let mut found = detailed(value);
            // cargo removes these: without a version, nobody who has only the package could get
            // them.
            if kind == DEV && !found.contains_key("version") {
                stripped.0.insert(name.clone());
                return None;
            }
            found.retain(|key, _| PACKED.contains(&key));
            Some((name.clone(), found.into()))
        });
        Some((kind.to_owned(), Value::Table(found.collect())))
    });
    kinds.collect()
}

/// Brings the dependencies of a manifest that was packed into the same form; nothing is left out.
pub fn canonical(table: &mut Table) {
    in_place(table);
    let platforms = table.get_mut("target").and_then(Value::as_table_mut).into_iter().flatten();
    platforms.filter_map(|(_, tables)| tables.as_table_mut()).for_each(in_place);
}

fn in_place(tables: &mut Table) {
    for kind in KINDS {
        let found = tables.get_mut(kind).and_then(Value::as_table_mut).into_iter().flatten();
        found.for_each(|(_, value)| *value = Value::Table(detailed(value)));
    }
}

/// A dependency as a table without defaults.
pub fn detailed(value: &Value) -> Table {
    let mut table = match value {
        Value::Table(table) => table.clone(),
        other => Table::from_iter([("version".to_owned(), other.clone())]),
    };
    // Both forms mean the same to cargo, and it writes only one.
    if let Some(value) = table.remove("default_features") {
        table.entry("default-features").or_insert(value);
    }
    for (key, default) in [("default-features", true), ("optional", false), ("public", false)] {
        if table.get(key) == Some(&Value::Boolean(default)) {
            table.remove(key);
        }
    }
    if let Some(Value::Array(features)) = table.get_mut("features") {
        // Which features are on does not depend on their order, nor on how often one is named.
        features.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
        features.dedup();
    }
    table
}

/// A value by its key or by the older one with underscores.
pub fn either<'a>(table: &'a Table, key: &str) -> Option<&'a Value> {
    table.get(key).or_else(|| table.get(&key.replace('-', "_")))
}

impl Stripped {
    /// What is expected without the features of dependencies that were left out, where the packed manifest has
    /// not got them: versions of cargo differ in that.
    pub fn without(&self, expected: &Table, found: &Table) -> Table {
        let mut table = expected.clone();
        let features = table.get_mut("features").and_then(Value::as_table_mut).into_iter().flatten();
        for (name, list) in features {
            let found = found.get("features").and_then(|features| features.get(name));
            if let Some(list) =
                list.as_array_mut().filter(|list| found.and_then(Value::as_array) != Some(list))
            {
                list.retain(|value| !self.enables(value));
            }
        }
        table
    }

    /// Whether a value of a feature is about a dependency that was left out: `name/feature`, `name?/feature`.
    fn enables(&self, value: &Value) -> bool {
        let name =
            value.as_str().and_then(|text| text.split_once('/')).map(|(name, _)| name.trim_end_matches('?'));
        name.is_some_and(|name| self.0.contains(name))
    }
}
