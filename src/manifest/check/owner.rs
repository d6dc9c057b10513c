//! `owner = …`

use super::context::Check;
use super::names;
use crate::entry::Owner;
use crate::manifest::Spanned;
use crate::manifest::raw;

/// The owner that a value says.
pub(super) fn check(check: &mut Check<'_>, value: Spanned<raw::OwnerValue>) -> Option<Owner> {
    match value.into_inner() {
        raw::OwnerValue::Absent => Some(Owner::absent()),
        raw::OwnerValue::Table(table) => named_owner(check, table),
    }
}

fn named_owner(check: &mut Check<'_>, raw: raw::Owner) -> Option<Owner> {
    let mut name = |name: Option<Spanned<String>>, key| match name {
        Some(name) => names::owner(check, name, key),
        None => Some(String::new()),
    };
    let (user, group) = (name(raw.user, "owner.user"), name(raw.group, "owner.group"));
    let number = |id: Option<Spanned<raw::OwnerId>>| id.map_or(0, |id| id.get_ref().0);
    Some(Owner {
        uid: number(raw.uid),
        gid: number(raw.gid),
        user: user?.into(),
        group: group?.into(),
        is_absent: false,
    })
}
