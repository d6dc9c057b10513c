//! The lints, for input that is legal but unwise, and their levels.

macro_rules! lints {
    ($($variant:ident = $name:literal, $level:ident: $summary:literal;)+) => {
        /// A named lint.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Lint {
            $(#[doc = $summary] $variant,)+
        }

        impl Lint {
            /// All lints, in the order of the list.
            pub const ALL: &'static [Lint] = &[$(Lint::$variant,)+];

            /// The name in the manifest's `[lints]`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Lint::$variant => $name,)+ }
            }

            /// The lint's diagnostic code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Lint::$variant => concat!("pkgr::lint::", $name),)+ }
            }

            /// The level if the manifest does not set one.
            #[must_use]
            pub fn default_level(self) -> Level {
                match self { $(Lint::$variant => Level::$level,)+ }
            }

            /// What the lint looks for, in one sentence.
            #[must_use]
            pub fn summary(self) -> &'static str {
                match self { $(Lint::$variant => $summary,)+ }
            }
        }
    };
}

/// The level of a lint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Report nothing.
    Allow,
    /// Report it and continue.
    Warn,
    /// Report it and fail.
    Deny,
}

impl Level {
    /// The level's name in the manifest's `[lints]`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

lints! {
    AmbiguousName = "ambiguous-name", Warn:
        "A name that tools take for something else: a leading `-` or `~`, or tar's own `pax_global_header`, \
         `PaxHeaders`, `@LongLink`.";
    AssistantFolder = "assistant-folder", Deny:
        "Settings of one person's editor or coding assistant, such as `.idea/`, `.vscode/`, `.cursor/`, `.claude/`.";
    Bidi = "bidi", Deny:
        "A name or link target with bidirectional controls, invisible or private-use characters, which \
         reads as another name. Joiners (U+200C, U+200D) are accepted where scripts need them: between \
         emoji, beside a virama, and between letters of Arabic and other cursive scripts.";
    CaseCollision = "case-collision", Warn:
        "Names that become one where letter case is folded or Unicode is composed, as on most \
         Windows and macOS disks: one of them overwrites the other when the archive is unpacked.";
    ClampedSource = "clamped-source", Warn:
        "Times of a directory on disk pass through a clamp, so they depend on when the tree was checked out.";
    ControlCharacter = "control-character", Deny:
        "A name or link target with a control character, such as a newline or an escape sequence.";
    DanglingLink = "dangling-link", Warn:
        "A symbolic link whose target is not in the archive, or that leads to itself.";
    EscapingLink = "escaping-link", Deny:
        "A symbolic link that is absolute or leads out of the archive's top directory.";
    Leftover = "leftover", Warn:
        "What tools leave behind: backups and rejects of editors and patches, bytecode and tool caches.";
    LongName = "long-name", Warn:
        "A path of more than 255 bytes, the prefix included, which some systems cannot unpack.";
    NonNfc = "non-nfc", Warn:
        "A name that is not in Unicode normal form C, so that it may come back as another name.";
    NonUtf8 = "non-utf8", Deny:
        "A name or link target whose bytes are not UTF-8; not every system can unpack it.";
    OsLitter = "os-litter", Warn:
        "Files that an operating system leaves in every directory, such as `.DS_Store`, `._name`, `Thumbs.db`.";
    ReservedName = "reserved-name", Warn:
        "A name that Windows reserves or cannot store, such as `aux.c`, `CON`, or one with a colon.";
    Secret = "secret", Deny:
        "What holds credentials or history by its name, such as `.env`, `*.pem`, `id_ed25519`, `.git/`.";
    SecretContent = "secret-content", Deny:
        "A private key, or the token of a well-known service, inside a file; those that `secret` allows are \
         passed over.";
    SpecialBits = "special-bits", Warn:
        "A mode with set-user-id, set-group-id or the sticky bit after the mode policy.";
    Unreadable = "unreadable", Warn:
        "A file that not everyone may read, or a directory that not everyone may list, after the mode policy.";
    UnmatchedPattern = "unmatched-pattern", Warn:
        "An `exclude`, `newer` or lint `allow` pattern that matches nothing.";
    WorldWritable = "world-writable", Warn:
        "A file or directory that anyone may write, after the mode policy.";
}

impl Lint {
    /// The lint of that name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|lint| lint.name() == name).copied()
    }
}
