//! Reports as one HTML file each: no script, nothing from elsewhere, the same bytes every time.
//!
//! Every text goes through the escaping of `maud`; names were shown by [`Escaped`](crate::path::Escaped)
//! before, so that no control character is left in them. The policy in the head of each page allows its own
//! style and nothing else.

pub(super) mod comparison;
pub(super) mod parts;
pub(super) mod picture;
pub(super) mod steering;
pub(super) mod value;

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};
use value::Fact;

/// The one style of all pages.
const STYLE: &str = include_str!("html/style.css");

/// SHA-256 of [`STYLE`] in base 64, as a content security policy has it.
const STYLE_SHA256: &str = "VSxt7i0BaT1beRV2ik3xriTz09aOp1fd0ZRpuGCzvqM=";

/// How good a verdict is: its colour and its mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// Nothing to do.
    Good,
    /// The files are the same, and something around them is not.
    Fair,
    /// Something needs attention.
    Bad,
}

impl Tone {
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Bad => "bad",
        }
    }

    /// For those who do not see the colour.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Fair => "≈",
            Self::Bad => "✗",
        }
    }
}

/// A verdict: a word, and what it means.
pub(super) struct Verdict<'a> {
    pub mood: Tone,
    pub word: &'a str,
    pub meaning: &'a str,
}

/// What a reader who was not there has to know first: which command, of what, and how it came out.
pub(super) struct PageHead<'a> {
    pub command: &'a str,
    /// The archives, for the title of the window.
    pub names: Vec<String>,
    pub verdict: Verdict<'a>,
    /// Package, version, tag, commit, archives and whatever else is known.
    pub facts: Vec<Fact>,
}

/// Writes a whole page.
pub(super) fn page(head: &PageHead<'_>, body: &Markup, out: &mut dyn Write) -> io::Result<()> {
    let PageHead { command, names, verdict, facts } = head;
    // A report shows names and texts of archives. If one should get past the escaping, it can load
    // and run nothing.
    let policy =
        format!("default-src 'none'; style-src 'sha256-{STYLE_SHA256}'; base-uri 'none'; form-action 'none'");
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(concat!("pkgr ", env!("CARGO_PKG_VERSION")));
                title { "pkgr " (command) @for name in names { " " (name) } ": " (verdict.word) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    p.command { "pkgr " (command) }
                    (banner(verdict))
                    (value::table("what was checked", facts))
                }
                main { (body) }
                footer { p { "Written by pkgr " (env!("CARGO_PKG_VERSION")) "." } }
            }
        }
    };
    writeln!(out, "{}", page.into_string())
}

fn banner(verdict: &Verdict<'_>) -> Markup {
    html! {
        h1.verdict.(verdict.mood.class()) {
            span.mark aria-hidden="true" { (verdict.mood.mark()) }
            span { span.word { (verdict.word) } span.meaning { (verdict.meaning) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;

    /// RFC 4648, section 4.
    fn base64(bytes: &[u8]) -> String {
        const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let letters = bytes.chunks(3).flat_map(|chunk| {
            let bits = chunk.iter().fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte))
                << (8 * (3 - chunk.len()));
            (0..4).map(move |at| {
                let letter = LETTERS[(bits >> (18 - 6 * at)) as usize & 63];
                if at <= chunk.len() { char::from(letter) } else { '=' }
            })
        });
        letters.collect()
    }

    #[test]
    fn the_policy_names_the_style_that_stands_in_the_page() {
        assert_eq!([base64(b"M"), base64(b"Ma"), base64(b"Man")], ["TQ==", "TWE=", "TWFu"]);
        let hex = Digest::of(STYLE.as_bytes()).to_string();
        let bytes: Vec<u8> =
            (0..32).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).expect("hex")).collect();
        assert_eq!(STYLE_SHA256, base64(&bytes), "write this value into `STYLE_SHA256`");
    }

    #[test]
    fn a_page_escapes_what_it_is_given() {
        let hostile = "</title><script>alert('\"&')</script>";
        let verdict = Verdict { mood: Tone::Bad, word: hostile, meaning: hostile };
        let mut out = Vec::new();
        let (names, facts) = (vec![hostile.to_owned()], vec![("archive", value::code(hostile))]);
        let head = PageHead { command: "diff", names, verdict, facts };
        page(&head, &value::code(hostile), &mut out).expect("memory takes all");
        let page = String::from_utf8(out).expect("is UTF-8");
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert('&quot;&amp;')"), "{page}");
        assert!(!page.contains("http:") && !page.contains("https:"), "{page}");
    }
}
