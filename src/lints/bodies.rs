//! What the lints see of the bodies of members.

use super::home_paths::HomePaths;
use crate::compiled::FileStart;
use crate::container::visitor::BodyVisitor;
use crate::path::Escaped;
use crate::secret::Scanner;

/// Looks for home directories, private keys and access tokens, and compiled files, in one pass over the archive.
#[derive(Default)]
pub struct InspectedBodies {
    homes: HomePaths,
    /// The current member.
    member: Vec<u8>,
    scanner: Scanner,
    secrets: Vec<String>,
    start: FileStart,
    compiled: Vec<String>,
}

impl InspectedBodies {
    /// Each member that names a home directory, and which.
    pub(super) fn homes(&self) -> &[String] {
        self.homes.found()
    }

    /// Each member that holds a key or a token, and which; never the value.
    pub(super) fn secrets(&self) -> &[String] {
        &self.secrets
    }

    /// Each member that a compiler made, and what it is.
    pub(super) fn compiled(&self) -> &[String] {
        &self.compiled
    }
}

impl BodyVisitor for InspectedBodies {
    fn begin(&mut self, number: usize, name: &[u8], size: u64) {
        self.homes.begin(number, name, size);
        // A secret that is split over two members is none.
        (self.member, self.scanner, self.start) = (name.to_vec(), Scanner::default(), FileStart::default());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.homes.bytes(bytes);
        self.scanner.update(bytes);
        self.start.update(bytes);
    }

    fn end(&mut self) {
        self.homes.end();
        let hit = std::mem::take(&mut self.scanner).finish();
        self.secrets.extend(hit.map(|hit| format!("`{}`: {hit}", Escaped(&self.member))));
        let compiled = self.start.compiled(&self.member);
        self.compiled.extend(compiled.map(|what| format!("`{}`: {what}", Escaped(&self.member))));
    }
}
