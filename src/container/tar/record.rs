//! The records of a pax extended header (POSIX, "pax Extended Header"): `LENGTH KEYWORD=VALUE\n`.

/// Records in the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records(Vec<u8>);

impl Records {
    /// Appends one record. The value is kept byte for byte; the length makes a newline in it harmless.
    pub fn push(&mut self, keyword: &str, value: &[u8]) {
        let length = record_length(keyword.len() + value.len() + " =\n".len());
        self.0.extend_from_slice(format!("{length} {keyword}=").as_bytes());
        self.0.extend_from_slice(value);
        self.0.push(b'\n');
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A record's length counts its own digits: the smallest number that is `rest` and as many more as
/// it has digits.
fn record_length(rest: usize) -> usize {
    let mut length = rest + 1;
    // One step is not enough: a rest of 98 bytes gives 101, because 100 already has three digits.
    while rest + decimal_digits(length) > length {
        length += 1;
    }
    length
}

fn decimal_digits(number: usize) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(value: &[u8]) -> Vec<u8> {
        let mut records = Records::default();
        records.push("k", value);
        records.0
    }

    // T115: where one more byte of value adds two to the length.
    #[test]
    fn lengths_count_themselves_where_a_digit_is_added() {
        let length = |value: usize| {
            let record = record(&vec![b'v'; value]);
            let text = String::from_utf8(record.clone()).expect("ASCII");
            let stated: usize = text.split(' ').next().and_then(|n| n.parse().ok()).expect("a number");
            assert_eq!(stated, record.len());
            stated
        };
        assert_eq!([length(3), length(4), length(5)], [8, 9, 11]);
        assert_eq!([length(92), length(93), length(94)], [98, 99, 101]);
        assert_eq!([length(991), length(992), length(993)], [998, 999, 1001]);
    }

    // T115: 9 and 10 are both right for eight bytes of rest; the smaller is written.
    #[test]
    fn the_smaller_of_two_right_lengths_is_written() {
        assert_eq!(record(b"1234"), b"9 k=1234\n"[..]);
    }

    #[test]
    fn a_value_may_hold_any_byte_but_is_never_changed() {
        assert_eq!(record(b"a\n\xff=b"), b"11 k=a\n\xff=b\n"[..]);
    }
}
