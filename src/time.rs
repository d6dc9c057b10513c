//! Points in time, in whole seconds, that never come from a clock.

use std::fmt;

/// Seconds since 1970-01-01T00:00:00Z, without leap seconds; may be negative.
///
/// No constructor reads a clock: a time comes from the manifest, a commit, a file, or the environment
/// variable that the command line passes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// Why a text is not a valid time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeFault {
    /// Not RFC 3339 with an offset.
    #[error("is not a time with a zone")]
    Malformed,
    /// Has a fraction of a second; pkgr writes whole seconds only.
    #[error("has a fraction of a second")]
    Fraction,
    /// Not a plain decimal number of seconds.
    #[error("is not a whole number of seconds")]
    NotSeconds,
    /// Outside the years −9999 to 9999.
    #[error("is out of range")]
    OutOfRange,
}

/// Years −9999 to 9999, which can be both stored and printed.
const RANGE: std::ops::RangeInclusive<i64> = -377_705_023_201..=253_402_207_200;

impl Timestamp {
    /// A time from seconds since the epoch.
    ///
    /// # Errors
    /// [`TimeFault::OutOfRange`] outside the years −9999 to 9999.
    pub fn from_seconds(seconds: i64) -> Result<Self, TimeFault> {
        if RANGE.contains(&seconds) { Ok(Self(seconds)) } else { Err(TimeFault::OutOfRange) }
    }

    /// Reads RFC 3339 with a zone, `T` or a space between date and time:
    /// `2023-10-02T11:48:14Z`, `2023-10-02 13:48:14+02:00`.
    ///
    /// # Errors
    /// Returns an error if the text is not a time, has no zone, or has a fraction of a second.
    pub fn parse(text: &str) -> Result<Self, TimeFault> {
        let time: jiff::Timestamp = text.parse().map_err(|_| TimeFault::Malformed)?;
        if time.subsec_nanosecond() != 0 {
            return Err(TimeFault::Fraction);
        }
        Self::from_seconds(time.as_second())
    }

    /// Reads the value of `SOURCE_DATE_EPOCH`: decimal digits and nothing else, as the
    /// specification of reproducible-builds.org asks.
    ///
    /// # Errors
    /// Returns an error if the text is not all digits, or the value is out of range.
    pub fn parse_epoch(text: &str) -> Result<Self, TimeFault> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(TimeFault::NotSeconds);
        }
        Self::from_seconds(text.parse().map_err(|_| TimeFault::OutOfRange)?)
    }

    /// Seconds since the epoch.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// One second later, which makes a file newer than the files it was generated from.
    #[must_use]
    pub fn next_second(self) -> Self {
        Self(self.0 + 1)
    }
}

/// A point in time to the nanosecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PreciseTime {
    /// Whole seconds, rounded down.
    pub second: Timestamp,
    /// Nanoseconds after them, below 1,000,000,000.
    pub nanoseconds: u32,
}

impl PreciseTime {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self { second: Timestamp(0), nanoseconds: 0 };

    /// Reads RFC 3339 with a zone and up to nine decimals.
    ///
    /// # Errors
    /// Returns an error if the text is not a time, or has no zone.
    pub fn parse(text: &str) -> Result<Self, TimeFault> {
        let time: jiff::Timestamp = text.parse().map_err(|_| TimeFault::Malformed)?;
        let nanoseconds = time.as_nanosecond().rem_euclid(1_000_000_000);
        let second = Timestamp::from_seconds(
            i64::try_from(time.as_nanosecond().div_euclid(1_000_000_000))
                .map_err(|_| TimeFault::OutOfRange)?,
        )?;
        Ok(Self { second, nanoseconds: u32::try_from(nanoseconds).map_err(|_| TimeFault::OutOfRange)? })
    }

    /// Whether it has no fraction.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.nanoseconds == 0
    }
}

impl From<Timestamp> for PreciseTime {
    fn from(second: Timestamp) -> Self {
        Self { second, nanoseconds: 0 }
    }
}

impl fmt::Display for PreciseTime {
    /// As [`Timestamp`], with the digits of the fraction where there is one: `2025-06-11T15:36:57.25Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.second.to_string();
        if self.is_whole() {
            return f.write_str(&whole);
        }
        let fraction = format!("{:09}", self.nanoseconds);
        write!(f, "{}.{}Z", whole.trim_end_matches('Z'), fraction.trim_end_matches('0'))
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC: `2025-06-11T15:36:57Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_second(self.0) {
            Ok(time) => time.fmt(f),
            Err(_) => write!(f, "@{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_3339_is_read_and_printed_in_utc() {
        let time = Timestamp::parse("2025-06-11 17:36:57+02:00").expect("valid");
        assert_eq!(time.seconds(), 1_749_656_217);
        assert_eq!(time.to_string(), "2025-06-11T15:36:57Z");
    }

    #[test]
    fn a_fraction_is_read_and_printed_with_the_digits_that_it_needs() {
        for text in ["2025-01-11T16:14:37.4379969Z", "1969-12-31T23:59:58.5Z", "2025-06-11T15:36:57Z"] {
            assert_eq!(PreciseTime::parse(text).map(|time| time.to_string()), Ok(text.to_owned()));
        }
        let before = PreciseTime::parse("1969-12-31T23:59:58.5Z").expect("valid");
        assert_eq!((before.second.seconds(), before.nanoseconds), (-2, 500_000_000));
        assert_eq!(PreciseTime::parse("2025-06-11T15:36:57.5"), Err(TimeFault::Malformed));
    }

    #[test]
    fn times_without_whole_seconds_or_a_zone_are_rejected() {
        assert_eq!(Timestamp::parse("2025-06-11T15:36:57"), Err(TimeFault::Malformed));
        assert_eq!(Timestamp::parse("yesterday"), Err(TimeFault::Malformed));
        assert_eq!(Timestamp::parse("2025-06-11T15:36:57.5Z"), Err(TimeFault::Fraction));
        assert_eq!(Timestamp::from_seconds(i64::MAX), Err(TimeFault::OutOfRange));
    }

    // T113
    #[test]
    fn the_epoch_variable_is_digits_and_nothing_else() {
        assert_eq!(Timestamp::parse_epoch("1686656217").map(Timestamp::seconds), Ok(1_686_656_217));
        for text in ["", "-1", "+1", "1.5", " 1", "0x10", "99999999999999999999"] {
            assert!(Timestamp::parse_epoch(text).is_err(), "{text:?} must be rejected");
        }
    }
}
