//! RSA signatures of SSH. The `ssh-key` crate stops at 4096 bits; keys of up to 16384 are in use.

use rsa::sha2::{Digest, Sha256, Sha512};
use rsa::{BigUint, Pkcs1v15Sign, RsaPublicKey};
use ssh_key::{Algorithm, HashAlg, SshSig};

use crate::signature::fault::{FEWEST_RSA_BITS, Fault};

/// As in OpenSSH.
const MOST_BITS: usize = 16_384;

/// Checks an RSA signature over `payload`.
///
/// # Errors
/// Returns an error if it is not good, or the key or the hash function is not accepted.
pub fn verify(key: &ssh_key::public::RsaPublicKey, payload: &[u8], signature: &SshSig) -> Result<(), Fault> {
    let number = |bytes: Option<&[u8]>| BigUint::from_bytes_be(bytes.unwrap_or_default());
    let (n, e) = (number(key.n.as_positive_bytes()), number(key.e.as_positive_bytes()));
    let bits = n.bits();
    if !(FEWEST_RSA_BITS..=MOST_BITS).contains(&bits) {
        return Err(Fault::Unsupported(format!(
            "its RSA key has {bits} bits, and from {FEWEST_RSA_BITS} to {MOST_BITS} are accepted"
        )));
    }
    let unusable = |cause: rsa::Error| Fault::Unsupported(format!("its RSA key cannot be used: {cause}"));
    let key = RsaPublicKey::new_with_max_size(n, e, MOST_BITS).map_err(unusable)?;
    let signed = signed_data(payload, signature);
    let inner = signature.signature();
    let result = match inner.algorithm() {
        Algorithm::Rsa { hash: Some(HashAlg::Sha256) } => {
            key.verify(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(&signed), inner.as_bytes())
        }
        Algorithm::Rsa { hash: Some(HashAlg::Sha512) } => {
            key.verify(Pkcs1v15Sign::new::<Sha512>(), &Sha512::digest(&signed), inner.as_bytes())
        }
        other => return Err(Fault::Unsupported(format!("its algorithm is `{}`", other.as_str()))),
    };
    result.map_err(|_| Fault::Bad("the text is not what the RSA key signed".to_owned()))
}

/// What an SSH signature is over (PROTOCOL.sshsig): not the text but its hash, with its purpose.
fn signed_data(payload: &[u8], signature: &SshSig) -> Vec<u8> {
    let hash = signature.hash_alg();
    let mut data = b"SSHSIG".to_vec();
    for part in [
        signature.namespace().as_bytes(),
        signature.reserved(),
        hash.as_str().as_bytes(),
        &hash.digest(payload),
    ] {
        let length = u32::try_from(part.len()).expect("parts of a signature are small");
        data.extend(length.to_be_bytes());
        data.extend(part);
    }
    data
}
