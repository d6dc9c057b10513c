//! The dates and times of DOS, in zip.

/// A date and a time of DOS as seconds since 1970, as if its zone, which is not recorded, were UTC. `None` for
/// what is no date.
#[must_use]
pub fn seconds(dos: u32) -> Option<i64> {
    let bits = |shift: u32, count: u32| i64::from(dos >> shift & ((1 << count) - 1));
    let (year, month, day) = (1980 + bits(25, 7), bits(21, 4), bits(16, 5));
    let (hour, minute, second) = (bits(11, 5), bits(5, 6), 2 * bits(0, 5));
    // The fields have room for values that are no time, such as month 0 or second 62.
    let is_time = hour < 24 && minute < 60 && second < 60;
    let is_date = (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day);
    (is_date && is_time).then(|| days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a day of the Gregorian calendar, from 1980 on.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // 337 days are a year without its February.
    let years: i64 = (1970..year).map(|year| 337 + days_of(year, 2)).sum();
    let months: i64 = (1..month).map(|month| days_of(year, month)).sum();
    years + months + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn packed(year: u32, month: u32, day: u32, hour: u32, minute: u32, second: u32) -> u32 {
        (year - 1980) << 25 | month << 21 | day << 16 | hour << 11 | minute << 5 | (second / 2)
    }

    // T130
    #[test]
    fn times_of_dos_are_those_of_the_calendar() {
        for (time, shown) in [
            (packed(1980, 1, 1, 0, 0, 0), "1980-01-01T00:00:00Z"),
            (packed(2000, 2, 29, 23, 59, 58), "2000-02-29T23:59:58Z"),
            (packed(2025, 6, 11, 15, 36, 56), "2025-06-11T15:36:56Z"),
            (packed(2100, 3, 1, 1, 2, 4), "2100-03-01T01:02:04Z"),
            (packed(2107, 12, 31, 23, 59, 58), "2107-12-31T23:59:58Z"),
        ] {
            let expected = Timestamp::parse(shown).expect("is a time").seconds();
            assert_eq!(seconds(time), Some(expected), "{shown}");
        }
        for none in [
            0,
            packed(2023, 2, 29, 0, 0, 0),
            packed(2023, 13, 1, 0, 0, 0),
            packed(2100, 2, 29, 0, 0, 0),
            packed(2023, 4, 31, 0, 0, 0),
            packed(2023, 4, 1, 24, 0, 0),
            packed(2023, 4, 1, 0, 60, 0),
            packed(2023, 4, 1, 0, 0, 60),
        ] {
            assert_eq!(seconds(none), None, "{none:#x}");
        }
    }
}
