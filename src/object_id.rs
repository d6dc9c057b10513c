//! Names of objects in a git repository.

use std::fmt;

/// The id of a git object: SHA-1 (40 hex digits) or SHA-256 (64).
///
/// Equal ids name equal bytes. Reading them needs neither references nor configuration of a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectId {
    /// Of a SHA-1 repository.
    Sha1([u8; 20]),
    /// Of a SHA-256 repository.
    Sha256([u8; 32]),
}

impl ObjectId {
    /// Digits in `{short-commit}`: enough to be unique in the largest repositories. The number is fixed, so the
    /// result depends only on the commit.
    pub const SHORT: usize = 12;

    /// Reads a full id; upper-case digits count as lower-case. `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        let bytes: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
        Self::from_bytes(&bytes?)
    }

    /// The id of 20 or 32 bytes; `None` for another length.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let sha1 = bytes.try_into().map(Self::Sha1);
        sha1.or_else(|_| bytes.try_into().map(Self::Sha256)).ok()
    }

    /// The id as 20 or 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Sha1(bytes) => bytes,
            Self::Sha256(bytes) => bytes,
        }
    }

    /// The first [`SHORT`](Self::SHORT) digits.
    #[must_use]
    pub fn short(&self) -> String {
        let mut digits = self.to_string();
        digits.truncate(Self::SHORT);
        digits
    }
}

fn byte(pair: &[u8]) -> Option<u8> {
    let [high, low] = pair else { return None };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl serde::Serialize for ObjectId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for ObjectId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an object id of 40 or 64 hex digits"))
    }
}

impl schemars::JsonSchema for ObjectId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ObjectId".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^([0-9a-f]{40}|[0-9a-f]{64})$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_full_ids_are_read() {
        let upper = "0123456789ABCDEF0123456789ABCDEF01234567";
        assert_eq!(ObjectId::parse(upper).map(|id| id.to_string()), Some(upper.to_lowercase()));
        assert_eq!(ObjectId::parse(upper).map(|id| id.short()), Some("0123456789ab".to_owned()));
        assert!(ObjectId::parse(&"a".repeat(64)).is_some());
        for text in ["", "abc", &"a".repeat(39), &"g".repeat(40), &"a".repeat(41), &"é".repeat(20)] {
            assert_eq!(ObjectId::parse(text), None, "{text}");
        }
    }
}
