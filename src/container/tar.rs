//! tar: headers are written field by field from the plan, in a named dialect; [`read`] reads those of
//! anybody, and [`style`] tells who may have written them.
//!
//! [`Headers`] turns an [`Entry`](crate::entry::Entry) into blocks, and knows neither files nor a clock. What a
//! dialect does is data: [`dialect::Dialect`]. What it cannot say whole is refused, never cut: [`Unrepresentable`], [`OwnerFault`].
//! docs/spec/tar-dialects.md has what each tool writes.

mod block;
pub mod dialect;
mod extension;
mod exthdr;
pub mod family;
mod headers;
mod name;
mod number;
mod object_name;
mod owner;
mod padding;
mod preset;
pub mod read;
mod record;
pub mod sorting;
mod start;
pub mod style;
mod unrepresentable;

pub use exthdr::{ExthdrFault, ExthdrName};
pub use headers::Headers;
pub use number::{Number, OutOfRange};
pub use padding::padding;
pub use preset::Preset;
pub use unrepresentable::{OwnerClass, OwnerFault, Unrepresentable};
