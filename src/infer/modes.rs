//! The rule that gives entries their modes, and those with a mode of their own.

use std::collections::BTreeMap;

use super::MOST_NAMED;
use super::observation::{Observation, TimesFrom, is_few};
use super::usual::usual;
use crate::mode::{KindModes, Mode, ModePolicy, Node};

/// A policy, and the entries that it does not describe, by number.
#[derive(Clone, Debug)]
pub(super) struct EntryModes {
    pub policy: ModePolicy,
    pub own: BTreeMap<usize, Mode>,
}

pub(super) fn modes(entries: &[Observation], from: TimesFrom) -> EntryModes {
    let kinds = kinds(entries);
    // The word says more to a reader than the four numbers that it stands for.
    let policy = if kinds == KindModes::default() { ModePolicy::Git } else { ModePolicy::Kinds(kinds) };
    // Times that are not to be relied on come with modes that are not.
    let keep = Some(ModePolicy::Keep).filter(|_| from == TimesFrom::Tree);
    let found = [Some(policy), keep].into_iter().flatten().map(|policy| under(policy, entries));
    let few = found.into_iter().find(|modes| is_few(entries, modes.own.keys(), MOST_NAMED));
    few.unwrap_or(EntryModes { policy: ModePolicy::Table, own: BTreeMap::new() })
}

fn under(policy: ModePolicy, entries: &[Observation]) -> EntryModes {
    let numbered = entries.iter().enumerate();
    let other = numbered.filter(|(_, one)| policy.apply(one.found.mode, one.node()) != one.entry.mode);
    let own = other.map(|(number, one)| (number, one.entry.mode)).collect();
    EntryModes { policy, own }
}

/// The most frequent mode of each kind; that of the policy `git` where there is none of the kind.
fn kinds(entries: &[Observation]) -> KindModes {
    let most = |node: Node, is_executable: Option<bool>, default: Mode| {
        let of_kind = entries.iter().filter(|one| {
            one.node() == node && is_executable.is_none_or(|wanted| one.found.mode.is_executable() == wanted)
        });
        usual(of_kind.map(|one| one.entry.mode)).unwrap_or(default)
    };
    let git = KindModes::default();
    KindModes {
        file: most(Node::File, Some(false), git.file),
        executable: most(Node::File, Some(true), git.executable),
        directory: most(Node::Directory, None, git.directory),
        link: most(Node::Symlink, None, git.link),
    }
}
