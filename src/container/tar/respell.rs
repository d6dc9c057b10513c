//! Which dialect an archive is in: each member is written again from what its headers say, and compared with them.

use crate::entry::{Entry, OwnHeader, Owner, Size};

use super::dialect::Dialect;
use super::headers::Headers;
use super::headings::{Heading, Headings};
use super::padding::{self, ArchiveEnd};
use super::tool::dialects;

/// An archive that was written again in one dialect.
#[derive(Clone, Debug)]
pub struct Respelling {
    /// The dialect.
    pub dialect: &'static Dialect,
    /// The numbers of the members that get other header blocks, or none.
    pub different: Vec<usize>,
    /// The numbers of the members that have the same header blocks only with other device numbers than those of the
    /// dialect, which an override gives.
    pub other_device: Vec<usize>,
    /// Whether what comes before the first member is the same.
    pub has_same_start: bool,
    /// How the archive ends, the dialect's own way first; `None` for another way.
    pub end: Option<ArchiveEnd>,
}

impl Respelling {
    /// Whether the whole archive is the same, with overrides for `other_device`.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.different.is_empty() && self.has_same_start && self.end.is_some()
    }
}

/// Writes an archive again in one dialect.
#[must_use]
pub fn respell(dialect: &'static Dialect, headings: &Headings) -> Respelling {
    let headers = headers(dialect, headings);
    let (mut different, mut other_device) = (Vec::new(), Vec::new());
    for (number, heading) in headings.members.iter().enumerate() {
        match Rewritten::of(&headers, heading) {
            Rewritten::Same => {}
            Rewritten::OtherDevice => other_device.push(number),
            Rewritten::Different => different.push(number),
        }
    }
    Respelling {
        dialect,
        different,
        other_device,
        has_same_start: headings.start == headers.start(),
        end: end(dialect, headings),
    }
}

/// Writes an archive again in every dialect, those that leave the fewest members over first, and of equal ones in the
/// order of the table.
#[must_use]
pub fn respellings(headings: &Headings) -> Vec<Respelling> {
    let mut all: Vec<Respelling> = dialects().map(|dialect| respell(dialect, headings)).collect();
    all.sort_by_key(|one| (one.different.len(), !one.has_same_start, one.other_device.len()));
    all
}

/// How a dialect writes a member.
enum Rewritten {
    /// With the same header blocks.
    Same,
    /// With the same header blocks, once its device numbers are written out.
    OtherDevice,
    /// With others, or not at all.
    Different,
}

impl Rewritten {
    fn of(headers: &Headers, heading: &Heading) -> Self {
        let Some(entry) = &heading.entry else { return Self::Different };
        let plain = Entry { own: OwnHeader { device: None, ..entry.own.clone() }, ..entry.clone() };
        // A dialect that counts its entries counts each once.
        let again = headers.clone();
        if is_same(headers, &plain, &heading.blocks) {
            Self::Same
        } else if is_same(&again, entry, &heading.blocks) {
            Self::OtherDevice
        } else {
            Self::Different
        }
    }
}

fn headers(dialect: &'static Dialect, headings: &Headings) -> Headers {
    let headers = Headers::as_planned(dialect, &Owner::absent()).expect("no owner is held by every dialect");
    let headers = match headings.commit {
        Some(commit) => headers.with_commit(commit),
        None => headers,
    };
    // The global header of a commit has the time of all entries.
    let first = headings.members.first().and_then(|heading| heading.entry.as_ref());
    match first.filter(|_| dialect.is_of_commit()) {
        Some(entry) => headers.with_reference_time(entry.mtime),
        None => headers,
    }
}

fn is_same(headers: &Headers, entry: &Entry<Size>, blocks: &[u8]) -> bool {
    let mut written = Vec::new();
    headers.write(entry, &mut written).is_ok() && written == blocks
}

/// How the archive ends, if it is as a dialect can end.
fn end(dialect: &Dialect, headings: &Headings) -> Option<ArchiveEnd> {
    let own = ArchiveEnd::of(dialect);
    let other = if own == ArchiveEnd::Records { ArchiveEnd::Blocks } else { ArchiveEnd::Records };
    // On the border of a record both ends are the same, and the manifest need not say which.
    let length = |end: &ArchiveEnd| padding::end(headings.content, end.record()).len() as u64;
    [own, other].into_iter().find(|end| length(end) == headings.ending)
}
