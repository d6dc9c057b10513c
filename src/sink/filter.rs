//! The filter itself: a writer in front of another.

use std::io::{self, Write};

use super::hostile::{CommandMark, is_invisible, is_obeyed};

/// What an output is written in, and so how hostile characters come in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// Text for people and logs: `\u{202e}`, and `\xNN` for what is no UTF-8.
    Text,
    /// The same with colours: sequences that choose one are let through. The text between them was made
    /// neutral before it was coloured.
    Colored,
    /// JSON: `\u202e`, which means the same character. They stand in strings alone.
    Json,
    /// HTML: shown as in text; what is visible comes as a character reference.
    Html,
    /// Something that programs read and that has no escapes, such as a script. It holds nothing hostile,
    /// or it is not written.
    Exact,
}

/// A writer that replaces what is hostile, and hands on the rest as it is.
///
/// What it knows of a line is kept from one write to the next, so it does not matter where the text
/// is cut.
pub struct Filter<W> {
    out: W,
    syntax: Syntax,
    start: LineStart,
    mark: CommandMark,
    /// The beginning of a character that the last write cut.
    cut: Vec<u8>,
}

/// How the line began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LineStart {
    /// With blanks, so far.
    Blank,
    /// With blanks and a colon: with a second one, GitHub's runner takes it for a command.
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

    /// Ends the text: a character that was cut has no rest.
    ///
    /// # Errors
    /// The writer's.
    pub fn finish(mut self) -> io::Result<()> {
        let mut shown = Vec::new();
        std::mem::take(&mut self.cut).iter().try_for_each(|&byte| self.syntax.put_byte(byte, &mut shown))?;
        self.out.write_all(&shown)?;
        self.out.flush()
    }

    /// Whether all of it may be written as it stands, by what is quick to see.
    fn is_plain(&self, bytes: &[u8]) -> bool {
        let goes_on = self.start == LineStart::Colon && bytes.first() == Some(&b':');
        !goes_on
            && !self.mark.is_begun()
            && bytes.iter().all(|&byte| PLAIN[usize::from(byte)])
            && memchr::memmem::find(bytes, b"::").is_none()
    }

    fn put_plain(&mut self, bytes: &[u8]) -> io::Result<()> {
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
        let is_command = (self.start == LineStart::Colon && character == ':') | self.mark.push(character);
        if is_command || self.syntax.is_hostile(character) {
            // What is shown in its place begins with no blank and no colon.
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

/// Whether the bytes are the beginning of a character, whose rest may follow.
fn is_begun(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|fault| fault.error_len().is_none())
}

/// Bytes that need no second look: printable ASCII without `#`, and the line end.
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
    /// Whether the character must not stand in this output. Scripts may have tabs.
    fn is_hostile(self, character: char) -> bool {
        let is_tab = character == '\t' && self == Self::Exact;
        !is_tab && (is_obeyed(character) || is_invisible(character))
    }

    /// What stands in the output in place of a character.
    fn put(self, character: char, shown: &mut Vec<u8>) -> io::Result<()> {
        let number = u32::from(character);
        match (self, character) {
            (Self::Exact, _) => Err(refused()),
            (Self::Json, _) => {
                character.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(shown, "\\u{unit:04x}"))
            }
            (Self::Html, '[' | ':') => write!(shown, "&#{number};"),
            (_, '\t') => write!(shown, "\\t"),
            (_, '\r') => write!(shown, "\\r"),
            _ => write!(shown, "\\u{{{number:x}}}"),
        }
    }

    /// The same for a byte that belongs to no character.
    fn put_byte(self, byte: u8, shown: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Self::Exact | Self::Json => Err(refused()),
            Self::Text | Self::Colored | Self::Html => write!(shown, "\\x{byte:02x}"),
        }
    }
}

fn refused() -> io::Error {
    let text = "it would hold a control character or a command of a CI job, and there is no escape for them";
    io::Error::new(io::ErrorKind::InvalidData, text)
}
