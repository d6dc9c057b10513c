//! `[normalize]`.

use super::context::{Check, optional};
use super::git_dialect::Use;
use super::{mode, order, overrides, owner, time};
use crate::entry::Owner;
use crate::glob::Anchor;
use crate::manifest::Normalize;
use crate::manifest::Spanned;
use crate::manifest::raw;
use crate::mode::ModePolicy;
use crate::path::Order;

pub(super) fn check(
    check: &mut Check<'_>,
    raw: raw::Normalize,
    overrides: Vec<Spanned<raw::Override>>,
    git_dialect: &Use,
) -> Option<Normalize> {
    let defaults = Defaults::of(git_dialect);
    let mtime = time::check(check, raw.mtime);
    let newer = check.patterns(raw.newer.unwrap_or_default(), Anchor::Top);
    let owner = match raw.owner {
        Some(owner) => self::owner::check(check, owner),
        None => Some(defaults.owner),
    };
    let mode = match raw.mode {
        Some(mode) => self::mode::check(check, mode),
        None => Some(defaults.mode),
    };
    let pins = order::pins(check, raw.first, raw.last, raw.before);
    let table = optional(raw.table, |table| check.path(table, "normalize.table"));
    let overrides = overrides::check(check, overrides);
    Some(Normalize {
        order: raw.order.map_or(defaults.order, |word| order::order(*word.get_ref())),
        pins: pins?,
        mtime: mtime?,
        newer: newer?,
        owner: owner?,
        mode: mode?,
        table: table.ok()?,
        overrides: overrides?,
    })
}

/// The values of keys that the manifest does not set.
struct Defaults {
    order: Order,
    owner: Owner,
    mode: ModePolicy,
}

impl Defaults {
    /// Where every archive has the dialect `git`, what that dialect writes, so that the plan says
    /// what the archives show.
    fn of(git_dialect: &Use) -> Self {
        match git_dialect {
            // The dialect ignores owner and modes of the plan. A plan with other values would
            // describe archives that are never written.
            Use::All(_) => Self { order: Order::Git, owner: Owner::root(), mode: ModePolicy::GitArchive },
            Use::None | Use::Some(..) => {
                Self { order: Order::default(), owner: Owner::default(), mode: ModePolicy::default() }
            }
        }
    }
}
