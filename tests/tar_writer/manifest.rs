//! The trees and the index of the golden vectors.

use std::fs;
use std::io::Read;
use std::path::PathBuf;

use pkgr::digest::Digest;
use serde::Deserialize;

use super::mersenne::random_bytes;

/// One run of GNU tar.
#[derive(Deserialize)]
pub struct Vector {
    pub id: String,
    pub case: String,
    pub tool: String,
    pub exit: i32,
    pub head_only: Option<usize>,
    pub opts: Options,
    file: String,
    tar_sha256: String,
}

/// What it was asked to do. A key that is not listed here makes the test fail.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    pub format: String,
    pub roots: Vec<String>,
    pub owner: String,
    pub group: String,
    pub numeric_owner: bool,
    pub mtime: Option<String>,
    #[serde(default)]
    pub clamp: bool,
    pub mode: Option<String>,
    #[serde(default)]
    pub delete: Vec<String>,
    pub exthdr_name: Option<String>,
    pub exthdr_mtime: Option<String>,
    #[serde(default, rename = "override")]
    pub overrides: Vec<(String, String)>,
    #[serde(default)]
    pub globals: Vec<(String, String)>,
    pub transform: Option<String>,
    #[serde(default)]
    pub norecurse: bool,
    #[serde(default)]
    pub hard_dereference: bool,
    pub blocking: Option<u32>,
    // Without a bearing on the bytes, or implied by another key.
    #[serde(rename = "umask")]
    _umask: Option<String>,
    #[serde(rename = "chdir")]
    _chdir: Option<String>,
    #[serde(rename = "head")]
    _head: Option<u32>,
    #[serde(rename = "pipe")]
    _pipe: Option<bool>,
    #[serde(rename = "via")]
    _via: Option<String>,
    #[serde(rename = "expect_exit")]
    _expect_exit: Option<i32>,
    #[serde(rename = "globexthdr_name")]
    _globexthdr_name: Option<String>,
    #[serde(rename = "globexthdr_mtime")]
    _globexthdr_mtime: Option<String>,
}

#[derive(Deserialize)]
struct Tree {
    entries: Vec<Node>,
}

/// One file, directory or link of a tree.
#[derive(Clone, Deserialize)]
pub struct Node {
    path: Option<String>,
    path_hex: Option<String>,
    target: Option<String>,
    target_hex: Option<String>,
    #[serde(rename = "type")]
    pub kind: NodeKind,
    mode: String,
    mtime: String,
    content: Option<String>,
    seed: Option<u32>,
    size: Option<usize>,
    sparse_size: Option<u64>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum NodeKind {
    File,
    Dir,
    Symlink,
    Hardlink,
    Fifo,
    Chr,
    Blk,
}

/// The bytes of a file.
#[derive(Clone)]
pub enum Body {
    Bytes(Vec<u8>),
    /// That number of NULs, too many for memory.
    Nuls(u64),
}

impl Body {
    pub fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Nuls(size) => *size,
        }
    }
}

impl Vector {
    /// The archive, or its beginning; compared with its checksum.
    pub fn bytes(&self) -> Vec<u8> {
        unpacked(&self.file, &self.tar_sha256)
    }

    /// The tree that was packed, parents before children.
    pub fn tree(&self) -> Vec<Node> {
        tree(&self.case)
    }
}

impl Node {
    pub fn path(&self) -> Vec<u8> {
        text_or_hex(self.path.as_ref(), self.path_hex.as_ref())
    }

    pub fn target(&self) -> Vec<u8> {
        text_or_hex(self.target.as_ref(), self.target_hex.as_ref())
    }

    pub fn mode(&self) -> u16 {
        u16::from_str_radix(&self.mode, 8).expect("modes are octal")
    }

    /// Whole seconds, rounded down, and whether there was a fraction.
    pub fn mtime(&self) -> (i64, bool) {
        let (whole, fraction) = self.mtime.split_once('.').unwrap_or((&self.mtime, ""));
        let has_fraction = fraction.contains(|digit| digit != '0');
        let whole: i64 = whole.parse().expect("times are decimal");
        let is_negative = self.mtime.starts_with('-');
        (if has_fraction && is_negative { whole - 1 } else { whole }, has_fraction)
    }

    pub fn body(&self) -> Body {
        match (&self.content, self.seed, self.size, self.sparse_size) {
            (_, _, _, Some(size)) => Body::Nuls(size),
            (_, Some(seed), Some(size), _) => Body::Bytes(random_bytes(seed, size)),
            (content, ..) => Body::Bytes(content.clone().unwrap_or_default().into_bytes()),
        }
    }
}

fn text_or_hex(text: Option<&String>, hex: Option<&String>) -> Vec<u8> {
    match (text, hex) {
        (Some(text), _) => text.clone().into_bytes(),
        (None, Some(hex)) => (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal"))
            .collect(),
        (None, None) => panic!("neither text nor hexadecimal"),
    }
}

/// An archive, or its beginning; compared with its checksum.
pub fn unpacked(name: &str, sha256: &str) -> Vec<u8> {
    let path = temp_dir().join(name);
    let file = fs::File::open(&path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()));
    let mut bytes = Vec::new();
    if path.extension().is_some_and(|extension| extension == "xz") {
        liblzma::read::XzDecoder::new(file).read_to_end(&mut bytes).expect("a vector unpacks");
    } else {
        { file }.read_to_end(&mut bytes).expect("a vector can be read");
    }
    assert_eq!(Digest::of(&bytes).to_string(), sha256, "{name} is damaged");
    bytes
}

/// A tree that was packed, parents before children.
pub fn tree(case: &str) -> Vec<Node> {
    read::<Tree>(&format!("manifests/{case}.json")).entries
}

/// Every vector of GNU tar, in the order of the index.
pub fn vectors() -> Vec<Vector> {
    read("index.json")
}

pub fn read<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let path = temp_dir().join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()))
}

fn temp_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/tar")
}
