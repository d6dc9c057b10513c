//! What names and kinds of members can do to whoever unpacks them.

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::inventory::{Inventory, Member, RawKind};
use crate::archive::names::{bare, first, top, within};
use crate::path::{EntryPath, Escaped};
use crate::plan::folded;

/// A member's name in backticks.
pub fn shown(member: &Member) -> String {
    format!("`{}`", Escaped(&member.name))
}

pub fn traversal(inventory: &Inventory) -> Vec<String> {
    let leads_out = |member: &&Member| {
        let name = bare(member);
        let has_drive = name.get(1) == Some(&b':') && name[0].is_ascii_alphabetic();
        let climbs = name.split(|&byte| matches!(byte, b'/' | b'\\')).any(|part| part == b"..");
        // What unpacks a zip may take a backslash for a slash.
        let may_part = member.style.zip().is_some() && name.contains(&b'\\');
        EntryPath::parse(name).is_err() || has_drive || climbs || may_part || name.starts_with(b"\\")
    };
    within(inventory).filter(leads_out).map(shown).collect()
}

/// A link's other spellings lead where it leads, on systems that fold them to one.
pub fn beneath_link(inventory: &Inventory) -> Vec<String> {
    let mut links: BTreeMap<Vec<u8>, &[u8]> = BTreeMap::new();
    let mut found = Vec::new();
    for member in &inventory.members {
        let name = bare(member);
        found.extend(link_above(&links, name).map(|(link, is_alias)| {
            let how = if is_alias { ", as some systems spell it" } else { "" };
            format!("{} is below the link `{}`{how}", shown(member), Escaped(link))
        }));
        if matches!(member.kind, RawKind::Symlink(_)) {
            links.insert(folded(name), name);
        }
    }
    found
}

/// The topmost link above a name, and whether it is spelt in another way there.
fn link_above<'a>(links: &BTreeMap<Vec<u8>, &'a [u8]>, name: &[u8]) -> Option<(&'a [u8], bool)> {
    if links.is_empty() {
        return None;
    }
    let mut above = name.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| &name[..at]);
    above.find_map(|above| links.get(&folded(above)).map(|link| (*link, *link != above)))
}

pub fn hard_links(inventory: &Inventory) -> Vec<String> {
    let mut files: BTreeSet<&[u8]> = BTreeSet::new();
    let mut found = Vec::new();
    for member in &inventory.members {
        match &member.kind {
            RawKind::HardLink(target) if files.contains(&**target) => {
                found.push(format!("{}: {}", shown(member), member.kind));
            }
            RawKind::HardLink(_) => {
                found.push(format!("{}: {}, which does not come before it", shown(member), member.kind));
            }
            _ => drop(files.insert(&member.name)),
        }
    }
    found
}

pub fn special(inventory: &Inventory) -> Vec<String> {
    let is_special = |member: &&Member| matches!(member.kind, RawKind::Other(_));
    let members = inventory.members.iter().filter(is_special);
    members.map(|member| format!("{}: {}", shown(member), member.kind)).collect()
}

pub fn duplicates(inventory: &Inventory) -> Vec<String> {
    let mut counts: BTreeMap<&[u8], usize> = BTreeMap::new();
    inventory.members.iter().for_each(|member| *counts.entry(bare(member)).or_default() += 1);
    let twice = counts.into_iter().filter(|(_, count)| *count > 1);
    twice.map(|(name, count)| format!("`{}`, {count} times", Escaped(name))).collect()
}

/// Directories and files at the top of a project.
const BUILD_SERVICES: [&[u8]; 19] = [
    b".github",
    b".gitlab",
    b".gitlab-ci.yml",
    b".circleci",
    b".buildkite",
    b".builds",
    b".semaphore",
    b".woodpecker",
    b".woodpecker.yml",
    b".travis.yml",
    b".cirrus.yml",
    b".drone.yml",
    b".appveyor.yml",
    b"appveyor.yml",
    b".azure-pipelines",
    b"azure-pipelines.yml",
    b"bitbucket-pipelines.yml",
    b".packit.yaml",
    b"Jenkinsfile",
];

pub fn build_services(inventory: &Inventory) -> Vec<String> {
    let top = top(inventory);
    let below = |member: &'_ Member| {
        let name = bare(member);
        let start = top.filter(|_| first(member).len() < name.len()).map_or(0, |top| top.len() + 1);
        name[start..].split(|&byte| byte == b'/').next().unwrap_or_default().to_vec()
    };
    let found: BTreeSet<Vec<u8>> =
        within(inventory).map(below).filter(|name| BUILD_SERVICES.contains(&&**name)).collect();
    found.into_iter().map(|name| format!("`{}`", Escaped(&name))).collect()
}

pub fn several_tops(inventory: &Inventory) -> Vec<String> {
    if within(inventory).next().is_none() || top(inventory).is_some() {
        return Vec::new();
    }
    let tops: BTreeSet<&[u8]> = within(inventory).map(first).collect();
    tops.into_iter().map(|top| format!("`{}`", Escaped(top))).collect()
}
