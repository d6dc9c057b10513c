//! The keys of signers, and what they have signed.

use memchr::memmem;

use super::fault::{Fault, Good, SignersFault};
use super::tag::{self, BEGIN_SSH, BEGIN_X509};
use super::{openpgp, ssh};

/// Signers from a file: OpenPGP certificates, or the lines of an SSH `allowed_signers` file.
pub struct Signers(Keys);

enum Keys {
    OpenPgp(openpgp::Certificates),
    Ssh(Vec<ssh::Signer>),
}

impl Signers {
    /// Reads OpenPGP certificates (armored, several blocks after each other, or binary) or an SSH
    /// `allowed_signers` file.
    ///
    /// # Errors
    /// Returns an error if it is neither, or holds no key.
    pub fn parse(bytes: &[u8]) -> Result<Self, SignersFault> {
        let is_openpgp = openpgp::is_binary(bytes) || memmem::find(bytes, openpgp::BEGIN_KEY).is_some();
        let keys = if is_openpgp {
            Keys::OpenPgp(openpgp::Certificates::parse(bytes)?)
        } else {
            Keys::Ssh(ssh::parse(bytes)?)
        };
        Ok(Self(keys))
    }

    /// Each key with whom it belongs to, for messages.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        match &self.0 {
            Keys::OpenPgp(certificates) => certificates.names(),
            Keys::Ssh(signers) => signers.iter().map(ssh::Signer::name).collect(),
        }
    }

    /// Checks `signature` over `payload`; `time` is when the tag says that it was made, in seconds
    /// since 1970.
    ///
    /// # Errors
    /// Returns an error if it is not a good signature by one of the signers.
    pub fn verify(&self, payload: &[u8], signature: &[u8], time: Option<i64>) -> Result<Good, Fault> {
        if signature.starts_with(BEGIN_X509) {
            let why = "it is an X.509 signature (gitsign, gpgsm), and OpenPGP and SSH are understood here";
            return Err(Fault::Unsupported(why.to_owned()));
        }
        let is_ssh = signature.starts_with(BEGIN_SSH);
        let verdict = match &self.0 {
            Keys::OpenPgp(_) if is_ssh => Err(Fault::OtherKind("SSH")),
            Keys::Ssh(_) if !is_ssh => Err(Fault::OtherKind("OpenPGP")),
            Keys::OpenPgp(certificates) => certificates.verify(payload, signature),
            Keys::Ssh(signers) => ssh::verify(signers, payload, signature, time),
        };
        verdict.map_err(|fault| tag::with_quoted(fault, payload))
    }
}
