//! Patterns of `allowed_signers` files (`ssh_config(5)`, "PATTERNS").

/// Whether `name` matches a list of patterns that are separated by commas: `*`, `?`, and `!` before a
/// pattern that excludes what it matches, whatever else in the list matches.
pub fn matches_list(name: &str, list: &str) -> bool {
    let mut is_matched = false;
    for pattern in list.split(',') {
        match pattern.strip_prefix('!') {
            Some(excluded) if matches(name.as_bytes(), excluded.as_bytes()) => return false,
            None if matches(name.as_bytes(), pattern.as_bytes()) => is_matched = true,
            _ => {}
        }
    }
    is_matched
}

/// Whether the whole of `name` matches. The time is at most the product of both lengths.
fn matches(name: &[u8], pattern: &[u8]) -> bool {
    let (mut at, mut next) = (0, 0);
    // The place of the last `*`, and how much of the name it covers so far.
    let mut star: Option<(usize, usize)> = None;
    while at < name.len() {
        match pattern.get(next) {
            Some(b'*') => {
                star = Some((next, at));
                next += 1;
            }
            Some(&byte) if byte == b'?' || byte == name[at] => {
                at += 1;
                next += 1;
            }
            _ => {
                // Only the last `*` is tried again. An earlier one that covered more would reach no
                // place that the last one cannot reach.
                let Some((position, covered)) = star else { return false };
                star = Some((position, covered + 1));
                at = covered + 1;
                next = position + 1;
            }
        }
    }
    pattern[next..].iter().all(|&byte| byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_patterns_match_as_in_ssh() {
        for (name, list, expected) in [
            ("a@x", "a@x", true),
            ("a@x", "b@x,a@x", true),
            ("a@x", "*@x", true),
            ("a@x", "*@y", false),
            ("a@x", "?@x", true),
            ("ab@x", "?@x", false),
            ("a@x", "a*", true),
            ("a@x", "a@x*", true),
            ("a@x", "*a*@*x*", true),
            ("aab", "*ab", true),
            ("a@x", "!a@x,*", false),
            ("a@x", "*,!a@x", false),
            ("!a@x", "!a@x,*", true),
            ("a@x", "!a@x", false),
            ("b@x", "!a@x", false),
            ("a@x", "A@x", false),
            ("a@x", "", false),
            ("", "", true),
            ("", "*", true),
            ("a@x", "a@x ", false),
        ] {
            assert_eq!(matches_list(name, list), expected, "{name} in {list}");
        }
    }
}
