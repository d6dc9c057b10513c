//! What a member is: its name, its attributes and its mode must say the same.

use super::central::{Central, STORED};
use crate::container::inventory::RawKind;

/// The bits of a mode for the type of a file (POSIX, `<sys/stat.h>`).
const FORMAT: u32 = 0o170_000;

/// The bits of a mode by which a directory can be entered.
const SEARCH: u32 = 0o111;

/// The attribute of DOS for a directory.
const DOS_DIRECTORY: u32 = 0x10;

/// The number of the Amiga among the systems of makers.
const AMIGA: u8 = 1;

/// What a member is, links without their targets, and its permission bits if it records any; what contradicts
/// itself.
pub fn of(header: &Central) -> Result<(RawKind, Option<u32>), &'static str> {
    let mode = header.external >> 16;
    let is_directory = header.name.ends_with(b"/");
    let kind = match (mode & FORMAT, is_directory) {
        (0 | 0o040_000, true) => RawKind::Directory,
        (0o040_000, false) => return Err("it is a directory by its mode, and none by its name"),
        (0 | 0o100_000, false) => RawKind::File,
        (_, true) => return Err("it is a directory by its name, and none by its mode"),
        (0o120_000, false) => RawKind::Symlink(Vec::new()),
        (0o020_000, false) => RawKind::Other(b'3'),
        (0o060_000, false) => RawKind::Other(b'4'),
        (0o010_000, false) => RawKind::Other(b'6'),
        (_, false) => RawKind::Other(b's'),
    };
    // The reverse, a name with a slash and no attribute, is accepted: every reader goes by the
    // name.
    if header.external & DOS_DIRECTORY != 0 && !is_directory {
        return Err("it is a directory by its attributes, and none by its name");
    }
    if is_directory_of_amiga(header) && !is_directory {
        return Err("it is a directory by the mode of an Amiga, and none by its name");
    }
    let is_unix = header.maker().is_unix();
    if !is_unix && !matches!(kind, RawKind::File | RawKind::Directory) {
        return Err("it is no file by its mode, which counts only where a Unix made it");
    }
    if matches!(kind, RawKind::Symlink(_)) && header.method != STORED {
        return Err("it is a link whose target is compressed, which some programs reject");
    }
    if matches!(kind, RawKind::Directory) && header.wide.size > 0 {
        return Err("a directory has a body");
    }
    let lacks_search = is_directory && is_unix && mode & SEARCH != SEARCH;
    if lacks_search && mode != 0 && mode & FORMAT == 0 {
        return Err("it is a directory whose mode has no type and lacks a bit `x`, which libarchive adds");
    }
    // Other systems leave anything in these bits.
    Ok((kind, (is_unix && mode != 0).then_some(mode & 0o7777)))
}

/// Whether the mode is one of an Amiga, and of a directory there; 7-Zip goes by it.
fn is_directory_of_amiga(header: &Central) -> bool {
    header.maker().system == AMIGA && (header.external >> 16) & 0o006_000 == 0o004_000
}
