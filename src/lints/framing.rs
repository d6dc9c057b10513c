//! How the compressed streams of a file follow each other.

use crate::container::inventory::{Inventory, Member};
use crate::encoder::decode::framing::zeros;
use crate::text::Grouped;

pub fn several_streams(inventory: &Inventory) -> Vec<String> {
    let Some(tar) = inventory.tar().filter(|tar| tar.framing.streams > 1) else { return Vec::new() };
    let end = tar.framing.first_end;
    let place = format!(
        "the first ends at byte {} of the file and byte {} of the tar stream",
        Grouped(end.file),
        Grouped(end.stream)
    );
    let seen = members_before(&inventory.members, end.stream).map_or_else(String::new, |seen| {
        let (seen, all) = (Grouped(seen as u64), Grouped(inventory.members.len() as u64));
        format!(", where a program that reads it alone can unpack {seen} of {all} members without an error")
    });
    let streams = tar.framing.remarks(tar.compression.format()).into_iter().take(1);
    streams.map(|streams| format!("{streams}: {place}{seen}")).collect()
}

/// Bytes of a header.
const BLOCK: u64 = 512;

/// The members before the header at which a stream ends. In another place than a header, and in the first one, every
/// program finds that the archive is cut off.
fn members_before(members: &[Member], end: u64) -> Option<usize> {
    let before = members.partition_point(|member| member.offset <= end).checked_sub(1)?;
    (before > 0 && end - members[before].offset < BLOCK).then_some(before)
}

pub fn trailing_zeros(inventory: &Inventory) -> Vec<String> {
    let found = inventory.tar().map(|tar| tar.framing.zeros).filter(|&count| count > 0);
    let from = |count| Grouped(inventory.file.size.saturating_sub(count));
    found
        .map(|count| format!("{} from byte {} of the file on", zeros(count), from(count)))
        .into_iter()
        .collect()
}
