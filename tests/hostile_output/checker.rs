//! What is wrong with bytes that were printed, by rules that are written down here once more.

/// What was printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text, JSON, HTML or a script.
    Output,
    /// The same in a job of GitHub Actions, where annotations of pkgr's own may be in it.
    Job,
    /// Text with colours.
    Colored,
}

/// Characters that no output may have, beside control characters (section "Bidirectional" and
/// "Default ignorable" of the Unicode character database; private use is not drawn by any font).
const HIDDEN: [(u32, u32); 12] = [
    (0xad, 0xad),
    (0x61c, 0x61c),
    (0x115f, 0x1160),
    (0x180e, 0x180e),
    (0x200b, 0x200f),
    (0x2028, 0x202e),
    (0x2060, 0x206f),
    (0x3164, 0x3164),
    (0xfeff, 0xfeff),
    (0xfff9, 0xfffb),
    (0xe000, 0xf8ff),
    (0xe_0000, 0xe_0fff),
];

/// White space as the runner trims it, which is written in .NET: `Char.IsWhiteSpace`.
fn is_blank(character: char) -> bool {
    let number = u32::from(character);
    matches!(number, 0x9..=0xd | 0x20 | 0x85 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000)
}

/// Without the sequences that choose colours.
fn without_colors(text: &str) -> String {
    let mut rest = text;
    let mut plain = String::new();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain += before;
        let end = after.find(|character: char| !matches!(character, '0'..='9' | ';')).unwrap_or(after.len());
        if after[end..].starts_with('m') {
            rest = &after[end + 1..];
        } else {
            plain += "\u{1b}[";
            rest = after;
        }
    }
    plain + rest
}

/// Everything that is wrong.
pub fn faults(bytes: &[u8], kind: Kind) -> Vec<String> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return vec![format!("no UTF-8: {:?}", String::from_utf8_lossy(bytes))];
    };
    let text = if kind == Kind::Colored { without_colors(text) } else { text.to_owned() };
    let mut faults = Vec::new();
    for character in text.chars() {
        let number = u32::from(character);
        let is_control = number < 0x20 && number != 0xa || (0x7f..0xa0).contains(&number);
        if is_control || HIDDEN.iter().any(|(first, last)| (*first..=*last).contains(&number)) {
            faults.push(format!("U+{number:04X}"));
        }
    }
    for line in text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        let is_annotation = kind == Kind::Job && is_annotation(line);
        if line.trim_start_matches(is_blank).starts_with("::") && !is_annotation {
            faults.push(format!("a command: {line}"));
        }
        let line = line.to_lowercase();
        for command in ["##[", "##vso[", "##teamcity["] {
            if line.contains(command) {
                faults.push(format!("a command: {line}"));
            }
        }
    }
    faults
}

/// `::error file=F,line=1,col=2,endColumn=3,title=T::text`, where no value holds what ends it.
fn is_annotation(line: &str) -> bool {
    let kinds = ["::error ", "::warning ", "::notice "];
    let Some(rest) = kinds.iter().find_map(|kind| line.strip_prefix(kind)) else { return false };
    let Some((properties, _)) = rest.split_once("::") else { return false };
    let known = ["file", "line", "col", "endColumn", "title"];
    let mut names =
        properties.split(',').map(|property| property.split_once('=').map_or("", |(name, _)| name));
    !properties.contains(':')
        && names.clone().all(|name| known.contains(&name))
        && names.next_back() == Some("title")
}

#[test]
fn the_checker_finds_what_is_wrong_and_nothing_else() {
    for good in ["", "a: b\n  c::d [e] #[f] ## [g]\n", "é → ✓", "::\u{301}x".trim_start_matches(':')] {
        assert_eq!(faults(good.as_bytes(), Kind::Output), [""; 0], "{good}");
    }
    for bad in [
        "\u{1b}[31m",
        "\t",
        "\r",
        "\u{7f}",
        "\u{9b}",
        "\u{85}",
        "\u{202e}",
        "\u{200b}",
        "\u{e0041}",
        "::a",
        "a\n ::b",
        "\u{a0}::c",
        "x##[y",
        "##vso[",
        "##TeamCity[",
        "::error title=x::y",
    ] {
        assert!(!faults(bad.as_bytes(), Kind::Output).is_empty(), "{bad:?}");
    }
    assert!(!faults(b"\xff", Kind::Output).is_empty());
    assert_eq!(faults(b"::error file=a%3Ab,line=1,title=pkgr%3A%3Aio::x\n", Kind::Job), [""; 0]);
    for bad in
        ["::error::x", " ::error title=x::y", "::error title=x,evil=y::z", "::add-mask::x", "::error title=x"]
    {
        assert!(!faults(bad.as_bytes(), Kind::Job).is_empty(), "{bad}");
    }
    assert_eq!(faults("\u{1b}[1;31mx\u{1b}[0m".as_bytes(), Kind::Colored), [""; 0]);
    for bad in ["\u{1b}[2J", "\u{1b}[31", "\u{1b}]8;;x\u{7}", "\u{1b}[1m::x", "##\u{1b}[0m[x"] {
        assert!(!faults(bad.as_bytes(), Kind::Colored).is_empty(), "{bad:?}");
    }
}
