//! The records of a pax header (POSIX, "pax Extended Header"): `LENGTH KEYWORD=VALUE\n`.

use crate::container::inventory::Record;

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
