//! What a build wrote: three digests for each archive.

mod json;
mod text;

pub use json::{json, schema};
pub use text::text;
