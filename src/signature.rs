//! Signatures of git tags, checked against signers that the user names.
//!
//! What the machine's own gpg or ssh trusts plays no part, no program is started and no clock is
//! read: the answer depends on the tag, on the file of signers, and on nothing else. So a release
//! can be checked again years later: a key that expired after the signature was made stays good for
//! it, one that had expired before does not.

#[cfg(feature = "signatures")]
mod base64;
#[cfg(feature = "signatures")]
mod block;
mod fault;
#[cfg(not(feature = "signatures"))]
mod no_signers;
#[cfg(feature = "signatures")]
mod openpgp;
#[cfg(feature = "signatures")]
mod signers;
#[cfg(feature = "signatures")]
mod ssh;
mod tag;

pub use self::fault::{Fault, Good, SignersFault};
#[cfg(not(feature = "signatures"))]
pub use self::no_signers::Signers;
#[cfg(feature = "signatures")]
pub use self::signers::Signers;
pub use self::tag::{in_header, split};
