//! What a manifest takes from the root of its workspace.

use toml::{Table, Value};

use super::dependencies::{detailed, either};
use super::mismatch::Mismatch;

/// The manifest at the root of a workspace.
#[derive(Clone, Copy)]
pub struct Root<'a> {
    pub manifest: &'a Table,
    /// Whether it is the package's own.
    pub is_own: bool,
}

/// A manifest with everything filled in that it inherits, and with `[package]` under that name.
///
/// # Errors
/// Returns the first key whose value the root does not have.
pub fn inherited(manifest: &Table, root: Option<Root<'_>>) -> Result<Table, Mismatch> {
    let mut table = manifest.clone();
    fill(&mut table, manifest, root)?;
    Ok(table)
}

/// The same, with what the root does not have left as it is.
pub fn inherited_in_part(manifest: &Table, root: Option<Root<'_>>) -> Table {
    let mut table = manifest.clone();
    // What is missing is reported by the comparison of the manifests.
    let _ = fill(&mut table, manifest, root);
    table
}

fn fill(table: &mut Table, manifest: &Table, root: Option<Root<'_>>) -> Result<(), Mismatch> {
    // The old name of the table, which older editions allow.
    if let Some(package) = table.remove("project") {
        table.entry("package").or_insert(package);
    }
    let workspace = root.and_then(|root| root.manifest.get("workspace")?.as_table());
    if let Some(package) = table.get_mut("package").and_then(Value::as_table_mut) {
        let shared = workspace.and_then(|workspace| workspace.get("package")?.as_table());
        fill_in("package", package, shared)?;
        copied(package, manifest, root);
    }
    if table.get("lints").is_some_and(is_inherited) {
        let lints = workspace.and_then(|workspace| workspace.get("lints")).ok_or_else(|| missing("lints"))?;
        table.insert("lints".to_owned(), lints.clone());
    }
    let shared = workspace.and_then(|workspace| workspace.get("dependencies")?.as_table());
    dependencies(table, shared)?;
    let platforms = table.get_mut("target").and_then(Value::as_table_mut).into_iter().flatten();
    for (_, tables) in platforms {
        tables.as_table_mut().map_or(Ok(()), |tables| dependencies(tables, shared))?;
    }
    Ok(())
}

/// Files of the root are copied to the top of the package.
fn copied(package: &mut Table, manifest: &Table, root: Option<Root<'_>>) {
    for key in ["readme", "license-file"] {
        let was_inherited = manifest.get("package").and_then(|own| own.get(key)).is_some_and(is_inherited);
        // The path is that of the root's directory, and the file ends up at the top of the package.
        let is_elsewhere = was_inherited && root.is_some_and(|root| !root.is_own);
        if let Some(Value::String(name)) = package.get_mut(key).filter(|_| is_elsewhere) {
            *name = name.rsplit('/').next().unwrap_or(name).to_owned();
        }
    }
}

fn is_inherited(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

fn missing(key: &str) -> Mismatch {
    let expected = Some("the value of a workspace, which the commit does not have".to_owned());
    Mismatch { key: key.to_owned(), expected, found: Some("inherited".to_owned()) }
}

fn fill_in(place: &str, table: &mut Table, shared: Option<&Table>) -> Result<(), Mismatch> {
    for (key, value) in table.iter_mut().filter(|(_, value)| is_inherited(value)) {
        let found = shared.and_then(|shared| shared.get(key));
        *value = found.ok_or_else(|| missing(&format!("{place}.{key}")))?.clone();
    }
    Ok(())
}

fn dependencies(tables: &mut Table, shared: Option<&Table>) -> Result<(), Mismatch> {
    let kinds =
        ["dependencies", "dev-dependencies", "build-dependencies", "dev_dependencies", "build_dependencies"];
    for kind in kinds {
        let found = tables.get_mut(kind).and_then(Value::as_table_mut).into_iter().flatten();
        for (name, value) in found.filter(|(_, value)| is_inherited(value)) {
            let base = shared.and_then(|shared| shared.get(name));
            let base = base.ok_or_else(|| missing(&format!("{kind}.{name}")))?;
            *value = Value::Table(merged(base, value));
        }
    }
    Ok(())
}

/// A dependency of the workspace with what a member adds.
fn merged(base: &Value, own: &Value) -> Table {
    let mut table = detailed(base);
    let own = own.as_table().cloned().unwrap_or_default();
    // A member can switch the defaults on, and not off.
    if either(&own, "default-features") == Some(&Value::Boolean(true)) {
        table.remove("default-features");
    }
    for key in ["optional", "public"] {
        table.extend(own.get(key).map(|value| (key.to_owned(), value.clone())));
    }
    if let Some(Value::Array(more)) = own.get("features") {
        let features = table.entry("features").or_insert_with(|| Value::Array(Vec::new()));
        features.as_array_mut().into_iter().for_each(|features| features.extend(more.iter().cloned()));
    }
    detailed(&Value::Table(table))
}

/// The resolver that a manifest chooses as the root of a workspace: by its key, by its edition, or the first.
pub fn resolver(manifest: &Table) -> String {
    let key = |table: &str, key: &str| manifest.get(table)?.get(key)?.as_str().map(str::to_owned);
    let named = key("workspace", "resolver").or_else(|| key("package", "resolver"));
    named.unwrap_or_else(|| {
        let by_edition = match key("package", "edition").as_deref() {
            Some("2021") => "2",
            Some("2024") => "3",
            _ => "1",
        };
        by_edition.to_owned()
    })
}
