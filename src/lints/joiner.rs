//! Joiners that a script needs: U+200C and U+200D are invisible, but some names are not correct without them.
//!
//! The contexts are those of UAX #31, section 2.3, and of UTS #51 (sequences of emoji), where they can be seen
//! without tables of single letters. Everywhere else a joiner only makes two names look alike.

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';

/// The combining class of the sign that takes away a vowel, and so begins a conjunct.
const VIRAMA: u8 = 9;

/// Whether `character` is a joiner where a script needs one: between emoji, beside a virama, or (a non-joiner) between
/// letters of a script that joins its letters.
pub fn is_needed(before: Option<char>, character: char, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return false };
    let both = |is: fn(char) -> bool| is(before) && is(after);
    match character {
        JOINER => both(is_emoji) || is_at_conjunct(before, after),
        NON_JOINER => both(is_cursive) || is_at_conjunct(before, after),
        _ => false,
    }
}

fn is_at_conjunct(before: char, after: char) -> bool {
    let is_virama = |character| canonical_combining_class(character) == VIRAMA;
    let is_written = |character: char| character.is_alphabetic() || is_combining_mark(character);
    (is_virama(before) || is_virama(after)) && [before, after].iter().all(|c| !c.is_ascii() && is_written(*c))
}

/// Pictures, the marks that come after them, and the signs that sequences are made with.
fn is_emoji(character: char) -> bool {
    matches!(character, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

/// Letters and marks of Arabic, Syriac, N'Ko, Mandaic, Mongolian, Phags-pa and Adlam.
fn is_cursive(character: char) -> bool {
    let is_in_script = matches!(character,
        '\u{600}'..='\u{74f}' | '\u{750}'..='\u{77f}' | '\u{7c0}'..='\u{7ff}' | '\u{840}'..='\u{8ff}'
        | '\u{1820}'..='\u{18aa}' | '\u{a840}'..='\u{a873}' | '\u{1e900}'..='\u{1e94b}');
    is_in_script && (character.is_alphabetic() || is_combining_mark(character))
}

#[cfg(test)]
mod tests {
    use super::is_needed;

    fn all_are_needed(text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let at = |at: usize| text.get(at).copied();
        let mut joiners = (0..text.len()).filter(|&place| matches!(text[place], '\u{200c}' | '\u{200d}'));
        joiners.all(|place| is_needed(place.checked_sub(1).and_then(at), text[place], at(place + 1)))
    }

    // T315
    #[test]
    fn joiners_are_orthography_only_in_their_scripts_and_between_emoji() {
        for good in [
            "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
            "\u{1f9d1}\u{1f3fd}\u{200d}\u{1f680}",
            "\u{2764}\u{fe0f}\u{200d}\u{1f525}",
            "\u{1f937}\u{200d}\u{2640}\u{fe0f}",
            "\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}",
            // Persian, Sinhala, Devanagari, Bengali, Malayalam.
            "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}",
            "\u{dc1}\u{dca}\u{200d}\u{dbb}\u{dd3}",
            "\u{915}\u{94d}\u{200d}\u{937}",
            "\u{915}\u{94d}\u{200c}\u{937}",
            "\u{9b0}\u{200d}\u{9cd}\u{9af}\u{9be}\u{9ac}",
            "\u{d28}\u{d4d}\u{200d}\u{d31}",
        ] {
            assert!(all_are_needed(good), "{}", good.escape_unicode());
        }
        for bad in [
            "a\u{200d}b",
            "a\u{200c}b",
            "\u{200d}",
            "\u{200c}\u{645}",
            "\u{645}\u{200c}",
            "\u{645}\u{200c}a",
            "a\u{200c}\u{645}",
            "\u{645}\u{200c}\u{200c}\u{645}",
            "\u{645}\u{200d}\u{645}",
            "\u{645}\u{200c}.txt",
            // Latin, Cyrillic and Greek letters look the same with it.
            "\u{e9}\u{200d}\u{e9}",
            "\u{430}\u{200c}\u{431}",
            "\u{3b1}\u{200d}\u{3b2}",
            "\u{1f468}\u{200c}\u{1f469}",
            "\u{1f468}\u{200d}a",
            "\u{1f468}\u{200d}\u{200d}\u{1f469}",
            "\u{915}\u{200d}\u{937}",
            "a\u{94d}\u{200d}b",
        ] {
            assert!(!all_are_needed(bad), "{}", bad.escape_unicode());
        }
    }
}
