//! The replacement of the module `signers` in a build without the feature `signatures`: no file of signers can
//! be read.

use std::convert::Infallible;

use super::fault::{Fault, Good, SignersFault};

/// No signers.
pub struct Signers(Infallible);

impl Signers {
    /// Reports that signatures cannot be verified.
    ///
    /// # Errors
    /// Always.
    pub fn parse(_bytes: &[u8]) -> Result<Self, SignersFault> {
        Err(SignersFault::new(
            "pkgr was built without the feature `signatures`; install it with its default features",
        ))
    }

    /// Each key with whom it belongs to.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        match self.0 {}
    }

    /// Checks a signature.
    ///
    /// # Errors
    /// Never: there is no such value.
    pub fn verify(&self, _payload: &[u8], _signature: &[u8], _time: Option<i64>) -> Result<Good, Fault> {
        match self.0 {}
    }
}
