//! How a stream of bytes is packed.

/// The compression of one stream, without headers around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// As it is.
    Stored,
    /// Raw deflate (RFC 1951).
    Deflate,
    /// One xz stream.
    Xz,
    /// One Zstandard frame.
    Zstd,
    /// One bzip2 stream.
    Bzip2,
}
