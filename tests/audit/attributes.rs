//! What attributes of a commit ask to be made of its files, compared with what git makes.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;

use super::{Project, archive, explained, findings, plain};
use crate::support::{file, git};

/// A project whose commit has `files` as they are, whatever its attributes ask.
fn project(attributes: &str, files: &[(String, Vec<u8>)]) -> Option<Project> {
    let project = Project::new()?;
    let repo = project.root().join("repo");
    for (name, bytes) in files {
        file(&repo, name, bytes, 0o644);
    }
    project.commit("stored");
    file(&repo, ".gitattributes", attributes.as_bytes(), 0o644);
    git(&repo, &["add", ".gitattributes"]);
    git(&repo, &["commit", "-q", "-m", "attributes"]);
    git(&repo, &["tag", "v2.0"]);
    git(&repo, &["archive", "-o", "../a.tar", "v2.0"]);
    Some(project)
}

fn written(project: &Project) -> BTreeMap<String, Vec<u8>> {
    let bytes = fs::read(project.root().join("a.tar")).expect("git wrote it");
    let mut archive = tar::Archive::new(&*bytes);
    let members = archive.entries().expect("is an archive").map(|member| {
        let mut member = member.expect("is whole");
        let mut body = Vec::new();
        member.read_to_end(&mut body).expect("is whole");
        (member.path().expect("has one").display().to_string(), body)
    });
    members.collect()
}

/// All sequences of up to four parts of the keyword, and of five that begin as it does.
fn keywords() -> Vec<Vec<u8>> {
    let parts: [&[u8]; 6] = [b"$Id", b"$", b":", b" ", b"a", b"\n"];
    let mut all = vec![Vec::new()];
    let mut last = all.clone();
    for length in 1..=5 {
        last.retain(|text| length < 5 || text.starts_with(b"$Id"));
        let longer = last.iter().flat_map(|text| parts.map(|part| [&text[..], part].concat()));
        last = longer.collect();
        all.extend(last.iter().cloned());
    }
    all
}

/// Whatever git makes of `$Id$` is explained, and nothing else is in its place.
// T337
#[test]
fn ident_is_explained_with_the_very_bytes_that_git_writes() {
    let texts = keywords();
    let files: Vec<_> =
        texts.iter().enumerate().map(|(at, text)| (format!("i/{at:05}"), text.clone())).collect();
    let Some(project) = project("i/** ident\n", &files) else { return };
    let written = written(&project);
    let changed = files.iter().filter(|(name, text)| written[name] != *text).count();
    assert!(changed > 200, "{changed}");
    let (report, code) = project.report(&["a.tar", "--rev", "v2.0"]);
    assert_eq!((findings(&report), code), (Vec::new(), 0));
    let all = explained(&report);
    assert_eq!(all.len(), changed);
    assert!(all.iter().all(|one| one.starts_with("ident i/")), "{all:?}");
    // Another id, an upper case one, one that is cut, and the id where none belongs.
    let (name, body) = written.iter().find(|(_, body)| body.len() == 47).expect("there is a lone keyword");
    let right = String::from_utf8(body.clone()).expect("is text");
    for wrong in [
        right.replacen(|c: char| c.is_ascii_digit(), "f", 1),
        right.to_uppercase().replace("$ID", "$Id"),
        right.replace(" $", "$"),
        right.replace("$Id: ", "$Id:"),
        format!("{right}\n"),
        format!("{right}{right}"),
        "$Id: x $".to_owned(),
    ] {
        assert_ne!(wrong, right);
        project.write("b.tar", archive(&[plain(name, wrong.as_bytes())]));
        let (report, _) = project.report(&["b.tar", "--rev", "v2.0"]);
        assert!(findings(&report).contains(&format!("changed {name}")), "{wrong:?}");
    }
    // Without the attribute nothing is filled in.
    let (name, _) = files.iter().find(|(_, text)| text == b"$Id$").expect("is there");
    let id = git(&project.root().join("repo"), &["rev-parse", &format!("v2.0:{name}")]);
    project.write("b.tar", archive(&[plain(name, format!("$Id: {id} $").as_bytes())]));
    let (report, _) = project.report(&["b.tar", "--rev", "stored"]);
    assert!(findings(&report).contains(&format!("changed {name}")));
}

/// Encodings that can be made here, and those that cannot.
// T337
#[test]
fn an_encoding_is_explained_with_the_very_bytes_that_git_writes() {
    let known = [
        "UTF-16",
        "utf-16",
        "UTF-16LE",
        "UTF-16BE",
        "UTF-16LE-BOM",
        "UTF-16BE-BOM",
        "UTF-32",
        "UTF-32LE",
        "utf-32be",
        "ISO-8859-1",
        "latin1",
        "latin-1",
    ];
    let other = ["ISO-8859-15", "CP1252", "SHIFT-JIS", "UTF-7"];
    let texts = [
        "plain\nlines\n",
        "caf\u{e9}\r\n",
        "\u{20ac} \u{442}\n",
        "\u{1f600}\n",
        "",
        "$Id$ \u{e9}\n",
        "$Format:%H$\n",
    ];
    let extra = ["", " text eol=crlf", " ident", " export-subst", " ident export-subst text eol=crlf"];
    let (mut files, mut attributes) = (Vec::new(), String::new());
    for (at, name) in known.iter().chain(&other).enumerate() {
        for (with, extra) in extra.iter().enumerate() {
            attributes += &format!("e/{at}-{with}-* working-tree-encoding={name}{extra}\n");
            for (number, text) in texts.iter().enumerate() {
                files.push((format!("e/{at}-{with}-{number}"), text.as_bytes().to_vec()));
            }
        }
    }
    files.push(("e/0-0-bytes".to_owned(), b"\xff\xe9\n".to_vec()));
    let Some(project) = project(&attributes, &files) else { return };
    let written = written(&project);
    let (report, _) = project.report(&["a.tar", "--rev", "v2.0"]);
    let of = |name: &str| name.split(['/', '-']).nth(1).and_then(|at| at.parse::<usize>().ok());
    let found = findings(&report);
    let wrong: Vec<_> = found.iter().filter(|found| of(found).is_none_or(|at| at < known.len())).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let changed = files.iter().filter(|(name, text)| written[name] != *text);
    let changed = changed.filter(|(name, _)| of(name).is_some_and(|at| at < known.len())).count();
    let by_encoding = explained(&report).into_iter().filter(|one| one.starts_with("encoding ")).count();
    assert!(changed > 300 && by_encoding > 250, "{changed} changed, {by_encoding} by their encoding");
    // Bytes near those: one more, one changed, the other order without its mark.
    let (name, body) = ("e/0-0-0", &written["e/0-0-0"]);
    let mut other = body.clone();
    other[2] ^= 1;
    for wrong in [[&body[..], b"\n\0"].concat(), other, body[2..].to_vec(), body[..body.len() - 2].to_vec()] {
        project.write("b.tar", archive(&[plain(name, &wrong)]));
        let (report, _) = project.report(&["b.tar", "--rev", "v2.0"]);
        assert!(findings(&report).contains(&format!("changed {name}")), "{wrong:?}");
    }
}
