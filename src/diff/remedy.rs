//! Settings with which the other side would have what one side has.
//!
//! A setting is a property of the side that is reproduced, never of the other one, and it is offered only where
//! the manifest reader accepts it. A directory has names and bytes alone, so it gives no settings.

use std::collections::BTreeSet;

use super::cause::CauseKind;
use super::pairs::Pairs;
use super::side::Side;
use crate::container::inventory::{Member, RawKind};
use crate::container::tar::sorting::Sorting;
use crate::glob::{Anchor, Pattern, PatternSet};
use crate::mode::{Mode, ModePolicy, Node};
use crate::observe::{Observed, observe};
use crate::path::EntryPath;
use crate::settings::{Setting, TimeSetting, is_accepted, literal_pattern};
use crate::time::Timestamp;

/// The policies that are tried, the usual ones first.
pub const MODES: [&str; 7] =
    ["go+u,go-w", "git", "a+rX,u+w,go-w", "u=rwX,go=rX", "go=u,go-w,a-s", "u+rw,go+r,a-s", "keep"];

/// Patterns that the setting of a remedy has at most; a longer list would not be read.
pub const MOST_PATTERNS: usize = 12;

/// The left side's settings, for the manifest that made the right side.
pub struct OfLeft<'a> {
    left: &'a Side,
    right: &'a Side,
    pairs: &'a Pairs<'a>,
    observed: Option<Observed>,
}

impl<'a> OfLeft<'a> {
    /// Observes the left side once, for all causes.
    #[must_use]
    pub fn new(left: &'a Side, right: &'a Side, pairs: &'a Pairs<'a>) -> Self {
        let observed = match left {
            Side::Archive(inventory) => Some(observe(inventory)),
            Side::Directory(_) => None,
        };
        Self { left, right, pairs, observed }
    }

    /// The setting that removes a cause, where there is one.
    pub fn setting(&self, cause: CauseKind) -> Option<Setting> {
        let setting = match cause {
            CauseKind::Mode => self.mode(),
            CauseKind::Missing => parents(self.left, &self.pairs.missing, true),
            CauseKind::Extra => parents(self.right, &self.pairs.extra, false).or_else(|| self.exclude()),
            other => observed_setting(other, self.observed.as_ref()?),
        };
        // Offering a line that the manifest reader rejects would be worse than offering none.
        setting.filter(is_accepted)
    }

    /// A policy that gives the right side's members the left side's modes.
    fn mode(&self) -> Option<Setting> {
        let members = |&(left, right): &(usize, usize)| {
            let (left, right) = (&self.left.members()[left], &self.right.members()[right]);
            left.mode.zip(right.mode).map(|(goal, mode)| (goal, Mode::from_bits(mode), node(right)))
        };
        let gives = |policy: &ModePolicy| {
            let mut recorded = self.pairs.both.iter().filter_map(members);
            recorded.all(|(goal, mode, node)| u32::from(policy.apply(mode, node).bits()) == goal)
        };
        // The policy is applied to what the other side has, since that is what a build would start
        // from.
        policies().find(gives).map(Setting::Mode)
    }

    /// Patterns for what the right side alone has.
    fn exclude(&self) -> Option<Setting> {
        let both: Vec<usize> = self.pairs.both.iter().map(|&(_, right)| right).collect();
        let below = |indices: &[usize]| below(self.right, self.pairs.tops.right, indices);
        let (kept, own) = (below(&both), below(&self.pairs.extra));
        patterns(&own, &kept, Anchor::Anywhere, MOST_PATTERNS).map(Setting::Exclude)
    }
}

/// Where directories alone are on one side.
fn parents(side: &Side, own: &[usize], parents: bool) -> Option<Setting> {
    let is_directory = |&index: &usize| side.members()[index].kind == RawKind::Directory;
    own.iter().all(is_directory).then_some(Setting::Parents(parents))
}

/// The policies that are tried.
pub fn policies() -> impl Iterator<Item = ModePolicy> {
    MODES.iter().filter_map(|text| ModePolicy::parse(text).ok())
}

/// What an archive's own members say of a manifest that makes such an archive.
pub fn observed_setting(cause: CauseKind, observed: &Observed) -> Option<Setting> {
    match cause {
        CauseKind::Order => match observed.order {
            Sorting::By(order) => Some(Setting::Order(order)),
            Sorting::Unsorted => None,
        },
        CauseKind::Mtime => {
            let time = observed.time.as_ref().filter(|time| time.fraction.is_empty())?;
            Some(Setting::Mtime(TimeSetting::Set(Timestamp::from_seconds(time.seconds).ok()?)))
        }
        CauseKind::Owner => observed.owner.as_ref()?.planned().map(Setting::Owner),
        CauseKind::Dialect | CauseKind::Pax => observed.signature?.dialect.map(Setting::Dialect),
        CauseKind::Name => String::from_utf8(observed.prefix.clone()?).ok().map(Setting::Prefix),
        CauseKind::Compression
        | CauseKind::Mode
        | CauseKind::Content
        | CauseKind::Missing
        | CauseKind::Extra => None,
    }
}

fn node(member: &Member) -> Node {
    match member.kind {
        RawKind::Directory => Node::Directory,
        RawKind::Symlink(_) => Node::Symlink,
        RawKind::File | RawKind::HardLink(_) | RawKind::Other(_) => Node::File,
    }
}

/// The paths of members below the top directory of their side, without that directory itself.
#[must_use]
pub fn below<'a>(side: &'a Side, top: Option<&[u8]>, indices: &[usize]) -> Vec<&'a [u8]> {
    let path = |&index: &usize| match side.members()[index].path.below(top) {
        b"" | b"." => None,
        path => Some(path),
    };
    indices.iter().filter_map(path).collect()
}

/// Patterns that match all of these paths and none of the kept ones. A directory below which nothing is kept
/// is named in place of its members. `None` if more than `most` are needed.
#[must_use]
pub fn patterns(own: &[&[u8]], kept: &[&[u8]], anchor: Anchor, most: usize) -> Option<Vec<String>> {
    let mut busy: BTreeSet<&[u8]> = BTreeSet::new();
    for path in kept {
        // A directory that has a kept path in it cannot be named as a whole.
        busy.extend(ancestors(path));
    }
    let highest =
        |path: &&'_ [u8]| ancestors(path).find(|above| !busy.contains(above)).unwrap_or(path).to_vec();
    let paths: BTreeSet<Vec<u8>> = own.iter().map(highest).collect();
    if paths.len() > most {
        return None;
    }
    let named: Vec<String> = paths.iter().map(|path| literal_pattern(path)).collect::<Option<_>>()?;
    let rooted = named.iter().map(|text| if text.contains('/') { text.clone() } else { format!("/{text}") });
    let rooted: Vec<String> = rooted.collect();
    [named, rooted].into_iter().find(|texts| matches_none(texts, kept, anchor))
}

/// Whether the texts are patterns that match none of these paths.
fn matches_none(texts: &[String], paths: &[&[u8]], anchor: Anchor) -> bool {
    let parsed = texts.iter().map(|text| Pattern::parse(text, anchor)).collect::<Result<_, _>>();
    let Ok(set) = parsed.map(PatternSet::new) else { return false };
    let is_hit = |path: &&[u8]| {
        let path = EntryPath::parse(*path).ok();
        path.is_some_and(|path| {
            // With a directory, all that is below it is matched, also where it is no member itself.
            let is_above = path.parents().any(|above| set.first_match(&above, true).is_some());
            is_above || set.first_match(&path, false).is_some() || set.first_match(&path, true).is_some()
        })
    };
    !paths.iter().any(is_hit)
}

/// The directories above a path, topmost first.
fn ancestors(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.iter().enumerate().filter(|&(_, &byte)| byte == b'/').map(|(slash, _)| &path[..slash])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_for_a_directory_leaves_others_of_its_name_in() {
        let patterns = |own: &[&[u8]], kept: &[&[u8]]| patterns(own, kept, Anchor::Anywhere, MOST_PATTERNS);
        let texts = |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert_eq!(patterns(&[b"tests/a"], &[b"src/tests/b"]), texts(&["/tests"]));
        assert_eq!(patterns(&[b"tests/a"], &[b"src/b"]), texts(&["tests"]));
        assert_eq!(patterns(&[b"a"], &[b"d/a/b", b"c"]), texts(&["/a"]));
    }
}
