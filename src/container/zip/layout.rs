//! Where everything stands: each byte before the central directory must belong to one member, once.

use super::central::Central;
use super::local::{self, Local};
use super::notes::{Notes, ZipError};
use crate::container::bytes::Bytes;
use crate::container::style::zip::ZIP64;

/// Where a member stands.
#[derive(Debug)]
pub struct MemberPlace {
    /// The header in front of its data.
    pub local: Local,
    /// Bytes of the descriptor behind its data.
    pub descriptor: u64,
    /// Where what follows it begins.
    pub end: u64,
}

/// What Android's signers put in front of the central directory.
const SIGNING_BLOCK: &[u8] = b"APK Sig Block 42";

/// The places of all members, in the order of the directory, which begins at `directory`.
pub fn check(
    bytes: &Bytes,
    headers: &[Central],
    directory: u64,
    notes: &mut Notes,
) -> Result<Vec<MemberPlace>, ZipError> {
    let mut order: Vec<usize> = (0..headers.len()).collect();
    // In the order of their places, each member must end before the next begins. Bombs whose
    // members share one body, and members hidden in gaps, are both found by that.
    order.sort_by_key(|&index| headers[index].wide.local);
    let starts: Vec<u64> = order.iter().map(|&index| headers[index].wide.local).chain([directory]).collect();
    let mut found: Vec<Option<MemberPlace>> = headers.iter().map(|_| None).collect();
    let mut end = 0;
    for (&index, next) in order.iter().zip(&starts[1..]) {
        let header = &headers[index];
        if header.wide.local >= directory {
            return Err(ZipError::at(header.at, format!("{} begins behind the members", header.shown())));
        }
        gap(end, header.wide.local, notes);
        let place = member(bytes, header, *next, notes)?;
        end = place.end;
        found[index] = Some(place);
    }
    last(bytes, end, directory, notes)?;
    Ok(found.into_iter().flatten().collect())
}

/// One member, which must end where the `next` begins, or before.
fn member(bytes: &Bytes, header: &Central, next: u64, notes: &mut Notes) -> Result<MemberPlace, ZipError> {
    let at = header.wide.local;
    let mut reported = |what: String| notes.add(at, format!("{}: {what}", header.shown()));
    let local = local::read(bytes, header, &mut reported)?;
    let overlap = || ZipError::at(next, format!("{} reaches into the data here", header.shown()));
    let data_end =
        local.data.checked_add(header.wide.packed).filter(|&end| end <= next).ok_or_else(overlap)?;
    let descriptor = if header.has_descriptor() {
        local::descriptor(bytes, header, data_end, next, local.extra.ids().contains(&ZIP64))?
    } else {
        0
    };
    Ok(MemberPlace { local, descriptor, end: data_end + descriptor })
}

fn gap(end: u64, start: u64, notes: &mut Notes) {
    if start > end {
        let place = if end == 0 { "in front of the first member" } else { "between two members" };
        notes.add(end, format!("{} bytes stand {place}", start - end));
    }
}

fn last(bytes: &Bytes, end: u64, directory: u64, notes: &mut Notes) -> Result<(), ZipError> {
    if end == directory {
        return Ok(());
    }
    let is_signed =
        bytes.take(directory.saturating_sub(SIGNING_BLOCK.len() as u64)..directory)? == SIGNING_BLOCK;
    let what = if is_signed { ", an Android signing block" } else { "" };
    let count = directory - end;
    notes.add(end, format!("{count} bytes stand between the last member and the central directory{what}"));
    Ok(())
}
