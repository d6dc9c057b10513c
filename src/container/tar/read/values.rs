//! What the headers of one member come to, as every reader must read them.

use std::io;

use super::fields;
use crate::container::inventory::{MemberTime, RawKind, RawOwner, RawTime, Record};
use crate::container::tar::block::{self, BLOCK};
use crate::container::tar::style::{Extension, PaxName};

/// The extensions before a member's own header.
#[derive(Default)]
pub struct PendingExtensions {
    pub offset: Option<u64>,
    pub pax: Option<(PaxName, Vec<Record>)>,
    /// See [`TarStyle::process`](crate::container::tar::style::TarStyle::process).
    pub process: u64,
    pub name: Option<Vec<u8>>,
    pub link: Option<Vec<u8>>,
    /// Why programs may read the extension differently.
    pub doubts: Vec<String>,
}

impl PendingExtensions {
    pub fn value(&self, keyword: &str) -> Option<&[u8]> {
        let (_, records) = self.pax.as_ref()?;
        let record = records.iter().find(|record| record.keyword == keyword.as_bytes())?;
        Some(&record.value)
    }

    pub fn extension(&self) -> Extension {
        match &self.pax {
            Some((name, _)) => Extension::Pax(*name),
            None if self.name.is_none() && self.link.is_none() => Extension::None,
            None => Extension::Long,
        }
    }
}

/// Why reading stops before the end.
pub enum ReadError {
    /// Nothing after this can be trusted.
    Ambiguous(u64, String),
    Io(io::Error),
}

impl From<io::Error> for ReadError {
    fn from(cause: io::Error) -> Self {
        Self::Io(cause)
    }
}

/// The size that every reader comes to.
pub fn member_size(offset: u64, header: &[u8; BLOCK], before: &PendingExtensions) -> Result<u64, ReadError> {
    let field = size(offset, header)?;
    let Some(value) = before.value("size") else { return Ok(field) };
    let stated = decimal(value).ok_or_else(|| {
        ReadError::Ambiguous(offset, format!("the pax size `{}` is no number", value.escape_ascii()))
    })?;
    // A size that has no room in the field is the one reason for the record.
    if field != stated && (field != 0 || stated < 1 << 33) {
        let what = format!("the header says {field} bytes, and its pax header {stated}");
        return Err(ReadError::Ambiguous(offset, what));
    }
    Ok(stated)
}

/// What the extensions say, or else the header.
pub fn text_of(
    before: &PendingExtensions,
    keyword: &str,
    long: Option<&[u8]>,
    own: impl FnOnce() -> Vec<u8>,
) -> Vec<u8> {
    before.value(keyword).or(long).map_or_else(own, <[u8]>::to_vec)
}

pub fn size(offset: u64, header: &[u8; BLOCK]) -> Result<u64, ReadError> {
    let size = fields::number(&header[block::SIZE]).and_then(|size| u64::try_from(size).ok());
    size.ok_or_else(|| ReadError::Ambiguous(offset, "the size is no number, or negative".into()))
}

fn decimal(text: &[u8]) -> Option<u64> {
    let is_plain = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(text).ok().filter(|_| is_plain)?.parse().ok()
}

/// The largest id of a user or group: programs that unpack reject larger ones, and the next one means none.
const LARGEST_ID: u64 = u32::MAX as u64 - 1;

/// Mode, owner and time. Readers take an absent number for 0.
pub fn numbers(
    offset: u64,
    header: &[u8; BLOCK],
    before: &PendingExtensions,
) -> Result<(u32, RawOwner, MemberTime), ReadError> {
    let bad = |what: &str| ReadError::Ambiguous(offset, format!("the {what} is no number"));
    let field = |field| fields::number(&header[field]);
    let mode = field(block::MODE).and_then(|mode| u32::try_from(mode).ok()).ok_or_else(|| bad("mode"))?;
    let id = |place, keyword: &str| {
        let own = field(place).and_then(|id| u64::try_from(id).ok()).ok_or_else(|| bad(keyword))?;
        let id = before.value(keyword).map_or(Ok(own), |value| decimal(value).ok_or_else(|| bad(keyword)))?;
        if id > LARGEST_ID {
            return Err(ReadError::Ambiguous(
                offset,
                format!("the {keyword} {id} is larger than any system has"),
            ));
        }
        Ok(id)
    };
    let name = |place, keyword| {
        before.value(keyword).map_or_else(|| fields::text(&header[place]).to_vec(), <[u8]>::to_vec)
    };
    let owner = RawOwner {
        uid: id(block::UID, "uid")?,
        gid: id(block::GID, "gid")?,
        user: name(block::USER, "uname"),
        group: name(block::GROUP, "gname"),
    };
    let seconds = field(block::MTIME).ok_or_else(|| bad("mtime"))?;
    let mtime = match before.value("mtime") {
        None => RawTime { seconds, fraction: Vec::new() },
        Some(value) => time(value).ok_or_else(|| bad("mtime"))?,
    };
    Ok((mode, owner, MemberTime::Exact(mtime)))
}

/// Keywords that no header for all members may have: not every reader knows such headers.
const NEVER_GLOBAL: [&str; 8] = ["path", "linkpath", "size", "uid", "gid", "uname", "gname", "hdrcharset"];

/// The first time that has no room in a header.
const LATE: i64 = 1 << 33;

/// Whether a record must not be in a header for all members. GNU tar and Python take a time from there, bsdtar and
/// busybox do not; git writes one that has no room in the headers themselves.
pub fn is_never_global(record: &Record) -> bool {
    let is_late = || time(&record.value).is_some_and(|time| time.seconds >= LATE);
    NEVER_GLOBAL.iter().any(|keyword| keyword.as_bytes() == record.keyword)
        || record.keyword == b"mtime" && !is_late()
}

/// What is wrong with an extension that names the target of a link, before a member of another kind: busybox makes a
/// hard link of it.
pub fn link_of_no_link(before: &PendingExtensions, kind: &RawKind) -> Option<String> {
    let is_named = before.link.is_some() || before.value("linkpath").is_some();
    let is_link = matches!(kind, RawKind::Symlink(_) | RawKind::HardLink(_));
    (is_named && !is_link)
        .then(|| "an extended header names the target of a link, and it is no link".to_owned())
}

/// The value of a record `mtime`, such as `1.25` or `-1.25`. What not every program takes for a number is none, such as
/// `+1`, `.5` and `1e3`.
pub fn time(value: &[u8]) -> Option<RawTime> {
    let text = std::str::from_utf8(value).ok()?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) || whole.starts_with('+') {
        return None;
    }
    let seconds: i64 = whole.parse().ok()?;
    // `1.5` and `1.50` are one time, so archives that differ in this alone have equal times.
    let fraction = fraction.trim_end_matches('0').as_bytes();
    if !whole.starts_with('-') || fraction.is_empty() {
        return Some(RawTime { seconds, fraction: fraction.to_vec() });
    }
    Some(RawTime { seconds: seconds.checked_sub(1)?, fraction: up_to_one(fraction) })
}

/// The digits that a fraction lacks to 1: `75` for `25`. The last digit is not 0.
fn up_to_one(fraction: &[u8]) -> Vec<u8> {
    let (last, others) = fraction.split_last().expect("a fraction has a digit");
    let others = others.iter().map(|digit| b'0' + (b'9' - digit));
    others.chain([b'0' + (b'9' - last) + 1]).collect()
}

pub fn kind(typeflag: u8, link: Vec<u8>) -> RawKind {
    match typeflag {
        b'0' | 0 => RawKind::File,
        b'1' => RawKind::HardLink(link),
        b'2' => RawKind::Symlink(link),
        b'5' => RawKind::Directory,
        other => RawKind::Other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // T360
    #[test]
    fn times_of_records_are_rounded_down_and_keep_their_sign() {
        let read = |value: &str| {
            let RawTime { seconds, fraction } = time(value.as_bytes())?;
            Some((seconds, String::from_utf8(fraction).expect("digits")))
        };
        for (value, seconds, fraction) in [
            ("0", 0, ""),
            ("-0", 0, ""),
            ("-0.0", 0, ""),
            ("1.", 1, ""),
            ("1.50", 1, "5"),
            ("0.25", 0, "25"),
            ("-0.25", -1, "75"),
            ("-1.", -1, ""),
            ("-1.5", -2, "5"),
            ("-1.25", -2, "75"),
            ("-0.0000000001", -1, "9999999999"),
            ("-9223372036854775807.9", i64::MIN, "1"),
            ("9223372036854775807.9", i64::MAX, "9"),
        ] {
            assert_eq!(read(value), Some((seconds, fraction.to_owned())), "{value}");
        }
        for value in [
            "",
            "-",
            ".",
            "-.",
            "+1",
            ".5",
            "-.5",
            "--1",
            "-+1",
            " 1",
            "1 ",
            "1e3",
            "1E3",
            "1.5e1",
            "0x10",
            "1.5.2",
            "1,5",
            "1.-5",
            "1.+5",
            "1_000",
            "nan",
            "inf",
            "\u{b2}",
            "9223372036854775808",
            "-9223372036854775809",
            "-9223372036854775808.5",
        ] {
            assert_eq!(read(value), None, "{value}");
        }
    }
}
