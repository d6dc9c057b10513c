//! Each way in which two sides differ, found once for all members.

use super::cause::{Cause, CauseKind, Example};
use super::changed::{Changed, is_same};
use super::pairs::Pairs;
use super::side::Side;
use super::tally::{Tally, ValueChange};
use super::{compression, encoding, times};
use crate::container::inventory::{Inventory, Member, RawKind, RawTar, Record};
use crate::container::tar::sorting::Sorting;
use crate::container::writer;
use crate::path::Escaped;
use crate::text::listed;

/// Records whose values are compared as properties of the member.
const COMPARED_ELSEWHERE: [&[u8]; 8] =
    [b"path", b"linkpath", b"size", b"uid", b"gid", b"uname", b"gname", b"mtime"];

/// Paths of one side alone that the rule names.
pub const MOST_NAMED: usize = 3;

/// All causes in order, without remedies.
pub fn find(left: &Side, right: &Side, pairs: &Pairs<'_>, changed: &[Changed]) -> Vec<Cause> {
    let both = Both { left: left.members(), right: right.members(), pairs };
    let mut causes = Vec::new();
    if let (Side::Archive(left), Side::Archive(right)) = (left, right) {
        causes.extend(both.compression(left, right));
        causes.extend([both.order(), both.mtime(), both.owner(), both.mode()].into_iter().flatten());
        causes.extend(both.dialect(left, right));
        causes.extend(both.pax(left, right));
        causes.extend(both.name());
    }
    causes.extend(both.content(changed));
    causes.extend(one_sided(CauseKind::Missing, left, &pairs.missing));
    causes.extend(one_sided(CauseKind::Extra, right, &pairs.extra));
    // The files differ and no cause was found. Saying nothing would contradict the verdict.
    if let (Side::Archive(left), Side::Archive(right), []) = (left, right, &causes[..]) {
        causes.extend(unseen(left, right));
    }
    causes
}

struct Both<'a> {
    left: &'a [Member],
    right: &'a [Member],
    pairs: &'a Pairs<'a>,
}

impl<'a> Both<'a> {
    fn pairs(&self) -> impl Iterator<Item = (&'a Member, &'a Member)> + Clone + use<'a> {
        let (left, right) = (self.left, self.right);
        self.pairs.both.iter().map(move |&(ours, theirs)| (&left[ours], &right[theirs]))
    }

    fn tally(
        &self,
        cause: CauseKind,
        is_same: impl Fn(&Member, &Member) -> bool,
        show: impl Fn(&Member) -> String,
    ) -> Tally {
        let mut tally = Tally::new(cause);
        for (left, right) in self.pairs() {
            let change = || ValueChange { left: show(left), right: show(right) };
            tally.count((!is_same(left, right)).then(change), || shown(left));
        }
        tally
    }

    fn order(&self) -> Option<Cause> {
        let theirs = || self.pairs.both.iter().map(|&(_, theirs)| theirs);
        // The common members in the order of the right side. Those that are at another place are
        // what a reader would have to move.
        let mut sorted: Vec<usize> = theirs().collect();
        sorted.sort_unstable();
        let count = theirs().zip(&sorted).filter(|(one, other)| one != *other).count();
        let (first, other) = theirs().zip(sorted).find(|(one, other)| one != other)?;
        let at = self.pairs.both.iter().find(|&&(_, theirs)| theirs == first)?.0;
        let (left, right) = (Sorting::of(self.left), Sorting::of(self.right));
        Some(Cause {
            cause: CauseKind::Order,
            count,
            of: self.pairs.both.len(),
            rule: format!("{left} → {right}"),
            example: Example {
                path: shown(&self.left[at]),
                left: shown(&self.left[at]),
                right: shown(&self.right[other]),
            },
            paths: Vec::new(),
            remedy: None,
            changes_tree: false,
        })
    }

    fn mtime(&self) -> Option<Cause> {
        let mut tally = Tally::new(CauseKind::Mtime);
        for (left, right) in self.pairs() {
            let change = || ValueChange { left: times::show(left), right: times::show(right) };
            tally.count((!times::are_same(left, right)).then(change), || shown(left));
        }
        let range = || format!("{} → {}", times::range(self.left), times::range(self.right));
        let mut cause = tally.cause(range)?;
        if let Some(zone) = times::zone(self.pairs()) {
            cause.rule = format!("{}, the same where the zone is {zone}", cause.rule);
        }
        Some(cause)
    }

    /// Compares owners where both sides record them; a zip may not.
    fn owner(&self) -> Option<Cause> {
        let mut tally = Tally::new(CauseKind::Owner);
        for (left, right) in self.pairs() {
            // No zip has names.
            let has_names = left.style.zip().is_none() && right.style.zip().is_none();
            let different = left.owner.as_ref().zip(right.owner.as_ref()).filter(|(one, other)| {
                (one.uid, one.gid) != (other.uid, other.gid) || has_names && one != other
            });
            let change =
                different.map(|(one, other)| ValueChange { left: one.to_string(), right: other.to_string() });
            tally.count(change, || shown(left));
        }
        tally.cause(|| "several owners".to_owned())
    }

    /// Compares modes where both sides record them; a zip may not.
    fn mode(&self) -> Option<Cause> {
        let mut tally = Tally::new(CauseKind::Mode);
        for (left, right) in self.pairs() {
            let different = left.mode.zip(right.mode).filter(|(one, other)| one != other);
            let change = different.map(|(one, other)| ValueChange {
                left: format!("{one:04o}"),
                right: format!("{other:04o}"),
            });
            tally.count(change, || shown(left));
        }
        tally.cause(|| "several modes".to_owned())
    }

    fn dialect(&self, left: &Inventory, right: &Inventory) -> Option<Cause> {
        let writers = ValueChange { left: writer(left), right: writer(right) };
        let mut tally = Tally::new(CauseKind::Dialect);
        for (left, right) in self.pairs() {
            let change = || encoding::change(left, right, &writers).unwrap_or_else(|| writers.clone());
            tally.count((!encoding::is_same(left, right)).then(change), || shown(left));
        }
        let cause = tally.cause(|| "several encodings".to_owned());
        cause.or_else(|| ending(left, right))
    }

    fn compression(&self, left: &Inventory, right: &Inventory) -> Option<Cause> {
        if left.tar().is_some() || right.tar().is_some() {
            return compression::cause(left, right);
        }
        let mut tally = Tally::new(CauseKind::Compression);
        // Other bytes are packed to other bytes.
        for (left, right) in self.pairs().filter(|(left, right)| left.body == right.body) {
            tally.count(encoding::packing(left, right), || shown(left));
        }
        tally.cause(|| "other bytes from the same files".to_owned())
    }

    fn pax(&self, left: &Inventory, right: &Inventory) -> Option<Cause> {
        let mut tally = self.tally(
            CauseKind::Pax,
            |left, right| records(left) == records(right),
            |member| {
                let records = records(member);
                if records.is_empty() { "none".to_owned() } else { records.join(" ") }
            },
        );
        let (left, right) = (left.globals(), right.globals());
        if left != right {
            let show = |records: &[Record]| {
                let records = records.iter().map(record).collect::<Vec<_>>();
                if records.is_empty() { "no global header".to_owned() } else { records.join(" ") }
            };
            tally.count(Some(ValueChange { left: show(&left), right: show(&right) }), String::new);
        }
        tally.cause(|| "several records".to_owned())
    }

    /// The parts of the names before the paths that are compared.
    fn name(&self) -> Option<Cause> {
        let tops = self.pairs.tops;
        let before =
            |left: &Member, right: &Member| (left.path.before(tops.left), right.path.before(tops.right));
        let mut tally = Tally::new(CauseKind::Name);
        for (left, right) in self.pairs() {
            let (ours, theirs) = before(left, right);
            let change = || ValueChange { left: prefix(&ours), right: prefix(&theirs) };
            tally.count((ours != theirs).then(change), || prefix(&ours));
        }
        let mut cause = tally.cause(|| "several prefixes".to_owned())?;
        // Another form of the same path, such as `./p`, unpacks to the same tree; another top
        // directory does not.
        cause.changes_tree = tops.differ();
        let Example { path, left, right } = &mut cause.example;
        for text in [path, left, right] {
            text.truncate(text.trim_end_matches('/').len());
        }
        Some(cause)
    }

    fn content(&self, changed: &[Changed]) -> Option<Cause> {
        let is_same = |left: &Member, right: &Member| is_same(left, right, self.pairs.tops);
        let show = |member: &Member| match member.kind {
            RawKind::File => {
                let executable = if member.is_executable() == Some(true) { "executable, " } else { "" };
                format!("{executable}{} bytes, sha256 {}", member.body.size, member.body.digest)
            }
            _ => member.kind.to_string(),
        };
        let tally = self.tally(CauseKind::Content, is_same, show);
        let cause = tally.cause(|| "each in its own way".to_owned())?;
        let paths = listed(changed.iter().map(|changed| shown(&self.left[changed.left])));
        Some(Cause { paths, ..cause })
    }
}

/// Records that no other field of a member covers.
fn records(member: &Member) -> Vec<String> {
    let own = member.records.iter().filter(|record| !COMPARED_ELSEWHERE.contains(&&*record.keyword));
    own.map(record).collect()
}

fn record(record: &Record) -> String {
    format!("{}={}", Escaped(&record.keyword), Escaped(&record.value))
}

/// Bytes that differ without a difference in any value: the headers of extended headers, or the order of the data
/// in a zip.
fn unseen(left: &Inventory, right: &Inventory) -> Option<Cause> {
    let show = |inventory: &Inventory| {
        let stream = inventory.tar().map_or(inventory.file, |tar| tar.stream);
        format!("sha256 {}", stream.digest)
    };
    let rule = "bytes of headers that describe no member".to_owned();
    let cause = || Cause { rule, ..Cause::of_archive(CauseKind::Dialect, show(left), show(right)) };
    (left.file != right.file).then(cause)
}

/// The end of the streams, if nothing else distinguishes them.
fn ending(left: &Inventory, right: &Inventory) -> Option<Cause> {
    // With other members the ending is a consequence, and no cause of its own.
    let same_count = left.members.len() == right.members.len();
    let (left, right) = left.tar().zip(right.tar()).filter(|_| same_count)?;
    let is_record = |tar: &RawTar| tar.stream.size.is_multiple_of(10_240);
    if left.ending == right.ending || is_record(left) == is_record(right) {
        return None;
    }
    let show = |tar: &RawTar| {
        let kind = if is_record(tar) { "records of 10,240 bytes" } else { "no whole record" };
        format!("{} bytes at the end, {kind}", tar.ending)
    };
    Some(Cause::of_archive(CauseKind::Dialect, show(left), show(right)))
}

/// The beginning of a name as it is shown.
fn prefix(before: &[u8]) -> String {
    if before.is_empty() { "no directory".to_owned() } else { Escaped(before).to_string() }
}

fn one_sided(cause: CauseKind, side: &Side, own: &[usize]) -> Option<Cause> {
    let members = side.members();
    let first = &members[*own.first()?];
    let here = first.kind.to_string();
    let (left, right) = match cause {
        CauseKind::Missing => (here, "nothing".to_owned()),
        _ => ("nothing".to_owned(), here),
    };
    let paths = listed(own.iter().map(|&index| shown(&members[index])));
    Some(Cause {
        cause,
        count: own.len(),
        of: members.len(),
        rule: first_of(&paths, own.len()),
        example: Example { path: shown(first), left, right },
        paths,
        remedy: None,
        changes_tree: true,
    })
}

/// The first paths; `paths` of the cause has all of them.
fn first_of(paths: &[String], count: usize) -> String {
    let first = paths[..paths.len().min(MOST_NAMED)].join(", ");
    if count > MOST_NAMED { format!("{first}, …") } else { first }
}

/// A member as it is shown.
fn shown(member: &Member) -> String {
    member.path.to_string()
}
