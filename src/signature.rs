//! Signatures of git tags, checked against signers that the user names.
//!
//! What the machine's own gpg or ssh trusts plays no part, no program is started and no clock is
//! read: the answer depends on the tag, on the file of signers, and on nothing else. So a release
//! can be checked again years later: a key that expired after the signature was made stays good for
//! it, one that had expired before does not.

mod base64;
mod block;
mod fault;
mod openpgp;
mod ssh;

use memchr::memmem;

pub use self::fault::{Fault, Good, SignersFault};

/// X.509 signatures, as gitsign and gpgsm make them.
const BEGIN_X509: &[u8] = b"-----BEGIN SIGNED MESSAGE-----";

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
    /// It is neither, or holds no key.
    pub fn parse(bytes: &[u8]) -> Result<Self, SignersFault> {
        let is_openpgp = openpgp::is_binary(bytes)
            || memmem::find(bytes, openpgp::BEGIN_KEY).is_some();
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
    /// It is not a good signature by one of the signers.
    pub fn verify(&self, payload: &[u8], signature: &[u8], time: Option<i64>) -> Result<Good, Fault> {
        if signature.starts_with(BEGIN_X509) {
            let why = "it is an X.509 signature (gitsign, gpgsm), and OpenPGP and SSH are understood here";
            return Err(Fault::Unsupported(why.to_owned()));
        }
        let is_ssh = signature.starts_with(ssh::BEGIN);
        let verdict = match &self.0 {
            Keys::OpenPgp(_) if is_ssh => Err(Fault::OtherKind("SSH")),
            Keys::Ssh(_) if !is_ssh => Err(Fault::OtherKind("OpenPGP")),
            Keys::OpenPgp(certificates) => certificates.verify(payload, signature),
            Keys::Ssh(signers) => ssh::verify(signers, payload, signature, time),
        };
        verdict.map_err(|fault| with_quoted(fault, payload))
    }
}

/// The first lines of signatures.
const BEGINS: [&[u8]; 4] = [openpgp::BEGIN, openpgp::BEGIN_MESSAGE, ssh::BEGIN, BEGIN_X509];

/// A tag object's text, and the signature at its end where there is one.
///
/// As for git, the signature begins at the last line that begins one: an earlier one is quoted, and a
/// part of the text that is signed. Whatever follows must be nothing but that signature.
#[must_use]
pub fn split(object: &[u8]) -> (&[u8], Option<&[u8]>) {
    match beginnings(object).last() {
        Some(Beginning { at, .. }) => (&object[..at], Some(&object[at..])),
        None => (object, None),
    }
}

/// A line that begins a signature.
struct Beginning {
    /// The line, from 1.
    line: usize,
    /// Its place, in bytes.
    at: usize,
}

fn beginnings(object: &[u8]) -> impl Iterator<Item = Beginning> {
    let mut next = 0;
    let lines = object.split_inclusive(|&byte| byte == b'\n').enumerate().map(move |(number, line)| {
        let at = next;
        next += line.len();
        (Beginning { line: number + 1, at }, line)
    });
    lines
        .filter(|(_, line)| BEGINS.iter().any(|begin| line.starts_with(begin)))
        .map(|(beginning, _)| beginning)
}

/// Says where the signed text itself has a line that begins a signature: who reads the tag may take that
/// for the signature.
fn with_quoted(fault: Fault, payload: &[u8]) -> Fault {
    match (fault, beginnings(payload).next()) {
        (Fault::Bad(why), Some(Beginning { line, .. })) => Fault::Bad(format!(
            "{why} (line {line} of the tag begins a signature too; as for git, only the last one counts, and \
             it has to be over all before it)"
        )),
        (fault, _) => fault,
    }
}

/// The name of a header of a tag object that holds a signature, as headers of commits do. git does not
/// look there in a tag.
#[must_use]
pub fn in_header(object: &[u8]) -> Option<&'static str> {
    let headers = object.split(|&byte| byte == b'\n').take_while(|line| !line.is_empty());
    let names: Vec<&[u8]> =
        headers.map(|line| line.split(|&byte| byte == b' ').next().unwrap_or_default()).collect();
    ["gpgsig", "gpgsig-sha256"].into_iter().find(|name| names.contains(&name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_split_where_its_signature_begins() {
        let tag = b"tag v1\n\nmessage\n-----BEGIN PGP SIGNATURE-----\nx\n";
        let (payload, signature) = split(tag);
        assert_eq!(payload, b"tag v1\n\nmessage\n");
        assert_eq!(signature, Some(&b"-----BEGIN PGP SIGNATURE-----\nx\n"[..]));
        assert_eq!(split(b"tag v1\n\n -----BEGIN PGP SIGNATURE-----\n").1, None);
        assert_eq!(split(b"").1, None);
        let quoting = b"tag v1\n\n-----BEGIN PGP SIGNATURE-----\nmore\n-----BEGIN SSH SIGNATURE-----\nx\n";
        assert_eq!(split(quoting).1, Some(&b"-----BEGIN SSH SIGNATURE-----\nx\n"[..]));
    }

    #[test]
    fn a_signature_in_a_header_is_seen() {
        assert_eq!(in_header(b"tag v1\ngpgsig -----BEGIN PGP SIGNATURE-----\n\nx\n"), Some("gpgsig"));
        assert_eq!(in_header(b"tag v1\ngpgsig-sha256 x\n\nx\n"), Some("gpgsig-sha256"));
        assert_eq!(in_header(b"tag v1\n\ngpgsig x\n"), None);
    }
}
