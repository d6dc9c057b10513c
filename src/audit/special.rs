//! What a member is and can do whatever its name is: links that lead away, devices, and bytes that a system runs.

use crate::container::inventory::RawKind;

/// A member that is no plain file, no directory and no link within its archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Special {
    /// What it can do, for reports.
    pub why: &'static str,
    /// Whether a directory of files, and thus a source of an archive, can have it at all.
    pub can_be_packed: bool,
}

/// What is special about a member at a path below the top directory.
pub fn special(kind: &RawKind, path: &[u8]) -> Option<Special> {
    let (why, can_be_packed) = match kind {
        RawKind::File | RawKind::Directory => return None,
        RawKind::Symlink(target) if !leads_out(path, target) => return None,
        RawKind::Symlink(_) => ("a link that leads out of the directory that is unpacked", true),
        RawKind::HardLink(_) => ("a hard link: it is unpacked as whatever its target is then", true),
        RawKind::Other(_) => {
            ("a device, a fifo or a part of a file, which no source of an archive has", false)
        }
    };
    Some(Special { why, can_be_packed })
}

/// Whether a link may lead out of the top directory. One that climbs after it has entered a directory may, because
/// that directory can be a link itself; backslashes and drives count as some systems read them.
fn leads_out(path: &[u8], target: &[u8]) -> bool {
    let is_slash = |byte: &u8| matches!(byte, b'/' | b'\\');
    let is_absolute = target.first().is_some_and(is_slash) || target.get(1) == Some(&b':');
    let (mut depth, mut has_entered) = (path.split(is_slash).count() - 1, false);
    is_absolute
        || target.split(is_slash).any(|part| match part {
            b"" | b"." => false,
            b".." if has_entered || depth == 0 => true,
            b".." => {
                depth -= 1;
                false
            }
            _ => {
                has_entered = true;
                false
            }
        })
}

/// Bytes that programs begin with, whatever system or machine runs them.
const MAGICS: [&[u8]; 15] = [
    b"\x7fELF",
    b"MZ",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    // Java's classes too.
    b"\xca\xfe\xba\xbe",
    b"\xca\xfe\xba\xbf",
    b"\xbe\xba\xfe\xca",
    b"\xbf\xba\xfe\xca",
    b"\0asm",
    b"!<arch>\n",
    b"!<thin>\n",
    b"BC\xc0\xde",
    b"dex\n",
];

/// Bytes of a file that have to be seen to know what it is.
pub const START: usize = 8;

/// What runs a file, by its first bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FirstBytes {
    /// Nothing by itself.
    #[default]
    Data,
    /// A program that the file names after `#!`.
    Script,
    /// The system: it is compiled code.
    Compiled,
}

impl FirstBytes {
    /// Of a file that begins so; a byte order mark before `#!` hides it from few programs.
    #[must_use]
    pub fn of(start: &[u8]) -> Self {
        if start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).starts_with(b"#!") {
            Self::Script
        } else if MAGICS.iter().any(|magic| start.starts_with(magic)) {
            Self::Compiled
        } else {
            Self::Data
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // T333
    #[test]
    fn links_lead_out_wherever_a_system_could_say_so() {
        for (path, target, expected) in [
            ("a", "b", false),
            ("a", "./b/c", false),
            ("a/b", "../c", false),
            ("a/b/c", "../../d", false),
            ("a/b", ".", false),
            ("a", "", false),
            ("a", "..", true),
            ("a", "../x", true),
            ("a/b", "../../x", true),
            ("a/b", "../..", true),
            ("a/b/c", ".././../../x", true),
            ("a/b", "c/../../..", true),
            ("a/b", "c/../d", true),
            ("a", "/etc/passwd", true),
            ("a", "//x", true),
            ("a", "\\x", true),
            ("a", "C:\\x", true),
            ("a", "c:x", true),
            ("a/b", "..\\..\\x", true),
            ("a", "...", false),
        ] {
            assert_eq!(leads_out(path.as_bytes(), target.as_bytes()), expected, "{path} -> {target}");
        }
    }

    // T333
    #[test]
    fn programs_are_known_by_how_they_begin() {
        for magic in MAGICS {
            assert!(magic.len() <= START);
            assert_eq!(FirstBytes::of(&[magic, b"\x01\x02"].concat()), FirstBytes::Compiled);
            assert_eq!(FirstBytes::of(&[b" ", magic].concat()), FirstBytes::Data);
            assert_eq!(FirstBytes::of(&magic[..magic.len() - 1]), FirstBytes::Data);
        }
        let scripts = [&b"#!/bin/s"[..], b"\xef\xbb\xbf#!/bi", b" #!/bin/"].map(FirstBytes::of);
        assert_eq!(scripts, [FirstBytes::Script, FirstBytes::Script, FirstBytes::Data]);
    }
}
