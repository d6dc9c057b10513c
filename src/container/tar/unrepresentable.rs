//! What a dialect cannot say, and which dialect can.

use std::fmt;

use super::number::OutOfRange;

/// Why an entry has no header in a dialect. A tool might drop such an entry or cut its name and go
/// on; here it is rejected. The caller shows the path in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unrepresentable {
    /// The name, with the slash that a directory's name ends in, has no room.
    #[error(
        "has a name of {length} bytes, slash of a directory included, and this dialect holds {limit}; \
         the posix and gnu dialects hold any length"
    )]
    NameTooLong {
        /// Length in bytes.
        length: usize,
        /// Most bytes the dialect can hold.
        limit: usize,
    },
    /// A name of 101 to 256 bytes has no slash that leaves at most 155 bytes before and 1 to 100
    /// bytes after it.
    #[error(
        "has a name of {length} bytes, slash of a directory included, with no slash that leaves at most \
         155 bytes before and 1 to 100 bytes after it; the posix and gnu dialects hold any name"
    )]
    NameWithoutCut {
        /// Length in bytes.
        length: usize,
    },
    /// The header would have no name, as only the ASCII characters of a name stand there.
    #[error(
        "has a name without a character of ASCII, so this dialect would leave the name in the header empty, \
         which some programs take for the end; the posix and gnu dialects hold it"
    )]
    NameWithoutAscii,
    /// The target of a symbolic link has no room.
    #[error(
        "is a link to a target of {length} bytes, and this dialect holds {limit}; \
         the posix and gnu dialects hold any length"
    )]
    TargetTooLong {
        /// Length in bytes.
        length: usize,
        /// Most bytes the dialect can hold.
        limit: usize,
    },
    /// What has no room goes into an extended header that is named after a git object, and the entry
    /// has none.
    #[error(
        "has a name, a target or a size that needs an extended header, which this dialect names after a git \
         object, and comes from no object; the posix and gnu dialects hold it"
    )]
    NoObject,
    /// One time for all entries stands at the start of the archive, and this entry has another.
    #[error(
        "has a modification time of {own} seconds; times after {limit} stand once for the whole archive in \
         this dialect, and here that is {all}; the posix and gnu dialects hold each entry's own"
    )]
    OtherTime {
        /// The entry's.
        own: i64,
        /// The one of all entries.
        all: i64,
        /// The latest that an entry's own header holds.
        limit: u64,
    },
    /// The size or the time is out of range.
    #[error("has {0}; the posix and gnu dialects hold it")]
    Number(OutOfRange),
    /// The owner that an override gives it.
    #[error("has an owner of its own: {0}")]
    Owner(OwnerFault),
}

/// Why an owner cannot be encoded in a dialect. It concerns every entry, and is found before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OwnerFault {
    /// The user or group id is out of range.
    #[error("the owner has {0}; the posix dialects hold any id")]
    Number(OutOfRange),
    /// A name is longer than its field, and nothing else can carry it.
    #[error(
        "the {class} name has {length} bytes, and this dialect holds {limit}; \
         the posix dialects hold names of 33 bytes and more in a record"
    )]
    NameTooLong {
        /// Whose name.
        class: OwnerClass,
        /// Length in bytes.
        length: usize,
        /// Most bytes the dialect can hold.
        limit: usize,
    },
    /// 32 bytes of ASCII get no record in the posix dialects, and their field drops the last one.
    #[error(
        "the {class} name has 32 bytes, the one length whose last byte the posix dialects lose without a word"
    )]
    NameCut {
        /// Whose name.
        class: OwnerClass,
    },
    /// The format has no fields for names.
    #[error("the {class} has a name, and this dialect stores ids only; all but the v7 dialects store names")]
    NoNames {
        /// Whose name.
        class: OwnerClass,
    },
    /// A NUL would end the name early.
    #[error("the {class} name holds a NUL byte, which no dialect can store")]
    Nul {
        /// Whose name.
        class: OwnerClass,
    },
}

/// Whose name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerClass {
    /// The user's.
    User,
    /// The group's.
    Group,
}

impl fmt::Display for OwnerClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::User => "user",
            Self::Group => "group",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_the_limit_and_a_dialect_that_has_none() {
        let shown = |fault: Unrepresentable| fault.to_string();
        assert_eq!(
            shown(Unrepresentable::NameTooLong { length: 257, limit: 256 }),
            "has a name of 257 bytes, slash of a directory included, and this dialect holds 256; \
             the posix and gnu dialects hold any length"
        );
        assert_eq!(
            shown(Unrepresentable::TargetTooLong { length: 101, limit: 100 }),
            "is a link to a target of 101 bytes, and this dialect holds 100; \
             the posix and gnu dialects hold any length"
        );
        assert_eq!(
            OwnerFault::NameTooLong { class: OwnerClass::Group, length: 32, limit: 31 }.to_string(),
            "the group name has 32 bytes, and this dialect holds 31; \
             the posix dialects hold names of 33 bytes and more in a record"
        );
        assert_eq!(
            OwnerFault::NoNames { class: OwnerClass::User }.to_string(),
            "the user has a name, and this dialect stores ids only; all but the v7 dialects store names"
        );
    }
}
