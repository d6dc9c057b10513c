//! Signatures of tags, made by gpg, ssh-keygen and git: `tests/signature/make.sh`.
#![allow(clippy::disallowed_methods, reason = "a test reads its own files")]

use std::fs;
use std::path::Path;

use pkgr::signature::{Fault, Good, Signers, split};
use proptest::prelude::*;

/// The time that the tags of `tests/signature/` name.
const TAGGED: i64 = 1_700_000_000;

fn read(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signature").join(name);
    fs::read(&path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()))
}

fn signers(name: &str) -> Signers {
    Signers::parse(&read(name)).unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

fn check_with(signers: &Signers, tag: &[u8], time: Option<i64>) -> Result<Good, Fault> {
    let (payload, signature) = split(tag);
    signers.verify(payload, signature.expect("is signed"), time)
}

fn check(signers_file: &str, tag: &str) -> Result<Good, Fault> {
    check_with(&signers(signers_file), &read(tag), Some(TAGGED))
}

#[test]
fn good_signatures_are_good_and_say_whose_they_are() {
    for (file, tag, signer) in [
        ("rsa.asc", "rsa.tag", "rsa <rsa@example.org>"),
        ("ed25519.asc", "ed25519.tag", "ed25519 <ed25519@example.org>"),
        ("ecdsa.asc", "ecdsa.tag", "ecdsa <ecdsa@example.org>"),
        ("subkey.asc", "subkey.tag", "subkey <subkey@example.org>"),
        ("ssh-ed25519.signers", "ssh-ed25519.tag", "ed25519@example.org"),
        ("ssh-ecdsa.signers", "ssh-ecdsa.tag", "ecdsa@example.org"),
        ("ssh-rsa.signers", "ssh-rsa.tag", "rsa@example.org"),
    ] {
        let good = check(file, tag).unwrap_or_else(|fault| panic!("{tag}: {fault}"));
        assert_eq!(good.signer, signer);
        assert!(signers(file).names()[0].starts_with(&good.key), "{}", good.key);
    }
}

#[test]
fn a_good_signature_by_a_key_that_is_not_named_is_rejected() {
    for (file, tag) in
        [("ed25519.asc", "stranger.tag"), ("subkey.asc", "rsa.tag"), ("ssh-ed25519.signers", "ssh-rsa.tag")]
    {
        assert!(matches!(check(file, tag), Err(Fault::UnknownKey(_))), "{tag}");
    }
}

#[test]
fn several_certificates_stand_in_one_file() {
    let all =
        [read("rsa.asc"), b"text between\n".to_vec(), read("stranger.asc"), read("subkey.asc")].concat();
    let signers = Signers::parse(&all).expect("can be read");
    assert_eq!(signers.names().len(), 3);
    for tag in ["rsa.tag", "stranger.tag", "subkey.tag"] {
        check_with(&signers, &read(tag), None).unwrap_or_else(|fault| panic!("{tag}: {fault}"));
    }
    assert!(matches!(check_with(&signers, &read("ecdsa.tag"), None), Err(Fault::UnknownKey(_))));
}

#[test]
fn the_other_kind_of_signature_is_reported_as_such() {
    assert_eq!(check("rsa.asc", "ssh-rsa.tag"), Err(Fault::OtherKind("SSH")));
    assert_eq!(check("ssh-rsa.signers", "rsa.tag"), Err(Fault::OtherKind("OpenPGP")));
}

#[test]
fn a_key_that_expired_later_is_good_and_one_that_had_expired_is_not() {
    assert!(check("expiring.asc", "before-expiry.tag").is_ok());
    assert!(matches!(check("expiring.asc", "after-expiry.tag"), Err(Fault::Expired(_))));
}

#[test]
fn a_revoked_key_is_good_for_nothing_whatever_the_reason_and_the_time() {
    for tag in
        ["superseded-early.tag", "superseded-late.tag", "compromised-early.tag", "compromised-late.tag"]
    {
        let file = tag.split('-').next().expect("a name").to_owned() + ".asc";
        assert!(matches!(check(&file, tag), Err(Fault::Revoked(_))), "{tag}: {:?}", check(&file, tag));
    }
}

#[test]
fn a_broken_hash_function_is_rejected() {
    assert!(matches!(check("rsa.asc", "sha1.tag"), Err(Fault::Unsupported(_))));
}

#[test]
fn a_signature_for_another_purpose_is_rejected() {
    let Err(Fault::Bad(why)) = check("ssh-ed25519.signers", "ssh-namespace.tag") else {
        panic!("was accepted")
    };
    assert!(why.contains("`file`"), "{why}");
}

#[test]
fn an_allowed_signer_may_be_limited() {
    let line = String::from_utf8(read("ssh-ed25519.signers")).expect("is text");
    let (who, key) = line.split_once(' ').expect("two fields");
    let with = |options: &str, time| {
        let file = format!("# comment\n\n{who} {options} {key}");
        check_with(&Signers::parse(file.as_bytes()).expect("can be read"), &read("ssh-ed25519.tag"), time)
    };
    for (options, is_good) in [
        ("namespaces=\"git\"", true),
        ("namespaces=\"file,git\"", true),
        ("namespaces=\"*\"", true),
        ("namespaces=\"file\"", false),
        ("valid-after=\"20231101Z\",valid-before=\"20231201Z\"", true),
        ("valid-after=\"20231201Z\"", false),
        ("valid-before=\"20231101120000Z\"", false),
        ("valid-before=\"202311011200Z\",namespaces=\"git\"", false),
    ] {
        assert_eq!(with(options, Some(TAGGED)).is_ok(), is_good, "{options}");
    }
    assert!(with("valid-after=\"20231101Z\"", None).is_err(), "the tag has no time");
}

#[test]
fn a_file_without_signers_is_reported_with_its_line() {
    let line = String::from_utf8(read("ssh-ed25519.signers")).expect("is text");
    let (who, key) = line.split_once(' ').expect("two fields");
    for (text, reported) in [
        (String::new(), "names no signer"),
        ("# only a comment\n".to_owned(), "names no signer"),
        ("a@example.org\n".to_owned(), "line 1: a line has"),
        (format!("{line}a@example.org ssh-ed25519 AAAA\n"), "line 2: no SSH public key"),
        (format!("{who} cert-authority {key}"), "line 1: certificates are not supported"),
        (format!("{who} frobnicate=\"1\" {key}"), "line 1: the option `frobnicate` is not known"),
        (format!("{who} valid-after=\"20231101\" {key}"), "line 1: the time `20231101` depends on"),
        (format!("{who} valid-after=\"2023Z\" {key}"), "line 1: the time `2023Z` is not of the form"),
        (format!("{who} valid-after=\"20231301Z\" {key}"), "line 1: the time"),
        ("-----BEGIN PGP PUBLIC KEY BLOCK-----\n".to_owned(), "is missing"),
        (
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n".to_owned(),
            "no OpenPGP",
        ),
    ] {
        let fault = Signers::parse(text.as_bytes()).err().unwrap_or_else(|| panic!("{text} was read"));
        assert!(fault.to_string().contains(reported), "{text}: {fault}");
    }
    assert!(Signers::parse(b"\xff\xfe").is_err());
    assert!(Signers::parse(b"\x99\x01").is_err());
}

#[test]
fn damaged_armor_is_rejected() {
    for tag in ["rsa.tag", "ssh-ed25519.tag"] {
        let file = if tag == "rsa.tag" { "rsa.asc" } else { "ssh-ed25519.signers" };
        let whole = read(tag);
        let signers = signers(file);
        let begin = split(&whole).0.len();
        for end in begin + 30..whole.len() - 1 {
            assert!(check_with(&signers, &whole[..end], Some(TAGGED)).is_err(), "{tag} cut at {end}");
        }
        for more in [&b"x"[..], b"-----BEGIN PGP SIGNATURE-----\n", &whole[begin..]] {
            let longer = [&whole, more].concat();
            assert!(check_with(&signers, &longer, Some(TAGGED)).is_err(), "{tag} with more after it");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_changed_text_is_good(which in 0..5_usize, at in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let (file, tag) = [
            ("rsa.asc", "rsa.tag"), ("ed25519.asc", "ed25519.tag"), ("subkey.asc", "subkey.tag"),
            ("ssh-ed25519.signers", "ssh-ed25519.tag"), ("ssh-ecdsa.signers", "ssh-ecdsa.tag"),
        ][which];
        let whole = read(tag);
        let (payload, signature) = split(&whole);
        let mut changed = payload.to_vec();
        changed[at.index(payload.len())] ^= 1 << bit;
        prop_assert!(signers(file).verify(&changed, signature.expect("is signed"), Some(TAGGED)).is_err());
    }

    #[test]
    fn changed_signatures_and_files_never_panic(
        which in 0..3_usize, at in any::<prop::sample::Index>(), byte in any::<u8>(), in_file in any::<bool>(),
    ) {
        let (file, tag) =
            [("rsa.asc", "rsa.tag"), ("subkey.asc", "subkey.tag"), ("ssh-rsa.signers", "ssh-rsa.tag")][which];
        let (mut keys, whole) = (read(file), read(tag));
        let (payload, signature) = split(&whole);
        let mut signature = signature.expect("is signed").to_vec();
        let target = if in_file { &mut keys } else { &mut signature };
        let index = at.index(target.len());
        target[index] = byte;
        if let Ok(signers) = Signers::parse(&keys) {
            let _ = signers.verify(payload, &signature, Some(TAGGED));
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(signers) = Signers::parse(&bytes) {
            let _ = signers.verify(b"x", &bytes, None);
        }
        let (payload, rest) = split(&bytes);
        prop_assert_eq!(payload.len() + rest.map_or(0, <[u8]>::len), bytes.len());
    }
}
