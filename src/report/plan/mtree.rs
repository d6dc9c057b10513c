//! The plan as an mtree(5) specification, read by bsdtar and mtree(8).

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::entry::{Entry, Kind};
use crate::plan::Plan;

/// One line for each entry, with every header value and the digest of each file; a comment for each entry that an
/// archive leaves out, with all that is below it.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn write(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "#mtree")?;
    for archive in plan.archives() {
        for path in archive.left_out_tops() {
            let (file, path) = (encode(archive.file.as_bytes()), encode(path.as_bytes()));
            writeln!(out, "# {file} leaves out ./{path}")?;
        }
    }
    for entry in plan.entries() {
        writeln!(out, "{}", line(plan, entry))?;
    }
    Ok(())
}

fn line(plan: &Plan, entry: &Entry) -> String {
    let owner = entry.own.owner.as_deref().unwrap_or(plan.owner());
    let mut line = format!("./{}", encode(entry.path.as_bytes()));
    let mut word = |key: &str, value: &dyn std::fmt::Display| {
        let _ = write!(line, " {key}={value}");
    };
    word("type", &kind(&entry.kind));
    word("mode", &entry.mode);
    if !owner.is_absent {
        word("uid", &owner.uid);
        word("gid", &owner.gid);
    }
    // An empty word would stand for a user with an empty name.
    if !owner.user.is_empty() {
        word("uname", &encode(owner.user.as_bytes()));
    }
    if !owner.group.is_empty() {
        word("gname", &encode(owner.group.as_bytes()));
    }
    // The format has nanoseconds after the dot; most members have whole seconds.
    match entry.own.nanoseconds {
        _ if entry.own.is_time_absent => {}
        // The form of whole seconds is that of every plan so far.
        0 => word("time", &format_args!("{}.0", entry.mtime.seconds())),
        nanoseconds => word("time", &format_args!("{}.{nanoseconds:09}", entry.mtime.seconds())),
    }
    match &entry.kind {
        Kind::Directory => {}
        Kind::File(file) => {
            word("size", &file.size);
            word("sha256digest", &file.digest);
        }
        Kind::Symlink(target) => word("link", &encode(target.as_bytes())),
    }
    line
}

fn kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Directory => "dir",
        Kind::File(_) => "file",
        Kind::Symlink(_) => "link",
    }
}

/// mtree separates words by blanks; other than plain bytes are written as a backslash and three
/// octal digits.
fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        // More is escaped than has to be: readers differ in what they take as a pattern or a
        // comment.
        if byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'#' | b'=' | b'*' | b'?' | b'[') {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "\\{byte:03o}");
        }
    }
    text
}
