//! The time of an entry: what its field says, and what a record says beside it.

use crate::time::PreciseTime;

use super::dialect::{FloatField, Fraction};

/// Nanoseconds in a second.
const SECOND: i128 = 1_000_000_000;

/// How a time is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeFields {
    /// Seconds since 1970 for the field.
    pub field: i64,
    /// What the record says; `None` for no record.
    pub record: Option<String>,
}

impl PreciseTime {
    /// The field and the record of a time; `is_float` says that the archive asks for a record.
    pub(super) fn fields(self, fraction: Fraction, is_float: bool) -> TimeFields {
        let Self { second, nanoseconds } = self;
        let seconds = second.seconds();
        // Seconds are rounded down, so that a fraction before 1970 is after its second: toward zero is
        // then up.
        let is_cut_up = fraction == Fraction::TowardZero && seconds < 0 && nanoseconds > 0;
        let is_rounded_up = fraction == Fraction::HalfUp && i128::from(nanoseconds) >= SECOND / 2;
        let field = seconds + i64::from(is_cut_up || is_rounded_up);
        match fraction {
            Fraction::Decimal if nanoseconds > 0 => TimeFields { field, record: Some(self.decimal()) },
            Fraction::Float(field) if is_float => {
                TimeFields { field: self.float_field(field), record: Some(self.float_text()) }
            }
            // What a format has no place for is dropped, as its programs drop it.
            _ => TimeFields { field, record: None },
        }
    }

    /// The number as Python makes it of the two numbers of the system.
    #[allow(clippy::cast_precision_loss, reason = "the loss is what is to be reproduced")]
    fn float(self) -> f64 {
        self.second.seconds() as f64 + 1e-9 * f64::from(self.nanoseconds)
    }

    #[allow(clippy::cast_possible_truncation, reason = "a time of four digits of years is far below 2^63")]
    fn float_field(self, field: FloatField) -> i64 {
        match field {
            FloatField::Zero => 0,
            FloatField::Nearest => self.float().round_ties_even() as i64,
        }
    }

    /// The shortest digits that give the same number again, with a point; as an exponent below 0.0001.
    fn float_text(self) -> String {
        let text = format!("{:?}", self.float());
        // Python gives the exponent two digits.
        match text.split_once("e-") {
            Some((digits, exponent)) => format!("{digits}e-{exponent:0>2}"),
            None => text,
        }
    }

    /// Digits without zeros at the end.
    fn decimal(self) -> String {
        let all = i128::from(self.second.seconds()) * SECOND + i128::from(self.nanoseconds);
        let sign = if all < 0 { "-" } else { "" };
        // Digits of the whole number and not of its parts, as the fraction of a time before 1970 counts
        // from the other side.
        let (seconds, rest) = (all.abs() / SECOND, all.abs() % SECOND);
        format!("{sign}{seconds}.{}", format!("{rest:09}").trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn fields(fraction: Fraction, seconds: i64, nanoseconds: u32) -> (i64, Option<String>) {
        let second = Timestamp::from_seconds(seconds).expect("in range");
        let TimeFields { field, record } = PreciseTime { second, nanoseconds }.fields(fraction, true);
        (field, record)
    }

    #[test]
    fn of_two_nearest_seconds_the_even_one_is_in_the_field() {
        let nearest = |seconds, nanoseconds| {
            let (field, record) = fields(Fraction::Float(FloatField::Nearest), seconds, nanoseconds);
            (field, record.unwrap_or_default())
        };
        assert_eq!(nearest(1_700_000_000, 500_000_000), (1_700_000_000, "1700000000.5".to_owned()));
        assert_eq!(nearest(1_700_000_001, 500_000_000), (1_700_000_002, "1700000001.5".to_owned()));
        assert_eq!(nearest(1_700_000_000, 750_000_000), (1_700_000_001, "1700000000.75".to_owned()));
        assert_eq!(nearest(1_689_637_193, 0), (1_689_637_193, "1689637193.0".to_owned()));
        assert_eq!(nearest(0, 5), (0, "5e-09".to_owned()));
        assert_eq!(fields(Fraction::Float(FloatField::Zero), 7, 0), (0, Some("7.0".to_owned())));
    }

    #[test]
    fn digits_are_those_of_the_nearest_number_of_64_bits() {
        let text = |nanoseconds| fields(Fraction::Float(FloatField::Zero), 1_736_608_477, nanoseconds).1;
        assert_eq!(text(437_996_900).as_deref(), Some("1736608477.4379969"));
        assert_eq!(text(123_456_789).as_deref(), Some("1736608477.1234567"));
    }

    // docs/spec/tar-dialects.md, sections 5 and 10.2.
    #[test]
    fn fractions_before_1970_are_rounded_as_each_program_does() {
        let half = 500_000_000;
        assert_eq!(fields(Fraction::Decimal, -2, half), (-2, Some("-1.5".to_owned())));
        assert_eq!(fields(Fraction::Decimal, -1, half), (-1, Some("-0.5".to_owned())));
        assert_eq!(fields(Fraction::TowardZero, -2, half), (-1, None));
        assert_eq!(fields(Fraction::Down, -2, half), (-2, None));
        assert_eq!(fields(Fraction::HalfUp, -2, half), (-1, None));
        assert_eq!(fields(Fraction::HalfUp, 2, half - 1), (2, None));
        assert_eq!(fields(Fraction::Decimal, 3, 0), (3, None));
    }
}
