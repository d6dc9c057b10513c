//! What a comparison found: one paragraph for each cause, and the lines of files that differ.

#[cfg(feature = "html")]
mod html;
mod json;
mod text;

#[cfg(feature = "html")]
pub use html::html;
pub use json::{json, schema};
pub use text::text;

#[cfg(feature = "html")]
pub(super) use html::banner;
#[cfg(feature = "vary")]
pub(crate) use text::cause;
#[cfg(any(feature = "git", feature = "vary"))]
pub(crate) use text::details;
