//! The committed JSON schema is the one the program prints.
#![allow(clippy::disallowed_methods, reason = "tests read a switch")]

#[test]
fn schema() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/release.schema.json");
    let current = pkgr::spec::schema();
    if std::env::var_os("PKGR_BLESS").is_some() {
        std::fs::write(path, &current).expect("the schema can be written");
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == current,
        "schema/release.schema.json is stale; run `PKGR_BLESS=1 cargo test --test schema`"
    );
}
