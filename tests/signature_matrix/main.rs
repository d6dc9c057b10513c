//! Tags and files of signers, judged by pkgr and by the programs that everybody has: gpg and
//! ssh-keygen by way of `git verify-tag`. pkgr is never more lenient; where it is stricter, a row says
//! why, and pkgr's message says it too.
#![allow(clippy::disallowed_methods, reason = "tests start the tools and the program under test")]

mod form;
mod made;
mod openpgp;
mod order;
mod row;
mod ssh;
use crate::support;
mod tools;

use row::{Expect, Row, Verdict};
use tools::Tools;

/// Rows where pkgr accepts what the tools reject today: each has its reason here.
const LOOSER: &[&str] = &[
    "pgp: the key expired after the signature",
    "pgp: the subkey expired after the signature",
    // RFC 9580, section 6.1: it may be left out. gpg 2.2 cannot read a block then unless it has padding.
    "pgp: no checksum and no padding",
    // Editors on Windows write it, and gpg reads no block on the line behind it. It is no part of the text.
    "pgp: a byte order mark",
    // PROTOCOL.sshsig: it is signed, and to be ignored. ssh-keygen does not check what is signed.
    "ssh: a reserved field that is signed",
];

// T301 T302 T303 T304 T305 T311
#[test]
fn no_tag_is_judged_more_leniently_than_by_gpg_and_git() {
    judge("gpg", openpgp::rows, 60);
}

// T306 T307 T308 T311 T312
#[test]
fn no_tag_is_judged_more_leniently_than_by_ssh_keygen_and_git() {
    judge("ssh-keygen", ssh::rows, 60);
}

/// The library's verdict is the program's: how it ends, and what it says.
#[test]
fn the_program_judges_tags_as_the_library_does() {
    let Some(tools) = Tools::find("gpg") else { return };
    for row in openpgp::rows(&tools).iter().step_by(12) {
        let (code, said) = tools.plan(row);
        match (row.pkgr(), row.expect) {
            (Ok(()), _) => assert_eq!(code, Some(0), "{}: {said}", row.name),
            (Err(_), Expect::Bad(part) | Expect::Stricter(part)) => {
                assert_eq!(code, Some(2), "{}: {said}", row.name);
                let is_unsigned = part == "it is not signed";
                assert!(said.contains(part) || is_unsigned, "{}: `{part}` is not in {said}", row.name);
            }
            (Err(why), _) => panic!("{}: {why}", row.name),
        }
    }
}

fn judge(tool: &str, rows: fn(&Tools) -> Vec<Row>, fewest: usize) {
    let Some(tools) = Tools::find(tool) else { return };
    let rows = rows(&tools);
    assert!(rows.len() >= fewest, "{} rows", rows.len());
    let wrong: Vec<String> = rows.iter().filter_map(|row| wrong(&tools, row)).collect();
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    let strict = rows.iter().filter(|row| matches!(row.expect, Expect::Stricter(_))).count();
    support::say(&format!("{} tags judged as by git and {tool}, {strict} of them more strictly", rows.len()));
}

/// What is wrong with a row: what pkgr says of it, or what the tools say.
fn wrong(tools: &Tools, row: &Row) -> Option<String> {
    let ours = row.pkgr();
    let theirs = tools.verify(row);
    let ours_text = match &ours {
        Ok(()) => "accepts".to_owned(),
        Err(why) => why.clone(),
    };
    let is_right = match (row.expect, &ours, theirs.is_good) {
        (Expect::Good, Ok(()), true) => true,
        (Expect::Bad(part), Err(why), false) | (Expect::Stricter(part), Err(why), true) => why.contains(part),
        (Expect::Looser, Ok(()), false) => {
            // What expired later was good when the tag was made, says gpg too.
            LOOSER.contains(&row.name.as_str())
                && (!row.name.contains("expired after") || tools.verify_at(row, tools::TAGGED + 9).is_good)
        }
        _ => false,
    };
    (!is_right).then(|| format!("{}: {:?}\n  pkgr: {ours_text}\n  git: {theirs}", row.name, row.expect))
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} {}",
            if self.is_good { "accepts" } else { "rejects" },
            self.said.trim().replace('\n', " | ")
        )
    }
}
