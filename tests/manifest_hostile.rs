//! Manifests that nobody would write by hand.
#![allow(clippy::disallowed_methods, reason = "tests watch the clock")]

use std::time::{Duration, Instant};

use pkgr::diagnostic::{Code, Diagnostics, RenderStyle, render};
use pkgr::manifest::{self, Manifest};
use proptest::prelude::*;

fn parse(text: &str) -> (Option<Manifest>, Diagnostics) {
    let source = manifest::source_text("release.toml", text.as_bytes().to_vec()).expect("within the limits");
    let pkgr::diagnostic::Checked { value: spec, diagnostics: found } = manifest::parse(&source);
    assert_eq!(spec.is_none(), found.has_errors());
    for diagnostic in &found {
        let drawn = render(diagnostic, &source, RenderStyle::default());
        assert!(!drawn.chars().any(|shown| shown.is_control() && shown != '\n'), "{drawn:?}");
        assert!(!diagnostic.message.starts_with("this cannot be read"), "{drawn}");
    }
    (spec, found)
}

fn codes(text: &str) -> Vec<Code> {
    parse(text).1.iter().map(|diagnostic| diagnostic.code).collect()
}

/// `text` must be rejected, and soon.
fn rejection_codes(text: &str) -> Vec<Code> {
    let start = Instant::now();
    let codes = codes(text);
    assert!(!codes.is_empty() && codes.len() <= 101, "{} diagnostics", codes.len());
    let shown: String = text.chars().take(30).collect();
    assert!(start.elapsed() < Duration::from_secs(20), "{shown:?} took {:?}", start.elapsed());
    codes
}

const MIB: usize = 1 << 20;

// T003
#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    for (open, close) in [("[", "]"), ("{a=", "}"), ("[{a=", "}]")] {
        let deep = format!("x = {}1{}", open.repeat(10_000), close.repeat(10_000));
        assert!(rejection_codes(&deep).contains(&Code::ManifestSyntax));
        rejection_codes(&format!("x = {}", open.repeat(10_000)));
    }
    rejection_codes(&format!("{}a = 1", "a.".repeat(10_000)));
    rejection_codes(&format!("[{}a]", "a.".repeat(10_000)));
    rejection_codes(&format!("[[{}a]]", "a.".repeat(10_000)));
}

// T003
#[test]
fn a_megabyte_of_faults_is_cut_to_a_hundred() {
    let unknown: String = (0..MIB / 16).map(|number| format!("key{number} = 1\n")).collect();
    assert!(rejection_codes(&unknown).contains(&Code::ManifestTooMany));
    let fragment = |piece: &str| piece.repeat((MIB - 100) / piece.len());
    rejection_codes(&format!("[files]\ninclude = [{}]", fragment("1,")));
    rejection_codes(&format!("[files]\ninclude = [{}]", fragment("\"**a\",\n")));
    rejection_codes(&format!("[files]\nprefix = \"{}\"", fragment("{x}")));
    rejection_codes(&format!("[files]\n{} = 1", fragment("k")));
    rejection_codes(&fragment("[[archive]]\n"));
    rejection_codes(&fragment("[["));
    rejection_codes(&fragment("\"\n"));
    rejection_codes(&fragment("a=1\n"));
}

// T092
#[test]
fn what_a_terminal_would_obey_is_shown_escaped() {
    parse("\"\u{202e}\" = 1\n'a\u{200b}' = \"\u{1b}[31m\"\n");
    parse("[files]\ninclude = [\"\\u001b[2J\", \"a\u{7}\"]\n\"\\u0000\" = 1\n");
}

const VALID: &str = include_str!("cases/manifest/valid-complete/release.toml");

#[test]
fn a_manifest_cut_anywhere_is_reported() {
    for end in (0..VALID.len()).filter(|end| VALID.is_char_boundary(*end)) {
        parse(&VALID[..end]);
    }
}

/// Pieces that mean something in a manifest.
const PIECES: [&str; 36] = [
    "schema = 1\n",
    "[package]\n",
    "name = ",
    "[source]\n",
    "git = ",
    "rev = ",
    "directory = ",
    "[files]\n",
    "include = ",
    "exclude = ",
    "[normalize]\n",
    "mtime = ",
    "mode = ",
    "[[archive]]\n",
    "file = ",
    "tar = ",
    "compression = ",
    "pax = ",
    "[lints]\n",
    "secret = ",
    "\"git\"\n",
    "\"commit\"\n",
    "1\n",
    "true\n",
    "1.5\n",
    "2023-10-02T11:48:14Z\n",
    "[\"**\"]\n",
    "{ set = ",
    " }\n",
    "[",
    "]\n",
    "\"a\u{e9}\"\n",
    "[[generate]]\n",
    "{ level = ",
    "\"6e\"",
    "\"{name}\"\n",
];

// Found by the property below: a lone carriage return would have the line written over.
#[test]
fn a_carriage_return_is_drawn_only_as_the_end_of_a_line() {
    for text in ["\r\u{1}", "a\rb", "schema = 1\r\nx = \r", "schema = 1\r\nexlude = 2\r\n"] {
        parse(text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(source) = manifest::source_text("release.toml", bytes) {
            parse(&source.text);
        }
    }

    #[test]
    fn arbitrary_pieces_never_panic(numbers in proptest::collection::vec(0..PIECES.len(), 0..30)) {
        parse(&numbers.iter().map(|&number| PIECES[number]).collect::<String>());
    }

    #[test]
    fn changed_manifests_never_panic(at in 0..VALID.len(), length in 0..20usize, piece in 0..PIECES.len()) {
        let end = (at + length).min(VALID.len());
        if let (Some(before), Some(after)) = (VALID.get(..at), VALID.get(end..)) {
            parse(&format!("{before}{}{after}", PIECES[piece]));
        }
    }
}
