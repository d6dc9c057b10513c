//! The encoders behind the archive formats.

mod deflate;
pub mod gzip;
