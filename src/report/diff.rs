//! What a comparison found: one paragraph for each cause, and the lines of files that differ.

mod html;
mod json;
mod text;

pub use html::html;
pub use json::{json, schema};
pub use text::text;

pub(super) use html::banner;
pub(crate) use text::{cause, details};
