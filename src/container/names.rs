//! What the names of members have in common.

use std::collections::BTreeMap;

use super::inventory::{Member, RawKind};

/// All members but that for the directory in which the archive is unpacked, as `tar -c .` writes it.
pub fn within(members: &[Member]) -> impl Iterator<Item = &Member> {
    members.iter().filter(|member| member.path.bare() != b"." || member.kind != RawKind::Directory)
}

/// The directory that all members are in.
#[must_use]
pub fn top(members: &[Member]) -> Option<&[u8]> {
    let top = within(members).next()?.path.first();
    let is_in = |member: &Member| {
        let path = &member.path;
        // A single file at the top would otherwise be its own top directory.
        path.first() == top && (path.bare() != top || member.kind == RawKind::Directory)
    };
    within(members).all(is_in).then_some(top)
}

/// A path that several members of an archive have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicatePath {
    /// The path that they are unpacked to.
    pub path: Vec<u8>,
    /// Members that have it; at least 2.
    pub count: usize,
}

/// The paths that several members have, in byte order.
#[must_use]
pub fn duplicates(members: &[Member]) -> Vec<DuplicatePath> {
    let mut counts: BTreeMap<&[u8], usize> = BTreeMap::new();
    for member in members {
        *counts.entry(member.path.bare()).or_default() += 1;
    }
    let several = counts.into_iter().filter(|(_, count)| *count > 1);
    several.map(|(path, count)| DuplicatePath { path: path.to_vec(), count }).collect()
}
