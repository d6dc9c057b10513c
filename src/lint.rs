//! Names of the lints: input that is legal but unwise, and how seriously it is taken.

macro_rules! lints {
    ($($variant:ident = $name:literal, $level:ident: $summary:literal;)+) => {
        /// A named lint.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Lint {
            $(#[doc = $summary] $variant,)+
        }

        impl Lint {
            /// Every lint, by the order of the list.
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

            /// The level when the manifest says nothing.
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

/// How seriously a lint is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Say nothing.
    Allow,
    /// Say it and go on.
    Warn,
    /// Say it and refuse.
    Deny,
}

impl Level {
    /// The word in the manifest's `[lints]`.
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
    AssistantFolder = "assistant-folder", Deny:
        "Settings of an editor or a coding assistant, such as `.idea/`, `.vscode/`, `.cursor/`.";
    Bidi = "bidi", Deny:
        "A name with bidirectional controls or invisible characters, which reads as another name.";
    CaseCollision = "case-collision", Warn:
        "Two names that are one on a system that folds case or composes Unicode.";
    ClampedSource = "clamped-source", Warn:
        "Times of a directory on disk pass through a clamp, so they depend on the checkout.";
    ControlCharacter = "control-character", Deny:
        "A name with a control character, a newline or an escape sequence.";
    DanglingLink = "dangling-link", Warn:
        "A symbolic link whose target is not in the archive, so that it leads nowhere once unpacked.";
    EscapingLink = "escaping-link", Deny:
        "A symbolic link that is absolute or leads out of the archive's top directory.";
    LongName = "long-name", Warn:
        "A path of more than 255 bytes, which some systems cannot unpack.";
    NonNfc = "non-nfc", Warn:
        "A name that is not in Unicode normal form C, which some systems store in another spelling.";
    NonUtf8 = "non-utf8", Deny:
        "A name whose bytes are not UTF-8, which many systems show wrongly or cannot store.";
    ReservedName = "reserved-name", Warn:
        "A name that Windows reserves or cannot store, such as `aux.c`, `CON`, or one with a colon.";
    Secret = "secret", Deny:
        "A file that holds credentials by its name, such as `.env`, `*.pem`, `id_ed25519`, `.git/`.";
    SpecialBits = "special-bits", Deny:
        "A mode with set-user-id, set-group-id or the sticky bit after the mode policy.";
    UnmatchedPattern = "unmatched-pattern", Warn:
        "An `exclude`, `newer` or lint `allow` pattern that matches nothing.";
    WorldWritable = "world-writable", Deny:
        "A file or directory that anyone may write, after the mode policy.";
}

impl Lint {
    /// The lint of that name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|lint| lint.name() == name).copied()
    }
}
