//! Faults of patterns.

/// A fault in a pattern, with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobFault {
    /// Byte offset in the pattern.
    pub offset: usize,
    /// Length of the fault in bytes; 0 if something is missing.
    pub length: usize,
    /// The kind of fault.
    pub kind: GlobFaultKind,
}

macro_rules! kinds {
    ($($variant:ident: $what:literal, $remedy:literal;)+) => {
        /// The kinds of faults in patterns.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum GlobFaultKind {
            $(#[doc = concat!("It holds ", $what, ".")] $variant,)+
        }

        impl GlobFaultKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The fault as a noun phrase that completes "the pattern has".
            #[must_use]
            pub fn what(self) -> &'static str {
                match self { $(Self::$variant => $what,)+ }
            }

            /// What to write instead.
            #[must_use]
            pub fn remedy(self) -> &'static str {
                match self { $(Self::$variant => $remedy,)+ }
            }
        }
    };
}

kinds! {
    Empty: "no name",
        "name a file, a directory, or `**` for everything";
    TooLong: "more than 1024 bytes",
        "split it into several patterns";
    Nul: "a NUL character",
        "no file name holds one; remove it";
    Negation: "a leading `!`",
        "there is no negation, and nothing that is left out can be taken back: in `include`, move the pattern to \
         `exclude`, without `!`; in `exclude`, name only what is to be left out, such as `tests/data/big*` in place \
         of `tests/`; a name that begins with `!` is written `\\!`";
    Drive: "a drive letter",
        "patterns are relative to the source; drop the drive, or write `\\:` for a colon in a name";
    DotPart: "a `.` or `..` part",
        "patterns are relative to the source; write the path without it";
    EmptyPart: "two slashes in a row",
        "write one slash between two names";
    DoubleStar: "`**` beside other characters",
        "`**` stands alone between slashes, as in `**/*.c`; within a name one `*` is enough";
    TrailingBackslash: "a backslash at the end",
        "write `\\\\` for a backslash in a name, and `/` between names on every system";
    PointlessEscape: "a backslash before a character without special meaning",
        "write `/` between names on every system, and `\\\\` for a backslash in a name";
    UnclosedClass: "a `[` without its `]`",
        "close it, or write `\\[` for a bracket in a name";
    EmptyClass: "a class without characters",
        "list characters as in `[ab]`; write `\\]` for the bracket itself";
    CaretClass: "a `^` where a class begins",
        "write `[!…]` for all other characters, or `\\^` for the caret itself";
    NamedClass: "a `[` inside a class",
        "classes are lists and ranges such as `[a-z0-9]`; write `\\[` for the bracket itself";
    SlashInClass: "a slash inside a class",
        "a class matches within one name; remove the slash";
    WideClass: "a character outside ASCII in a class",
        "a class matches one byte, and this character is more; write alternatives such as `{ä,ö}`";
    ReversedRange: "a range that runs backwards",
        "put the smaller character first";
    UnclosedBrace: "a `{` without its `}`",
        "close it, or write `\\{` for a brace in a name";
    StrayBrace: "a `}` without its `{`",
        "open it, or write `\\}` for a brace in a name";
    NestedBrace: "braces inside braces",
        "list all alternatives in one pair, or write several patterns";
    SlashInBrace: "a slash inside braces",
        "alternatives are within one name; write one pattern for each path";
}
