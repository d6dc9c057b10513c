//! A value with its place in the manifest.

use std::borrow::Cow;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::inputs::{AppliedInput, InputKey};

/// A byte range of the manifest's text.
pub(super) type Span = Range<usize>;

/// A value and the byte range of the manifest that it was read from, quotes and brackets included. An input has
/// the place of its argument, see [`SourceText::argument_span`](crate::diagnostic::SourceText::argument_span).
///
/// The JSON schema is that of the value.
#[derive(Clone, Debug)]
pub struct Spanned<T> {
    span: Span,
    value: T,
    input: Option<SpannedInput>,
}

/// Where an input comes from.
#[derive(Clone, Copy, Debug)]
struct SpannedInput {
    key: InputKey,
    is_only_planned: bool,
}

impl<T> Spanned<T> {
    /// A value that was read from `span`.
    pub fn new(span: Range<usize>, value: T) -> Self {
        Self { span, value, input: None }
    }

    /// The key that an input took the place of; `None` if the manifest has the value.
    pub fn input(&self) -> Option<InputKey> {
        self.input.map(|input| input.key)
    }

    /// Whether a plan alone has the value, and neither the manifest nor the command line: then it confirms nothing.
    pub fn is_only_planned(&self) -> bool {
        self.input.is_some_and(|input| input.is_only_planned)
    }

    /// How to write another value where this one was written: itself, or the arguments that give it.
    pub fn written(&self, value: &str) -> String {
        self.input().map_or_else(|| value.to_owned(), |key| key.argument(value))
    }

    /// The byte range of the value.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The value.
    pub fn get_ref(&self) -> &T {
        &self.value
    }

    /// The value, to be changed in its place.
    pub(super) fn get_mut(&mut self) -> &mut T {
        &mut self.value
    }

    /// Another value for the same place.
    pub fn with<U>(&self, value: U) -> Spanned<U> {
        Spanned { span: self.span(), value, input: self.input }
    }

    /// Another value for the same place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { span: self.span, value: change(self.value), input: self.input }
    }

    /// The value without its place.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl Spanned<String> {
    /// The value of an input.
    pub(super) fn from_input(span: Span, input: &AppliedInput) -> Self {
        let AppliedInput { key, is_only_planned, .. } = *input;
        Self { span, value: input.value.clone(), input: Some(SpannedInput { key, is_only_planned }) }
    }
}

impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}
