//! The table beside a manifest: a line for each entry with its time, its mode and its path.
//!
//! Fields are separated by one tab, lines end in one line feed. A time is RFC 3339 in UTC with up to nine decimals, a
//! mode octal digits, and `-` stands for neither. A path is that below the prefix, `.` for the prefix itself; a backslash,
//! a tab and a line feed in it are written `\\\\`, `\\t` and `\\n`, bytes that are no text, and characters that are not drawn, `\\xHH`.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use crate::mode::Mode;
use crate::path::EntryPath;
use crate::sink::is_invisible;
use crate::time::PreciseTime;

/// The lines of a table in their order; no path is there twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryTable {
    lines: Vec<EntryTableLine>,
    /// The number of the line of each path, from 0.
    numbers: BTreeMap<EntryPath, usize>,
}

/// What a table says of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryTableLine {
    /// Its path below the prefix; [`EntryPath::top`] for the prefix itself.
    pub path: EntryPath,
    /// Its time.
    pub time: Option<PreciseTime>,
    /// Its mode.
    pub mode: Option<Mode>,
}

/// Why a text is no table; lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct EntryTableFault {
    /// The line.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

impl EntryTable {
    /// The table of these lines.
    ///
    /// # Errors
    /// A path is there twice.
    pub fn new(lines: Vec<EntryTableLine>) -> Result<Self, EntryTableFault> {
        let mut numbers = BTreeMap::new();
        for (number, line) in lines.iter().enumerate() {
            if let Some(first) = numbers.insert(line.path.clone(), number) {
                let what = format!("`{}` is in line {} already", shown(&line.path), first + 1);
                return Err(EntryTableFault { line: number + 1, what });
            }
        }
        Ok(Self { lines, numbers })
    }

    /// Reads a table.
    ///
    /// # Errors
    /// The first line that is not as it must be.
    pub fn parse(text: &[u8]) -> Result<Self, EntryTableFault> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        // A file that was cut is not taken for a whole one.
        let Some(body) = text.strip_suffix(b"\n") else {
            let line = text.split(|&byte| byte == b'\n').count();
            return Err(EntryTableFault { line, what: "has no line feed at its end".to_owned() });
        };
        let lines = body.split(|&byte| byte == b'\n').enumerate().map(|(number, line)| {
            parse_line(line).map_err(|what| EntryTableFault { line: number + 1, what })
        });
        Self::new(lines.collect::<Result<_, _>>()?)
    }

    /// The lines.
    #[must_use]
    pub fn lines(&self) -> &[EntryTableLine] {
        &self.lines
    }

    /// The number of the line of a path, from 0.
    #[must_use]
    pub fn number(&self, path: &EntryPath) -> Option<usize> {
        self.numbers.get(path).copied()
    }

    /// The first line, counted from 0, whose path is not after that of the line before by its bytes.
    #[must_use]
    pub fn unsorted(&self) -> Option<usize> {
        let is_wrong = |pair: &[EntryTableLine]| pair[0].path.as_bytes() >= pair[1].path.as_bytes();
        self.lines.windows(2).position(is_wrong).map(|at| at + 1)
    }
}

impl fmt::Display for EntryTable {
    /// The text of the file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for EntryTableLine { path, time, mode } in &self.lines {
            let time = time.map_or_else(|| "-".to_owned(), |time| time.to_string());
            let mode = mode.map_or_else(|| "-".to_owned(), |mode| mode.to_string());
            writeln!(f, "{time}\t{mode}\t{}", shown(path))?;
        }
        Ok(())
    }
}

/// A path as a line has it.
fn shown(path: &EntryPath) -> String {
    if path.is_top() {
        return ".".to_owned();
    }
    let mut text = String::new();
    for chunk in path.as_bytes().utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\\' => text.push_str("\\\\"),
                '\t' => text.push_str("\\t"),
                '\n' => text.push_str("\\n"),
                // What a terminal obeys or does not draw would hide in the table.
                _ if character.is_control() || is_invisible(character) => {
                    escape(character.encode_utf8(&mut [0; 4]).as_bytes(), &mut text);
                }
                _ => text.push(character),
            }
        }
        escape(chunk.invalid(), &mut text);
    }
    text
}

fn escape(bytes: &[u8], text: &mut String) {
    for byte in bytes {
        let _ = write!(text, "\\x{byte:02x}");
    }
}

fn parse_line(line: &[u8]) -> Result<EntryTableLine, String> {
    let line =
        std::str::from_utf8(line).map_err(|_| "is not UTF-8; write other bytes as `\\xHH`".to_owned())?;
    let fields: Vec<&str> = line.split('\t').collect();
    let [time, mode, path] = *fields.as_slice() else {
        return Err(format!(
            "has {} fields; a line has time, mode and path, with tabs between them",
            fields.len()
        ));
    };
    Ok(EntryTableLine { time: parse_time(time)?, mode: parse_mode(mode)?, path: parse_path(path)? })
}

fn parse_time(text: &str) -> Result<Option<PreciseTime>, String> {
    if text == "-" {
        return Ok(None);
    }
    // One form for one time: two tables that say the same are the same file.
    let is_utc = text.ends_with('Z');
    let time = PreciseTime::parse(text).ok().filter(|_| is_utc);
    time.map(Some).ok_or_else(|| {
        format!("the time `{}` is not as in `2023-10-02T11:48:14Z`, nor `-`", text.escape_debug())
    })
}

fn parse_mode(text: &str) -> Result<Option<Mode>, String> {
    if text == "-" {
        return Ok(None);
    }
    Mode::from_octal(text).map(Some).ok_or_else(|| {
        format!("the mode `{}` is not one of up to six octal digits, nor `-`", text.escape_debug())
    })
}

fn parse_path(text: &str) -> Result<EntryPath, String> {
    if text == "." {
        return Ok(EntryPath::top());
    }
    let bytes = unescaped(text).ok_or_else(|| {
        format!("the path `{text}` has a `\\` that begins none of `\\\\`, `\\t`, `\\n` and `\\xHH`")
    })?;
    EntryPath::parse(bytes).map_err(|fault| format!("the path `{text}` {fault}"))
}

/// The bytes that a path stands for.
fn unescaped(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, escape)) = rest.split_once('\\') {
        bytes.extend_from_slice(plain.as_bytes());
        let (byte, length) = match escape.as_bytes() {
            [b'\\', ..] => (b'\\', 1),
            [b't', ..] => (b'\t', 1),
            [b'n', ..] => (b'\n', 1),
            [b'x', ..] => (u8::from_str_radix(escape.get(1..3)?, 16).ok()?, 3),
            _ => return None,
        };
        bytes.push(byte);
        rest = &escape[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        EntryTable::parse(text.as_bytes()).expect_err("must be rejected").to_string()
    }

    #[test]
    fn a_table_is_written_as_it_is_read() {
        let text = "2014-11-16T12:00:41Z\t-\t.\n-\t0644\tCOPYING\n2025-01-11T16:14:37.4379969Z\t100664\ta\\tb\\nc\\\\d\\xff/é\n";
        let table = EntryTable::parse(text.as_bytes()).expect("is a table");
        assert_eq!(table.to_string(), text);
        assert_eq!(table.lines()[2].path.as_bytes(), b"a\tb\nc\\d\xff/\xc3\xa9");
        assert_eq!(table.number(&EntryPath::top()), Some(0));
        assert_eq!(EntryTable::parse(b""), Ok(EntryTable::default()));
    }

    #[test]
    fn each_fault_names_its_line_and_what_is_there() {
        let name = |text: &str| fault(&format!("-\t-\ta\n{text}\n"));
        assert_eq!(
            name("-\tb"),
            "line 2: has 2 fields; a line has time, mode and path, with tabs between them"
        );
        assert_eq!(name("now\t-\tb"), "line 2: the time `now` is not as in `2023-10-02T11:48:14Z`, nor `-`");
        assert_eq!(name("2023-10-02T11:48:14+02:00\t-\tb").matches("is not as in").count(), 1);
        assert_eq!(
            name("-\t0888\tb"),
            "line 2: the mode `0888` is not one of up to six octal digits, nor `-`"
        );
        assert_eq!(name("-\t-\t/b"), "line 2: the path `/b` is absolute");
        assert_eq!(name("-\t-\ta"), "line 2: `a` is in line 1 already");
        assert!(name("-\t-\ta\\qb").contains("has a `\\` that begins none of"));
        assert!(name("-\t-\ta\\x4").contains("has a `\\` that begins none of"));
        assert_eq!(fault("-\t-\ta"), "line 1: has no line feed at its end");
        let bytes = EntryTable::parse(b"-\t-\t\xff\n").expect_err("must be rejected");
        assert_eq!(bytes.to_string(), "line 1: is not UTF-8; write other bytes as `\\xHH`");
    }

    #[test]
    fn the_first_line_out_of_order_is_found() {
        let table = |text: &str| EntryTable::parse(text.as_bytes()).expect("is a table");
        assert_eq!(table("-\t-\t.\n-\t-\ta\n-\t-\ta-b\n-\t-\ta/b\n").unsorted(), None);
        assert_eq!(table("-\t-\ta\n-\t-\t.\n").unsorted(), Some(1));
    }
}
