//! What the names of members have in common.

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
