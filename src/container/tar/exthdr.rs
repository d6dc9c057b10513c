//! How a pax extended header is itself named.

use std::fmt;

/// The template for the name of a pax extended header, as GNU tar's `exthdr.name` reads it.
///
/// `%d` is the directory of the entry, `.` at the top level; `%f` its last part, of a directory with
/// its slash; `%%` a percent sign; `%n` is `0`; any other `%` stands for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExthdrName {
    text: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(char),
    Directory,
    File,
}

/// Why a text is not a template. Offsets are bytes into the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExthdrFault {
    /// Empty, or nothing but slashes, so that no name would be left.
    #[error("names nothing")]
    Empty,
    /// `%p` asks for a process id.
    #[error("`%p` at byte {offset} is a process id, which no two runs share")]
    ProcessId {
        /// Where the `%` stands.
        offset: usize,
    },
    /// A `%` at the very end.
    #[error("`%` at byte {offset} has nothing after it; write `%%` for a percent sign")]
    LonePercent {
        /// Where the `%` stands.
        offset: usize,
    },
    /// A NUL would end the name early.
    #[error("has a NUL at byte {offset}")]
    Nul {
        /// Where the NUL stands.
        offset: usize,
    },
}

impl ExthdrName {
    /// Reads a template.
    ///
    /// # Errors
    /// The first place that cannot be used, from left to right.
    pub fn parse(text: &str) -> Result<Self, ExthdrFault> {
        if text.bytes().all(|byte| byte == b'/') {
            return Err(ExthdrFault::Empty);
        }
        let mut parts = Vec::new();
        let mut characters = text.char_indices();
        while let Some((offset, character)) = characters.next() {
            match character {
                '\0' => return Err(ExthdrFault::Nul { offset }),
                '%' => parts.extend(directive(offset, characters.next())?),
                _ => parts.push(Part::Literal(character)),
            }
        }
        Ok(Self { text: text.to_owned(), parts })
    }

    /// The template as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The name of the extended header of a member. A directory's slash goes with `%f`; slashes at
    /// the end of the whole are dropped.
    pub(super) fn expand(&self, member: &[u8]) -> Vec<u8> {
        let (directory, file) = halves(member);
        let mut name = Vec::with_capacity(member.len() + self.text.len());
        for part in &self.parts {
            match part {
                Part::Literal(character) => {
                    name.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                Part::Directory => name.extend_from_slice(directory),
                Part::File => name.extend_from_slice(file),
            }
        }
        while name.last() == Some(&b'/') {
            name.pop();
        }
        name
    }
}

impl Default for ExthdrName {
    /// `%d/PaxHeaders/%f`.
    fn default() -> Self {
        Self::parse("%d/PaxHeaders/%f").expect("the template holds only `%d` and `%f`")
    }
}

impl fmt::Display for ExthdrName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What a `%` and the character after it stand for.
fn directive(offset: usize, next: Option<(usize, char)>) -> Result<Vec<Part>, ExthdrFault> {
    let (at, letter) = next.ok_or(ExthdrFault::LonePercent { offset })?;
    match letter {
        'd' => Ok(vec![Part::Directory]),
        'f' => Ok(vec![Part::File]),
        'n' => Ok(vec![Part::Literal('0')]),
        '%' => Ok(vec![Part::Literal('%')]),
        'p' => Err(ExthdrFault::ProcessId { offset }),
        '\0' => Err(ExthdrFault::Nul { offset: at }),
        _ => Ok(vec![Part::Literal('%'), Part::Literal(letter)]),
    }
}

fn halves(member: &[u8]) -> (&[u8], &[u8]) {
    let bare = member.strip_suffix(b"/").unwrap_or(member);
    match bare.iter().rposition(|&byte| byte == b'/') {
        Some(slash) => (&member[..slash], &member[slash + 1..]),
        None => (b".", member),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(template: &str, member: &str) -> String {
        let name = ExthdrName::parse(template).expect("a test template is valid").expand(member.as_bytes());
        String::from_utf8(name).expect("test names are UTF-8")
    }

    #[test]
    fn the_default_puts_a_directory_beside_the_member() {
        let template = ExthdrName::default();
        assert_eq!(expanded(template.as_str(), "d/x"), "d/PaxHeaders/x");
        assert_eq!(expanded(template.as_str(), "x"), "./PaxHeaders/x");
        assert_eq!(expanded(template.as_str(), "i/"), "./PaxHeaders/i");
        assert_eq!(expanded(template.as_str(), "a/b/"), "a/PaxHeaders/b");
    }

    #[test]
    fn a_directorys_slash_goes_with_its_last_part() {
        assert_eq!(expanded("%d/%f.pax", "r/"), "./r/.pax");
        assert_eq!(expanded("%f%f", "a/b/"), "b/b");
    }

    #[test]
    fn percent_signs_stand_for_what_the_notes_say() {
        assert_eq!(expanded("%%%n%q%é", "x"), "%0%q%é");
        assert_eq!(expanded("é/%f", "x"), "é/x");
    }

    // T116
    #[test]
    fn templates_that_are_not_reproducible_or_not_a_name_are_rejected_with_their_place() {
        let fault = |template| ExthdrName::parse(template).expect_err("must be rejected");
        assert_eq!(fault("%d/PaxHeaders.%p/%f"), ExthdrFault::ProcessId { offset: 14 });
        assert_eq!(fault("é%"), ExthdrFault::LonePercent { offset: 2 });
        assert_eq!(fault("%%%"), ExthdrFault::LonePercent { offset: 2 });
        assert_eq!(fault("a\0"), ExthdrFault::Nul { offset: 1 });
        assert_eq!(fault(""), ExthdrFault::Empty);
        assert_eq!(fault("//"), ExthdrFault::Empty);
        assert!(ExthdrName::parse("%%p").is_ok());
    }
}
