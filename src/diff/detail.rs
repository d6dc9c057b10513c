//! How the bytes of one file differ: lines for text, the place for everything else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use similar::{DiffOp, TextDiff};

use super::Changed;
use super::window::{DetailPieces, DetailWindow, WindowStart, Windows};
use super::within::Within;
use crate::container::visitor::BodyVisitor;
use crate::error::Error;
use crate::path::Escaped;

/// Lines of a text diff that are shown.
const MOST_LINES: usize = 60;

/// Bytes of a line that are shown.
const WIDEST: usize = 200;

/// Lines around a change.
const CONTEXT: usize = 2;

/// Bytes shown of what is no text.
const HEX: usize = 16;

/// How one file differs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Detail {
    /// The member, as it is shown.
    pub path: String,
    /// A unified diff, or the bytes around the first difference. A line that begins with neither of
    /// ` `, `-`, `+` and `@` says what is shown. Empty for an archive whose members were compared.
    pub lines: Vec<String>,
    /// What is within it, where it is an archive on both sides and that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nested: Option<Box<Within>>,
}

/// Lets a look see the bodies of some members of a side, by their numbers.
pub type Bodies<'a> = dyn Fn(&BTreeSet<usize>, &mut dyn BodyVisitor) -> Result<(), Error> + 'a;

/// How each of these files differs, the names being those of the left side.
///
/// Bytes are compared from the first difference on, wherever in the file it is.
///
/// # Errors
/// A side cannot be read again.
pub fn details(
    changed: &[(Changed, String)],
    left: &Bodies<'_>,
    right: &Bodies<'_>,
) -> Result<Vec<Detail>, Error> {
    // Bodies pass once and are not kept, so a window of each file is kept from its start. Only
    // files that are the same there are read again to find where they differ.
    let starts = vec![WindowStart::default(); changed.len()];
    let mut pairs = windows(changed, &starts, left, right)?;
    let late: Vec<usize> = (0..changed.len()).filter(|&index| pairs[index].0 == pairs[index].1).collect();
    let mut starts = starts;
    if !late.is_empty() {
        let chosen: Vec<_> = late.iter().map(|&index| changed[index].clone()).collect();
        let found = differences(&chosen, left, right)?;
        for ((index, start), pair) in late.iter().zip(&found).zip(windows(&chosen, &found, left, right)?) {
            (starts[*index], pairs[*index]) = (*start, pair);
        }
    }
    let reported = changed.iter().zip(pairs.iter().zip(starts));
    Ok(reported
        .map(|((_, path), ((left, right), start))| Detail {
            path: path.clone(),
            lines: describe(left, right, start),
            nested: None,
        })
        .collect())
}

/// The windows of both sides that begin at `starts`.
fn windows(
    changed: &[(Changed, String)],
    starts: &[WindowStart],
    left: &Bodies<'_>,
    right: &Bodies<'_>,
) -> Result<Vec<(DetailWindow, DetailWindow)>, Error> {
    let see = |bodies: &Bodies<'_>, number: fn(&Changed) -> usize| {
        let numbers = changed.iter().map(|(changed, _)| number(changed));
        let wanted: BTreeMap<usize, u64> = numbers.zip(starts.iter().map(|start| start.byte)).collect();
        let numbers = wanted.keys().copied().collect();
        let mut windows = Windows::new(wanted);
        bodies(&numbers, &mut windows).map(|()| windows)
    };
    let (mut ours, mut theirs) = (see(left, |changed| changed.left)?, see(right, |changed| changed.right)?);
    Ok(changed.iter().map(|(changed, _)| (ours.take(changed.left), theirs.take(changed.right))).collect())
}

/// Where the first windows begin in which the files differ.
fn differences(
    changed: &[(Changed, String)],
    left: &Bodies<'_>,
    right: &Bodies<'_>,
) -> Result<Vec<WindowStart>, Error> {
    let see = |bodies: &Bodies<'_>, number: fn(&Changed) -> usize| {
        let numbers: BTreeSet<usize> = changed.iter().map(|(changed, _)| number(changed)).collect();
        let mut pieces = DetailPieces::new(numbers.clone());
        bodies(&numbers, &mut pieces).map(|()| pieces)
    };
    let (ours, theirs) = (see(left, |changed| changed.left)?, see(right, |changed| changed.right)?);
    Ok(changed.iter().map(|(changed, _)| ours.difference(changed.left, &theirs, changed.right)).collect())
}

/// How two files differ, of which windows are given that begin at the same place.
fn describe(left: &DetailWindow, right: &DetailWindow, start: WindowStart) -> Vec<String> {
    let mut lines = Vec::new();
    let is_late = start.byte > 0;
    match (text(left), text(right)) {
        (Some(ours), Some(theirs)) => {
            if is_late {
                lines.push(format!("the first {} bytes are the same", start.byte));
            }
            let is_cut = (left.is_cut, right.is_cut);
            lines.extend(unified(whole_lines(ours, is_cut.0), whole_lines(theirs, is_cut.1), is_cut, start));
            if is_cut.0 || is_cut.1 {
                let end = start.byte + super::window::WINDOW as u64;
                lines.push(format!("what follows after {end} bytes is not compared"));
            }
        }
        _ => lines.extend(bytes(&left.bytes, &right.bytes, start.byte)),
    }
    lines
}

/// Text as far as it is whole; `None` for what is none.
pub(super) fn text(window: &DetailWindow) -> Option<&str> {
    let bytes = &*window.bytes;
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // The last character may be cut.
        Err(fault) if fault.error_len().is_none() && window.is_cut => {
            std::str::from_utf8(&bytes[..fault.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    (!text.contains('\0')).then_some(text)
}

/// Without the line that the end of the window cuts.
fn whole_lines(text: &str, is_cut: bool) -> &str {
    let end = text.rfind('\n').map_or(text.len(), |at| at + 1);
    // A line that the window cuts would be shown as changed.
    if is_cut { &text[..end] } else { text }
}

fn unified(left: &str, right: &str, is_cut: (bool, bool), start: WindowStart) -> Vec<String> {
    let diff = TextDiff::from_lines(left, right);
    let ends = CutEnds {
        left: is_cut.0.then(|| left.lines().count()),
        right: is_cut.1.then(|| right.lines().count()),
    };
    let mut lines = Vec::new();
    for group in diff.grouped_ops(CONTEXT) {
        let ops: Vec<DiffOp> = group.into_iter().filter(|op| !is_of_the_cut(op, ends)).collect();
        if ops.iter().all(|op| matches!(op, DiffOp::Equal { .. })) {
            continue;
        }
        lines.push(heading(&ops, start.line));
        for change in ops.iter().flat_map(|op| diff.iter_changes(op)) {
            let line = change.value().trim_end_matches('\n');
            let line: String = line.chars().take(WIDEST).collect();
            lines.push(format!("{}{}", change.tag(), Escaped(line.as_bytes())));
        }
        if lines.len() > MOST_LINES {
            lines.truncate(MOST_LINES);
            lines.push("…".to_owned());
            break;
        }
    }
    lines
}

/// The number of lines of each side whose window ends before the file does.
#[derive(Clone, Copy)]
struct CutEnds {
    left: Option<usize>,
    right: Option<usize>,
}

/// Whether lines seem to be there on one side alone because the other side's window ends.
fn is_of_the_cut(op: &DiffOp, ends: CutEnds) -> bool {
    let (old, new) = (op.old_range(), op.new_range());
    match op {
        DiffOp::Equal { .. } | DiffOp::Replace { .. } => false,
        DiffOp::Delete { .. } => Some(old.end) == ends.left && ends.right.is_some(),
        DiffOp::Insert { .. } => Some(new.end) == ends.right && ends.left.is_some(),
    }
}

/// `@@ -1,3 +1 @@`: the lines of both files that a hunk is about.
fn heading(ops: &[DiffOp], before: u64) -> String {
    let range = |range: fn(&DiffOp) -> Range<usize>| {
        let first = ops.first().map_or(0, |op| range(op).start);
        let last = ops.last().map_or(0, |op| range(op).end);
        let line = first as u64 + before + u64::from(last > first);
        // One line goes without its number, as diff(1) writes it.
        if last - first == 1 { line.to_string() } else { format!("{line},{}", last - first) }
    };
    format!("@@ -{} +{} @@", range(DiffOp::old_range), range(DiffOp::new_range))
}

fn bytes(left: &[u8], right: &[u8], before: u64) -> Vec<String> {
    let shared = left.iter().zip(right).take_while(|(one, other)| one == other).count();
    // The row of a hex dump that has the first difference, so that it is found in the output of
    // other tools.
    let start = shared - shared % HEX;
    let row = |mark: char, bytes: &[u8]| {
        let row = bytes.get(start..bytes.len().min(start + HEX)).unwrap_or_default();
        let hex = row.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x} ");
            hex
        });
        format!("{mark}{:08x}  {}", before + start as u64, hex.trim_end())
    };
    vec![format!("first difference at byte {}", before + shared as u64), row('-', left), row('+', right)]
}

#[cfg(test)]
mod tests {
    use super::super::window::WINDOW;
    use super::*;

    /// The lines for two files, read as sides are read.
    fn lines(left: &[u8], right: &[u8]) -> Vec<String> {
        let side = |body: &'static [u8]| {
            move |_: &BTreeSet<usize>, look: &mut dyn BodyVisitor| {
                look.begin(0, b"name", body.len() as u64);
                body.chunks(5000).for_each(|piece| look.bytes(piece));
                look.end();
                Ok(())
            }
        };
        let (left, right) = (side(left.to_vec().leak()), side(right.to_vec().leak()));
        let changed = [(Changed { left: 0, right: 0 }, "name".to_owned())];
        details(&changed, &left, &right).expect("memory can be read").remove(0).lines
    }

    #[test]
    fn text_is_compared_by_lines_and_other_bytes_by_place() {
        assert_eq!(lines(b"a\nb\nc\n", b"a\nB\nc\n"), ["@@ -1,3 +1,3 @@", " a", "-b", "+B", " c"]);
        assert_eq!(lines(b"", b"x\n"), ["@@ -0,0 +1 @@", "+x"]);
        let lines = lines(&[0; 40], &[&[0; 20][..], &[7; 20]].concat());
        assert_eq!(lines[0], "first difference at byte 20");
        assert_eq!(lines[2], "+00000010  00 00 00 00 07 07 07 07 07 07 07 07 07 07 07 07");
    }

    // T092, T213
    #[test]
    fn lines_of_hostile_files_are_shown_escaped() {
        let reported = lines(b"a\n", b"\x1b[2J::error::x\n");
        assert_eq!(reported[2], "+\\u{1b}[2J::error::x");
        assert!(lines(b"", &b"x\n".repeat(1000)).len() <= MOST_LINES + 1);
    }

    /// The lines `0`, `1` and so on, twenty bytes each.
    fn numbered(count: usize) -> Vec<u8> {
        (0..count).flat_map(|line| format!("{line:019}\n").into_bytes()).collect()
    }

    #[test]
    fn a_difference_far_from_the_beginning_is_found() {
        let left = numbered(100_000);
        let mut right = left.clone();
        right[20 * 70_000..20 * 70_000 + 3].copy_from_slice(b"new");
        let reported = lines(&left, &right);
        let same = WINDOW * (20 * 70_000 / WINDOW);
        assert_eq!(reported[0], format!("the first {same} bytes are the same"));
        assert_eq!(reported[1], "@@ -69999,5 +69999,5 @@");
        assert_eq!(reported[4..6], ["-0000000000000070000", "+new0000000000070000"]);
        assert_eq!(reported[8], format!("what follows after {} bytes is not compared", same + WINDOW));
        let (zeros, mut other) = (vec![0; 3 * WINDOW], vec![0; 3 * WINDOW]);
        other[2 * WINDOW + 17] = 1;
        let reported = lines(&zeros, &other);
        assert_eq!(reported[0], format!("first difference at byte {}", 2 * WINDOW + 17));
        assert!(reported[2].starts_with("+00080010  00 01 00"), "{reported:?}");
        // One file is the beginning of the other.
        let reported = lines(&zeros[..WINDOW], &zeros);
        assert_eq!(reported[0], format!("first difference at byte {WINDOW}"));
    }

    /// A line more in one of the files moves the end of its window, which is no difference.
    #[test]
    fn the_end_of_a_window_is_not_taken_for_a_change() {
        let left = numbered(100_000);
        let right = [b"one line more\n", &*left].concat();
        let reported = lines(&left, &right);
        assert_eq!(reported[..2], ["@@ -1,2 +1,3 @@", "+one line more"]);
        assert_eq!(reported.len(), 5, "{reported:?}");
    }
}
