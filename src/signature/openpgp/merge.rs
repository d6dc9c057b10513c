//! All packets of a signers file, put together by the keys that they belong to.
//!
//! A file may hold a certificate several times: an old export and a fresh one, a certificate and its
//! revocation. A signature that gives a right counts only after the part of the certificate that it is
//! over. A revocation counts anywhere: no order of packets can hide one.

use std::collections::BTreeMap;

use pgp::packet::{PublicKey, Signature, SignatureType};
use pgp::ser::Serialize as _;
use pgp::types::KeyDetails as _;

use super::certificate::{Certificate, CertificatePart, Doubt};
use super::issuer::{is_named, issuer};
use super::packets::{Packet, SignaturePacket};
use super::strength::is_unknown;

/// More tries than this to find what a signature is over mean a file that is made to cost time.
const MOST_TRIES: usize = 200_000;

/// The place of a signature: a certificate, by its number in the list, and a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct SignaturePlace {
    certificate: usize,
    part: CertificatePart,
}

/// A signature and every place where it occurs.
struct Placed {
    found: SignaturePacket,
    places: Vec<SignaturePlace>,
}

impl Placed {
    fn is_in(&self, certificate: usize) -> bool {
        self.places.iter().any(|place| place.certificate == certificate)
    }
}

/// Puts the packets of all blocks together.
///
/// # Errors
/// Returns an error if there is no certificate, a revocation belongs to none, or there is far too much that
/// fits nowhere.
pub fn merge(blocks: Vec<Vec<Packet>>) -> Result<Vec<Certificate>, String> {
    let mut pool = KeyPool::default();
    for block in blocks {
        pool.add(block)?;
    }
    if pool.certificates.is_empty() {
        return Err("it holds no OpenPGP certificate".to_owned());
    }
    pool.place_all()?;
    Ok(pool.certificates)
}

#[derive(Default)]
struct KeyPool {
    certificates: Vec<Certificate>,
    by_key: BTreeMap<Vec<u8>, usize>,
    signatures: Vec<Placed>,
    by_bytes: BTreeMap<Vec<u8>, usize>,
    tries: usize,
}

impl KeyPool {
    fn add(&mut self, block: Vec<Packet>) -> Result<(), String> {
        let mut place = None;
        for packet in block {
            if let Some(SignaturePlace { certificate, .. }) = place {
                self.certificates[certificate].bounded()?;
            }
            match (packet, place) {
                (Packet::Primary(key), _) => {
                    place = Some(SignaturePlace {
                        certificate: self.certificate(*key),
                        part: CertificatePart::Primary,
                    });
                }
                (Packet::Signature(found), _) => self.signature(*found, place)?,
                (Packet::Id(id), Some(SignaturePlace { certificate, .. })) => {
                    let part = self.certificates[certificate].user_of(id);
                    place = Some(SignaturePlace { certificate, part });
                }
                (Packet::Subkey(key), Some(SignaturePlace { certificate, .. })) => {
                    let part = self.certificates[certificate].subkey_of(*key);
                    place = Some(SignaturePlace { certificate, part });
                }
                (Packet::Id(_) | Packet::Subkey(_), None) => {
                    return Err(
                        "a part of a certificate comes before any primary key: export it anew".to_owned()
                    );
                }
            }
        }
        Ok(())
    }

    fn certificate(&mut self, key: PublicKey) -> usize {
        *self.by_key.entry(key.fingerprint().as_bytes().to_vec()).or_insert_with(|| {
            self.certificates.push(Certificate::new(key));
            self.certificates.len() - 1
        })
    }

    /// Keeps a signature once, with every place where it occurs. A revocation may occur alone.
    fn signature(&mut self, found: SignaturePacket, place: Option<SignaturePlace>) -> Result<(), String> {
        if place.is_none() && !is_revocation(&found.signature) {
            return Err(format!("a signature by {} comes before any primary key", issuer(&found.signature)));
        }
        // Copies of a certificate repeat its signatures. Each is verified once, at all of its
        // places.
        let bytes = found.signature.to_bytes().unwrap_or_default();
        let at = *self.by_bytes.entry(bytes).or_insert_with(|| {
            self.signatures.push(Placed { found, places: Vec::new() });
            self.signatures.len() - 1
        });
        self.signatures[at].places.extend(place);
        Ok(())
    }

    /// Certifications first: they say who may revoke.
    fn place_all(&mut self) -> Result<(), String> {
        let placed = std::mem::take(&mut self.signatures);
        // In two passes, so that the order of packets in the file has no influence.
        let (revocations, others): (Vec<_>, Vec<_>) =
            placed.into_iter().partition(|placed| is_revocation(&placed.found.signature));
        for placed in &others {
            self.place(placed);
        }
        revocations.iter().try_for_each(|placed| self.place_revocation(placed))
    }

    /// The certificates that a signature may be by: those that it names, or all if it names none.
    fn issuers(&self, signature: &Signature) -> Vec<usize> {
        let all = 0..self.certificates.len();
        all.filter(|&place| is_named(signature, &self.certificates[place].primary)).collect()
    }

    /// A signature by the certificate that contains it, and that is not good, might be what limits the
    /// certificate. Those by others are only opinions about it.
    fn place(&mut self, placed: &Placed) {
        let signature = &placed.found.signature;
        for issuer in self.issuers(signature).into_iter().filter(|&issuer| placed.is_in(issuer)) {
            let certificate = &mut self.certificates[issuer];
            let parts = placed.places.iter().filter(|place| place.certificate == issuer);
            let mut parts: Vec<CertificatePart> = parts.map(|place| place.part).collect();
            parts.dedup();
            if placed.found.is_exact && parts.into_iter().any(|part| certificate.attach(signature, part)) {
                continue;
            }
            let why = format!(
                "{} a signature of {} over itself that is not good, is in a wrong place, or is not understood here: \
                 export it anew",
                certificate.has(),
                made_at(signature)
            );
            certificate.doubt.get_or_insert(Doubt::Unknown(why));
        }
    }

    /// Whether a revocation is good for some part of a certificate that may have made it.
    fn revokes(&mut self, issuers: &[usize], found: &SignaturePacket) -> Result<bool, String> {
        let mut is_good = false;
        for &issuer in issuers {
            let certificate = &mut self.certificates[issuer];
            let parts: Vec<CertificatePart> = certificate.parts().collect();
            self.tries += parts.len();
            if self.tries > MOST_TRIES {
                return Err("it holds too many revocations, and too much that they may be of: export the certificates \
                            with `gpg --export-options export-minimal --export --armor`"
                    .to_owned());
            }
            let mut parts = parts.into_iter();
            is_good |= found.is_exact && parts.any(|part| certificate.attach(&found.signature, part));
        }
        Ok(is_good)
    }

    fn place_revocation(&mut self, placed: &Placed) -> Result<(), String> {
        let signature = &placed.found.signature;
        let issuers = self.issuers(signature);
        let is_own = self.revokes(&issuers, &placed.found)?;
        if is_own || self.by_designated(placed, &issuers) {
            return Ok(());
        }
        let is_of_user = signature.typ() == Some(SignatureType::CertRevocation);
        if is_of_user && !issuers.iter().any(|&issuer| placed.is_in(issuer)) {
            // Somebody took back an opinion about a user id.
            return Ok(());
        }
        if issuers.iter().any(|&place| is_unknown(&self.certificates[place].primary)) {
            // No signature by such a key is accepted anyway.
            return Ok(());
        }
        Err(format!(
            "it holds a revocation of {} by the key {} that belongs to none of its certificates, or is damaged: put it \
             after the certificate that it revokes, or remove it",
            made_at(signature),
            issuer(signature)
        ))
    }

    /// Whether a key that some certificate names for that purpose revoked it. A revocation that cannot
    /// be checked for want of the other key may be good.
    fn by_designated(&mut self, placed: &Placed, issuers: &[usize]) -> bool {
        let signature = &placed.found.signature;
        if signature.typ() == Some(SignatureType::CertRevocation) {
            return false;
        }
        let keys: Vec<PublicKey> =
            issuers.iter().map(|&place| self.certificates[place].primary.clone()).collect();
        let mut is_placed = false;
        for (place, certificate) in self.certificates.iter_mut().enumerate() {
            let designated = certificate.designated();
            let may_be_over = placed.places.is_empty() || placed.is_in(place);
            let good = keys.iter().find(|key| {
                designated.contains(&key.fingerprint().as_bytes().to_vec())
                    && signature.verify_key_third_party(&certificate.primary, key).is_ok()
            });
            if good.is_some() {
                certificate.revocations.push(signature.clone());
                is_placed = true;
            } else if may_be_over && designated.iter().any(|key| is_by(signature, key)) {
                let why = format!(
                    "{} a revocation by {}, which it names as its revoker, and that cannot be checked here: put the \
                     revoker's certificate into the file too, or remove the revoked certificate",
                    certificate.has(),
                    issuer(signature)
                );
                certificate.doubt = Some(Doubt::Revoked(why));
                is_placed = true;
            }
        }
        is_placed
    }
}

fn is_revocation(signature: &Signature) -> bool {
    use SignatureType::{CertRevocation, KeyRevocation, SubkeyRevocation};
    matches!(signature.typ(), Some(KeyRevocation | SubkeyRevocation | CertRevocation))
}

/// Whether a signature names the key of that fingerprint, which need not be at hand.
fn is_by(signature: &Signature, fingerprint: &[u8]) -> bool {
    let key_id = fingerprint.len().checked_sub(8).map(|from| &fingerprint[from..]);
    signature.issuer_fingerprint().iter().any(|named| named.as_bytes() == fingerprint)
        || signature.issuer_key_id().iter().any(|named| Some(named.as_ref()) == key_id)
        || (signature.issuer_fingerprint().is_empty() && signature.issuer_key_id().is_empty())
}

fn made_at(signature: &Signature) -> String {
    let time = signature.created().map(|time| i64::from(time.as_secs()));
    let time = time.and_then(|time| crate::time::Timestamp::from_seconds(time).ok());
    time.map_or_else(|| "an unknown time".to_owned(), |time| time.to_string())
}
