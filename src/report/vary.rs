//! What came of varying the surroundings of a build, in each format.

#[cfg(feature = "html")]
mod html;
mod json;
mod text;

#[cfg(feature = "html")]
pub use html::html;
pub use json::{json, schema};
pub use text::text;
