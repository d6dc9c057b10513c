//! The packets of a signers file (RFC 9580, section 4), one by one.
//!
//! A reader of whole certificates drops what does not fit, such as a revocation without a certificate.
//! Here a packet is either understood, known to play no part, or an error.

use std::io::Read as _;

use pgp::composed::PacketBodyReader;
use pgp::packet::{PacketHeader, PublicKey, PublicSubkey, Signature};
use pgp::ser::Serialize;
use pgp::types::Tag;

/// A user id or a user attribute, as its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Id {
    pub tag: Tag,
    pub bytes: Vec<u8>,
}

/// A signature of a signers file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignaturePacket {
    pub signature: Signature,
    /// Whether it is known byte by byte. What is not cannot be checked.
    pub is_exact: bool,
}

/// A packet that plays a part.
pub enum Packet {
    Primary(Box<PublicKey>),
    Subkey(Box<PublicSubkey>),
    Id(Id),
    Signature(Box<SignaturePacket>),
}

/// Reads the packets of one block.
///
/// # Errors
/// Returns an error if a packet is damaged, of a kind that no certificate has, or encoded in a way that is not
/// known here.
pub fn read(block: &[u8]) -> Result<Vec<Packet>, String> {
    let mut rest = block;
    let mut packets = Vec::new();
    while !rest.is_empty() {
        let number = packets.len() + 1;
        let unreadable = |cause: std::io::Error| format!("the packet {number} cannot be read: {cause}");
        let header = PacketHeader::try_from_reader(&mut rest).map_err(unreadable)?;
        let mut body = Vec::new();
        let mut reader = PacketBodyReader::new(header, &mut rest).map_err(unreadable)?;
        reader.read_to_end(&mut body).map_err(unreadable)?;
        let packet = one(header, &body);
        packets.extend(packet.map_err(|cause| format!("the packet {number} cannot be read: {cause}"))?);
    }
    Ok(packets)
}

fn one(header: PacketHeader, body: &[u8]) -> Result<Option<Packet>, String> {
    let unreadable = |cause: pgp::errors::Error| format!("{:?}: {cause}", header.tag());
    Ok(Some(match header.tag() {
        Tag::PublicKey => {
            let key = PublicKey::try_from_reader(header, body).map_err(unreadable)?;
            exact(&key, body)?;
            Packet::Primary(Box::new(key))
        }
        Tag::PublicSubkey => {
            let key = PublicSubkey::try_from_reader(header, body).map_err(unreadable)?;
            exact(&key, body)?;
            Packet::Subkey(Box::new(key))
        }
        Tag::UserId | Tag::UserAttribute => Packet::Id(Id { tag: header.tag(), bytes: body.to_vec() }),
        Tag::Signature => {
            let signature = Signature::try_from_reader(header, body).map_err(unreadable)?;
            let is_exact = exact(&signature, body).is_ok();
            Packet::Signature(Box::new(SignaturePacket { signature, is_exact }))
        }
        // Trust is gpg's own note in its keyrings; the others say of themselves that they may be skipped.
        Tag::Trust | Tag::Marker | Tag::Padding | Tag::UnassignedNonCritical(_) | Tag::Experimental(_) => {
            return Ok(None);
        }
        Tag::SecretKey | Tag::SecretSubkey => {
            return Err(
                "it is a secret key, which must not be published: export the certificate alone".to_owned()
            );
        }
        other => return Err(format!("{other:?} is no part of a certificate")),
    }))
}

/// Signatures are checked over what is written again, so that has to be what was read.
fn exact(packet: &impl Serialize, body: &[u8]) -> Result<(), String> {
    match packet.to_bytes() {
        Ok(bytes) if bytes == body => Ok(()),
        _ => Err("it is encoded in a way that is not known here".to_owned()),
    }
}
