//! Private keys and access tokens inside files, found while the files are hashed.
//!
//! A secret has a distinctive prefix and then a body with a known alphabet and length. A prefix alone, as in
//! the source of a program that reads keys, is not a finding; neither is a placeholder from a manual.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// A key or a token in a file. Its value is never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The kind of secret.
    pub what: &'static str,
    /// The line in which it begins, from 1.
    pub line: u64,
}

impl fmt::Display for Hit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in line {}", self.what, self.line)
    }
}

/// The form of one kind of secret.
struct Shape {
    start: &'static str,
    what: &'static str,
    body: SecretBody,
}

/// What follows the prefix.
enum SecretBody {
    /// The rest of an armour line (RFC 7468, RFC 4880, section 6.2), then base64.
    Armour,
    /// Bytes that satisfy the function, at least and at most that many, followed by one that does not.
    Token(fn(u8) -> bool, RangeInclusive<usize>),
}

/// Prefixes that the services document, or that their tokens are known to have.
const SHAPES: &[Shape] = &[
    Shape { start: "-----BEGIN ", what: "private key", body: SecretBody::Armour },
    token("AGE-SECRET-KEY-1", "private key of age", is_alphanumeric, 58..=58),
    token("AKIA", "access key of AWS", is_base32, 16..=16),
    token("AIza", "key of Google", is_url_safe, 35..=35),
    token("GOCSPX-", "client secret of Google", is_url_safe, 28..=28),
    token("dckr_pat_", "token of Docker Hub", is_url_safe, 27..=40),
    token("dop_v1_", "token of DigitalOcean", is_alphanumeric, 64..=64),
    token("ghp_", "token of GitHub", is_alphanumeric, 36..=36),
    token("gho_", "token of GitHub", is_alphanumeric, 36..=36),
    token("ghu_", "token of GitHub", is_alphanumeric, 36..=36),
    token("ghs_", "token of GitHub", is_alphanumeric, 36..=36),
    token("ghr_", "token of GitHub", is_alphanumeric, 36..=76),
    token("github_pat_", "token of GitHub", is_word, 82..=82),
    token("glpat-", "token of GitLab", is_dotted, 20..=300),
    token("hooks.slack.com/services/T", "address of a Slack hook", is_path, 40..=50),
    token("hvs.", "token of Vault", is_url_safe, 90..=300),
    token("npm_", "token of npm", is_alphanumeric, 36..=36),
    token("pypi-AgEIcHlwaS5vcmc", "token of PyPI", is_url_safe, 50..=1000),
    token("rk_live_", "key of Stripe", is_alphanumeric, 24..=247),
    token("rubygems_", "token of RubyGems", is_alphanumeric, 48..=48),
    token("shpat_", "token of Shopify", is_alphanumeric, 32..=32),
    token("sk-ant-", "key of Anthropic", is_url_safe, 80..=130),
    token("sk-proj-", "key of OpenAI", is_url_safe, 48..=200),
    token("sk_live_", "key of Stripe", is_alphanumeric, 24..=247),
    token("xoxb-", "token of Slack", is_url_safe, 40..=250),
    token("xoxp-", "token of Slack", is_url_safe, 40..=250),
];

const fn token(
    start: &'static str,
    what: &'static str,
    class: fn(u8) -> bool,
    length: RangeInclusive<usize>,
) -> Shape {
    Shape { start, what, body: SecretBody::Token(class, length) }
}

/// Bytes after a prefix that are needed to decide: more than the longest token, or the header lines of a key.
const AHEAD: usize = 1024;

/// Bytes that stay in the window because a prefix may be split there, and the byte before it.
const BEHIND: usize = 32;

/// Bytes after an armour line within which base64 must begin, and the least length of its first line.
const HEADER: usize = 300;
const BASE64: usize = 40;

/// Least number of different bytes in a token: `xxxx…` and `0000…` are placeholders in manuals.
const DIFFERENT: usize = 8;

/// One automaton for all prefixes. None is shorter than four bytes, so the search uses vector instructions and
/// costs less than hashing the same bytes.
static BEGINNINGS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let starts = SHAPES.iter().map(|shape| shape.start);
    let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(starts);
    automaton.expect("a few short patterns make an automaton")
});

/// Finds the first key or token in a stream of bytes.
#[derive(Default)]
pub struct Scanner {
    window: Vec<u8>,
    /// Newlines before the window.
    lines: u64,
    hit: Option<Hit>,
}

impl Scanner {
    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        if self.hit.is_none() {
            self.window.extend_from_slice(bytes);
            let kept = self.search(AHEAD);
            self.lines += newlines(&self.window[..kept]);
            self.window.drain(..kept);
        }
    }

    /// The first secret in all bytes.
    #[must_use]
    pub fn finish(mut self) -> Option<Hit> {
        if self.hit.is_none() {
            self.search(0);
        }
        self.hit
    }

    /// Checks every prefix that has at least `ahead` bytes after it in the window. Returns the offset from
    /// which the bytes must be kept for the next search.
    fn search(&mut self, ahead: usize) -> usize {
        for found in BEGINNINGS.find_iter(&self.window) {
            if found.end() + ahead > self.window.len() {
                // With the byte before it, which decides whether the prefix begins a word.
                return found.start().saturating_sub(1);
            }
            let shape = &SHAPES[found.pattern().as_usize()];
            let before = self.window[..found.start()].last().copied();
            if shape.is_at(before, &self.window[found.end()..]) {
                let line = self.lines + newlines(&self.window[..found.start()]) + 1;
                self.hit = Some(Hit { what: shape.what, line });
                break;
            }
        }
        self.window.len().saturating_sub(BEHIND)
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

impl Shape {
    fn is_at(&self, before: Option<u8>, after: &[u8]) -> bool {
        match &self.body {
            SecretBody::Armour => is_private_key(after),
            SecretBody::Token(class, length) => {
                // One more than the longest: a longer run of such bytes is something else.
                let count = after.iter().take(length.end() + 1).take_while(|byte| class(**byte)).count();
                !before.is_some_and(is_word) && length.contains(&count) && is_real(&after[..count])
            }
        }
    }
}

fn is_real(token: &[u8]) -> bool {
    let mut seen = [false; 256];
    for &byte in token {
        seen[usize::from(byte)] = true;
    }
    seen.iter().filter(|seen| **seen).count() >= DIFFERENT && !token.ends_with(b"EXAMPLE")
}

/// Whether the label of an armour line and the base64 after it are those of a private key.
fn is_private_key(after: &[u8]) -> bool {
    let label_length =
        after.iter().take(BEHIND).take_while(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b' ')).count();
    let (label, rest) = after.split_at(label_length);
    let label = label.strip_suffix(b" BLOCK").unwrap_or(label);
    let Some(body) = rest.strip_prefix(b"-----").filter(|_| label.ends_with(b"PRIVATE KEY")) else {
        return false;
    };
    // Programs that read keys contain both lines, and nothing or a few dots between them.
    let end = memchr::memmem::find(body, b"-----END").unwrap_or(body.len());
    let body = &body[..end.min(HEADER + BASE64)];
    let mut runs = body.split(|&byte| !(is_alphanumeric(byte) || matches!(byte, b'+' | b'/' | b'=')));
    runs.any(|run| run.len() >= BASE64 && is_mixed(run))
}

/// Whether the bytes contain upper-case letters, lower-case letters and digits, as random base64 does.
fn is_mixed(run: &[u8]) -> bool {
    run.iter().any(u8::is_ascii_uppercase)
        && run.iter().any(u8::is_ascii_lowercase)
        && run.iter().any(u8::is_ascii_digit)
}

fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn is_base32(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'2'..=b'7')
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_url_safe(byte: u8) -> bool {
    is_word(byte) || byte == b'-'
}

fn is_dotted(byte: u8) -> bool {
    is_url_safe(byte) || byte == b'.'
}

fn is_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'/'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Assembled here, so that this file does not contain a key.
    fn key(label: &str) -> String {
        format!(
            "-----{} {label}-----\n{}\n-----END {label}-----\n",
            "BEGIN", "MIIEpAIBAAKCAQEA1b2c3d4e5f6g7h8i9j0kLmNoPqRsTuVwXyZ0123456789+/a"
        )
    }

    fn tokens() -> Vec<String> {
        let body = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ2bC4eF6hJ8kL0nP";
        let parts = [
            ("AK", "IAQWERTYUIASDFG234".to_owned()),
            ("gh", format!("p_{}", &body[..36])),
            ("github", format!("_pat_{}", &[body, body].concat()[..82])),
            ("gl", format!("pat-{}", &body[..20])),
            ("npm", format!("_{}", &body[..36])),
            ("xo", "xb-123456789012-1234567890123-aB3dE5gH7jK9mN1pQ3sT5vW7".to_owned()),
            ("sk", format!("_live_{}", &body[..24])),
            ("AI", format!("za{}", &body[..35])),
            ("pypi", format!("-AgEIcHlwaS5vcmc{}", [body, body].concat())),
        ];
        parts.into_iter().map(|(start, rest)| format!("{start}{rest}")).collect()
    }

    fn scanned(pieces: &[&[u8]]) -> Option<Hit> {
        let mut scanner = Scanner::default();
        for piece in pieces {
            scanner.update(piece);
        }
        scanner.finish()
    }

    fn found(text: &str) -> Option<(&'static str, u64)> {
        scanned(&[text.as_bytes()]).map(|hit| (hit.what, hit.line))
    }

    // T201
    #[test]
    fn private_keys_are_found_in_every_wrapping() {
        for label in [
            "PRIVATE KEY",
            "RSA PRIVATE KEY",
            "OPENSSH PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY",
            "EC PRIVATE KEY",
            "PGP PRIVATE KEY BLOCK",
        ] {
            assert_eq!(found(&format!("x\n\n{}", key(label))), Some(("private key", 3)), "{label}");
        }
        let literal = key("PRIVATE KEY").replace('\n', "\\n");
        assert_eq!(found(&format!("{{\"private_key\": \"{literal}\"}}")), Some(("private key", 1)));
        let lines = key("RSA PRIVATE KEY").replace('\n', "\\n\"\n    \"");
        assert_eq!(found(&format!("const char *key =\n    \"{lines}\";")), Some(("private key", 2)));
        let headers = "-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,1A2B3C4D5E6F7A8B\n\n";
        assert!(found(&key("RSA PRIVATE KEY").replacen("-----\n", headers, 1)).is_some());
    }

    // T201: prefixes and placeholders in programs and manuals.
    #[test]
    fn what_is_no_key_and_no_token_is_passed_over() {
        let begin = "-----BEGIN";
        for text in [
            key("CERTIFICATE"),
            key("PUBLIC KEY"),
            key("PGP PUBLIC KEY BLOCK"),
            format!("{begin} RSA PRIVATE KEY-----\n... (private key in base64 encoding) ...\n"),
            format!("if line == '{begin} PRIVATE KEY-----':\n    return self.read_the_private_key(line)\n"),
            format!("{begin} PRIVATE KEY-----\n-----END PRIVATE KEY-----\n{}", key("CERTIFICATE")),
            format!("{begin} PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----", "x".repeat(64)),
            format!("AK{}", "IAIOSFODNN7EXAMPLE"),
            format!("gh{}", format_args!("p_{}", "x".repeat(36))),
            format!("gh{}", "p_short"),
            tokens()[1].clone() + "a",
            format!("a{}", tokens()[1]),
            "ghp_, AKIA, sk_live_ and npm_ are beginnings".to_owned(),
        ] {
            assert_eq!(found(&text), None, "{text}");
        }
    }

    // T201
    #[test]
    fn tokens_are_found_with_their_line() {
        for token in tokens() {
            for text in [format!("\n{token}"), format!("\nTOKEN=\"{token}\"\n"), format!("\n  - {token}, x")]
            {
                assert_eq!(found(&text).map(|hit| hit.1), Some(2), "{text}");
            }
        }
    }

    #[test]
    fn it_does_not_matter_where_the_bytes_are_cut() {
        let text = format!("{}\n{}", "line\n".repeat(1000), key("PRIVATE KEY"));
        let whole = scanned(&[text.as_bytes()]);
        assert_eq!(whole.map(|hit| hit.line), Some(1002));
        for at in 0..text.len() {
            let (one, other) = text.as_bytes().split_at(at);
            assert_eq!(scanned(&[one, other]), whole, "{at}");
        }
        for size in [1, 2, 7, 31, 1000] {
            assert_eq!(scanned(&text.as_bytes().chunks(size).collect::<Vec<_>>()), whole, "{size}");
        }
    }

    #[test]
    fn every_shape_is_shorter_than_what_is_kept_in_sight() {
        for shape in SHAPES {
            assert!((4..BEHIND).contains(&shape.start.len()), "{}", shape.start);
            if let SecretBody::Token(_, length) = &shape.body {
                assert!(*length.end() < AHEAD, "{}", shape.start);
            }
        }
    }
}
