//! The formats of each command's result, as names of the command line.

use crate::sink::Syntax;

/// The format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum ReportFormat {
    /// For people
    Text,
    /// One JSON document
    Json,
    #[cfg(feature = "html")]
    /// One HTML file, without scripts and without anything from elsewhere
    Html,
}

impl ReportFormat {
    /// The format of files with this ending: text, unless the ending is that of another one.
    #[must_use]
    pub fn of_ending(ending: &str) -> Self {
        match ending {
            "json" => Self::Json,
            #[cfg(feature = "html")]
            "html" | "htm" => Self::Html,
            _ => Self::Text,
        }
    }

    /// The syntax by which the report is filtered.
    #[must_use]
    pub fn syntax(self) -> Syntax {
        match self {
            Self::Text => Syntax::Text,
            Self::Json => Syntax::Json,
            #[cfg(feature = "html")]
            Self::Html => Syntax::Html,
        }
    }
}

/// The format of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum PlanFormat {
    /// Mode, size, time and path of each entry, and a summary
    Table,
    /// The names alone; files are not read
    List,
    /// One JSON document
    Json,
    /// An mtree(5) specification for bsdtar and mtree(8)
    Mtree,
    /// The equivalent commands of GNU tar and of the compressors; files are not read
    Shell,
}

impl PlanFormat {
    /// The syntax by which the plan is filtered.
    #[must_use]
    pub fn syntax(self) -> Syntax {
        match self {
            Self::Table | Self::List => Syntax::Text,
            Self::Json => Syntax::Json,
            Self::Mtree | Self::Shell => Syntax::Exact,
        }
    }
}

/// The format of a build's digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum BuildFormat {
    /// For people
    Text,
    /// One JSON document
    Json,
}

impl BuildFormat {
    /// The syntax by which the digests are filtered.
    #[must_use]
    pub fn syntax(self) -> Syntax {
        match self {
            Self::Text => Syntax::Text,
            Self::Json => Syntax::Json,
        }
    }
}
