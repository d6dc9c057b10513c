//! `[package]`.

use super::context::Check;
use super::names;
use crate::manifest::{Package, raw};

pub(super) fn check(check: &mut Check<'_>, raw: raw::Package) -> Option<Package> {
    let name = raw.name.and_then(|name| names::release(check, name, "name"));
    let version = raw.version.and_then(|version| names::release(check, version, "version"));
    Some(Package { name: name?, version: version? })
}
