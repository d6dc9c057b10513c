//! `pyproject.toml`: the keys of PEP 621, or those that Poetry had before.

use toml::Table;

use super::raw::RawDeclaration;

pub fn read(text: &str) -> RawDeclaration {
    let Ok(project) = text.parse::<Table>() else { return RawDeclaration::default() };
    let standard = project.get("project").and_then(toml::Value::as_table);
    let poetry = project.get("tool").and_then(|tool| tool.get("poetry")).and_then(toml::Value::as_table);
    let string = |key| Some(standard.or(poetry)?.get(key)?.as_str()?.to_owned());
    // A version in `dynamic` is absent here, because a program computes it.
    RawDeclaration { name: string("name"), version: string("version") }
}
