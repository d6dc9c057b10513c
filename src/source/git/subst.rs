//! `export-subst`: placeholders `$Format:…$` in files, filled in from the commit.
//!
//! Only placeholders that are a function of the commit are filled in, with the bytes that `git
//! archive` writes for them. Those that ask the repository (how many objects it has, which tags and
//! notes point to the commit), its configuration or a clock are rejected.

use std::cell::OnceCell;

use gix_object::CommitRef;
use jiff::tz::{Offset, TimeZone};
use memchr::memmem;

use super::object::Commit;
use crate::limits;

const OPEN: &[u8] = b"$Format:";

/// A placeholder that cannot be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unstable {
    /// The line it is in, from 1.
    pub line: usize,
    /// The placeholder, such as `%h`.
    pub placeholder: String,
}

/// Why the placeholders of a file are not filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfilled {
    /// One of them is no function of the commit.
    Unstable(Unstable),
    /// They ask for more bytes than the limit `subst-file`; counting ended at `at_least`.
    TooLarge {
        /// Bytes that the file would have at least.
        at_least: u64,
    },
}

/// Fills in every `$Format:…$` of `text`.
///
/// # Errors
/// Returns the first placeholder that is no function of the commit, or is not known; or that the file
/// would grow by more than the limit `subst-file`.
pub fn substitute(text: &[u8], commit: &Commit) -> Result<Vec<u8>, Unfilled> {
    let fields = CommitFields::new(commit);
    let most = text.len() + usize::try_from(limits::SUBST_FILE.value).unwrap_or(usize::MAX);
    let mut out = Out { bytes: Vec::with_capacity(text.len()), most };
    let mut at = 0;
    while let Some((start, end)) = next(text, at) {
        out.bytes.extend_from_slice(&text[at..start]);
        // A format ends at its first NUL for git.
        let format = text[start + OPEN.len()..end].split(|&byte| byte == 0).next().unwrap_or_default();
        let expanded = expand(format, fields.as_ref(), &mut out);
        if out.bytes.len() > most {
            // Asked before the fault of the placeholder, which `expand` may not have reached.
            return Err(Unfilled::TooLarge { at_least: out.bytes.len() as u64 });
        }
        expanded.map_err(|(offset, placeholder)| {
            let before = &text[..start + OPEN.len() + offset];
            Unfilled::Unstable(Unstable { line: line_after(before), placeholder })
        })?;
        at = end + 1;
    }
    out.bytes.extend_from_slice(&text[at..]);
    Ok(out.bytes)
}

/// A file as it is filled in, which ends where it has grown too large.
struct Out {
    bytes: Vec<u8>,
    most: usize,
}

/// The line of the first `$Format:…$`, from 1.
pub fn first(text: &[u8]) -> Option<usize> {
    let (start, _) = next(text, 0)?;
    Some(line_after(&text[..start]))
}

/// The number of the line that follows `before`, from 1.
fn line_after(before: &[u8]) -> usize {
    before.split(|&byte| byte == b'\n').count()
}

/// Where the next format begins, and where the dollar sign at its end is.
fn next(text: &[u8], from: usize) -> Option<(usize, usize)> {
    let start = from + memmem::find(&text[from..], OPEN)?;
    let body = start + OPEN.len();
    Some((start, body + text[body..].iter().position(|&byte| byte == b'$')?))
}

/// Stops early once too much has come out.
fn expand(format: &[u8], fields: Option<&CommitFields<'_>>, out: &mut Out) -> Result<(), (usize, String)> {
    let mut at = 0;
    while at < format.len() && out.bytes.len() <= out.most {
        if format[at] != b'%' {
            out.bytes.push(format[at]);
            at += 1;
            continue;
        }
        let rejected = || (at, shown(&format[at..]));
        at += placeholder(&format[at + 1..], fields, &mut out.bytes).ok_or_else(rejected)? + 1;
    }
    Ok(())
}

/// A placeholder as the file has it, as far as it is recognized.
fn shown(rest: &[u8]) -> String {
    let length = if rest.get(1) == Some(&b'(') {
        rest.iter().position(|&byte| byte == b')').map_or(2, |end| end + 1)
    } else if matches!(rest.get(1), Some(b'a' | b'c' | b'G' | b'g' | b'C' | b'+' | b'-' | b' ')) {
        3
    } else {
        2
    };
    String::from_utf8_lossy(&rest[..length.min(rest.len())]).into_owned()
}

/// Writes the value of the placeholder after the `%`; its length, or `None` for one that is
/// rejected.
fn placeholder(rest: &[u8], fields: Option<&CommitFields<'_>>, out: &mut Vec<u8>) -> Option<usize> {
    match rest.first()? {
        b'%' => out.push(b'%'),
        b'n' => out.push(b'\n'),
        b'x' => return hex(rest, out),
        b'a' => return fields?.author.write(*rest.get(1)?, out).map(|()| 2),
        b'c' => return fields?.committer.write(*rest.get(1)?, out).map(|()| 2),
        &letter => fields?.write(letter, out)?,
    }
    Some(1)
}

/// `x41`: a byte.
fn hex(rest: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let digits = std::str::from_utf8(rest.get(1..3)?).ok()?;
    out.push(u8::from_str_radix(digits, 16).ok()?);
    Some(3)
}

/// What a commit says.
struct CommitFields<'a> {
    commit: &'a Commit,
    message: Option<Message<'a>>,
    author: Person<'a>,
    committer: Person<'a>,
}

impl<'a> CommitFields<'a> {
    fn new(commit: &'a Commit) -> Option<Self> {
        let hash =
            if commit.id.as_bytes().len() == 20 { gix_hash::Kind::Sha1 } else { gix_hash::Kind::Sha256 };
        let parsed = CommitRef::from_bytes(&commit.text, hash).ok()?;
        // What is not UTF-8 would be converted, by tables that are not ours.
        let is_utf8 = parsed.encoding.is_none();
        Some(Self {
            commit,
            message: is_utf8.then(|| Message::new(parsed.message)),
            author: Person::parse(parsed.author)?.filter(is_utf8),
            committer: Person::parse(parsed.committer)?.filter(is_utf8),
        })
    }

    fn write(&self, letter: u8, out: &mut Vec<u8>) -> Option<()> {
        match letter {
            b'H' => out.extend_from_slice(self.commit.id.to_string().as_bytes()),
            b'T' => out.extend_from_slice(self.commit.tree.to_string().as_bytes()),
            b'P' => {
                let parents: Vec<_> = self.commit.parents.iter().map(ToString::to_string).collect();
                out.extend_from_slice(parents.join(" ").as_bytes());
            }
            b's' => out.extend_from_slice(self.message.as_ref()?.subject()),
            b'f' => out.extend_from_slice(self.message.as_ref()?.file_name()),
            b'b' => out.extend_from_slice(self.message.as_ref()?.body),
            b'B' => out.extend_from_slice(self.message.as_ref()?.whole),
            _ => return None,
        }
        Some(())
    }
}

/// A commit message: a paragraph that is the subject, and the rest.
struct Message<'a> {
    whole: &'a [u8],
    subject: &'a [u8],
    body: &'a [u8],
    /// Made once: a long subject can give a short text, for each of any number of placeholders.
    joined: OnceCell<Vec<u8>>,
    file_name: OnceCell<Vec<u8>>,
}

impl<'a> Message<'a> {
    fn new(message: &'a [u8]) -> Self {
        let text = skip_blank_lines(message);
        let end = paragraph(text);
        Self {
            whole: message,
            subject: &text[..end],
            body: skip_blank_lines(&text[end..]),
            joined: OnceCell::new(),
            file_name: OnceCell::new(),
        }
    }

    /// The first line of the subject.
    fn first_line(&self) -> &[u8] {
        self.subject.split(|&byte| byte == b'\n').next().unwrap_or_default()
    }

    /// The lines of the subject, joined by blanks.
    fn subject(&self) -> &[u8] {
        self.joined.get_or_init(|| {
            let lines = self.subject.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii_end);
            let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
            lines.join(&b' ')
        })
    }

    /// The first line of the subject as part of a file name.
    fn file_name(&self) -> &[u8] {
        self.file_name.get_or_init(|| file_name(self.first_line()))
    }
}

/// The length of the lines before the first blank one.
fn paragraph(text: &[u8]) -> usize {
    let mut length = 0;
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        if line.trim_ascii().is_empty() {
            break;
        }
        length += line.len();
    }
    length
}

fn skip_blank_lines(text: &[u8]) -> &[u8] {
    let blank = text.split_inclusive(|&byte| byte == b'\n').take_while(|line| line.trim_ascii().is_empty());
    &text[blank.map(<[u8]>::len).sum()..]
}

/// A subject as part of a file name: runs of other characters than letters, digits, `.` and `_`
/// become one `-`, runs of dots one dot, and neither is at an end.
fn file_name(subject: &[u8]) -> Vec<u8> {
    let mut name: Vec<u8> = Vec::new();
    let mut is_apart = false;
    for &byte in subject {
        if !byte.is_ascii_alphanumeric() && !matches!(byte, b'.' | b'_') {
            is_apart = true;
            continue;
        }
        if is_apart && !name.is_empty() {
            name.push(b'-');
        }
        is_apart = false;
        if byte != b'.' || name.last() != Some(&b'.') {
            name.push(byte);
        }
    }
    let end = name.iter().rposition(|byte| !matches!(byte, b'.' | b'-')).map_or(0, |last| last + 1);
    name.truncate(end);
    name
}

/// Who, and when.
struct Person<'a> {
    name: Option<&'a [u8]>,
    email: &'a [u8],
    seconds: i64,
    zone: &'a str,
}

impl<'a> Person<'a> {
    fn parse(line: &'a [u8]) -> Option<Self> {
        let parsed = gix_actor::SignatureRef::from_bytes(line).ok()?;
        let mut time = parsed.time.split_ascii_whitespace();
        let seconds = time.next()?.parse().ok()?;
        let zone = time.next().unwrap_or("+0000");
        Some(Self { name: Some(parsed.name), email: parsed.email, seconds, zone })
    }

    fn filter(mut self, is_utf8: bool) -> Self {
        self.name = self.name.filter(|_| is_utf8);
        self
    }

    fn write(&self, letter: u8, out: &mut Vec<u8>) -> Option<()> {
        let local = || self.email.split(|&byte| byte == b'@').next();
        match letter {
            b'n' => out.extend_from_slice(self.name?),
            b'e' => out.extend_from_slice(self.email),
            b'l' => out.extend_from_slice(local()?),
            b't' => out.extend_from_slice(self.seconds.to_string().as_bytes()),
            b'd' => self.format("%a %b %-d %H:%M:%S %Y %z", out)?,
            b'D' => self.format("%a, %-d %b %Y %H:%M:%S %z", out)?,
            b'i' => self.format("%Y-%m-%d %H:%M:%S %z", out)?,
            b's' => self.format("%Y-%m-%d", out)?,
            // git writes `Z` for an offset of zero.
            b'I' if self.offset()?.is_zero() => self.format("%Y-%m-%dT%H:%M:%SZ", out)?,
            b'I' => self.format("%Y-%m-%dT%H:%M:%S%:z", out)?,
            _ => return None,
        }
        Some(())
    }

    fn format(&self, format: &str, out: &mut Vec<u8>) -> Option<()> {
        let time = jiff::Timestamp::from_second(self.seconds).ok()?;
        let time = time.to_zoned(TimeZone::fixed(self.offset()?));
        out.extend_from_slice(time.strftime(format).to_string().as_bytes());
        Some(())
    }

    /// `+0530` and the like.
    fn offset(&self) -> Option<Offset> {
        let (sign, digits) = match self.zone.split_at_checked(1)? {
            ("+", digits) => (1, digits),
            ("-", digits) => (-1, digits),
            _ => return None,
        };
        let number: i32 = digits.parse().ok().filter(|_| digits.len() == 4)?;
        Offset::from_seconds(sign * (number / 100 * 3600 + number % 100 * 60)).ok()
    }
}
