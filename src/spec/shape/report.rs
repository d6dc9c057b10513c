//! What is said about keys and types.

use serde_json::Value as Schema;
use toml::Spanned;
use toml::de::DeValue;

use super::super::words::{Shown, list};
use super::suggest::{home, nearest};
use super::{Place, Span, branches};
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
            ("", _) => "the top level".to_owned(),
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
        if home(self.key).is_some() && !self.key.contains('_') {
            return None;
        }
        nearest(self.key, self.known.iter().copied())
    }

    fn advice(&self) -> String {
        if let Some(name) = self.nearest() {
            return format!("did you mean `{name}`?");
        }
        match home(self.key) {
            Some(table) => format!("`{}` is a key of `{table}`; move it there", self.key),
            None => format!("known here: {}", list(self.known, "and")),
        }
    }
}

impl From<UnknownKey<'_>> for Diagnostic {
    fn from(unknown: UnknownKey<'_>) -> Self {
        let noun = if unknown.place.path == "lints" { "lint" } else { "key" };
        let (header, key) = (unknown.place.header(), Shown(unknown.key));
        Diagnostic::error(Code::UnknownKey, format!("{header} has no {noun} `{key}`"))
            .help(unknown.advice())
            .label(unknown.span, format!("unknown {noun}"))
    }
}

impl From<Missing<'_>> for Diagnostic {
    fn from(missing: Missing<'_>) -> Self {
        let key = missing.key;
        let what = missing.schema["description"].as_str().unwrap_or_default();
        let example = missing.schema["examples"].get(0);
        let advice = match (example, missing.schema["type"].as_str()) {
            (Some(example), _) => format!("add `{key} = {example}`: {}", lower_first(what)),
            (None, Some("array")) => format!("add `[[{key}]]`: {}", lower_first(what)),
            (None, _) => format!("add `[{key}]`: {}", lower_first(what)),
        };
        let what = if example.is_some() { key.to_owned() } else { format!("[{key}]") };
        let header = missing.place.header();
        let diagnostic = Diagnostic::error(Code::MissingKey, format!("{header} lacks `{what}`")).help(advice);
        match missing.header {
            Some(span) => diagnostic.label(span, format!("needs `{key}`")),
            None => diagnostic,
        }
    }
}

impl WrongType<'_> {
    fn advice(&self) -> Option<String> {
        let (literal, key) = (&self.text[self.value.span()], self.place.last());
        let wants = |name: &str| branches(self.schema).any(|branch| branch["type"] == name);
        let items = || branches(self.schema).map(|branch| &branch["items"]);
        let is_short = literal.len() <= 60 && !literal.contains('\n');
        match self.value.get_ref() {
            DeValue::Table(_) if items().any(|items| items["type"] == "object") => {
                Some(format!("write `[[{key}]]`, once for each element"))
            }
            value if is_short && items().any(|items| branches(items).any(|branch| fits(branch, value))) => {
                Some(format!("write `{key} = [{literal}]`"))
            }
            DeValue::String(text) if wants("boolean") && matches!(text.as_ref(), "true" | "false") => {
                Some(format!("write `{text}` without quotes"))
            }
            DeValue::String(text) if wants("integer") && text.parse::<i64>().is_ok() => {
                Some(format!("write `{text}` without quotes"))
            }
            DeValue::Table(_) | DeValue::Array(_) | DeValue::String(_) => None,
            _ if wants("string") && is_short => Some(format!("write it in quotes: `\"{literal}\"`")),
            _ => None,
        }
    }
}

impl From<WrongType<'_>> for Diagnostic {
    fn from(wrong: WrongType<'_>) -> Self {
        let (subject, expected) = (wrong.place.subject(), expected(wrong.schema));
        let found = found(wrong.value.get_ref());
        let literal = match wrong.value.get_ref() {
            DeValue::Table(_) | DeValue::Array(_) => String::new(),
            _ => format!(" `{}`", Shown(&wrong.text[wrong.value.span()])),
        };
        let advice = wrong.advice();
        let message = format!("{subject} takes {expected}, not {found}{literal}");
        let diagnostic = Diagnostic::error(Code::WrongType, message)
            .label(wrong.value.span(), format!("{expected} is expected here"));
        match (advice, wrong.schema["description"].as_str()) {
            (Some(advice), _) => diagnostic.help(advice),
            (None, Some(what)) => diagnostic.help(format!("`{}`: {}", wrong.place.last(), lower_first(what))),
            (None, None) => diagnostic,
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
        Diagnostic::error(Code::UnknownValue, format!("{subject} cannot be `{word}`"))
            .label(unknown.span, "not one of its values")
            .help(advice)
    }
}

impl From<OutOfRange<'_>> for Diagnostic {
    fn from(wrong: OutOfRange<'_>) -> Self {
        let (subject, literal) = (wrong.place.subject(), Shown(wrong.literal));
        let (least, most) = (wrong.range.0.unwrap_or(i64::MIN), wrong.range.1.unwrap_or(i64::MAX));
        Diagnostic::error(Code::ManifestRange, format!("{subject} cannot be {literal}"))
            .label(wrong.span, "out of range")
            .help(format!("write a number from {least} to {most}"))
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

fn expected(schema: &Schema) -> String {
    let mut names: Vec<&str> = Vec::new();
    for branch in branches(schema) {
        let name = match (branch["type"].as_str(), branch["items"]["type"].as_str()) {
            (Some("integer"), _) => "a whole number",
            (Some("boolean"), _) => "`true` or `false`",
            (Some("array"), Some("string")) => "a list of strings",
            (Some("array"), _) => "a list of tables",
            (Some("object"), _) => "a table",
            _ => "a string",
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(" or ")
}

fn found(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "the string",
        DeValue::Integer(_) | DeValue::Float(_) => "the number",
        DeValue::Boolean(_) => "the truth value",
        DeValue::Datetime(_) => "the time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_lowercase).into_iter().flatten();
    first.chain(characters).collect()
}
