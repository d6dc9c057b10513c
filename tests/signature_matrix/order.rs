//! In which order the blocks of a file stand, how often, and in how many pieces a certificate is cut,
//! never changes what is said of a tag. And a revocation counts wherever it stands.

use pgp::packet::RevocationCode::KeyCompromised;
use pgp::packet::SignatureType::{CertRevocation, KeyRevocation, SubkeyRevocation};
use pgp::types::RevocationKeyClass;
use pkgr::signature::{Fault, Good, Signers, split};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::made::{Key, block, flags, say};
use super::openpgp::Keys;
use super::tools::{BORN, TAGGED, Tools};

/// What was cut out of certificates: each piece begins with its primary key, as every export does.
struct Case {
    pieces: Vec<Vec<u8>>,
    revocations: Vec<Vec<u8>>,
    tags: Vec<Vec<u8>>,
}

fn pieces(key: &Key) -> Vec<Vec<u8>> {
    let head = |part: Vec<u8>| [key.head(), part].concat();
    let mut pieces = vec![
        head(key.user(say(BORN).with(flags(true, true, false)))),
        head(key.user(say(BORN + 9).with(flags(true, true, false)).life(900_000_000))),
        key.head(),
    ];
    if key.subkey.is_some() {
        pieces.push(head(key.bound(say(BORN))));
        pieces.push(head(key.bound(say(BORN + 9).life(900_000_000))));
    }
    pieces
}

fn case(tools: &Tools, keys: &Keys) -> Case {
    let (main, sub, other, revoker) = (&keys.main, &keys.sub, &keys.other, &keys.revoker);
    let mut all: Vec<Vec<u8>> = [main, sub, other, revoker].into_iter().flat_map(pieces).collect();
    all.push([other.head(), other.designate(revoker, RevocationKeyClass::Default)].concat());
    let lost = || say(TAGGED + 9);
    Case {
        pieces: all,
        revocations: vec![
            main.revoke(TAGGED + 9, Some(KeyCompromised)),
            sub.bind(SubkeyRevocation, sub, lost()),
            sub.certify(CertRevocation, &sub.user, lost()),
            revoker.over(KeyRevocation, other.public(), lost()),
        ],
        tags: vec![
            main.good_tag(tools),
            sub.sub_tag(&tools.payload(TAGGED), say(TAGGED)),
            other.good_tag(tools),
            revoker.good_tag(tools),
        ],
    }
}

fn judge(case: &Case, signers: &[u8]) -> Vec<Result<Good, Fault>> {
    let signers = Signers::parse(signers).unwrap_or_else(|fault| panic!("{fault}"));
    let one = |tag: &Vec<u8>| {
        let (payload, signature) = split(tag);
        signers.verify(payload, signature.expect("is signed"), None)
    };
    case.tags.iter().map(one).collect()
}

// T301 T302
#[test]
fn the_order_and_the_number_of_blocks_change_no_verdict() {
    let Some(tools) = Tools::find("gpg") else { return };
    let case = case(&tools, &Keys::new(&tools));
    let chosen = prop::collection::vec(any::<bool>(), case.revocations.len());
    let order = prop::collection::vec(any::<prop::sample::Index>(), 40);
    let mut runner = TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
    let result = runner.run(&(chosen, order, any::<bool>()), |(chosen, order, is_binary)| {
        let revocations: Vec<&Vec<u8>> = case
            .revocations
            .iter()
            .zip(&chosen)
            .filter(|(_, chosen)| **chosen)
            .map(|(found, _)| found)
            .collect();
        let mut parts: Vec<&Vec<u8>> = case.pieces.iter().chain(revocations.iter().copied()).collect();
        for (at, index) in order.iter().enumerate() {
            let place = at % parts.len();
            parts.swap(place, index.index(case.pieces.len()));
        }
        // Some of them again.
        let again: Vec<&Vec<u8>> =
            order.iter().take(5).map(|index| parts[index.index(parts.len())]).collect();
        parts.extend(again);
        let file: Vec<u8> = if is_binary {
            parts.iter().flat_map(|part| part.iter().copied()).collect()
        } else {
            parts.iter().flat_map(|part| block(part)).collect()
        };
        // The subkey's certificate is out of use without the subkey, and without its only user id.
        let is_revoked = [chosen[0], chosen[1] || chosen[2], chosen[3], false];
        for (verdict, is_revoked) in judge(&case, &file).iter().zip(is_revoked) {
            match verdict {
                Ok(_) => prop_assert!(!is_revoked, "a revoked key is good"),
                Err(Fault::Revoked(_) | Fault::Bad(_)) => prop_assert!(is_revoked, "{verdict:?}"),
                other => prop_assert!(false, "{other:?}"),
            }
        }
        Ok(())
    });
    result.unwrap_or_else(|fault| panic!("{fault}"));
}
