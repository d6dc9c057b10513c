//! ASCII armor (RFC 9580, section 6), as strict as it is written: gpg and the `pgp` crate forgive
//! different things, and what one of them skips must not decide.

use crate::signature::base64;
use crate::signature::fault::SignersFault;

pub const BEGIN_KEY: &str = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
const END_KEY: &str = "-----END PGP PUBLIC KEY BLOCK-----";

/// A block of a signers file, in binary.
pub struct ArmoredBlock {
    /// The line on which it begins, from 1.
    pub line: usize,
    pub bytes: Vec<u8>,
}

/// Every armored block of a signers file. Text around them is only text, unless it looks like
/// something that was meant to count.
///
/// # Errors
/// Returns an error if a block is damaged, of another kind, or at a place where gpg would not see it.
pub fn blocks(bytes: &[u8]) -> Result<Vec<ArmoredBlock>, SignersFault> {
    let text =
        std::str::from_utf8(bytes).map_err(|_| SignersFault::new("it is neither text nor binary OpenPGP"))?;
    // Windows editors write a byte order mark; it is no text.
    let mut lines = text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate();
    let mut found = Vec::new();
    while let Some((number, line)) = lines.next() {
        let at = |why: String| SignersFault { line: Some(number + 1), why };
        // Only the end is trimmed: gpg does not find a first line that is indented.
        if line.trim_end() != BEGIN_KEY {
            reject_outside(line).map_err(at)?;
            continue;
        }
        let mut inside = Vec::new();
        let is_ended = lines.by_ref().map(|(_, line)| line.trim_end()).any(|line| {
            inside.push(line);
            line == END_KEY
        });
        if !is_ended {
            return Err(at(format!("the line `{END_KEY}` is missing")));
        }
        inside.pop();
        let bytes = decode(&inside).map_err(|why| at(format!("no OpenPGP certificate: {why}")))?;
        found.push(ArmoredBlock { line: number + 1, bytes });
    }
    Ok(found)
}

fn reject_outside(line: &str) -> Result<(), String> {
    if line.contains(BEGIN_KEY) {
        return Err(format!(
            "there is something before `{BEGIN_KEY}`, so that gpg would not read this block: remove it, or \
             the whole block"
        ));
    }
    if line.starts_with("-----BEGIN PGP ") || line.trim_end() == END_KEY {
        return Err(format!("`{}` does not belong into a file of certificates", line.trim_end()));
    }
    let mut words = line.split_whitespace().skip_while(|word| !is_ssh_key_type(word)).skip(1);
    if !line.trim_start().starts_with('#') && words.next().is_some_and(|key| key.starts_with("AAAA")) {
        return Err("an SSH signer is in a file of OpenPGP certificates: use a file of one kind, or name \
                    the signers of the other kind by a key of this kind"
            .to_owned());
    }
    Ok(())
}

fn is_ssh_key_type(word: &str) -> bool {
    ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"].iter().any(|start| word.starts_with(start))
}

/// What the lines between the first and the last line of a block stand for.
///
/// # Errors
/// Returns an error if the empty line after the headers is missing, a character is none of base64, or the
/// checksum is another.
pub fn decode(lines: &[&str]) -> Result<Vec<u8>, String> {
    let is_blank = |line: &&str| line.trim().is_empty();
    let headers = lines.iter().position(is_blank).ok_or("the empty line after its headers is missing")?;
    if let Some(wrong) = lines[..headers].iter().find(|line| !line.contains(':')) {
        return Err(format!("`{wrong}` is no header of armor"));
    }
    let mut body: Vec<&str> = lines[headers + 1..].iter().map(|line| line.trim()).collect();
    while body.last().is_some_and(|line| line.is_empty()) {
        body.pop();
    }
    let sum = body.last().and_then(|line| line.strip_prefix('=')).filter(|sum| sum.len() == 4);
    if sum.is_some() {
        body.pop();
    }
    let bytes = base64::decode(&body.concat())?;
    match sum.map(base64::decode).transpose()? {
        Some(sum) if sum != crc24(&bytes) => Err("its checksum is another: it was damaged".to_owned()),
        _ if bytes.is_empty() => Err("it is empty".to_owned()),
        _ => Ok(bytes),
    }
}

/// The checksum of armor (RFC 9580, section 6.1.1).
fn crc24(bytes: &[u8]) -> [u8; 3] {
    let mut crc = 0x00B7_04CE_u32;
    for &byte in bytes {
        crc ^= u32::from(byte) << 16;
        for _ in 0..8 {
            crc <<= 1;
            if crc & 0x0100_0000 != 0 {
                crc ^= 0x0186_4CFB;
            }
        }
    }
    let [_, sum @ ..] = crc.to_be_bytes();
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn armor_is_read_strictly() {
        // The checksum of "abc", which gpg --enarmor writes too.
        for (lines, expected) in [
            (&["", "YWJj", "=uhx7"][..], Ok(&b"abc"[..])),
            (&["", "YWJj"], Ok(b"abc")),
            (&["Comment: x", "Hash: SHA1", "", "YW", "Jj", ""], Ok(b"abc")),
            (&["", "YWI="], Ok(b"ab")),
            (&["", "YQ=="], Ok(b"a")),
            (&["", "YWJj", "=uhx8"], Err("checksum")),
            (&["YWJj"], Err("empty line")),
            (&["no header", "", "YWJj"], Err("no header")),
            (&["", "YWJ"], Err("incomplete")),
            (&["", "Y==="], Err("incomplete")),
            (&["", "YW=Jj==="], Err("incomplete")),
            (&["", "YW*j"], Err("not of base64")),
            (&["", "YW=j"], Err("not of base64")),
            (&["", "YWJj", "", "YWJj", "=uhx7"], Err("checksum")),
            (&[""], Err("empty")),
        ] {
            match (decode(lines), expected) {
                (Ok(found), Ok(bytes)) => assert_eq!(found, bytes, "{lines:?}"),
                (Err(found), Err(why)) => assert!(found.contains(why), "{lines:?}: {found}"),
                (found, _) => panic!("{lines:?}: {found:?}"),
            }
        }
    }

    #[test]
    fn what_was_meant_to_count_is_not_taken_for_text() {
        for (text, why) in [
            (format!(":{BEGIN_KEY}"), "line 1: there is something before"),
            (format!("text\n {BEGIN_KEY}"), "line 2: there is something before"),
            (format!("text\n\u{feff}{BEGIN_KEY}"), "line 2: there is something before"),
            (format!("\u{feff}\u{feff}{BEGIN_KEY}"), "line 1: there is something before"),
            (
                "-----BEGIN PGP SIGNATURE-----".to_owned(),
                "line 1: `-----BEGIN PGP SIGNATURE-----` does not belong",
            ),
            ("-----BEGIN PGP PRIVATE KEY BLOCK-----".to_owned(), "does not belong"),
            (END_KEY.to_owned(), "does not belong"),
            (format!("x\na@x ssh-ed25519 AAAAC3N\n{BEGIN_KEY}"), "line 2: an SSH signer"),
            (format!("{BEGIN_KEY}\n\nYWJj\n"), "is missing"),
            (format!("{BEGIN_KEY}\n\nYWJj\n{BEGIN_KEY}\n\nYWJj\n{END_KEY}\n"), "not of base64"),
        ] {
            let fault = blocks(text.as_bytes()).err().unwrap_or_else(|| panic!("{text} was read"));
            assert!(fault.to_string().contains(why), "{text}: {fault}");
        }
        let marked = blocks(format!("\u{feff}{BEGIN_KEY}\n\nYWJj\n{END_KEY}\n").as_bytes());
        assert!(marked.is_ok_and(|found| found.len() == 1 && found[0].line == 1 && found[0].bytes == b"abc"));
        assert!(
            blocks(b"pub   rsa2048 2023\n# a@x ssh-ed25519 AAAAC3N\n").is_ok_and(|found| found.is_empty())
        );
    }
}
