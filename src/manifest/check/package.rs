//! `[package]`.

use super::context::Check;
use super::names;
use crate::manifest::{PackageTable, raw};

pub(super) fn check(check: &mut Check<'_>, raw: raw::Package) -> Option<PackageTable> {
    let name = raw.name.and_then(|name| names::release(check, name, "name"));
    let version = raw.version.and_then(|version| names::release(check, version, "version"));
    Some(PackageTable { name: name?, version: version? })
}
