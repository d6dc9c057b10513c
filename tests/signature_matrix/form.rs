//! Tag objects of every form, with a good signature over what they say: git must not reject one that pkgr
//! accepts.

use super::made::{block, say};
use super::openpgp::Keys;
use super::row::{Expect, Row};
use super::ssh;
use super::tools::{TAGGED, Tools};
use crate::support;
use Expect::{Bad, Good, Stricter};

/// A form: what is put in place of what in a usual tag, and what is expected.
type Form = (&'static str, &'static [u8], &'static [u8], Expect);

const TAGGER: &[u8] = b"tagger A <a@example.org> 1700000000 +0000\n";
const OTHER: &str = "of the form that git gives to tags";

/// Forms of all but the tagger. `COMMIT`, `TREE` and `BLOB` stand for ids.
const FORMS: &[Form] = &[
    ("as usual", b"", b"", Good),
    ("no tagger", TAGGER, b"", Bad("it has no header `tagger`, so it does not say who made it")),
    ("a further header", b"\n\n", b"\nx y\n\n", Stricter("it has the line `x y`")),
    (
        "a header for an encoding",
        b"\n\n",
        b"\nencoding UTF-8\n\n",
        Stricter("it has the line `encoding UTF-8`"),
    ),
    ("a header before the tagger", b"tagger", b"x y\ntagger", Bad("where it has the line `x y`")),
    ("a tagger twice", b"\n\n", b"\ntagger B <b@x> 1 +0000\n\n", Stricter("header `tagger` twice")),
    ("an object twice", b"type", b"object COMMIT\ntype", Bad("`type` is expected")),
    ("a type twice", b"type commit\n", b"type commit\ntype commit\n", Bad("`tag` is expected")),
    ("a name twice", b"tag v1\n", b"tag v1\ntag v2\n", Bad("`tagger` is expected")),
    (
        "the type first",
        b"object COMMIT\ntype commit\n",
        b"type commit\nobject COMMIT\n",
        Bad("`object` is expected"),
    ),
    (
        "the name before the type",
        b"type commit\ntag v1\n",
        b"tag v1\ntype commit\n",
        Bad("`type` is expected"),
    ),
    ("no object", b"object COMMIT\n", b"", Bad("`object` is expected")),
    ("no type", b"type commit\n", b"", Bad("`type` is expected")),
    ("no name", b"tag v1\n", b"", Bad("`tag` is expected")),
    ("no empty line", b"\n\nrelease\n", b"\nrelease\n", Stricter("malformed")),
    ("an empty text", b"\n\nrelease\n", b"\n\n", Good),
    ("a text like a header", b"release", b"tagger B <b@x> 1 +0000", Good),
    ("type tag", b"type commit", b"type tag", Bad("is a tag, and it is a commit")),
    ("type blob", b"type commit", b"type blob", Bad("is a blob, and it is a commit")),
    ("type tree", b"type commit", b"type tree", Bad("is a tree, and it is a commit")),
    ("an unknown type", b"type commit", b"type x", Bad("malformed")),
    ("a type in capitals", b"type commit", b"type Commit", Bad("malformed")),
    ("an empty type", b"type commit", b"type ", Bad("malformed")),
    ("a blank after the type", b"type commit", b"type commit ", Bad("malformed")),
    ("a tree that is called a commit", b"COMMIT", b"TREE", Bad("leads to a tree")),
    ("a blob that is called a commit", b"COMMIT", b"BLOB", Bad("leads to a blob")),
    ("a tree that is called a tree", b"COMMIT\ntype commit", b"TREE\ntype tree", Bad("leads to a tree")),
    ("an id that is too long", b"COMMIT", b"COMMIT0", Bad("malformed")),
    ("two blanks before the id", b"object ", b"object  ", Bad("malformed")),
    ("a blank after the id", b"COMMIT", b"COMMIT ", Bad("malformed")),
    ("an empty name", b"tag v1", b"tag ", Bad("malformed")),
    ("a name with a blank", b"tag v1", b"tag v 1", Bad("says that it is the tag `v 1`")),
    ("a name with a newline", b"tag v1", b"tag v1\nv1", Bad("where it has the line `v1`")),
    ("a name with a control character", b"tag v1", b"tag v\x011", Bad("says that it is the tag")),
    ("a name with a NUL", b"tag v1", b"tag v1\0x", Bad("says that it is the tag")),
    ("another name", b"tag v1", b"tag v2", Stricter("says that it is the tag `v2`")),
    ("a NUL in the id", b"COMMIT", b"COMMIT\0", Bad("malformed")),
    ("a NUL in the text", b"release", b"rel\0ease", Good),
    ("carriage returns", b"\n", b"\r\n", Bad("malformed")),
    ("a newline first", b"object ", b"\nobject ", Bad("malformed")),
    ("a byte order mark", b"object ", b"\xef\xbb\xbfobject ", Bad("malformed")),
    ("a continued line", b"\n\n", b"\n more\n\n", Stricter("it has the line ` more`")),
    ("a signature in a header", b"\n\n", b"\ngpgsig x\n\n", Bad("`gpgsig`")),
    ("a tagger in capitals", b"tagger", b"Tagger", Bad("`tagger` is expected")),
    ("a tagger without a blank", TAGGER, b"tagger\n", Bad("`tagger` is expected")),
];

/// Forms of the line of the tagger, without `tagger `.
const TAGGERS: &[(&str, &[u8], Expect)] = &[
    ("nobody", b"", Bad("malformed")),
    ("no address", b"A 1700000000 +0000", Bad("malformed")),
    ("an open address", b"A <a@x 1700000000 +0000", Bad("malformed")),
    ("no name", b"<a@x> 1700000000 +0000", Bad("has no name")),
    ("a blank name", b" <a@x> 1700000000 +0000", Good),
    ("an empty address", b"A <> 1700000000 +0000", Good),
    ("an address right after the name", b"A<a@x> 1700000000 +0000", Bad("no blank before its address")),
    ("a bracket in the name", b"A> <a@x> 1700000000 +0000", Bad("`>` in its name")),
    ("two addresses", b"A <a@x> <b@x> 1700000000 +0000", Bad("has no time")),
    ("a bracket in the address", b"A <a<x> 1700000000 +0000", Bad(OTHER)),
    ("a NUL in the name", b"A\0 <a@x> 1700000000 +0000", Bad("NUL byte")),
    ("a NUL in the address", b"A <a\0@x> 1700000000 +0000", Bad("NUL byte")),
    ("no UTF-8", b"\xe4 <a@x> 1700000000 +0000", Good),
    ("no time", b"A <a@x>", Bad("cannot be used")),
    ("a word for a time", b"A <a@x> soon +0000", Bad("malformed")),
    ("a fraction", b"A <a@x> 1.5 +0000", Bad("malformed")),
    ("a time right after the address", b"A <a@x>1700000000 +0000", Bad("no blank before its time")),
    ("a tab before the time", b"A <a@x>\t1700000000 +0000", Bad("no blank before its time")),
    ("two blanks before the time", b"A <a@x>  1700000000 +0000", Good),
    ("a time with a zero", b"A <a@x> 01700000000 +0000", Bad("begins with 0")),
    ("a time before 1970", b"A <a@x> -1 +0000", Bad("no time in seconds")),
    ("a time with a sign", b"A <a@x> +1 +0000", Bad("no time in seconds")),
    ("1970", b"A <a@x> 0 +0000", Good),
    ("a time of 33 bits", b"A <a@x> 4294967296 +0000", Good),
    ("a time that no clock has", b"A <a@x> 99999999999999999999 +0000", Bad("cannot be used")),
    ("no zone", b"A <a@x> 1700000000", Bad("no time zone")),
    ("a word for a zone", b"A <a@x> 1700000000 xyz", Bad("malformed")),
    ("a zone without a sign", b"A <a@x> 1700000000 0000", Bad("no time zone")),
    ("a zone of five digits", b"A <a@x> 1700000000 +00000", Bad("no time zone")),
    ("a zone of three digits", b"A <a@x> 1700000000 +000", Bad("no time zone")),
    ("two blanks before the zone", b"A <a@x> 1700000000  +0000", Bad("no time zone")),
    ("a zone of many hours", b"A <a@x> 1700000000 +9999", Good),
    ("a zone of minus zero", b"A <a@x> 1700000000 -0000", Good),
    ("a word after the zone", b"A <a@x> 1700000000 +0000 x", Bad("malformed")),
    ("a blank after the zone", b"A <a@x> 1700000000 +0000 ", Bad(OTHER)),
    ("a carriage return after the zone", b"A <a@x> 1700000000 +0000\r", Bad("malformed")),
];

/// The texts of the tags, not signed yet.
fn payloads(tools: &Tools) -> Vec<(String, Vec<u8>, Expect)> {
    let usual = tools.payload(TAGGED);
    let commit = tools.id("HEAD");
    let (tree, blob) = (tools.id("HEAD^{tree}"), tools.id("HEAD:README"));
    let filled = |text: &[u8]| {
        let text = replaced(text, b"COMMIT", commit.as_bytes());
        replaced(&replaced(&text, b"TREE", tree.as_bytes()), b"BLOB", blob.as_bytes())
    };
    let mut all: Vec<_> = FORMS
        .iter()
        .map(|&(name, from, to, expect)| {
            let text =
                if from.is_empty() { usual.clone() } else { replaced(&usual, &filled(from), &filled(to)) };
            (name.to_owned(), text, expect)
        })
        .collect();
    all.extend(TAGGERS.iter().map(|&(name, line, expect)| {
        let line = [b"tagger ", line, b"\n"].concat();
        (format!("the tagger: {name}"), replaced(&usual, TAGGER, &line), expect)
    }));
    all
}

fn replaced(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let (mut out, mut at) = (Vec::new(), 0);
    while at < text.len() {
        if text[at..].starts_with(from) {
            out.extend_from_slice(to);
            at += from.len();
        } else {
            out.push(text[at]);
            at += 1;
        }
    }
    out
}

// T309 T310
#[test]
fn no_form_of_a_tag_signed_with_ssh_is_accepted_that_git_rejects() {
    let Some(tools) = Tools::find("ssh-keygen") else { return };
    ssh::make_key(&tools, "k");
    let signers = format!("a@x {}\n", ssh::key(&tools, "k")).into_bytes();
    judge(&tools, "ssh", &signers, |text| [text, &ssh::signature(&tools, "k", "git", text)].concat());
}

// T309 T310
#[test]
fn no_form_of_a_tag_signed_with_gpg_is_accepted_that_git_rejects() {
    let Some(tools) = Tools::find("gpg") else { return };
    let key = Keys::new(&tools).other;
    judge(&tools, "pgp", &block(&key.plain()), |text| key.tag(text, say(TAGGED)));
}

fn judge(tools: &Tools, kind: &str, signers: &[u8], sign: impl Fn(&[u8]) -> Vec<u8>) {
    let payloads = payloads(tools);
    let mut wrong = Vec::new();
    for (name, text, expect) in &payloads {
        let row = Row {
            name: format!("{kind}: {name}"),
            tag: sign(text),
            signers: signers.to_vec(),
            time: Some(i64::from(TAGGED)),
            expect: *expect,
        };
        wrong.extend(wrong_if_signed(tools, &row));
        wrong.extend(wrong_if_annotated(tools, &row, text));
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), payloads.len(), wrong.join("\n"));
    support::say(&format!("{} forms of tags ({kind}) judged as by git", payloads.len()));
}

fn wrong_if_signed(tools: &Tools, row: &Row) -> Option<String> {
    let theirs = tools.takes_form(&row.tag) && tools.verify(row).is_good;
    let (code, said) = tools.plan(row);
    let is_right = match (row.expect, code, theirs) {
        (Good, Some(0), true) => true,
        (Bad(part), Some(2), false) | (Stricter(part), Some(2), true) => said.contains(part),
        _ => false,
    };
    (!is_right).then(|| format!("{}: {:?}\n  pkgr: {code:?} {said}\n  git: {theirs}", row.name, row.expect))
}

/// The same text without a signature, where that is no reason to reject it.
fn wrong_if_annotated(tools: &Tools, row: &Row, text: &[u8]) -> Option<String> {
    let row = Row { tag: text.to_vec(), name: row.name.clone(), signers: Vec::new(), ..*row };
    let theirs = tools.takes_form(&row.tag);
    let (annotated, said) = tools.plan_expecting(&row, "tag = 'annotated'");
    let is_right = match row.expect {
        Good => annotated == Some(0) && theirs,
        Bad(part) | Stricter(part) => annotated == Some(2) && said.contains(part),
        Expect::Looser => false,
    };
    // Where nothing is asked of the tag, what git packs may be packed.
    let (any, _) = tools.plan_expecting(&row, "tag = 'any'");
    let is_right = is_right && (any == Some(2) || tools.packs(&row.tag));
    (!is_right).then(|| {
        format!(
            "{}, annotated: {:?}\n  pkgr: {annotated:?}, {any:?} {said}\n  git: {theirs}",
            row.name, row.expect
        )
    })
}
