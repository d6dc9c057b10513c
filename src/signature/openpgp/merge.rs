//! All packets of a signers file, put together by the keys that they belong to.
//!
//! A file may hold a certificate several times: an old export and a fresh one, a certificate and its
//! revocation. Where a packet stands decides nothing. What counts is which key made a signature, and
//! over what: so no order of packets can hide a revocation.

use std::collections::HashMap;

use pgp::packet::{PublicKey, PublicSubkey, RevocationCode, Signature, SignatureType, SubpacketData};
use pgp::ser::Serialize;
use pgp::types::{Fingerprint, KeyDetails, Tag};

use super::packets::{Found, Id, Packet};
use super::{hex, is_named, is_unknown, issuer};

/// More tries than this to find what a signature is over mean a file that is made to cost time.
const MOST_TRIES: usize = 200_000;

/// Everything that the file says about one primary key.
pub struct Certificate {
    pub primary: PublicKey,
    pub users: Vec<User>,
    /// Good signatures by which the key describes itself, without a user id.
    pub direct: Vec<Signature>,
    /// Good revocations of the whole certificate, by itself or by a key that it named for that.
    pub revocations: Vec<Signature>,
    pub subkeys: Vec<Subkey>,
    /// Why nothing that this certificate signed can be accepted.
    pub doubt: Option<Doubt>,
}

/// What the file says about the certificate, and what cannot be checked.
#[derive(Clone, Debug)]
pub enum Doubt {
    /// Perhaps it is revoked.
    Revoked(String),
    /// Something else.
    Unknown(String),
}

/// A user id with the good signatures of its own certificate.
pub struct User {
    pub id: Id,
    pub own: Vec<Signature>,
    pub revocations: Vec<Signature>,
}

/// A subkey with the good signatures of its certificate.
pub struct Subkey {
    pub key: PublicSubkey,
    pub bindings: Vec<Signature>,
    pub revocations: Vec<Signature>,
}

/// Bytes that are hashed as they stand.
struct Raw<'a>(&'a [u8]);

impl Serialize for Raw<'_> {
    fn to_writer<W: std::io::Write>(&self, writer: &mut W) -> pgp::errors::Result<()> {
        Ok(writer.write_all(self.0)?)
    }

    fn write_len(&self) -> usize {
        self.0.len()
    }
}

/// A signature and the certificates in which it stood, by their places in the list.
struct Placed {
    found: Found,
    owners: Vec<usize>,
}

/// Puts the packets of all blocks together.
///
/// # Errors
/// There is no certificate, a revocation belongs to none, or there is far too much that fits nowhere.
pub fn merge(blocks: Vec<Vec<Packet>>) -> Result<Vec<Certificate>, String> {
    let mut pool = Pool::default();
    for block in blocks {
        pool.add(block);
    }
    if pool.certificates.is_empty() {
        let lone = "it holds no OpenPGP certificate, only packets of some";
        let none = "it holds no OpenPGP certificate";
        return Err(if pool.signatures.is_empty() { none } else { lone }.to_owned());
    }
    pool.place_all()?;
    Ok(pool.certificates)
}

#[derive(Default)]
struct Pool {
    certificates: Vec<Certificate>,
    places: HashMap<Fingerprint, usize>,
    /// User ids and subkeys that stand after no primary key: they may belong to any.
    stray_ids: Vec<Id>,
    stray_subkeys: Vec<PublicSubkey>,
    signatures: Vec<Placed>,
    known: HashMap<Vec<u8>, usize>,
    tries: usize,
}

impl Pool {
    fn add(&mut self, block: Vec<Packet>) {
        let mut owner = None;
        for packet in block {
            match packet {
                Packet::Primary(key) => owner = Some(self.certificate(*key)),
                Packet::Id(id) => match owner {
                    Some(owner) => self.certificates[owner].add_id(id),
                    None => self.stray_ids.push(id),
                },
                Packet::Subkey(key) => match owner {
                    Some(owner) => self.certificates[owner].add_subkey(*key),
                    None => self.stray_subkeys.push(*key),
                },
                Packet::Signature(found) => self.signature(*found, owner),
            }
        }
    }

    fn certificate(&mut self, key: PublicKey) -> usize {
        *self.places.entry(key.fingerprint()).or_insert_with(|| {
            self.certificates.push(Certificate {
                primary: key,
                users: Vec::new(),
                direct: Vec::new(),
                revocations: Vec::new(),
                subkeys: Vec::new(),
                doubt: None,
            });
            self.certificates.len() - 1
        })
    }

    /// Keeps a signature once, with every certificate in which it stood.
    fn signature(&mut self, found: Found, owner: Option<usize>) {
        let bytes = found.signature.to_bytes().unwrap_or_default();
        let place = *self.known.entry(bytes).or_insert_with(|| {
            self.signatures.push(Placed { found, owners: Vec::new() });
            self.signatures.len() - 1
        });
        let owners = &mut self.signatures[place].owners;
        owners.extend(owner.filter(|owner| !owners.contains(owner)));
    }

    /// Certifications first: they say who may revoke.
    fn place_all(&mut self) -> Result<(), String> {
        for certificate in &mut self.certificates {
            self.stray_ids.iter().for_each(|id| certificate.add_id(id.clone()));
            self.stray_subkeys.iter().for_each(|key| certificate.add_subkey(key.clone()));
        }
        let placed = std::mem::take(&mut self.signatures);
        let (revocations, others): (Vec<_>, Vec<_>) =
            placed.into_iter().partition(|placed| is_revocation(&placed.found.signature));
        for placed in others {
            self.place(&placed)?;
        }
        revocations.iter().try_for_each(|placed| self.place_revocation(placed))
    }

    /// The certificates that a signature may be by: those that it names, or all if it names none.
    fn issuers(&self, signature: &Signature) -> Vec<usize> {
        let all = 0..self.certificates.len();
        all.filter(|&place| is_named(signature, &self.certificates[place].primary)).collect()
    }

    fn attach(&mut self, issuers: &[usize], found: &Found) -> Result<bool, String> {
        let mut is_placed = false;
        for &place in issuers {
            let certificate = &mut self.certificates[place];
            self.tries += certificate.users.len() + certificate.subkeys.len() + 1;
            if self.tries > MOST_TRIES {
                return Err(
                    "too many of its signatures belong to nothing in it: export the certificates with \
                            `gpg --export-options export-minimal --export --armor`"
                        .to_owned(),
                );
            }
            is_placed |= found.is_exact && certificate.attach(&found.signature);
        }
        Ok(is_placed)
    }

    /// A signature by the certificate in which it stands, and over nothing of it, might be what limits
    /// the certificate. Those by others are only opinions about it.
    fn place(&mut self, placed: &Placed) -> Result<(), String> {
        let issuers = self.issuers(&placed.found.signature);
        if self.attach(&issuers, &placed.found)? {
            return Ok(());
        }
        for place in issuers.into_iter().filter(|place| placed.owners.contains(place)) {
            let certificate = &mut self.certificates[place];
            let why = format!(
                "{} a signature of {} over itself that is not good or is not understood here; export it anew",
                certificate.has(),
                made_at(&placed.found.signature)
            );
            certificate.doubt.get_or_insert(Doubt::Unknown(why));
        }
        Ok(())
    }

    fn place_revocation(&mut self, placed: &Placed) -> Result<(), String> {
        let signature = &placed.found.signature;
        let issuers = self.issuers(signature);
        let is_own = self.attach(&issuers, &placed.found)?;
        if is_own || self.by_designated(placed, &issuers) {
            return Ok(());
        }
        let is_of_user = signature.typ() == Some(SignatureType::CertRevocation);
        if is_of_user && !issuers.iter().any(|place| placed.owners.contains(place)) {
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
            let may_be_over = placed.owners.is_empty() || placed.owners.contains(&place);
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

impl Certificate {
    fn has(&self) -> String {
        format!("the certificate {} has", hex(&self.primary))
    }

    fn add_id(&mut self, id: Id) {
        if self.users.iter().all(|user| user.id != id) {
            self.users.push(User { id, own: Vec::new(), revocations: Vec::new() });
        }
    }

    fn add_subkey(&mut self, key: PublicSubkey) {
        let fingerprint = key.fingerprint();
        if self.subkeys.iter().all(|subkey| subkey.key.fingerprint() != fingerprint) {
            self.subkeys.push(Subkey { key, bindings: Vec::new(), revocations: Vec::new() });
        }
    }

    /// Puts a signature by this certificate to what it is over. Whether it is over something.
    fn attach(&mut self, signature: &Signature) -> bool {
        let primary = &self.primary;
        match signature.typ() {
            Some(kind @ (SignatureType::Key | SignatureType::KeyRevocation)) => {
                let is_good = signature.verify_key(primary).is_ok();
                let list = if kind == SignatureType::Key { &mut self.direct } else { &mut self.revocations };
                list.extend(is_good.then(|| signature.clone()));
                is_good
            }
            Some(kind @ (SignatureType::SubkeyBinding | SignatureType::SubkeyRevocation)) => {
                let mut subkeys = self.subkeys.iter_mut();
                let subkey =
                    subkeys.find(|subkey| signature.verify_subkey_binding(primary, &subkey.key).is_ok());
                subkey.is_some_and(|subkey| {
                    let is_binding = kind == SignatureType::SubkeyBinding;
                    let list = if is_binding { &mut subkey.bindings } else { &mut subkey.revocations };
                    list.push(signature.clone());
                    true
                })
            }
            _ => {
                let mut users = self.users.iter_mut();
                let user = users.find(|user| {
                    signature.verify_certification(primary, user.id.tag, &Raw(&user.id.bytes)).is_ok()
                });
                user.is_some_and(|user| {
                    let is_revocation = signature.typ() == Some(SignatureType::CertRevocation);
                    let list = if is_revocation { &mut user.revocations } else { &mut user.own };
                    list.push(signature.clone());
                    true
                })
            }
        }
    }

    /// The fingerprints of the keys that may revoke this certificate.
    fn designated(&self) -> Vec<Vec<u8>> {
        let all = self.direct.iter().chain(self.users.iter().flat_map(|user| &user.own));
        let hashed = all.filter_map(Signature::config).flat_map(|config| config.hashed_subpackets());
        hashed
            .filter_map(|part| match &part.data {
                SubpacketData::RevocationKey(key) => Some(key.fingerprint.to_vec()),
                _ => None,
            })
            .collect()
    }

    /// The first user id, for messages.
    pub fn user(&self) -> String {
        let mut ids = self.users.iter().filter(|user| user.id.tag == Tag::UserId && !user.own.is_empty());
        let first = ids.next();
        first.map_or_else(
            || "no user id".to_owned(),
            |user| String::from_utf8_lossy(&user.id.bytes).into_owned(),
        )
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

/// Whether the key may go on for what it signed before: it was replaced or retired, and is not known
/// to be in anybody else's hands.
pub fn is_soft(revocation: &Signature) -> bool {
    let reason = revocation.revocation_reason_code();
    matches!(reason, Some(RevocationCode::KeySuperseded | RevocationCode::KeyRetired))
}
