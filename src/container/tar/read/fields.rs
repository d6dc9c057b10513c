//! Fields of a header block, read so that every reader must agree.

use std::ops::Range;

use crate::container::inventory::RawKind;
use crate::container::tar::block::{self, BLOCK};

/// The fields of every header that hold numbers, but for the size, with their names.
pub const NUMBERS: [(Range<usize>, &str); 6] = [
    (block::MODE, "mode"),
    (block::UID, "uid"),
    (block::GID, "gid"),
    (block::MTIME, "mtime"),
    (block::DEVMAJOR, "major device number"),
    (block::DEVMINOR, "minor device number"),
];

/// A number: octal digits after blanks and before blanks or NULs, or base 256 (GNU). `None` for
/// anything else, and for what has no room in 64 bits.
pub fn number(field: &[u8]) -> Option<i64> {
    match field[0] {
        0x80 | 0xff => base256(field),
        _ => octal(field),
    }
}

fn octal(field: &[u8]) -> Option<i64> {
    let start = field.iter().position(|&byte| byte != b' ').unwrap_or(field.len());
    let rest = &field[start..];
    let end = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, tail) = rest.split_at(end);
    if !tail.iter().all(|&byte| matches!(byte, b' ' | 0)) {
        return None;
    }
    digits.iter().try_fold(0_i64, |value, &digit| {
        // A reader that stops before an 8 or 9 finds another number than one that rejects the
        // field.
        let digit = i64::from(digit.checked_sub(b'0').filter(|&digit| digit < 8)?);
        value.checked_mul(8)?.checked_add(digit)
    })
}

/// Two's complement over the whole field, the first byte being the sign alone.
fn base256(field: &[u8]) -> Option<i64> {
    let sign = if field[0] == 0xff { -1_i128 } else { 0 };
    let value = field[1..].iter().fold(sign, |value, &byte| value << 8 | i128::from(byte));
    i64::try_from(value).ok()
}

/// Text up to the first NUL.
pub fn text(field: &[u8]) -> &[u8] {
    let end = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    &field[..end]
}

/// Whether something stands behind the first NUL of a text.
pub fn hides_something(field: &[u8]) -> bool {
    field[text(field).len()..].iter().any(|&byte| byte != 0)
}

/// The name: prefix and name, where the magic says that there is a prefix.
pub fn name(header: &[u8; BLOCK]) -> Vec<u8> {
    let (prefix, name) = (text(&header[block::PREFIX]), text(&header[block::NAME]));
    let is_posix = header[block::MAGIC] == *b"ustar\x0000";
    if prefix.is_empty() || !is_posix { name.to_vec() } else { [prefix, b"/", name].concat() }
}

/// Why some programs may not read the header of the member `name` as others do.
pub fn doubts(header: &[u8; BLOCK], name: &[u8], kind: &RawKind) -> Vec<&'static str> {
    let is_hidden = [block::NAME, block::LINKNAME].into_iter().any(|field| hides_something(&header[field]));
    let ends_in_slash = |name: &[u8]| name.ends_with(b"/");
    let is_directory = *kind == RawKind::Directory;
    // Of such a header Python takes the name before it reads an extension.
    let is_old = header[block::TYPEFLAG] == 0;
    let found = [
        (is_hidden, "something stands behind the NUL that ends a name"),
        (
            has_a_doubtful_prefix(header),
            "something stands before the name that only some programs read with it",
        ),
        (has_an_unknown_magic(header), "the header has the mark of no format, and some programs reject it"),
        // Before POSIX such a file was a directory, and some programs keep to that.
        (
            !is_directory && (ends_in_slash(name) || is_old && ends_in_slash(&self::name(header))),
            "it is a directory by the slash at its end, and none by its type",
        ),
        (*kind == RawKind::Symlink(Vec::new()), "it is a link to nothing"),
        (has_an_unsettled_type(kind), "programs differ about its type"),
    ];
    found.into_iter().filter_map(|(is_found, what)| is_found.then_some(what)).collect()
}

/// Whether a type is none that every program knows: `7`, for example, is a file, or nothing.
fn has_an_unsettled_type(kind: &RawKind) -> bool {
    matches!(kind, RawKind::Other(flag) if !matches!(flag, b'3' | b'4' | b'6'))
}

/// Whether something stands where only a POSIX header has the start of the name: Python and busybox take
/// it for that in every header.
pub fn has_a_doubtful_prefix(header: &[u8; BLOCK]) -> bool {
    header[block::MAGIC] != *b"ustar\x0000" && header[block::PREFIX.start] != 0
}

/// Whether the mark of the format is neither that of POSIX or GNU nor absent, as in the oldest headers:
/// busybox rejects such a header, and others take it for an old one.
pub fn has_an_unknown_magic(header: &[u8; BLOCK]) -> bool {
    let magic = &header[block::MAGIC][..5];
    magic != b"ustar" && magic != [0; 5]
}

/// Whether the checksum is that of the block: the sum of its bytes, the field itself taken as blanks.
pub fn has_good_checksum(header: &[u8; BLOCK]) -> bool {
    let sum = header
        .iter()
        .enumerate()
        .map(|(at, &byte)| i64::from(if block::CHECKSUM.contains(&at) { b' ' } else { byte }));
    // POSIX sums unsigned bytes. Some old writers summed signed ones, and not every reader accepts
    // that.
    number(&header[block::CHECKSUM]) == Some(sum.sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    // T162
    #[test]
    fn numbers_are_read_as_every_writer_writes_them() {
        for (field, value) in [
            (&b"0000644\0"[..], Some(0o644)),
            (b"000644 \0", Some(0o644)),
            (b"    644 ", Some(0o644)),
            (b"00000000012\0", Some(10)),
            (b"777777777777", Some(0o777_777_777_777)),
            (b"\0\0\0\0\0\0\0\0", Some(0)),
            (b"        ", Some(0)),
            (b"\x80\0\0\0\0\0\0\x02\0\0\0\0", Some(1 << 33)),
            (&[0xff; 12], Some(-1)),
            (b"0000648\0", None),
            (b"0000x44\0", None),
            (b"-000644\0", None),
            (b"12\x003456\0", None),
            (b"\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", None),
            (b"\x81\0\0\0\0\0\0\0", None),
        ] {
            assert_eq!(number(field), value, "{}", field.escape_ascii());
        }
    }

    #[test]
    fn a_prefix_counts_in_posix_headers_only() {
        let mut header = [0; BLOCK];
        header[..4].copy_from_slice(b"name");
        header[345..351].copy_from_slice(b"prefix");
        assert_eq!(name(&header), b"name");
        header[257..265].copy_from_slice(b"ustar\x0000");
        assert_eq!(name(&header), b"prefix/name");
    }
}
