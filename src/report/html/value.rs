//! Values within text: names, digests, and what else a program wrote or reads.

use maud::{Markup, html};

use crate::path::Escaped;
use crate::plan::Package;

/// Hex digits of the shortest digest, SHA-1.
const DIGEST: usize = 40;

/// A name and its value.
pub type Fact = (&'static str, Markup);

/// Names and values, each in a line.
pub fn table(caption: &str, facts: &[Fact]) -> Markup {
    html! {
        @if !facts.is_empty() {
            table.facts {
                caption { (caption) }
                tbody { @for (name, value) in facts { tr { th scope="row" { (name) } td { (value) } } } }
            }
        }
    }
}

/// Name and version.
pub fn package(package: &Package) -> [Fact; 2] {
    [("package", escaped(&package.name)), ("version", escaped(&package.version))]
}

/// How deep a heading is: below the page, or below a section with a heading of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    Page,
    Section,
}

impl Rank {
    pub fn heading(self, text: &Markup) -> Markup {
        match self {
            Self::Page => html! { h2 { (text) } },
            Self::Section => html! { h3 { (text) } },
        }
    }

    /// A heading below such a heading.
    pub fn subheading(self, text: &Markup) -> Markup {
        match self {
            Self::Page => html! { h3 { (text) } },
            Self::Section => html! { h4 { (text) } },
        }
    }
}

/// A name that somebody chose, which may have any characters.
pub fn escaped(text: &str) -> Markup {
    code(&Escaped(text.as_bytes()).to_string())
}

/// A value that a program wrote or will read.
pub fn code(text: &str) -> Markup {
    html! { code { (digests(text)) } }
}

/// A sentence, in which text in backticks is code.
pub fn words(text: &str) -> Markup {
    html! {
        @for (number, part) in text.split('`').enumerate() {
            @if number % 2 == 0 { (digests(part)) } @else { (code(part)) }
        }
    }
}

/// Text, with a mark around each digest: one that is broken over two lines cannot be compared by eye.
fn digests(text: &str) -> Markup {
    html! {
        @for word in text.split_inclusive(|c: char| !c.is_ascii_hexdigit()) {
            @let (hex, rest) = word.split_at(word.trim_end_matches(|c: char| !c.is_ascii_hexdigit()).len());
            @if hex.len() >= DIGEST { span.digest.short[hex.len() == DIGEST] { (hex) } (rest) } @else { (word) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_marked_wherever_they_are() {
        let id = "0123456789abcdef0123456789abcdef01234567";
        let marked = format!("<span class=\"digest short\">{id}</span>");
        assert_eq!(words(&format!("git blob {id}, x")).into_string(), format!("git blob {marked}, x"));
        assert_eq!(code(id).into_string(), format!("<code>{marked}</code>"));
        assert_eq!(words("a `b<c` d\u{e9}").into_string(), "a <code>b&lt;c</code> d\u{e9}");
    }
}
