//! Progress of long operations, and their cancellation. Nothing here draws anything.

/// Receives the progress of a long operation, and can cancel it.
pub trait Progress: Sync {
    /// A stage begins that will process `bytes` bytes.
    fn begin(&self, stage: Stage, bytes: u64);
    /// `bytes` more bytes are done.
    fn advance(&self, bytes: u64);
    /// `count` more builds are expected; they are counted in place of bytes.
    fn expect_builds(&self, _count: usize) {}
    /// The next of the expected builds begins.
    fn begin_build(&self, _name: &'static str) {}
    /// The stage is over; its progress bar can be removed.
    fn end(&self) {}
    /// Whether the operation should stop and leave nothing behind.
    fn is_cancelled(&self) -> bool;
}

/// The stages that take time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Files are read once for their digests.
    Measure,
    /// Archives are written.
    Build,
    /// Archives that are there are read.
    Read,
}

/// Ignores progress and never cancels.
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage, _: u64) {}
    fn advance(&self, _: u64) {}
    fn is_cancelled(&self) -> bool {
        false
    }
}
