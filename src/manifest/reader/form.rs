//! What the keys of a table are called and which values they take: what messages say of them.

use std::borrow::Cow;

use toml::de::DeValue;

use super::super::words::list;

/// A key of a table.
#[derive(Debug)]
pub struct Key {
    /// The field that holds its value.
    pub field: &'static str,
    /// The key in the manifest.
    pub name: String,
    /// Whether the table is incomplete without it.
    pub is_required: bool,
    /// A value in TOML.
    pub example: Option<&'static str>,
    about: Cow<'static, str>,
    forms: fn() -> Vec<ValueForm>,
}

impl Key {
    /// The key of a field; `about` is the field's documentation, `forms` are those of its type.
    pub fn new(field: &'static str, about: &'static str, forms: fn() -> Vec<ValueForm>) -> Self {
        // The name of a field that is a word of Rust has a mark in front.
        let name = field.trim_start_matches("r#").replace('_', "-");
        Self { field, name, is_required: false, example: None, about: about.into(), forms }
    }

    /// Makes the table incomplete without the key.
    pub fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    /// Adds an example in TOML; the first one counts.
    pub fn example(self, example: &'static str) -> Self {
        Self { example: self.example.or(Some(example)), ..self }
    }

    /// Replaces the documentation.
    pub fn about(self, about: String) -> Self {
        Self { about: about.into(), ..self }
    }

    /// The documentation as the end of a sentence.
    pub fn meaning(&self) -> String {
        let text = self.about.trim().trim_end_matches('.');
        let mut characters = text.chars();
        let first = characters.next().map(char::to_lowercase).into_iter().flatten();
        first.chain(characters).collect()
    }

    /// A value in TOML.
    fn value(&self) -> String {
        let form = || self.forms().first().map(ValueForm::example).unwrap_or_default();
        self.example.map_or_else(form, str::to_owned)
    }

    /// The forms that its value may have.
    pub fn forms(&self) -> Vec<ValueForm> {
        (self.forms)()
    }

    /// The words that its value may be; `None` if another value is possible.
    pub fn words(&self) -> Option<Vec<&'static str>> {
        match self.forms().as_slice() {
            [ValueForm::Words(words)] => Some(words.clone()),
            _ => None,
        }
    }
}

/// A form that a value may have.
#[derive(Clone, Debug)]
pub enum ValueForm {
    /// Any string.
    Text,
    /// One string of a closed list.
    Words(Vec<&'static str>),
    /// An integer.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A date with its time, without quotes.
    Time,
    /// An array; these are the forms of its elements.
    List(Vec<ValueForm>),
    /// A table.
    Table(&'static [Key]),
}

impl ValueForm {
    /// Whether a value has this form, as far as can be seen without going into arrays and tables.
    pub fn accepts(&self, value: &DeValue<'_>) -> bool {
        match (self, value) {
            (Self::Words(words), DeValue::String(word)) => words.contains(&word.as_ref()),
            (Self::Text, DeValue::String(_))
            | (Self::Number, DeValue::Integer(_))
            | (Self::Boolean, DeValue::Boolean(_))
            | (Self::Time, DeValue::Datetime(_))
            | (Self::List(_), DeValue::Array(_))
            | (Self::Table(_), DeValue::Table(_)) => true,
            _ => false,
        }
    }

    /// The forms of an array's elements.
    pub fn items(&self) -> &[ValueForm] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The keys of a table.
    pub fn keys(&self) -> Option<&'static [Key]> {
        match self {
            Self::Table(keys) => Some(keys),
            _ => None,
        }
    }

    /// A value of this form in TOML.
    pub fn example(&self) -> String {
        match self {
            Self::Text | Self::Time => "\"…\"".to_owned(),
            Self::Words(words) => format!("\"{}\"", words.first().unwrap_or(&"…")),
            Self::Number => "1".to_owned(),
            Self::Boolean => "true".to_owned(),
            Self::List(items) => format!("[{}]", items.first().map(Self::example).unwrap_or_default()),
            Self::Table(keys) => {
                let required: Vec<&Key> = keys.iter().filter(|key| key.is_required).collect();
                let shown = if required.is_empty() { keys.iter().take(1).collect() } else { required };
                let pairs = shown.iter().map(|key| format!("{} = {}", key.name, key.value()));
                format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// The form with its article.
    fn name(&self) -> String {
        match self {
            Self::Text | Self::Time => "a string".to_owned(),
            Self::Words(words) => list(words, "or"),
            Self::Number => "an integer".to_owned(),
            Self::Boolean => "`true` or `false`".to_owned(),
            Self::List(items) if items.iter().any(|item| item.keys().is_some()) => {
                "an array of tables".to_owned()
            }
            Self::List(_) => "an array of strings".to_owned(),
            Self::Table(_) => "a table".to_owned(),
        }
    }
}

/// Whether a value has one of the forms.
pub fn accept(forms: &[ValueForm], value: &DeValue<'_>) -> bool {
    forms.iter().any(|form| form.accepts(value))
}

/// The forms in words: `` `commit` or a table``.
pub fn expected(forms: &[ValueForm]) -> String {
    let mut names: Vec<String> = forms.iter().map(ValueForm::name).collect();
    names.dedup();
    names.join(" or ")
}

/// What a value is, without an article.
pub fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "string",
        DeValue::Integer(_) | DeValue::Float(_) => "number",
        DeValue::Boolean(_) => "boolean",
        DeValue::Datetime(_) => "date",
        DeValue::Array(_) => "array",
        DeValue::Table(_) => "table",
    }
}
