//! `working-tree-encoding`: every character in every encoding, compared with what git writes.

use super::project::{Project, assert_reported};
use crate::support::{pkgr, say, text, version};

/// Names in a letter case that people write.
const NAMES: &[&str] = &[
    "UTF-16",
    "UTF-16LE",
    "utf-16be",
    "UTF-16LE-BOM",
    "UTF-16BE-BOM",
    "UTF-32",
    "UTF-32LE",
    "UTF-32BE",
    "UTF16",
    "UTF32",
    "UTF16LE-BOM",
    "UTF16BE-BOM",
    "ISO-8859-1",
    "latin1",
    "CP866",
    "IBM866",
    "ISO-8859-2",
    "latin2",
    "ISO8859-2",
    "ISO-8859-3",
    "ISO-8859-4",
    "ISO-8859-5",
    "ISO-8859-6",
    "ISO-8859-7",
    "ISO-8859-8",
    "ISO-8859-10",
    "ISO-8859-13",
    "ISO-8859-14",
    "ISO-8859-15",
    "latin-9",
    "ISO-8859-16",
    "KOI8-R",
    "CP874",
    "CP1250",
    "CP1251",
    "CP1252",
    "windows-1252",
    "CP1253",
    "CP1254",
    "CP1256",
    "CP1257",
    "CP932",
    "Windows-31J",
    "CP949",
    "UHC",
];

/// All characters that an encoding has are in one file of it. A sample of the others are files of one character each,
/// which have to be rejected.
#[test]
fn every_character_has_the_bytes_that_git_writes() {
    if version("iconv").is_none() {
        say("SKIPPED: iconv is not installed, and it says which characters an encoding has");
        return;
    }
    let Some(project) = Project::empty(&[]) else { return };
    let all: Vec<char> = (1..0x3_0000)
        .chain(0x10_fff0..=0x10_ffff)
        .filter_map(char::from_u32)
        .filter(|&letter| letter != '\n')
        .collect();
    let (mut whole, mut lacking) = (Vec::new(), Vec::new());
    for name in NAMES {
        let known = known(&project, name, &all);
        let of = |wanted: bool| {
            all.iter().zip(&known).filter(move |(_, known)| **known == wanted).map(|(letter, _)| *letter)
        };
        let body: String = of(true).filter(|&letter| !is_left_out(name, letter)).collect();
        assert!(body.chars().count() > 120, "{name}");
        whole.push((*name, (*name).to_owned(), body));
        let near = of(false).take_while(|&letter| letter < '\u{100}').step_by(7);
        let left_out = of(true).filter(|&letter| is_left_out(name, letter)).step_by(97);
        let letters = near.chain(of(false).step_by(29_989)).chain(left_out);
        lacking.extend(
            letters.map(|letter| (*name, format!("{name}-{:x}", u32::from(letter)), letter.to_string())),
        );
    }
    import(&project, &whole);
    project.manifest("git = 'repo'\nrev = 'one'", REST);
    let output = pkgr(project.root(), &["build", "-q"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let ours = std::fs::read(project.root().join("dist/a.tar")).expect("was written");
    let theirs = project.feed(&["archive", "--format=tar", "--prefix=p/", "one"], b"");
    assert!(ours == theirs, "the archives differ");
    assert!(lacking.len() > 300, "{}", lacking.len());
    import(&project, &lacking);
    let reported = text(&pkgr(project.root(), &["plan", "-q"]).stderr);
    let packed =
        lacking.iter().filter(|(_, path, _)| !reported.contains(&format!("× `{path}` cannot be written")));
    let packed: Vec<_> = packed.map(|(_, path, _)| path).collect();
    assert!(packed.is_empty(), "{packed:?}");
}

const REST: &str = "[files]\ninclude = ['**']\nprefix = 'p'\n[[archive]]\nfile = 'a.tar'\ntar = 'git'\n";

/// Characters that the system's library has and the table lacks: they are rejected.
fn is_left_out(name: &str, letter: char) -> bool {
    let is_japanese = matches!(name, "CP932" | "Windows-31J");
    is_japanese
        && matches!(
            letter,
            '\u{e000}'..='\u{f8ff}' | '\u{a2}' | '\u{a3}' | '\u{ac}' | '\u{2014}' | '\u{2016}' | '\u{301c}'
        )
}

/// The branch `one` with files of an encoding, a path and a text each.
fn import(project: &Project, files: &[(&str, String, String)]) {
    let mut stream = String::from("commit refs/heads/one\ncommitter C <c@d> 86400 +0000\ndata 0\n\n");
    let mut attributes = String::new();
    for (name, path, body) in files {
        stream += &format!("M 100644 inline {path}\ndata {}\n{body}\n", body.len());
        attributes += &format!("/{path} working-tree-encoding={name}\n");
    }
    stream += &format!("M 100644 inline .gitattributes\ndata {}\n{attributes}\n", attributes.len());
    project.feed(&["fast-import", "--quiet", "--force"], stream.as_bytes());
}

/// Whether each character is in an encoding of the system.
fn known(project: &Project, name: &str, letters: &[char]) -> Vec<bool> {
    let name = name.trim_end_matches("-BOM");
    if name.to_ascii_lowercase().starts_with("utf") {
        return vec![true; letters.len()];
    }
    let lines: String = letters.iter().map(|letter| format!("{letter}\n")).collect();
    let input = project.root().join("letters");
    std::fs::write(&input, lines).expect("can be written");
    let mut command = std::process::Command::new("iconv");
    let encoded =
        command.args(["-c", "-f", "UTF-8", "-t", name]).arg(&input).output().expect("can be started").stdout;
    let known: Vec<bool> = encoded.split(|&byte| byte == b'\n').map(|line| !line.is_empty()).collect();
    assert_eq!(known.len(), letters.len() + 1, "{name}");
    known[..letters.len()].to_vec()
}

#[test]
fn what_cannot_be_encoded_is_rejected_by_its_name() {
    let Some(project) = Project::empty(&[]) else { return };
    let rejection = |attributes: &str, body: &[u8], conversions: &str| {
        crate::support::file(&project.repo(), "sub/a.txt", body, 0o644);
        crate::support::file(&project.repo(), ".gitattributes", b"", 0o644);
        project.commit("body");
        crate::support::file(&project.repo(), ".gitattributes", attributes.as_bytes(), 0o644);
        project.git(&["add", ".gitattributes"]);
        project.git(&["commit", "-q", "--allow-empty", "-m", "attributes"]);
        project.rejection_of(&format!("git = 'repo'\nrev = 'HEAD'\n{conversions}"), "")
    };
    let apply = "conversions = 'apply'";
    let reported = rejection("*.txt working-tree-encoding=SHIFT_JIS\n", b"text\n", apply);
    assert_reported(&reported, &["pkgr::git::refused", "`sub/a.txt`", "SHIFT_JIS", "conversions = \"none\""]);
    let reported = rejection("*.txt working-tree-encoding=latin1\n", "\u{20ac}\n".as_bytes(), apply);
    assert_reported(&reported, &["pkgr::git::refused", "`sub/a.txt`", "conversions = \"none\""]);
    let reported = rejection("*.txt working-tree-encoding=latin1\n", b"\xff\n", apply);
    assert_reported(&reported, &["pkgr::git::refused", "`sub/a.txt`", "not UTF-8"]);
}
