//! Two builds held against each other: which members differ, why, and what in the manifest lets it
//! through.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::builder::{Build, Builder};
use super::child::Archive;
use crate::cli::diff::{MOST_DETAILS, archive, see_archive};
use crate::cli::exit::Failure;
use crate::container::inventory::{Inventory, Member, RawKind};
use crate::container::visitor::NoBodies;
use crate::diff::{self, CauseKind, Changed, Detail, Side};
use crate::path::Escaped;
use crate::report::vary::{Blame, Difference};

/// Members, by their names.
pub type Members = BTreeSet<Vec<u8>>;

/// Whether both archives are compressed, and so compared whole.
fn is_whole(base: &Build, other: &Build) -> bool {
    base.full && other.full
}

/// The archives of both builds that are not the same.
fn unequal<'b>(base: &'b Build, other: &'b Build) -> Vec<(&'b Archive, &'b Archive)> {
    let is_whole = is_whole(base, other);
    let pairs = base.archives.iter().zip(&other.archives);
    let is_same = |(one, other): &(&Archive, &Archive)| {
        one.file == other.file
            && one.tar_digest == other.tar_digest
            && (!is_whole || one.digest == other.digest)
    };
    pairs.filter(|pair| !is_same(pair)).collect()
}

/// The members that differ; `None` where every byte is the same. Archives can differ without one.
pub fn differing(base: &Build, other: &Build) -> Result<Option<Members>, Failure> {
    let unequal = unequal(base, other);
    let mut members = Members::new();
    for (one, another) in &unequal {
        let (left, right) = (read(&base.path(one))?, read(&other.path(another))?);
        members.extend(differing_members(&left, &right));
    }
    Ok((!unequal.is_empty()).then_some(members))
}

fn read(path: &Path) -> Result<Inventory, Failure> {
    Ok(archive(path, &mut NoBodies)?)
}

/// Whether both are files with other bytes.
fn is_changed(left: &Member, right: &Member) -> bool {
    (&left.kind, &right.kind) == (&RawKind::File, &RawKind::File) && left.body != right.body
}

fn differing_members(left: &Inventory, right: &Inventory) -> Members {
    let (left, right) = (by_name(left), by_name(right));
    let all = left.keys().chain(right.keys());
    all.filter(|name| left.get(*name) != right.get(*name)).map(|name| name.to_vec()).collect()
}

/// Members, wherever they stand in the archive.
fn by_name(inventory: &Inventory) -> BTreeMap<&[u8], Member> {
    let place = |member: &Member| Member { offset: 0, ..member.clone() };
    inventory.members.iter().map(|member| (member.path.raw(), place(member))).collect()
}

/// Explains how `other` differs, members that differ anyway aside.
pub fn explain(
    builder: &Builder<'_>,
    base: &Build,
    other: &Build,
    anyway: &Members,
) -> Result<Vec<Difference>, Failure> {
    let mut reported: Vec<Difference> = Vec::new();
    for (one, another) in unequal(base, other) {
        let found = Pair { base, other, one, another }.explain(builder, anyway)?;
        match reported
            .iter_mut()
            .find(|reported| (reported.verdict, &reported.causes) == (found.verdict, &found.causes))
        {
            Some(reported) => reported.archives.extend(found.archives),
            None => reported.push(found),
        }
    }
    Ok(reported)
}

/// The same archive of two builds.
struct Pair<'a> {
    base: &'a Build,
    other: &'a Build,
    one: &'a Archive,
    another: &'a Archive,
}

impl Pair<'_> {
    fn explain(&self, builder: &Builder<'_>, anyway: &Members) -> Result<Difference, Failure> {
        let (left, right) = (read(&self.base.path(self.one))?, read(&self.other.path(self.another))?);
        let without = |inventory: &Inventory| {
            let mut rest = inventory.clone();
            rest.members.retain(|member| !anyway.contains(member.path.raw()));
            Side::Archive(Box::new(rest))
        };
        let mut difference = diff::compare(&without(&left), &without(&right));
        if !is_whole(self.base, self.other) {
            difference.causes.retain(|cause| cause.cause != CauseKind::Compression);
        }
        let details = self.details(&left, &right, anyway)?;
        let mut members = differing_members(&left, &right);
        members.retain(|name| !anyway.contains(name));
        Ok(Difference {
            archives: vec![self.one.file.clone()],
            verdict: difference.verdict,
            causes: difference.causes,
            details,
            blame: self.blame(builder, &members, (&left, &right)),
        })
    }

    /// How the first files differ.
    fn details(&self, left: &Inventory, right: &Inventory, anyway: &Members) -> Result<Vec<Detail>, Failure> {
        let numbers = right.members.iter().enumerate().map(|(number, member)| (member.path.raw(), number));
        let numbers: BTreeMap<&[u8], usize> = numbers.collect();
        let changed = left.members.iter().enumerate().filter_map(|(place, member)| {
            let other = *numbers.get(member.path.raw())?;
            is_changed(member, &right.members[other]).then_some(())?;
            let is_told = !anyway.contains(member.path.raw());
            let pair = Changed { left: place, right: other };
            is_told.then(|| (pair, member.path.to_string()))
        });
        let changed: Vec<(Changed, String)> = changed.take(MOST_DETAILS).collect();
        let (one, other) = (self.base.path(self.one), self.other.path(self.another));
        let details =
            diff::details(&changed, &|wanted, look| see_archive(&one, wanted, look), &|wanted, look| {
                see_archive(&other, wanted, look)
            });
        Ok(details?)
    }

    /// Steps that made what differs, and the key that takes times from the disk.
    fn blame(
        &self,
        builder: &Builder<'_>,
        members: &Members,
        (left, right): (&Inventory, &Inventory),
    ) -> Vec<Blame> {
        let mut made: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let mut has_other_time = false;
        let (left, right) = (by_name(left), by_name(right));
        for name in members {
            let step = self.other.generated.get(name).or_else(|| self.base.generated.get(name));
            if let Some(step) = step {
                made.entry(*step).or_default().push(Escaped(name).to_string());
            } else if let (Some(one), Some(other)) = (left.get(&**name), right.get(&**name)) {
                has_other_time |= one.mtime != other.mtime;
            }
        }
        let line = |offset| builder.line(offset);
        let steps = made.into_iter().map(|(number, members)| {
            let step = &builder.spec.generate[number];
            Blame::Step { name: step.name.get_ref().clone(), line: line(step.run[0].span().start), members }
        });
        let mtime = line(builder.spec.normalize.mtime.span().start);
        let key = has_other_time.then_some(Blame::Key { name: "[normalize] mtime", line: mtime });
        steps.chain(key).collect()
    }
}
