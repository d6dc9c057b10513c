//! What happens when members are unpacked one after the other: where programs do not come to one tree.

use std::collections::{BTreeMap, BTreeSet};

use super::inventory::{Member, RawKind};
use super::member_path;
use crate::path::{by_parts, is_below};

/// A reason why programs that unpack the members come to different trees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnpackingDoubt {
    /// The number of the member, counted from 0.
    pub member: usize,
    /// The reason. It names the member.
    pub what: String,
}

/// All reasons, in the order of the members.
#[must_use]
pub fn doubts(members: &[Member]) -> Vec<UnpackingDoubt> {
    let mut all = hard_links(members);
    all.extend(clashes(members));
    all.sort_by_key(|doubt| doubt.member);
    all
}

fn doubt(number: usize, member: &Member, what: impl std::fmt::Display) -> UnpackingDoubt {
    UnpackingDoubt { member: number, what: format!("`{}`: {what}", member.path) }
}

/// Hard links to anything but a file that stands before them: programs link to what is on the disk at that
/// moment, search the whole archive, or fail.
fn hard_links(members: &[Member]) -> Vec<UnpackingDoubt> {
    // The paths of files, with their permission bits.
    let mut files: BTreeMap<&[u8], u32> = BTreeMap::new();
    let mut all = Vec::new();
    for (number, member) in members.iter().enumerate() {
        // A format with hard links records a mode for every member.
        let own = member.mode.unwrap_or_default() & 0o7777;
        let what = match (&member.kind, linked_mode(&files, &member.kind)) {
            (RawKind::File, _) => None,
            (RawKind::HardLink(_), Some(mode)) if mode == own => None,
            (kind @ RawKind::HardLink(_), Some(mode)) => {
                Some(format!("{kind} with the mode {own:04o}, and that file has {mode:04o}"))
            }
            (kind @ RawKind::HardLink(_), None) => {
                Some(format!("{kind}, which is no file before it in the archive"))
            }
            _ => continue,
        };
        all.extend(what.map(|what| doubt(number, member, what)));
        files.insert(member.path.bare(), own);
    }
    all
}

/// The mode of the file that a hard link leads to. A slash at the end of a target would make it a directory.
fn linked_mode(files: &BTreeMap<&[u8], u32>, kind: &RawKind) -> Option<u32> {
    match kind {
        RawKind::HardLink(target) if !target.ends_with(b"/") => files.get(member_path::bare(target)).copied(),
        _ => None,
    }
}

/// Members that need one path to be two things.
fn clashes(members: &[Member]) -> Vec<UnpackingDoubt> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by(|&one, &other| by_parts(members[one].path.bare(), members[other].path.bare()));
    let linked = linked(members);
    // In this order everything below a path follows it without a gap, so one path is enough to compare with.
    let (mut last, mut blocking): (Option<usize>, Option<usize>) = (None, None);
    let mut all = Vec::new();
    for number in order {
        let (member, path) = (&members[number], members[number].path.bare());
        let before = last.filter(|&last| members[last].path.bare() == path);
        if let Some(why) = before.and_then(|before| why_not_again(&members[before], member, &linked)) {
            all.push(doubt(number, member, why));
        }
        let above = blocking.map(|above| &members[above]).filter(|above| is_below(path, above.path.bare()));
        if let Some(above) = above {
            let what = format!("it is below `{}`, which is a {}", above.path, kind_name(&above.kind));
            all.push(doubt(number, member, what));
        } else if member.kind != RawKind::Directory {
            blocking = Some(number);
        }
        last = Some(number);
    }
    all
}

/// The paths of hard links and of their targets.
fn linked(members: &[Member]) -> BTreeSet<&[u8]> {
    let links = members.iter().filter_map(|member| match &member.kind {
        RawKind::HardLink(target) => Some([member.path.bare(), member_path::bare(target)]),
        _ => None,
    });
    links.flatten().collect()
}

/// Why two members cannot have one path: a directory can be unpacked again over itself, and a file over a file
/// that has no other name, which programs that write into it change as well.
fn why_not_again(one: &Member, other: &Member, linked: &BTreeSet<&[u8]>) -> Option<String> {
    let (kind, name) = (kind_name(&one.kind), kind_name(&other.kind));
    match (&one.kind, &other.kind) {
        (RawKind::Directory, RawKind::Directory) => None,
        (RawKind::File, RawKind::File) if !linked.contains(other.path.bare()) => None,
        (RawKind::File, RawKind::File) => Some("it is there twice, and a hard link shares it".to_owned()),
        _ if kind == name => Some(format!("it is there twice, as a {kind}")),
        _ => Some(format!("it is there as a {kind} and as a {name}")),
    }
}

/// What a member is, in one word or two.
#[must_use]
pub fn kind_name(kind: &RawKind) -> &'static str {
    match kind {
        RawKind::File => "file",
        RawKind::Directory => "directory",
        RawKind::Symlink(_) => "symbolic link",
        RawKind::HardLink(_) => "hard link",
        RawKind::Other(_) => "special file",
    }
}
