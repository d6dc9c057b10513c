//! What became of each published archive when it was built again.

#[cfg(feature = "html")]
mod html;
mod json;
mod text;

#[cfg(feature = "html")]
pub use html::html;
pub use json::{json, schema};
pub use text::text;
