//! A value with its place in the manifest.

use std::borrow::Cow;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator};

/// A byte range of the manifest's text.
pub(super) type Span = Range<usize>;

/// A value and the byte range of the manifest that it was read from, quotes and brackets included.
///
/// The JSON schema is that of the value.
#[derive(Clone, Debug)]
pub struct Spanned<T> {
    span: Span,
    value: T,
}

impl<T> Spanned<T> {
    /// A value that was read from `span`.
    pub fn new(span: Range<usize>, value: T) -> Self {
        Self { span, value }
    }

    /// The byte range of the value.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The value.
    pub fn get_ref(&self) -> &T {
        &self.value
    }

    /// Another value for the same place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { span: self.span, value: change(self.value) }
    }

    /// The value without its place.
    pub fn into_inner(self) -> T {
        self.value
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
