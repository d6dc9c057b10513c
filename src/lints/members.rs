//! Names and kinds of members that are dangerous to unpack.

use std::collections::{BTreeMap, BTreeSet};

use super::collision::folded;
use crate::container::inventory::{Inventory, Member, RawKind};
use crate::container::member_path;
use crate::container::names::{self, top, within};
use crate::path::{EntryPath, Escaped};

/// A member's name in backticks.
pub fn shown(member: &Member) -> String {
    format!("`{}`", member.path)
}

pub fn traversal(inventory: &Inventory) -> Vec<String> {
    let leads_out = |member: &&Member| {
        let name = member.path.bare();
        let has_drive = name.get(1) == Some(&b':') && name[0].is_ascii_alphabetic();
        let climbs = name.split(|&byte| matches!(byte, b'/' | b'\\')).any(|part| part == b"..");
        // What unpacks a zip may take a backslash for a slash.
        let may_part = member.style.zip().is_some() && name.contains(&b'\\');
        EntryPath::parse(name).is_err() || has_drive || climbs || may_part || name.starts_with(b"\\")
    };
    within(&inventory.members).filter(leads_out).map(shown).collect()
}

/// Equivalent names of a link lead where it leads, on systems that fold them to one.
pub fn beneath_link(inventory: &Inventory) -> Vec<String> {
    let mut links = Links::default();
    let mut found = Vec::new();
    for member in &inventory.members {
        let name = member.path.bare();
        found.extend(links.above(name).map(|link| {
            let how = if is_at(link, name) { "" } else { ", which some systems treat as the same name" };
            format!("{} is below the link `{}`{how}", shown(member), Escaped(link))
        }));
        if matches!(member.kind, RawKind::Symlink(_)) {
            links.add(name);
        }
    }
    found
}

/// Whether a name begins with all parts of a link.
fn is_at(link: &[u8], name: &[u8]) -> bool {
    name.strip_prefix(link).is_some_and(|rest| rest.starts_with(b"/"))
}

/// The links of an archive as a tree of folded parts, so that a name is gone through once, however deep.
#[derive(Default)]
struct Links<'a> {
    /// The node under a folded part in another node.
    parts: BTreeMap<(usize, Vec<u8>), usize>,
    /// The link that a node is, by the number of the node from 1; the top is 0.
    names: Vec<Option<&'a [u8]>>,
}

impl<'a> Links<'a> {
    fn add(&mut self, name: &'a [u8]) {
        let mut at = 0;
        for part in name.split(|&byte| byte == b'/') {
            let next = self.names.len() + 1;
            at = *self.parts.entry((at, folded(part))).or_insert(next);
            self.names.extend((at == next).then_some(None));
        }
        self.names[at - 1] = Some(name);
    }

    /// The topmost link above a name.
    fn above(&self, name: &[u8]) -> Option<&'a [u8]> {
        if self.names.is_empty() {
            return None;
        }
        let mut at = 0;
        let mut parts = name.split(|&byte| byte == b'/').peekable();
        while let Some(part) = parts.next() {
            // The last part is the name itself.
            parts.peek()?;
            at = *self.parts.get(&(at, folded(part)))?;
            if let Some(link) = self.names[at - 1] {
                return Some(link);
            }
        }
        None
    }
}

pub fn hard_links(inventory: &Inventory) -> Vec<String> {
    let mut files: BTreeSet<&[u8]> = BTreeSet::new();
    let mut found = Vec::new();
    for member in &inventory.members {
        match &member.kind {
            // A tar is unpacked in its order, so a hard link works only after its target.
            RawKind::HardLink(target) if files.contains(member_path::bare(target)) => {
                found.push(format!("{}: {}", shown(member), member.kind));
            }
            RawKind::HardLink(_) => {
                found.push(format!("{}: {}, which does not come before it", shown(member), member.kind));
            }
            _ => drop(files.insert(member.path.bare())),
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
    let found = names::duplicates(&inventory.members).into_iter();
    found.map(|found| format!("`{}`, {} times", Escaped(&found.path), found.count)).collect()
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
    let top = top(&inventory.members);
    let below = |member: &'_ Member| {
        let below = member.path.below(top);
        let path = if below.is_empty() { member.path.bare() } else { below };
        path.split(|&byte| byte == b'/').next().unwrap_or_default().to_vec()
    };
    let found: BTreeSet<Vec<u8>> =
        within(&inventory.members).map(below).filter(|name| BUILD_SERVICES.contains(&&**name)).collect();
    found.into_iter().map(|name| format!("`{}`", Escaped(&name))).collect()
}

pub fn several_tops(inventory: &Inventory) -> Vec<String> {
    if within(&inventory.members).next().is_none() || top(&inventory.members).is_some() {
        return Vec::new();
    }
    let tops: BTreeSet<&[u8]> = within(&inventory.members).map(|member| member.path.first()).collect();
    tops.into_iter().map(|top| format!("`{}`", Escaped(top))).collect()
}
