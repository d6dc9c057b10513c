//! `package.json`.

use serde_json::Value;

use super::raw::RawDeclaration;

pub fn read(text: &str) -> RawDeclaration {
    let Ok(package) = serde_json::from_str::<Value>(text) else { return RawDeclaration::default() };
    let string = |key| Some(package.get(key)?.as_str()?.to_owned());
    RawDeclaration { name: string("name"), version: string("version") }
}
