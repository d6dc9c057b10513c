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
        let (marker, extra) = split_extra(&marker).unwrap_or((&marker, ""));
        let extra = if extra.is_empty() { String::new() } else { normalized(extra) };
        Self { extra, what: form(what), marker: without_parentheses(marker).to_owned() }
    }

    /// With a marker that a heading says; `None` for a requirement that has its own besides.
    pub fn with_marker(self, marker: &str) -> Option<Self> {
        let marker = marker_form(marker);
        let marker = without_parentheses(&marker).to_owned();
        match (marker.is_empty(), self.marker.is_empty()) {
            (true, _) => Some(self),
            (false, true) => Some(Self { marker, ..self }),
            // Two conditions could be joined in several forms, and the comparison is one of texts.
            (false, false) => None,
        }
    }

    /// Whether it stands below a heading of this extra and this marker.
    pub fn is_below(&self, extra: &str, marker: &str) -> bool {
        let marker = marker_form(marker);
        let extra = if extra.is_empty() { String::new() } else { normalized(extra) };
        self.extra == extra && self.marker == without_parentheses(&marker)
    }

    /// In words: the requirement as it is compared.
    pub fn shown(&self) -> String {
        let extra =
            if self.extra.is_empty() { String::new() } else { format!(" of the extra {}", self.extra) };
        let what = self.what.replacen("[]", "", 1);
        format!("{what}{}{}{extra}", if self.marker.is_empty() { "" } else { "; " }, self.marker)
    }
}

/// A marker without the condition on the extra that ends it, and that extra: `MARKER and extra == "NAME"`. An `or`
/// before it has to be in parentheses, or the extra would not be a condition for all of it.
fn split_extra(marker: &str) -> Option<(&str, &str)> {
    let (before, name) = marker.strip_suffix('"')?.rsplit_once("extra==\"")?;
    // Then the text goes on after the name, and means something else.
    if name.contains('"') {
        return None;
    }
    if before.is_empty() {
        return Some((before, name));
    }
    // Blanks are only between words: `"3"and extra==`.
    let before = before.strip_suffix("and ")?;
    let is_condition = before.ends_with(['"', ')']);
    let is_whole = without_parentheses(before) != before || !words(before).any(|word| word == "or");
    (is_condition && is_whole).then_some((before, name))
}

/// The name of a package or of an extra: letter case plays no part, and `-`, `_` and `.` are the same.
pub fn normalized(name: &str) -> String {
    let name = name.trim().to_ascii_lowercase().replace(['_', '.'], "-");
    let mut normalized = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter != '-' || !normalized.ends_with('-') {
            normalized.push(letter);
        }
    }
    normalized
}

/// Text in one form: blanks are dropped where they separate nothing, and kept within quotes.
pub fn without_blanks(text: &str) -> String {
    let (mut form, mut quote, mut was_blank) = (String::with_capacity(text.len()), None, false);
    for letter in text.trim_matches(BLANKS).chars() {
        if quote.is_none() && BLANKS.contains(&letter) {
            was_blank = true;
            continue;
        }
        let separates = |last: char| (is_word(last) && is_word(letter)) || (is_sign(last) && is_sign(letter));
        // Removed blanks must not join two words or two signs to one: `a b` and `ab` are not the
        // same.
        if std::mem::take(&mut was_blank) && form.chars().next_back().is_some_and(separates) {
            form.push(' ');
        }
        quote = match quote {
            None if matches!(letter, '"' | '\'') => Some(letter),
            Some(open) if open == letter => None,
            other => other,
        };
        form.push(letter);
    }
    form
}

/// Version specifiers in one order.
pub fn versions(text: &str) -> String {
    let text = without_blanks(text);
    let mut parts: Vec<&str> = text.split(',').filter(|part| !part.is_empty()).collect();
    // All conditions have to hold, in whatever order they are written.
    parts.sort_unstable();
    parts.join(",")
}

const BLANKS: [char; 3] = [' ', '\t', '\n'];

/// Whether a character is part of a name or a version.
fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || !letter.is_ascii() || "-_.*+!/\\".contains(letter)
}

/// Whether a character is part of an operator.
fn is_sign(letter: char) -> bool {
    "<>=!~".contains(letter)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter| !is_word(letter)).filter(|word| !word.is_empty())
}

/// A semicolon is part of an address unless a blank stands before it.
fn split_marker(text: &str) -> (&str, &str) {
    // An address can have a semicolon of its own.
    let separator = if text.contains('@') { " ;" } else { ";" };
    text.split_once(separator).unwrap_or((text, ""))
}

fn form(text: &str) -> String {
    let (text, address) = text.split_once('@').map_or((text, None), |(text, address)| (text, Some(address)));
    let text = without_blanks(text);
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let (extras, rest) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).unwrap_or(("", rest));
    let mut extras: Vec<String> =
        extras.split(',').map(normalized).filter(|extra| !extra.is_empty()).collect();
    extras.sort_unstable();
    let versions = versions(without_parentheses(rest));
    let address = address.map_or_else(String::new, |address| format!("@{}", address.trim_matches(BLANKS)));
    format!("{}[{}]{versions}{address}", normalized(name), extras.join(","))
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
        assert_eq!(Requirement::new("foo>1", "test.x").with_marker("python_version<\"3\""), Some(of_extra));
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

    // T331
    #[test]
    fn what_python_reads_as_something_else_has_another_form() {
        for (one, other) in [
            ("to ol", "tool"),
            ("a > = b", "a>=b"),
            ("1 .0", "1.0"),
            ("pk:ma in", "pk:main"),
            ("\"a b\"", "\"ab\""),
            ("\"a <b\"", "\"a<b\""),
            ("a\u{a0}:b", "a:b"),
        ] {
            assert_ne!(without_blanks(one), without_blanks(other));
        }
        assert_eq!(without_blanks(" pk . x  :  main \t[ e ] "), "pk . x:main[e]");
        for (one, other) in [("pac\u{212a}age", "package"), ("-x", "x"), ("x-", "x"), ("a b", "ab")] {
            assert_ne!(normalized(one), normalized(other));
        }
        assert_eq!(normalized("A__b.-c"), "a-b-c");
        let of_x = Requirement::new("foo; a < '1' or b < '2'", "x");
        assert_eq!(Requirement::from_metadata("foo; (a < '1' or b < '2') and extra == 'x'"), of_x);
        for marker in [
            "a < '1' or b < '2' and extra == 'x'",
            "(a < '1') or b < '2' and extra == 'x'",
            "a < '1' or b < '2' or extra == 'x'",
            "a < '1' or b < '2' extra == 'x'",
            "(a < '1' or b < '2') and extra == 'x' or extra == 'x'",
        ] {
            assert_ne!(Requirement::from_metadata(&format!("foo; {marker}")), of_x, "{marker}");
        }
        let of_test = Requirement::new("foo", "test-x");
        assert_eq!(Requirement::from_metadata("foo; extra == 'test-x'"), of_test);
        for marker in
            ["and extra == 'test-x'", "extra == 'te' 'st-x'", "extra == 'test-x", "not extra == 'test-x'"]
        {
            assert_ne!(Requirement::from_metadata(&format!("foo; {marker}")), of_test, "{marker}");
        }
        assert_eq!(Requirement::new("foo; a < '1'", "").with_marker("b < '2'"), None);
    }
}
