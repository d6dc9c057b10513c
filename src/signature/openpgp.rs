//! OpenPGP (RFC 9580) signatures and certificates, read and checked by the `pgp` crate.
//!
//! The crate checks single signatures; which of a certificate's keys may sign, and when, is decided
//! here from the certificate's own signatures.

use pgp::composed::{Deserializable, DetachedSignature, SignedPublicKey, SignedPublicSubKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{RevocationCode, Signature, SignatureType, SignatureVersion};
use pgp::ser::Serialize;
use pgp::types::{KeyDetails, PublicParams, Tag, VerifyingKey};

use super::{Fault, Good, SignersFault, only_block};

pub const BEGIN: &[u8] = b"-----BEGIN PGP SIGNATURE-----";
pub const BEGIN_MESSAGE: &[u8] = b"-----BEGIN PGP MESSAGE-----";
pub const BEGIN_KEY: &[u8] = b"-----BEGIN PGP PUBLIC KEY BLOCK-----";
const END: &str = "-----END PGP SIGNATURE-----";
const END_KEY: &str = "-----END PGP PUBLIC KEY BLOCK-----";

/// The certificates of the signers.
pub struct Certificates(Vec<SignedPublicKey>);

impl Certificates {
    pub fn parse(bytes: &[u8]) -> Result<Self, SignersFault> {
        let unreadable =
            |cause: pgp::errors::Error| SignersFault::new(format!("no OpenPGP certificate: {cause}"));
        let mut found = Vec::new();
        if bytes.first().is_some_and(|byte| byte & 0x80 != 0) {
            for certificate in SignedPublicKey::from_bytes_many(bytes).map_err(unreadable)? {
                found.push(certificate.map_err(unreadable)?);
            }
        } else {
            for block in blocks(bytes)? {
                let (list, _) = SignedPublicKey::from_armor_many(block.as_bytes()).map_err(unreadable)?;
                for certificate in list {
                    found.push(certificate.map_err(unreadable)?);
                }
            }
        }
        if found.is_empty() {
            Err(SignersFault::new("it holds no OpenPGP certificate"))
        } else {
            Ok(Self(found))
        }
    }

    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(|certificate| format!("{} ({})", hex(certificate), user(certificate))).collect()
    }

    pub fn verify(&self, payload: &[u8], armored: &[u8]) -> Result<Good, Fault> {
        let signature = one_signature(armored)?;
        refuse_weak(&signature)?;
        for certificate in &self.0 {
            if names(&signature, &certificate.primary_key) {
                return by_primary(certificate, &signature, payload);
            }
            let mut subkeys = certificate.public_subkeys.iter();
            if let Some(subkey) = subkeys.find(|subkey| names(&signature, &subkey.key)) {
                return by_subkey(certificate, subkey, &signature, payload);
            }
        }
        Err(Fault::UnknownKey(issuer(&signature)))
    }
}

/// The armored blocks of a file; text around them is only text.
fn blocks(bytes: &[u8]) -> Result<Vec<&str>, SignersFault> {
    let text =
        std::str::from_utf8(bytes).map_err(|_| SignersFault::new("it is neither text nor binary OpenPGP"))?;
    let begin = std::str::from_utf8(BEGIN_KEY).expect("it is ASCII");
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(begin) {
        let from = &rest[start..];
        let end = from
            .find(END_KEY)
            .ok_or_else(|| SignersFault::new(format!("the line `{END_KEY}` is missing")))?;
        let (block, after) = from.split_at(end + END_KEY.len());
        found.push(block);
        rest = after;
    }
    Ok(found)
}

fn one_signature(armored: &[u8]) -> Result<Signature, Fault> {
    if armored.starts_with(BEGIN_MESSAGE) {
        return Err(Fault::Unsupported(
            "it is a whole PGP message, as programs of the last century wrote it".to_owned(),
        ));
    }
    let unreadable = |cause: pgp::errors::Error| Fault::Malformed(cause.to_string());
    let block = only_block(armored, END)?;
    let (list, _) = DetachedSignature::from_armor_many(block.as_bytes()).map_err(unreadable)?;
    let mut list = list.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    match (list.pop(), list.len()) {
        (Some(only), 0) => Ok(only.signature),
        (Some(_), others) => {
            Err(Fault::Malformed(format!("it holds {} signatures, and one is expected", others + 1)))
        }
        (None, _) => Err(Fault::Malformed("it is empty".to_owned())),
    }
}

/// Signatures that can be made to fit two texts, or that do not say when they were made.
fn refuse_weak(signature: &Signature) -> Result<(), Fault> {
    let refuse = |why: String| Err(Fault::Unsupported(why));
    if !matches!(signature.version(), SignatureVersion::V4 | SignatureVersion::V6) {
        return refuse(format!("its version is {:?}", signature.version()));
    }
    if signature.typ() != Some(SignatureType::Binary) {
        return refuse(format!("it is no signature of binary data but {:?}", signature.typ()));
    }
    match signature.hash_alg() {
        Some(HashAlgorithm::Md5 | HashAlgorithm::Sha1 | HashAlgorithm::Ripemd160) | None => {
            refuse("its hash function is broken: two texts can have the same signature".to_owned())
        }
        Some(_) if signature.created().is_none() => refuse("it does not say when it was made".to_owned()),
        Some(_) if signature.signature_expiration_time().is_some_and(|time| time.as_secs() > 0) => {
            refuse("it says that it expires, and a release does not".to_owned())
        }
        Some(_) => Ok(()),
    }
}

/// Whether the signature says that it is by this key. One that says nothing is by no key.
fn names(signature: &Signature, key: &impl KeyDetails) -> bool {
    let fingerprints = signature.issuer_fingerprint();
    if fingerprints.is_empty() {
        return signature.issuer_key_id().contains(&&key.legacy_key_id());
    }
    fingerprints.contains(&&key.fingerprint())
}

fn issuer(signature: &Signature) -> String {
    let fingerprint = signature.issuer_fingerprint().first().map(|found| format!("{found:X}"));
    let key_id = || signature.issuer_key_id().first().map(|found| found.to_string().to_uppercase());
    fingerprint.or_else(key_id).unwrap_or_else(|| "that it does not name".to_owned())
}

fn hex(key: &impl KeyDetails) -> String {
    format!("{:X}", key.fingerprint())
}

fn user(certificate: &SignedPublicKey) -> String {
    let first = certificate.details.users.first();
    first.map_or_else(|| "no user id".to_owned(), |user| String::from_utf8_lossy(user.id.id()).into_owned())
}

fn good(certificate: &SignedPublicKey) -> Good {
    Good { key: hex(certificate), signer: user(certificate) }
}

fn by_primary(certificate: &SignedPublicKey, signature: &Signature, payload: &[u8]) -> Result<Good, Fault> {
    let key = &certificate.primary_key;
    check_text(signature, key, payload)?;
    let own = check_certificate(certificate, signature)?;
    if !may_sign(own) {
        return Err(Fault::Bad(format!("the key {} is not meant for signing", hex(key))));
    }
    Ok(good(certificate))
}

fn by_subkey(
    certificate: &SignedPublicKey,
    subkey: &SignedPublicSubKey,
    signature: &Signature,
    payload: &[u8],
) -> Result<Good, Fault> {
    let primary = &certificate.primary_key;
    check_text(signature, &subkey.key, payload)?;
    check_certificate(certificate, signature)?;
    let valid = |kind| {
        let all = subkey.signatures.iter().filter(move |found| found.typ() == Some(kind));
        all.filter(|found| found.verify_subkey_binding(primary, &subkey.key).is_ok())
    };
    let name = hex(&subkey.key);
    refuse_revoked(&name, valid(SignatureType::SubkeyRevocation), signature)?;
    let binding = valid(SignatureType::SubkeyBinding).max_by_key(|found| made(found));
    let Some(binding) =
        binding.filter(|binding| binding.key_flags().sign() && has_back_signature(binding, subkey, primary))
    else {
        return Err(Fault::Bad(format!("the subkey {name} is not bound to its certificate for signing")));
    };
    refuse_expired(&name, &subkey.key, binding, signature)?;
    Ok(good(certificate))
}

/// The subkey's own consent: without it anybody could claim another's key as a subkey.
fn has_back_signature(
    binding: &Signature,
    subkey: &SignedPublicSubKey,
    primary: &(impl VerifyingKey + Serialize),
) -> bool {
    binding
        .embedded_signature()
        .is_some_and(|back| back.verify_primary_key_binding(&subkey.key, primary).is_ok())
}

fn check_text(signature: &Signature, key: &impl VerifyingKey, payload: &[u8]) -> Result<(), Fault> {
    if matches!(key.public_params(), PublicParams::Unknown { .. }) {
        return Err(Fault::Unsupported(format!("the algorithm of the key {} is not known here", hex(key))));
    }
    signature
        .verify(key, payload)
        .map_err(|_| Fault::Bad(format!("the text is not what the key {} signed", hex(key))))
}

/// The newest signature by which the certificate describes itself, once it is sure that it was
/// neither revoked nor expired.
fn check_certificate<'a>(
    certificate: &'a SignedPublicKey,
    signature: &Signature,
) -> Result<&'a Signature, Fault> {
    let (key, details, name) = (&certificate.primary_key, &certificate.details, hex(certificate));
    let revocations = details.revocation_signatures.iter().filter(|found| found.verify_key(key).is_ok());
    refuse_revoked(&name, revocations, signature)?;
    let direct = details.direct_signatures.iter();
    let direct =
        direct.filter(|found| found.typ() == Some(SignatureType::Key) && found.verify_key(key).is_ok());
    let users = details.users.iter().flat_map(|user| {
        let own = user.signatures.iter().filter(|found| found.typ() != Some(SignatureType::CertRevocation));
        own.filter(move |found| found.verify_certification(key, Tag::UserId, &user.id).is_ok())
    });
    let newest = direct.chain(users).max_by_key(|found| made(found));
    let newest = newest
        .ok_or_else(|| Fault::Bad(format!("the certificate {name} has no good signature of its own")))?;
    refuse_expired(&name, key, newest, signature)?;
    Ok(newest)
}

/// Whether the key's flags allow signatures. Old certificates have no flags, and their keys do all.
fn may_sign(own: &Signature) -> bool {
    let flags = own.key_flags();
    flags.sign()
        || !(flags.certify() || flags.encrypt_comms() || flags.encrypt_storage() || flags.authentication())
}

fn made(signature: &Signature) -> u32 {
    signature.created().map_or(0, pgp::types::Timestamp::as_secs)
}

/// A key that was retired or replaced is good for what it signed before. One that was lost to
/// somebody else, or revoked without a reason, is good for nothing: signatures can be dated back.
fn refuse_revoked<'a>(
    name: &str,
    revocations: impl Iterator<Item = &'a Signature>,
    signature: &Signature,
) -> Result<(), Fault> {
    for revocation in revocations {
        let reason = revocation.revocation_reason_code();
        let is_soft = matches!(reason, Some(RevocationCode::KeySuperseded | RevocationCode::KeyRetired));
        if !is_soft || made(revocation) <= made(signature) {
            let reason = reason.map_or_else(|| "no reason given".to_owned(), |reason| format!("{reason:?}"));
            return Err(Fault::Revoked(format!("{name} ({reason})")));
        }
    }
    Ok(())
}

fn refuse_expired(
    name: &str,
    key: &impl KeyDetails,
    own: &Signature,
    signature: &Signature,
) -> Result<(), Fault> {
    let (born, signed) = (u64::from(key.created_at().as_secs()), u64::from(made(signature)));
    if signed < born {
        return Err(Fault::Bad(format!("it is dated before the key {name} was made")));
    }
    let life = own.key_expiration_time().map_or(0, |life| u64::from(life.as_secs()));
    if life > 0 && born + life <= signed {
        return Err(Fault::Expired(format!(
            "{name}, at {} seconds since 1970; the signature is of {signed}",
            born + life
        )));
    }
    Ok(())
}
