//! The committed JSON schemas are those the program prints, and its output is as they say.
#![allow(clippy::disallowed_methods, reason = "tests read a switch, and start the program under test")]

use crate::support;

use serde_json::Value;
use support::{pkgr, stdout};

/// Compares a committed schema with the current one; `PKGR_BLESS=1` refreshes it.
fn current(name: &str, current: &str) {
    let path = format!("{}/schema/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("PKGR_BLESS").is_some() {
        std::fs::write(&path, current).expect("the schema can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == current,
        "schema/{name}.schema.json is stale; run `PKGR_BLESS=1 cargo test --test it schema::`"
    );
}

#[test]
fn the_schema_of_the_manifest_is_current() {
    current("release", &pkgr::manifest::schema());
}

#[test]
fn the_schema_of_a_plan_is_current() {
    current("plan", &pkgr::report::plan::schema());
}

#[test]
fn the_schema_of_a_build_is_current() {
    current("build", &pkgr::report::build::schema());
}

#[test]
fn the_schema_of_a_comparison_is_current() {
    current("diff", &pkgr::report::diff::schema());
}

#[test]
fn the_schema_of_a_verification_is_current() {
    current("verify", &pkgr::report::verify::schema());
}

#[test]
fn the_schema_of_lints_is_current() {
    current("lint", &pkgr::report::lint::schema());
}

#[test]
fn the_schema_of_messages_is_current() {
    current("message", &pkgr::report::message::schema());
}

#[test]
fn the_schema_of_an_audit_is_current() {
    current("audit", &pkgr::report::audit::schema());
}

#[test]
fn the_schema_of_variations_is_current() {
    current("vary", &pkgr::report::vary::schema());
}

fn output(arguments: &[&str]) -> Value {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&stdout(&pkgr(root, arguments))).expect("one JSON document")
}

/// The keys that `schema` requires of an object, followed through `$ref`.
fn required<'a>(schema: &'a Value, definition: Option<&str>) -> Vec<&'a str> {
    let object = definition.map_or(schema, |name| &schema["$defs"][name]);
    let keys = object["required"].as_array().expect("the schema requires keys");
    keys.iter().map(|key| key.as_str().expect("keys are strings")).collect()
}

#[test]
fn the_output_has_every_key_that_its_schema_requires() {
    let out = support::temp_dir();
    let dist = out.path().to_str().expect("a plain path");
    let manifest = "examples/minimal/release.toml";
    let plan = output(&["plan", "-m", manifest, "--format", "json"]);
    let build = output(&["build", "-m", manifest, "-d", dist, "--format", "json"]);
    let schema: Value = serde_json::from_str(&pkgr::report::plan::schema()).expect("is JSON");
    required(&schema, None).iter().for_each(|key| assert!(plan.get(key).is_some(), "plan has `{key}`"));
    for entry in plan["entries"].as_array().expect("a list") {
        required(&schema, Some("EntryView"))
            .iter()
            .for_each(|key| assert!(entry.get(key).is_some(), "`{key}`"));
    }
    let schema: Value = serde_json::from_str(&pkgr::report::build::schema()).expect("is JSON");
    required(&schema, None).iter().for_each(|key| assert!(build.get(key).is_some(), "build has `{key}`"));
    assert_eq!((&plan["version"], &build["version"]), (&Value::from(1), &Value::from(1)));
}
