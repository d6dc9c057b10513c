//! How the builds that are compared are done.

/// How a build is done, whatever is varied.
#[derive(Clone, Copy)]
pub struct How {
    /// Compress the archives.
    pub full: bool,
    /// Keep still what surrounds steps.
    pub held: bool,
}
