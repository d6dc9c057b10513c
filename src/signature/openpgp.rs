//! OpenPGP (RFC 9580) signatures and certificates, read and checked by the `pgp` crate.
//!
//! The crate checks single signatures; what belongs to a certificate ([`merge`]), and which of its
//! keys may sign, and when ([`policy`]), is decided here.

mod armor;
mod certificate;
mod issuer;
mod merge;
mod packets;
mod policy;
mod strength;

use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{PacketHeader, Signature, SignatureType, SignatureVersion};
use pgp::types::{Tag, VerifyingKey};

use self::certificate::Certificate;
use self::issuer::{hex, issuer, names};
use super::block::only_block;
use super::fault::{Fault, Good, SignersFault};
use super::tag::{BEGIN_PGP, BEGIN_PGP_MESSAGE};

pub const BEGIN_KEY: &[u8] = armor::BEGIN_KEY.as_bytes();
const END: &str = "-----END PGP SIGNATURE-----";

/// The certificates of the signers.
pub struct Certificates(Vec<Certificate>);

impl Certificates {
    /// Reads certificates, armored or binary, and puts together what belongs together.
    ///
    /// # Errors
    /// Returns an error if something in the file is damaged, or belongs to no certificate of it.
    pub fn parse(bytes: &[u8]) -> Result<Self, SignersFault> {
        let blocks = if is_binary(bytes) {
            vec![packets::read(bytes).map_err(|why| unreadable(&why))?]
        } else {
            let read = |block: armor::ArmoredBlock| {
                packets::read(&block.bytes)
                    .map_err(|why| SignersFault { line: Some(block.line), ..unreadable(&why) })
            };
            armor::blocks(bytes)?.into_iter().map(read).collect::<Result<_, _>>()?
        };
        merge::merge(blocks).map(Self).map_err(SignersFault::new)
    }

    pub fn names(&self) -> Vec<String> {
        let name =
            |certificate: &Certificate| format!("{} ({})", hex(&certificate.primary), certificate.user());
        self.0.iter().map(name).collect()
    }

    /// Checks a signature. If several certificates have its key, all of them have to allow it.
    pub fn verify(&self, payload: &[u8], armored: &[u8]) -> Result<Good, Fault> {
        let signature = one_signature(armored)?;
        reject_weak(&signature)?;
        let mut good = None;
        for certificate in &self.0 {
            // A rejection by one certificate ends the search: another copy of the key without the
            // limit must not lift it.
            let allowed = by(certificate, &signature, payload)?;
            good = good.or(allowed);
        }
        good.ok_or_else(|| Fault::UnknownKey(issuer(&signature)))
    }
}

/// Whether a signers file is binary OpenPGP: the first bit of each packet is set.
pub fn is_binary(bytes: &[u8]) -> bool {
    // A byte order mark and a name in another script begin so too, but they are text.
    bytes.first().is_some_and(|byte| byte & 0x80 != 0) && std::str::from_utf8(bytes).is_err()
}

fn unreadable(why: &str) -> SignersFault {
    SignersFault::new(format!("no OpenPGP certificate: {why}"))
}

fn one_signature(armored: &[u8]) -> Result<Signature, Fault> {
    if armored.starts_with(BEGIN_PGP_MESSAGE) {
        return Err(Fault::Unsupported(
            "it is a whole PGP message, as programs of the last century wrote it".to_owned(),
        ));
    }
    let lines: Vec<&str> = only_block(armored, END)?.lines().collect();
    let [first, inside @ .., last] = &lines[..] else {
        return Err(Fault::Malformed("it is one line".to_owned()));
    };
    if first.trim_end().as_bytes() != BEGIN_PGP || last.trim_end() != END {
        return Err(Fault::Malformed("its first and its last line hold more than they should".to_owned()));
    }
    signature_packet(&armor::decode(inside).map_err(Fault::Malformed)?)
}

/// The one signature packet that `bytes` has to be.
fn signature_packet(bytes: &[u8]) -> Result<Signature, Fault> {
    let unreadable = |cause: &dyn std::fmt::Display| Fault::Malformed(cause.to_string());
    let mut rest = bytes;
    let header = PacketHeader::try_from_reader(&mut rest).map_err(|cause| unreadable(&cause))?;
    if header.tag() != Tag::Signature {
        return Err(Fault::Malformed(format!("it holds a {:?}", header.tag())));
    }
    let length = header.packet_length().maybe_len().and_then(|length| usize::try_from(length).ok());
    // Bytes behind the signature could be a second one, which another reader would take.
    match length {
        Some(length) if length == rest.len() => {}
        Some(length) if length < rest.len() => {
            return Err(Fault::Malformed(
                "it holds more than one packet, and one signature is expected".to_owned(),
            ));
        }
        _ => return Err(Fault::Malformed("it ends too early".to_owned())),
    }
    Signature::try_from_reader(header, rest).map_err(|cause| unreadable(&cause))
}

/// Signatures that can be made to fit two texts, or that do not say when they were made.
fn reject_weak(signature: &Signature) -> Result<(), Fault> {
    let reject = |why: String| Err(Fault::Unsupported(why));
    if !matches!(signature.version(), SignatureVersion::V4 | SignatureVersion::V6) {
        return reject(format!("its version is {:?}", signature.version()));
    }
    if signature.typ() != Some(SignatureType::Binary) {
        return reject(format!("it is no signature of binary data but {:?}", signature.typ()));
    }
    if let Some(why) = policy::not_understood(signature) {
        return reject(format!("it {why}"));
    }
    match signature.hash_alg() {
        Some(HashAlgorithm::Md5 | HashAlgorithm::Sha1 | HashAlgorithm::Ripemd160) | None => {
            reject("its hash function is broken: two texts can have the same signature".to_owned())
        }
        Some(_) if signature.created().is_none() => reject("it does not say when it was made".to_owned()),
        Some(_) if signature.signature_expiration_time().is_some_and(|time| time.as_secs() > 0) => {
            reject("it says that it expires, and a release does not".to_owned())
        }
        Some(_) => Ok(()),
    }
}

/// Whether the signature is good by a key of the certificate; none if it is by none of its keys.
fn by(certificate: &Certificate, signature: &Signature, payload: &[u8]) -> Result<Option<Good>, Fault> {
    let good = || Good { key: hex(&certificate.primary), signer: certificate.user() };
    if names(signature, &certificate.primary) {
        check_text(signature, &certificate.primary, payload)?;
        policy::primary(certificate, signature)?;
        return Ok(Some(good()));
    }
    let mut subkeys = certificate.subkeys.iter();
    let Some(subkey) = subkeys.find(|subkey| names(signature, &subkey.key)) else { return Ok(None) };
    check_text(signature, &subkey.key, payload)?;
    policy::subkey(certificate, subkey, signature)?;
    Ok(Some(good()))
}

fn check_text(signature: &Signature, key: &impl VerifyingKey, payload: &[u8]) -> Result<(), Fault> {
    if let Some(why) = strength::unsupported(key, signature) {
        return Err(Fault::Unsupported(why));
    }
    signature
        .verify(key, payload)
        .map_err(|_| Fault::Bad(format!("the text is not what the key {} signed", hex(key))))
}
