//! Which kinds of keys and hash functions are understood and strong enough together.

use pgp::crypto::ecc_curve::ECCCurve;
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::Signature;
use pgp::types::{EcdsaPublicParams, EddsaLegacyPublicParams, KeyDetails, PublicParams};

use super::issuer::hex;

/// Why signatures by the key, or by it with the signature's hash function, cannot be checked here.
///
/// The `pgp` crate says nothing but that such a signature is not good.
pub fn unsupported(key: &impl KeyDetails, signature: &Signature) -> Option<String> {
    let name = hex(key);
    if let Some(curve) = unknown_curve(key.public_params()) {
        return Some(format!("the curve {curve} of the key {name} is not supported"));
    }
    if is_unknown(key) {
        return Some(format!("the algorithm of the key {name} is not known here"));
    }
    let hash = signature.hash_alg()?;
    let least = least_hash(key.public_params());
    let length = hash.digest_size()?;
    (length < least).then(|| {
        format!(
            "its hash function {} is not accepted: it has {} bits, and with the key {name} at least {} are",
            hash_name(hash),
            8 * length,
            8 * least
        )
    })
}

/// Whether no signature by the key can be checked here.
pub fn is_unknown(key: &impl KeyDetails) -> bool {
    let params = key.public_params();
    matches!(params, PublicParams::Unknown { .. }) || unknown_curve(params).is_some()
}

fn unknown_curve(params: &PublicParams) -> Option<String> {
    let curve = match params {
        // The crate accepts only the half of its signatures that have a low `s`.
        PublicParams::ECDSA(EcdsaPublicParams::Secp256k1 { .. }) => ECCCurve::Secp256k1,
        PublicParams::ECDSA(EcdsaPublicParams::Unsupported { curve, .. })
        | PublicParams::EdDSALegacy(EddsaLegacyPublicParams::Unsupported { curve, .. }) => curve.clone(),
        _ => return None,
    };
    Some(match curve {
        ECCCurve::Unknown(_) => curve.oid_str(),
        _ => curve.name().to_owned(),
    })
}

/// The fewest bytes of a hash that the `pgp` crate accepts with a key.
fn least_hash(params: &PublicParams) -> usize {
    match params {
        PublicParams::EdDSALegacy(_) | PublicParams::Ed25519(_) => 32,
        PublicParams::Ed448(_) => 64,
        PublicParams::ECDSA(EcdsaPublicParams::P521 { .. }) => 33,
        _ => 0,
    }
}

fn hash_name(hash: HashAlgorithm) -> String {
    match hash {
        HashAlgorithm::Sha224 => "SHA-224".to_owned(),
        HashAlgorithm::Sha256 => "SHA-256".to_owned(),
        HashAlgorithm::Sha384 => "SHA-384".to_owned(),
        HashAlgorithm::Sha512 => "SHA-512".to_owned(),
        HashAlgorithm::Sha3_256 => "SHA3-256".to_owned(),
        HashAlgorithm::Sha3_512 => "SHA3-512".to_owned(),
        other => format!("{other:?}"),
    }
}
