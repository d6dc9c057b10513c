//! The times of zip.

use crate::container::inventory::RawTime;

/// Seconds from 1601 to 1970.
const NTFS_EPOCH: u64 = 11_644_473_600;

/// Tenths of a microsecond in a second.
const NTFS_TICKS: u64 = 10_000_000;

/// Tenths of a microsecond since 1601.
pub fn ntfs(ticks: u64) -> RawTime {
    let since_1601 = ticks / NTFS_TICKS;
    let seconds = since_1601.cast_signed() - NTFS_EPOCH.cast_signed();
    let fraction = format!("{:07}", ticks % NTFS_TICKS);
    RawTime { seconds, fraction: fraction.trim_end_matches('0').as_bytes().to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_ntfs_count_from_1601() {
        assert_eq!(ntfs(116_444_736_000_000_000), RawTime { seconds: 0, fraction: Vec::new() });
        assert_eq!(ntfs(116_444_736_015_000_000), RawTime { seconds: 1, fraction: b"5".to_vec() });
        assert_eq!(ntfs(0).seconds, -11_644_473_600);
        assert_eq!(ntfs(u64::MAX).fraction, b"9551615");
    }
}
