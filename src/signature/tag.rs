//! Where a tag object has its signature.

#[cfg(feature = "signatures")]
use super::fault::Fault;

/// The first line of an OpenPGP signature.
pub const BEGIN_PGP: &[u8] = b"-----BEGIN PGP SIGNATURE-----";
/// The first line of an OpenPGP message, as programs of the last century signed.
pub const BEGIN_PGP_MESSAGE: &[u8] = b"-----BEGIN PGP MESSAGE-----";
/// The first line of an SSH signature.
pub const BEGIN_SSH: &[u8] = b"-----BEGIN SSH SIGNATURE-----";
/// The first line of an X.509 signature, as gitsign and gpgsm make them.
pub const BEGIN_X509: &[u8] = b"-----BEGIN SIGNED MESSAGE-----";

/// The first lines of signatures.
const BEGINS: [&[u8]; 4] = [BEGIN_PGP, BEGIN_PGP_MESSAGE, BEGIN_SSH, BEGIN_X509];

/// A tag object's text, and the signature at its end where there is one.
///
/// As for git, the signature begins at the last line that begins one: an earlier one is quoted, and a
/// part of the text that is signed. Whatever follows must be nothing but that signature.
#[must_use]
pub fn split(object: &[u8]) -> (&[u8], Option<&[u8]>) {
    match beginnings(object).last() {
        Some(Beginning { at, .. }) => (&object[..at], Some(&object[at..])),
        None => (object, None),
    }
}

/// A line that begins a signature.
struct Beginning {
    /// The line, from 1.
    #[cfg_attr(
        not(feature = "signatures"),
        expect(dead_code, reason = "it is for messages about signatures")
    )]
    line: usize,
    /// Its place, in bytes.
    at: usize,
}

fn beginnings(object: &[u8]) -> impl Iterator<Item = Beginning> {
    let mut next = 0;
    let lines = object.split_inclusive(|&byte| byte == b'\n').enumerate().map(move |(number, line)| {
        let at = next;
        next += line.len();
        (Beginning { line: number + 1, at }, line)
    });
    lines
        .filter(|(_, line)| BEGINS.iter().any(|begin| line.starts_with(begin)))
        .map(|(beginning, _)| beginning)
}

/// Says where the signed text itself has a line that begins a signature: who reads the tag may take that
/// for the signature.
#[cfg(feature = "signatures")]
pub fn with_quoted(fault: Fault, payload: &[u8]) -> Fault {
    match (fault, beginnings(payload).next()) {
        (Fault::Bad(why), Some(Beginning { line, .. })) => Fault::Bad(format!(
            "{why} (line {line} of the tag begins a signature too; as for git, only the last one counts, and \
             it has to be over all before it)"
        )),
        (fault, _) => fault,
    }
}

/// The name of a header of a tag object that holds a signature, as headers of commits do. git does not
/// look there in a tag.
#[must_use]
pub fn in_header(object: &[u8]) -> Option<&'static str> {
    let headers = object.split(|&byte| byte == b'\n').take_while(|line| !line.is_empty());
    let names: Vec<&[u8]> =
        headers.map(|line| line.split(|&byte| byte == b' ').next().unwrap_or_default()).collect();
    ["gpgsig", "gpgsig-sha256"].into_iter().find(|name| names.contains(&name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_split_where_its_signature_begins() {
        let tag = b"tag v1\n\nmessage\n-----BEGIN PGP SIGNATURE-----\nx\n";
        let (payload, signature) = split(tag);
        assert_eq!(payload, b"tag v1\n\nmessage\n");
        assert_eq!(signature, Some(&b"-----BEGIN PGP SIGNATURE-----\nx\n"[..]));
        assert_eq!(split(b"tag v1\n\n -----BEGIN PGP SIGNATURE-----\n").1, None);
        assert_eq!(split(b"").1, None);
        let quoting = b"tag v1\n\n-----BEGIN PGP SIGNATURE-----\nmore\n-----BEGIN SSH SIGNATURE-----\nx\n";
        assert_eq!(split(quoting).1, Some(&b"-----BEGIN SSH SIGNATURE-----\nx\n"[..]));
    }

    #[test]
    fn a_signature_in_a_header_is_seen() {
        assert_eq!(in_header(b"tag v1\ngpgsig -----BEGIN PGP SIGNATURE-----\n\nx\n"), Some("gpgsig"));
        assert_eq!(in_header(b"tag v1\ngpgsig-sha256 x\n\nx\n"), Some("gpgsig-sha256"));
        assert_eq!(in_header(b"tag v1\n\ngpgsig x\n"), None);
    }
}
