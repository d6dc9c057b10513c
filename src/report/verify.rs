//! What became of each published archive when it was built again.

mod html;
mod json;
mod text;

pub use html::html;
pub use json::{json, schema};
pub use text::text;
