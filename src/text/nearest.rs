//! The name that a misspelled one was probably meant to be.

/// The longest name that is compared, in bytes: longer names are no slips of the hand, and a comparison costs the
/// product of both lengths.
const LONGEST: usize = 64;

/// The candidate nearest to `name`, if at most a third of the characters differ. Upper case, blanks and underscores
/// count as lower case and hyphens.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LONGEST {
        return None;
    }
    let plain = |name: &str| name.to_lowercase().replace(['_', ' '], "-");
    let name = plain(name);
    let most = (name.chars().count() / 3).max(1);
    // Each differing character changes the length by one at most, so most candidates need no comparison.
    let is_possible = |candidate: &&str| candidate.len().abs_diff(name.len()) <= 4 * most;
    let rated = candidates.into_iter().filter(is_possible);
    let rated = rated.map(|candidate| (strsim::damerau_levenshtein(&name, &plain(candidate)), candidate));
    let near = rated.filter(|(distance, _)| *distance <= most);
    near.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_hand_is_recognized_and_another_name_is_not() {
        let names = ["include", "exclude", "require"];
        assert_eq!(nearest("inclde", names), Some("include"));
        assert_eq!(nearest("EXCLUDE", names), Some("exclude"));
        assert_eq!(nearest("prefix", names), None);
        assert_eq!(nearest(&"include".repeat(10), [&*"include".repeat(10)]), None);
        assert_eq!(nearest("v\u{e9}", ["v\u{e9}\u{e9}"]), Some("v\u{e9}\u{e9}"));
    }
}
