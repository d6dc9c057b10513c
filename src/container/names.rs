//! What the names of members have in common.

use super::inventory::{Inventory, Member, RawKind};

/// A member's name without the `./` that some tools put before every name.
#[must_use]
pub fn bare(member: &Member) -> &[u8] {
    member.name.strip_prefix(b"./").unwrap_or(&member.name)
}

/// The first part of a member's name.
#[must_use]
pub fn first(member: &Member) -> &[u8] {
    let name = bare(member);
    name.split(|&byte| byte == b'/').next().unwrap_or(name)
}

/// All members but that for the folder itself, as `tar -c .` writes it.
pub fn within(inventory: &Inventory) -> impl Iterator<Item = &Member> {
    inventory.members.iter().filter(|member| member.name != b"." || member.kind != RawKind::Directory)
}

/// The directory that all members are in.
#[must_use]
pub fn top(inventory: &Inventory) -> Option<&[u8]> {
    let top = first(within(inventory).next()?);
    let is_in =
        |member: &Member| first(member) == top && (bare(member) != top || member.kind == RawKind::Directory);
    within(inventory).all(is_in).then_some(top)
}
