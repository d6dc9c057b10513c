//! The key and the time that a signature names.

use pgp::packet::Signature;
use pgp::types::{KeyDetails, Timestamp};

/// Whether the signature says that it is by this key. One that says nothing is by no key.
pub fn names(signature: &Signature, key: &impl KeyDetails) -> bool {
    let fingerprints = signature.issuer_fingerprint();
    // A key id has 64 bits, for which a second key can be made. A fingerprint decides wherever
    // there is one.
    if fingerprints.is_empty() {
        return signature.issuer_key_id().contains(&&key.legacy_key_id());
    }
    fingerprints.contains(&&key.fingerprint())
}

/// Whether the signature may be by this key: it names it somehow, or it names none.
pub fn is_named(signature: &Signature, key: &impl KeyDetails) -> bool {
    let (fingerprints, key_ids) = (signature.issuer_fingerprint(), signature.issuer_key_id());
    (fingerprints.is_empty() && key_ids.is_empty())
        || fingerprints.contains(&&key.fingerprint())
        || key_ids.contains(&&key.legacy_key_id())
}

/// The key that the signature names, in upper-case hex, for messages.
pub fn issuer(signature: &Signature) -> String {
    let fingerprint = signature.issuer_fingerprint().first().map(|found| format!("{found:X}"));
    let key_id = || signature.issuer_key_id().first().map(|found| found.to_string().to_uppercase());
    fingerprint.or_else(key_id).unwrap_or_else(|| "that it does not name".to_owned())
}

/// The fingerprint of a key in upper-case hex.
pub fn hex(key: &impl KeyDetails) -> String {
    format!("{:X}", key.fingerprint())
}

/// When the signature was made, in seconds since 1970; 0 if it does not say.
pub fn made(signature: &Signature) -> u32 {
    signature.created().map_or(0, Timestamp::as_secs)
}
