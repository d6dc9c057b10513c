//! Archives of every format, which is detected from their bytes and never from their names.

use std::collections::BTreeSet;
use std::io;

use super::bytes::Bytes;
use super::inventory::{Ambiguity, Inventory, Place};
use super::limits::Limits;
use super::tar::read as tar;
use super::visitor::{BodyVisitor, NoBodies};
use super::zip;
use crate::encoder::decode::{Compression, compression_of};

/// Takes the inventory of an archive. What is wrong with it is in the inventory.
///
/// # Errors
/// The file cannot be read.
pub fn inventory(bytes: &Bytes, limits: Limits) -> io::Result<Inventory> {
    read_visiting(bytes, limits, &mut NoBodies)
}

/// Takes the inventory, and lets `look` see every body on the way. What makes an archive one of two kinds
/// at once is in the inventory too.
///
/// # Errors
/// The file cannot be read.
pub fn read_visiting(bytes: &Bytes, limits: Limits, look: &mut dyn BodyVisitor) -> io::Result<Inventory> {
    if is_zip(bytes)? {
        let mut found = zip::read_visiting(bytes, limits, look)?;
        // One order of these checks is as good as the other, because a file that is both is always
        // reported.
        if tar::is_header(&bytes.take(0..512)?) {
            let what = "this is the header of a tar archive too, which another reader would read";
            found.ambiguities.push(Ambiguity { place: Place::File(0), what: what.to_owned() });
        }
        return Ok(found);
    }
    let mut found = tar::read_visiting(bytes.reader(), limits, look)?;
    if let Some(end) = zip::directory_of(bytes)? {
        let what = "the central directory of a zip ends here, which another reader would read";
        found.ambiguities.push(Ambiguity { place: Place::File(end), what: what.to_owned() });
    }
    Ok(found)
}

/// Lets `look` see the bodies of some members, counted from 0, in an archive that was read before. It may
/// see others too.
///
/// # Errors
/// The file cannot be read, or the archive is not clear.
pub fn revisit(
    bytes: &Bytes,
    wanted: &BTreeSet<usize>,
    limits: Limits,
    look: &mut dyn BodyVisitor,
) -> io::Result<()> {
    let Some(last) = wanted.last() else { return Ok(()) };
    if is_zip(bytes)? {
        zip::revisit(bytes, wanted, limits, look)
    } else {
        tar::revisit(bytes.reader(), last + 1, limits, look)
    }
}

/// Whether it is a zip: it begins as one, or it ends as one and begins as no other archive.
fn is_zip(bytes: &Bytes) -> io::Result<bool> {
    let start = bytes.take(0..512)?;
    if zip::is_start(&start) {
        return Ok(true);
    }
    // Only a file that begins as nothing known is searched from its end: a self-extracting zip
    // begins with a program, and a tar can contain a zip as its last member.
    let is_other = tar::is_header(&start) || compression_of(&start) != Compression::None;
    Ok(!is_other && zip::directory_of(bytes)?.is_some())
}
