//! SSH signatures (PROTOCOL.sshsig of OpenSSH) and `allowed_signers` files (ssh-keygen(1)), keys
//! and signatures being read and checked by the `ssh-key` crate.

mod line;
mod pattern;
mod rsa;

use std::ops::Range;

use memchr::memmem;
use ssh_key::public::KeyData;
use ssh_key::{HashAlg, SshSig};

use self::line::NAMESPACE;
pub use self::line::{Signer, parse};
use super::base64;
use super::block::only_block;
use super::fault::{Fault, Good};
use super::tag::BEGIN_SSH;

const END: &str = "-----END SSH SIGNATURE-----";

/// The length of a line of base64.
const COLUMNS: usize = 70;

/// What the types of certificates have in their names.
const CERTIFICATE: &[u8] = b"-cert-v01@";

/// Checks `armored` over `payload` as git does: the first line of the file that has the key, and
/// that holds at `time`, says who signed; then some line has to allow that name to sign for git.
///
/// # Errors
/// Returns an error if it is not a good signature by one of the signers.
pub fn verify(signers: &[Signer], payload: &[u8], armored: &[u8], time: Option<i64>) -> Result<Good, Fault> {
    let signature = read(armored)?;
    let key = signature.public_key().fingerprint(HashAlg::Sha256).to_string();
    let lines: Vec<&Signer> =
        signers.iter().filter(|signer| signer.key.key_data() == signature.public_key()).collect();
    let Some(first) = lines.first() else { return Err(Fault::UnknownKey(key)) };
    // The text comes first: a forged signature is to be reported as such, and not as one out of
    // time.
    check_text(first, payload, &signature, &key)?;
    let Some(named) = lines.iter().find(|line| line.outside_of_time(time).is_none()) else {
        return Err(Fault::Bad(first.outside_of_time(time).unwrap_or_default()));
    };
    let mut rejection = None;
    for name in named.names() {
        for line in &lines {
            match line.rejection(name, time) {
                None => return Ok(Good { key, signer: line.principals.clone() }),
                why => rejection = rejection.or(why),
            }
        }
    }
    Err(Fault::Bad(rejection.unwrap_or_default()))
}

fn read(armored: &[u8]) -> Result<SshSig, Fault> {
    let block = only_block(armored, END)?;
    if block.contains('\r') {
        // ssh-keygen does not find the first line then.
        return Err(Fault::Malformed("its lines end with a carriage return".to_owned()));
    }
    let text = base64_of(block)?;
    reject_certificate(&text)?;
    let signature = SshSig::from_pem(armored_usually(&text));
    let signature = signature.map_err(|cause| Fault::Malformed(cause.to_string()))?;
    if signature.version() != SshSig::VERSION {
        return Err(Fault::Malformed(format!("its version is {}, and 1 is known", signature.version())));
    }
    Ok(signature)
}

/// The base64 of a block without the blanks in it, where ssh-keygen and the `ssh-key` crate do not expect the
/// same ones.
fn base64_of(block: &str) -> Result<String, Fault> {
    let begin = std::str::from_utf8(BEGIN_SSH).expect("is ASCII");
    let body = block.strip_prefix(begin).and_then(|block| block.strip_prefix('\n'));
    let body = body.and_then(|body| body.strip_suffix(END)?.strip_suffix('\n'));
    let Some(body) = body else {
        return Err(Fault::Malformed(format!("`{begin}` and `{END}` have to be lines of their own")));
    };
    // No program writes one, and a reader could take it for the end of headers, as in OpenPGP's armor.
    if body.lines().any(|line| line.trim_ascii().is_empty()) {
        return Err(Fault::Malformed("it has a blank line".to_owned()));
    }
    Ok(body.split_ascii_whitespace().collect())
}

/// Armor with lines of the one length that the `ssh-key` crate reads.
fn armored_usually(base64: &str) -> String {
    let mut armor = String::from_utf8_lossy(BEGIN_SSH).into_owned();
    for (index, character) in base64.chars().enumerate() {
        if index.is_multiple_of(COLUMNS) {
            armor.push('\n');
        }
        armor.push(character);
    }
    armor + "\n" + END + "\n"
}

/// The `ssh-key` crate reads no signature whose key is a certificate, and does not say so.
fn reject_certificate(text: &str) -> Result<(), Fault> {
    let blob = base64::decode(text).map_err(Fault::Malformed)?;
    match key_type(&blob) {
        Some(kind) if memmem::find(kind, CERTIFICATE).is_some() => Err(Fault::Unsupported(format!(
            "it is made with an SSH certificate (`{}`), which is not supported: sign with the key alone",
            kind.escape_ascii()
        ))),
        _ => Ok(()),
    }
}

/// The type of the key in a signature: the first field of the field after the magic word and the
/// version.
fn key_type(blob: &[u8]) -> Option<&[u8]> {
    let field = |bytes: &[u8]| -> Option<Range<usize>> {
        let length = u32::from_be_bytes(*bytes.first_chunk()?);
        let end = usize::try_from(length).ok()?.checked_add(4)?;
        (end <= bytes.len()).then_some(4..end)
    };
    let fields = blob.get(b"SSHSIG".len() + 4..)?;
    let key = &fields[field(fields)?];
    Some(&key[field(key)?])
}

fn check_text(signer: &Signer, payload: &[u8], signature: &SshSig, key: &str) -> Result<(), Fault> {
    if signature.namespace() != NAMESPACE {
        return Err(Fault::Bad(format!(
            "it was made for the namespace `{}`, and tags are signed for `git`",
            signature.namespace().escape_debug()
        )));
    }
    match signer.key.key_data() {
        KeyData::Rsa(rsa) => rsa::verify(rsa, payload, signature),
        KeyData::SkEd25519(_) | KeyData::SkEcdsaSha2NistP256(_) if !is_touched(signature) => {
            Err(Fault::Bad(format!("nobody touched the security key {key} when it signed")))
        }
        _ => signer.key.verify(NAMESPACE, payload, signature).map_err(|cause| bad(key, &cause)),
    }
}

/// Whether the signature of a security key says that somebody was there: the lowest bit of the flags
/// that stand before its counter of four bytes.
fn is_touched(signature: &SshSig) -> bool {
    let bytes = signature.signature_bytes();
    // Five bytes from the end: one of flags and four of the counter.
    bytes.len().checked_sub(5).is_some_and(|flags| bytes[flags] & 1 == 1)
}

fn bad(key: &str, cause: &ssh_key::Error) -> Fault {
    match cause {
        ssh_key::Error::AlgorithmUnknown | ssh_key::Error::AlgorithmUnsupported { .. } => {
            Fault::Unsupported(format!("the algorithm of the key {key} is not known here"))
        }
        _ => Fault::Bad(format!("the text is not what the key {key} signed")),
    }
}
