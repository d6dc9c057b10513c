//! The order of a dictionary, for ASCII: the root order of CLDR, in which JavaScript compares texts.

use std::cmp::Ordering;

use super::EntryPath;

/// Characters in the order of their primary weights; digits and letters come after them. Other control characters
/// have no weight.
const SIGNS: &[u8] = b"\t\n\x0b\x0c\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

/// Compares two paths as npm sorts the files that it packs: by extension, by last part, by the whole path; case
/// decides only among texts that are otherwise the same.
pub fn compare_as_npm(left: &EntryPath, right: &EntryPath) -> Ordering {
    let (one, other) = (left.file_name().to_ascii_lowercase(), right.file_name().to_ascii_lowercase());
    // Names are lowered before, so case counts in the whole path alone.
    compare(extension(&one), extension(&other))
        .then_with(|| compare(&one, &other))
        .then_with(|| compare(left.as_bytes(), right.as_bytes()))
}

/// From the last dot on; empty for a name without a dot, or with one only at its beginning.
fn extension(name: &[u8]) -> &[u8] {
    match name.iter().rposition(|&byte| byte == b'.') {
        Some(dot) if dot > 0 => &name[dot..],
        _ => b"",
    }
}

/// First without case; then lower case before upper case, where a letter is the same otherwise.
fn compare(left: &[u8], right: &[u8]) -> Ordering {
    let weights = |text: &[u8]| text.iter().filter_map(|&byte| weight(byte)).collect::<Vec<_>>();
    let cases = |text: &[u8]| {
        text.iter().filter(|&&byte| weight(byte).is_some()).map(u8::is_ascii_uppercase).collect::<Vec<_>>()
    };
    weights(left).cmp(&weights(right)).then_with(|| cases(left).cmp(&cases(right)))
}

/// The primary weight of a byte; `None` for one that does not count.
fn weight(byte: u8) -> Option<usize> {
    let lower = byte.to_ascii_lowercase();
    match lower {
        b'0'..=b'9' | b'a'..=b'z' | 0x80.. => Some(SIGNS.len() + usize::from(lower)),
        _ => SIGNS.iter().position(|&sign| sign == lower),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_compared_without_case_first() {
        let in_order = [
            "", " ", "_", "-", ".", "/", "$", "0", "9", "a", "A", "a b", "a-b", "a.b", "aa", "aB", "Ab-", "b",
        ];
        for pair in in_order.windows(2) {
            assert!(compare(pair[0].as_bytes(), pair[1].as_bytes()).is_lt(), "{pair:?}");
        }
        assert_eq!(compare(b"a\x01b", b"ab"), Ordering::Equal);
    }

    #[test]
    fn an_extension_begins_at_the_last_dot() {
        let found = ["a.js", "a.min.js", "a", ".npmrc", ".a.b", "a."].map(|name| extension(name.as_bytes()));
        assert_eq!(found, [&b".js"[..], b".js", b"", b"", b".b", b"."]);
    }
}
