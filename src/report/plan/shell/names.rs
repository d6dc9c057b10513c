//! Lists of names that a script gives to tar.

use std::io::{self, Write};

use super::word::format_of;
use crate::sink::is_neutral;

/// Options of tar that take names from a list, as they are.
pub const FROM_LIST: &str = "--no-recursion --no-unquote --verbatim-files-from -T -";
/// The line after the names.
const END: &str = "END OF THE LIST";

/// tar, and the names that it reads: as they are where the script can hold them, else from printf.
pub fn from_list(tar: &str, pipe: &str, names: &[Vec<u8>], out: &mut dyn Write) -> io::Result<()> {
    let is_printed = !names.iter().all(|name| is_neutral(name) && name != END.as_bytes());
    if is_printed {
        writeln!(out, "{{")?;
    } else {
        // The plain form where it is possible: a script is there to be read.
        writeln!(out, "{tar} <<'{END}'{pipe}")?;
    }
    for name in names {
        if is_printed {
            writeln!(out, "printf '{}\\n'", format_of(name))?;
        } else {
            out.write_all(&[name, &b"\n"[..]].concat())?;
        }
    }
    if is_printed { writeln!(out, "}} | {tar}{pipe}") } else { writeln!(out, "{END}") }
}
