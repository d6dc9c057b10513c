//! The zip reader: strict, for archives that may be hostile. Zips are read and never written.
//!
//! A zip says everything twice: in front of each member's data, for those who read from the front, and in
//! the central directory at its end, for those who can seek. Both must agree, every byte must belong to
//! one member or to the directory, and each of them once; what is otherwise is reported with its offset,
//! never resolved. Every zip is read twice, by this reader and by that of the crate `rawzip`.
//!
//! The format is that of APPNOTE.TXT 6.3.10 (PKWARE), its extra fields those of Info-ZIP.

mod body;
mod central;
mod crosscheck;
mod end;
mod extra;
mod fields;
mod kind;
mod layout;
mod local;
mod member;
mod notes;
mod time;

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::thread;

use self::central::Central;
pub use self::end::directory_of;
use self::layout::MemberPlace;
use self::notes::{Notes, ZipError};
use super::bytes::Bytes;
use super::inventory::{Inventory, Member, RawContainer, RawKind, Stream};
use super::limits::Limits;
pub use super::style::zip as style;
use super::unpacking;
use super::visitor::BodyVisitor;
use crate::digest::{Digest, Hasher};
use crate::encoder::decode::{FREE_BYTES, Method};
use crate::parallel::{join, start};

/// Whether a file begins as a zip does: with a member, with the end of one that has none, or with the mark of
/// one that was split.
#[must_use]
pub fn is_start(start: &[u8]) -> bool {
    [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"].iter().any(|signature| start.starts_with(&signature[..]))
}

/// Takes the inventory of a zip, and lets `look` see every body on the way. What is wrong with it is in the
/// inventory.
///
/// # Errors
/// The file cannot be read.
pub fn read_visiting(bytes: &Bytes, limits: Limits, look: &mut dyn BodyVisitor) -> io::Result<Inventory> {
    let mut notes = Notes::default();
    let mut found = ZipContents::default();
    let stopped_at = match contents(bytes, limits, look, &mut notes, &mut found) {
        Ok(()) => None,
        Err(ZipError::Ambiguous(ambiguity)) => {
            let place = ambiguity.place;
            notes.0.push(ambiguity);
            Some(place)
        }
        Err(ZipError::Io(cause)) => return Err(cause),
    };
    for doubt in unpacking::doubts(&found.members) {
        let offset = found.members.get(doubt.member).map_or(0, |member| member.offset);
        notes.add(offset, doubt.what);
    }
    let file = digest_of(bytes, 0..bytes.length())?;
    Ok(Inventory {
        file,
        container: RawContainer::Zip { comment: found.comment },
        members: found.members,
        ambiguities: notes.0,
        stopped_at,
    })
}

#[derive(Default)]
struct ZipContents {
    members: Vec<Member>,
    comment: Option<Vec<u8>>,
}

fn contents(
    bytes: &Bytes,
    limits: Limits,
    look: &mut dyn BodyVisitor,
    notes: &mut Notes,
    found: &mut ZipContents,
) -> Result<(), ZipError> {
    let end = end::find(bytes, notes)?;
    found.comment = (!end.comment.is_empty()).then(|| end.comment.clone());
    let centrals = central::read(bytes, &end, limits, notes)?;
    let layout = layout::check(bytes, &centrals, end.directory.start, notes)?;
    // Before anything is unpacked. That the data keeps to these sizes is checked while it passes.
    check_limits(bytes, &centrals, limits)?;
    // The other reader runs at the same time, so whether it is worth starting must be known now.
    let is_clear = notes.0.is_empty();
    let seen = thread::scope(|scope| {
        // What this reader cannot read in one way proves nothing about the other.
        let again = is_clear.then(|| start(scope, || crosscheck::read(bytes, limits.decode.window)));
        let again = again.transpose()?;
        for (number, (central, place)) in centrals.iter().zip(&layout).enumerate() {
            let mut reader = Reader { bytes, limits, notes: &mut *notes, look: &mut *look };
            found.members.push(reader.member(number, central, place)?);
        }
        Ok(again.map(join))
    });
    if let (Some(seen), true) = (seen.map_err(|stop: ZipError| stop)?, notes.0.is_empty()) {
        let ours: Vec<_> =
            centrals.iter().zip(&found.members).map(|(central, member)| ours(central, member)).collect();
        notes.0.extend(crosscheck::compare(&ours, &seen));
    }
    Ok(())
}

/// Lets `look` see the bodies of some members, counted from 0, in a zip that was read before.
///
/// # Errors
/// The file cannot be read, or the zip is not clear.
pub fn revisit(
    bytes: &Bytes,
    wanted: &BTreeSet<usize>,
    limits: Limits,
    look: &mut dyn BodyVisitor,
) -> io::Result<()> {
    let mut notes = Notes::default();
    let outcome = again(bytes, wanted, limits, &mut notes, look);
    match outcome {
        Err(ZipError::Io(cause)) => Err(cause),
        Ok(()) if notes.0.is_empty() => Ok(()),
        Err(ZipError::Ambiguous(_)) | Ok(()) => Err(io::ErrorKind::InvalidData.into()),
    }
}

fn again(
    bytes: &Bytes,
    wanted: &BTreeSet<usize>,
    limits: Limits,
    notes: &mut Notes,
    look: &mut dyn BodyVisitor,
) -> Result<(), ZipError> {
    let end = end::find(bytes, notes)?;
    let centrals = central::read(bytes, &end, limits, notes)?;
    let layout = layout::check(bytes, &centrals, end.directory.start, notes)?;
    let mut reader = Reader { bytes, limits, notes, look };
    for &number in wanted {
        let (Some(central), Some(place)) = (centrals.get(number), layout.get(number)) else {
            return Err(ZipError::Io(io::ErrorKind::InvalidData.into()));
        };
        reader.member(number, central, place)?;
    }
    Ok(())
}

fn ours<'a>(central: &'a Central, member: &Member) -> crosscheck::ZipExpected<'a> {
    let body = match &member.kind {
        RawKind::Symlink(target) => Stream { size: target.len() as u64, digest: Digest::of(target) },
        _ => member.body,
    };
    crosscheck::ZipExpected {
        at: central.at,
        name: &central.name,
        crc: central.crc,
        packed: central.wide.packed,
        body,
    }
}

/// What all members come to, as their headers say, which their data must keep to.
fn check_limits(bytes: &Bytes, centrals: &[Central], limits: Limits) -> Result<(), ZipError> {
    let most = bytes.length().saturating_mul(limits.decode.ratio);
    let mut total: u64 = 0;
    for central in centrals {
        total = total.saturating_add(central.wide.size);
        if total > limits.decode.total {
            let what = format!("limit `total`: more than {} bytes come out", limits.decode.total);
            return Err(ZipError::at(central.at, what));
        }
        if total > FREE_BYTES && total > most {
            let ratio = limits.decode.ratio;
            let what = format!("limit `ratio`: more than {ratio} bytes come out for each byte that goes in");
            return Err(ZipError::at(central.at, what));
        }
    }
    Ok(())
}

/// The reader of members, one after the other.
struct Reader<'a> {
    bytes: &'a Bytes,
    limits: Limits,
    notes: &'a mut Notes,
    look: &'a mut dyn BodyVisitor,
}

impl Reader<'_> {
    /// A member with its body. One that cannot be read is in the list all the same, and reported.
    fn member(&mut self, number: usize, central: &Central, place: &MemberPlace) -> Result<Member, ZipError> {
        let mut member = member::of(central, place, self.notes);
        let start = place.local.data;
        let range = start..start + central.wide.packed;
        // The packed bytes are hashed too, to distinguish "same content" from "same bytes" member
        // by member.
        member::style(&mut member).packed = digest_of(self.bytes, range.clone())?;
        let is_link = matches!(member.kind, RawKind::Symlink(_));
        let method = match readable(central, is_link, self.limits) {
            Ok(method) => method,
            Err(what) => {
                self.notes.add(central.at, format!("{} {what}", central.shown()));
                return Ok(member);
            }
        };
        let opened = body::open(self.bytes, range, method, self.limits.decode);
        if is_link {
            member.kind = RawKind::Symlink(self.target(central, opened)?);
            // As in tar, a link has no body.
            self.look.begin(number, &central.name, 0);
            self.look.end();
            return Ok(member);
        }
        let noted = self.notes.0.len();
        self.look.begin(number, &central.name, central.wide.size);
        member.body = body::check(central, opened, self.notes, |piece| self.look.bytes(piece))?;
        // A visitor is to act on whole bodies only; one with a defect has an end that nobody
        // vouches for.
        if self.notes.0.len() == noted {
            self.look.end();
        }
        Ok(member)
    }

    /// Where a link leads: its body.
    fn target(&mut self, central: &Central, body: body::Opened) -> Result<Vec<u8>, ZipError> {
        let mut target = Vec::new();
        body::check(central, body, self.notes, |piece| target.extend_from_slice(piece))?;
        if target.is_empty() || target.contains(&0) {
            let what = format!("{}: a link's target is empty or has a NUL", central.shown());
            self.notes.add(central.at, what);
        }
        Ok(target)
    }
}

/// How the data is packed, or why it cannot be read.
fn readable(central: &Central, is_link: bool, limits: Limits) -> Result<Method, String> {
    if central.is_encrypted() {
        return Err("is encrypted and cannot be read".to_owned());
    }
    if is_link && central.wide.size > limits.header {
        return Err(format!(
            "cannot be read: limit `header`: {} bytes of a link's target",
            central.wide.size
        ));
    }
    body::method(central.method).ok_or_else(|| {
        format!("cannot be read: this reader does not know {}", style::method_name(central.method))
    })
}

fn digest_of(bytes: &Bytes, range: std::ops::Range<u64>) -> io::Result<Stream> {
    let (mut hasher, mut reader, mut buffer) = (Hasher::new(), bytes.section(range), vec![0; 64 * 1024]);
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok(Stream { size: hasher.length(), digest: hasher.finish() }),
            count => hasher.update(&buffer[..count]),
        }
    }
}
