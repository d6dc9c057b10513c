//! `Cargo.toml`.

use toml::Table;

use super::raw::RawDeclaration;

/// The package's own keys; a version that is inherited is that of the workspace.
pub fn read(text: &str) -> RawDeclaration {
    let Ok(manifest) = text.parse::<Table>() else { return RawDeclaration::default() };
    let package = table(&manifest, "package");
    let shared = table(&manifest, "workspace").and_then(|workspace| table(workspace, "package"));
    let string = |table: Option<&Table>, key| Some(table?.get(key)?.as_str()?.to_owned());
    let version = string(package, "version").or_else(|| string(shared, "version"));
    RawDeclaration { name: string(package, "name"), version }
}

fn table<'a>(table: &'a Table, key: &str) -> Option<&'a Table> {
    table.get(key)?.as_table()
}
