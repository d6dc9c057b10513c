//! What the lints found in an archive.

mod html;
mod json;
mod text;

pub use html::html;
pub use json::{json, schema};
pub use text::text;
