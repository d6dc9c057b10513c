//! What the lints see of the bodies of members.

use super::home_paths::HomePaths;
use crate::container::visitor::BodyVisitor;
use crate::path::Escaped;
use crate::secret::Scanner;

/// Looks for home directories, and for private keys and access tokens, in one pass over the archive.
#[derive(Default)]
pub struct InspectedBodies {
    homes: HomePaths,
    /// The current member.
    member: Vec<u8>,
    scanner: Scanner,
    secrets: Vec<String>,
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
}

impl BodyVisitor for InspectedBodies {
    fn begin(&mut self, number: usize, name: &[u8], size: u64) {
        self.homes.begin(number, name, size);
        // A secret that is split over two members is none.
        (self.member, self.scanner) = (name.to_vec(), Scanner::default());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.homes.bytes(bytes);
        self.scanner.update(bytes);
    }

    fn end(&mut self) {
        self.homes.end();
        let hit = std::mem::take(&mut self.scanner).finish();
        self.secrets.extend(hit.map(|hit| format!("`{}`: {hit}", Escaped(&self.member))));
    }
}
