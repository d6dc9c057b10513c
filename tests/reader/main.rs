//! The reader of archives that anybody may have made.
#![allow(clippy::disallowed_methods, reason = "tests read archives, and start the real tools")]

mod corpus;
mod differential;
mod golden;
mod hostile;
mod writers;
use crate::support::zip as make;

mod zip;

use pkgr::container::inventory::Inventory;
use pkgr::container::tar::read::{self, Limits};

fn inventory(bytes: &[u8]) -> Inventory {
    read::inventory(bytes, Limits::default()).expect("memory can be read")
}

/// The inventory of an archive that there is one way to read.
fn clear(bytes: &[u8], name: &str) -> Inventory {
    let found = inventory(bytes);
    assert!(found.ambiguities.is_empty(), "{name}: {}", found.ambiguities[0]);
    found
}
