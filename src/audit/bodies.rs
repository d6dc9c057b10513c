//! What an audit needs to know of bodies, taken while the archive is read.

use std::collections::BTreeMap;

use super::special::{FirstBytes, START};
use crate::container::member_path;
use crate::container::visitor::BodyVisitor;
use crate::object_id::ObjectId;
use crate::source::ObjectHasher;
use crate::source::git::Upstream;

/// Where cargo says what it packed.
pub const CARGO_INFO: &[u8] = b".cargo_vcs_info.json";

/// The manifest that cargo makes.
pub const MANIFEST: &[u8] = b"Cargo.toml";

/// The manifest that it makes it of.
pub const ORIGINAL: &[u8] = b"Cargo.toml.orig";

/// What it locks.
pub const LOCK: &[u8] = b"Cargo.lock";

/// What setuptools writes of a package, and into the directory `*.egg-info`.
pub const PKG_INFO: &[u8] = b"PKG-INFO";

/// What setuptools writes anew.
pub const SETUP_CFG: &[u8] = b"setup.cfg";

/// The manifest of npm.
pub const PACKAGE_JSON: &[u8] = b"package.json";

/// Files that are kept whole wherever they are.
const KEPT: [&[u8]; 7] = [CARGO_INFO, MANIFEST, ORIGINAL, LOCK, PKG_INFO, SETUP_CFG, PACKAGE_JSON];

/// Length in bytes of a file that is kept whole, at most. To read one as TOML takes up to 70 times its length.
const MOST_KEPT: u64 = 2 << 20;

/// Bytes that are kept of an archive, at most: others could hold any number of such files.
const MOST_KEPT_IN_ALL: u64 = 32 << 20;

/// Directories above a file that is kept, at most: packages have such files at their top, or one below it.
const DEEPEST_KEPT: usize = 4;

/// What kind of bytes a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Text {
    /// UTF-8 without NULs.
    Utf8,
    /// No UTF-8, and no NULs: text in another encoding, or none.
    Other,
    /// There are NULs in it.
    Binary,
}

/// What was seen of one body.
#[derive(Clone, Copy, Debug)]
pub struct SeenBody {
    /// The git id that the bytes have as a file; `None` for bytes that are made to have the id of
    /// others.
    pub id: Option<ObjectId>,
    /// What kind of bytes they are.
    pub text: Text,
    /// What runs them.
    pub content: FirstBytes,
}

/// Visits the bodies of an archive that is compared with a repository.
pub struct AuditBodies<'a> {
    upstream: &'a Upstream,
    seen: Vec<SeenBody>,
    kept: BTreeMap<usize, Vec<u8>>,
    /// Bytes that can still be kept.
    free: u64,
    current: Option<Current>,
}

struct Current {
    hasher: ObjectHasher,
    scan: BodyScan,
    kept: Option<Vec<u8>>,
}

impl<'a> AuditBodies<'a> {
    /// With the ids of that repository.
    #[must_use]
    pub fn new(upstream: &'a Upstream) -> Self {
        Self { upstream, seen: Vec::new(), kept: BTreeMap::new(), free: MOST_KEPT_IN_ALL, current: None }
    }

    /// What was seen of a member, by its number.
    #[must_use]
    pub fn seen(&self, number: usize) -> SeenBody {
        self.seen[number]
    }

    /// The bytes of a member that has to be understood: those that package tools write.
    #[must_use]
    pub fn kept(&self, number: usize) -> Option<&[u8]> {
        self.kept.get(&number).map(|bytes| &**bytes)
    }
}

impl BodyVisitor for AuditBodies<'_> {
    fn begin(&mut self, _: usize, name: &[u8], size: u64) {
        // One limit for each file is not enough: an archive can have any number of files with these
        // names.
        let is_kept = is_understood(name) && size <= MOST_KEPT.min(self.free);
        self.free -= if is_kept { size } else { 0 };
        self.current = Some(Current {
            // git hashes the length before the bytes, so the id could not be begun without the size
            // of the member.
            hasher: self.upstream.hasher(size),
            scan: BodyScan::default(),
            kept: is_kept.then(Vec::new),
        });
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let Some(Current { hasher, scan, kept }) = &mut self.current else { return };
        hasher.update(bytes);
        scan.bytes(bytes);
        if let Some(kept) = kept {
            kept.extend_from_slice(bytes);
        }
    }

    fn end(&mut self) {
        let Some(Current { hasher, scan, kept }) = self.current.take() else { return };
        self.kept.extend(kept.map(|kept| (self.seen.len(), kept)));
        let content = FirstBytes::of(&scan.start);
        self.seen.push(SeenBody { id: hasher.finish(), text: scan.finish(), content });
    }
}

/// Whether a package tool writes files of such a name.
fn is_understood(name: &[u8]) -> bool {
    let mut parts = member_path::bare(name).rsplit(|&byte| byte == b'/');
    let file = parts.next().unwrap_or(name);
    // setuptools names this directory after the package, so no list could have its name.
    let is_egg_info = parts.next().is_some_and(|directory| directory.ends_with(b".egg-info"));
    (KEPT.contains(&file) || is_egg_info) && parts.count() < DEEPEST_KEPT
}

/// Distinguishes text from other bytes, piece by piece.
#[derive(Default)]
struct BodyScan {
    /// The first bytes.
    start: Vec<u8>,
    has_nul: bool,
    is_other: bool,
    /// The bytes of a character that the end of a piece cut.
    cut: Vec<u8>,
}

impl BodyScan {
    fn bytes(&mut self, mut bytes: &[u8]) {
        let missing = START - self.start.len();
        self.start.extend(&bytes[..missing.min(bytes.len())]);
        self.has_nul |= bytes.contains(&0);
        // Pieces end wherever the reader's buffer did. A character that is cut there is completed
        // first, or text would count as other than UTF-8 because of the size of a buffer.
        while !self.is_other && !self.cut.is_empty() {
            let [first, rest @ ..] = bytes else { return };
            self.cut.push(*first);
            bytes = rest;
            match std::str::from_utf8(&self.cut) {
                Ok(_) => self.cut.clear(),
                Err(fault) => self.is_other = fault.error_len().is_some(),
            }
        }
        if self.is_other {
            return;
        }
        if let Err(fault) = std::str::from_utf8(bytes) {
            self.is_other = fault.error_len().is_some();
            self.cut = bytes[fault.valid_up_to()..].to_vec();
        }
    }

    fn finish(self) -> Text {
        match (self.has_nul, self.is_other || !self.cut.is_empty()) {
            // A byte of zero is valid UTF-8, and is in no text that somebody would read.
            (true, _) => Text::Binary,
            (false, true) => Text::Other,
            (false, false) => Text::Utf8,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_distinguished_from_other_bytes_wherever_pieces_end() {
        let cases: [(&[u8], Text); 8] = [
            (b"", Text::Utf8),
            (b"plain\n", Text::Utf8),
            ("caf\u{e9} \u{1f600}\u{442}".as_bytes(), Text::Utf8),
            (b"caf\xe9 au lait", Text::Other),
            (b"cut \xf0\x9f\x98", Text::Other),
            (b"\xc3(", Text::Other),
            (b"a\0b", Text::Binary),
            (b"\xff\0", Text::Binary),
        ];
        for (bytes, expected) in cases {
            for length in 1..=5 {
                let mut scan = BodyScan::default();
                bytes.chunks(length).for_each(|piece| scan.bytes(piece));
                assert_eq!(scan.finish(), expected, "{} by {length}", bytes.escape_ascii());
            }
        }
    }
}
