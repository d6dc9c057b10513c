//! Properties of a zip that its readers decide.

use super::members::shown;
use crate::container::inventory::{Inventory, Member, RawKind};
use crate::container::zip::style::ZipStyle;

fn of<'a>(
    inventory: &'a Inventory,
    is_found: impl Fn(&Member, &ZipStyle) -> bool + 'a,
) -> impl Iterator<Item = &'a Member> {
    inventory
        .members
        .iter()
        .filter(move |member| member.style.zip().is_some_and(|style| is_found(member, style)))
}

pub fn dos_times(inventory: &Inventory) -> Vec<String> {
    let is_exact = |member: &Member| member.mtime.as_ref().is_some_and(|time| time.exact().is_some());
    let found = of(inventory, move |member, _| !is_exact(member));
    found.map(|member| format!("{}: {}", shown(member), member.shown_time())).collect()
}

pub fn no_mode(inventory: &Inventory) -> Vec<String> {
    let found = of(inventory, |member, _| member.kind != RawKind::Directory && member.mode.is_none());
    found.map(shown).collect()
}

pub fn descriptors(inventory: &Inventory) -> Vec<String> {
    of(inventory, |_, style| style.descriptor > 0).map(shown).collect()
}

pub fn needless_zip64(inventory: &Inventory) -> Vec<String> {
    let large = u64::from(u32::MAX);
    let is_small = |member: &Member, style: &ZipStyle| {
        member.body.size.max(style.packed.size).max(member.offset) < large
    };
    of(inventory, |member, style| style.is_zip64() && is_small(member, style)).map(shown).collect()
}
