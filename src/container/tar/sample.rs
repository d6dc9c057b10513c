//! Entries for the tests of tar.

use crate::entry::{Entry, Kind, Origin, OwnHeader, Rule, Size};
use crate::mode::Mode;
use crate::path::EntryPath;
use crate::time::Timestamp;

/// An entry of mode 0644; `seconds` are counted from 1970.
pub fn entry(path: &str, kind: Kind<Size>, seconds: i64) -> Entry<Size> {
    Entry {
        path: EntryPath::parse(path).expect("a test path is well formed"),
        kind,
        mode: Mode::from_bits(0o644),
        mtime: Timestamp::from_seconds(seconds).expect("a test time is in range"),
        origin: Origin::Source,
        rule: Rule::Include(0),
        own: OwnHeader::default(),
    }
}
