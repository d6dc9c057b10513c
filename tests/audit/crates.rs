//! Packages that were published: what cargo made of their manifests is recognized as what cargo makes.
//!
//! Those that inherit something from a workspace cannot be decided without it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use pkgr::audit::{Mismatch, check_manifest};

use crate::support;

/// The files of a package below its top directory.
type Package = BTreeMap<String, Vec<u8>>;

/// Packages that cargo downloaded for this very build, and those of others.
fn packages() -> Vec<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(Path::new(&std::env::var_os("HOME")?).join(".cargo")));
    let caches = home.map(|home| home.join("registry/cache")).into_iter();
    let files = caches.flat_map(|cache| walkdir::WalkDir::new(cache).sort_by_file_name());
    let files = files.filter_map(|entry| Some(entry.ok()?.into_path()));
    files.filter(|path| path.extension().is_some_and(|extension| extension == "crate")).collect()
}

fn unpacked(path: &Path) -> Package {
    let bytes = fs::read(path).expect("can be read");
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(&*bytes));
    let members = archive.entries().expect("is an archive").map(|member| {
        let mut member = member.expect("is whole");
        let name = member.path().expect("has a name").display().to_string();
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).expect("is whole");
        (name.split_once('/').expect("is below the top").1.to_owned(), bytes)
    });
    members.collect()
}

fn check(package: &Package, packed: &str) -> Result<(), Option<Mismatch>> {
    let files: Vec<&[u8]> = package.keys().map(String::as_bytes).collect();
    check_manifest(&package["Cargo.toml.orig"], packed.as_bytes(), &files)
}

/// Whether nothing of a workspace is needed to say what cargo makes of the manifest.
fn stands_alone(package: &Package) -> bool {
    let original: toml::Table = support::text(&package["Cargo.toml.orig"]).parse().expect("cargo read it");
    let packed: toml::Table = support::text(&package["Cargo.toml"]).parse().expect("cargo wrote it");
    // The resolver of a workspace is written down although nothing says that it is inherited.
    let resolver = |table: &toml::Table| table.get("package")?.get("resolver").cloned();
    let has_own = resolver(&original).is_some() || original.contains_key("workspace");
    !inherits(&toml::Value::Table(original)) && (has_own || resolver(&packed).is_none())
}

fn inherits(value: &toml::Value) -> bool {
    let toml::Value::Table(table) = value else { return false };
    table.get("workspace").and_then(toml::Value::as_bool) == Some(true)
        || table.iter().any(|(_, value)| inherits(value))
}

// T321
#[test]
fn what_cargo_made_of_published_manifests_is_accepted() {
    let (mut count, mut elsewhere, mut rejected) = (0, 0, Vec::new());
    for path in packages() {
        let package = unpacked(&path);
        if !package.contains_key("Cargo.toml.orig") {
            continue;
        }
        if !stands_alone(&package) {
            elsewhere += 1;
            continue;
        }
        count += 1;
        if let Err(mismatch) = check(&package, &support::text(&package["Cargo.toml"])) {
            let why = mismatch.map_or_else(|| "no manifest".to_owned(), |mismatch| mismatch.to_string());
            rejected.push(format!("{}: {why}", path.file_name().expect("has a name").display()));
        }
    }
    if count == 0 {
        support::say("SKIPPED: cargo has downloaded no packages here");
        return;
    }
    support::say(&format!(
        "manifests that cargo made: {count}, rejected: {}; {elsewhere} need their workspace",
        rejected.len()
    ));
    assert!(rejected.is_empty(), "{}", rejected.join("\n"));
}

/// In place of text to find: at the end.
const END: &str = "\u{4}";

/// What an attacker could write into a manifest that cargo made: text to find, and what to put in its place.
const CHANGES: &[(&str, &str)] = &[
    (END, "\n[patch.crates-io.evil]\ngit = 'https://evil.example'\n"),
    (END, "\n[replace]\n'evil:1.0.0' = { git = 'https://evil.example' }\n"),
    (END, "\n[workspace]\nmembers = ['evil']\n"),
    (END, "\n[dependencies.evil]\nversion = '1'\n"),
    (END, "\n[dev-dependencies.evil]\nversion = '1'\n"),
    (END, "\n[build-dependencies.evil]\nversion = '1'\n"),
    (END, "\n[dev_dependencies.evil]\nversion = '1'\n"),
    (END, "\n[target.'cfg(evil)'.dependencies.evil]\nversion = '1'\n"),
    (END, "\n[target.evil]\nlinker = 'evil'\n"),
    (END, "\n[profile.evil]\ninherits = 'release'\noverflow-checks = false\n"),
    (END, "\n[[bin]]\nname = 'evil'\npath = 'tests/evil.rs'\n"),
    (END, "\n[[example]]\nname = 'evil'\npath = 'evil.rs'\n"),
    (END, "\n[[test]]\nname = 'evil'\npath = 'evil.rs'\n"),
    (END, "\n[[bench]]\nname = 'evil'\npath = 'evil.rs'\n"),
    (END, "\n[lints.evil]\nx = 'deny'\n"),
    (END, "\n[badges.evil]\nx = 'y'\n"),
    (END, "\n[package.metadata.evil]\nx = 'y'\n"),
    (END, "\n[hints]\nevil = true\n"),
    (END, "\n[evil]\nx = 'y'\n"),
    (END, "\n[evil]\n"),
    (END, "\n[patch]\n"),
    (END, "\n[patch.crates-io]\n"),
    (END, "\n[replace]\n"),
    (END, "\n[workspace]\n"),
    (END, "\n[workspace.dependencies]\n"),
    (END, "\n[target.evil]\n"),
    (END, "\n[target.'cfg(evil)'.dependencies]\n"),
    (END, "\n[profile.evil]\n"),
    (END, "\n[lints.evil]\n"),
    (END, "\n[badges.evil]\n"),
    (END, "\n[package.metadata.evil]\n"),
    ("[package]\n", "cargo-features = []\n[package]\n"),
    ("[package]\n", "evil = []\n[package]\n"),
    ("[package]\n", "cargo-features = ['evil']\n[package]\n"),
    ("[package]\n", "[package]\nlinks = 'evil'\n"),
    ("[package]\n", "[package]\ndefault-run = 'evil'\n"),
    ("[package]\n", "[package]\nresolver = '9'\n"),
    ("[package]\n", "[package]\nworkspace = '..'\n"),
    ("[package]\n", "[package]\nevil = 'x'\n"),
    ("\nname = \"", "\nname = \"evil"),
    ("\nversion = \"", "\nversion = \"9"),
    ("build = false", "build = 'tests/evil.rs'"),
    ("build = \"build.rs\"", "build = 'tests/evil.rs'"),
    ("path = \"src/lib.rs\"", "path = 'tests/evil.rs'"),
    ("[lib]\n", "[lib]\nproc-macro = true\n"),
    ("[lib]\n", "[lib]\nproc_macro = true\n"),
    ("[lib]\n", "[lib]\ncrate-type = ['cdylib']\n"),
    ("[lib]\n", "[lib]\nharness = false\n"),
    ("path = \"tests/", "path = \"evil/"),
    ("[[test]]\n", "[[test]]\nrequired-features = ['evil']\n"),
    ("\nharness = false", "\nharness = true"),
    ("[features]\n", "[features]\nevil = ['evil']\n"),
    ("[features]\n", "[features]\nevil = []\n"),
    ("\n[features]\n", "\n[target.'cfg(evil)']\n[features]\n"),
    ("\ndefault = [", "\ndefault = ['evil', "),
    ("[dependencies.", "[dependencies.evil-"),
    (".dependencies.", ".build-dependencies."),
    ("\ndefault-features = false", ""),
    ("\noptional = true", ""),
    ("\npackage = \"", "\npackage = \"evil-"),
    ("\nfeatures = [", "\nfeatures = ['evil', "),
];

/// Keys that are put into the first dependency of a manifest.
const IN_A_DEPENDENCY: [&str; 9] = [
    "registry-index = 'https://evil.example'",
    "registry = 'evil'",
    "git = 'https://evil.example'",
    "path = 'evil'",
    "package = 'evil'",
    "default-features = false",
    "optional = true",
    "artifact = 'bin'",
    "evil = 1",
];

/// Each change where it can be made: the changed manifests that are still TOML.
fn changed(packed: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = CHANGES
        .iter()
        .map(|(from, to)| {
            let text = if *from == END { format!("{packed}{to}") } else { packed.replacen(from, to, 1) };
            (format!("{from:?} → {to:?}"), text)
        })
        .collect();
    if let Some(at) = packed.find("\n[dependencies.") {
        let end = at + 1 + packed[at + 1..].find('\n').expect("the line ends") + 1;
        let with = |key: &&str| ((*key).to_owned(), format!("{}{key}\n{}", &packed[..end], &packed[end..]));
        all.extend(IN_A_DEPENDENCY.iter().map(with));
    }
    let is_other = |text: &str| text.parse::<toml::Table>().is_ok_and(|table| Ok(table) != packed.parse());
    all.into_iter().filter(|(_, text)| is_other(text)).collect()
}

// T321, T336
#[test]
fn keys_that_cargo_did_not_write_into_a_published_manifest_are_rejected() {
    let (mut count, mut accepted) = (0, Vec::new());
    for path in packages() {
        let package = unpacked(&path);
        if !package.contains_key("Cargo.toml.orig") || !stands_alone(&package) {
            continue;
        }
        for (change, text) in changed(&support::text(&package["Cargo.toml"])) {
            count += 1;
            if check(&package, &text).is_ok() {
                accepted.push(format!("{}: {change}", path.file_name().expect("has a name").display()));
            }
        }
    }
    if count == 0 {
        support::say("SKIPPED: cargo has downloaded no packages here");
        return;
    }
    support::say(&format!("manifests that were changed: {count}, accepted: {}", accepted.len()));
    assert!(accepted.is_empty(), "{}", accepted.join("\n"));
}
