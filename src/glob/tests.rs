use super::GlobFaultKind as Kind;
use super::*;

fn path(text: impl Into<Vec<u8>>) -> EntryPath {
    EntryPath::parse(text).expect("a test path is well formed")
}

fn set(anchor: Anchor, patterns: &[&str]) -> PatternSet {
    let parse =
        |text: &&str| Pattern::parse(text, anchor).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
    PatternSet::new(patterns.iter().map(parse).collect())
}

/// Whether `pattern`, anchored at the top, matches `text` as a file.
fn matches(pattern: &str, text: &str) -> bool {
    set(Anchor::Top, &[pattern]).first_match(&path(text), false).is_some()
}

#[test]
fn stars_stay_within_their_part_and_double_stars_do_not() {
    assert!(matches("*.c", "a.c") && !matches("*.c", "d/a.c") && !matches("*", "d/a.c"));
    assert!(matches("a?c", "abc") && !matches("a?c", "a/c") && !matches("a?c", "ac"));
    assert!(matches("**", "a") && matches("**", "a/b/.c"));
    assert!(matches("**/*.c", "a.c") && matches("**/*.c", "d/e/a.c") && !matches("**/*.c", "a.c/b"));
    assert!(matches("a/**/b", "a/b") && matches("a/**/b", "a/x/y/b") && !matches("a/**/b", "xa/b"));
    assert!(matches("a/**", "a/b/c") && !matches("a/**", "a") && !matches("a/**", "ab"));
    assert!(matches("**/**/x", "x") && matches("a/**/**/x", "a/x") && matches("a/**/**", "a/x"));
    assert!(matches("*", ".hidden"), "a dot is a character like any other");
}

#[test]
fn classes_match_one_byte_and_never_a_slash() {
    assert!(matches("[abc]", "b") && !matches("[abc]", "d"));
    assert!(matches("[a-cx]", "x") && matches("[a-cx]", "c") && !matches("[a-cx]", "-"));
    assert!(matches("[!a-c]", "d") && !matches("[!a-c]", "b"));
    assert!(!matches("a[!b]c", "a/c") && !matches("a[.-0]c", "a/c") && matches("a[.-0]c", "a.c"));
    assert!(matches("[-a]", "-") && matches("[a-]", "-") && matches("[!-]", "a") && !matches("[!-]", "-"));
    assert!(matches(r"[\]\^\!-]", "]") && matches(r"[\]\^\!-]", "^") && matches(r"[\]\^\!-]", "!"));
    assert!(!matches(r"[!\]\^\!-]", "]") && !matches(r"[!\]\^\!-]", "^") && matches(r"[!\]\^\!-]", "a"));
    assert!(matches(r"[\!]", "!") && matches("[a!]", "!") && matches(r"[\^]", "^"));
    assert!(matches("*.py[co]", "a.pyc") && !matches("*.py[co]", "a.py"));
    assert!(!matches("?", "é") && matches("??", "é"), "bytes, not characters");
}

#[test]
fn alternatives_and_escapes_match_what_they_stand_for() {
    assert!(matches("{a,b*}.c", "a.c") && matches("{a,b*}.c", "bcd.c") && !matches("{a,b*}.c", "c.c"));
    assert!(matches("lib{,64}", "lib") && matches("lib{,64}", "lib64"));
    assert!(matches("{ä,[xy]}", "ä") && matches("{ä,[xy]}", "y"));
    assert!(matches(r"\*\?\[\{\}\]\,", "*?[{}],") && !matches(r"\*", "a"));
    assert!(matches(r"a\\b", r"a\b") && matches(r"{\,,b}", ",") && matches("a,b", "a,b"));
    assert!(matches("a-b~!@#$%^&()+=;' \"", "a-b~!@#$%^&()+=;' \""));
}

// T074, T092
#[test]
fn matching_is_by_bytes_and_minds_case() {
    assert!(!matches("readme", "README") && !matches("é", "e\u{301}"));
    let names = set(Anchor::Anywhere, &["*.c", "caf?", "[!a]"]);
    assert_eq!(names.first_match(&path(b"\xff\xfe.c"), false), Some(0));
    assert_eq!(names.first_match(&path(b"d/caf\xe9"), false), Some(1));
    assert_eq!(names.first_match(&path(b"\x80"), false), Some(2));
}

#[test]
fn a_trailing_slash_means_directories() {
    let names = set(Anchor::Top, &["docs/", "docs"]);
    assert_eq!(names.matches(&path("docs"), true), [0, 1]);
    assert_eq!(names.matches(&path("docs"), false), [1]);
    assert_eq!(set(Anchor::Top, &["**/"]).first_match(&path("a/b"), true), Some(0));
}

#[test]
fn only_a_slash_inside_or_at_the_start_anchors_an_exclude() {
    let names =
        set(Anchor::Anywhere, &["*.py[co]", "build/", "docs/api", "**/x/y", "/Makefile", "/*.md", "/m4/"]);
    assert_eq!(names.first_match(&path("a/b/c.pyc"), false), Some(0));
    assert_eq!(names.first_match(&path("a/build"), true), Some(1));
    assert_eq!(names.first_match(&path("docs/api"), true), Some(2));
    assert_eq!(names.first_match(&path("a/docs/api"), true), None);
    assert_eq!(names.first_match(&path("a/x/y"), false), Some(3));
    assert_eq!(names.first_match(&path("Makefile"), false), Some(4));
    assert_eq!(names.first_match(&path("src/Makefile"), false), None);
    assert_eq!(names.first_match(&path("a.md"), false), Some(5));
    assert_eq!(names.first_match(&path("docs/a.md"), false), None);
    assert_eq!(names.matches(&path("m4"), true), [6]);
    assert_eq!(names.matches(&path("m4"), false), [0usize; 0]);
    assert_eq!(names.matches(&path("lib/m4"), true), [0usize; 0]);
    assert!(names.may_match_below(&path("a")));
    assert!(!set(Anchor::Anywhere, &["/a"]).may_match_below(&path("b")));
    let literal = |text| Pattern::parse(text, Anchor::Top).ok().and_then(|pattern| pattern.literal());
    assert_eq!((literal("/a/b"), literal("/a/")), (Some(path("a/b")), None));
}

#[test]
fn a_directory_covers_what_is_below_it() {
    let names = set(Anchor::Top, &["src/", "src/*.c"]);
    assert_eq!(names.first_cover(&path("src/a.c"), false), Some(1));
    assert_eq!(names.first_cover(&path("src/deep/b.h"), false), Some(0));
    assert_eq!(names.first_cover(&path("src"), false), None);
    assert_eq!(names.first_cover(&path("tests/a.c"), false), None);
}

#[test]
fn a_walk_descends_only_where_something_can_match() {
    let below =
        |pattern: &str, directory: &str| set(Anchor::Top, &[pattern]).may_match_below(&path(directory));
    assert!(below("a/b*/c", "a") && below("a/b*/c", "a/bx") && !below("a/b*/c", "a/c"));
    assert!(!below("a/b*/c", "a/b/c") && !below("a", "a") && !below("*.c", "a"));
    assert!(below("**", "a/b") && below("**/*.c", "a/b") && below("a/**/b", "a/x/y"));
    assert!(below("a/**", "a") && below("a/**", "a/b") && !below("a/**", "b"));
    assert!(set(Anchor::Anywhere, &["*.c"]).may_match_below(&path("a/b")));
    assert!(!PatternSet::default().may_match_below(&path("a")));
}

// T071
#[test]
fn each_fault_is_found_where_it_stands() {
    let cases: &[(&str, usize, usize, Kind)] = &[
        ("", 0, 0, Kind::Empty),
        ("/", 0, 1, Kind::Empty),
        ("//", 0, 2, Kind::EmptyPart),
        ("//x", 0, 2, Kind::EmptyPart),
        ("/../x", 1, 2, Kind::DotPart),
        ("/x/[", 3, 1, Kind::UnclosedClass),
        ("!", 0, 1, Kind::Negation),
        ("!tests/keep", 0, 1, Kind::Negation),
        ("C:/x", 0, 2, Kind::Drive),
        ("a\0b", 1, 1, Kind::Nul),
        ("../x", 0, 2, Kind::DotPart),
        ("a/./x", 2, 1, Kind::DotPart),
        ("a/..", 2, 2, Kind::DotPart),
        ("a//b", 1, 2, Kind::EmptyPart),
        ("a//", 1, 2, Kind::EmptyPart),
        ("**a", 0, 2, Kind::DoubleStar),
        ("x/a**", 3, 2, Kind::DoubleStar),
        ("***", 0, 3, Kind::DoubleStar),
        ("{**}", 1, 2, Kind::DoubleStar),
        ("a\\", 1, 1, Kind::TrailingBackslash),
        ("src\\main.c", 3, 2, Kind::PointlessEscape),
        ("a\\/b", 1, 2, Kind::PointlessEscape),
        ("a[bc", 1, 3, Kind::UnclosedClass),
        ("a[", 1, 1, Kind::UnclosedClass),
        ("a[b-", 1, 3, Kind::UnclosedClass),
        ("a[b/c", 1, 1, Kind::UnclosedClass),
        ("a[b/c]", 3, 1, Kind::SlashInClass),
        ("a[]b", 1, 2, Kind::EmptyClass),
        ("a[!]b", 1, 3, Kind::EmptyClass),
        ("a[^b]", 2, 1, Kind::CaretClass),
        ("[[:alpha:]]", 1, 1, Kind::NamedClass),
        ("[éa]", 1, 2, Kind::WideClass),
        ("[z-a]", 1, 3, Kind::ReversedRange),
        ("a{b,c", 1, 4, Kind::UnclosedBrace),
        ("a{b/c", 1, 1, Kind::UnclosedBrace),
        ("a{b/c,d}", 3, 1, Kind::SlashInBrace),
        ("{a,{b}}", 3, 1, Kind::NestedBrace),
        ("a}", 1, 1, Kind::StrayBrace),
    ];
    for &(text, offset, length, kind) in cases {
        let expected = GlobFault { offset, length, kind };
        assert_eq!(Pattern::parse(text, Anchor::Top).expect_err(text), expected, "{text:?}");
        assert_eq!(Pattern::parse(text, Anchor::Anywhere).expect_err(text), expected, "{text:?}");
    }
    let long = "a".repeat(1025);
    assert_eq!(Pattern::parse(&long, Anchor::Top).map_err(|fault| fault.kind), Err(Kind::TooLong));
    let missing =
        Kind::ALL.iter().find(|kind| **kind != Kind::TooLong && !cases.iter().any(|case| case.3 == **kind));
    assert_eq!(missing, None, "every fault has a case");
}

#[test]
fn an_escaped_path_is_a_pattern_for_itself() {
    for name in ["!x", "c:x", "a!b", "!", "*?[]{}\\", "-x", "a b", "\u{e9}"] {
        let names = set(Anchor::Top, &[&escaped(name.as_bytes())]);
        assert_eq!(names.first_match(&path(name), false), Some(0), "{name}");
    }
}

#[test]
fn the_largest_patterns_compile() {
    for piece in ["?", "*?", "[!a]", "[ -.0-~]", "{a,b*}", "{[!a],?}", "a/", "?/", "**/a/"] {
        let text = piece.repeat(1024 / piece.len());
        assert!(set(Anchor::Top, &[&text]).patterns().len() == 1, "{piece}");
    }
}

/// The definition of the dialect, as a simple and slow matcher.
fn reference(pattern: &[u8], name: &[u8]) -> bool {
    match pattern {
        [] => name.is_empty(),
        [b'*', b'*'] => !name.is_empty(),
        [b'*', b'*', b'/', rest @ ..] => {
            let deeper = name.iter().position(|&byte| byte == b'/').map(|at| &name[at + 1..]);
            reference(rest, name) || deeper.is_some_and(|deeper| reference(pattern, deeper))
        }
        [b'*', rest @ ..] => {
            let within = name.iter().position(|&byte| byte == b'/').unwrap_or(name.len());
            (0..=within).any(|length| reference(rest, &name[length..]))
        }
        [b'?', rest @ ..] => name.first().is_some_and(|&byte| byte != b'/') && reference(rest, &name[1..]),
        [b'[', b'!', b'a', b']', rest @ ..] => {
            name.first().is_some_and(|&byte| byte != b'/' && byte != b'a') && reference(rest, &name[1..])
        }
        [b'{', b'a', b',', b'b', b'b', b'}', rest @ ..] => {
            name.strip_prefix(b"a").is_some_and(|left| reference(rest, left))
                || name.strip_prefix(b"bb").is_some_and(|left| reference(rest, left))
        }
        [byte, rest @ ..] => name.first() == Some(byte) && reference(rest, &name[1..]),
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn matching_is_what_the_dialect_says(
        parts in proptest::collection::vec("\\*\\*|([ab.]|\\*|\\?|\\[!a\\]|\\{a,bb\\}){1,4}", 1..4),
        path in "([ab.]{1,4}/){0,3}[ab]{1,4}",
    ) {
        let text = parts.join("/");
        // A slash at the start says what the anchor at the top says already.
        let rooted = Pattern::parse(&format!("/{text}"), Anchor::Anywhere).map(|pattern| pattern.parts);
        proptest::prop_assert_eq!(rooted.ok(), Pattern::parse(&text, Anchor::Top).map(|pattern| pattern.parts).ok());
        let (Ok(pattern), Ok(path)) = (Pattern::parse(&text, Anchor::Top), EntryPath::parse(path)) else {
            return Ok(());
        };
        let names = PatternSet::new(vec![pattern]);
        let is_match = names.first_match(&path, false).is_some();
        proptest::prop_assert_eq!(is_match, reference(text.as_bytes(), path.as_bytes()), "{} on {}", text, path);
        let mut above = path.parents();
        proptest::prop_assert!(!is_match || above.all(|directory| names.may_match_below(&directory)));
    }
}
