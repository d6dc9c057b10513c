//! Two builds of one archive: which members differ, and what in the manifest lets it through.

use std::collections::{BTreeMap, BTreeSet};

use super::outcome::Blame;
use crate::container::inventory::{Inventory, Member};
use crate::diagnostic::SourceText;
use crate::diff::{Changed, is_changed};
use crate::manifest::Manifest;
use crate::path::Escaped;

/// Names of members, as the archive has them.
pub type MemberNames = BTreeSet<Vec<u8>>;

/// Members that steps made, each with the number of its step.
pub type GeneratedMembers = BTreeMap<Vec<u8>, usize>;

/// The same archive of two builds.
#[derive(Clone, Copy)]
pub struct ArchivePair<'a> {
    /// Of the base.
    pub left: &'a Inventory,
    /// Of the build that is compared with it.
    pub right: &'a Inventory,
}

impl ArchivePair<'_> {
    /// The members that differ, or that one archive lacks, wherever they are in it.
    #[must_use]
    pub fn differing_members(self) -> MemberNames {
        let (left, right) = (by_name(self.left), by_name(self.right));
        let all = left.keys().chain(right.keys());
        all.filter(|name| left.get(*name) != right.get(*name)).map(|name| name.to_vec()).collect()
    }

    /// The files with different bytes, with their names, except the members `without`.
    pub fn changed_files(self, without: &MemberNames) -> impl Iterator<Item = (Changed, String)> {
        let numbers =
            self.right.members.iter().enumerate().map(|(number, member)| (member.path.raw(), number));
        let numbers: BTreeMap<&[u8], usize> = numbers.collect();
        self.left.members.iter().enumerate().filter_map(move |(left, member)| {
            let right = *numbers.get(member.path.raw())?;
            let is_wanted =
                is_changed(member, &self.right.members[right]) && !without.contains(member.path.raw());
            is_wanted.then(|| (Changed { left, right }, member.path.to_string()))
        })
    }

    /// Whether one of these members has another time, steps' outputs aside.
    fn has_other_time(self, members: &MemberNames, steps: &GeneratedMembers) -> bool {
        let (left, right) = (by_name(self.left), by_name(self.right));
        let own = members.iter().filter(|name| !steps.contains_key(*name));
        let mut pairs = own.filter_map(|name| left.get(&**name).zip(right.get(&**name)));
        pairs.any(|(one, other)| one.mtime != other.mtime)
    }

    /// What lets these members differ: steps that made them, and the key that takes times from the disk.
    #[must_use]
    pub fn blame(
        self,
        members: &MemberNames,
        steps: &GeneratedMembers,
        manifest: &Manifest,
        text: &SourceText,
    ) -> Vec<Blame> {
        let mut made: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (name, step) in members.iter().filter_map(|name| steps.get_key_value(name)) {
            made.entry(*step).or_default().push(Escaped(name).to_string());
        }
        let steps_to_blame = made.into_iter().map(|(number, members)| {
            let step = &manifest.generate[number];
            let line = text.line(step.run[0].span().start);
            Blame::Step { name: step.name.get_ref().clone(), line, members }
        });
        let mtime = text.line(manifest.normalize.mtime.span().start);
        let key = Blame::Key { name: "[normalize] mtime", line: mtime };
        steps_to_blame.chain(self.has_other_time(members, steps).then_some(key)).collect()
    }
}

/// Members by name, without their place in the archive.
fn by_name(inventory: &Inventory) -> BTreeMap<&[u8], Member> {
    // A member that grew moves all behind it, and these did not change.
    let without_place = |member: &Member| Member { offset: 0, ..member.clone() };
    inventory.members.iter().map(|member| (member.path.raw(), without_place(member))).collect()
}

/// An archive without some of its members.
#[must_use]
pub fn without(inventory: &Inventory, members: &MemberNames) -> Inventory {
    let mut rest = inventory.clone();
    rest.members.retain(|member| !members.contains(member.path.raw()));
    rest
}
