//! Whether a `Cargo.toml` is what cargo makes of the one beside it, `Cargo.toml.orig`.
//!
//! cargo writes a manifest anew when it packs one: inherited values are filled in, sources other than a
//! registry are removed from dependencies, targets are listed. Both manifests are brought into one form, which
//! has to be the same. What that form drops from the original is what cargo drops; nothing is dropped from the
//! manifest that cargo is said to have written, so a table that is only there is a difference.
//!
//! Source: the reference of cargo, "The Manifest Format" and "Cargo Targets", and published packages
//! (`tests/audit/crates.rs`).

use toml::{Table, Value};

use super::dependencies::{self, Stripped};
use super::mismatch::{Mismatch, difference, shown};
use super::targets::{self, PackageFiles};
use super::workspace::{self, Root};
use crate::audit::phrases::short;

/// Tables and keys at the top of a manifest that cargo packs as they are, if at all.
const KEPT: [&str; 6] = ["cargo-features", "features", "profile", "badges", "lints", "hints"];

/// Keys of `[package]` that cargo packs as they are. `build`, `resolver` and the keys about targets are
/// compared by what they amount to.
const PACKAGE: [&str; 24] = [
    "name",
    "version",
    "authors",
    "edition",
    "rust-version",
    "description",
    "documentation",
    "readme",
    "homepage",
    "repository",
    "license",
    "license-file",
    "keywords",
    "categories",
    "links",
    "exclude",
    "include",
    "publish",
    "metadata",
    "default-run",
    "default-target",
    "forced-target",
    "im-a-teapot",
    "metabuild",
];

/// A manifest and the files around it.
pub struct Original<'a> {
    /// As it is in the commit.
    pub manifest: &'a Table,
    /// The manifest at the root of its workspace; `None` if there is none.
    pub root: Option<Root<'a>>,
    /// The files of the commit in the package's directory.
    pub files: &'a PackageFiles<'a>,
}

/// Parses a manifest; `None` if the text is not valid TOML.
pub fn read(bytes: &[u8]) -> Option<Table> {
    std::str::from_utf8(bytes).ok()?.parse().ok()
}

/// Compares the manifest that was packed, beside `files`, with what cargo makes of the original.
///
/// # Errors
/// Returns the first value that cargo would not have written.
pub fn check(original: &Original<'_>, packed: &Table, files: &PackageFiles<'_>) -> Result<(), Mismatch> {
    let manifest = workspace::inherited(original.manifest, original.root)?;
    targets::check(&manifest, original.files, packed, files)?;
    resolver(original, packed)?;
    let (expected, stripped) = expected(&manifest, original.files);
    let found = found(packed, original.files);
    let expected = stripped.without(&expected, &found);
    match difference("", Some(&Value::Table(expected)), Some(&Value::Table(found))) {
        Some(mismatch) => Err(mismatch),
        // The comparison drops empty tables, so one that was added would pass without this.
        None => empty_ones(&manifest, packed),
    }
}

/// Tables and lists that say nothing are compared by whether they are there: cargo makes none up, and packs none of
/// some tables at all.
fn empty_ones(original: &Table, packed: &Table) -> Result<(), Mismatch> {
    let is_packed = |key: &str| {
        KEPT.contains(&key)
            || targets::KEYS.contains(&key)
            || dependencies::KEYS.contains(&key)
            || key == "package"
    };
    match packed.iter().find(|(key, _)| !is_packed(key)) {
        Some((key, value)) => Err(new(key.clone(), value)),
        None => new_without_content("", original, packed),
    }
}

fn new_without_content(place: &str, original: &Table, packed: &Table) -> Result<(), Mismatch> {
    let nothing = Table::new();
    for (key, value) in packed {
        let below = if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
        // A key with underscores is the one with hyphens, and so is not new.
        let own = dependencies::either(original, key);
        if own.is_none() && is_empty(value) {
            return Err(new(below, value));
        }
        if let Value::Table(table) = value {
            new_without_content(&below, own.and_then(Value::as_table).unwrap_or(&nothing), table)?;
        }
    }
    Ok(())
}

fn new(key: String, value: &Value) -> Mismatch {
    Mismatch { key, expected: None, found: Some(shown(value)) }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Table(table) => table.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

/// What is compared of the original: only what cargo packs.
fn expected(manifest: &Table, files: &PackageFiles<'_>) -> (Table, Stripped) {
    let mut table = Table::new();
    for key in KEPT {
        table.extend(manifest.get(key).map(|value| (key.to_owned(), value.clone())));
    }
    let mut package = Table::new();
    let own = manifest.get("package").and_then(Value::as_table);
    for key in PACKAGE {
        let value = own.and_then(|own| own.get(key));
        package.extend(value.map(|value| (key.to_owned(), value.clone())));
    }
    // cargo writes this for a package without a version.
    package.entry("version").or_insert_with(|| "0.0.0".into());
    table.insert("package".to_owned(), package.into());
    let stripped = dependencies::expected(manifest, &mut table);
    (canonical(table, files), stripped)
}

/// What is compared of the manifest that was packed: everything but what was compared before.
fn found(packed: &Table, files: &PackageFiles<'_>) -> Table {
    let mut table = packed.clone();
    // Targets were compared before, by rules of their own.
    for key in targets::KEYS {
        table.remove(key);
    }
    if let Some(package) = table.get_mut("package").and_then(Value::as_table_mut) {
        // The resolver can come from the root of a workspace, so it is compared on its own.
        package.retain(|key, _| key != "resolver" && !targets::PACKAGE_KEYS.contains(&key));
    }
    dependencies::canonical(&mut table);
    canonical(table, files)
}

/// The form in which manifests are compared.
fn canonical(mut table: Table, files: &PackageFiles<'_>) -> Table {
    if let Some(package) = table.get_mut("package").and_then(Value::as_table_mut) {
        readme(package, files);
        license_file(package);
    }
    for (key, each) in [("lints", lint as fn(&mut Table)), ("profile", profile as fn(&mut Table))] {
        let tables = table.get_mut(key).and_then(Value::as_table_mut).into_iter().flatten();
        tables.filter_map(|(_, value)| value.as_table_mut()).for_each(each);
    }
    let Value::Table(table) = without_empty(Value::Table(table)) else { return Table::new() };
    table
}

/// cargo writes down the file that it finds, or that there is none; from outside the package it takes a copy.
fn readme(package: &mut Table, files: &PackageFiles<'_>) {
    let names = ["README.md", "README.txt", "README"];
    let name = match package.get("readme") {
        Some(Value::String(name)) => Some(inside(name)),
        Some(Value::Boolean(true)) => Some("README.md".to_owned()),
        Some(Value::Boolean(false)) => None,
        // Without a value cargo takes the first of these files that there is.
        _ => names.into_iter().find(|name| files.contains(name)).map(str::to_owned),
    };
    // `false` is written out: cargo does so in the manifest that it packs, and an absent key would
    // mean a search.
    package.insert("readme".to_owned(), name.map_or(Value::Boolean(false), Value::String));
}

fn license_file(package: &mut Table) {
    if let Some(Value::String(name)) = package.get_mut("license-file") {
        *name = inside(name);
    }
}

/// Where a file is in a package: at its own place, or at the top if that is outside the package.
fn inside(name: &str) -> String {
    let name = name.trim_start_matches("./");
    let is_outside = name.starts_with("../") || name.starts_with('/');
    // cargo copies a file from outside to the top of the package, and names it there.
    let last = name.rsplit('/').next().filter(|_| is_outside);
    last.unwrap_or(name).to_owned()
}

/// `{ level = "x", priority = 0 }` is `"x"`.
fn lint(tool: &mut Table) {
    for (_, value) in tool {
        let Some(table) = value.as_table_mut() else { continue };
        // The default: writing it out changes nothing.
        if table.get("priority") == Some(&Value::Integer(0)) {
            table.remove("priority");
        }
        if let (1, Some(level)) = (table.len(), table.get("level").cloned()) {
            *value = level;
        }
    }
}

/// `debug = true` is `debug = 2`, and so on.
fn profile(profile: &mut Table) {
    if let Some(debug) = profile.get_mut("debug") {
        *debug = match &*debug {
            Value::Boolean(is_full) => Value::Integer(if *is_full { 2 } else { 0 }),
            Value::String(word) if word == "none" => Value::Integer(0),
            Value::String(word) if word == "limited" => Value::Integer(1),
            Value::String(word) if word == "full" => Value::Integer(2),
            other => other.clone(),
        };
    }
    if let Some(inner) = profile.get_mut("build-override").and_then(Value::as_table_mut) {
        self::profile(inner);
    }
    let packages = profile.get_mut("package").and_then(Value::as_table_mut).into_iter().flatten();
    packages.filter_map(|(_, value)| value.as_table_mut()).for_each(self::profile);
}

/// The rules by which features are unified, which cargo takes from the workspace and fills in where the edition
/// would choose other ones.
fn resolver(original: &Original<'_>, packed: &Table) -> Result<(), Mismatch> {
    let own = workspace::resolver(original.manifest);
    let of_root = original.root.map_or_else(|| own.clone(), |root| workspace::resolver(root.manifest));
    let found = workspace::resolver(packed);
    // Its own counts too: cargo fills in the value only where the edition would choose another one.
    if found == own || found == of_root {
        return Ok(());
    }
    let [expected, found] = [of_root, found].map(|text| Some(format!("\"{}\"", short(&text))));
    Err(Mismatch { key: "package.resolver".to_owned(), expected, found })
}

/// Without tables and lists that say nothing.
fn without_empty(value: Value) -> Value {
    let Value::Table(table) = value else { return value };
    let filled = table.into_iter().map(|(key, value)| (key, without_empty(value)));
    Value::Table(filled.filter(|(_, value)| !is_empty(value)).collect())
}
