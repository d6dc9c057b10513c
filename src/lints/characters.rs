//! Bytes, characters, normal form and length of names.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_normalization::is_nfc;

use super::finding::{LintFinding, quoted};
use super::joiner::is_needed;
use super::tree::{LintNode, Tree};
use crate::sink::is_invisible;

/// Longer paths fit neither into a ustar header nor on Windows without long paths.
const LONGEST: usize = 255;

/// Bidirectional controls, zero-width and private-use characters, but for joiners where a script has them.
pub fn bidi<'a>(tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    found_in_text(tree, |text| {
        !text.is_ascii() && text.utf8_chunks().any(|chunk| hides_something(chunk.valid()))
    })
}

fn hides_something(text: &str) -> bool {
    let mut before = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if is_invisible(character) && !is_needed(before, character, characters.peek().copied()) {
            return true;
        }
        before = Some(character);
    }
    false
}

/// Control characters: those of ASCII, DEL, and U+0080 to U+009F.
pub fn control<'a>(tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    found_in_text(tree, |text| any_character(text, char::is_control))
}

/// Names that are not UTF-8.
pub fn non_utf8<'a>(tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    found_in_text(tree, |text| str::from_utf8(text).is_err())
}

/// Findings where `wrong` says so of the name or of the link's target.
fn found_in_text<'a>(tree: &Tree<'a>, wrong: impl Fn(&[u8]) -> bool) -> Vec<LintFinding<'a>> {
    let find = |node: &LintNode<'a>| {
        if wrong(node.name()) {
            return Some(LintFinding::one(tree, node));
        }
        let target = node.target().filter(|target| wrong(target))?;
        Some(LintFinding::one(tree, node).because(format!("its target is {}", quoted(target))))
    };
    tree.nodes().iter().filter_map(find).collect()
}

fn any_character(text: &[u8], wanted: impl Fn(char) -> bool) -> bool {
    text.utf8_chunks().any(|chunk| chunk.valid().contains(&wanted))
}

/// Names that change when they are brought into normal form C.
pub fn non_nfc<'a>(tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    let find = |node: &LintNode<'a>| {
        let name = str::from_utf8(node.name()).ok().filter(|name| !name.is_ascii() && !is_nfc(name))?;
        Some(LintFinding::one(tree, node).because(escaped(name)))
    };
    tree.nodes().iter().filter_map(find).collect()
}

/// The name by its code points; drawn, it looks like the composed one.
fn escaped(name: &str) -> Cow<'static, str> {
    let mut text = String::from("encoded as `");
    for character in name.chars() {
        match character {
            ' '..='~' => text.push(character),
            // Writing to a string does not fail.
            _ => drop(write!(text, "\\u{{{:x}}}", u32::from(character))),
        }
    }
    text.push('`');
    text.into()
}

/// Paths that are too long for some systems. A directory without an entry is named by what is in it.
pub fn long<'a>(tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    let long = tree.nodes().iter().filter(|node| node.path.len() > LONGEST && node.mode.is_some());
    long.map(|node| LintFinding::one(tree, node).because(format!("{} bytes", node.path.len()))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{found, link};
    use super::*;

    // T091, T092
    #[test]
    fn hostile_names_are_found_and_shown_escaped() {
        let names = ["a\x1b[31m", "b\nc", "d\u{7f}", "e\u{85}", "::error::x\r", "tab\t/x", "plain", "é"];
        assert_eq!(
            found(control, &names),
            ["`\\u{3a}:error::x\\r`", "`a\\u{1b}[31m`", "`b\\nc`", "`d\\u{7f}`", "`e\\u{85}`", "`tab\\t/`"]
        );
        let names =
            ["rlo\u{202e}txt.exe", "zero\u{200b}width", "private\u{e000}", "שלום", "family", "\u{feff}bom"];
        assert_eq!(
            found(bidi, &names),
            ["`private\\u{e000}`", "`rlo\\u{202e}txt.exe`", "`zero\\u{200b}width`", "`\\u{feff}bom`"]
        );
        assert_eq!(
            found(non_utf8, &[&b"caf\xe9"[..], b"caf\xc3\xa9", b"d\xff/x"]),
            ["`caf\\xe9`", "`d\\xff/`"]
        );
    }

    // T092
    #[test]
    fn the_target_of_a_link_is_checked_too() {
        let links = [link("l", "x\x1b]0;title\x07"), link("m", "\u{202e}"), link("n", "ok")];
        assert_eq!(found(control, &links), ["`l`: its target is `x\\u{1b}]0;title\\u{7}`"]);
        assert_eq!(found(bidi, &links), ["`m`: its target is `\\u{202e}`"]);
    }

    // T095
    #[test]
    fn only_names_that_composition_changes_are_not_nfc() {
        let names = [
            "cafe\u{301}",
            "caf\u{e9}",
            "\u{1112}\u{1161}\u{11ab}",
            "\u{d55c}",
            "\u{212b}",
            "\u{fb01}",
            "x\u{301}",
        ];
        assert_eq!(
            found(non_nfc, &names),
            [
                "`cafe\u{301}`: encoded as `cafe\\u{301}`",
                "`\u{1112}\u{1161}\u{11ab}`: encoded as `\\u{1112}\\u{1161}\\u{11ab}`",
                "`\u{212b}`: encoded as `\\u{212b}`"
            ]
        );
    }

    // T090: the prefix `p/` counts.
    #[test]
    fn a_path_of_255_bytes_is_not_long() {
        assert!(found(long, &["x".repeat(253)]).is_empty());
        let name = "x".repeat(254);
        assert_eq!(found(long, &[&name]), [format!("`{name}`: 256 bytes")]);
    }

    // T315
    #[test]
    fn joiners_that_a_script_needs_are_not_invisible_characters() {
        let family = "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}.png";
        let persian = "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}.txt";
        let latin = "caf\u{e9}\u{200d}\u{e9}";
        let both = "\u{1f468}\u{200d}\u{1f469}\u{200b}";
        let found = found(bidi, &[family, persian, latin, both]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("caf") && found[1].contains("200b"), "{found:?}");
    }
}
