//! Archive containers: how entries become one stream of bytes.

pub mod tar;
