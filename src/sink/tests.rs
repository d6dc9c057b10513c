use proptest::prelude::*;

use super::*;

fn through(syntax: Syntax, pieces: &[&[u8]]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut filter = Filter::new(&mut out, syntax);
    pieces.iter().try_for_each(|piece| filter.write_all(piece))?;
    filter.finish()?;
    Ok(out)
}

fn shown(syntax: Syntax, text: &[u8]) -> String {
    String::from_utf8(through(syntax, &[text]).expect("memory takes all")).expect("is UTF-8")
}

// T365
#[test]
fn control_characters_and_invisible_ones_are_escaped() {
    let text = |text: &str| shown(Syntax::Text, text.as_bytes());
    assert_eq!(
        text("a\u{1b}[31m\u{7}\u{7f}\u{9b}m\r\u{b}\t\u{85}\n"),
        "a\\u{1b}[31m\\u{7}\\u{7f}\\u{9b}m\\r\\u{b}\\t\\u{85}\n"
    );
    assert_eq!(
        text("\u{202e}\u{2066}\u{200b}\u{feff}\u{e0041}\u{2028}"),
        "\\u{202e}\\u{2066}\\u{200b}\\u{feff}\\u{e0041}\\u{2028}"
    );
    assert_eq!(shown(Syntax::Text, b"a\xff\x9bb\xe2\x80"), "a\\xff\\x9bb\\xe2\\x80");
    assert_eq!(shown(Syntax::Text, b"\xe2\xe2\x80\n\xe2"), "\\xe2\\xe2\\x80\n\\xe2");
    assert_eq!(text("é → ✓ 日本 ❤\u{fe0f}\n"), "é → ✓ 日本 ❤\u{fe0f}\n");
    let html = shown(Syntax::Html, "\u{1b}\u{202e}##[x\n ::y".as_bytes());
    assert_eq!(html, "\\u{1b}\\u{202e}##&#91;x\n :&#58;y");
}

// T366
#[test]
fn no_line_begins_as_a_command_and_none_holds_one() {
    let text = |text: &str| shown(Syntax::Text, text.as_bytes());
    assert_eq!(
        text("::error::x\n \u{a0}\u{3000}::y\na ::z\na::b\n"),
        ":\\u{3a}error::x\n \u{a0}\u{3000}:\\u{3a}y\na ::z\na::b\n"
    );
    assert_eq!(text(":::x\n:\n:x\n"), ":\\u{3a}:x\n:\n:x\n");
    assert_eq!(
        text("x##[e]##vso[e]##TeamCity[e] ##\n[x]#[#"),
        "x##\\u{5b}e]##vso\\u{5b}e]##TeamCity\\u{5b}e] ##\n[x]#[#"
    );
    assert_eq!(shown(Syntax::Json, b"[\n  \"##[x\"\n]"), "[\n  \"##\\u005bx\"\n]");
}

// T367
#[test]
fn only_sequences_that_choose_a_colour_pass_and_only_where_colours_are() {
    let own = "\u{1b}[31m×\u{1b}[0m \u{1b}[38;5;8m│\u{1b}[m\n";
    assert_eq!(shown(Syntax::Colored, own.as_bytes()), own);
    assert_eq!(shown(Syntax::Text, b"\x1b[31m"), "\\u{1b}[31m");
    for (hostile, reported) in [
        ("\u{1b}[2J", "\\u{1b}[2J"),
        ("\u{1b}[31", "\\u{1b}[31"),
        ("\u{1b}]8;;x\u{7}", "\\u{1b}]8;;x\\u{7}"),
        ("\u{9b}31m", "\\u{9b}31m"),
        // Colours do not hide the beginning of a command.
        ("\u{1b}[1m::x", "\u{1b}[1m:\\u{3a}x"),
        ("##\u{1b}[0m[x", "##\u{1b}[0m\\u{5b}x"),
    ] {
        assert_eq!(shown(Syntax::Colored, hostile.as_bytes()), reported);
    }
}

// T368
#[test]
fn what_has_no_escape_is_rejected() {
    for hostile in ["\u{1b}", "\u{202e}", "::x", "##[x", "a\r"] {
        assert!(!is_neutral(hostile.as_bytes()), "{hostile:?}");
        assert!(through(Syntax::Exact, &[b"line\n", hostile.as_bytes()]).is_err());
    }
    assert!(!is_neutral(b"\xff") && !is_neutral(b"\xe2\x80"));
    assert!(is_neutral("if :; then\n\techo 'a::b # é'\nfi\n".as_bytes()));
}

/// A writer that fails is not written to again.
#[test]
fn a_failed_write_is_not_repeated() {
    struct Once(Vec<u8>);
    impl Write for Once {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.extend_from_slice(bytes);
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut out = Once(Vec::new());
    filtered(&mut out, Syntax::Text, |out| out.write_all(b"a line\n")).expect_err("the writer fails");
    assert_eq!(out.0, b"a line\n");
}

fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "::",
        ":",
        " ",
        "\n",
        "#",
        "##",
        "[",
        "##[",
        "##vso[",
        "##teamcity[",
        "\u{1b}[1m",
        "\u{1b}",
        "\t",
        "\r",
        "\u{a0}",
        "\u{3000}",
        "\u{202e}",
        "\u{200b}",
        "\u{85}",
        "\u{2028}",
        "\\",
        "\"",
        "é",
        "a",
    ]);
    let piece = prop_oneof![
        6 => known.prop_map(|text| text.as_bytes().to_vec()),
        1 => any::<char>().prop_map(|character| character.to_string().into_bytes()),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    // T369
    #[test]
    fn it_does_not_matter_where_the_text_is_cut(text in hostile(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6)) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&[u8]> = cuts.windows(2).map(|cut| &text[cut[0]..cut[1]]).collect();
        for syntax in [Syntax::Text, Syntax::Html] {
            prop_assert_eq!(through(syntax, &pieces)?, through(syntax, &[&text])?);
        }
    }

    #[test]
    fn what_came_out_once_comes_out_again(text in hostile()) {
        let once = through(Syntax::Text, &[&text])?;
        prop_assert_eq!(&through(Syntax::Text, &[&once])?, &once);
        prop_assert!(is_neutral(&once));
    }

    // T370
    #[test]
    fn json_means_the_same_strings(text in hostile()) {
        let text = String::from_utf8_lossy(&text).into_owned();
        let value = serde_json::json!({ "k": [text.clone()], text: 1 });
        let mut out = Vec::new();
        json(&value, &mut out)?;
        prop_assert!(is_neutral(&out), "{}", String::from_utf8_lossy(&out));
        let read: serde_json::Value = serde_json::from_slice(&out).expect("is JSON");
        prop_assert_eq!(read, value);
    }

    /// Printable ASCII without a command passes unchanged in every syntax.
    #[test]
    fn ordinary_text_is_not_touched(text in "([a-zA-Z0-9 .,;/\\\\'\"!?{}()<>|`~+=_*&^%$@-]|[a-z]:[a-z]|\n|é|→)*") {
        for syntax in [Syntax::Text, Syntax::Colored, Syntax::Json, Syntax::Html, Syntax::Exact] {
            prop_assert_eq!(through(syntax, &[text.as_bytes()])?, text.as_bytes());
        }
    }
}
