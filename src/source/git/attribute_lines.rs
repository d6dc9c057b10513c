//! The lines of an attribute file that git heeds.
//!
//! Source: gitattributes(5), and what git 2.47 does with each kind of line (`tests/git/archive.rs`).

/// git ignores lines of this many bytes and more, without their line feed.
const TOO_LONG: usize = 2048;

/// An attribute file as git understands it, in a form that the parser understands in the same way: what git ignores
/// becomes an empty line, so that line numbers stay as they are but for one more line at the beginning.
pub fn effective(text: &[u8]) -> Vec<u8> {
    // git reads up to the first NUL.
    let end = text.iter().position(|&byte| byte == 0).unwrap_or(text.len());
    let mut lines = Vec::with_capacity(end + 2);
    for line in text[..end].split(|&byte| byte == b'\n') {
        // The line feed comes first: at the very beginning the parser would skip a byte order mark, which git takes
        // for a part of the first pattern.
        lines.push(b'\n');
        if line.len() < TOO_LONG {
            lines.extend_from_slice(line);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_ignores_is_an_empty_line() {
        let long = "x".repeat(TOO_LONG);
        let fits = "x".repeat(TOO_LONG - 1);
        assert_eq!(effective(b""), b"\n");
        assert_eq!(effective(format!("{long}\n{fits}").as_bytes()), format!("\n\n{fits}").as_bytes());
        assert_eq!(effective(b"a b\0c\nd e"), b"\na b");
        assert_eq!(effective(b"\xef\xbb\xbfa b"), b"\n\xef\xbb\xbfa b");
    }
}
