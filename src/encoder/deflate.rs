//! Deflate encoders (RFC 1951): the code that they share, and one directory for each.
//!
//! The format fixes how tokens become bits. Which tokens, where a block ends and how it is coded is the
//! encoder's own choice, so an encoder is the set of these choices. A further one gets a directory
//! beside `gnu` and uses `format` as it is.

mod format;
pub(super) mod gnu;
