//! What is said about keys and types.

use toml::de::DeValue;

use super::super::spanned::Span;
use super::super::words::{Shown, list};
use super::form::{Key, ValueForm, accept, expected, kind};
use super::nearest::Homes;
use super::place::KeyPath;
use crate::diagnostic::{Code, Diagnostic};
use crate::text::nearest;

/// Bytes of a value that a help line repeats.
const MOST_REPEATED: usize = 60;

/// A key that its table does not have.
pub struct UnknownKey<'a> {
    pub key: &'a str,
    pub span: Span,
    pub value: &'a DeValue<'a>,
    pub place: &'a KeyPath,
    pub known: &'a [&'a str],
    pub homes: &'a Homes,
}

/// A key that must be there and is not.
pub struct MissingKey<'a> {
    pub key: &'static Key,
    pub header: Option<Span>,
    pub place: &'a KeyPath,
}

/// A value of another type than its key takes.
pub struct WrongType<'a> {
    pub value: &'a DeValue<'a>,
    pub span: Span,
    pub forms: Vec<ValueForm>,
    /// What the type of the key advises.
    pub advice: Option<String>,
    pub place: &'a KeyPath,
    pub text: &'a str,
}

/// A word that is not in the closed list its key takes.
pub struct UnknownWord<'a> {
    pub word: &'a str,
    pub span: Span,
    pub words: Vec<&'static str>,
    /// What the type of the key advises.
    pub advice: Option<String>,
    pub place: &'a KeyPath,
}

/// A number outside the range its key takes.
pub struct NumberOutOfRange<'a> {
    pub literal: &'a str,
    pub span: Span,
    pub least: i64,
    pub most: i64,
    pub place: &'a KeyPath,
}

impl<'a> UnknownKey<'a> {
    /// The key of the same table that was probably meant.
    pub fn nearest(&self) -> Option<&'a str> {
        if self.homes().next().is_some() {
            return None;
        }
        nearest(self.key, self.known.iter().copied())
    }

    /// Other tables that have the key and take the value.
    fn homes(&self) -> impl Iterator<Item = &'a str> {
        let value = self.value;
        let homes = self.homes.of(self.key).filter(move |home| home.accepts(value));
        homes.map(|home| home.header.as_str())
    }

    /// What to do in place of something that pkgr cannot do yet.
    fn not_yet(&self) -> Option<&'static str> {
        match (self.place.path.as_str(), self.key) {
            ("archive", "zip") => Some(
                "pkgr cannot write zip archives yet: remove the line, and end `file` in `.tar.gz` or another \
                 ending of a tar archive",
            ),
            _ => None,
        }
    }

    fn advice(&self) -> String {
        if let Some(advice) = self.not_yet() {
            return advice.to_owned();
        }
        if let Some(name) = self.nearest() {
            return format!("did you mean `{name}`?");
        }
        let fitting: Vec<&str> = self.homes().collect();
        let homes = match fitting.as_slice() {
            [] => self.homes.of(self.key).map(|home| home.header.as_str()).collect(),
            _ => fitting,
        };
        match homes.as_slice() {
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

impl MissingKey<'_> {
    /// The line to add, and what it is called.
    fn line(&self) -> (String, String) {
        let key = self.key.name.as_str();
        let is_list = || self.key.forms().iter().any(|form| matches!(form, ValueForm::List(_)));
        match self.key.example {
            Some(example) => (format!("{key} = {example}"), key.to_owned()),
            None if is_list() => (format!("[[{key}]]"), format!("[[{key}]]")),
            None => (format!("[{key}]"), format!("[{key}]")),
        }
    }
}

impl From<MissingKey<'_>> for Diagnostic {
    fn from(missing: MissingKey<'_>) -> Self {
        let (line, name) = missing.line();
        let header = missing.place.header();
        let diagnostic = Diagnostic::error(Code::ManifestMissingKey, format!("{header} lacks `{name}`"))
            .help(format!("add `{line}`: {}", missing.key.meaning()));
        match missing.header {
            Some(span) => diagnostic.label(span, format!("needs `{name}`")),
            None => diagnostic,
        }
    }
}

impl WrongType<'_> {
    /// How the same value would be right.
    fn correction(&self) -> Option<String> {
        let literal = self.literal(&self.span)?;
        let in_array = || self.in_array(literal);
        let unquoted = || Some(format!("write `{}` without quotes", self.without_quotes()?));
        self.out_of_array().or_else(in_array).or_else(unquoted).or_else(|| self.in_table(literal)).or_else(
            || {
                let quoted = DeValue::String(literal.into());
                let is_scalar =
                    !matches!(self.value, DeValue::Table(_) | DeValue::Array(_) | DeValue::String(_));
                (is_scalar && accept(&self.forms, &quoted))
                    .then(|| format!("write it in quotes: `\"{}\"`", literal.replacen("0o", "0", 1)))
            },
        )
    }

    /// A piece of the manifest that is short enough to be repeated.
    fn literal(&self, span: &Span) -> Option<&str> {
        let literal = &self.text[span.clone()];
        (literal.len() <= MOST_REPEATED && !literal.contains('\n')).then_some(literal)
    }

    /// `key = value`, or the value alone for an element of an array.
    fn line(&self, value: &str) -> String {
        if self.place.in_list { format!("`{value}`") } else { format!("`{} = {value}`", self.place.name()) }
    }

    /// The value as the element of an array.
    fn in_array(&self, literal: &str) -> Option<String> {
        let key = self.place.name();
        if !self.forms.iter().any(|form| accept(form.items(), self.value)) {
            return None;
        }
        Some(match self.value {
            DeValue::Table(_) => format!("write `[[{key}]]`, once for each element"),
            _ => format!("write {}", self.line(&format!("[{literal}]"))),
        })
    }

    /// The only element of an array.
    fn out_of_array(&self) -> Option<String> {
        let [element] = self.value.as_array()?.as_ref() else { return None };
        let literal = accept(&self.forms, element.get_ref()).then(|| self.literal(&element.span()))??;
        Some(format!("write {}", self.line(literal)))
    }

    /// The string's text, if that would be a value of the right type.
    fn without_quotes(&self) -> Option<&str> {
        let text = self.value.as_str()?;
        let takes = |wanted: fn(&ValueForm) -> bool| self.forms.iter().any(wanted);
        let is_boolean = matches!(text, "true" | "false") && takes(|form| matches!(form, ValueForm::Boolean));
        let is_number = text.parse::<i64>().is_ok() && takes(|form| matches!(form, ValueForm::Number));
        (is_boolean || is_number).then_some(text)
    }

    /// The value in a table, under the first key that accepts it or takes one word of a list.
    fn in_table(&self, literal: &str) -> Option<String> {
        let keys = self.forms.iter().find_map(ValueForm::keys)?;
        let accepts = |key: &Key| accept(&key.forms(), self.value);
        let takes_words = |key: &Key| self.value.is_str() && key.words().is_some();
        let is_word = keys.iter().find(|key| accepts(key) && takes_words(key));
        let key = is_word.or_else(|| keys.iter().find(|key| accepts(key) || takes_words(key)))?;
        let line = |value: &str| self.line(&format!("{{ {} = {value} }}", key.name));
        if accepts(key) {
            return Some(format!("write {}", line(literal)));
        }
        let words = key.words()?;
        let example = format!("\"{}\"", words.first()?);
        Some(format!("write {}; `{}` is {}", line(&example), key.name, list(&words, "or")))
    }

    /// A value that would be right, and what it would mean.
    fn about(&self) -> Option<String> {
        let key = self.place.key?;
        let example = match (key.example, self.forms.first()?) {
            (Some(example), _) if !self.place.in_list => example.to_owned(),
            (_, form) => form.example(),
        };
        Some(format!("write {}: {}", self.line(&example), key.meaning()))
    }
}

impl From<WrongType<'_>> for Diagnostic {
    fn from(mut wrong: WrongType<'_>) -> Self {
        let (subject, expected) = (wrong.place.subject(), expected(&wrong.forms));
        let kind = kind(wrong.value);
        let article = if kind == "array" { "an" } else { "a" };
        let found = match wrong.value {
            DeValue::Table(_) | DeValue::Array(_) => format!("{article} {kind}"),
            _ => format!("the {kind} `{}`", Shown(&wrong.text[wrong.span.clone()])),
        };
        let help = wrong.advice.take().or_else(|| wrong.correction()).or_else(|| wrong.about());
        let message = format!("{subject} takes {expected}, not {found}");
        let diagnostic = Diagnostic::error(Code::ManifestWrongType, message)
            .label(wrong.span, format!("{article} {kind}"));
        match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

impl From<UnknownWord<'_>> for Diagnostic {
    fn from(unknown: UnknownWord<'_>) -> Self {
        let (subject, word) = (unknown.place.subject(), Shown(unknown.word));
        let words = list(&unknown.words, "or");
        let nearest = || {
            let name = nearest(unknown.word, unknown.words.iter().copied())?;
            Some(format!("did you mean `{name}`? Possible are {words}"))
        };
        let help = unknown.advice.or_else(nearest).unwrap_or_else(|| format!("possible are {words}"));
        Diagnostic::error(Code::ManifestUnknownValue, format!("{subject} cannot be `{word}`"))
            .label(unknown.span, "not one of its values")
            .help(help)
    }
}

impl From<NumberOutOfRange<'_>> for Diagnostic {
    fn from(wrong: NumberOutOfRange<'_>) -> Self {
        let (subject, literal) = (wrong.place.subject(), Shown(wrong.literal));
        let range = match (wrong.least, wrong.most) {
            (i64::MIN, i64::MAX) => "write a number that fits into 64 bits".to_owned(),
            (least, most) => format!("write a number from {least} to {most}"),
        };
        Diagnostic::error(Code::ManifestRange, format!("{subject} cannot be {literal}"))
            .label(wrong.span, "out of range")
            .help(range)
    }
}
