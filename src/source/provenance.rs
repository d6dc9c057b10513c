//! The revision of a plan: what it carries to other machines.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::object_id::ObjectId;

/// What a manifest's `rev` turned out to be, by names and ids: what a plan carries to other
/// machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Provenance {
    /// As the manifest has it.
    pub rev: String,
    /// The full name of the reference; absent where `rev` is the commit's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The tag objects between the name and the commit, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<ObjectId>,
    /// The bytes of these tag objects, so that a clone without tags can verify their kind, name and
    /// signature again. Empty in plans of earlier versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tag_objects: Vec<TagBytes>,
    /// The commit.
    pub commit: ObjectId,
    /// Its tree.
    pub tree: ObjectId,
}

/// The bytes of a tag object in JSON: as text where they are UTF-8, otherwise in hex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum TagBytes {
    /// The whole object as text.
    Text(String),
    /// An object that is not UTF-8.
    Hex {
        /// Two lower-case hex digits for each byte.
        hex: String,
    },
}

impl TagBytes {
    /// The form for an object with these bytes.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        std::str::from_utf8(bytes)
            .map_or_else(|_| Self::Hex { hex: hex(bytes) }, |text| Self::Text(text.to_owned()))
    }

    /// The bytes; `None` if the hex digits are not whole bytes.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Text(text) => Some(text.clone().into_bytes()),
            Self::Hex { hex } => {
                let pairs = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
                pairs.map(|pair| pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())).collect()
            }
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
