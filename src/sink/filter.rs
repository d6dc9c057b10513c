//! The filter itself, a writer that wraps another.

use std::io::{self, Write};

use super::hostile::{CommandMark, is_invisible, is_obeyed};

/// The syntax of an output, which decides how hostile characters are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// Text for people and logs: `\u{202e}`, and `\xNN` for bytes that are not UTF-8.
    Text,
    /// Text with colours: sequences that choose a colour pass. The text between them was escaped before it
    /// was coloured.
    Colored,
    /// JSON: `\u202e`, which a parser reads as the same character. Such characters occur only in strings.
    Json,
    /// HTML: escaped as in text; visible characters become character references.
    Html,
    /// A format that programs read and that has no escapes, such as a script. Hostile characters are an error.
    Exact,
}

/// A writer that escapes hostile characters and passes on the rest unchanged.
///
/// Its state is kept between writes, so the result does not depend on how the text is split into writes.
pub struct Filter<W> {
    out: W,
    syntax: Syntax,
    start: LineStart,
    mark: CommandMark,
    /// The first bytes of a character that the last write split.
    cut: Vec<u8>,
}

/// How the current line began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LineStart {
    /// Only with blanks, so far.
    Blank,
    /// With blanks and a colon. A second colon would make it a command of GitHub's runner.
    Colon,
    /// With anything else.
    Text,
}

impl LineStart {
    fn next(self, character: char) -> Self {
        match (self, character) {
            (_, '\n') => Self::Blank,
            (Self::Blank, ':') => Self::Colon,
            (Self::Blank, _) if character.is_whitespace() => Self::Blank,
            _ => Self::Text,
        }
    }
}

impl<W: Write> Filter<W> {
    /// A filter at the beginning of a line.
    pub fn new(out: W, syntax: Syntax) -> Self {
        Self { out, syntax, start: LineStart::Blank, mark: CommandMark::default(), cut: Vec::new() }
    }

    /// Ends the text: the bytes of an incomplete character are escaped.
    ///
    /// # Errors
    /// Returns an error if the inner writer fails.
    pub fn finish(mut self) -> io::Result<()> {
        let mut shown = Vec::new();
        std::mem::take(&mut self.cut).iter().try_for_each(|&byte| self.syntax.put_byte(byte, &mut shown))?;
        self.out.write_all(&shown)?;
        self.out.flush()
    }

    /// Whether a fast check shows that all bytes can be written unchanged.
    fn is_plain(&self, bytes: &[u8]) -> bool {
        // A command can be split over two writes.
        let goes_on = self.start == LineStart::Colon && bytes.first() == Some(&b':');
        !goes_on
            && !self.mark.is_begun()
            && bytes.iter().all(|&byte| PLAIN[usize::from(byte)])
            && memchr::memmem::find(bytes, b"::").is_none()
    }

    fn put_plain(&mut self, bytes: &[u8]) -> io::Result<()> {
        // Only how the last line begins matters for what follows.
        let begins = memchr::memrchr(b'\n', bytes).map(|at| at + 1);
        if begins.is_some() {
            self.start = LineStart::Blank;
        }
        for &byte in &bytes[begins.unwrap_or(0)..] {
            if self.start == LineStart::Text {
                break;
            }
            self.start = self.start.next(char::from(byte));
        }
        self.out.write_all(bytes)
    }

    fn put_line(&mut self, bytes: &[u8], is_last: bool) -> io::Result<()> {
        if self.is_plain(bytes) {
            return self.put_plain(bytes);
        }
        let mut shown = Vec::with_capacity(bytes.len() * 2);
        let mut left = bytes.len();
        for chunk in bytes.utf8_chunks() {
            self.put_text(chunk.valid(), &mut shown)?;
            left -= chunk.valid().len() + chunk.invalid().len();
            // Only at the very end of a write can the rest of a character still come.
            if is_last && left == 0 && is_begun(chunk.invalid()) {
                self.cut = chunk.invalid().to_vec();
            } else {
                chunk.invalid().iter().try_for_each(|&byte| self.put_invalid(byte, &mut shown))?;
            }
        }
        self.out.write_all(&shown)
    }

    fn put_text(&mut self, text: &str, shown: &mut Vec<u8>) -> io::Result<()> {
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            if let Some(color) = self.color(rest) {
                shown.extend_from_slice(color.as_bytes());
                rest = &rest[color.len()..];
                continue;
            }
            self.put(character, shown)?;
            rest = &rest[character.len_utf8()..];
        }
        Ok(())
    }

    fn put(&mut self, character: char, shown: &mut Vec<u8>) -> io::Result<()> {
        // `|` and not `||`: the mark has to see every character.
        let is_command = (self.start == LineStart::Colon && character == ':') | self.mark.push(character);
        if is_command || self.syntax.is_hostile(character) {
            // An escape begins with neither a blank nor a colon.
            self.start = LineStart::Text;
            return self.syntax.put(character, shown);
        }
        self.start = self.start.next(character);
        shown.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        Ok(())
    }

    fn put_invalid(&mut self, byte: u8, shown: &mut Vec<u8>) -> io::Result<()> {
        (self.start, self.mark) = (LineStart::Text, CommandMark::default());
        self.syntax.put_byte(byte, shown)
    }

    /// The sequence at the beginning that chooses a colour: `ESC [`, numbers, `m` (ECMA-48, SGR).
    fn color<'t>(&self, text: &'t str) -> Option<&'t str> {
        let rest = text.strip_prefix("\u{1b}[").filter(|_| self.syntax == Syntax::Colored)?;
        let end = rest.find(|character: char| !character.is_ascii_digit() && character != ';')?;
        rest[end..].starts_with('m').then(|| &text[..end + 3])
    }
}

/// Whether the bytes are an incomplete character, whose rest may follow.
fn is_begun(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|fault| fault.error_len().is_none())
}

/// Bytes that never need an escape: printable ASCII without `#`, and the line end.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        plain[byte as usize] = byte != b'#';
        byte += 1;
    }
    plain[b'\n' as usize] = true;
    plain
};

impl<W: Write> Write for Filter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.cut.is_empty() && self.is_plain(bytes) {
            self.put_plain(bytes)?;
            return Ok(bytes.len());
        }
        let mut whole = std::mem::take(&mut self.cut);
        whole.extend_from_slice(bytes);
        let mut rest = &*whole;
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
            let (line, after) = rest.split_at(end);
            self.put_line(line, after.is_empty())?;
            rest = after;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Syntax {
    /// Whether this output must not contain the character. Scripts may contain tabs.
    fn is_hostile(self, character: char) -> bool {
        let is_tab = character == '\t' && self == Self::Exact;
        !is_tab && (is_obeyed(character) || is_invisible(character))
    }

    /// Appends the escape of a character.
    fn put(self, character: char, shown: &mut Vec<u8>) -> io::Result<()> {
        let number = u32::from(character);
        match (self, character) {
            (Self::Exact, _) => Err(rejected()),
            (Self::Json, _) => {
                character.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(shown, "\\u{unit:04x}"))
            }
            (Self::Html, '[' | ':') => write!(shown, "&#{number};"),
            (_, '\t') => write!(shown, "\\t"),
            (_, '\r') => write!(shown, "\\r"),
            _ => write!(shown, "\\u{{{number:x}}}"),
        }
    }

    /// Appends the escape of a byte that is not UTF-8.
    fn put_byte(self, byte: u8, shown: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Self::Exact | Self::Json => Err(rejected()),
            Self::Text | Self::Colored | Self::Html => write!(shown, "\\x{byte:02x}"),
        }
    }
}

fn rejected() -> io::Error {
    let text = "it would contain a control character or a command of a CI job, and this format has no escape for them";
    io::Error::new(io::ErrorKind::InvalidData, text)
}
