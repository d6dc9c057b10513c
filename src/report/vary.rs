//! What came of varying the surroundings of a build, in each format.

mod html;
mod json;
mod text;

pub use html::html;
pub use json::{json, schema};
pub use text::text;
