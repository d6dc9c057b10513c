//! What is said about keys and types.

use serde_json::Value as Schema;
use toml::Spanned;
use toml::de::DeValue;

use super::super::words::{Shown, list};
use super::suggest::{homes, nearest};
use super::{Place, Span, branches, words};
use crate::diagnostic::{Code, Diagnostic};

/// A key that the schema does not know.
pub(super) struct UnknownKey<'a> {
    pub key: &'a str,
    pub span: Span,
    pub place: &'a Place,
    pub known: &'a [&'a str],
}

/// A key that must be there and is not.
pub(super) struct Missing<'a> {
    pub key: &'a str,
    pub header: Option<Span>,
    pub place: &'a Place,
    pub schema: &'a Schema,
}

/// A value of another type than its key takes.
pub(super) struct WrongType<'a> {
    pub value: &'a Spanned<DeValue<'a>>,
    pub schema: &'a Schema,
    pub place: &'a Place,
    pub text: &'a str,
}

/// A word that is not in the closed list its key takes.
pub(super) struct UnknownWord<'a> {
    pub word: &'a str,
    pub span: Span,
    pub words: &'a [&'a str],
    pub place: &'a Place,
}

/// A number outside the range its key takes.
pub(super) struct OutOfRange<'a> {
    pub literal: &'a str,
    pub span: Span,
    pub range: (Option<i64>, Option<i64>),
    pub place: &'a Place,
}

impl Place {
    /// The table as its header is written.
    fn header(&self) -> String {
        match (self.path.as_str(), self.in_list) {
            ("", _) => "the manifest".to_owned(),
            (path, true) => format!("`[[{path}]]`"),
            (path, false) => format!("`[{path}]`"),
        }
    }

    /// What is said of a value here: its key, or an element of its list.
    fn subject(&self) -> String {
        if self.in_list { format!("an element of `{}`", self.path) } else { format!("`{}`", self.path) }
    }

    fn last(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or_default()
    }
}

impl<'a> UnknownKey<'a> {
    /// The key of the same table that was probably meant.
    pub fn nearest(&self) -> Option<&'a str> {
        if !homes(self.key).is_empty() {
            return None;
        }
        nearest(self.key, self.known.iter().copied())
    }

    fn advice(&self) -> String {
        if let Some(name) = self.nearest() {
            return format!("did you mean `{name}`?");
        }
        let homes = homes(self.key);
        match homes.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [] => format!("known here: {}", list(self.known, "and")),
            homes => format!("`{}` is a key of {}; move it there", self.key, list(homes, "or")),
        }
    }
}

impl From<UnknownKey<'_>> for Diagnostic {
    fn from(unknown: UnknownKey<'_>) -> Self {
        let noun = if unknown.place.path == "lints" { "lint" } else { "key" };
        let (header, key) = (unknown.place.header(), Shown(unknown.key));
        Diagnostic::error(Code::ManifestUnknownKey, format!("{header} has no {noun} `{key}`"))
            .help(unknown.advice())
            .label(unknown.span, format!("unknown {noun}"))
    }
}

impl Missing<'_> {
    /// The line to add, and what it is called.
    fn line(&self) -> (String, String) {
        let key = self.key;
        match (self.schema["examples"].get(0), self.schema["type"].as_str()) {
            (Some(example), _) => (format!("{key} = {}", toml_literal(example)), key.to_owned()),
            (None, Some("array")) => (format!("[[{key}]]"), format!("[[{key}]]")),
            (None, _) => (format!("[{key}]"), format!("[{key}]")),
        }
    }
}

impl From<Missing<'_>> for Diagnostic {
    fn from(missing: Missing<'_>) -> Self {
        let (line, name) = missing.line();
        let what = lower_first(missing.schema["description"].as_str().unwrap_or_default());
        let header = missing.place.header();
        let diagnostic = Diagnostic::error(Code::ManifestMissingKey, format!("{header} lacks `{name}`"))
            .help(format!("add `{line}`: {what}"));
        match missing.header {
            Some(span) => diagnostic.label(span, format!("needs `{name}`")),
            None => diagnostic,
        }
    }
}

impl WrongType<'_> {
    /// How the same value would be right.
    fn correction(&self) -> Option<String> {
        let (literal, key) = (&self.text[self.value.span()], self.place.last());
        let value = self.value.get_ref();
        let items = || branches(self.schema).map(|branch| &branch["items"]);
        if literal.len() > 60 || literal.contains('\n') {
            return None;
        }
        if matches!(value, DeValue::Table(_)) && items().any(|items| items["type"] == "object") {
            return Some(format!("write `[[{key}]]`, once for each element"));
        }
        if items().any(|items| accepts(items, value)) {
            return Some(format!("write `{key} = [{literal}]`"));
        }
        if let Some(plain) = self.without_quotes() {
            return Some(format!("write `{plain}` without quotes"));
        }
        if let Some(inner) = branches(self.schema).find_map(|branch| inner_key(branch, value)) {
            return Some(format!("write `{key} = {{ {inner} = {literal} }}`"));
        }
        let quoted = DeValue::String(literal.into());
        let is_scalar = !matches!(value, DeValue::Table(_) | DeValue::Array(_) | DeValue::String(_));
        (is_scalar && accepts(self.schema, &quoted))
            .then(|| format!("write it in quotes: `\"{}\"`", literal.replacen("0o", "0", 1)))
    }

    /// The string's text, if that would be a value of the right type.
    fn without_quotes(&self) -> Option<&str> {
        let DeValue::String(text) = self.value.get_ref() else { return None };
        let wants = |name: &str| branches(self.schema).any(|branch| branch["type"] == name);
        let is_boolean = wants("boolean") && matches!(text.as_ref(), "true" | "false");
        let is_number = wants("integer") && text.parse::<i64>().is_ok();
        (is_boolean || is_number).then_some(text.as_ref())
    }
}

impl From<WrongType<'_>> for Diagnostic {
    fn from(wrong: WrongType<'_>) -> Self {
        let (subject, expected) = (wrong.place.subject(), expected(wrong.schema));
        let kind = kind(wrong.value.get_ref());
        let found = match wrong.value.get_ref() {
            DeValue::Table(_) | DeValue::Array(_) => format!("a {kind}"),
            _ => format!("the {kind} `{}`", Shown(&wrong.text[wrong.value.span()])),
        };
        let about = || {
            let what = wrong.schema["description"].as_str()?;
            Some(format!("`{}`: {}", wrong.place.last(), lower_first(what)))
        };
        let help = wrong.correction().or_else(about);
        let message = format!("{subject} takes {expected}, not {found}");
        let diagnostic = Diagnostic::error(Code::ManifestWrongType, message)
            .label(wrong.value.span(), format!("a {kind}"));
        match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

impl From<UnknownWord<'_>> for Diagnostic {
    fn from(unknown: UnknownWord<'_>) -> Self {
        let (subject, word) = (unknown.place.subject(), Shown(unknown.word));
        let words = list(unknown.words, "or");
        let advice = match nearest(unknown.word, unknown.words.iter().copied()) {
            Some(name) => format!("did you mean `{name}`? Possible are {words}"),
            None => format!("possible are {words}"),
        };
        Diagnostic::error(Code::ManifestUnknownValue, format!("{subject} cannot be `{word}`"))
            .label(unknown.span, "not one of its values")
            .help(advice)
    }
}

impl From<OutOfRange<'_>> for Diagnostic {
    fn from(wrong: OutOfRange<'_>) -> Self {
        let (subject, literal) = (wrong.place.subject(), Shown(wrong.literal));
        let range = match wrong.range {
            (Some(least), Some(most)) => format!("write a number from {least} to {most}"),
            _ => "write a number that fits into 64 bits".to_owned(),
        };
        Diagnostic::error(Code::ManifestRange, format!("{subject} cannot be {literal}"))
            .label(wrong.span, "out of range")
            .help(range)
    }
}

/// Whether a value has the type of one form of the schema.
pub(super) fn fits(branch: &Schema, value: &DeValue<'_>) -> bool {
    let name = match value {
        DeValue::String(_) => "string",
        DeValue::Integer(_) => "integer",
        DeValue::Boolean(_) => "boolean",
        DeValue::Array(_) => "array",
        DeValue::Table(_) => "object",
        DeValue::Datetime(_) => return branch["format"] == "date-time",
        DeValue::Float(_) => return false,
    };
    branch["type"] == name
}

/// Whether a value is right here as it stands, as far as can be seen without going into it.
fn accepts(schema: &Schema, value: &DeValue<'_>) -> bool {
    branches(schema).any(|branch| match (words(branch), value) {
        (Some(words), DeValue::String(word)) => words.contains(&word.as_ref()),
        _ => fits(branch, value),
    })
}

/// The key of a table that would take the value; one with a closed list of words goes first.
fn inner_key<'a>(branch: &'a Schema, value: &DeValue<'_>) -> Option<&'a str> {
    let mut keys: Vec<(&str, &Schema)> = branch["properties"]
        .as_object()?
        .iter()
        .filter(|(_, schema)| accepts(schema, value))
        .map(|(key, schema)| (key.as_str(), schema))
        .collect();
    let is_closed = |schema: &Schema| branches(schema).all(|branch| words(branch).is_some());
    keys.sort_by_key(|(key, schema)| (!is_closed(schema), *key != "set"));
    keys.first().map(|(key, _)| *key)
}

fn expected(schema: &Schema) -> String {
    let closed: Vec<&str> = branches(schema).filter_map(words).flatten().collect();
    let mut names: Vec<String> = closed.first().map(|_| list(&closed, "or")).into_iter().collect();
    for branch in branches(schema).filter(|branch| words(branch).is_none()) {
        let name = match (branch["type"].as_str(), branch["items"]["type"].as_str()) {
            (Some("integer"), _) => "a whole number",
            (Some("boolean"), _) => "`true` or `false`",
            (Some("array"), Some("string")) => "a list of strings",
            (Some("array"), _) => "a list of tables",
            (Some("object"), _) => "a table",
            _ => "a string",
        };
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names.join(" or ")
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "string",
        DeValue::Integer(_) | DeValue::Float(_) => "number",
        DeValue::Boolean(_) => "boolean",
        DeValue::Datetime(_) => "time",
        DeValue::Array(_) => "list",
        DeValue::Table(_) => "table",
    }
}

/// JSON and TOML spell the examples of the schema alike, except for blanks.
fn toml_literal(example: &Schema) -> String {
    match example.as_array() {
        Some(items) => format!("[{}]", items.iter().map(toml_literal).collect::<Vec<_>>().join(", ")),
        None => example.to_string(),
    }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_lowercase).into_iter().flatten();
    first.chain(characters).collect()
}
