//! The records of a pax header (POSIX, "pax Extended Header"): `LENGTH KEYWORD=VALUE\n`.

use super::values;
use crate::container::inventory::{RawTime, Record};

/// All records; the defect of the first invalid one.
pub fn parse(mut bytes: &[u8]) -> Result<Vec<Record>, &'static str> {
    let mut records: Vec<Record> = Vec::new();
    while !bytes.is_empty() {
        let (record, rest) = one(bytes)?;
        if records.iter().any(|other| other.keyword == record.keyword) {
            return Err("a pax header has a keyword twice");
        }
        records.push(record);
        bytes = rest;
    }
    Ok(records)
}

/// Beginnings of keywords that make a member a part of a file, or a file with holes.
const PARTIAL: [&[u8]; 3] = [b"GNU.sparse.", b"GNU.volume.", b"SCHILY.realsize"];

/// Keywords whose values programs read, so that an empty one is read in different ways.
const KNOWN: [&[u8]; 11] = [
    b"path",
    b"linkpath",
    b"size",
    b"uid",
    b"gid",
    b"uname",
    b"gname",
    b"mtime",
    b"atime",
    b"ctime",
    b"hdrcharset",
];

/// Why some programs may not read a record as others do.
pub fn doubt(record: &Record) -> Option<String> {
    let keyword = record.keyword.escape_ascii();
    let is_known = KNOWN.contains(&&*record.keyword);
    if record.keyword.iter().any(|byte| byte.is_ascii_control() || *byte == b' ') {
        return Some(format!("the keyword `{keyword}` of a record has a blank or a control character"));
    }
    if PARTIAL.iter().any(|start| record.keyword.starts_with(start)) {
        return Some(format!("only some programs read the record `{keyword}`, and find another file"));
    }
    if is_known && record.value.is_empty() {
        return Some(format!("the record `{keyword}` is empty, which some programs reject"));
    }
    let what = is_known.then(|| malformed(record)).flatten()?;
    Some(format!("the record `{keyword}` {what}: `{}`", record.value.escape_ascii()))
}

/// What is wrong with the value of a known keyword, where reading it does not show that.
fn malformed(record: &Record) -> Option<&'static str> {
    let is_time = || values::time(&record.value).is_some();
    let is_below_zero = |time: RawTime| time.seconds < 0 && !time.fraction.is_empty();
    match &*record.keyword {
        b"mtime" if values::time(&record.value).is_some_and(is_below_zero) => {
            Some("is negative and has a fraction, which bsdtar adds and other programs subtract")
        }
        b"atime" | b"ctime" if !is_time() => Some("is no time"),
        b"hdrcharset" if !CHARSETS.contains(&&*record.value) => Some("is no charset of POSIX"),
        _ if record.value.contains(&0) => Some("has a NUL"),
        // Names that are not UTF-8 are for the lint `non-utf8`.
        b"uname" | b"gname" if std::str::from_utf8(&record.value).is_err() => Some("is not UTF-8"),
        _ => None,
    }
}

/// The values of `hdrcharset` (POSIX, "pax Extended Header").
const CHARSETS: [&[u8]; 2] = [b"BINARY", b"ISO-IR 10646 2000 UTF-8"];

fn one(bytes: &[u8]) -> Result<(Record, &[u8]), &'static str> {
    // A length of more digits has no room in 64 bits.
    let blank = bytes.iter().take(20).position(|&byte| byte == b' ');
    let digits = &bytes[..blank.ok_or("a pax record has no length")?];
    let is_plain =
        // `parse` alone would accept a sign, and readers differ about leading zeros.
        digits.first().is_some_and(|&digit| digit != b'0') && digits.iter().all(u8::is_ascii_digit);
    let length = std::str::from_utf8(digits).ok().filter(|_| is_plain).and_then(|text| text.parse().ok());
    let length: usize = length.ok_or("the length of a pax record is no number")?;
    if length > bytes.len() {
        return Err("a pax record is longer than its header");
    }
    let record = bytes.get(digits.len() + 1..length).and_then(|record| record.strip_suffix(b"\n"));
    let record = record.ok_or("a pax record does not end in a newline")?;
    // The first one: a value may contain more, a keyword none.
    let equals = record.iter().position(|&byte| byte == b'=').filter(|&at| at > 0);
    let equals = equals.ok_or("a pax record has no keyword")?;
    let (keyword, value) = (record[..equals].to_vec(), record[equals + 1..].to_vec());
    Ok((Record { keyword, value }, &bytes[length..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    // T162
    #[test]
    fn only_what_every_reader_reads_the_same_is_a_record() {
        let record = |keyword: &str, value: &[u8]| Record { keyword: keyword.into(), value: value.to_vec() };
        assert_eq!(parse(b"11 k=a\n\xff=b\n").expect("good"), [record("k", b"a\n\xff=b")]);
        assert_eq!(parse(b"6 a=b\n6 b=c\n").expect("good").len(), 2);
        for bad in [
            &b"7 a=b\n"[..],
            b"5 a=b\n",
            b"06 a=b\n",
            b"+6 a=b\n",
            b"6 a=bx",
            b" 6 a=b\n",
            b"6 =ab\n",
            b"5 ab\n",
            b"6 a=b\n6 a=c\n",
            b"6 a=b\n\0\0",
            b"99999999999999999999999 a=b\n",
            b"2 ",
            b"x",
        ] {
            assert!(parse(bad).is_err(), "{}", bad.escape_ascii());
        }
    }
}
