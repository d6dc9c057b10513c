//! Git LFS: pointers in the tree, and the local store that has the files behind them.
//!
//! Written from the published specification of the pointer format, version 1: lines `KEY VALUE`,
//! `version` first, the other keys sorted, at most 1,024 bytes.

use std::path::{Path, PathBuf};

use crate::digest::Digest;

/// A pointer is smaller than this.
pub const MOST_BYTES: u64 = 1024;

/// A pointer to a file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// SHA-256 of the file.
    pub digest: Digest,
    /// Its length in bytes.
    pub size: u64,
}

impl Pointer {
    /// Reads a pointer; `None` for what is none.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut lines = text.lines();
        let version = lines.next()?.strip_prefix("version ")?;
        if !matches!(version, "https://git-lfs.github.com/spec/v1" | "https://hawser.github.com/spec/v1") {
            return None;
        }
        let value = |key: &str| lines.clone().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '));
        let digest = value("oid")?.strip_prefix("sha256:")?;
        Some(Self { digest: Digest::parse(digest)?, size: value("size")?.parse().ok()? })
    }

    /// Where the local store of a repository keeps the file.
    pub fn path(&self, common_dir: &Path) -> PathBuf {
        let digest = self.digest.to_string();
        common_dir.join("lfs/objects").join(&digest[..2]).join(&digest[2..4]).join(digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINTER: &str = "version https://git-lfs.github.com/spec/v1\n\
        oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

    // T031
    #[test]
    fn a_pointer_is_read_and_nothing_else_is_one() {
        let pointer = Pointer::parse(POINTER.as_bytes()).expect("a pointer");
        assert_eq!(pointer.size, 12_345);
        assert!(
            pointer.path(Path::new("r")).ends_with(
                "lfs/objects/4d/7a/4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"
            )
        );
        for text in [
            "",
            "version 2\n",
            &POINTER.replace("sha256:4", "sha256:z"),
            &POINTER.replace("size 1", "size x"),
            &POINTER.replace("oid", "old"),
        ] {
            assert_eq!(Pointer::parse(text.as_bytes()), None, "{text}");
        }
    }
}
