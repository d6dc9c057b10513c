//! The lines of an `allowed_signers` file (ssh-keygen(1), "ALLOWED SIGNERS").
//!
//! ssh-keygen skips a line that it cannot read and goes on. Here such a line is an error: a limit that
//! was meant for a key must not vanish in silence.

use ssh_key::{HashAlg, PublicKey};

use super::pattern::matches_list;
use crate::signature::fault::SignersFault;
use crate::time::Timestamp;

/// What git signs is in this namespace, so that no other signature passes for one of a tag.
pub const NAMESPACE: &str = "git";

/// The longest list of patterns, in bytes. OpenSSH matches nothing beyond.
const MOST_PATTERN_BYTES: usize = 1023;

/// One line of an `allowed_signers` file.
#[derive(Debug)]
pub struct Signer {
    pub principals: String,
    pub key: PublicKey,
    namespaces: Option<String>,
    valid_after: Option<i64>,
    valid_before: Option<i64>,
}

impl Signer {
    /// The key and whom it belongs to.
    pub fn name(&self) -> String {
        format!("{} ({})", self.fingerprint(), self.principals)
    }

    pub fn fingerprint(&self) -> String {
        self.key.fingerprint(HashAlg::Sha256).to_string()
    }

    /// The names that the line gives: up to an empty one, as ssh-keygen lists them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.principals.split(',').take_while(|name| !name.is_empty())
    }

    /// Why the line does not allow a tag of that name and time, in seconds since 1970.
    pub fn rejection(&self, name: &str, time: Option<i64>) -> Option<String> {
        if !matches_list(name, &self.principals) {
            return Some(format!(
                "the principals `{}` of the key {} exclude their own `{name}`",
                self.principals,
                self.fingerprint()
            ));
        }
        if self.namespaces.as_ref().is_some_and(|list| !matches_list(NAMESPACE, list)) {
            return Some(format!(
                "the signers file allows the key {} other namespaces than `git`",
                self.fingerprint()
            ));
        }
        self.outside_of_time(time)
    }

    /// Why the line does not hold for a tag of that time, in seconds since 1970.
    pub fn outside_of_time(&self, time: Option<i64>) -> Option<String> {
        if self.valid_after.is_none() && self.valid_before.is_none() {
            return None;
        }
        let Some(time) = time else {
            return Some("the signers file limits the key in time, and the tag has none".to_owned());
        };
        if self.valid_after.is_some_and(|after| time < after) {
            return Some(format!("the key {} was not valid yet", self.fingerprint()));
        }
        // The last second is still good, as the manual has it: "at or before".
        let is_over = self.valid_before.is_some_and(|before| time > before);
        is_over.then(|| format!("the key {} was no longer valid", self.fingerprint()))
    }
}

/// Reads the lines of an `allowed_signers` file, which may begin with a byte order mark.
///
/// # Errors
/// Returns an error if a line cannot be read, or there is none.
pub fn parse(bytes: &[u8]) -> Result<Vec<Signer>, SignersFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| {
        SignersFault::new("it is neither OpenPGP certificates nor lines of allowed SSH signers")
    })?;
    let mut signers = Vec::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if !line.is_empty() && !line.starts_with('#') {
            let signer = parse_line(line).map_err(|why| SignersFault { line: Some(number + 1), why })?;
            signers.push(signer);
        }
    }
    if signers.is_empty() { Err(SignersFault::new("it names no signer")) } else { Ok(signers) }
}

fn parse_line(line: &str) -> Result<Signer, String> {
    let (principals, rest) = principals(line)?;
    let (options, key) = if is_key_type(rest) { ("", rest) } else { field(rest)? };
    let mut signer = Signer {
        principals: principals.to_owned(),
        key: PublicKey::from_openssh(key.trim()).map_err(|cause| format!("no SSH public key: {cause}"))?,
        namespaces: None,
        valid_after: None,
        valid_before: None,
    };
    apply_all(&mut signer, options)?;
    match (signer.valid_after, signer.valid_before) {
        (Some(after), Some(before)) if before <= after => {
            Err("`valid-before` is not later than `valid-after`: the key would never be valid".to_owned())
        }
        _ => Ok(signer),
    }
}

fn is_key_type(rest: &str) -> bool {
    let word = rest.split_whitespace().next().unwrap_or_default();
    ["ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"].iter().any(|start| word.starts_with(start))
}

/// The principals, and the rest of the line. They may stand in quotes as a whole.
fn principals(line: &str) -> Result<(&str, &str), String> {
    let (principals, rest) = match line.strip_prefix('"') {
        None => line.split_once(char::is_whitespace).ok_or_else(fields)?,
        Some(quoted) => {
            let (name, rest) = quoted.split_once('"').ok_or("the quote before the principals has no end")?;
            let after = rest.strip_prefix(char::is_whitespace).ok_or("a blank follows quoted principals")?;
            (name, after)
        }
    };
    if principals.contains(['"', '\\']) {
        return Err(format!("quotes are around all principals or around none: `{principals}`"));
    }
    if principals.split(',').any(str::is_empty) {
        return Err(format!("a principal is empty: `{principals}`"));
    }
    if principals.len() > MOST_PATTERN_BYTES {
        return Err(format!("the principals are longer than {MOST_PATTERN_BYTES} bytes: use several lines"));
    }
    Ok((principals, rest.trim_start()))
}

fn fields() -> String {
    "a line has principals, options where there are any, the type of key, and the key".to_owned()
}

/// The first field of the text, which ends at a blank outside of quotes, and the rest.
fn field(text: &str) -> Result<(&str, &str), String> {
    let mut is_quoted = false;
    let end = text.find(|character: char| {
        is_quoted ^= character == '"';
        !is_quoted && character.is_whitespace()
    });
    if is_quoted && end.is_none() {
        return Err("a quote in the options has no end".to_owned());
    }
    let end = end.ok_or_else(fields)?;
    Ok((&text[..end], text[end..].trim_start()))
}

/// `cert-authority` or `name="value"`, separated by commas.
fn apply_all(signer: &mut Signer, options: &str) -> Result<(), String> {
    let mut rest = options;
    while !rest.is_empty() {
        let end = rest.find(['=', ',']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix('=') {
            Some(after) => value(name, after)?,
            None => ("", after),
        };
        apply(signer, name, value)?;
        rest = match after.strip_prefix(',') {
            Some("") => return Err(format!("an option is missing after the comma in `{options}`")),
            Some(next) => next,
            None if after.is_empty() => after,
            None => return Err(format!("a comma is missing before `{after}`")),
        };
    }
    Ok(())
}

/// The text in the quotes, and the rest.
fn value<'a>(name: &str, text: &'a str) -> Result<(&'a str, &'a str), String> {
    let quoted =
        text.strip_prefix('"').ok_or_else(|| format!("the value of `{name}` has to be in quotes"))?;
    let (value, rest) = quoted.split_once('"').ok_or_else(|| format!("the value of `{name}` has no end"))?;
    if value.contains('\\') {
        return Err(format!("backslashes in the value of `{name}` are not understood here: `{value}`"));
    }
    Ok((value, rest))
}

fn apply(signer: &mut Signer, name: &str, value: &str) -> Result<(), String> {
    match name.to_ascii_lowercase().as_str() {
        "namespaces" => once(&mut signer.namespaces, name, namespaces(value)?),
        "valid-after" => once(&mut signer.valid_after, name, time(value)?),
        "valid-before" => once(&mut signer.valid_before, name, time(value)?),
        "cert-authority" => {
            Err("certificates are not supported: the key of an authority represents keys that the file \
             does not name, so name the signing keys themselves"
                .to_owned())
        }
        "" => Err("an option is missing beside a comma".to_owned()),
        _ => Err(format!("the option `{name}` is not known")),
    }
}

/// ssh-keygen ignores a line with an option that is given twice. To take either would be a guess.
fn once<T>(slot: &mut Option<T>, name: &str, value: T) -> Result<(), String> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!("the option `{name}` is given twice")),
    }
}

fn namespaces(value: &str) -> Result<String, String> {
    if value.split(',').any(|name| name != "*" && name.contains(['*', '?', '!'])) {
        return Err(format!("the patterns in `namespaces` are not understood here: `{value}`; name `git`"));
    }
    Ok(value.to_owned())
}

/// `YYYYMMDDZ` or `YYYYMMDDHHMM[SS]Z`. Without the `Z` it would be a time of the machine's own zone.
fn time(text: &str) -> Result<i64, String> {
    let wrong = || format!("the time `{text}` is not of the form `YYYYMMDDZ` or `YYYYMMDDHHMMSSZ`");
    let utc = text.strip_suffix(['Z', 'z']);
    let digits = utc.unwrap_or(text);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || ![8, 12, 14].contains(&digits.len()) {
        return Err(wrong());
    }
    if utc.is_none() {
        return Err(format!("the time `{text}` depends on the machine's time zone; put a `Z` after it"));
    }
    // A date alone is its first second.
    let digits = format!("{digits:0<14}");
    let part = |from: usize, to: usize| &digits[from..to];
    let (date, clock) = ((part(0, 4), part(4, 6), part(6, 8)), (part(8, 10), part(10, 12), part(12, 14)));
    let text = format!("{}-{}-{}T{}:{}:{}Z", date.0, date.1, date.2, clock.0, clock.1, clock.2);
    Timestamp::parse(&text).map(Timestamp::seconds).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO0IEzyRz1j+EV+UbdtJRgrepl0xKJldhEACEGpAWZEI";

    fn read(line: &str) -> Result<Signer, String> {
        parse_line(&line.replace("KEY", KEY))
    }

    #[test]
    fn lines_are_read_as_ssh_keygen_reads_them() {
        for (line, principals) in [
            ("a@x KEY", "a@x"),
            ("a@x\tKEY", "a@x"),
            ("a@x   KEY", "a@x"),
            ("a@x KEY a comment \" with a quote", "a@x"),
            ("\"a x\" KEY", "a x"),
            ("a@x,*@y KEY", "a@x,*@y"),
            ("ssh-ed25519 KEY", "ssh-ed25519"),
            ("a@x NAMESPACES=\"git\" KEY", "a@x"),
            ("a@x namespaces=\"git\",valid-after=\"20200101Z\" KEY", "a@x"),
            ("a@x valid-after=\"20200101z\",valid-before=\"202001011200Z\" KEY", "a@x"),
        ] {
            let signer = read(line).unwrap_or_else(|why| panic!("{line}: {why}"));
            assert_eq!(signer.principals, principals, "{line}");
        }
    }

    #[test]
    fn a_line_that_ssh_keygen_skips_is_an_error() {
        for (line, why) in [
            ("a@x", "a line has principals"),
            ("a@x ssh-ed25519", "no SSH public key"),
            ("a@x KEYAAAA", "no SSH public key"),
            ("a@x frob KEY", "`frob` is not known"),
            ("a@x namespaces=git KEY", "has to be in quotes"),
            ("a@x namespaces=\"git KEY", "has no end"),
            ("a@x namespaces=\"git\", KEY", "missing after the comma"),
            ("a@x ,namespaces=\"git\" KEY", "beside a comma"),
            ("a@x namespaces=\"git\"valid-after=\"20200101Z\" KEY", "a comma is missing"),
            ("a@x namespaces=\"git\" ,valid-after=\"20200101Z\" KEY", "no SSH public key"),
            ("a@x namespaces=\"git\",namespaces=\"git\" KEY", "`namespaces` is given twice"),
            ("a@x valid-after=\"20200101Z\",Valid-After=\"20200101Z\" KEY", "is given twice"),
            ("a@x valid-before=\"20200101Z\",valid-before=\"20990101Z\" KEY", "is given twice"),
            ("a@x valid-after=\"20200101Z\",valid-before=\"20200101Z\" KEY", "never be valid"),
            ("a@x cert-authority KEY", "not supported"),
            ("a@x valid-after=\"20200101\" KEY", "put a `Z` after it"),
            ("a@x valid-after=\"202001011200\" KEY", "put a `Z` after it"),
            ("a@x valid-after=\"20200101120000\" KEY", "put a `Z` after it"),
            ("a@x valid-after=\"2020010112Z\" KEY", "not of the form"),
            ("a@x valid-after=\"20200230Z\" KEY", "not of the form"),
            ("a@x valid-after=\"always\" KEY", "not of the form"),
            ("a@x namespaces=\"g*\" KEY", "not understood"),
            ("a@x namespaces=\"!git,*\" KEY", "not understood"),
            ("a@x namespaces=\"gi\\\"t\" KEY", "has no end"),
            ("b\" \"x KEY", "quotes"),
            ("\"b x KEY", "has no end"),
            (",a@x KEY", "a principal is empty"),
            ("a@x, KEY", "a principal is empty"),
        ] {
            let found = read(line).expect_err(line);
            assert!(found.contains(why), "{line}: {found}");
        }
    }

    #[test]
    fn blanks_in_namespaces_are_part_of_the_name() {
        for (list, is_good) in [
            ("git", true),
            ("file,git", true),
            ("*", true),
            ("", false),
            (" git", false),
            ("file, git", false),
        ] {
            let signer = read(&format!("a@x namespaces=\"{list}\" KEY")).expect("can be read");
            assert_eq!(signer.rejection("a@x", None).is_none(), is_good, "`{list}`");
        }
    }

    #[test]
    fn limits_in_time_include_both_ends() {
        let line = "a@x valid-after=\"19700101000100Z\",valid-before=\"19700101000200Z\" KEY";
        let signer = read(line).expect("can be read");
        for (time, is_good) in [(59, false), (60, true), (120, true), (121, false)] {
            assert_eq!(signer.outside_of_time(Some(time)).is_none(), is_good, "{time}");
        }
        assert!(signer.outside_of_time(None).is_some());
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_name() {
        let signers = parse(format!("\u{feff}a@x {KEY}\r\n\r\n#\r\n").as_bytes()).expect("can be read");
        assert_eq!(signers[0].principals, "a@x");
    }
}
