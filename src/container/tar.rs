//! tar: headers are written field by field from the plan, in a named dialect; [`read`] parses archives made by
//! any tool, and [`recognize`](recognize()) identifies the writer.
//!
//! [`Headers`] turns an [`Entry`](crate::entry::Entry) into blocks, and knows neither files nor a clock. Dialects and
//! signatures are data, one file for each tool: [`tool::TOOLS`]. What a dialect cannot hold whole is rejected, never cut:
//! [`Unrepresentable`], [`OwnerFault`].
//! docs/spec/tar-dialects.md has what each tool writes.

mod beside;
mod block;
pub mod dialect;
mod encodings;
mod extension;
mod exthdr;
mod headers;
mod headings;
mod moment;
mod name;
mod number;
mod owner;
mod padding;
mod placement;
pub mod read;
mod recognize;
mod record;
mod respell;
#[cfg(test)]
mod sample;
pub mod signature;
pub mod sorting;
mod start;
pub mod style;
pub mod tool;
mod unrepresentable;

pub use dialect::Dialect;
pub use exthdr::{ExthdrFault, ExthdrName};
pub use headers::Headers;
pub use headings::{Heading, Headings};
pub use number::{Number, OutOfRange};
pub use padding::{ArchiveEnd, padding};
pub use recognize::{recognize, writer};
pub use respell::{Respelling, respell, respellings};
pub use tool::{DEFAULT, dialects, find};
pub use unrepresentable::{OwnerClass, OwnerFault, Unrepresentable};
