//! Files that differ and are archives themselves, one level down. Each is read while it passes; a zip, which
//! cannot be, is held in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::mem;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::thread::{self, Scope, ScopedJoinHandle};

pub use super::within::Within;
use super::{Bodies, Cause, Changed, Detail, Difference, Side, compare};
use crate::container::bytes::Bytes;
use crate::container::inventory::{Inventory, Place};
use crate::container::limits::Limits;
use crate::container::tar::read::{self, SentBytes};
use crate::container::visitor::BodyVisitor;
use crate::container::{self, zip};
use crate::encoder::decode::{self, Compression, compression_of};
use crate::error::Error;
use crate::limits;
use crate::parallel::{self, join};

/// How much an archive within an archive may ask of the machine.
#[derive(Clone, Copy, Debug)]
pub struct Nested {
    /// Of its reader.
    pub limits: Limits,
    /// Bytes of memory for a zip, which cannot be read while it passes: the limit `nested`.
    pub memory: u64,
}

impl Default for Nested {
    fn default() -> Self {
        let decode = decode::DecodeLimits { total: 16 << 30, ..decode::DecodeLimits::default() };
        Self {
            limits: Limits { decode, members: 200_000, ..Limits::default() },
            memory: limits::NESTED.value,
        }
    }
}

/// What a file is beyond its bytes.
#[derive(Debug)]
enum PassedInside {
    /// No archive.
    Nothing,
    /// An archive.
    Archive(Box<Inventory>),
    /// An archive that is damaged, can be read in more than one way, or asks too much.
    Unclear(String),
}

/// How each of these files differs: archives by what is within them, others by their bytes.
///
/// # Errors
/// A side cannot be read again.
pub fn details(
    changed: &[(Changed, String)],
    left: &Bodies<'_>,
    right: &Bodies<'_>,
    limits: Nested,
) -> Result<Vec<Detail>, Error> {
    let mut ours = insides(&changed.iter().map(|(changed, _)| changed.left).collect(), left, limits)?;
    let mut theirs = insides(&changed.iter().map(|(changed, _)| changed.right).collect(), right, limits)?;
    let mut insides = |changed: &Changed| within(ours.remove(&changed.left)?, theirs.remove(&changed.right)?);
    let found: Vec<Option<Within>> = changed.iter().map(|(changed, _)| insides(changed)).collect();
    let plain = changed.iter().zip(&found).filter(|(_, found)| found.is_none());
    let plain: Vec<_> = plain.map(|(changed, _)| changed.clone()).collect();
    let mut plain = super::details(&plain, left, right)?.into_iter();
    let reported = changed.iter().zip(found).map(|((_, path), found)| match found {
        Some(within) => {
            Some(Detail { path: path.clone(), lines: Vec::new(), nested: Some(Box::new(within)) })
        }
        None => plain.next(),
    });
    Ok(reported.flatten().collect())
}

/// What some members of a side are.
fn insides(
    wanted: &BTreeSet<usize>,
    bodies: &Bodies<'_>,
    limits: Nested,
) -> Result<BTreeMap<usize, PassedInside>, Error> {
    thread::scope(|scope| {
        let mut looker =
            Looker { scope, limits, wanted, found: BTreeMap::new(), number: 0, body: PassingBody::Passed };
        bodies(wanted, &mut looker)?;
        Ok(looker.found)
    })
}

/// Bytes by which an archive is known: the longest is a header of tar.
const START: usize = 512;

/// Looks into members that may be archives.
struct Looker<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    limits: Nested,
    wanted: &'env BTreeSet<usize>,
    found: BTreeMap<usize, PassedInside>,
    number: usize,
    body: PassingBody<'scope>,
}

/// A body that passes.
enum PassingBody<'scope> {
    /// No one needs it.
    Passed,
    /// Its first bytes, which do not show yet what it is.
    Start(Vec<u8>),
    /// No archive.
    Nothing,
    /// A zip, kept whole as far as that is allowed.
    Zip(Vec<u8>),
    /// A tar archive, read by another thread.
    Tar {
        pieces: SyncSender<SentBytes>,
        reader: ScopedJoinHandle<'scope, io::Result<Inventory>>,
        is_compressed: bool,
    },
}

impl<'scope> Looker<'scope, '_> {
    /// What a file is, by its first bytes.
    fn kind(&self, start: &[u8]) -> PassingBody<'scope> {
        let is_compressed = compression_of(start) != Compression::None;
        if zip::is_start(start) {
            return PassingBody::Zip(Vec::new());
        }
        if !is_compressed && !read::is_header(start) {
            return PassingBody::Nothing;
        }
        let (pieces, stream) = read::pipe();
        let limits = self.limits.limits;
        match parallel::start(self.scope, move || read::inventory(stream, limits)) {
            Ok(reader) => PassingBody::Tar { pieces, reader, is_compressed },
            // Without a thread it is compared by its bytes.
            Err(_) => PassingBody::Nothing,
        }
    }

    fn pass(&mut self, bytes: &[u8]) {
        match &mut self.body {
            PassingBody::Passed | PassingBody::Nothing => {}
            PassingBody::Start(start) => {
                start.extend_from_slice(bytes);
                // What the body is shows in its first block, so nothing is decided before that is
                // complete.
                if start.len() >= START {
                    self.start();
                }
            }
            PassingBody::Zip(kept) => {
                // One byte more shows that it is too long.
                let most = usize::try_from(self.limits.memory).unwrap_or(usize::MAX).saturating_add(1);
                kept.extend_from_slice(&bytes[..bytes.len().min(most - kept.len())]);
            }
            // A reader that needs no more has hung up.
            PassingBody::Tar { pieces, .. } => drop(pieces.send(Arc::new(bytes.to_vec()))),
        }
    }

    /// Enough is known to decide what it is.
    fn start(&mut self) {
        if let PassingBody::Start(start) = &mut self.body {
            let start = mem::take(start);
            self.body = self.kind(&start[..start.len().min(START)]);
            self.pass(&start);
        }
    }

    fn inside(&self, body: PassingBody<'scope>) -> PassedInside {
        match body {
            PassingBody::Passed | PassingBody::Nothing | PassingBody::Start(_) => PassedInside::Nothing,
            PassingBody::Zip(kept) if kept.len() as u64 > self.limits.memory => {
                let most = self.limits.memory;
                PassedInside::Unclear(format!(
                    "limit `nested`: a zip of more than {most} bytes within an archive"
                ))
            }
            PassingBody::Zip(kept) => {
                judged(container::read::inventory(&Bytes::of_memory(kept), self.limits.limits), false)
            }
            PassingBody::Tar { pieces, reader, is_compressed } => {
                // The reader ends when the channel closes.
                drop(pieces);
                judged(join(reader), is_compressed)
            }
        }
    }
}

impl BodyVisitor for Looker<'_, '_> {
    fn begin(&mut self, number: usize, _: &[u8], _: u64) {
        self.number = number;
        self.body =
            if self.wanted.contains(&number) { PassingBody::Start(Vec::new()) } else { PassingBody::Passed };
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.pass(bytes);
    }

    fn end(&mut self) {
        self.start();
        let body = mem::replace(&mut self.body, PassingBody::Passed);
        if self.wanted.contains(&self.number) {
            let inside = self.inside(body);
            self.found.insert(self.number, inside);
        }
    }
}

/// A compressed file is no archive where nothing that comes out is the header of one.
fn judged(found: io::Result<Inventory>, is_compressed: bool) -> PassedInside {
    let found = match found {
        Ok(found) => found,
        Err(cause) => return PassedInside::Unclear(cause.to_string()),
    };
    match found.ambiguities.first() {
        None => PassedInside::Archive(Box::new(found)),
        // A compressed file that is no tar, such as `manual.txt.gz`.
        Some(first) if is_compressed && found.members.is_empty() && first.place == Place::Stream(0) => {
            PassedInside::Nothing
        }
        Some(first) => PassedInside::Unclear(first.to_string()),
    }
}

/// Compares what two files are; `None` where one of them is no archive.
fn within(left: PassedInside, right: PassedInside) -> Option<Within> {
    let (left, right) = match (left, right) {
        (PassedInside::Nothing, _) | (_, PassedInside::Nothing) => return None,
        (PassedInside::Archive(left), PassedInside::Archive(right)) => (left, right),
        (left, right) => return Some(unclear(&[("left", left), ("right", right)])),
    };
    let Difference { verdict, causes, changed, .. } = compare(&Side::Archive(left), &Side::Archive(right));
    let causes = causes.into_iter().map(|cause| Cause { remedy: None, ..cause }).collect();
    Some(Within { verdict: Some(verdict), causes, changed: changed.len(), problems: Vec::new() })
}

fn unclear(sides: &[(&str, PassedInside)]) -> Within {
    let problems = sides.iter().filter_map(|(name, inside)| match inside {
        PassedInside::Unclear(what) => Some(format!("the {name} one: {what}")),
        PassedInside::Archive(_) | PassedInside::Nothing => None,
    });
    Within { verdict: None, causes: Vec::new(), changed: 0, problems: problems.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::Verdict;

    fn tar(bytes: &[u8]) -> Vec<u8> {
        let mut header = ::tar::Header::new_ustar();
        header.set_path("a").expect("fits");
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        let mut archive = ::tar::Builder::new(Vec::new());
        archive.append(&header, bytes).expect("memory takes all");
        archive.into_inner().expect("memory takes all")
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
        io::Write::write_all(&mut encoder, bytes).expect("memory takes all");
        encoder.finish().expect("memory takes all")
    }

    /// What is reported of two files, read as sides are read.
    fn compared(left: &[u8], right: &[u8]) -> Detail {
        let side = |body: Vec<u8>| {
            move |_: &BTreeSet<usize>, look: &mut dyn BodyVisitor| {
                look.begin(0, b"name", body.len() as u64);
                body.chunks(300).for_each(|piece| look.bytes(piece));
                look.end();
                Ok(())
            }
        };
        let (left, right) = (side(left.to_vec()), side(right.to_vec()));
        let changed = [(Changed { left: 0, right: 0 }, "name".to_owned())];
        let limits = Nested { memory: 30, ..Nested::default() };
        details(&changed, &left, &right, limits).expect("memory can be read").remove(0)
    }

    #[test]
    fn archives_are_distinguished_from_other_files() {
        let zip = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
        for (bytes, is_archive) in [
            (tar(b"1"), true),
            (gzip(&tar(b"1")), true),
            (zip.to_vec(), true),
            (gzip(b"text"), false),
            (b"text".to_vec(), false),
            (vec![7; 5000], false),
            (Vec::new(), false),
        ] {
            let detail = compared(&bytes, &tar(b"other"));
            assert_eq!(detail.nested.is_some(), is_archive, "{detail:?}");
            assert_eq!(detail.lines.is_empty(), is_archive, "{detail:?}");
        }
    }

    // T164
    #[test]
    fn damaged_and_too_large_archives_are_reported_and_not_compared() {
        let mut damaged = gzip(&tar(b"1"));
        let end = damaged.len();
        damaged[end - 6] ^= 1;
        for (bytes, what) in [
            (damaged, "CRC-32"),
            (tar(b"1")[..1000].to_vec(), "ends within"),
            ([b"PK\x03\x04", &[0; 40][..]].concat(), "limit `nested`: a zip of more than 30 bytes"),
            (b"PK\x03\x04".to_vec(), "no end of central directory"),
        ] {
            let within = compared(&bytes, &tar(b"1")).nested.expect("both are archives");
            assert_eq!(within.verdict, None);
            assert!(within.problems[0].contains(what), "{within:?}");
            assert!(within.problems[0].starts_with("the left one: "), "{within:?}");
        }
    }

    #[test]
    fn two_archives_are_compared_by_what_they_hold() {
        let within = compared(&tar(b"1"), &gzip(&tar(b"1"))).nested.expect("both are archives");
        assert_eq!(within.verdict, Some(Verdict::SameTar));
        assert_eq!((within.causes.len(), &within.causes[0].remedy), (1, &None));
    }
}
