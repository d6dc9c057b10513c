//! Everything that a file of signers says about one key.

use pgp::packet::{PublicKey, PublicSubkey, Signature, SignatureType, SubpacketData};
use pgp::ser::Serialize;
use pgp::types::{KeyDetails, Tag};

use super::issuer::hex;
use super::packets::Id;

/// The most user ids and subkeys of one certificate.
const MOST_PARTS: usize = 10_000;

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

/// The part of a certificate that a signature follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificatePart {
    Primary,
    User(usize),
    Subkey(usize),
}

impl Certificate {
    pub fn new(primary: PublicKey) -> Self {
        Self {
            primary,
            users: Vec::new(),
            direct: Vec::new(),
            revocations: Vec::new(),
            subkeys: Vec::new(),
            doubt: None,
        }
    }

    /// The beginning of a sentence.
    pub fn has(&self) -> String {
        format!("the certificate {} has", hex(&self.primary))
    }

    /// # Errors
    /// Returns an error if it has more parts than any certificate needs.
    pub fn bounded(&self) -> Result<(), String> {
        let parts = self.users.len() + self.subkeys.len();
        if parts <= MOST_PARTS {
            return Ok(());
        }
        Err(format!("{} more than {MOST_PARTS} user ids and subkeys", self.has()))
    }

    /// The part that is this user id, which is added if it is new.
    pub fn user_of(&mut self, id: Id) -> CertificatePart {
        let known = self.users.iter().position(|user| user.id == id);
        CertificatePart::User(known.unwrap_or_else(|| {
            self.users.push(User { id, own: Vec::new(), revocations: Vec::new() });
            self.users.len() - 1
        }))
    }

    /// The part that is this subkey, which is added if it is new.
    pub fn subkey_of(&mut self, key: PublicSubkey) -> CertificatePart {
        let fingerprint = key.fingerprint();
        let known = self.subkeys.iter().position(|subkey| subkey.key.fingerprint() == fingerprint);
        CertificatePart::Subkey(known.unwrap_or_else(|| {
            self.subkeys.push(Subkey { key, bindings: Vec::new(), revocations: Vec::new() });
            self.subkeys.len() - 1
        }))
    }

    pub fn parts(&self) -> impl Iterator<Item = CertificatePart> + use<> {
        let (users, subkeys) = (0..self.users.len(), 0..self.subkeys.len());
        std::iter::once(CertificatePart::Primary)
            .chain(users.map(CertificatePart::User))
            .chain(subkeys.map(CertificatePart::Subkey))
    }

    /// Keeps a signature by this certificate if it is a good one over that part.
    pub fn attach(&mut self, signature: &Signature, part: CertificatePart) -> bool {
        use SignatureType::{
            CertCasual, CertGeneric, CertPersona, CertPositive, CertRevocation, Key, KeyRevocation,
            SubkeyBinding, SubkeyRevocation,
        };
        let Some(kind) = signature.typ() else { return false };
        let primary = &self.primary;
        let (list, result) = match (part, kind) {
            (CertificatePart::Primary, Key) => (&mut self.direct, signature.verify_key(primary)),
            (CertificatePart::Primary, KeyRevocation) => {
                (&mut self.revocations, signature.verify_key(primary))
            }
            (
                CertificatePart::User(at),
                CertGeneric | CertPersona | CertCasual | CertPositive | CertRevocation,
            ) => {
                let user = &mut self.users[at];
                let result = signature.verify_certification(primary, user.id.tag, &Raw(&user.id.bytes));
                (if kind == CertRevocation { &mut user.revocations } else { &mut user.own }, result)
            }
            (CertificatePart::Subkey(at), SubkeyBinding | SubkeyRevocation) => {
                let subkey = &mut self.subkeys[at];
                let result = signature.verify_subkey_binding(primary, &subkey.key);
                (if kind == SubkeyBinding { &mut subkey.bindings } else { &mut subkey.revocations }, result)
            }
            _ => return false,
        };
        list.extend(result.is_ok().then(|| signature.clone()));
        result.is_ok()
    }

    /// The fingerprints of the keys that may revoke this certificate.
    pub fn designated(&self) -> Vec<Vec<u8>> {
        let all = self.direct.iter().chain(self.users.iter().flat_map(|user| &user.own));
        let hashed =
            all.filter_map(Signature::config).flat_map(pgp::packet::SignatureConfig::hashed_subpackets);
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
