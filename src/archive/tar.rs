//! The tar writer: headers are written field by field from the plan, in a named dialect.

mod preset;

pub use preset::Preset;
