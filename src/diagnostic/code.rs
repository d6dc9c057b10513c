//! The closed list of diagnostic codes, each with the text that `pkgr explain` prints.

use std::fmt;

macro_rules! codes {
    ($($variant:ident = $id:literal: $explanation:literal;)+) => {
        /// A kind of problem. The list is closed; codes are part of the interface and are not reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code {
            $(#[doc = $explanation] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the list.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The name users see, such as `pkgr::manifest::unknown-key`.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Code::$variant => concat!("pkgr::", $id),)+ }
            }

            /// What the code means and what to do, in a few sentences.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => $explanation,)+ }
            }
        }
    };
}

codes! {
    Io = "io":
        "The operating system refused an operation on the named file. Nothing was written: a \
         failed run leaves no partial file and keeps the old one. Mend the cause and run again.";
    Changed = "source::changed":
        "A file of the source was not the same when it was packed as when the plan was made: it \
         grew, shrank, was replaced or was rewritten. An archive of it would be an archive of no \
         state that ever existed, so nothing was written. Stop what writes into the tree, or pack a copy.";
    Cancelled = "cancelled":
        "The run was interrupted by a signal. Temporary files were removed and files that stood in \
         the output folder are as they were; the next run starts afresh.";
}

impl Code {
    /// Finds a code by its name, with or without `pkgr::` in front.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        let matches = |code: &&Code| code.id() == name || code.id().strip_prefix("pkgr::") == Some(name);
        Self::ALL.iter().find(matches).copied()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_own_name_and_a_real_explanation() {
        for code in Code::ALL {
            assert_eq!(Code::find(code.id()), Some(*code));
            assert!(code.explanation().len() > 80, "{code} needs more than a few words");
            assert!(!code.explanation().contains("  "), "{code} has a run of blanks");
        }
    }
}
