//! What of a `Cargo.toml` steers a build, and whether the one that cargo made has more of it than the one
//! that it was made of.
//!
//! cargo spells a manifest anew when it packs one: inherited values are filled in, paths to other packages
//! fall away, targets are listed. Dependencies and the build script must not come from anywhere else.

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::path::Escaped;

const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// The first thing that can steer a build and is in `packed` alone, in words.
pub fn addition(original: &[u8], packed: &[u8]) -> Option<String> {
    let (Some(original), Some(packed)) = (read(original), read(packed)) else {
        return Some("the form of a manifest".to_owned());
    };
    dependency(&original, &packed).or_else(|| setting(&original, &packed))
}

/// A list of `[package]`, with that of the workspace where it is inherited; `None` where there is none.
pub fn list(manifest: &[u8], root: &[u8], key: &str) -> Option<Vec<String>> {
    let own = read(manifest)?.get("package")?.get(key)?.clone();
    let is_inherited = own.get("workspace").and_then(Value::as_bool) == Some(true);
    let list =
        if is_inherited { read(root)?.get("workspace")?.get("package")?.get(key)?.clone() } else { own };
    let texts = list.as_array()?.iter().filter_map(Value::as_str);
    Some(texts.map(str::to_owned).collect())
}

fn read(bytes: &[u8]) -> Option<Table> {
    std::str::from_utf8(bytes).ok()?.parse().ok()
}

fn dependency(original: &Table, packed: &Table) -> Option<String> {
    let known = dependencies(original);
    dependencies(packed).into_iter().find_map(|(place, found)| {
        let (table, name) = (Escaped(place.0.as_bytes()), Escaped(place.1.as_bytes()));
        let Some(known) = known.get(&place) else {
            return Some(format!("the dependency `{name}` in `{table}`"));
        };
        found.differs_from(known).map(|what| format!("{what} of the dependency `{name}` in `{table}`"))
    })
}

/// What decides which package a dependency is.
#[derive(Default)]
struct Dependency<'a> {
    package: Option<&'a str>,
    version: Option<&'a str>,
    /// Where it comes from beside the registry of all.
    elsewhere: bool,
    is_inherited: bool,
}

impl<'a> Dependency<'a> {
    fn of(value: &'a Value) -> Self {
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        Self {
            package: text("package"),
            version: value.as_str().or_else(|| text("version")),
            elsewhere: ["git", "path", "registry", "registry-index"]
                .iter()
                .any(|key| value.get(key).is_some()),
            is_inherited: value.get("workspace").is_some(),
        }
    }

    fn differs_from(&self, known: &Self) -> Option<&'static str> {
        if self.elsewhere && !known.elsewhere {
            return Some("the origin");
        }
        // What is inherited stands in the manifest of the workspace.
        if known.is_inherited {
            return None;
        }
        if self.package != known.package {
            return Some("the package");
        }
        (self.version != known.version && known.version.is_some()).then_some("the version")
    }
}

/// All dependencies by their table and name.
fn dependencies(manifest: &Table) -> BTreeMap<(String, &str), Dependency<'_>> {
    let mut found = BTreeMap::new();
    collect(manifest, "", &mut found);
    for (platform, tables) in manifest.get("target").and_then(Value::as_table).into_iter().flatten() {
        if let Some(tables) = tables.as_table() {
            collect(tables, &format!("target.{platform}."), &mut found);
        }
    }
    found
}

fn collect<'a>(tables: &'a Table, before: &str, found: &mut BTreeMap<(String, &'a str), Dependency<'a>>) {
    for kind in KINDS {
        // An older spelling of the same.
        let table = tables.get(kind).or_else(|| tables.get(&kind.replace('-', "_")));
        for (name, value) in table.and_then(Value::as_table).into_iter().flatten() {
            found.insert((format!("{before}{kind}"), name), Dependency::of(value));
        }
    }
}

/// Keys that decide what is run, with the values that cargo fills in.
fn setting(original: &Table, packed: &Table) -> Option<String> {
    let value = |manifest: &Table, table: &str, key: &str| {
        let value = manifest.get(table)?.get(key)?.clone();
        Some(value.as_str().map_or(value.clone(), |text| text.trim_start_matches("./").into()))
    };
    let keys: [(&str, &str, &[Value]); 5] = [
        ("package", "name", &[]),
        ("package", "build", &[Value::Boolean(false), "build.rs".into()]),
        ("package", "links", &[]),
        ("lib", "path", &["src/lib.rs".into()]),
        ("lib", "proc-macro", &[Value::Boolean(false)]),
    ];
    keys.into_iter().find_map(|(table, key, filled_in)| {
        let found = value(packed, table, key)?;
        let known = value(original, table, key).or_else(|| value(original, table, &key.replace('-', "_")));
        let is_known = known.as_ref() == Some(&found) || known.is_none() && filled_in.contains(&found);
        (!is_known).then(|| format!("`{table}.{key} = {}`", shown(&found)))
    })
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{}\"", Escaped(text.as_bytes())),
        Value::Boolean(truth) => truth.to_string(),
        _ => "…".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGINAL: &str = "[package]\nname = 'x'\nversion.workspace = true\n[dependencies]\na = '1'\n\
        b = { path = '../b', version = '2' }\nc = { workspace = true }\n[dev_dependencies]\nd = { path = '../d' }\n\
        [target.'cfg(unix)'.dependencies]\ne = { version = '3', package = 'eee' }\n";

    const PACKED: &str = "[package]\nname = 'x'\nversion = '1.0.0'\nbuild = false\nautobins = false\n\
        [lib]\nname = 'x'\npath = 'src/lib.rs'\n[dependencies.a]\nversion = '1'\n[dependencies.b]\nversion = '2'\n\
        [dependencies.c]\nversion = '7'\nfeatures = ['std']\n[target.'cfg(unix)'.dependencies.e]\nversion = '3'\n\
        package = 'eee'\n";

    #[test]
    fn what_cargo_rewrites_is_no_addition() {
        assert_eq!(addition(ORIGINAL.as_bytes(), PACKED.as_bytes()), None);
        assert_eq!(addition(ORIGINAL.as_bytes(), ORIGINAL.as_bytes()), None);
    }

    #[test]
    fn each_thing_that_steers_a_build_and_is_new_is_told() {
        for (from, to, told) in [
            (
                "[dependencies.a]",
                "[dependencies.evil]\nversion = '1'\n[dependencies.a]",
                "`evil` in `dependencies`",
            ),
            ("[dependencies.a]", "[build-dependencies.a]", "`a` in `build-dependencies`"),
            ("package = 'eee'", "package = 'evil'", "the package of the dependency `e`"),
            ("version = '2'", "version = '2.0.1'", "the version of the dependency `b`"),
            ("[dependencies.a]", "[dependencies.a]\ngit = 'x'", "the origin of the dependency `a`"),
            ("build = false", "build = 'src/evil.rs'", "`package.build = \"src/evil.rs\"`"),
            ("build = false", "links = 'z'", "`package.links = \"z\"`"),
            ("'src/lib.rs'", "'tests/evil.rs'", "`lib.path = \"tests/evil.rs\"`"),
            ("[lib]", "[lib]\nproc-macro = true", "`lib.proc-macro = true`"),
            ("[package]", "[package", "the form"),
        ] {
            let packed = PACKED.replacen(from, to, 1);
            let addition = addition(ORIGINAL.as_bytes(), packed.as_bytes()).unwrap_or_default();
            assert!(addition.contains(told), "{to}: `{addition}`");
        }
    }

    #[test]
    fn lists_are_inherited_from_the_workspace() {
        let root = b"[workspace.package]\nexclude = ['ci']\n";
        let own = |text: &str| list(text.as_bytes(), root, "exclude");
        assert_eq!(own("package.exclude = ['a', 'b']"), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(own("package.exclude.workspace = true"), Some(vec!["ci".to_owned()]));
        assert_eq!(own("package.name = 'x'"), None);
    }
}
