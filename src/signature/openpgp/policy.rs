//! Whether a key may have made a signature: what its certificate says of it, at the time of the
//! signature. No clock is read.

use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::SignatureType;
use pgp::packet::{Signature, SubpacketData};
use pgp::types::{KeyDetails, KeyVersion, PublicParams, Tag};
use rsa::traits::PublicKeyParts as _;

use super::certificate::{Certificate, Doubt, Subkey, User};
use super::issuer::{hex, made};
use crate::signature::fault::{FEWEST_RSA_BITS, Fault};

/// Whether the certificate's primary key may have made the signature.
pub fn primary(certificate: &Certificate, signature: &Signature) -> Result<(), Fault> {
    let name = hex(&certificate.primary);
    let own = check(certificate, signature)?;
    // Old certificates have no flags, and their primary keys do all.
    if own.newest(has_flags).iter().any(|own| !own.key_flags().sign()) {
        return Err(Fault::Bad(format!("the key {name} is not meant for signing")));
    }
    strong(&certificate.primary)
}

/// Whether the subkey may have made the signature.
pub fn subkey(certificate: &Certificate, subkey: &Subkey, signature: &Signature) -> Result<(), Fault> {
    check(certificate, signature)?;
    let name = hex(&subkey.key);
    not_revoked(&name, &subkey.revocations)?;
    let bindings = newest(&subkey.bindings);
    let unbound = || Fault::Bad(format!("the subkey {name} is not bound to its certificate for signing"));
    if bindings.is_empty() {
        return Err(unbound());
    }
    for binding in bindings {
        understood(&name, binding)?;
        if !binding.key_flags().sign() || !has_back_signature(binding, subkey, certificate) {
            return Err(unbound());
        }
        not_expired(&name, &subkey.key, binding, signature)?;
    }
    strong(&subkey.key)
}

/// The signatures by which the certificate describes itself, once it is sure that they hold and that
/// it was neither revoked nor expired.
fn check<'a>(certificate: &'a Certificate, signature: &Signature) -> Result<OwnPolicy<'a>, Fault> {
    let (key, name) = (&certificate.primary, hex(&certificate.primary));
    not_revoked(&name, &certificate.revocations)?;
    match &certificate.doubt {
        Some(Doubt::Revoked(why)) => return Err(Fault::Revoked(why.clone())),
        Some(Doubt::Unknown(why)) => return Err(Fault::Bad(why.clone())),
        None => {}
    }
    let users: Vec<(&User, Vec<&Signature>)> =
        certificate.users.iter().map(|user| (user, valid(user))).filter(|(_, own)| !own.is_empty()).collect();
    let direct = newest(&certificate.direct);
    let is_named = users.iter().any(|(user, _)| user.id.tag == Tag::UserId);
    if !is_named && (key.version() != KeyVersion::V6 || direct.is_empty()) {
        let why = format!("the certificate {name} has no user id with a good signature of its own");
        return Err(Fault::Bad(why));
    }
    let own = OwnPolicy { users: users.into_iter().flat_map(|(_, own)| own).collect(), direct };
    for signature in own.all() {
        understood(&name, signature)?;
    }
    // Two questions: the newest that state a limit, and the newest of all. A newer signature
    // without a limit does not lift an older one.
    for limit in own.newest(|own| life(own) > 0) {
        not_expired(&name, key, limit, signature)?;
    }
    for limit in own.newest(|_| true) {
        not_expired(&name, key, limit, signature)?;
    }
    Ok(own)
}

/// The signatures by which a certificate describes itself: the newest of each user id that counts, and
/// those over the key alone.
struct OwnPolicy<'a> {
    users: Vec<&'a Signature>,
    direct: Vec<&'a Signature>,
}

impl<'a> OwnPolicy<'a> {
    fn all(&self) -> impl Iterator<Item = &'a Signature> {
        self.users.iter().chain(&self.direct).copied()
    }

    /// The newest that say something. One user id does not take back what another says, unless it says
    /// something else itself; and what is said of the key alone holds besides.
    fn newest(&self, says: impl Fn(&Signature) -> bool) -> Vec<&'a Signature> {
        let users = self.users.iter().copied().filter(|own| says(own)).collect();
        latest(users).into_iter().chain(self.direct.iter().copied().filter(|own| says(own))).collect()
    }
}

/// The newest good signatures of a user id, none if it is revoked.
fn valid(user: &User) -> Vec<&Signature> {
    let own = newest(&user.own);
    let since = own.first().map_or(0, |own| made(own));
    // A user id that was certified again after its revocation is good again; in the same second it
    // is not.
    if user.revocations.iter().any(|revocation| made(revocation) >= since) { Vec::new() } else { own }
}

/// The newest of the signatures that count; several, if they were made in the same second.
fn newest(signatures: &[Signature]) -> Vec<&Signature> {
    latest(signatures.iter().filter(|signature| counts(signature)).collect())
}

fn latest(mut signatures: Vec<&Signature>) -> Vec<&Signature> {
    let newest = signatures.iter().map(|signature| made(signature)).max();
    signatures.retain(|signature| Some(made(signature)) == newest);
    signatures
}

/// Whether gpg would take a certificate's signature over itself at all: not by MD5, and not one that
/// is only for the machine where it was made.
fn counts(signature: &Signature) -> bool {
    !matches!(signature.hash_alg(), None | Some(HashAlgorithm::Md5)) && signature.exportable_certification()
}

/// Whether a certificate's signature over itself says nothing that is not understood.
fn understood(name: &str, own: &Signature) -> Result<(), Fault> {
    match not_understood(own) {
        None => Ok(()),
        Some(why) => Err(Fault::Unsupported(format!("a signature of the key {name} over itself {why}"))),
    }
}

/// What a signature marks as critical and is not understood here: its maker asks to reject it then. What it
/// says twice could be read in two ways.
pub fn not_understood(signature: &Signature) -> Option<String> {
    let config = signature.config()?;
    let unknown = config
        .hashed_subpackets()
        .chain(config.unhashed_subpackets())
        .find(|part| part.is_critical && !is_known(&part.data));
    if let Some(unknown) = unknown {
        let what = match &unknown.data {
            SubpacketData::Notation(notation) => {
                format!("the notation `{}`", String::from_utf8_lossy(&notation.name).escape_debug())
            }
            _ => format!("the subpacket {}", unknown.typ().as_u8(false)),
        };
        return Some(format!("says that {what} is critical, which is not understood here"));
    }
    let mut kinds: Vec<u8> = config
        .hashed_subpackets()
        .filter(|part| is_limit(&part.data))
        .map(|part| part.typ().as_u8(false))
        .collect();
    let said = kinds.len();
    kinds.sort_unstable();
    kinds.dedup();
    (kinds.len() < said).then(|| "says the same thing twice".to_owned())
}

/// Whether a subpacket says how long or for what something is good.
fn is_limit(data: &SubpacketData) -> bool {
    matches!(
        data,
        SubpacketData::SignatureCreationTime(_)
            | SubpacketData::SignatureExpirationTime(_)
            | SubpacketData::KeyExpirationTime(_)
            | SubpacketData::KeyFlags(_)
            | SubpacketData::ExportableCertification(_)
    )
}

/// Subpackets that are heeded here, or that have no say about signatures.
fn is_known(data: &SubpacketData) -> bool {
    matches!(
        data,
        SubpacketData::SignatureCreationTime(_)
            | SubpacketData::SignatureExpirationTime(_)
            | SubpacketData::ExportableCertification(_)
            | SubpacketData::KeyExpirationTime(_)
            | SubpacketData::PreferredSymmetricAlgorithms(_)
            | SubpacketData::PreferredHashAlgorithms(_)
            | SubpacketData::PreferredCompressionAlgorithms(_)
            | SubpacketData::RevocationKey(_)
            | SubpacketData::IssuerKeyId(_)
            | SubpacketData::IssuerFingerprint(_)
            | SubpacketData::KeyFlags(_)
            | SubpacketData::IsPrimary(_)
            | SubpacketData::RevocationReason(..)
            | SubpacketData::EmbeddedSignature(_)
    )
}

/// Whether the signature says what the key is for.
fn has_flags(own: &Signature) -> bool {
    own.config().is_some_and(|config| {
        config.hashed_subpackets().any(|part| matches!(part.data, SubpacketData::KeyFlags(_)))
    })
}

/// The subkey's own consent: without it anybody could claim another's key as a subkey.
fn has_back_signature(binding: &Signature, subkey: &Subkey, certificate: &Certificate) -> bool {
    binding.embedded_signature().is_some_and(|back| {
        back.typ() == Some(SignatureType::KeyBinding)
            && back.hash_alg() != Some(HashAlgorithm::Md5)
            && not_understood(back).is_none()
            && back.verify_primary_key_binding(&subkey.key, &certificate.primary).is_ok()
    })
}

/// A revoked key is good for nothing, whatever the reason and the time: a signature can be dated back,
/// and gpg and git reject it too.
fn not_revoked(name: &str, revocations: &[Signature]) -> Result<(), Fault> {
    let Some(revocation) = revocations.first() else { return Ok(()) };
    let reason = revocation.revocation_reason_code();
    let reason = reason.map_or_else(|| "no reason given".to_owned(), |reason| format!("{reason:?}"));
    Err(Fault::Revoked(format!("{name} ({reason})")))
}

/// How long the key is good, in seconds from when it was made; 0 is for ever.
fn life(own: &Signature) -> u64 {
    own.key_expiration_time().map_or(0, |life| u64::from(life.as_secs()))
}

fn not_expired(
    name: &str,
    key: &impl KeyDetails,
    own: &Signature,
    signature: &Signature,
) -> Result<(), Fault> {
    let (born, signed) = (u64::from(key.created_at().as_secs()), u64::from(made(signature)));
    if signed < born {
        return Err(Fault::Bad(format!("it is dated before the key {name} was made")));
    }
    let own_life = own.signature_expiration_time().map_or(0, |life| u64::from(life.as_secs()));
    // The life of a key counts from when the key was made, that of a signature from when it was
    // made.
    for (from, life) in [(born, life(own)), (u64::from(made(own)), own_life)] {
        if life > 0 && from + life <= signed {
            return Err(Fault::Expired(format!(
                "{name}, at {} seconds since 1970; the signature is of {signed}",
                from + life
            )));
        }
    }
    Ok(())
}

/// Whether the key is long enough that nobody else has computed its secret.
fn strong(key: &impl KeyDetails) -> Result<(), Fault> {
    let bits = match key.public_params() {
        PublicParams::RSA(rsa) => rsa.key.n().bits(),
        PublicParams::DSA(dsa) => 8 * dsa.key.components().p().to_bytes_be().len(),
        _ => return Ok(()),
    };
    if bits >= FEWEST_RSA_BITS {
        return Ok(());
    }
    Err(Fault::Unsupported(format!(
        "the key {} has {bits} bits, and at least {FEWEST_RSA_BITS} are accepted",
        hex(key)
    )))
}
