//! OpenPGP packets of every kind, good and bad, signed with keys that gpg made.

use pgp::composed::{Deserializable as _, SignedSecretKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{
    KeyFlags, Notation, PacketTrait, PublicKey, PublicSubkey, RevocationCode, SecretKey, SecretSubkey,
    Signature, SignatureConfig, SignatureType, Subpacket, SubpacketData, UserId,
};
use pgp::types::{
    Duration, KeyDetails, PacketHeaderVersion, Password, RevocationKey, RevocationKeyClass, SigningKey, Tag,
    Timestamp,
};

use super::tools::{BORN, TAGGED, Tools};

/// A key with its secret, and a subkey if it has one.
pub struct Key {
    pub secret: SecretKey,
    pub subkey: Option<SecretSubkey>,
    pub user: UserId,
}

/// Parts of a signature that are not the same in all.
pub struct Say {
    pub time: u32,
    pub hash: HashAlgorithm,
    pub parts: Vec<SubpacketData>,
    pub critical: Vec<SubpacketData>,
    pub unhashed: Vec<SubpacketData>,
}

pub fn say(time: u32) -> Say {
    Say { time, hash: HashAlgorithm::Sha256, parts: Vec::new(), critical: Vec::new(), unhashed: Vec::new() }
}

impl Say {
    pub fn with(mut self, part: SubpacketData) -> Self {
        self.parts.push(part);
        self
    }

    pub fn critical(mut self, part: SubpacketData) -> Self {
        self.critical.push(part);
        self
    }

    pub fn unhashed(mut self, part: SubpacketData) -> Self {
        self.unhashed.push(part);
        self
    }

    pub fn hash(mut self, hash: HashAlgorithm) -> Self {
        self.hash = hash;
        self
    }

    /// The key's life, counted from when it was made.
    pub fn life(self, seconds: u32) -> Self {
        self.with(SubpacketData::KeyExpirationTime(Duration::from_secs(seconds)))
    }

    pub fn config(self, kind: SignatureType, by: &impl SigningKey) -> SignatureConfig {
        let mut config = SignatureConfig::v4(kind, by.algorithm(), self.hash);
        let regular = |part| Subpacket::regular(part).expect("is small");
        config.hashed_subpackets = vec![
            regular(SubpacketData::SignatureCreationTime(Timestamp::from_secs(self.time))),
            regular(SubpacketData::IssuerFingerprint(by.fingerprint())),
        ];
        config.hashed_subpackets.extend(self.parts.into_iter().map(regular));
        let critical = |part| Subpacket::critical(part).expect("is small");
        config.hashed_subpackets.extend(self.critical.into_iter().map(critical));
        config.unhashed_subpackets = vec![regular(SubpacketData::IssuerKeyId(by.legacy_key_id()))];
        config.unhashed_subpackets.extend(self.unhashed.into_iter().map(regular));
        config
    }
}

pub fn flags(certify: bool, sign: bool, encrypt: bool) -> SubpacketData {
    let mut flags = KeyFlags::default();
    flags.set_certify(certify);
    flags.set_sign(sign);
    flags.set_encrypt_comms(encrypt);
    SubpacketData::KeyFlags(flags)
}

pub fn notation(name: &str) -> SubpacketData {
    SubpacketData::Notation(Notation {
        readable: true,
        name: name.to_owned().into_bytes().into(),
        value: b"x".to_vec().into(),
    })
}

pub fn reason(code: RevocationCode) -> SubpacketData {
    SubpacketData::RevocationReason(code, Vec::new().into())
}

/// Signs what the `pgp` crate does not hash: a signature with critical parts that it does not know.
fn sign_unknown(config: SignatureConfig, by: &SecretKey, data: &[u8]) -> Signature {
    use pgp::ser::Serialize as _;
    use sha2::Digest as _;
    let parts: Vec<u8> =
        config.hashed_subpackets.iter().flat_map(|part| part.to_bytes().expect("can be written")).collect();
    let length = u16::try_from(parts.len()).expect("is small").to_be_bytes();
    let kind = [4, config.typ.into(), config.pub_alg.into(), config.hash_alg.into()];
    let head = [&kind[..], &length, &parts].concat();
    let end = u32::try_from(head.len()).expect("is small").to_be_bytes();
    let digest = sha2::Sha256::digest([data, &head, &[4, 0xFF], &end].concat());
    let bytes = by.sign(&empty(), HashAlgorithm::Sha256, &digest).expect("can be signed");
    Signature::from_config(config, [digest[0], digest[1]], bytes).expect("is small")
}

fn is_unknown(say: &Say) -> bool {
    say.critical.iter().any(|part| matches!(part, SubpacketData::Other(..) | SubpacketData::Experimental(..)))
}

/// What a signature over a user id is over.
fn certified(key: &PublicKey, user: &UserId) -> Vec<u8> {
    use pgp::ser::Serialize as _;
    let (key, user) = (key.to_bytes().expect("can be written"), user.id());
    let (key_length, user_length) =
        (u16::try_from(key.len()).expect("is small"), u32::try_from(user.len()).expect("is small"));
    [&[0x99][..], &key_length.to_be_bytes(), &key, &[0xB4], &user_length.to_be_bytes(), user].concat()
}

/// A packet with its header.
pub fn packet(packet: &impl PacketTrait) -> Vec<u8> {
    let mut bytes = Vec::new();
    packet.to_writer_with_header(&mut bytes).expect("can be written");
    bytes
}

fn empty() -> Password {
    Password::empty()
}

impl Key {
    /// A key that gpg makes, at [`BORN`], or another time if it is given as an option.
    pub fn new(tools: &Tools, name: &str, algorithm: &str, usage: &str, subkey: Option<&str>) -> Self {
        let user = format!("{name} <{name}@example.org>");
        tools.gpg(&["--quick-generate-key", &user, algorithm, usage, "never"]);
        let listed = tools.gpg(&["--with-colons", "--list-keys", &user]);
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let print = listed.lines().find_map(|line| line.strip_prefix("fpr:::::::::")).expect("is listed");
        let print = print.trim_end_matches(':').to_owned();
        if let Some(usage) = subkey {
            tools.gpg(&["--quick-add-key", &print, algorithm, usage, "never"]);
        }
        let exported = tools.gpg(&["--export-secret-keys", &print]);
        let mut key = SignedSecretKey::from_bytes(&exported[..]).expect("can be read");
        Self {
            secret: key.primary_key.clone(),
            subkey: key.secret_subkeys.pop().map(|subkey| subkey.key),
            user: UserId::from_str(PacketHeaderVersion::Old, &user).expect("is short"),
        }
    }

    pub fn public(&self) -> &PublicKey {
        self.secret.public_key()
    }

    pub fn sub(&self) -> (&SecretSubkey, &PublicSubkey) {
        let subkey = self.subkey.as_ref().expect("has a subkey");
        (subkey, subkey.public_key())
    }

    pub fn head(&self) -> Vec<u8> {
        packet(self.public())
    }

    /// A signature over a user id of this key, by itself.
    pub fn certify(&self, kind: SignatureType, user: &UserId, say: Say) -> Vec<u8> {
        self.certify_other(kind, self.public(), user, say)
    }

    pub fn certify_other(&self, kind: SignatureType, other: &PublicKey, user: &UserId, say: Say) -> Vec<u8> {
        let is_unknown = is_unknown(&say);
        let config = say.config(kind, &self.secret);
        if is_unknown {
            return packet(&sign_unknown(config, &self.secret, &certified(other, user)));
        }
        let signature = config.sign_certification(&self.secret, other, &empty(), Tag::UserId, user);
        packet(&signature.expect("can be signed"))
    }

    /// A user id with a self-signature.
    pub fn user(&self, say: Say) -> Vec<u8> {
        [packet(&self.user), self.certify(SignatureType::CertPositive, &self.user, say)].concat()
    }

    /// A certificate of the primary key alone, with the self-signature as given.
    pub fn cert(&self, say: Say) -> Vec<u8> {
        [self.head(), self.user(say)].concat()
    }

    /// The usual one.
    pub fn plain(&self) -> Vec<u8> {
        self.cert(say(BORN).with(flags(true, true, false)))
    }

    /// A signature over a key: its own, or another's.
    pub fn over(&self, kind: SignatureType, key: &PublicKey, say: Say) -> Vec<u8> {
        let signature = say.config(kind, &self.secret).sign_key(&self.secret, &empty(), key);
        packet(&signature.expect("can be signed"))
    }

    pub fn revoke(&self, time: u32, code: Option<RevocationCode>) -> Vec<u8> {
        let say = code.into_iter().fold(say(time), |say, code| say.with(reason(code)));
        self.over(SignatureType::KeyRevocation, self.public(), say)
    }

    /// A direct-key signature that names the key that may revoke this one.
    pub fn designate(&self, revoker: &Self, class: RevocationKeyClass) -> Vec<u8> {
        let revoker = revoker.public();
        let part = RevocationKey::new(class, revoker.algorithm(), revoker.fingerprint().as_bytes());
        self.over(SignatureType::Key, self.public(), say(BORN).with(SubpacketData::RevocationKey(part)))
    }

    /// A signature over the subkey of `owner`, by this key.
    pub fn bind(&self, kind: SignatureType, owner: &Self, say: Say) -> Vec<u8> {
        let config = say.config(kind, &self.secret);
        let signature = config.sign_subkey_binding(&self.secret, self.public(), &empty(), owner.sub().1);
        packet(&signature.expect("can be signed"))
    }

    /// The back signature of this key's subkey, over a primary key.
    pub fn back(&self, primary: &PublicKey, say: Say) -> SubpacketData {
        let (secret, public) = self.sub();
        let config = say.config(SignatureType::KeyBinding, secret);
        let signature = config.sign_primary_key_binding(secret, public, &empty(), primary);
        SubpacketData::EmbeddedSignature(Box::new(signature.expect("can be signed")))
    }

    /// The subkey's packet and a good binding with what is given besides.
    pub fn bound(&self, more: Say) -> Vec<u8> {
        let back = self.back(self.public(), say(BORN));
        [
            self.sub_packet(),
            self.bind(
                SignatureType::SubkeyBinding,
                self,
                more.with(flags(false, true, false)).unhashed(back),
            ),
        ]
        .concat()
    }

    pub fn sub_packet(&self) -> Vec<u8> {
        packet(self.sub().1)
    }

    /// A tag, signed by the primary key.
    pub fn tag(&self, payload: &[u8], say: Say) -> Vec<u8> {
        self.tag_of(SignatureType::Binary, payload, say)
    }

    pub fn tag_of(&self, kind: SignatureType, payload: &[u8], say: Say) -> Vec<u8> {
        let is_unknown = is_unknown(&say) || kind == SignatureType::Standalone;
        let config = say.config(kind, &self.secret);
        if is_unknown {
            return tag(payload, &packet(&sign_unknown(config, &self.secret, payload)));
        }
        let signature: Signature = config.sign(&self.secret, &empty(), payload).expect("can be signed");
        tag(payload, &packet(&signature))
    }

    /// A tag, signed by the subkey.
    pub fn sub_tag(&self, payload: &[u8], say: Say) -> Vec<u8> {
        let (secret, _) = self.sub();
        let config = say.config(SignatureType::Binary, secret);
        let signature = config.sign(secret, &empty(), payload).expect("can be signed");
        tag(payload, &packet(&signature))
    }

    pub fn good_tag(&self, tools: &Tools) -> Vec<u8> {
        self.tag(&tools.payload(TAGGED), say(TAGGED))
    }
}

/// A payload with a signature packet in armor after it.
pub fn tag(payload: &[u8], signature: &[u8]) -> Vec<u8> {
    [payload, armor("SIGNATURE", signature).as_bytes()].concat()
}

/// A block of keys in armor.
pub fn block(packets: &[u8]) -> Vec<u8> {
    armor("PUBLIC KEY BLOCK", packets).into_bytes()
}

pub fn armor(kind: &str, bytes: &[u8]) -> String {
    let sum = format!("\n={}", base64(&crc24(bytes)));
    armor_with(kind, bytes, &sum)
}

/// Armor with the given line for its checksum, which begins with the end of the line before.
pub fn armor_with(kind: &str, bytes: &[u8], sum: &str) -> String {
    let text = base64(bytes);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("is ASCII")).collect();
    format!("-----BEGIN PGP {kind}-----\n\n{}{sum}\n-----END PGP {kind}-----\n", lines.join("\n"))
}

fn crc24(bytes: &[u8]) -> [u8; 3] {
    let step = |crc: u32| if crc & 0x80_0000 == 0 { crc << 1 } else { crc << 1 ^ 0x0186_4CFB };
    let crc = bytes.iter().fold(0x00B7_04CE, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte) << 16, |crc, _| step(crc) & 0x00FF_FFFF)
    });
    let [_, sum @ ..] = crc.to_be_bytes();
    sum
}

pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let value =
            group.iter().fold(0_u32, |value, &byte| value << 8 | u32::from(byte)) << (8 * (3 - group.len()));
        for digit in 0..4_usize {
            let index = usize::try_from(value >> (18 - 6 * digit) & 63).expect("is small");
            text.push(if digit <= group.len() { char::from(ALPHABET[index]) } else { '=' });
        }
    }
    text
}
