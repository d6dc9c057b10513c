//! Every vector of GNU tar ends in one class, and the number in each class is pinned.

use std::collections::BTreeMap;

use pkgr::container::tar::{dialects, padding};
use pkgr::path::EntryPath;

use super::manifest::{Body, Vector, vectors};
use super::readback::{self, Seen};
use super::request::Request;

/// What the writer made of a request.
enum Outcome {
    Archive(Vec<u8>),
    /// The dialect cannot hold the owner, so no entry either.
    OwnerRejected,
    EntryRejected(EntryPath),
}

/// What GNU tar left out or cut, as its archive shows.
#[derive(Debug, PartialEq, Eq)]
enum Loss {
    None,
    Owner,
    Entry(EntryPath),
}

// T090, T112, T114, T115, T116, T117, T118
#[test]
fn every_vector_is_reproduced_rejected_or_out_of_scope_for_a_known_reason() {
    let mut classes = BTreeMap::new();
    for vector in vectors() {
        *classes.entry(classify(&vector)).or_insert(0) += 1;
    }
    for (class, count) in &classes {
        println!("{count:4} {class}");
    }
    let expected = CLASSES.iter().map(|(class, count)| ((*class).to_owned(), *count)).collect();
    assert_eq!(classes, expected);
    assert_eq!(classes.values().sum::<usize>(), 358);
}

/// "By the writer" marks what [`Headers`](pkgr::archive::tar::Headers) does although no manifest can
/// ask for it, because a manifest's prefix is one top directory.
const CLASSES: &[(&str, usize)] = &[
    ("reproduced", 112),
    ("reproduced by the writer, a lone file at the top", 38),
    ("reproduced by the writer, several top entries", 22),
    ("rejected", 18),
    ("rejected by the writer, a lone file at the top", 2),
    ("rejected by the writer, several top entries", 4),
    ("not expressible: no dialect for the oldgnu format", 42),
    ("not expressible: hard links", 32),
    ("not expressible: a root that is not one plain name", 20),
    ("not expressible: fractions of a second", 14),
    ("not expressible: pax records added, replaced or deleted", 14),
    ("not expressible: fifos or devices", 12),
    ("not expressible: names transformed", 12),
    ("not expressible: a mode that asks for the umask", 6),
    ("not expressible: another blocking factor", 4),
    ("not expressible: members listed one by one", 4),
    ("not expressible: a time for extended headers alone", 2),
];

fn classify(vector: &Vector) -> String {
    let request = match Request::new(vector) {
        Ok(request) => request,
        Err(reason) => return format!("not expressible: {}", reason.text()),
    };
    let theirs = vector.bytes();
    let top = request.top.text();
    match write(&request, vector.head_only) {
        Outcome::Archive(ours) => {
            assert!(ours == theirs, "{}: {}", vector.id, difference(&ours, &theirs));
            assert_eq!(vector.exit, 0, "{} lost something", vector.id);
            check_reader(&request, vector, &ours);
            format!("reproduced{top}")
        }
        rejection => {
            check_rejection(&request, vector, &rejection, &theirs);
            format!("rejected{top}")
        }
    }
}

fn write(request: &Request, head: Option<usize>) -> Outcome {
    let Ok(headers) = request.headers() else { return Outcome::OwnerRejected };
    let mut archive = Vec::new();
    for (entry, body) in &request.members {
        if headers.write(entry, &mut archive).is_err() {
            return Outcome::EntryRejected(entry.path.clone());
        }
        match (body, head) {
            (Body::Nuls(_), Some(head)) => {
                archive.resize(head, 0);
                return Outcome::Archive(archive);
            }
            (Body::Nuls(size), None) => archive.resize(archive.len() + *size as usize, 0),
            (Body::Bytes(bytes), _) => archive.extend_from_slice(bytes),
        }
        archive.extend_from_slice(padding(body.size()));
    }
    archive.extend_from_slice(headers.end(archive.len() as u64));
    Outcome::Archive(archive)
}

/// The first byte in which two archives differ, in the terms of a header.
pub fn difference(ours: &[u8], theirs: &[u8]) -> String {
    let at = ours.iter().zip(theirs).position(|(a, b)| a != b).unwrap_or(ours.len().min(theirs.len()));
    let shown =
        |bytes: &[u8]| bytes.iter().skip(at).take(40).copied().collect::<Vec<_>>().escape_ascii().to_string();
    format!(
        "block {}, byte {}: ours `{}`, theirs `{}` ({} and {} bytes)",
        at / 512,
        at % 512,
        shown(ours),
        shown(theirs),
        ours.len(),
        theirs.len()
    )
}

fn check_reader(request: &Request, vector: &Vector, archive: &[u8]) {
    if vector.head_only.is_some() {
        return;
    }
    let found = readback::read(archive);
    assert_eq!(found.len(), request.members.len(), "{}", vector.id);
    for ((entry, body), (seen, bytes)) in request.members.iter().zip(found) {
        assert_eq!(seen, readback::expected(entry, &request.owner), "{}", vector.id);
        match body {
            Body::Bytes(expected) => assert_eq!(bytes, *expected, "{}: {}", vector.id, entry.path),
            Body::Nuls(size) => assert!(bytes.len() as u64 == *size && bytes.iter().all(|&b| b == 0)),
        }
    }
}

fn check_rejection(request: &Request, vector: &Vector, rejection: &Outcome, theirs: &[u8]) {
    let found = readback::read(theirs).into_iter().map(|(seen, _)| seen).collect::<Vec<_>>();
    let loss = loss(request, &found);
    match rejection {
        Outcome::EntryRejected(path) => {
            assert_eq!(loss, Loss::Entry(path.clone()), "{}", vector.id);
            assert_eq!(vector.exit, 2, "{} was rejected for no reason", vector.id);
        }
        // GNU tar either left every entry out, or stored the names short of a byte without a word.
        _ if found.is_empty() => assert_eq!(vector.exit, 2, "{}", vector.id),
        _ => assert_eq!(loss, Loss::Owner, "{}", vector.id),
    }
}

/// The first entry of ours that their archive has not or has otherwise.
fn loss(request: &Request, found: &[Seen]) -> Loss {
    for (entry, _) in &request.members {
        let expected = readback::expected(entry, &request.owner);
        let Some(seen) = found.iter().find(|seen| seen.name == expected.name) else {
            return Loss::Entry(entry.path.clone());
        };
        if seen.names != expected.names {
            return Loss::Owner;
        }
        if *seen != expected {
            return Loss::Entry(entry.path.clone());
        }
    }
    Loss::None
}

#[test]
fn the_vectors_cover_every_dialect_of_gnu_tar() {
    let requests: Vec<_> = vectors().iter().filter_map(|vector| Request::new(vector).ok()).collect();
    for dialect in dialects().filter(|dialect| dialect.command.is_some()) {
        assert!(requests.iter().any(|request| request.dialect == dialect), "{}", dialect.name);
    }
}
