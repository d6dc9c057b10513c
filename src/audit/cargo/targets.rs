//! What a package builds: its library, programs, examples, tests, benchmarks and build script, each with the file
//! that it starts from, declared or found by its place.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::mismatch::{Mismatch, difference, shown};

/// Keys of a manifest that declare targets.
pub const KEYS: [&str; 5] = ["lib", "bin", "example", "test", "bench"];

/// Keys of `[package]` that say what is a target.
pub const PACKAGE_KEYS: [&str; 6] =
    ["build", "autolib", "autobins", "autoexamples", "autotests", "autobenches"];

/// Kinds of targets of which there can be many: key, the key of `[package]` that finds them by their place, and
/// the directory.
const MANY: [(&str, &str, &str); 4] = [
    ("bin", "autobins", "src/bin"),
    ("example", "autoexamples", "examples"),
    ("test", "autotests", "tests"),
    ("bench", "autobenches", "benches"),
];

/// The files of a package by their paths; what is no UTF-8 cannot be a target.
pub struct PackageFiles<'a>(BTreeSet<&'a str>);

impl<'a> PackageFiles<'a> {
    pub fn new(paths: impl Iterator<Item = &'a [u8]>) -> Self {
        Self(paths.filter_map(|path| std::str::from_utf8(path).ok()).collect())
    }

    pub fn contains(&self, path: &str) -> bool {
        self.0.contains(path)
    }
}

/// Targets by kind and name, as tables with all that can be declared.
type Targets = BTreeMap<(&'static str, String), Table>;

/// Compares the targets of the manifest that was packed with those of the original.
///
/// # Errors
/// Returns the first that differs, and one that is missing although its file was packed.
pub fn check(
    original: &Table,
    files: &PackageFiles<'_>,
    packed: &Table,
    packed_files: &PackageFiles<'_>,
) -> Result<(), Mismatch> {
    let (expected, found) = (targets(original, files), targets(packed, packed_files));
    let table = |table: &Table| Value::Table(table.clone());
    for (key @ (kind, name), target) in &found {
        let expected = expected.get(key).map(table);
        difference(&place(kind, name), expected.as_ref(), Some(&table(target))).map_or(Ok(()), Err)?;
    }
    let is_packed = |target: &Table| path(target).is_some_and(|path| packed_files.contains(path));
    let lost = expected.iter().find(|(key, target)| !found.contains_key(key) && is_packed(target));
    if let Some(((kind, name), target)) = lost {
        let expected = Some(shown(&table(target)));
        return Err(Mismatch { key: place(kind, name), expected, found: None });
    }
    build(original, files, packed, packed_files)
}

/// A target in a message: `bin.name`, and `lib` alone.
fn place(kind: &str, name: &str) -> String {
    if name.is_empty() { kind.to_owned() } else { format!("{kind}.{name}") }
}

/// The build script.
fn build(
    original: &Table,
    files: &PackageFiles<'_>,
    packed: &Table,
    packed_files: &PackageFiles<'_>,
) -> Result<(), Mismatch> {
    let (expected, found) = (script(original, files), script(packed, packed_files));
    let was_left_out = found.is_none()
        && expected.as_ref().and_then(Value::as_str).is_some_and(|path| !packed_files.contains(path));
    if was_left_out {
        return Ok(());
    }
    difference("package.build", expected.as_ref(), found.as_ref()).map_or(Ok(()), Err)
}

fn script(manifest: &Table, files: &PackageFiles<'_>) -> Option<Value> {
    let found = Value::from("build.rs");
    match package(manifest, "build") {
        Some(Value::Boolean(is_there)) => is_there.then_some(found),
        Some(Value::String(path)) => Some(path.trim_start_matches("./").into()),
        Some(other) => Some(other.clone()),
        None => files.contains("build.rs").then_some(found),
    }
}

fn package<'a>(manifest: &'a Table, key: &str) -> Option<&'a Value> {
    manifest.get("package")?.get(key)
}

fn path(target: &Table) -> Option<&str> {
    target.get("path")?.as_str()
}

fn targets(manifest: &Table, files: &PackageFiles<'_>) -> Targets {
    let mut targets = Targets::new();
    let name = package(manifest, "name").and_then(Value::as_str).unwrap_or_default();
    targets.extend(library(manifest, name, files).map(|target| (("lib", String::new()), target)));
    for (kind, auto, directory) in MANY {
        many(manifest, kind, &TargetPlace { auto, directory, package: name, files }, &mut targets);
    }
    targets
}

fn library(manifest: &Table, package_name: &str, files: &PackageFiles<'_>) -> Option<Table> {
    let auto = package(manifest, "autolib").and_then(Value::as_bool) != Some(false);
    let found = || (auto && files.contains("src/lib.rs")).then(Table::new);
    let mut target = manifest.get("lib").and_then(Value::as_table).map(canonical).or_else(found)?;
    let name = package_name.replace('-', "_");
    target.entry("name").or_insert_with(|| name.clone().into());
    let older = format!("src/{}.rs", target.get("name").and_then(Value::as_str).unwrap_or(&name));
    let path = if files.contains("src/lib.rs") || !files.contains(&older) { "src/lib.rs" } else { &older };
    target.entry("path").or_insert_with(|| path.into());
    Some(target)
}

/// Where targets of a kind are.
struct TargetPlace<'a> {
    auto: &'a str,
    directory: &'a str,
    package: &'a str,
    files: &'a PackageFiles<'a>,
}

fn many(manifest: &Table, kind: &'static str, place: &TargetPlace<'_>, targets: &mut Targets) {
    let found = place.found();
    let declared: Vec<_> = manifest.get(kind).and_then(Value::as_array).into_iter().flatten().collect();
    let mut turns: BTreeMap<String, usize> = BTreeMap::new();
    for target in &declared {
        let mut target = target.as_table().map(canonical).unwrap_or_default();
        let name = target.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let path = found.get(&name).cloned().or_else(|| place.older(&name));
        if let Some(path) = path.filter(|_| !target.contains_key("path")) {
            target.insert("path".to_owned(), path.into());
        }
        // Two of one name are an error of cargo's; they must not hide each other here.
        let turn = turns.entry(name.clone()).or_insert(0);
        let key = if *turn == 0 { name } else { format!("{name} ({turn})") };
        *turn += 1;
        targets.insert((kind, key), target);
    }
    // Before the edition of 2018 a declaration switched the search off.
    let is_2015 =
        package(manifest, "edition").and_then(Value::as_str).is_none_or(|edition| edition == "2015");
    let default = !is_2015 || declared.is_empty();
    let auto = package(manifest, place.auto).and_then(Value::as_bool).unwrap_or(default);
    let declared: BTreeSet<String> = declared_paths(targets, kind);
    for (name, path) in found.into_iter().filter(|(_, path)| auto && !declared.contains(path)) {
        let target =
            Table::from_iter([("name".to_owned(), name.clone().into()), ("path".to_owned(), path.into())]);
        targets.entry((kind, name)).or_insert(target);
    }
}

fn declared_paths(targets: &Targets, kind: &str) -> BTreeSet<String> {
    let own = targets.iter().filter(|((other, _), _)| *other == kind);
    own.filter_map(|(_, target)| path(target).map(str::to_owned)).collect()
}

impl TargetPlace<'_> {
    /// Targets that are found by their place: names and paths.
    fn found(&self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        if self.directory == "src/bin" && self.files.contains("src/main.rs") {
            found.insert(self.package.to_owned(), "src/main.rs".to_owned());
        }
        let inside = format!("{}/", self.directory);
        for path in self.files.0.range(&*inside..).take_while(|path| path.starts_with(&inside)) {
            let rest = &path[inside.len()..];
            let name = rest.strip_suffix("/main.rs").or_else(|| rest.strip_suffix(".rs"));
            if let Some(name) = name.filter(|name| !name.contains('/') && !name.starts_with('.')) {
                found.insert(name.to_owned(), (*path).to_owned());
            }
        }
        found
    }

    /// Where a program without a path was searched before the edition of 2018.
    fn older(&self, name: &str) -> Option<String> {
        let places = [format!("src/{name}.rs"), "src/main.rs".to_owned(), "src/bin/main.rs".to_owned()];
        places.into_iter().filter(|_| self.directory == "src/bin").find(|path| self.files.contains(path))
    }
}

/// A target with the keys of today; of a key in both forms cargo reads that with the hyphen.
fn canonical(target: &Table) -> Table {
    let key = |key: &str| {
        let today = key.replace('_', "-");
        if target.contains_key(&today) { key.to_owned() } else { today }
    };
    let mut table: Table = target.iter().map(|(name, value)| (key(name), value.clone())).collect();
    if let Some(Value::String(path)) = table.get_mut("path") {
        *path = path.trim_start_matches("./").to_owned();
    }
    table.retain(|_, value| value.as_array().is_none_or(|list| !list.is_empty()));
    table
}
