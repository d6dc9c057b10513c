//! What headers reveal about the machine and the person that made an archive.

use std::collections::BTreeMap;

use memchr::memmem;

use super::members::shown;
use crate::container::inventory::{Inventory, Member, RawOwner, RawTar, Record, shown_time};
use crate::container::tar::style;
use crate::encoder::decode::{Compression, GzipHeader};
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

fn owners(inventory: &Inventory) -> impl Iterator<Item = &RawOwner> {
    inventory.members.iter().filter_map(|member| member.owner.as_ref())
}

fn modes(inventory: &Inventory) -> impl Iterator<Item = u32> {
    inventory.members.iter().filter_map(|member| member.mode)
}

pub fn ids(inventory: &Inventory) -> Vec<String> {
    let found = owners(inventory).filter(|owner| (owner.uid, owner.gid) != (0, 0));
    counted(found.map(|owner| format!("{}:{}", owner.uid, owner.gid)))
}

pub fn names(inventory: &Inventory) -> Vec<String> {
    let is_other = |name: &[u8]| !matches!(name, b"" | b"root" | b"wheel");
    let found = owners(inventory).filter(|owner| is_other(&owner.user) || is_other(&owner.group));
    counted(found.map(|owner| format!("{}:{}", Escaped(&owner.user), Escaped(&owner.group))))
}

pub fn several_times(inventory: &Inventory) -> Vec<String> {
    let times = counted(inventory.members.iter().map(Member::shown_time));
    if times.len() > 1 { [span(inventory)].into_iter().chain(times).collect() } else { Vec::new() }
}

/// All times at once. Where they are near each other, they are those of a checkout or a build.
fn span(inventory: &Inventory) -> String {
    let times = || inventory.members.iter().filter_map(|member| Some(member.mtime.as_ref()?.seconds()));
    let (first, last) = (times().min().unwrap_or_default(), times().max().unwrap_or_default());
    let near = if last.saturating_sub(first) < 3600 { ", all within an hour" } else { "" };
    format!("from {} to {}{near}", shown_time(first), shown_time(last))
}

pub fn fractions(inventory: &Inventory) -> Vec<String> {
    let fraction = |member: &Member| {
        let fraction = member.mtime.as_ref()?.fraction();
        let is_whole = fraction.is_empty();
        (!is_whole).then(|| format!("{}: .{} s", shown(member), String::from_utf8_lossy(fraction)))
    };
    inventory.members.iter().filter_map(fraction).collect()
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
    let globals = inventory.tar().into_iter().flat_map(|tar| &tar.global_names);
    let globals = globals.filter(|name| style::process(name) != 0);
    numbered.into_iter().chain(globals.map(|name| format!("`{}`", Escaped(name)))).collect()
}

pub fn group_writable(inventory: &Inventory) -> Vec<String> {
    // Links have 0777 in most archives. A file with these bits is found as writable by all.
    let found = modes(inventory).filter(|mode| mode & 0o020 != 0 && mode & 0o777 != 0o777);
    counted(found.map(|mode| format!("{:04o}", mode & 0o7777)))
}

pub fn type_bits(inventory: &Inventory) -> Vec<String> {
    counted(modes(inventory).filter(|mode| mode & !0o7777 != 0).map(|mode| format!("{mode:o}")))
}

pub fn gzip(inventory: &Inventory) -> Vec<String> {
    let Some(RawTar { compression: Compression::Gzip(first), framing, .. }) = inventory.tar() else {
        return Vec::new();
    };
    let later = framing.later_headers.iter().flat_map(of_gzip);
    of_gzip(first).into_iter().chain(later.map(|what| format!("{what}, in a later gzip member"))).collect()
}

fn of_gzip(header: &GzipHeader) -> Vec<String> {
    let time = (header.mtime != 0).then(|| format!("the time {}", shown_time(header.mtime.into())));
    let name = header.name.as_ref().map(|name| format!("the name `{}`", Escaped(name)));
    let comment = header.comment.as_ref().map(|text| format!("the comment `{}`", Escaped(text)));
    // 3 is Unix and 255 is nobody's: all that others write who want to be the same everywhere.
    let system = (!matches!(header.system, 3 | 255)).then(|| format!("the system {}", header.system));
    [time, name, comment, system].into_iter().flatten().collect()
}
