//! The closed list of diagnostic codes, each with the text that `pkgr explain` prints.

use std::fmt;

use crate::lint::Lint;

macro_rules! codes {
    ($($variant:ident = $id:literal: $explanation:literal;)+) => {
        /// A kind of problem. The list is closed; codes are part of the interface and are not reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code {
            $(#[doc = $explanation] $variant,)+
            /// A lint of the manifest's `[lints]`.
            Lint(Lint),
        }

        impl Code {
            /// Every code: those of the list in its order, then the lints.
            pub fn all() -> impl Iterator<Item = Code> {
                [$(Code::$variant,)+].into_iter().chain(Lint::ALL.iter().copied().map(Code::Lint))
            }

            /// The name users see, such as `pkgr::manifest::unknown-key`.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Code::$variant => concat!("pkgr::", $id),)+ Code::Lint(lint) => lint.code() }
            }

            /// What the code means and what to do, in a few sentences.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => $explanation,)+ Code::Lint(lint) => lint.summary() }
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
    BadPath = "plan::bad-path":
        "The path given to `plan --explain` cannot be the path of an entry: it is absolute, has an \
         empty, `.` or `..` part, or is empty. Paths are those that `plan --format list` shows.";
    UnknownCode = "explain::unknown-code":
        "The name given to `pkgr explain` is not a diagnostic code of this version. `pkgr explain` \
         without a name lists all codes.";
    OutputExists = "build::output-exists":
        "The output folder holds a file of the same name with other bytes. A file that was published \
         under a name must never change, because others have noted its digest; so it is replaced only \
         with `--force`. A file with the same bytes is left untouched and is no error.";
    OutputIsSource = "build::output-is-source":
        "The folder to write to is the source directory itself, so an earlier archive would be packed \
         into the next one. Write to another folder; one below the source is never packed.";
    NoShell = "plan::no-shell-equivalent":
        "The plan asks for something that no command line of GNU tar can do, so `plan --format shell` \
         has no honest answer. `pkgr build` is not affected.";
    IncludeUnmatched = "files::include-unmatched":
        "An `include` pattern of the manifest matches nothing that would be packed. A release with a \
         hole in it must not pass unnoticed, so this is an error: mend the pattern, or remove it. \
         Patterns are compared with the whole path below the source, byte by byte and case-sensitively; \
         `exclude` wins over `include`.";
    RequiredMissing = "files::required-missing":
        "A `require` pattern of the manifest matches no entry of the archive: a licence, a readme or \
         another file that the release must have is not there. Add it to the source, or select it.";
    NothingSelected = "files::nothing-selected":
        "No file of the source is selected, so the archive would be empty. Look at the source's path \
         and at the `include` and `exclude` patterns.";
    OutputInside = "files::output-inside":
        "The folder that archives are written to lies inside the source. It is never packed, whatever \
         the patterns say, so that an earlier build cannot get into a later one.";
    SpecialFile = "source::special-file":
        "A fifo, a socket or a device is selected. An archive of sources holds files, directories and \
         symbolic links only. Exclude it, or remove it from the source.";
    Unspellable = "archive::unspellable":
        "An entry has a name, a link target, a size or a time that the archive's tar dialect cannot \
         hold whole. Other tools leave such an entry out or cut it; here it is an error. Choose a dialect \
         that holds it (the posix dialects hold everything), or shorten the name.";
    OwnerUnspellable = "archive::owner":
        "The owner of `[normalize]` has an id or a name that the archive's tar dialect cannot hold. \
         Choose a dialect that holds it, or a smaller id or a shorter name.";
    EpochUnset = "normalize::source-date-epoch":
        "The manifest takes its time from the variable `SOURCE_DATE_EPOCH`, and the variable is not set \
         or is not a plain decimal number of seconds since 1970-01-01T00:00:00Z. Nothing else is ever \
         used instead. Set it, or write the time into the manifest.";
}

impl Code {
    /// Finds a code by its name, with or without `pkgr::` in front.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::all().find(|code| code.id() == name || code.id().strip_prefix("pkgr::") == Some(name))
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
        for code in Code::all() {
            assert_eq!(Code::find(code.id()), Some(code));
            assert!(code.explanation().len() > 60, "{code} needs more than a few words");
            assert!(!code.explanation().contains("  "), "{code} has a run of blanks");
        }
    }
}
