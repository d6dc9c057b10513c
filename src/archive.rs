//! Archive containers: how entries become one stream of bytes, and what is found in such a stream.

pub mod inventory;
pub mod look;
pub mod names;
pub mod tar;
