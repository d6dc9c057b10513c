//! What a lint is: a name for input that is legal but unwise, and how seriously it is taken.

/// A lint, as its users know it. All of them are in [`crate::lints`].
#[derive(Debug, PartialEq, Eq)]
pub struct Lint {
    /// `pkgr::lint::NAME`: its diagnostic code.
    pub code: &'static str,
    /// The level where neither the manifest nor the command line sets one.
    pub level: Level,
    /// Its input.
    pub applies: Applies,
    /// What it looks for, in one sentence.
    pub summary: &'static str,
    /// Why that is unwise and what to do, in a few sentences.
    pub explanation: &'static str,
}

impl Lint {
    /// What all codes of lints begin with.
    pub const CODES: &'static str = "pkgr::lint::";

    /// The name in `[lints]` of a manifest and on the command line, such as `owner-id`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.code.strip_prefix(Self::CODES).expect("the code of every lint begins so, which a test checks")
    }
}

/// The input of a lint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applies {
    /// Plans alone: `plan` and `build` report it, and `[lints]` sets its level.
    Plans,
    /// Archives alone: no plan can have it. `lint` reports it.
    Archives,
    /// Both.
    Both,
}

impl Applies {
    /// Whether `[lints]` of a manifest takes the lint.
    #[must_use]
    pub fn to_plans(self) -> bool {
        matches!(self, Self::Plans | Self::Both)
    }

    /// Whether `pkgr lint` looks for it.
    #[must_use]
    pub fn to_archives(self) -> bool {
        matches!(self, Self::Archives | Self::Both)
    }
}

/// The level of a lint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Report nothing.
    Allow,
    /// Report it and go on.
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
