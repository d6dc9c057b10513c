//! Where the files of a plan lie, as the manifest names it.

use super::Plan;

impl<C> Plan<C> {
    /// The source directory as the manifest names it, if it is outside of the manifest's directory.
    #[must_use]
    pub fn outside(&self) -> Option<&str> {
        self.outside.as_deref()
    }

    /// The directory of the entries with the origin `overlay`, as the manifest names it.
    #[must_use]
    pub fn overlay(&self) -> Option<&str> {
        self.overlay.as_deref()
    }
}
