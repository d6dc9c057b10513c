//! What the lints found in an archive.

#[cfg(feature = "html")]
mod html;
mod json;
mod text;

#[cfg(feature = "html")]
pub use html::html;
pub use json::{json, schema};
pub use text::text;
