//! OpenPGP signatures and certificates, made with gpg's keys and judged by gpg.

use SignatureType::{CertPositive, CertRevocation, Key as Direct, SubkeyBinding, SubkeyRevocation};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::RevocationCode::{KeyCompromised, KeyRetired, KeySuperseded, NoReason};
use pgp::packet::{RevocationCode, SignatureType, SubpacketData};
use pgp::types::{Duration, KeyDetails as _, RevocationKeyClass, Timestamp};

use super::made::{Key, Say, armor, armor_with, block, flags, notation, packet, reason, say, tag};
use super::row::{Expect, Row};
use super::tools::{BORN, NOW, TAGGED, Tools};
use Expect::{Bad, Good, Looser, Stricter};

/// Times before and after the tag was signed.
const EARLY: u32 = TAGGED - 1_000_000;
const LATE: u32 = TAGGED + 1_000_000;

/// Lives of keys, from [`BORN`] on, that end before the tag, and after it.
const SHORT: u32 = EARLY - BORN;
const ENDED: u32 = LATE - BORN;
const LONG: u32 = NOW - BORN + 1_000_000;

pub struct Keys {
    pub main: Key,
    pub other: Key,
    pub revoker: Key,
    pub sub: Key,
    pub rsa1024: Key,
    pub p256: Key,
}

impl Keys {
    pub fn new(tools: &Tools) -> Self {
        let key = |name, algorithm| Key::new(tools, name, algorithm, "sign", None);
        Self {
            // The `pgp` crate makes no weak signatures with other kinds of keys.
            main: key("main", "rsa2048"),
            other: key("other", "ed25519"),
            revoker: key("revoker", "ed25519"),
            sub: Key::new(tools, "sub", "rsa2048", "cert", Some("sign")),
            rsa1024: key("rsa1024", "rsa1024"),
            p256: key("p256", "nistp256"),
        }
    }
}

/// Certificates, changes of them and signatures as gpg itself makes and prints them.
fn by_gpg(tools: &Tools) -> Vec<Row> {
    let id = "real <real@example.org>";
    tools.gpg(&["--quick-generate-key", id, "ed25519", "sign", "1d"]);
    let listed = String::from_utf8_lossy(&tools.gpg(&["--with-colons", "--list-keys", id])).into_owned();
    let print = listed.lines().find_map(|line| line.strip_prefix("fpr:::::::::")).expect("is listed");
    let print = print.trim_end_matches(':').to_owned();
    let export = || tools.gpg(&["--armor", "--export", &print]);
    let short = export();
    tools.gpg_at(BORN + 9, &["--batch", "--quick-set-expire", &print, "0"], "");
    let long = export();
    let text = tools.payload(TAGGED);
    std::fs::write(tools.path("payload"), &text).expect("can be written");
    let sign = ["--batch", "--armor", "--local-user", &print, "--detach-sign", "--output", "-", "payload"];
    let tag = [text, tools.gpg_at(TAGGED, &sign, "")].concat();
    let questions = ["--armor", "--output", "-", "--gen-revoke", &print];
    let [lost, replaced] =
        ["y\n1\n\ny\n", "y\n2\n\ny\n"].map(|answers| tools.gpg_at(EARLY, &questions, answers));
    let noted = [b"text before the block\n", &lost[..], b"text after it\n"].concat();
    [
        ("gpg: expired", short.clone(), Bad("had expired")),
        ("gpg: made longer", long.clone(), Good),
        ("gpg: made longer, after the old export", [&short[..], &long].concat(), Good),
        ("gpg: made longer, before the old export", [&long[..], &short].concat(), Good),
        ("gpg: its own revocation after it", [&long[..], &lost].concat(), Bad("KeyCompromised")),
        ("gpg: its own revocation after both", [&long[..], &short, &lost].concat(), Bad("KeyCompromised")),
        ("gpg: its own revocation before it", [&lost[..], &long].concat(), Stricter("KeyCompromised")),
        ("gpg: its own revocation, with text around", [&long[..], &noted].concat(), Bad("KeyCompromised")),
        ("gpg: replaced, says its own revocation", [&long[..], &replaced].concat(), Bad("KeySuperseded")),
    ]
    .into_iter()
    .map(|(name, signers, expect)| Row {
        name: format!("pgp: {name}"),
        tag: tag.clone(),
        signers,
        time: Some(i64::from(TAGGED)),
        expect,
    })
    .collect()
}

type Table = Vec<(&'static str, Vec<u8>, Expect)>;

fn all() -> SubpacketData {
    flags(true, true, false)
}

fn own(time: u32) -> Say {
    say(time).with(all())
}

pub fn rows(tools: &Tools) -> Vec<Row> {
    let keys = Keys::new(tools);
    let main_tag = keys.main.good_tag(tools);
    let sub_tag = keys.sub.sub_tag(&tools.payload(TAGGED), say(TAGGED));
    let row = |name: &str, tag: &[u8], signers: Vec<u8>, expect| Row {
        name: format!("pgp: {name}"),
        tag: tag.to_vec(),
        signers,
        time: Some(i64::from(TAGGED)),
        expect,
    };
    let mut rows = by_gpg(tools);
    for table in [lives(&keys), revoked(&keys), designated(&keys), users(&keys), files(&keys)] {
        rows.extend(table.into_iter().map(|(name, signers, expect)| row(name, &main_tag, signers, expect)));
    }
    for table in [subkeys(&keys), revoked_subkeys(&keys)] {
        rows.extend(table.into_iter().map(|(name, signers, expect)| row(name, &sub_tag, signers, expect)));
    }
    let signers = block(&keys.main.plain());
    rows.extend(
        tags(tools, &keys).into_iter().map(|(name, tag, expect)| row(name, &tag, signers.clone(), expect)),
    );
    for (name, key, expect) in [
        ("ed25519", &keys.other, Good),
        ("rsa1024", &keys.rsa1024, Stricter("has 1024 bits")),
        ("p256", &keys.p256, Good),
    ] {
        rows.push(row(name, &key.good_tag(tools), block(&key.plain()), expect));
    }
    rows.extend(by_kind(tools));
    rows
}

/// Kinds of keys and hash functions that not every program takes, as gpg makes them.
fn by_kind(tools: &Tools) -> Vec<Row> {
    [
        ("rsa2048", "SHA224", Good),
        ("ed25519", "SHA256", Good),
        ("ed25519", "SHA384", Good),
        ("ed25519", "SHA224", Stricter("its hash function SHA-224 is not accepted")),
        ("nistp256", "SHA256", Good),
        ("nistp384", "SHA384", Good),
        ("nistp521", "SHA512", Good),
        ("secp256k1", "SHA256", Stricter("the curve secp256k1 of the key")),
        ("secp256k1", "SHA384", Stricter("the curve secp256k1 of the key")),
        ("secp256k1", "SHA512", Stricter("the curve secp256k1 of the key")),
        ("brainpoolP256r1", "SHA256", Stricter("the curve brainpoolP256r1 of the key")),
    ]
    .into_iter()
    .map(|(algorithm, hash, expect)| {
        let id = format!("{algorithm}-{hash} <{algorithm}@example.org>");
        tools.gpg(&["--quick-generate-key", &id, algorithm, "sign", "never"]);
        let text = tools.payload(TAGGED);
        std::fs::write(tools.path("payload"), &text).expect("can be written");
        let sign = ["--batch", "--armor", "--digest-algo", hash, "--local-user", &id];
        let sign = [&sign[..], &["--detach-sign", "--output", "-", "payload"]].concat();
        let tag = [text, tools.gpg_at(TAGGED, &sign, "")].concat();
        let signers = tools.gpg(&["--armor", "--export", &id]);
        Row {
            name: format!("pgp: {algorithm} with {hash}"),
            tag,
            signers,
            time: Some(i64::from(TAGGED)),
            expect,
        }
    })
    .collect()
}

/// How long a key is good, and for what, in the words of its certificate.
fn lives(keys: &Keys) -> Table {
    let main = &keys.main;
    let (short, long) =
        (block(&main.cert(own(BORN).life(SHORT))), block(&main.cert(own(BORN + 9).life(LONG))));
    let (longer, shorter) = (block(&main.cert(own(BORN))), block(&main.cert(own(BORN + 9).life(SHORT))));
    vec![
        ("a plain certificate", block(&main.plain()), Good),
        ("a binary certificate", main.plain(), Good),
        ("no key flags", block(&main.cert(say(BORN))), Good),
        (
            "flags that only certify",
            block(&main.cert(say(BORN).with(flags(true, false, false)))),
            Bad("not meant for signing"),
        ),
        (
            "flags of zero",
            block(&main.cert(say(BORN).with(flags(false, false, false)))),
            Bad("not meant for signing"),
        ),
        ("the key had expired", short.clone(), Bad("had expired")),
        ("the key expired after the signature", block(&main.cert(own(BORN).life(ENDED))), Looser),
        ("the key has not expired", long.clone(), Good),
        ("a short life, then a fresh long one", [&short[..], &long].concat(), Good),
        ("a fresh long life, then a short one", [&long[..], &short].concat(), Good),
        ("a long life, then a fresh short one", [&longer[..], &shorter].concat(), Bad("had expired")),
        ("a fresh short life, then a long one", [&shorter[..], &longer].concat(), Bad("had expired")),
        (
            "both lives in one block",
            block(&[main.cert(own(BORN + 9).life(LONG)), main.cert(own(BORN).life(SHORT))].concat()),
            Good,
        ),
        (
            "a self-signature that had expired",
            block(
                &main
                    .cert(own(BORN).with(SubpacketData::SignatureExpirationTime(Duration::from_secs(SHORT)))),
            ),
            Stricter("had expired"),
        ),
        (
            "the self-signature expires after the signature",
            block(
                &main
                    .cert(own(BORN).with(SubpacketData::SignatureExpirationTime(Duration::from_secs(ENDED)))),
            ),
            Good,
        ),
        (
            "a direct signature with a short life",
            block(
                &[
                    main.head(),
                    main.over(Direct, main.public(), own(BORN).life(SHORT)),
                    main.user(own(BORN + 9)),
                ]
                .concat(),
            ),
            Bad("had expired"),
        ),
        (
            "a direct signature with a long life",
            block(
                &[main.head(), main.over(Direct, main.public(), own(BORN).life(LONG)), main.user(own(BORN))]
                    .concat(),
            ),
            Good,
        ),
        ("a self-signature by SHA-1", block(&main.cert(own(BORN).hash(HashAlgorithm::Sha1))), Good),
        (
            "a self-signature by MD5",
            block(&main.cert(own(BORN).hash(HashAlgorithm::Md5))),
            Bad("no user id with a good signature"),
        ),
        ("a notation", block(&main.cert(own(BORN).with(notation("x@example.org")))), Good),
        (
            "a critical notation in the self-signature",
            block(&main.cert(own(BORN).critical(notation("x@example.org")))),
            Bad("`x@example.org` is critical"),
        ),
        (
            "a critical unknown subpacket in the self-signature",
            block(&main.cert(own(BORN).critical(SubpacketData::Other(99, vec![1].into())))),
            Bad("not understood here"),
        ),
        (
            "an unknown subpacket in the self-signature",
            block(&main.cert(own(BORN).with(SubpacketData::Other(99, vec![1].into())))),
            Good,
        ),
        (
            "a fresh self-signature with a critical notation",
            block(&[main.plain(), main.user(own(BORN + 9).critical(notation("x@example.org")))].concat()),
            Stricter("is critical"),
        ),
        (
            "a self-signature for one machine only",
            block(&main.cert(own(BORN).with(SubpacketData::ExportableCertification(false)))),
            Bad("no user id with a good signature"),
        ),
    ]
}

fn revoked(keys: &Keys) -> Table {
    let (main, other) = (&keys.main, &keys.other);
    let (plain, stranger) = (block(&main.plain()), block(&other.plain()));
    let whole = |revocation: &[u8]| block(&[&main.head()[..], revocation, &main.user(own(BORN))].concat());
    let lost = main.revoke(LATE, Some(KeyCompromised));
    let lone = block(&lost);
    let mut table = vec![
        ("revoked", whole(&lost), Bad("revoked")),
        ("revoked, in a block of its own", [&plain[..], &lone].concat(), Bad("revoked")),
        ("revoked, in a block of its own before", [&lone[..], &plain].concat(), Stricter("revoked")),
        ("revoked, beyond another certificate", [&plain[..], &stranger, &lone].concat(), Stricter("revoked")),
        (
            "revoked, after another certificate in its block",
            [&plain[..], &block(&[other.plain(), lost.clone()].concat())].concat(),
            Stricter("revoked"),
        ),
        ("revoked, at the end of the block", block(&[main.plain(), lost.clone()].concat()), Bad("revoked")),
        ("revoked, in binary", [main.plain(), lost.clone()].concat(), Bad("revoked")),
        ("an old export, then the revoked one", [&plain[..], &whole(&lost)].concat(), Bad("revoked")),
        ("the revoked one, then an old export", [&whole(&lost)[..], &plain].concat(), Bad("revoked")),
        ("the revoked one twice", [whole(&lost), whole(&lost)].concat(), Bad("revoked")),
        (
            "an old export between two of another",
            [&stranger[..], &whole(&lost), &stranger, &plain].concat(),
            Bad("revoked"),
        ),
        (
            "the other one is revoked",
            [&plain[..], &stranger, &block(&other.revoke(LATE, Some(KeyCompromised)))].concat(),
            Good,
        ),
        ("only a revocation", lone.clone(), Bad("no OpenPGP certificate")),
        (
            "a revocation of a key that is not there",
            [&plain[..], &block(&other.revoke(LATE, None))].concat(),
            Stricter("belongs to none of its certificates"),
        ),
        (
            "a revocation by another key",
            [
                &plain[..],
                &stranger,
                &block(&other.over(SignatureType::KeyRevocation, main.public(), say(LATE))),
            ]
            .concat(),
            Stricter("belongs to none of its certificates"),
        ),
        (
            "a damaged revocation",
            [&plain[..], &block(&damaged(&lost))].concat(),
            Stricter("belongs to none of its certificates"),
        ),
        (
            "a block that gpg was kept from reading",
            [&plain[..], b":", &lone].concat(),
            Stricter("gpg would not read this block"),
        ),
        (
            "a revocation with a critical notation",
            whole(&main.over(
                SignatureType::KeyRevocation,
                main.public(),
                say(LATE).critical(notation("x@example.org")),
            )),
            Stricter("revoked"),
        ),
        (
            "a revocation by SHA-1",
            whole(&main.over(
                SignatureType::KeyRevocation,
                main.public(),
                say(LATE).hash(HashAlgorithm::Sha1),
            )),
            Bad("revoked"),
        ),
        (
            "revoked for one machine only",
            whole(&main.over(
                SignatureType::KeyRevocation,
                main.public(),
                say(LATE).with(SubpacketData::ExportableCertification(false)),
            )),
            Stricter("revoked"),
        ),
    ];
    for (name, time, code, expect) in [
        ("revoked without a reason", LATE, None, Bad("no reason given")),
        ("revoked for no reason", LATE, Some(NoReason), Bad("NoReason")),
        ("revoked for an unknown reason", LATE, Some(RevocationCode::Other(77)), Bad("Other")),
        ("lost before the signature", EARLY, Some(KeyCompromised), Bad("KeyCompromised")),
        ("replaced before the signature", EARLY, Some(KeySuperseded), Bad("KeySuperseded")),
        ("replaced in the second of the signature", TAGGED, Some(KeySuperseded), Bad("KeySuperseded")),
        ("retired before the signature", EARLY, Some(KeyRetired), Bad("KeyRetired")),
        ("the key was replaced after the signature", LATE, Some(KeySuperseded), Bad("KeySuperseded")),
        ("the key was retired after the signature", LATE, Some(KeyRetired), Bad("KeyRetired")),
    ] {
        table.push((name, whole(&main.revoke(time, code)), expect));
    }
    table
}

/// With a bit changed in the signature itself.
fn damaged(packet: &[u8]) -> Vec<u8> {
    let mut packet = packet.to_vec();
    let at = packet.len() - 3;
    packet[at] ^= 1;
    packet
}

fn designated(keys: &Keys) -> Table {
    let (main, other, revoker) = (&keys.main, &keys.other, &keys.revoker);
    let cert = |more: &[Vec<u8>]| block(&[main.head(), more.concat(), main.user(own(BORN))].concat());
    let named = main.designate(revoker, RevocationKeyClass::Default);
    let hidden = main.designate(revoker, RevocationKeyClass::Sensitive);
    let revocation = revoker.over(SignatureType::KeyRevocation, main.public(), say(LATE));
    let (by, strangers) = (block(&revoker.plain()), block(&other.plain()));
    vec![
        ("a designated revoker", cert(std::slice::from_ref(&named)), Good),
        (
            "a designated revoker who is there",
            [cert(std::slice::from_ref(&named)), by.clone()].concat(),
            Good,
        ),
        (
            "revoked by the designated revoker",
            [&cert(&[named.clone(), revocation.clone()])[..], &by].concat(),
            Bad("revoked"),
        ),
        (
            "revoked by the designated revoker before",
            [&by[..], &cert(&[named.clone(), revocation.clone()])].concat(),
            Bad("revoked"),
        ),
        (
            "revoked by the hidden revoker",
            [&by[..], &cert(&[hidden, revocation.clone()])].concat(),
            Bad("revoked"),
        ),
        (
            "revoked by the designated revoker, alone",
            [&cert(std::slice::from_ref(&named))[..], &by, &block(&revocation)].concat(),
            Stricter("revoked"),
        ),
        (
            "revoked by the designated revoker, who is not there",
            cert(&[named.clone(), revocation.clone()]),
            Stricter("names as its revoker"),
        ),
        (
            "revoked by the designated revoker, merged",
            [&cert(&[])[..], &cert(&[named, revocation.clone()]), &by].concat(),
            Bad("revoked"),
        ),
        (
            "revoked by somebody not designated",
            [&cert(std::slice::from_ref(&revocation))[..], &by].concat(),
            Stricter("belongs to none"),
        ),
        (
            "revoked by somebody unknown",
            [&cert(&[revocation])[..], &strangers].concat(),
            Stricter("belongs to none"),
        ),
    ]
}

fn users(keys: &Keys) -> Table {
    let (main, other) = (&keys.main, &keys.other);
    let id = &other.user;
    let user = |say: Say| [packet(id), main.certify(CertPositive, id, say)].concat();
    let revoke = |time: u32| {
        main.certify(CertRevocation, &main.user, say(time).with(reason(RevocationCode::CertUserIdInvalid)))
    };
    let cert = |parts: &[Vec<u8>]| block(&[main.head(), parts.concat()].concat());
    let first = main.user(own(BORN));
    let opinion = other.certify_other(CertPositive, main.public(), &main.user, say(LATE));
    vec![
        ("two user ids", cert(&[first.clone(), user(own(BORN))]), Good),
        (
            "the newer user id has a short life",
            cert(&[first.clone(), user(own(BORN + 9).life(SHORT))]),
            Bad("had expired"),
        ),
        (
            "the older user id has a short life",
            cert(&[main.user(own(BORN).life(SHORT)), user(own(BORN + 9))]),
            Bad("had expired"),
        ),
        (
            "the newer user id has a long life",
            cert(&[main.user(own(BORN).life(SHORT)), user(own(BORN + 9).life(LONG))]),
            Good,
        ),
        (
            "the newer signature of a user id has no end",
            cert(&[main.user(own(BORN).life(SHORT)), main.certify(CertPositive, &main.user, own(BORN + 9))]),
            Good,
        ),
        (
            "the older user id says that the key only certifies",
            cert(&[main.user(say(BORN).with(flags(true, false, false))), user(say(BORN + 9))]),
            Bad("not meant for signing"),
        ),
        (
            "the newer user id says that the key only certifies",
            cert(&[first.clone(), user(say(BORN + 9).with(flags(true, false, false)))]),
            Bad("not meant for signing"),
        ),
        (
            "no user id",
            block(&[main.head(), main.over(Direct, main.public(), own(BORN))].concat()),
            Bad("no user id with a good signature"),
        ),
        (
            "no signature over the user id",
            block(&[main.head(), packet(&main.user)].concat()),
            Bad("no user id with a good signature"),
        ),
        (
            "a damaged self-signature",
            block(
                &[
                    main.head(),
                    packet(&main.user),
                    damaged(&main.certify(CertPositive, &main.user, own(BORN))),
                ]
                .concat(),
            ),
            Bad("over itself that is not good"),
        ),
        (
            "a self-signature over another name",
            block(&[main.head(), packet(id), main.certify(CertPositive, &main.user, own(BORN))].concat()),
            Bad("over itself that is not good"),
        ),
        (
            "a damaged self-signature beside a good one",
            cert(&[first.clone(), damaged(&main.certify(CertPositive, &main.user, own(BORN + 9)))]),
            Stricter("over itself that is not good"),
        ),
        (
            "the user id is revoked",
            cert(&[first.clone(), revoke(LATE)]),
            Stricter("no user id with a good signature"),
        ),
        (
            "the user id is revoked, before its signature",
            cert(&[main.user(own(BORN + 9)), revoke(BORN)]),
            Good,
        ),
        (
            "the user id is revoked and another is not",
            cert(&[first.clone(), revoke(LATE), user(own(BORN))]),
            Good,
        ),
        (
            "the user id is revoked in a fresh export",
            [cert(std::slice::from_ref(&first)), cert(&[first.clone(), revoke(LATE)])].concat(),
            Stricter("no user id with a good signature"),
        ),
        ("the opinion of a stranger", cert(&[first.clone(), opinion.clone()]), Good),
        ("the opinion of a signer", [cert(&[first.clone(), opinion]), block(&other.plain())].concat(), Good),
        (
            "only a stranger vouches for it",
            [
                block(
                    &[
                        main.head(),
                        packet(&main.user),
                        other.certify_other(CertPositive, main.public(), &main.user, say(BORN)),
                    ]
                    .concat(),
                ),
                block(&other.plain()),
            ]
            .concat(),
            Bad("no user id with a good signature"),
        ),
    ]
}

const KEYS: &str = "PUBLIC KEY BLOCK";

/// With a packet of no weight at its end, so that the length is 3 times something and `rest` besides.
fn padded(packets: &[u8], rest: usize) -> Vec<u8> {
    let filler = (0..3_u8).find(|&filler| (packets.len() + 2 + usize::from(filler)) % 3 == rest);
    let filler = filler.expect("one of three fits");
    [packets, &[0xC0 | 60, filler], &vec![0; usize::from(filler)]].concat()
}

/// What the file contains beside certificates.
fn files(keys: &Keys) -> Table {
    let (main, other) = (&keys.main, &keys.other);
    let plain = block(&main.plain());
    let text = String::from_utf8(plain.clone()).expect("is ASCII");
    let edited = |from: &str, to: &str| text.replacen(from, to, 1).into_bytes();
    let end = "\n-----END";
    vec![
        ("two certificates", [&block(&other.plain())[..], &plain].concat(), Good),
        ("two certificates in a block", block(&[other.plain(), main.plain()].concat()), Good),
        ("another certificate", block(&other.plain()), Bad("none of the signers")),
        ("text around the block", [b"keys:\n", &plain[..], b"end\n"].concat(), Good),
        ("lines with CRLF", text.replace('\n', "\r\n").into_bytes(), Good),
        ("headers in the block", edited("\n\n", "\nComment: x\nHash: SHA1\n\n"), Good),
        ("a byte order mark", ["\u{feff}".as_bytes(), &plain].concat(), Looser),
        ("a wrong checksum", armor_with(KEYS, &main.plain(), "\n=AAAA").into_bytes(), Bad("checksum")),
        ("no checksum, but padding", armor_with(KEYS, &padded(&main.plain(), 1), "").into_bytes(), Good),
        ("no checksum and no padding", armor_with(KEYS, &padded(&main.plain(), 0), "").into_bytes(), Looser),
        (
            "a block without an end",
            text.as_bytes()[..text.find(end).expect("is there")].to_vec(),
            Bad("is missing"),
        ),
        ("a line that is no header", edited("\n\n", "\nno header\n\n"), Bad("no header")),
        ("no empty line after the headers", edited("\n\n", "\n"), Stricter("empty line")),
        ("a block with a stray character", edited(end, "*\n-----END"), Stricter("base64")),
        ("a block that is cut", block(&main.plain()[..main.plain().len() - 20]), Bad("cannot be read")),
        (
            "an SSH signer before",
            [b"a@x ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO0\n", &plain[..]].concat(),
            Stricter("SSH signer"),
        ),
        (
            "a signature block besides",
            [&plain[..], armor("SIGNATURE", &main.revoke(LATE, None)).as_bytes()].concat(),
            Stricter("does not belong"),
        ),
        ("an unknown packet of no weight", block(&[main.plain(), vec![0xC0 | 60, 1, 0]].concat()), Good),
        (
            "a literal packet",
            block(&[main.plain(), vec![0xC0 | 11, 6, b'b', 0, 0, 0, 0, 0]].concat()),
            Stricter("no part of a certificate"),
        ),
        ("nothing", Vec::new(), Bad("names no signer")),
    ]
}

fn subkeys(keys: &Keys) -> Table {
    let (sub, other) = (&keys.sub, &keys.other);
    let top = |say: Say| sub.cert(say.with(flags(true, false, false)));
    let plain = top(say(BORN));
    let cert = |part: Vec<u8>| block(&[plain.clone(), part].concat());
    let back = |say: Say| sub.back(sub.public(), say);
    let bind = |more: Say| cert([sub.sub_packet(), sub.bind(SubkeyBinding, sub, more)].concat());
    let signing = |time: u32| say(time).with(flags(false, true, false));
    let (short, long) = (cert(sub.bound(say(BORN).life(SHORT))), cert(sub.bound(say(BORN + 9).life(LONG))));
    vec![
        ("a subkey", cert(sub.bound(say(BORN))), Good),
        ("a subkey without its back signature", bind(signing(BORN)), Bad("not bound")),
        ("a subkey with a hashed back signature", bind(signing(BORN).with(back(say(BORN)))), Good),
        (
            "a subkey with a back signature over another",
            bind(signing(BORN).unhashed(sub.back(other.public(), say(BORN)))),
            Bad("not bound"),
        ),
        (
            "a subkey with a back signature by MD5",
            bind(signing(BORN).unhashed(back(say(BORN).hash(HashAlgorithm::Md5)))),
            Bad("not bound"),
        ),
        (
            "a subkey with a back signature by SHA-1",
            bind(signing(BORN).unhashed(back(say(BORN).hash(HashAlgorithm::Sha1)))),
            Good,
        ),
        (
            "a subkey with a critical notation in its back signature",
            bind(signing(BORN).unhashed(back(say(BORN).critical(notation("x@example.org"))))),
            Bad("not bound"),
        ),
        (
            "a subkey for encryption",
            bind(say(BORN).with(flags(false, false, true)).unhashed(back(say(BORN)))),
            Bad("not bound"),
        ),
        ("a subkey without flags", bind(say(BORN).unhashed(back(say(BORN)))), Stricter("not bound")),
        (
            "a subkey with flags of zero",
            bind(say(BORN).with(flags(false, false, false)).unhashed(back(say(BORN)))),
            Bad("not bound"),
        ),
        (
            "a subkey bound by MD5",
            bind(signing(BORN).hash(HashAlgorithm::Md5).unhashed(back(say(BORN)))),
            Bad("not bound"),
        ),
        (
            "a subkey bound by SHA-1",
            bind(signing(BORN).hash(HashAlgorithm::Sha1).unhashed(back(say(BORN)))),
            Good,
        ),
        (
            "a subkey bound with a critical notation",
            bind(signing(BORN).critical(notation("x@example.org")).unhashed(back(say(BORN)))),
            Bad("is critical"),
        ),
        ("a subkey that is not bound", cert(sub.sub_packet()), Bad("not bound")),
        (
            "a damaged binding",
            cert(
                [
                    sub.sub_packet(),
                    damaged(&sub.bind(SubkeyBinding, sub, signing(BORN).unhashed(back(say(BORN))))),
                ]
                .concat(),
            ),
            Bad("over itself that is not good"),
        ),
        (
            "a binding without its subkey",
            cert(sub.bind(SubkeyBinding, sub, signing(BORN).unhashed(back(say(BORN))))),
            Bad("none of the signers"),
        ),
        ("the subkey had expired", short.clone(), Bad("had expired")),
        ("the subkey expired after the signature", cert(sub.bound(say(BORN).life(ENDED))), Looser),
        ("the subkey's life is longer in a fresh export", [&short[..], &long].concat(), Good),
        ("the subkey's life is longer in the export before", [&long[..], &short].concat(), Good),
        ("the subkey is in a fresh export only", [&block(&plain)[..], &long].concat(), Good),
        (
            "a subkey that another certificate claims",
            block(
                &[
                    other.plain(),
                    sub.sub_packet(),
                    other.bind(SubkeyBinding, sub, signing(BORN).unhashed(back(say(BORN)))),
                ]
                .concat(),
            ),
            Bad("not bound"),
        ),
        (
            "the primary key had expired",
            block(&[top(say(BORN).life(SHORT)), sub.bound(say(BORN))].concat()),
            Bad("had expired"),
        ),
        (
            "the user id of the subkey's certificate is missing",
            block(&[sub.head(), sub.bound(say(BORN))].concat()),
            Bad("no user id"),
        ),
        (
            "the subkey's binding is in a block of its own",
            [
                block(&[plain.clone(), sub.sub_packet()].concat()),
                block(&sub.bind(SubkeyBinding, sub, signing(BORN).unhashed(back(say(BORN))))),
            ]
            .concat(),
            Stricter("before any primary key"),
        ),
    ]
}

fn revoked_subkeys(keys: &Keys) -> Table {
    let (sub, revoker) = (&keys.sub, &keys.revoker);
    let top = sub.cert(say(BORN).with(flags(true, false, false)));
    let good = block(&[top.clone(), sub.bound(say(BORN))].concat());
    let revoke =
        |time: u32, code: RevocationCode| sub.bind(SubkeyRevocation, sub, say(time).with(reason(code)));
    let whole = |time: u32, code: RevocationCode| {
        block(&[top.clone(), sub.bound(say(BORN)), revoke(time, code)].concat())
    };
    let lost = whole(LATE, KeyCompromised);
    let primary = sub.revoke(LATE, Some(KeyCompromised));
    vec![
        ("the subkey is revoked", lost.clone(), Bad("revoked")),
        ("the subkey is revoked in a fresh export", [&good[..], &lost].concat(), Bad("revoked")),
        ("the subkey is revoked in the export before", [&lost[..], &good].concat(), Bad("revoked")),
        (
            "the subkey is revoked in a block of its own",
            [&good[..], &block(&revoke(LATE, KeyCompromised))].concat(),
            Bad("revoked"),
        ),
        (
            "the subkey is revoked and bound anew",
            block(&[top.clone(), sub.bound(say(LATE + 9)), revoke(LATE, KeyCompromised)].concat()),
            Bad("revoked"),
        ),
        ("the subkey was replaced before the signature", whole(EARLY, KeySuperseded), Bad("revoked")),
        ("the subkey was replaced after the signature", whole(LATE, KeySuperseded), Bad("revoked")),
        ("the subkey's certificate is revoked", [&good[..], &block(&primary)].concat(), Bad("revoked")),
        (
            "the subkey's certificate is revoked in its midst",
            block(&[sub.head(), primary, top[sub.head().len()..].to_vec(), sub.bound(say(BORN))].concat()),
            Bad("revoked"),
        ),
        (
            "a revocation of the subkey by another",
            [&good[..], &block(&revoker.plain()), &block(&revoker.bind(SubkeyRevocation, sub, say(LATE)))]
                .concat(),
            Stricter("belongs to none"),
        ),
    ]
}

/// Signatures of tags.
fn tags(tools: &Tools, keys: &Keys) -> Table {
    let (main, other) = (&keys.main, &keys.other);
    let text = tools.payload(TAGGED);
    let good = main.good_tag(tools);
    let signature = good[text.len()..].to_vec();
    let signed = |say: Say| main.tag(&text, say);
    let seconds = |seconds: u32| SubpacketData::SignatureExpirationTime(Duration::from_secs(seconds));
    let one = |kind: SignatureType, text: &[u8]| main.tag_of(kind, text, say(TAGGED));
    let changed = String::from_utf8_lossy(&text).replace("release", "Release").into_bytes();
    let edited = |from: &str, to: &str| {
        [&text[..], String::from_utf8_lossy(&signature).replacen(from, to, 1).as_bytes()].concat()
    };
    let packets = |say: Say| {
        let config = say.config(SignatureType::Binary, &main.secret);
        packet(&config.sign(&main.secret, &pgp::types::Password::empty(), &text[..]).expect("can be signed"))
    };
    let mut table = vec![
        ("a good tag", good.clone(), Good),
        ("another key", other.good_tag(tools), Bad("none of the signers")),
        ("a changed text", [&changed[..], &signature].concat(), Bad("the text is not what")),
        ("SHA-512", signed(say(TAGGED).hash(HashAlgorithm::Sha512)), Good),
        ("SHA-224", signed(say(TAGGED).hash(HashAlgorithm::Sha224)), Good),
        ("SHA-1", signed(say(TAGGED).hash(HashAlgorithm::Sha1)), Stricter("hash function is broken")),
        ("MD5", signed(say(TAGGED).hash(HashAlgorithm::Md5)), Bad("hash function is broken")),
        (
            "RIPEMD-160",
            signed(say(TAGGED).hash(HashAlgorithm::Ripemd160)),
            Stricter("hash function is broken"),
        ),
        ("a text signature", one(SignatureType::Text, &text), Stricter("no signature of binary data")),
        ("a standalone signature", one(SignatureType::Standalone, &text), Bad("no signature of binary data")),
        ("a notation", signed(say(TAGGED).with(notation("x@example.org"))), Good),
        (
            "a critical notation",
            signed(say(TAGGED).critical(notation("x@example.org"))),
            Bad("`x@example.org` is critical"),
        ),
        ("an expiring signature", signed(say(TAGGED).with(seconds(86_400))), Bad("it expires")),
        (
            "a signature that expires much later",
            signed(say(TAGGED).with(seconds(LONG))),
            Stricter("it expires"),
        ),
        ("a signature that expires never", signed(say(TAGGED).with(seconds(0))), Good),
        ("a signature from before the key", signed(say(BORN - 1)), Bad("before the key")),
        ("a signature of the key's first second", signed(say(BORN)), Good),
        (
            "a signature that says twice when it was made",
            signed(say(TAGGED).with(SubpacketData::SignatureCreationTime(Timestamp::from_secs(BORN)))),
            Stricter("the same thing twice"),
        ),
        (
            "two signatures in a block",
            tag(&text, &[packets(say(TAGGED)), packets(say(TAGGED))].concat()),
            Bad("more than one packet"),
        ),
        ("a key in the block", tag(&text, &main.plain()), Bad("it holds a PublicKey")),
        ("two blocks", [&good[..], &signature].concat(), Bad("line 7 of the tag begins a signature too")),
        ("text after the block", [&good[..], b"x\n"].concat(), Stricter("there is something after")),
        ("blank lines after the block", [&good[..], b"\n\n"].concat(), Good),
        ("headers in the block", edited("\n\n", "\nComment: x\nHash: SHA1\n\n"), Good),
        (
            "lines with CRLF",
            [&text[..], String::from_utf8_lossy(&signature).replace('\n', "\r\n").as_bytes()].concat(),
            Good,
        ),
        (
            "a wrong checksum",
            [&text[..], armor_with("SIGNATURE", &packets(say(TAGGED)), "\n=AAAA").as_bytes()].concat(),
            Bad("checksum"),
        ),
        ("no empty line after the headers", edited("\n\n", "\n"), Bad("empty line")),
        ("a stray character", edited("\n-----END", "*\n-----END"), Stricter("base64")),
        ("a line that is no header", edited("\n\n", "\nno header\n\n"), Bad("no header")),
        ("a cut signature", tag(&text, &packets(say(TAGGED))[..40]), Bad("too early")),
        ("no end line", edited("-----END PGP SIGNATURE-----\n", ""), Stricter("is missing")),
        ("a whole message", edited("SIGNATURE", "MESSAGE"), Stricter("a whole PGP message")),
        (
            "X.509",
            [&text[..], b"-----BEGIN SIGNED MESSAGE-----\nMIID\n-----END SIGNED MESSAGE-----\n"].concat(),
            Bad("X.509 signature (gitsign"),
        ),
        (
            "an SSH signature",
            [&text[..], b"-----BEGIN SSH SIGNATURE-----\nU1NI\n-----END SSH SIGNATURE-----\n"].concat(),
            Bad("of the other kind"),
        ),
        ("no signature", text.clone(), Bad("it is not signed")),
    ];
    table.extend(critical(&signed, main));
    table
}

/// Subpackets that ask to reject a signature if they are not understood.
fn critical(signed: &impl Fn(Say) -> Vec<u8>, main: &Key) -> Table {
    let with = |data: SubpacketData| signed(say(TAGGED).critical(data));
    vec![
        ("a critical key expiration", with(SubpacketData::KeyExpirationTime(Duration::from_secs(0))), Good),
        ("a critical issuer", with(SubpacketData::IssuerKeyId(main.public().legacy_key_id())), Good),
        ("critical flags", with(all()), Good),
        (
            "critical preferences",
            with(SubpacketData::PreferredHashAlgorithms([HashAlgorithm::Sha256].into_iter().collect())),
            Good,
        ),
        ("a critical primary mark", with(SubpacketData::IsPrimary(true)), Good),
        ("a critical reason", with(reason(NoReason)), Good),
        ("a critical mark for export", with(SubpacketData::ExportableCertification(true)), Good),
        (
            "a critical policy",
            with(SubpacketData::PolicyURI("https://example.org".to_owned())),
            Stricter("subpacket 26 is critical"),
        ),
        (
            "a critical signer's name",
            with(SubpacketData::SignersUserID(b"x".to_vec().into())),
            Bad("subpacket 28 is critical"),
        ),
        (
            "a critical mark of revocability",
            with(SubpacketData::Revocable(true)),
            Stricter("subpacket 7 is critical"),
        ),
        ("a critical trust", with(SubpacketData::TrustSignature(1, 60)), Stricter("subpacket 5 is critical")),
        (
            "a critical expression",
            with(SubpacketData::RegularExpression(b"x\0".to_vec().into())),
            Stricter("subpacket 6 is critical"),
        ),
        (
            "a critical subpacket of experiments",
            with(SubpacketData::Experimental(101, vec![1].into())),
            Bad("subpacket 101 is critical"),
        ),
        (
            "a critical unknown subpacket",
            with(SubpacketData::Other(99, vec![1].into())),
            Bad("subpacket 99 is critical"),
        ),
        ("an unknown subpacket", signed(say(TAGGED).with(SubpacketData::Other(99, vec![1].into()))), Good),
    ]
}
