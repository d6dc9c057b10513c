//! SSH signatures (PROTOCOL.sshsig of OpenSSH) and `allowed_signers` files (ssh-keygen(1)), keys
//! and signatures being read and checked by the `ssh-key` crate.

use ssh_key::{HashAlg, PublicKey, SshSig};

use super::{Fault, Good, SignersFault, only_block};
use crate::time::Timestamp;

pub const BEGIN: &[u8] = b"-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";

/// What git signs is in this namespace, so that no other signature passes for one of a tag.
const NAMESPACE: &str = "git";

/// One line of an `allowed_signers` file.
pub struct Signer {
    principals: String,
    key: PublicKey,
    namespaces: Option<Vec<String>>,
    valid_after: Option<i64>,
    valid_before: Option<i64>,
}

impl Signer {
    /// The key and whom it belongs to.
    pub fn name(&self) -> String {
        format!("{} ({})", self.fingerprint(), self.principals)
    }

    fn fingerprint(&self) -> String {
        self.key.fingerprint(HashAlg::Sha256).to_string()
    }

    /// Why the line does not allow a tag of that time.
    fn refusal(&self, time: Option<i64>) -> Option<String> {
        let is_allowed = |names: &Vec<String>| names.iter().any(|name| name == NAMESPACE || name == "*");
        if !self.namespaces.as_ref().is_none_or(is_allowed) {
            return Some(format!(
                "the signers file allows the key {} other namespaces than `git`",
                self.fingerprint()
            ));
        }
        let is_bounded = self.valid_after.is_some() || self.valid_before.is_some();
        match time {
            None if is_bounded => {
                Some("the signers file limits the key in time, and the tag has none".to_owned())
            }
            Some(time) if self.valid_after.is_some_and(|after| time < after) => {
                Some(format!("the key {} was not valid yet", self.fingerprint()))
            }
            Some(time) if self.valid_before.is_some_and(|before| time >= before) => {
                Some(format!("the key {} was not valid any more", self.fingerprint()))
            }
            _ => None,
        }
    }
}

/// Reads the lines of an `allowed_signers` file.
pub fn parse(bytes: &[u8]) -> Result<Vec<Signer>, SignersFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| {
        SignersFault::new("it is neither OpenPGP certificates nor lines of allowed SSH signers")
    })?;
    let mut signers = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if !line.is_empty() && !line.starts_with('#') {
            let signer = parse_line(line).map_err(|why| SignersFault { line: Some(number + 1), why })?;
            signers.push(signer);
        }
    }
    if signers.is_empty() { Err(SignersFault::new("it names no signer")) } else { Ok(signers) }
}

fn parse_line(line: &str) -> Result<Signer, String> {
    let (principals, rest) = field(line)?;
    let (second, after) = field(rest)?;
    let (options, key) = if is_key_type(second) { (None, rest) } else { (Some(second), after) };
    let key = PublicKey::from_openssh(key.trim()).map_err(|cause| format!("no SSH public key: {cause}"))?;
    let principals = principals.trim_matches('"').to_owned();
    let mut signer = Signer { principals, key, namespaces: None, valid_after: None, valid_before: None };
    for option in split_options(options.unwrap_or_default()) {
        apply(&mut signer, option)?;
    }
    Ok(signer)
}

fn is_key_type(word: &str) -> bool {
    ["ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"].iter().any(|start| word.starts_with(start))
}

/// The first field of a line, which ends at a blank outside of quotes, and the rest.
fn field(line: &str) -> Result<(&str, &str), String> {
    let mut quoted = false;
    let end = line.find(|character: char| {
        quoted ^= character == '"';
        !quoted && character.is_whitespace()
    });
    match end {
        Some(end) => Ok((&line[..end], line[end..].trim_start())),
        None => {
            Err("a line has principals, options where there are any, the type of key, and the key".to_owned())
        }
    }
}

fn split_options(options: &str) -> Vec<&str> {
    let mut quoted = false;
    let parts = options.split(|character: char| {
        quoted ^= character == '"';
        !quoted && character == ','
    });
    parts.filter(|part| !part.is_empty()).collect()
}

fn apply(signer: &mut Signer, option: &str) -> Result<(), String> {
    let (name, value) = option.split_once('=').unwrap_or((option, ""));
    let value = value.trim_matches('"');
    match name.to_ascii_lowercase().as_str() {
        "namespaces" => {
            let names: Vec<String> = value.split(',').map(|name| name.trim().to_owned()).collect();
            if names.iter().any(|name| name != "*" && name.contains(['*', '?', '!'])) {
                return Err(format!("the patterns in `namespaces` are not understood here: `{value}`"));
            }
            signer.namespaces = Some(names);
        }
        "valid-after" => signer.valid_after = Some(time(value)?),
        "valid-before" => signer.valid_before = Some(time(value)?),
        "cert-authority" => {
            return Err("certificates are not supported: name the signing keys themselves".to_owned());
        }
        _ => return Err(format!("the option `{name}` is not known")),
    }
    Ok(())
}

/// `YYYYMMDDZ` or `YYYYMMDDHHMM[SS]Z`. Without the `Z` it would be a time of the machine's own zone.
fn time(text: &str) -> Result<i64, String> {
    let wrong = || format!("the time `{text}` is not of the form `YYYYMMDDZ` or `YYYYMMDDHHMMSSZ`");
    let digits = text
        .strip_suffix('Z')
        .ok_or_else(|| format!("the time `{text}` depends on the machine's time zone; put a `Z` after it"))?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || ![8, 12, 14].contains(&digits.len()) {
        return Err(wrong());
    }
    let digits = format!("{digits:0<14}");
    let part = |from: usize, to: usize| &digits[from..to];
    let text = format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(8, 10),
        part(10, 12),
        part(12, 14)
    );
    Timestamp::parse(&text).map(Timestamp::seconds).map_err(|_| wrong())
}

pub fn verify(signers: &[Signer], payload: &[u8], armored: &[u8], time: Option<i64>) -> Result<Good, Fault> {
    let block = only_block(armored, END)?;
    let signature = SshSig::from_pem(block).map_err(|cause| Fault::Malformed(cause.to_string()))?;
    let fingerprint = signature.public_key().fingerprint(HashAlg::Sha256).to_string();
    let mut refusal = None;
    let mut found =
        signers.iter().filter(|signer| signer.key.key_data() == signature.public_key()).peekable();
    if found.peek().is_none() {
        return Err(Fault::UnknownKey(fingerprint));
    }
    for signer in found {
        signer
            .key
            .verify(NAMESPACE, payload, &signature)
            .map_err(|cause| bad(&signature, &fingerprint, &cause))?;
        match signer.refusal(time) {
            None => return Ok(Good { key: fingerprint, signer: signer.principals.clone() }),
            why => refusal = why,
        }
    }
    Err(Fault::Bad(refusal.unwrap_or_default()))
}

fn bad(signature: &SshSig, fingerprint: &str, cause: &ssh_key::Error) -> Fault {
    if signature.namespace() != NAMESPACE {
        return Fault::Bad(format!(
            "it was made for the namespace `{}`, and tags are signed for `git`",
            signature.namespace().escape_debug()
        ));
    }
    match cause {
        ssh_key::Error::AlgorithmUnknown | ssh_key::Error::AlgorithmUnsupported { .. } => {
            Fault::Unsupported(format!("the algorithm of the key {fingerprint} is not known here"))
        }
        _ => Fault::Bad(format!("the text is not what the key {fingerprint} signed")),
    }
}
