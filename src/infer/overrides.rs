//! Entries that say something otherwise than the rest, grouped by what they say.

use super::observation::Observation;
use crate::entry::{DeviceFields, Owner, PaxMtime};
use crate::mode::Mode;
use crate::path::EntryPath;
use crate::time::PreciseTime;

/// An `[[override]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryOverride {
    /// The entries, by their paths below the prefix, in byte order.
    pub paths: OverriddenPaths,
    /// What they say.
    pub own: OwnValues,
}

/// The entries that an override names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OverriddenPaths {
    /// These.
    Some(Vec<EntryPath>),
    /// All.
    All,
}

/// What an entry says otherwise than the rest; `None` for what it says as the rest does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnValues {
    /// Its owner.
    pub owner: Option<Owner>,
    /// Its mode.
    pub mode: Option<Mode>,
    /// Its time; `Some(None)` if it has none.
    pub mtime: Option<Option<PreciseTime>>,
    /// Its device numbers.
    pub device: Option<DeviceFields>,
    /// Whether it has a record of its time.
    pub pax_mtime: Option<PaxMtime>,
}

/// Groups entries that say the same; `own` has one value for each entry.
pub(super) fn grouped(entries: &[Observation], own: &[OwnValues]) -> Vec<EntryOverride> {
    // A list and no map: groups are few, and their order is that of the archive.
    let mut groups: Vec<(OwnValues, Vec<EntryPath>)> = Vec::new();
    for (one, values) in entries.iter().zip(own).filter(|(_, values)| **values != OwnValues::default()) {
        match groups.iter_mut().find(|(other, _)| other == values) {
            Some((_, paths)) => paths.push(one.path.clone()),
            None => groups.push((values.clone(), vec![one.path.clone()])),
        }
    }
    let whole = |paths: Vec<EntryPath>| {
        if paths.len() == entries.len() { OverriddenPaths::All } else { OverriddenPaths::Some(sorted(paths)) }
    };
    groups.into_iter().map(|(own, paths)| EntryOverride { paths: whole(paths), own }).collect()
}

fn sorted(mut paths: Vec<EntryPath>) -> Vec<EntryPath> {
    paths.sort();
    paths
}
