//! Requirements of Python packages, compared by what they say.

/// A requirement: `name[extras] >= 1, < 2; marker`, or `name @ address`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Requirement {
    /// The part of the package that needs it; empty for the package itself.
    extra: String,
    /// Name, extras and versions, each in one form.
    what: String,
    /// Without blanks; empty for always.
    marker: String,
}

impl Requirement {
    /// Reads a requirement of `extra`. The condition that this extra was asked for is no part of its marker.
    pub fn new(text: &str, extra: &str) -> Self {
        let (what, marker) = split_marker(text);
        let extra = if extra.is_empty() { String::new() } else { normalized(extra) };
        Self { extra, what: form(what), marker: without_parentheses(&marker_form(marker)).to_owned() }
    }

    /// Reads a requirement whose marker says which extra needs it, as core metadata has it.
    pub fn from_metadata(text: &str) -> Self {
        let (what, marker) = split_marker(text);
        let marker = marker_form(marker);
        let (marker, extra) = marker.rsplit_once("extra==\"").map_or((&*marker, ""), |(before, rest)| {
            (before.strip_suffix("and").unwrap_or(before), rest.strip_suffix('"').unwrap_or(rest))
        });
        let extra = if extra.is_empty() { String::new() } else { normalized(extra) };
        Self { extra, what: form(what), marker: without_parentheses(marker).to_owned() }
    }

    /// With a marker that a heading says.
    pub fn with_marker(self, marker: &str) -> Self {
        let marker = marker_form(marker);
        let marker = without_parentheses(&marker).to_owned();
        if marker.is_empty() { self } else { Self { marker, ..self } }
    }
}

/// The name of a package or of an extra: letter case plays no part, and `-`, `_` and `.` are the same.
pub fn normalized(name: &str) -> String {
    let name = name.trim().to_lowercase().replace(['_', '.'], "-");
    name.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

pub fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Version specifiers in one order.
pub fn versions(text: &str) -> String {
    let text = without_blanks(text);
    let mut parts: Vec<&str> = text.split(',').filter(|part| !part.is_empty()).collect();
    parts.sort_unstable();
    parts.join(",")
}

/// A semicolon is part of an address unless a blank stands before it.
fn split_marker(text: &str) -> (&str, &str) {
    let separator = if text.contains('@') { " ;" } else { ";" };
    text.split_once(separator).unwrap_or((text, ""))
}

fn form(text: &str) -> String {
    let text = without_blanks(text);
    let end = text.find(|c: char| !(c.is_alphanumeric() || "-_.".contains(c))).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let (extras, rest) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).unwrap_or(("", rest));
    let mut extras: Vec<String> =
        extras.split(',').map(normalized).filter(|extra| !extra.is_empty()).collect();
    extras.sort_unstable();
    let rest = if rest.starts_with('@') { rest.to_owned() } else { versions(rest.trim_matches(['(', ')'])) };
    format!("{}[{}]{rest}", normalized(name), extras.join(","))
}

fn marker_form(text: &str) -> String {
    without_blanks(text).replace('\'', "\"")
}

/// Without parentheses around all of it.
fn without_parentheses(text: &str) -> &str {
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    inner.filter(|inner| !inner.contains(['(', ')'])).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_requirement_has_one_form() {
        for (one, other) in [
            ("Foo_Bar>=1, <2", "foo-bar<2,>=1"),
            ("foo (>=1)", "foo>=1"),
            ("foo[B, a]", "foo[a,b]"),
            ("foo ; python_version < '3'", "foo; (python_version<\"3\")"),
        ] {
            assert_eq!(Requirement::new(one, ""), Requirement::new(other, ""));
        }
        let of_extra = Requirement::new("foo>1; python_version<'3'", "Test_x");
        assert_eq!(
            Requirement::from_metadata("foo>1; (python_version < \"3\") and extra == 'test-x'"),
            of_extra
        );
        assert_eq!(Requirement::new("foo>1", "test.x").with_marker("python_version<\"3\""), of_extra);
        assert_eq!(Requirement::from_metadata("foo; extra == \"x\""), Requirement::new("foo", "x"));
    }

    #[test]
    fn other_requirements_differ() {
        let all = [
            "foo",
            "foo>1",
            "foo>=1",
            "bar",
            "foo[x]",
            "foo; a",
            "foo; b",
            "foo @ https://e/f;g",
            "foo @ https://e/f",
        ];
        let forms: std::collections::BTreeSet<_> =
            all.iter().map(|text| Requirement::new(text, "")).collect();
        assert_eq!(forms.len(), all.len());
        assert_ne!(Requirement::new("foo", ""), Requirement::new("foo", "x"));
        assert_ne!(Requirement::from_metadata("foo; extra == 'x'"), Requirement::new("foo", "y"));
    }
}
