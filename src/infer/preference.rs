//! Which of the dialects that write an archive alike is taken (docs/spec/inference.md, section 2).

use std::path::Path;

use crate::container::inventory::Inventory;
use crate::container::names::top;
use crate::container::tar::Respelling;

/// The dialects that come first, by what the file is; of others, the order of the table decides.
const ANY: &[&str] = &[
    "gnu-1.35-posix",
    "gnu-1.35-gnu",
    "gnu-1.35-ustar",
    "gnu-1.35-v7",
    "gnu-1.34-posix",
    "gnu-1.34-gnu",
    "gnu-1.34-ustar",
    "gnu-1.34-v7",
    "python-pax-3",
    "python-pax-2",
    "python-pax-1",
];
const CRATE: &[&str] = &["tar-rs-gnu-1", "tar-rs-ustar-2", "tar-rs-ustar-1"];
const NPM: &[&str] = &["node-tar-1", "node-tar-2", "tar-stream-2", "tar-stream-1"];
const PYTHON: &[&str] =
    &["python-pax-3", "python-pax-2", "python-pax-1", "python-gnu-2", "python-gnu-1", "maturin-1"];
const COMMIT: &[&str] = &["git"];

/// The dialect that leaves the fewest members over, and among those the likeliest for such a file; `file` is the name
/// of the archive. `None` if there are no respellings.
#[must_use]
pub fn preferred(respellings: Vec<Respelling>, inventory: &Inventory, file: &str) -> Option<Respelling> {
    let likely = likely(inventory, file);
    let rank = |name: &str| {
        let names = likely.iter().chain(ANY);
        names.into_iter().position(|other| *other == name).unwrap_or(usize::MAX)
    };
    let key = |one: &Respelling| {
        (
            one.different.len(),
            !one.has_same_start,
            one.end.is_none(),
            one.other_device.len(),
            rank(one.dialect.name),
        )
    };
    // The first of equal ones is kept, and the table of dialects is in an order of its own, so the result does not
    // depend on anything but the archive.
    respellings.into_iter().min_by_key(key)
}

fn likely(inventory: &Inventory, file: &str) -> &'static [&'static str] {
    let top = top(&inventory.members);
    let is_info = |name: &[u8]| name == b"PKG-INFO";
    // What is in the archive decides before its name does, which can be that of a download.
    if inventory.tar().is_some_and(|tar| !tar.globals.is_empty()) {
        COMMIT
    } else if Path::new(file).extension().is_some_and(|ending| ending == "crate") {
        CRATE
    } else if top == Some(b"package") {
        NPM
    } else if inventory.members.iter().any(|member| is_info(member.path.below(top))) {
        PYTHON
    } else {
        &[]
    }
}
