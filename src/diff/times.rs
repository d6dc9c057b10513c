//! Times of members. A zip may record no more than the time of DOS: local time in an unknown zone, in steps of two
//! seconds. It is compared with an exact time as if its zone were UTC.

use crate::container::inventory::{Member, MemberTime, RawTime};

/// Whether two times are the same, as precisely as both are recorded.
pub fn are_same(left: &Member, right: &Member) -> bool {
    match (&left.mtime, &right.mtime) {
        (Some(MemberTime::Dos(dos)), Some(MemberTime::Exact(exact)))
        | (Some(MemberTime::Exact(exact)), Some(MemberTime::Dos(dos))) => is_dos(*dos, exact),
        (left, right) => left == right,
    }
}

/// Whether an exact time comes to a time of DOS: some writers round up, and some down.
fn is_dos(dos: i64, exact: &RawTime) -> bool {
    let seconds = exact.seconds;
    dos == seconds - seconds.rem_euclid(2) || dos == seconds + seconds.rem_euclid(2)
}

/// A time with its fraction.
pub fn show(member: &Member) -> String {
    let whole = member.shown_time();
    match member.mtime.as_ref().map(MemberTime::fraction) {
        None | Some([]) => whole,
        Some(fraction) => format!("{whole} and .{} s", String::from_utf8_lossy(fraction)),
    }
}

/// The first and the last time.
pub fn range(members: &[Member]) -> String {
    let order = |one: &&Member, other: &&Member| point(one).cmp(&point(other));
    let least = members.iter().min_by(order).map(show).unwrap_or_default();
    let most = members.iter().max_by(order).map(show).unwrap_or_default();
    if least == most { least } else { format!("{least} to {most}") }
}

/// Whole seconds, and digits of the fraction.
fn point(member: &Member) -> Option<(i64, &[u8])> {
    member.mtime.as_ref().map(|time| (time.seconds(), time.fraction()))
}

/// Seconds in a quarter of an hour, in which zones are counted.
const QUARTER: i64 = 900;

/// No zone is further from UTC.
const FURTHEST: i64 = 14 * 3600;

/// The one zone in which all times of DOS would be the exact ones beside them.
pub fn zone<'a>(pairs: impl Iterator<Item = (&'a Member, &'a Member)>) -> Option<String> {
    let mut zones = pairs.filter_map(|(left, right)| match (&left.mtime, &right.mtime) {
        (Some(MemberTime::Dos(dos)), Some(MemberTime::Exact(exact)))
        | (Some(MemberTime::Exact(exact)), Some(MemberTime::Dos(dos))) => Some(offset(*dos, exact)),
        _ => None,
    });
    let zone = zones.next()??;
    if zone == 0 || !zones.all(|other| other == Some(zone)) {
        return None;
    }
    let sign = if zone < 0 { '-' } else { '+' };
    Some(format!("UTC{sign}{:02}:{:02}", zone.abs() / 3600, zone.abs() % 3600 / 60))
}

fn offset(dos: i64, exact: &RawTime) -> Option<i64> {
    let offset = (dos - exact.seconds + QUARTER / 2).div_euclid(QUARTER) * QUARTER;
    (offset.abs() <= FURTHEST && is_dos(dos - offset, exact)).then_some(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(seconds: i64) -> RawTime {
        RawTime { seconds, fraction: Vec::new() }
    }

    #[test]
    fn a_time_of_dos_is_an_exact_one_rounded_to_two_seconds() {
        assert!(is_dos(10, &exact(10)) && is_dos(10, &exact(11)) && is_dos(12, &exact(11)));
        assert!(!is_dos(10, &exact(12)) && !is_dos(12, &exact(10)) && !is_dos(14, &exact(11)));
        assert!(is_dos(-2, &exact(-1)) && is_dos(0, &exact(-1)));
    }

    #[test]
    fn a_zone_is_a_number_of_quarters_of_an_hour() {
        assert_eq!(offset(7200, &exact(0)), Some(7200));
        assert_eq!(offset(1000 + 20_700, &exact(1001)), Some(20_700));
        assert_eq!(offset(0, &exact(16_200)), Some(-16_200));
        assert_eq!(offset(1000, &exact(1010)), None);
        assert_eq!(offset(15 * 3600, &exact(0)), None);
    }
}
