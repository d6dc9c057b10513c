//! The parser of patterns.
//!
//! It parses the whole dialect and rewrites it for the matcher in an unambiguous form: every literal
//! character escaped, every class written as a list. So the matcher's own extensions have no effect.

use super::fault::{GlobFault, GlobFaultKind as Kind};

/// The maximum length in bytes: long enough for any path, short enough that one pattern always compiles.
const MAX_LENGTH: usize = 1024;

/// The parts of a pattern as the matcher reads them, one at least; a leading slash is no part.
pub(super) fn parts(text: &str) -> Result<Vec<Box<str>>, GlobFault> {
    check_whole(text)?;
    let at = usize::from(is_rooted(text));
    GlobParser { text: text.strip_suffix('/').unwrap_or(text), at, parts: Vec::new() }.parts()
}

/// Whether a pattern says that it begins at the top of the source.
pub(super) fn is_rooted(text: &str) -> bool {
    text.starts_with('/')
}

/// The matcher's syntax for any number of parts.
pub(super) const DOUBLE_STAR: &str = "**";

/// Checks that need no parsing.
fn check_whole(text: &str) -> Result<(), GlobFault> {
    let bytes = text.as_bytes();
    if bytes.is_empty() {
        return Err(fault(0, 0, Kind::Empty));
    }
    if bytes.len() > MAX_LENGTH {
        return Err(fault(0, bytes.len(), Kind::TooLong));
    }
    if let Some(offset) = bytes.iter().position(|&byte| byte == 0) {
        return Err(fault(offset, 1, Kind::Nul));
    }
    match bytes {
        [b'/'] => Err(fault(0, 1, Kind::Empty)),
        [b'!', ..] => Err(fault(0, 1, Kind::Negation)),
        [drive, b':', ..] if drive.is_ascii_alphabetic() => Err(fault(0, 2, Kind::Drive)),
        _ => Ok(()),
    }
}

struct GlobParser<'a> {
    text: &'a str,
    at: usize,
    parts: Vec<Box<str>>,
}

impl GlobParser<'_> {
    fn parts(mut self) -> Result<Vec<Box<str>>, GlobFault> {
        loop {
            let part = self.part()?;
            self.parts.push(part.into());
            if self.at == self.text.len() {
                return Ok(self.parts);
            }
            self.at += 1;
        }
    }

    /// Parses one part, up to its slash or the end.
    fn part(&mut self) -> Result<String, GlobFault> {
        let start = self.at;
        self.check_part(start)?;
        let mut glob = String::new();
        while let Some(character) = self.peek().filter(|&character| character != '/') {
            match character {
                '{' => self.braces(&mut glob)?,
                '}' => return Err(fault(self.at, 1, Kind::StrayBrace)),
                ',' => self.literal(&mut glob),
                _ => self.atom(&mut glob, start)?,
            }
        }
        Ok(glob)
    }

    /// Rejects parts such as `.`, `..` and an empty one.
    fn check_part(&self, start: usize) -> Result<(), GlobFault> {
        let part = self.text[start..].split('/').next().unwrap_or_default();
        match part {
            "" => Err(fault(start.saturating_sub(1), 2, Kind::EmptyPart)),
            "." | ".." => Err(fault(start, part.len(), Kind::DotPart)),
            _ => Ok(()),
        }
    }

    /// Parses one element that is not a brace, and not a character with a meaning only inside braces.
    fn atom(&mut self, glob: &mut String, part: usize) -> Result<(), GlobFault> {
        match self.peek() {
            Some('*') => self.stars(glob, part),
            Some('?') => {
                self.at += 1;
                glob.push('?');
                Ok(())
            }
            Some('[') => self.class(glob),
            Some('\\') => {
                push_literal(glob, self.escape()?);
                Ok(())
            }
            _ => {
                self.literal(glob);
                Ok(())
            }
        }
    }

    fn literal(&mut self, glob: &mut String) {
        if let Some(character) = self.bump() {
            push_literal(glob, character);
        }
    }

    fn stars(&mut self, glob: &mut String, part: usize) -> Result<(), GlobFault> {
        let rest = &self.text[self.at..];
        let length = rest.len() - rest.trim_start_matches('*').len();
        let is_whole = self.at == part && matches!(rest.as_bytes().get(length), None | Some(b'/'));
        match length {
            1 => glob.push('*'),
            2 if is_whole => glob.push_str(DOUBLE_STAR),
            _ => return Err(fault(self.at, length, Kind::DoubleStar)),
        }
        self.at += length;
        Ok(())
    }

    /// Parses a backslash and the character that it escapes.
    fn escape(&mut self) -> Result<char, GlobFault> {
        let start = self.at;
        self.at += 1;
        match self.bump() {
            None => Err(fault(start, 1, Kind::TrailingBackslash)),
            // Most likely a path of Windows. Letters also stay free for a meaning that they may get
            // one day.
            Some(character) if character.is_alphanumeric() || character == '/' => {
                Err(fault(start, self.at - start, Kind::PointlessEscape))
            }
            Some(character) => Ok(character),
        }
    }

    fn braces(&mut self, glob: &mut String) -> Result<(), GlobFault> {
        let start = self.at;
        self.at += 1;
        glob.push('{');
        loop {
            match self.peek() {
                None => return Err(fault(start, self.at - start, Kind::UnclosedBrace)),
                Some('{') => return Err(fault(self.at, 1, Kind::NestedBrace)),
                Some('/') if self.text[self.at..].contains('}') => {
                    return Err(fault(self.at, 1, Kind::SlashInBrace));
                }
                Some('/') => return Err(fault(start, 1, Kind::UnclosedBrace)),
                Some(character @ (',' | '}')) => {
                    self.at += 1;
                    glob.push(character);
                    if character == '}' {
                        return Ok(());
                    }
                }
                // `usize::MAX` is never the start of a part, so `**` inside braces is not a whole part.
                Some(_) => self.atom(glob, usize::MAX)?,
            }
        }
    }

    fn class(&mut self, glob: &mut String) -> Result<(), GlobFault> {
        let start = self.at;
        self.at += 1;
        let negated = self.peek() == Some('!');
        self.at += usize::from(negated);
        match self.peek() {
            Some('^') => return Err(fault(self.at, 1, Kind::CaretClass)),
            Some(']') => return Err(fault(start, self.at + 1 - start, Kind::EmptyClass)),
            _ => {}
        }
        let mut members = [false; 128];
        loop {
            match self.peek() {
                None => return Err(fault(start, self.at - start, Kind::UnclosedClass)),
                Some(']') => break,
                Some(_) => self.range(start, &mut members)?,
            }
        }
        self.at += 1;
        push_class(glob, negated, members);
        Ok(())
    }

    /// Parses one character of a class, or a range.
    fn range(&mut self, class: usize, members: &mut [bool; 128]) -> Result<(), GlobFault> {
        let start = self.at;
        let first = self.member(class)?;
        let mut last = first;
        let mut rest = self.text[self.at..].chars();
        if rest.next() == Some('-') && rest.next().is_some_and(|next| next != ']') {
            self.at += 1;
            last = self.member(class)?;
        }
        if last < first {
            return Err(fault(start, self.at - start, Kind::ReversedRange));
        }
        members[usize::from(first)..=usize::from(last)].fill(true);
        Ok(())
    }

    fn member(&mut self, class: usize) -> Result<u8, GlobFault> {
        let start = self.at;
        let character = match self.peek() {
            None => return Err(fault(class, self.at - class, Kind::UnclosedClass)),
            Some('[') => return Err(fault(start, 1, Kind::NamedClass)),
            Some('/') if self.text[start..].contains(']') => {
                return Err(fault(start, 1, Kind::SlashInClass));
            }
            Some('/') => return Err(fault(class, 1, Kind::UnclosedClass)),
            Some('\\') => self.escape()?,
            Some(character) => {
                self.at += character.len_utf8();
                character
            }
        };
        let wide = fault(start, self.at - start, Kind::WideClass);
        u8::try_from(character).ok().filter(u8::is_ascii).ok_or(wide)
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        Some(character)
    }
}

fn fault(offset: usize, length: usize, kind: Kind) -> GlobFault {
    GlobFault { offset, length, kind }
}

fn push_literal(glob: &mut String, character: char) {
    if character.is_ascii_punctuation() {
        glob.push('\\');
    }
    glob.push(character);
}

/// Writes a class in the syntax of the matcher. No class matches a slash.
fn push_class(glob: &mut String, negated: bool, mut members: [bool; 128]) {
    // A slash is among the excluded ones of `[!…]` and never among the listed ones of `[…]`.
    members[usize::from(b'/')] = negated;
    let listed = (0..128u8).filter(|&byte| members[usize::from(byte)]).map(char::from);
    if negated {
        // The matcher takes `]` for a member only at the beginning, and `-` only at the end.
        let inner = listed.filter(|character| !matches!(character, ']' | '-'));
        let bracket = members[usize::from(b']')].then_some(']');
        let dash = members[usize::from(b'-')].then_some('-');
        glob.push_str("[!");
        glob.extend(bracket.into_iter().chain(inner).chain(dash));
        glob.push(']');
    } else {
        // Alternatives have none of the special places that `]`, `-` and `!` have in a class.
        glob.push('{');
        for (number, character) in listed.enumerate() {
            if number > 0 {
                glob.push(',');
            }
            push_literal(glob, character);
        }
        glob.push('}');
    }
}
