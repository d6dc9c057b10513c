//! The value that most of several have.

use std::collections::BTreeMap;

/// The most frequent value; of equally frequent ones, the one that comes first. `None` if there are no values.
pub(super) fn usual<T: Ord + Clone>(values: impl IntoIterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, (usize, usize)> = BTreeMap::new();
    for (number, value) in values.into_iter().enumerate() {
        counts.entry(value).or_insert((0, number)).0 += 1;
    }
    let best = counts.into_iter().max_by_key(|(_, (count, first))| (*count, std::cmp::Reverse(*first)));
    best.map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_value_is_found_and_of_several_the_first() {
        assert_eq!(usual([1, 3, 3, 2]), Some(3));
        assert_eq!(usual([2, 1, 1, 2]), Some(2));
        assert_eq!(usual::<u8>([]), None);
    }
}
