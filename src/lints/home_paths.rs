//! Files that name somebody's home directory: paths that a build left in its output.

use crate::container::visitor::BodyVisitor;
use crate::path::Escaped;

const PLACES: [&[u8]; 2] = [b"/home/", b"/Users/"];

/// Bytes of a person's name that are read.
const LONGEST_NAME: usize = 32;

/// Bytes from the beginning of such a path to behind its name.
const LONGEST: usize = 7 + LONGEST_NAME + 1;

/// Names that stand for anybody in documentation, without `-` and `_`, in lower case.
const ANYBODY: &[&str] = &[
    "user",
    "users",
    "user1",
    "user2",
    "username",
    "userid",
    "you",
    "your",
    "yourname",
    "youruser",
    "yourusername",
    "yourlogin",
    "yourhome",
    "me",
    "my",
    "myname",
    "myuser",
    "myusername",
    "myself",
    "name",
    "somebody",
    "someone",
    "someuser",
    "anyuser",
    "anybody",
    "anyone",
    "theuser",
    "foo",
    "bar",
    "baz",
    "foobar",
    "example",
    "exampleuser",
    "sample",
    "demo",
    "dummy",
    "test",
    "tester",
    "testuser",
    "alice",
    "bob",
    "jdoe",
    "johndoe",
    "janedoe",
    "joeuser",
    "joebloggs",
    "xxx",
    "xyz",
    "abc",
];

/// Looks for the first home directory in each file.
#[derive(Debug, Default)]
pub struct HomePaths {
    /// The current member, until it has named a home directory.
    member: Option<Vec<u8>>,
    /// Bytes of it that are not settled yet, behind those that are known to begin no path.
    held: Vec<u8>,
    known: usize,
    found: Vec<String>,
}

impl HomePaths {
    /// Each member that names one, and which.
    #[must_use]
    pub fn found(&self) -> &[String] {
        &self.found
    }

    /// Searches the buffer for paths that begin before `until`.
    fn settle(&mut self, until: usize) {
        let Some(member) = &self.member else { return };
        if let Some(home) = (self.known..until).find_map(|at| home(&self.held, at)) {
            self.found.push(format!("`{}`: {home}", Escaped(member)));
            self.member = None;
        }
        // The last byte decides whether a path begins after it.
        self.held.drain(..until.saturating_sub(1));
        self.known = until.min(1);
    }
}

impl BodyVisitor for HomePaths {
    fn begin(&mut self, _: usize, name: &[u8], _: u64) {
        (self.member, self.known) = (Some(name.to_vec()), 0);
        self.held.clear();
    }

    fn bytes(&mut self, bytes: &[u8]) {
        if self.member.is_some() {
            // Pieces end anywhere, so the search runs over a buffer that keeps what may still
            // become a path.
            self.held.extend_from_slice(bytes);
            // A name at the end may go on in the next bytes.
            self.settle(self.held.len().saturating_sub(LONGEST).max(self.known));
        }
    }

    fn end(&mut self) {
        self.settle(self.held.len());
    }
}

/// The home directory whose path begins at this byte.
fn home(bytes: &[u8], at: usize) -> Option<String> {
    let rest = &bytes[at..];
    if rest.first() != Some(&b'/') {
        return None;
    }
    let place = PLACES.iter().find(|place| rest.starts_with(place))?;
    let before = at.checked_sub(1).map(|at| bytes[at]);
    // Behind such a byte it is the middle of another path, of an address or of a pattern.
    let begins = !before.is_some_and(|byte| is_of_a_name(byte) || b"./~})]>*%".contains(&byte));
    let name = &rest[place.len()..];
    let length = name.iter().take_while(|byte| is_of_a_name(**byte)).take(LONGEST_NAME).count();
    let is_somebody = length > 0 && !is_anybody(&name[..length]);
    (begins && is_somebody).then(|| Escaped(&rest[..place.len() + length]).to_string())
}

/// Whether a name is a placeholder, such as `YOUR_NAME`.
fn is_anybody(name: &[u8]) -> bool {
    let letters = name.iter().filter(|byte| !b"-_".contains(byte)).map(u8::to_ascii_lowercase);
    let name: Vec<u8> = letters.collect();
    name.is_empty() || ANYBODY.iter().any(|other| other.as_bytes() == name)
}

fn is_of_a_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(body: &[u8], piece: usize) -> Vec<String> {
        let mut homes = HomePaths::default();
        homes.begin(0, b"p/a", body.len() as u64);
        body.chunks(piece).for_each(|piece| homes.bytes(piece));
        homes.end();
        homes.found().to_vec()
    }

    #[test]
    fn the_first_home_directory_in_each_file_is_reported_however_its_bytes_are_split() {
        let far = [&[b'x'; 500][..], b" /Users/thomas/src\n", &[b'y'; 500]].concat();
        for (body, reported) in [
            (&b"prefix=/home/thomas/src"[..], "`p/a`: /home/thomas"),
            (
                b"/home/a-very-long-name-that-never-ends-at-all",
                "`p/a`: /home/a-very-long-name-that-never-ends",
            ),
            (b"/home/build", "`p/a`: /home/build"),
            (b"/home/user/x \"/home/runner/x\"", "`p/a`: /home/runner"),
            (&far, "`p/a`: /Users/thomas"),
        ] {
            for piece in [1, 2, 7, 39, 40, 41, 10_000] {
                assert_eq!(found(body, piece), [reported], "{piece}");
            }
        }
        for body in [
            &b"https://example.org/home/page"[..],
            b"/home/",
            b"/home",
            b"/home/you",
            b"~/home/x",
            b"",
            b"/home/YOUR_NAME/x",
            b"/Users/your-user/",
            b"/home/jdoe/a /home/Alice/b",
            b"/home/test-user",
            b"/home/--",
        ] {
            assert_eq!(found(body, 3), [""; 0], "{}", body.escape_ascii());
        }
    }
}
