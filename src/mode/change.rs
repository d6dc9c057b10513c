//! chmod's grammar: octal numbers and symbolic clauses.

use std::fmt;

use super::bits::Mode;

const SET_ID: u16 = 0o6000;
const EXECUTE: u16 = 0o111;

/// A change of mode: an octal number, or symbolic clauses.
///
/// `clause[,clause…]`, where a clause is one or more of `u g o a`, then one or more times an
/// operator `+ - =` followed by letters of `rwxXst` or by exactly one of `u g o`. Clauses apply
/// left to right. A clause without `u g o a`, for which chmod uses the umask, is rejected.
///
/// An octal number sets all 12 bits; with fewer than five digits a directory keeps its
/// set-user-id and set-group-id bits. Symbolic clauses change those two bits of a directory only if they
/// name them with `s`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModeChange {
    text: Box<str>,
    actions: Vec<Action>,
}

/// A fault in a mode, with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModeFault {
    /// Byte offset in the text.
    pub offset: usize,
    /// Length of the fault in bytes; 0 if something is missing.
    pub length: usize,
    /// The kind of fault.
    pub kind: ModeFaultKind,
}

/// The kinds of faults in modes; displayed as noun phrases that complete "the mode has".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModeFaultKind {
    /// No text, or nothing between two commas.
    #[error("an empty clause")]
    Empty,
    /// Begins with a digit but is not octal, or is above 07777.
    #[error("a number that is not octal, or above 07777")]
    Octal,
    /// A clause without `u`, `g`, `o` or `a`.
    #[error("a clause that does not say for whom")]
    NoWho,
    /// No operator after `u`, `g`, `o` and `a`.
    #[error("no `+`, `-` or `=` where one must stand")]
    NoOperator,
    /// A letter that is not a permission.
    #[error("a character that is no permission")]
    Permission,
    /// `u`, `g` or `o` beside other permissions.
    #[error("a copied class beside other permissions")]
    CopyNotAlone,
}

/// One change of the current value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    /// Sets all bits; a directory does not lose the bits `keep`.
    Octal {
        bits: u16,
        keep: u16,
    },
    Symbolic {
        who: u16,
        operator: Operator,
        value: Value,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Add,
    Remove,
    Set,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    /// Letters; `search` is `X`.
    Letters { bits: u16, search: bool },
    /// The `rwx` of a class, by its left shift.
    Copy { shift: u16 },
}

impl ModeChange {
    /// Parses the grammar above.
    ///
    /// # Errors
    /// Returns the first fault and its place.
    pub fn parse(text: &str) -> Result<Self, ModeFault> {
        let actions = if text.starts_with(|first: char| first.is_ascii_digit()) {
            vec![octal(text)?]
        } else {
            ModeParser { text: text.as_bytes(), at: 0, actions: Vec::new() }.clauses()?
        };
        Ok(Self { text: text.into(), actions })
    }

    /// The mode after the change.
    #[must_use]
    pub fn apply(&self, mode: Mode, is_directory: bool) -> Mode {
        Mode::from_bits(
            self.actions.iter().fold(mode.bits(), |bits, action| action.apply(bits, is_directory)).into(),
        )
    }
}

impl fmt::Display for ModeChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Action {
    fn apply(self, mode: u16, is_directory: bool) -> u16 {
        match self {
            Self::Octal { bits, keep } => bits | if is_directory { mode & keep } else { 0 },
            Self::Symbolic { who, operator, value } => {
                let bits = value.bits(mode, is_directory) & who;
                // A rule of chmod for directories: there the set-group-id bit decides the group of
                // new files, and a change that does not name it must not lose it
                // (docs/spec/tar-dialects.md, section 8).
                let kept = if is_directory { SET_ID & !value.named() } else { 0 };
                match operator {
                    Operator::Add => mode | bits,
                    Operator::Remove => mode & !bits,
                    Operator::Set => mode & !(who & !kept) | bits,
                }
            }
        }
    }
}

impl Value {
    /// The bits before they are restricted to the clause's classes; `mode` is the current value.
    fn bits(self, mode: u16, is_directory: bool) -> u16 {
        match self {
            Self::Letters { bits, search } if search && (is_directory || mode & EXECUTE != 0) => {
                bits | EXECUTE
            }
            Self::Letters { bits, .. } => bits,
            // Multiplied by 0111, the three bits appear in all three classes; `who` restricts them
            // afterwards.
            Self::Copy { shift } => (mode >> shift & 0o7) * EXECUTE,
        }
    }

    /// The set-id bits that the clause names.
    fn named(self) -> u16 {
        match self {
            Self::Letters { bits, .. } => bits & SET_ID,
            Self::Copy { .. } => 0,
        }
    }
}

fn octal(text: &str) -> Result<Action, ModeFault> {
    let fault = ModeFault { offset: 0, length: text.len(), kind: ModeFaultKind::Octal };
    let is_octal = text.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    let bits = u16::from_str_radix(text, 8).ok().filter(|bits| is_octal && *bits <= 0o7777).ok_or(fault)?;
    // `00755` is how one asks to clear the set-id bits of a directory by a number.
    Ok(Action::Octal { bits, keep: if text.len() < 5 { SET_ID } else { 0 } })
}

struct ModeParser<'a> {
    text: &'a [u8],
    at: usize,
    actions: Vec<Action>,
}

impl ModeParser<'_> {
    fn clauses(mut self) -> Result<Vec<Action>, ModeFault> {
        loop {
            self.clause()?;
            if self.at == self.text.len() {
                return Ok(self.actions);
            }
            self.at += 1;
        }
    }

    /// Parses one clause, up to the comma or the end.
    fn clause(&mut self) -> Result<(), ModeFault> {
        let start = self.at;
        let who = self.who();
        match self.peek() {
            Some(b'+' | b'-' | b'=') if start == self.at => return Err(self.no_who(start)),
            Some(b'+' | b'-' | b'=') => {}
            None | Some(b',') if start == self.at => return Err(self.fault(ModeFaultKind::Empty)),
            _ => return Err(self.fault(ModeFaultKind::NoOperator)),
        }
        while let Some(operator) = self.operator() {
            let value = self.value()?;
            self.actions.push(Action::Symbolic { who, operator, value });
        }
        match self.peek() {
            None | Some(b',') => Ok(()),
            Some(byte) if copy_shift(byte).is_some() => Err(self.fault(ModeFaultKind::CopyNotAlone)),
            Some(_) => Err(self.fault(ModeFaultKind::Permission)),
        }
    }

    fn who(&mut self) -> u16 {
        let mut who = 0;
        while let Some(bits) = self.peek().and_then(class_bits) {
            who |= bits;
            self.at += 1;
        }
        who
    }

    fn operator(&mut self) -> Option<Operator> {
        let operator = match self.peek()? {
            b'+' => Operator::Add,
            b'-' => Operator::Remove,
            b'=' => Operator::Set,
            _ => return None,
        };
        self.at += 1;
        Some(operator)
    }

    fn value(&mut self) -> Result<Value, ModeFault> {
        if let Some(shift) = self.peek().and_then(copy_shift) {
            self.at += 1;
            return match self.peek() {
                Some(byte) if byte.is_ascii_alphabetic() => Err(self.fault(ModeFaultKind::CopyNotAlone)),
                _ => Ok(Value::Copy { shift }),
            };
        }
        Ok(self.letters())
    }

    fn letters(&mut self) -> Value {
        let (mut bits, mut search) = (0, false);
        while let Some(byte) = self.peek() {
            match byte {
                b'r' => bits |= 0o444,
                b'w' => bits |= 0o222,
                b'x' => bits |= EXECUTE,
                b'X' => search = true,
                b's' => bits |= SET_ID,
                b't' => bits |= 0o1000,
                _ => break,
            }
            self.at += 1;
        }
        Value::Letters { bits, search }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// A fault that covers the clause up to its comma, so that the help can show all of it.
    fn no_who(&self, start: usize) -> ModeFault {
        let rest = &self.text[start..];
        let length = rest.iter().position(|&byte| byte == b',').unwrap_or(rest.len());
        ModeFault { offset: start, length, kind: ModeFaultKind::NoWho }
    }

    /// A fault at the current character, or at the end of the text.
    fn fault(&self, kind: ModeFaultKind) -> ModeFault {
        let rest = String::from_utf8_lossy(&self.text[self.at..]);
        let length = match kind {
            ModeFaultKind::Empty => 0,
            _ => rest.chars().next().map_or(0, char::len_utf8),
        };
        ModeFault { offset: self.at, length, kind }
    }
}

fn class_bits(byte: u8) -> Option<u16> {
    Some(match byte {
        b'u' => 0o4700,
        b'g' => 0o2070,
        b'o' => 0o1007,
        b'a' => 0o7777,
        _ => return None,
    })
}

fn copy_shift(byte: u8) -> Option<u16> {
    Some(match byte {
        b'u' => 6,
        b'g' => 3,
        b'o' => 0,
        _ => return None,
    })
}
