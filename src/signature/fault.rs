//! What a check of a signature comes to.

use std::fmt;

/// The fewest bits of an RSA or DSA key. gpg and ssh-keygen accept 1024, which is within reach of
/// factoring.
#[cfg(feature = "signatures")]
pub(super) const FEWEST_RSA_BITS: usize = 2048;

/// A good signature by a named signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Good {
    /// The key: an OpenPGP fingerprint in upper-case hex, or `SHA256:…` of an SSH key.
    pub key: String,
    /// Who that is: a user id or a principal of the signers file.
    pub signer: String,
}

/// Why a signature is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It cannot be read.
    Malformed(String),
    /// It is of the other kind than the signers: `OpenPGP` or `SSH`.
    OtherKind(&'static str),
    /// It is by a key that is not among the signers.
    UnknownKey(String),
    /// It names one of the signers and is not by that key over this text, or that key may not sign.
    Bad(String),
    /// The key had expired when the signature was made.
    Expired(String),
    /// The key was revoked.
    Revoked(String),
    /// It is of a kind that is too weak, or that is not known here.
    Unsupported(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(why) => write!(f, "the signature cannot be read: {why}"),
            Self::OtherKind(kind) => {
                write!(f, "it is an {kind} signature, and the signers are of the other kind")
            }
            Self::UnknownKey(key) => write!(f, "it is signed by the key {key}, which is none of the signers"),
            Self::Bad(why) => write!(f, "the signature is not good: {why}"),
            Self::Expired(why) => write!(f, "the signing key had expired: {why}"),
            Self::Revoked(why) => write!(f, "the signing key is revoked: {why}"),
            Self::Unsupported(why) => write!(f, "the signature is not accepted: {why}"),
        }
    }
}

/// What is wrong with a file of signers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignersFault {
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub why: String,
}

impl SignersFault {
    pub(super) fn new(why: impl Into<String>) -> Self {
        Self { line: None, why: why.into() }
    }
}

impl fmt::Display for SignersFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.why),
            None => f.write_str(&self.why),
        }
    }
}
