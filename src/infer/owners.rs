//! The owner of most entries, and those with another one.

use std::collections::BTreeMap;

use super::observation::Observation;
use super::usual::usual;
use crate::entry::Owner;

/// An owner, and the entries with another one, by number.
#[derive(Clone, Debug)]
pub(super) struct Owners {
    pub owner: Owner,
    pub own: BTreeMap<usize, Owner>,
}

pub(super) fn owners(entries: &[Observation]) -> Owners {
    let of = |one: &Observation| one.entry.own.owner.as_deref().cloned().unwrap_or_default();
    let owner = usual(entries.iter().map(of)).unwrap_or_default();
    let numbered = entries.iter().map(of).enumerate();
    // There is no limit: groups of the same owner are few, however many entries they have.
    let own = numbered.filter(|(_, one)| *one != owner).collect();
    Owners { owner, own }
}
