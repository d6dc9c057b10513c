//! What no option of GNU tar gives: keys without an equivalent, and commands for each entry alone.

use std::io::{self, Write};

use crate::entry::{Entry, Kind};
use crate::mode::{Mode, ModePolicy};
use crate::path::Order;
use crate::plan::{Archive, Plan, Times};

/// How the modes of a plan come about.
#[derive(Clone, Copy)]
pub struct ModeCommands<'a> {
    /// The policy for all.
    pub policy: &'a ModePolicy,
    /// Whether some entries have another.
    pub has_overrides: bool,
}

impl ModeCommands<'_> {
    /// Whether modes and times differ in ways for which there is no shorter command than one for each entry.
    pub fn are_set_each(self) -> bool {
        self.has_overrides
            || matches!(self.policy, ModePolicy::Kinds(_) | ModePolicy::Exact(_) | ModePolicy::Table)
    }
}

/// A key of the manifest that GNU tar has no equivalent of.
pub fn unknown_key<C>(plan: &Plan<C>) -> Option<&'static str> {
    let own = || plan.entries().iter().map(|entry| &entry.own);
    let tars = || plan.archives().iter().map(Archive::tar);
    let found = [
        (plan.owner().is_absent || own().any(|own| own.owner.is_some()), "owner"),
        (own().any(|own| own.is_time_absent), "mtime = \"absent\""),
        (own().any(|own| own.device.is_some()), "device"),
        (own().any(|own| own.pax_mtime.is_some()), "pax-mtime"),
        (tars().any(|tar| tar.end.is_some()), "end"),
        (plan.prefix().is_top(), "prefix = \"\""),
    ];
    found.into_iter().find_map(|(is_used, key)| is_used.then_some(key))
}

/// Whether chmod can give a copy the mode of an entry.
pub fn has_settable_mode<C>(entry: &Entry<C>, modes: ModeCommands<'_>) -> bool {
    let is_by_option = matches!(modes.policy, ModePolicy::Change(_)) && !modes.are_set_each();
    match entry.kind {
        // A link has no mode of its own to set.
        Kind::Symlink(_) => is_by_option || entry.mode == Mode::LINK,
        Kind::File(_) | Kind::Directory => entry.mode.bits() <= 0o7777,
    }
}

/// Whether the entries are in the order of `--sort=name`.
pub fn is_sorted<C>(plan: &Plan<C>) -> bool {
    plan.entries().is_sorted_by(|one, other| {
        let (is_directory, is_other) = (one.is_directory(), other.is_directory());
        Order::GnuName.compare((&one.path, is_directory), (&other.path, is_other)).is_lt()
    })
}

/// Whether the policy gives entries times of their own.
pub fn has_own_times<C>(plan: &Plan<C>) -> bool {
    matches!(plan.times(), Times::SetBoth { .. } | Times::Tree | Times::Table(_) | Times::Absent(_))
}

/// Gives an entry of the copy its mode and its time; `name` is its name for the shell.
pub fn set<C>(entry: &Entry<C>, name: &str, modes: ModeCommands<'_>, out: &mut dyn Write) -> io::Result<()> {
    if modes.are_set_each() && !matches!(entry.kind, Kind::Symlink(_)) {
        // With a leading zero, so that a directory loses its set-id bits too.
        writeln!(out, "chmod 0{} {name}", entry.mode)?;
    }
    let fraction = match entry.own.nanoseconds {
        0 => String::new(),
        nanoseconds => format!(".{nanoseconds:09}"),
    };
    writeln!(out, "touch -h -d @{}{fraction} {name}", entry.mtime.seconds())
}
