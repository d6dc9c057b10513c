//! What came of varying the surroundings of a build, in each format.

mod html;
mod json;
mod text;

pub use html::html;
pub(crate) use json::VaryDocument;
pub use json::json;
pub use text::text;
