//! What headers reveal about the machine and the person that made an archive.

use std::collections::BTreeMap;

use memchr::memmem;

use super::members::shown;
use crate::container::inventory::{Inventory, Member, Record, shown_time};
use crate::container::tar::sorting::Sorting;
use crate::container::tar::style;
use crate::encoder::decode::Compression;
use crate::path::Escaped;

/// Records whose values belong to the member and not to the machine.
const OF_THE_MEMBER: [&[u8]; 10] =
    [b"path", b"linkpath", b"size", b"uid", b"gid", b"uname", b"gname", b"mtime", b"comment", b"hdrcharset"];

/// Each value once, with the number of members that have it, the most common first.
fn counted(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    values.for_each(|value| *counts.entry(value).or_default() += 1);
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(value, count)| format!("{value} ({count})")).collect()
}

fn matching(inventory: &Inventory, is_found: impl Fn(&Member) -> bool) -> impl Iterator<Item = &Member> {
    inventory.members.iter().filter(move |member| is_found(member))
}

pub fn unsorted(inventory: &Inventory) -> Vec<String> {
    if Sorting::of(&inventory.members) != Sorting::Unsorted {
        return Vec::new();
    }
    vec![format!("{} members", inventory.members.len())]
}

pub fn ids(inventory: &Inventory) -> Vec<String> {
    let found = matching(inventory, |member| (member.owner.uid, member.owner.gid) != (0, 0));
    counted(found.map(|member| format!("{}:{}", member.owner.uid, member.owner.gid)))
}

pub fn names(inventory: &Inventory) -> Vec<String> {
    let is_other = |name: &[u8]| !matches!(name, b"" | b"root" | b"wheel");
    let found = matching(inventory, |member| is_other(&member.owner.user) || is_other(&member.owner.group));
    counted(found.map(|member| format!("{}:{}", Escaped(&member.owner.user), Escaped(&member.owner.group))))
}

pub fn several_times(inventory: &Inventory) -> Vec<String> {
    let times = counted(inventory.members.iter().map(Member::shown_time));
    if times.len() > 1 { [span(inventory)].into_iter().chain(times).collect() } else { Vec::new() }
}

/// All times at once. Where they are near each other, they are those of a checkout or a build.
fn span(inventory: &Inventory) -> String {
    let times = || inventory.members.iter().map(|member| member.mtime.seconds);
    let (first, last) = (times().min().unwrap_or_default(), times().max().unwrap_or_default());
    let near = if last.saturating_sub(first) < 3600 { ", all within an hour" } else { "" };
    format!("from {} to {}{near}", shown_time(first), shown_time(last))
}

pub fn fractions(inventory: &Inventory) -> Vec<String> {
    let found = matching(inventory, |member| !member.mtime.fraction.is_empty());
    found
        .map(|member| format!("{}: .{} s", shown(member), String::from_utf8_lossy(&member.mtime.fraction)))
        .collect()
}

pub fn records(inventory: &Inventory) -> Vec<String> {
    let records = inventory.members.iter().flat_map(|member| &member.records);
    // Zips are aligned and marked by extra fields with nothing in them.
    let is_mark = |record: &Record| {
        memmem::find(&record.keyword, b"extra-").is_some() && record.value.iter().all(|&digit| digit == b'0')
    };
    let is_leaking = |record: &&Record| !OF_THE_MEMBER.contains(&&*record.keyword) && !is_mark(record);
    let leaking = records.filter(is_leaking);
    let in_headers =
        matching(inventory, |member| member.style.tar().is_some_and(|style| style.has_more_times));
    counted(
        leaking
            .map(|record| Escaped(&record.keyword).to_string())
            .chain(in_headers.map(|_| "atime and ctime in the header itself".to_owned())),
    )
}

pub fn processes(inventory: &Inventory) -> Vec<String> {
    let numbers = inventory.members.iter().filter_map(|member| member.style.tar()).map(|style| style.process);
    let numbered =
        counted(numbers.filter(|&number| number != 0).map(|number| format!("PaxHeaders.{number}")));
    let globals = inventory.global_names.iter().filter(|name| style::process(name) != 0);
    numbered.into_iter().chain(globals.map(|name| format!("`{}`", Escaped(name)))).collect()
}

pub fn group_writable(inventory: &Inventory) -> Vec<String> {
    // Links have 0777 in most archives. A file with these bits is found as writable by all.
    let is_link = |member: &Member| member.mode & 0o777 == 0o777;
    let found = matching(inventory, |member| member.mode & 0o020 != 0 && !is_link(member));
    counted(found.map(|member| format!("{:04o}", member.mode & 0o7777)))
}

pub fn type_bits(inventory: &Inventory) -> Vec<String> {
    counted(
        matching(inventory, |member| member.mode & !0o7777 != 0).map(|member| format!("{:o}", member.mode)),
    )
}

pub fn gzip(inventory: &Inventory) -> Vec<String> {
    let Compression::Gzip(header) = &inventory.compression else { return Vec::new() };
    let time = (header.mtime != 0).then(|| format!("the time {}", shown_time(header.mtime.into())));
    let name = header.name.as_ref().map(|name| format!("the name `{}`", Escaped(name)));
    let comment = header.comment.as_ref().map(|text| format!("the comment `{}`", Escaped(text)));
    // 3 is Unix and 255 is nobody's: all that others write who want to be the same everywhere.
    let system = (!matches!(header.system, 3 | 255)).then(|| format!("the system {}", header.system));
    [time, name, comment, system].into_iter().flatten().collect()
}
